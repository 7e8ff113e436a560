"""A plan as tables: what each of them tells, row by row."""
