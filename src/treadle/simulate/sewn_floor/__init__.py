"""A painted sewing floor: people with a pace of their own sew bundles, make mistakes, stay away, and scan."""
