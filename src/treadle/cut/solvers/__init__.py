"""Third-party solvers of the cut room, each behind one wrapper."""
