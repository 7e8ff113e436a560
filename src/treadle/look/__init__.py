"""What everything that is drawn shares: templates, one style, number forms. `docs/design.md` says why."""
