"""Solvers behind one door each: the only files of the room that import a third-party solver."""
