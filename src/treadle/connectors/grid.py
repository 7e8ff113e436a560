"""Cells of a small file a person wrote (a bulletin), by sheet: CSV of any separator and encoding, XLSX, XLS, ODS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.connectors.plain_text import read_bytes
from treadle.errors import InputError

#: Bytes of a file and of a workbook unpacked, rows and columns of a sheet, and sheets, at most.
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 16 * 1024 * 1024, 120 * 1024 * 1024, 20_000, 200, 100
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: its name, and its rows as (row number from 1, cells)."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_grids(path: Path) -> tuple[Grid, ...]:
    """All sheets of a file; a text file is one. Raises `NotFoundError`, and `InputError` for what is none."""
    raw = read_bytes(path, MOST_BYTES)
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        return _workbook(path, raw)
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        if raw.lstrip()[:1] == b"<":
            what = "it is a web page or XML, not a workbook"
            raise InputError.single(path.name, what, "Open it and save it as .xlsx or CSV")
        if b"\x00" in raw[:1000]:
            raise InputError.single(path.name, "it is no Excel workbook", "Save it as .xlsx or .csv")
    if not raw.strip():
        raise InputError.single(path.name, "the file is empty", "Export it again")
    return (Grid(name="", rows=_text_rows(table_text(raw, path.name), path.name)),)


def table_text(raw: bytes, name: str) -> str:
    """Text of a table as offices save it: UTF-8, UTF-16, GB18030 where it holds Chinese, else Windows-1252."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        if b"\x00" in raw:
            raise InputError.single(name, "it is no text", "Save it as CSV UTF-8, or as .xlsx")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
        if any("\u4e00" <= letter <= "\u9fff" for letter in text):
            return text
    except UnicodeDecodeError:
        pass
    return raw.decode("cp1252", errors="replace")


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
        delimiter = max(_DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in lines), mark == ","))
    found = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        before = skipped
        for row in reader:
            number, before = before + 1, skipped + reader.line_num
            if any(cell.strip() for cell in row):
                found.append((number, tuple(cell.strip() for cell in row[:MOST_COLUMNS])))
            if len(found) > MOST_ROWS:
                raise InputError.single(name, f"it has more than {MOST_ROWS} rows", "Give one bulletin at a time")
    except csv.Error as error:
        raise InputError.single(name, f"it is not readable as CSV ({error})", "Save the sheet as CSV again") from None
    return tuple(found)


def _workbook(path: Path, raw: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook, sized before it is opened."""
    if raw[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as packed:
                sizes = [one.file_size for one in packed.infolist()]
        except (zipfile.BadZipFile, ValueError, OverflowError) as error:
            raise InputError.single(path.name, f"it is damaged ({error})", "Save it as .xlsx again") from None
        if sum(sizes) > MOST_UNPACKED or len(sizes) > 10_000:
            what = f"unpacked it has {sum(sizes) / 1e6:,.0f} MB"
            raise InputError.single(path.name, what, "Give a bulletin, or save the sheet alone")
        if path.suffix.lower() != ".ods":
            return _xlsx(path, raw)
    from python_calamine import load_workbook

    try:
        with load_workbook(path) as book:
            names = list(book.sheet_names)[:MOST_SHEETS]
            return tuple(Grid(name=name, rows=_rows(book.get_sheet_by_name(name).to_python())) for name in names)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a damaged file makes the reader panic, which is no Exception
        what = f"it is no workbook that can be read ({str(error)[:80] or type(error).__name__})"
        raise InputError.single(path.name, what, "Save it as .xlsx") from None


def _xlsx(path: Path, raw: bytes) -> tuple[Grid, ...]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return tuple(
            Grid(name=str(sheet.title), rows=_rows(sheet.iter_rows(
                max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)))
            for sheet in book.worksheets[:MOST_SHEETS]
        )  # fmt: skip
    except Exception as error:  # whatever a damaged workbook does to its reader
        what = f"it is no Excel workbook ({str(error)[:80] or type(error).__name__})"
        raise InputError.single(path.name, what, "Save it as .xlsx or .csv") from None


def _rows(raw: Any) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found = []
    for number, row in enumerate(raw, start=1):
        cells: Sequence[str] = [_shown(cell) for cell in row[:MOST_COLUMNS]]
        if any(cells):
            found.append((number, tuple(cells)))
        if number >= MOST_ROWS:
            break
    return tuple(found)


def _shown(cell: object) -> str:
    """A cell as the text a person would type."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()
