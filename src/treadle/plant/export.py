"""Write tables where the user says."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from treadle.storage.plain_files import write_plain_file


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table as CSV or Parquet by the file's ending; whole or not at all.

    Raises `InputError` where the place cannot be written.
    """
    write_plain_file(path, table)
