"""The day: `plan` is the one sentence; `snapshot` goes in, the `Plan` comes out, `tables` are for the doors."""
