"""The one wrapper of this room around a solver."""
