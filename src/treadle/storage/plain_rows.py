"""The rows of one plain file, CSV or the first sheet of a workbook, read by the rules of a table like any other."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError, Problem
from treadle.storage.cells import split_problems, type_rows
from treadle.storage.folder_csv import text_rows
from treadle.storage.lake import open_duckdb
from treadle.terms.table_spec import TableSpec


def read_plain_rows(
    path: Path, spec: TableSpec, called: Mapping[str, Sequence[str]] | None = None
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Good rows by column (those that the file has), with `line`, and every problem of the others with its row.

    `called`: by column the headings that mean it beside its own name, in any case. Raises `NotFoundError`, and
    `InputError` where the file is no workbook or a column that every row must fill is missing.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    names = {other: column for column, others in (called or {}).items() for other in (column, *others)}
    raw = _sheet(path) if path.suffix.lower() == ".xlsx" else path.read_bytes()
    text, problems = text_rows(raw, path.name, spec, names)
    if not text.num_rows or any(one not in text.column_names for one in spec.required):
        raise InputError(problems or [Problem(file=path.name, what="it holds no rows", remedy=spec.doc)])
    with open_duckdb("UTC") as connection:
        typed = type_rows(connection, spec, text).to_pylist()
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], int] = {}
    given = {*(set(text.column_names) & set(spec.names)), "line"}
    for row in typed:
        found = split_problems(row.pop("problems"))
        problems += [
            Problem(file=path.name, row=row["line"], column=column, what=what, remedy=remedy)
            for column, what, remedy in found
        ]
        first = seen.setdefault(tuple(row[one] for one in spec.key), row["line"]) if spec.key else row["line"]
        if first != row["line"]:
            what = f"the same key stands in row {first}"
            columns = ", ".join(spec.key)
            problems.append(
                Problem(file=path.name, row=row["line"], column=columns, what=what, remedy="Keep one of the two rows")
            )
        elif not found:
            rows.append({name: cell for name, cell in row.items() if name in given})
    return rows, [one for one in problems if one.stops_plan]


def _sheet(path: Path) -> bytes:
    """The first sheet of a workbook as CSV; rows keep their numbers."""
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise InputError.single(path.name, "it is not an Excel workbook", "Save it as .xlsx or .csv") from None
    text = io.StringIO()
    rows = csv.writer(text)
    for row in sheet.iter_rows(values_only=True):
        rows.writerow(["" if cell is None else cell for cell in row])
    return text.getvalue().encode("utf-8")
