"""Door: files of others. Any layout of rows comes in by a mapping, which is data and not code.

Reading path: `mapping` (what a mapping file says), `sources` (a file to rows of a table), then one reader per format:
`reading.delimited`, `columnar`, `json_lines`, `sheets`.
"""
