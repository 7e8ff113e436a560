"""Door: the brand's folder. Tables as CSV, imported rows as append-only Parquet, releases, kept markers.

Reading path: `tables` (what a folder holds), `brand` (a folder to nouns), `intake` (rows into the lake), `lake`.
"""
