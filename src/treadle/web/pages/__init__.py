"""One file a page: its router, which asks use cases and draws a template."""
