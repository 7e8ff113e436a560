"""Cells of a small file a person wrote (a bulletin), by sheet: CSV of any separator and encoding, XLSX, XLS, ODS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.markup_table import holds_table, is_markup
from treadle.connectors.plain_text import read_bytes
from treadle.connectors.sheets import read_cells, sheet_names
from treadle.errors import InputError
from treadle.reading.encodings import find_encoding
from treadle.reading.split_rows import DELIMITERS, split_rows
from treadle.terms.formulas import unguarded

#: Bytes of a file, rows and columns of a sheet, and sheets, at most.
MOST_BYTES, MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 16 * 1024 * 1024, 20_000, 200, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: its name, and its rows as (row number from 1, cells)."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_grids(path: Path) -> tuple[Grid, ...]:
    """All sheets of a file; a text file is one. Raises `NotFoundError`, and `InputError` for what is none."""
    raw = read_bytes(path, MOST_BYTES)
    if not raw.strip():
        raise InputError.single(path.name, "the file is empty", "Export it again")
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or (is_markup(raw[:4096]) and holds_table(path)):
        names = sheet_names(path)
        if len(names) > MOST_SHEETS:
            raise InputError.single(path.name, f"it has {len(names)} sheets", f"Give at most {MOST_SHEETS} at a time")
        return tuple(Grid(name=name, rows=_rows(read_cells(path, name), path.name)) for name in names)
    if is_markup(raw[:4096]):
        what = "it is a web page or XML without a table"
        raise InputError.single(path.name, what, "Open it and save it as .xlsx or CSV")
    encoding = find_encoding(path)
    text = raw.decode(encoding, errors="replace").removeprefix("\ufeff")
    return (Grid(name="", rows=_text_rows(text, path.name)),)


def _text_rows(text: str, name: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    skipped = 0
    delimiter = ""
    if text[:4].lower() == "sep=":
        delimiter, _, text = text[4:].partition("\n")
        delimiter, skipped = delimiter[:1], 1
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    if not delimiter.strip(" ") or delimiter == '"':
        # The separator is what most lines hold equally often; a header block above has few of any.
        delimiter = max(DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in lines), mark == ","))
    found = []
    for number, row in split_rows(text, delimiter, 1 + skipped):
        if isinstance(row, str):
            raise InputError.single(name, f"it is {row}", "Save the sheet as CSV again", row=number)
        if any(cell.strip() for cell in row):
            found.append((number, _bounded(row, number, name)))
        if len(found) > MOST_ROWS:
            raise InputError.single(name, f"it has more than {MOST_ROWS} rows", "Give one bulletin at a time")
    return tuple(found)


def _rows(cells: Sequence[Sequence[str]], name: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The rows that hold something. Raises `InputError` for more rows or columns than a person writes."""
    found = []
    for number, row in enumerate(cells, start=1):
        kept = _bounded(row, number, name)
        if any(kept):
            found.append((number, kept))
        if len(found) > MOST_ROWS:
            raise InputError.single(name, f"it has more than {MOST_ROWS} rows", "Give one bulletin at a time")
    return tuple(found)


def _bounded(row: Sequence[str], number: int, name: str) -> tuple[str, ...]:
    """The cells of a row; raises where some stand farther to the right than is read."""
    if any(cell.strip() for cell in row[MOST_COLUMNS:]):
        what = f"it has cells beyond {MOST_COLUMNS} columns"
        raise InputError.single(name, what, "Delete what does not belong to the table", row=number)
    return tuple(unguarded(cell.strip()) for cell in row[:MOST_COLUMNS])
