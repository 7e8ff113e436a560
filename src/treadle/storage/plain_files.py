"""A plain table without a brand's folder, written as CSV or Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from treadle.errors import InputError
from treadle.terms.formula_tables import guarded_table


def write_plain_file(path: Path, table: pa.Table) -> None:
    """Write a table as CSV or Parquet by the file's ending; whole or not at all.

    Raises `InputError` where the place cannot be written.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".parquet":
            pq.write_table(table, half)
        else:
            quoting = pv.WriteOptions(quoting_style="needed", quoting_header="none")
            pv.write_csv(guarded_table(table), half, quoting)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError.single(str(path), f"cannot be written: {error}", "Choose another place") from error
