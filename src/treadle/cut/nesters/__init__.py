"""Nesters: tools that place the pieces of a marker on fabric."""
