"""The day: `plan` is the one sentence; `snapshot` goes in, `decisions` come out, `tables` are for the doors."""
