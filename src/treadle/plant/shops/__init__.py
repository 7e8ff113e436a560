"""Shops of a brand's folder: one file for what goes where, one for what left and came, one for stores of others."""
