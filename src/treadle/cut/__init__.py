"""Cut: patterns, markers, cut order plans, rolls and bundles; from a buy plan to fabric that is cut."""
