"""Write tables where the user says: any input table of a brand's folder, or a table that was made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from treadle.errors import NotFoundError, Problem
from treadle.settings import read_settings
from treadle.storage.export_rows import held_rows
from treadle.storage.plain_files import write_plain_file
from treadle.terms.tables import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Rows written, and the problems of rows that cannot be read and were left out."""

    rows: int
    problems: tuple[Problem, ...]


def export_table(folder: Path, table: str, out: Path, *, history: bool = False) -> Exported:
    """Write an input table as it is held now, or all versions of its rows, as CSV or Parquet by the ending of `out`.

    Columns are those that a person fills, so that `import_files` reads the file again. A history has five more:
    version (0: written in `tables/`), import_number (0: none), file, line and is_held. Raises `NotFoundError` where the
    folder is none of treadle's or has no such table, `InputError` where the place cannot be written.
    """
    settings = read_settings(folder)
    if table not in TABLES:
        raise NotFoundError(f"There is no table {table!r}; the tables are {', '.join(TABLES)}")
    rows, problems = held_rows(
        folder, table, time_zone=settings.time_zone, is_text=out.suffix.lower() != ".parquet", is_every_version=history
    )
    write_plain_file(out, rows)
    return Exported(rows=rows.num_rows, problems=tuple(problems))


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table as CSV or Parquet by the file's ending; whole or not at all.

    Raises `InputError` where the place cannot be written.
    """
    write_plain_file(path, table)
