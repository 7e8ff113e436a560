"""Files of rows as text: their encoding, separator and heading, and how a whole column writes its days and numbers.

One reading for every table, whoever wrote it: a brand's folder, an import by a mapping, a file given alone. What the
texts mean in a table is said elsewhere. Reading path: `delimited` (a file to rows), `column_forms` (how its columns are
written), `cell_times` and `cell_numbers` (one cell as SQL).
"""
