"""A workbook of the planning board as it comes back: its cells beside those that were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError
from treadle.terms.sheet_seal import cell_text


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCells:
    """A row of the board (`row` counts from 1, headings included): cells by column as text, and the changed ones as
    (before, now)."""

    row: int
    order_id: str
    found: Mapping[str, str]
    changed: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardBook:
    """A board's workbook: its file, of which plan it is, its columns with their letters, and its rows."""

    file: str
    plan_id: str
    letters: Mapping[str, str]
    rows: tuple[BoardCells, ...]

    def place(self, cells: BoardCells, column: str) -> str:
        """The file with the address of a cell, such as 'board.xlsx E7'."""
        return f"{self.file} {self.letters[column]}{cells.row}"


def read_board_book(path: Path, hidden: str, edition: int, columns: Sequence[str]) -> BoardBook:
    """The workbook that `treadle board --out` wrote, in whatever order its rows are now.

    Raises `NotFoundError` where there is no such file, and `InputError` for a workbook that is no board's.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise NotFoundError(f"{path}: there is no such workbook")
    try:
        book = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise InputError.single(path.name, "it cannot be read as an Excel workbook", "Save it as .xlsx") from None
    remedy = "Write one with treadle board DIR --out board.xlsx, and edit that"
    if hidden not in book.sheetnames:
        raise InputError.single(path.name, "it is no sheet of the board", remedy)
    (_, told, plan_id, title, *_), *written = book[hidden].iter_rows(values_only=True)
    if told != edition or title not in book.sheetnames:
        raise InputError.single(path.name, "its sheet of the board is gone, or of another edition", remedy)
    before = {cell_text(row[0]): _cells(columns, row) for row in written}
    rows = []
    for number, row in enumerate(book[str(title)].iter_rows(min_row=2, values_only=True), start=2):
        found = _cells(columns, row)
        if not any(found.values()):
            continue
        order_id = found["order"]
        if order_id not in before:
            what = f"row {number}: the board has no order '{order_id}'"
            raise InputError.single(f"{path.name} A{number}", what, "Leave the names of orders as they were written")
        changed = {name: (old, found[name]) for name, old in before[order_id].items() if found[name] != old}
        rows.append(BoardCells(row=number, order_id=order_id, found=found, changed=changed))
    letters = {name: get_column_letter(at) for at, name in enumerate(columns, start=1)}
    return BoardBook(file=path.name, plan_id=str(plan_id), letters=letters, rows=tuple(rows))


def _cells(columns: Sequence[str], row: Sequence[Any]) -> dict[str, str]:
    return {name: cell_text(row[at]) if at < len(row) else "" for at, name in enumerate(columns)}
