"""A brand that is served elsewhere: `treadle.Client`, what its answers are, and the commands' way to a server."""
