"""Third-party solvers of the sew room, each behind one file."""
