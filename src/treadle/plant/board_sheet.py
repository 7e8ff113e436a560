"""The planning board as a sheet that comes back: changed lines and days become moves, all else is sealed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.board import move_of
from treadle.plant.board_rows import BoardRow, board_rows
from treadle.plant.on_board import Wanted
from treadle.plant.schedule import MadeWork
from treadle.storage.board_book import BoardBook, BoardCells, read_board_book

#: Columns of the sheet, those that may be changed, the hidden sheet's name and the edition of what is in it.
BOARD_COLUMNS = (
    "order", "style", "units", "line", "from", "until", "due", "planned", "promised", "status", "fixed", "reason",
)  # fmt: skip
OPEN_COLUMNS = ("line", "from", "reason")
HIDDEN, EDITION = "treadle board", 1


def sheet_cells(row: BoardRow) -> dict[str, object]:
    """The cells of an order by column; days are ISO text, so that no spreadsheet writes them otherwise."""
    days = {
        "from": row.starts,
        "until": row.ends,
        "due": row.due_day,
        "planned": row.planned_day,
        "promised": row.promise_day,
    }
    return {
        "order": row.order_id, "style": row.style_id, "units": row.units,
        "line": f"{row.factory_id}/{row.line_id}" if row.line_id else "", "status": row.status, "fixed": row.fixed,
        "reason": "", **{name: day.isoformat() if day else "" for name, day in days.items()},
    }  # fmt: skip


def read_board(made: MadeWork, path: Path, reason: str) -> list[Wanted]:
    """What a sheet of the board asks for beside the plan that stands: a move for each order whose line or first day was
    changed, for the reason of its row, else `reason`.

    Raises `NotFoundError` where there is no such file, and `InputError` with every cell (by its address) that cannot be
    changed or read, and every move that cannot be.
    """
    assert made.standing is not None
    book = read_board_book(path, HIDDEN, EDITION, BOARD_COLUMNS)
    if book.plan_id != made.standing.plan_id:
        what = "the plan or its board has changed since the sheet was written"
        raise InputError.single(path.name, what, "Write it anew: treadle board DIR --out board.xlsx")
    known = {row.order_id: row for row in board_rows(made)}
    problems: list[Problem] = []
    wanted = []
    for cells in book.rows:
        problems += _sealed(book, cells)
        row = known.get(cells.order_id)
        if row is None or not cells.changed:
            continue
        try:
            wanted.append(_move(made, book, cells, row, reason))
        except InputError as error:
            problems += [_at(book, cells, one) for one in error.problems]
        except NotFoundError as error:
            problems.append(Problem(file=book.place(cells, "line"), what=str(error), remedy="Correct the cell"))
    problems += [
        Problem(
            file=path.name,
            what=f"the row of {name} is missing",
            remedy="Put it back; a row that is left alone moves nothing",
        )
        for name in known
        if name not in {cells.order_id for cells in book.rows}
    ]
    if problems:
        raise InputError(problems)
    return wanted


def _sealed(book: BoardBook, cells: BoardCells) -> list[Problem]:
    """Every cell of a row that was changed and cannot be."""
    remedy = "Put it back; only the line, the day it is sewn from and the reason can be changed"
    return [
        Problem(
            file=book.place(cells, name),
            what=f"it was '{before}' and is '{now}', and this cell is sealed",
            remedy=remedy,
        )
        for name, (before, now) in cells.changed.items()
        if name not in OPEN_COLUMNS
    ]


def _move(made: MadeWork, book: BoardBook, cells: BoardCells, row: BoardRow, reason: str) -> Wanted:
    told = cells.found["reason"]
    day: date | None = None
    if "from" in cells.changed and cells.found["from"]:
        try:
            day = date.fromisoformat(cells.found["from"])
        except ValueError:
            raise InputError.single(
                "", f"'{cells.found['from']}' is not a day", "Write a day such as 2026-03-04"
            ) from None
    line = cells.found["line"] if "line" in cells.changed else None
    if line is None and day is None:
        raise InputError.single(
            "", "a reason alone moves nothing", "Change the line or the day, or take the reason out"
        )
    return move_of(made, row.order_id, line=line or None, day=day, reason=told or reason)


def _at(book: BoardBook, cells: BoardCells, problem: Problem) -> Problem:
    name = next((one for one in ("from", "line", "reason") if one in cells.changed), "order")
    return Problem(file=book.place(cells, name), what=f"{cells.order_id}: {problem.what}", remedy=problem.remedy)
