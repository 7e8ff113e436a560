"""Files that are given alone to forecast, replenish and refill: read whatever they are, as an import reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

from treadle.connectors.containers import unpacked
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.connectors.raw_rows import RawBatch
from treadle.connectors.sheets import SheetReader, sheet_names
from treadle.errors import InputError, Problem
from treadle.storage.plain_files import is_plain, read_plain_files
from treadle.terms.formula_tables import unguarded_table

_REMEDY = "Correct it, or export the table again as CSV (UTF-8), .xlsx or Parquet"


def read_given_tables(files: dict[str, Path | None]) -> dict[str, pa.Table | None]:
    """Tables by name, None where no file is given: CSV in any encoding, a workbook of one sheet, JSON lines, Parquet,
    also packed. Cells of anything but Parquet are text; columns keep the names that the file gives them.

    Plain CSV (UTF-8) and Parquet, which may hold millions of rows, are read by Arrow; a file that is anything else
    goes through the reader of imports. Raises `InputError` with the problems of all files.
    """
    plain: dict[str, Path | None] = {}
    other: dict[str, pa.Table] = {}
    problems: list[Problem] = []
    for name, path in files.items():
        if path is None or not path.is_file() or is_plain(path):
            plain[name] = path
            continue
        try:
            other[name] = _read(path)
        except InputError as error:
            problems += error.problems
    try:
        read = read_plain_files(plain)
    except InputError as error:
        problems += error.problems
        read = {}
    if problems:
        raise InputError(problems)
    return {name: other[name] if name in other else read[name] for name in files}


def _read(path: Path) -> pa.Table:
    """A file as one table of texts; every row that cannot be split is said."""
    inside, kept = unpacked([path])
    try:
        if len(inside) != 1:
            raise InputError.single(path.name, f"it holds {len(inside)} files", "Give the one that is meant")
        (file,) = inside
        if is_plain(file):
            return read_plain_files({path.name: file})[path.name]
        reader = open_reader(file, FileFormat(), "")
        if isinstance(reader, SheetReader):
            _check_sheets(path.name, file)
        batches = list(reader.batches())
    finally:
        del kept
    return _of_objects(path.name, batches) if reader.is_json else _joined(path.name, batches)


def _check_sheets(name: str, file: Path) -> None:
    sheets = sheet_names(file)
    if len(sheets) > 1:
        raise InputError.single(
            name, f"it has {len(sheets)} sheets ({', '.join(sheets)})", "Save the sheet that is meant as a file"
        )


def _rows(name: str, batches: list[RawBatch]) -> pa.Table:
    refused = [
        Problem(file=name, row=line, what=why, remedy=_REMEDY) for batch in batches for line, why, _ in batch.refused
    ]
    if refused:
        raise InputError(refused)
    rows = [batch.rows for batch in batches if batch.rows.num_rows]
    if not rows:
        raise InputError.single(name, "it holds no rows", "Give a table with a header and rows")
    return pa.concat_tables(rows, promote_options="permissive")


def _joined(name: str, batches: list[RawBatch]) -> pa.Table:
    table = _rows(name, batches)
    return unguarded_table(table.select([column for column in table.column_names if column not in ("line", "part")]))


def _of_objects(name: str, batches: list[RawBatch]) -> pa.Table:
    """Objects as rows of texts; a column is empty where an object does not have it. A value within a value is said."""
    table = _rows(name, batches)
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
