"""Files that are given alone to forecast, replenish and refill: read whatever they are, as an import reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from treadle.connectors.containers import kind_of, unpacked
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sheets import SheetReader, sheet_names
from treadle.errors import InputError, Problem
from treadle.reading.raw_rows import OWN_LINE, RawBatch, Reader
from treadle.terms.formula_tables import unguarded_table

_REMEDY = "Correct it, or export the table again as CSV (UTF-8), .xlsx or Parquet"


def read_given_tables(files: dict[str, Path | None]) -> dict[str, pa.Table | None]:
    """Tables by name, None where no file is given: CSV in any encoding, a workbook of one sheet, JSON lines, Parquet,
    also packed. Cells of anything but Parquet are text, letter for letter, less the apostrophe before what looks like a
    formula; columns keep the names that the file gives them.

    Raises `InputError` with the problems of all files.
    """
    tables: dict[str, pa.Table | None] = {}
    problems: list[Problem] = []
    for name, path in files.items():
        try:
            tables[name] = None if path is None else _read(name, path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tables


def _read(name: str, path: Path) -> pa.Table:
    """A file as one table; every row that cannot be split is said."""
    if not path.is_file():
        raise InputError.single(f"{name} ({path})", "does not exist", "Give a CSV, .xlsx, JSON or Parquet file")
    inside, kept = unpacked([path])
    try:
        if len(inside) != 1:
            raise InputError.single(path.name, f"it holds {len(inside)} files", "Give the one that is meant")
        (file,) = inside
        if kind_of(file) == "parquet":
            return pq.read_table(file)
        reader = open_reader(file, FileFormat(), "")
        if isinstance(reader, SheetReader):
            _check_sheets(path.name, file)
        batches = list(reader.batches())
    except pa.ArrowInvalid as error:
        raise InputError.single(path.name, f"cannot be read: {error}", _REMEDY) from error
    finally:
        del kept
    return _of_objects(path.name, batches) if reader.is_json else _joined(path.name, reader, batches)


def _check_sheets(name: str, file: Path) -> None:
    sheets = sheet_names(file)
    if len(sheets) > 1:
        raise InputError.single(
            name, f"it has {len(sheets)} sheets ({', '.join(sheets)})", "Save the sheet that is meant as a file"
        )


def _check_rows(name: str, batches: list[RawBatch]) -> None:
    refused = [
        Problem(file=name, row=line, what=why, remedy=_REMEDY) for batch in batches for line, why, _ in batch.refused
    ]
    if refused:
        raise InputError(refused)


def _joined(name: str, reader: Reader, batches: list[RawBatch]) -> pa.Table:
    _check_rows(name, batches)
    names = [one for one in reader.columns() if one]
    if not names:
        raise InputError.single(name, "it holds no rows", "Give a table with a header and rows")
    parts = [batch.rows.select(names) for batch in batches if batch.rows.num_rows]
    table = pa.concat_tables(parts) if parts else pa.table({one: pa.array([], pa.string()) for one in names})
    return unguarded_table(table.rename_columns(["line" if one == OWN_LINE else one for one in names]))


def _of_objects(name: str, batches: list[RawBatch]) -> pa.Table:
    """Objects as rows of texts; a column is empty where an object does not have it. A value within a value is said."""
    _check_rows(name, batches)
    rows = [batch.rows for batch in batches if batch.rows.num_rows]
    if not rows:
        raise InputError.single(name, "it holds no rows", "Give a table with a header and rows")
    table = pa.concat_tables(rows, promote_options="permissive")
    objects: list[dict[str, object]] = [json.loads(text) for text in table["json"].to_pylist()]
    lines = table["line"].to_pylist()
    nested = [
        Problem(file=name, row=line, column=key, what="it holds a list or an object", remedy="Give one value")
        for line, one in zip(lines, objects, strict=True)
        for key, value in one.items()
        if isinstance(value, (list, dict))
    ]
    if nested:
        raise InputError(nested)
    keys = list(dict.fromkeys(key for one in objects for key in one))
    return pa.table({key: pa.array([_text(one.get(key)) for one in objects], pa.string()) for key in keys})


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
