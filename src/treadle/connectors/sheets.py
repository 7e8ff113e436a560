"""Excel workbooks (.xlsx, .xls, .ods), one sheet as rows of text."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.connectors.markup_table import is_markup, page_tables
from treadle.connectors.sheet_sizes import check_size, shown_zeros
from treadle.errors import InputError
from treadle.reading.header_row import SEARCH_ROWS, HeaderRule, plain_heading
from treadle.reading.raw_rows import RawBatch, Refused, usable_headings

BATCH_ROWS = 20_000
#: What a cell holds that is merged with the number of another.
MERGED = "(merged cell)"
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets, or of the tables of a page that is named like one.

    Raises `InputError` where the file is no workbook."""
    if _is_page(path):
        return list(page_tables(path))
    check_size(path)
    with _open(path) as book:
        return list(book.sheet_names)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what a reader writes to standard error when it panics from the user, who gets one sentence instead."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _open(path: Path) -> Any:
    from python_calamine import load_workbook

    try:
        with _hushed():
            return load_workbook(path)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a damaged file makes the reader panic, which is no Exception
        what = "it is damaged" if not isinstance(error, Exception) else f"{error}"
        raise InputError.single(path.name, f"not readable as a workbook ({what})", "Save it as .xlsx") from error


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        return is_markup(file.read(4096))


def read_cells(path: Path, sheet: str) -> list[list[str]]:
    """All cells of a sheet as the texts that Excel shows; merged cells repeat their text. Sheets are read once."""
    stat = path.stat()
    return _cells(path, sheet, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _cells(path: Path, sheet: str, changed: int, size: int) -> list[list[str]]:
    known = sheet_names(path)
    if sheet not in known:
        raise InputError.single(path.name, f"no sheet {sheet}", f"It has {', '.join(known)}")
    if _is_page(path):
        return page_tables(path)[sheet]
    try:
        with _open(path) as book, _hushed():
            found = book.get_sheet_by_name(sheet)
            if found.total_height * found.total_width > max(4_000_000, 60 * size):
                raise InputError.single(
                    path.name, f"sheet {sheet} spans {found.total_height:,} rows and {found.total_width:,} columns, "
                    "nearly all of them empty", "Delete the cells beyond the table and save it again",
                )  # fmt: skip
            raw = found.to_python(skip_empty_area=False)
            merged = list(getattr(found, "merged_cell_ranges", None) or ())
    except (KeyboardInterrupt, SystemExit, InputError):
        raise
    except BaseException as error:
        raise InputError.single(path.name, f"sheet {sheet} is damaged", "Save it as .xlsx again") from error
    rows = [[_text(cell) for cell in row] for row in raw]
    for row, column, shown in shown_zeros(path, known.index(sheet)):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = shown
    for (top, left), (bottom, right) in merged:
        _spread(rows, top, left, bottom, right)
    return rows


def _spread(rows: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged text stands for all the cells it covers: down a column (a style over its sizes) and over headings.

    A merged number may mean one number for all: the other cells say so and are set aside where they count.
    """
    if top >= len(rows) or left >= len(rows[top]) or (bottom - top + 1) * (right - left + 1) > 10_000:
        return
    for row in range(top, min(bottom, len(rows) - 1) + 1):
        for column in range(left, min(right, len(rows[row]) - 1) + 1):
            if (row, column) != (top, left):
                rows[row][column] = MERGED if _NUMBER.fullmatch(rows[top][left]) else rows[top][left]


@dataclass(slots=True)
class SheetReader:
    """One sheet of a workbook; `sheet` empty means the first. `skip_rows` rows stand before the header, and `rule` says
    how the header is known. A heading over two rows is read as both texts."""

    path: Path
    sheet: str = ""
    skip_rows: int = 0
    rule: HeaderRule = field(default_factory=HeaderRule)
    notes: list[str] = field(default_factory=list)
    is_json: bool = field(default=False, init=False)
    _names: list[str] = field(default_factory=list, init=False)
    _rows: list[tuple[int, list[str]]] = field(default_factory=list, init=False)
    _is_read: bool = field(default=False, init=False)

    def columns(self) -> Sequence[str]:
        """Names from the header row. Raises `InputError` where the sheet is missing or empty."""
        self._read()
        return self._names

    def batches(self) -> Iterator[RawBatch]:
        """Rows as text; a row's `line` is its number in the sheet."""
        self._read()
        size = self.path.stat().st_size
        total = max(1, len(self._rows))
        for start in range(0, len(self._rows), BATCH_ROWS):
            some = self._rows[start : start + BATCH_ROWS]
            refused: list[Refused] = []
            columns = {
                name: pa.array([row[place] for _, row in some], pa.string())
                for place, name in enumerate(self._names)
                if name
            }
            lines = pa.array([line for line, _ in some], pa.int64())
            done = size * (start + len(some)) // total
            yield RawBatch(rows=pa.table({**columns, "line": lines}), refused=refused, done_bytes=done)

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        sheet = self.sheet or sheet_names(self.path)[0]
        rows = list(enumerate(read_cells(self.path, sheet), start=1))[self.skip_rows :]
        place = self.rule.find([row for _, row in rows[:SEARCH_ROWS]])
        if place is None:
            if self.rule.none_found is None:
                return
            raise InputError.single(f"{self.path.name}:{sheet}", *self.rule.none_found)
        line, header = rows[place]
        names = [plain_heading(cell) for cell in header]
        below = [plain_heading(cell) for cell in rows[place + 1][1]] if place + 1 < len(rows) else []
        if is_second_heading(names, below):
            names = [" ".join(dict.fromkeys(part for part in pair if part)) for pair in zip(names, below)]
            place += 1
        self._names = usable_headings(self.path.name, names, line)
        self._rows = [(number, row) for number, row in rows[place + 1 :] if any(row)]


def is_second_heading(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below a header names its columns further: headings stand merged over two or more of its texts.

    Then a heading stands twice above, once for each text below it, and no cell below is a number.
    """
    repeated = [place for place, name in enumerate(names) if name and names.count(name) > 1]
    if not repeated or len(below) != len(names):
        return False
    parts = [below[place] for place in repeated]
    return all(parts) and all(not part.replace(".", "").isdigit() or len(part) < 3 for part in parts) and all(
        len({below[place] for place in repeated if names[place] == name})
        == sum(names[place] == name for place in repeated)
        for name in {names[place] for place in repeated}
    )  # fmt: skip


def _text(cell: object) -> str:
    """A cell as the text a person would type."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return "" if cell is None else str(cell)
