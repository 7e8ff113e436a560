"""The planner's edited workbook: of which plan it is, and what was changed, approved and rejected on its buy lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.release import Edit

ORIGIN = "treadle"
#: What a planner may change.
COLUMNS = ("units", "decision", "until", "note")
APPROVE, REJECT = "approve", "reject"
#: Editions of the hidden sheet that are read: the first called its columns as the sheet of buy lines does.
EDITIONS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedBook:
    """A workbook as it was read.

    `plan_id` and `as_of` are those of the plan that wrote it, `planned` that plan's units by line_id. `edits` are what
    the planner says of lines that differ from the plan, or have a note, by line_id.
    """

    file: str
    plan_id: str
    as_of: str
    planned: Mapping[str, int]
    edits: Mapping[str, Edit]


def read_book(path: Path) -> EditedBook:
    """A plan's workbook with the planner's edits; a blank decision approves.

    Raises `NotFoundError` where there is no such file and `InputError` for a workbook that is no plan's, with every
    cell that cannot be read, every line that the plan does not have or that is missing, and every change of a column
    that cannot be changed.
    """
    if not path.is_file():
        raise NotFoundError(f"{path}: there is no such workbook")
    layout, rows, sheet = _sheets(path)
    columns = list(layout.heads)
    origin = {str(row[columns.index("line_id")]): dict(zip(columns, row, strict=False)) for row in rows if any(row)}
    planned = {name: int(row["units"]) for name, row in origin.items()}
    reader = _Reader(file=path.name, layout=layout, origin=origin, planned=planned, problems=[], rows={})
    edits = {}
    for row, cells in _rows(reader, sheet):
        edit = reader.edit(row, cells)
        if edit is not None and (edit.units != planned[edit.line_id] or edit.is_rejected or edit.note):
            edits[edit.line_id] = edit
    for line_id in planned:
        if line_id not in reader.rows and not reader.is_broken:
            reader.say(f"line {line_id} is missing", "Put the row back; reject the line to leave it out")
    if reader.problems:
        raise InputError(reader.problems)
    return EditedBook(file=path.name, plan_id=layout.plan_id, as_of=layout.as_of, planned=planned, edits=edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What a workbook says of itself: its plan, and in its language the sheet of buy lines, the heading of each column
    and the words for a decision."""

    plan_id: str
    as_of: str
    sheet: str
    heads: Mapping[str, str]
    approve: str
    reject: str


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads rows, and keeps every problem; `rows` holds the row of each line met."""

    file: str
    layout: _Layout
    origin: Mapping[str, Mapping[str, Any]]
    planned: Mapping[str, int]
    problems: list[Problem]
    rows: dict[str, int]
    is_broken: bool = False

    def say(self, what: str, remedy: str, row: int | None = None, column: str | None = None) -> None:
        """Keep a problem."""
        place = f"{self.file}, sheet {self.layout.sheet}"
        head = self.layout.heads.get(column, column) if column else None
        self.problems.append(Problem(file=place, what=what, remedy=remedy, row=row, column=head))

    def edit(self, row: int, cells: Mapping[str, Any]) -> Edit | None:
        """The edit of one row; None where it cannot be read."""
        line_id = str(cells["line_id"] or "").strip()
        if line_id not in self.planned:
            what = f"the plan has no line {line_id or '(blank)'}"
            self.say(what, "Leave it as the plan wrote it", row, "line_id")
            return None
        if line_id in self.rows:
            self.say(f"line {line_id} was in row {self.rows[line_id]} already", "Keep one of them", row, "line_id")
            return None
        self.rows[line_id] = row
        before = len(self.problems)
        self._unchanged(row, line_id, cells)
        decision = str(cells["decision"] or APPROVE).strip().lower()
        approve, reject = self.layout.approve, self.layout.reject
        decision = {approve: APPROVE, reject: REJECT}.get(decision, decision)
        if decision not in (APPROVE, REJECT):
            self.say(f"'{cells['decision']}' is not a decision", f"Write {approve} or {reject}", row, "decision")
        units = _whole(cells["units"])
        if units is None:
            self.say(f"'{cells['units']}' is not a number of units", "Write a whole number, 0 or more", row, "units")
        until, is_day = _day(cells["until"])
        if not is_day:
            self.say(
                f"'{cells['until']}' is not a day", "Write a day such as 2026-03-31, or leave it empty", row, "until"
            )
        if len(self.problems) > before or units is None:
            return None
        note = str(cells["note"] or "").strip()
        is_rejected = decision == REJECT
        return Edit(
            line_id=line_id, units=0 if is_rejected else units, is_rejected=is_rejected, note=note, until=until
        )  # fmt: skip

    def _unchanged(self, row: int, line_id: str, cells: Mapping[str, Any]) -> None:
        """Say every cell that a planner cannot change and did."""
        for column, written in self.origin[line_id].items():
            if column not in COLUMNS and not _is_same(written, cells.get(column)):
                what = f"it was {_shown(written)} and is {_shown(cells.get(column))}, and this column cannot be changed"
                remedy = f"Put it back; only {', '.join(self.layout.heads[one] for one in COLUMNS)} can be changed"
                if column == "due_day":
                    remedy = "Put it back; release it, then treadle amend ORDER --due DAY"
                self.say(what, remedy, row, column)


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "empty" if cell in (None, "") else f"'{cell}'"


def _is_same(written: object, found: object) -> bool:
    """True where two cells say the same, whatever a spreadsheet makes of numbers, days and blanks."""
    if isinstance(written, int | float) and isinstance(found, int | float):
        return abs(written - found) <= 1e-9 * max(1.0, abs(written))
    return _text(written) == _text(found)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _day(cell: object) -> tuple[date | None, bool]:
    """A cell as a day, and whether it is one or empty."""
    if cell in (None, ""):
        return None, True
    if isinstance(cell, datetime):
        return cell.date(), True
    if isinstance(cell, date):
        return cell, True
    try:
        return date.fromisoformat(str(cell).strip()), True
    except ValueError:
        return None, False


def _whole(cell: object) -> int | None:
    """A cell as whole units; None where it is none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        try:
            cell = float(cell.replace(",", "").replace(" ", ""))
        except ValueError:
            return None
    if isinstance(cell, int | float) and cell == cell and cell >= 0 and float(cell).is_integer():
        return int(cell)
    return None


Rows = list[tuple[Any, ...]]


def _sheets(path: Path) -> tuple[_Layout, Rows, Rows]:
    """The layout and the rows of the hidden sheet, and the rows of the buy lines. Raises `InputError` for a workbook
    that is not a plan's."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise InputError.single(
            path.name, "it cannot be read as an Excel workbook", "Save the plan's workbook as .xlsx"
        ) from None
    try:
        if ORIGIN not in book.sheetnames:
            raise _not_ours(path, ORIGIN)
        layout, rows = _layout(path, list(book[ORIGIN].iter_rows(values_only=True)))
        if layout.sheet not in book.sheetnames:
            raise _not_ours(path, layout.sheet)
        return layout, rows, list(book[layout.sheet].iter_rows(values_only=True))
    finally:
        book.close()


def _not_ours(path: Path, sheet: str) -> InputError:
    return InputError.single(
        path.name, f"it is not the workbook of a plan: it has no sheet '{sheet}'",
        "Edit the workbook that treadle plan wrote, and save all of it as .xlsx",
    )  # fmt: skip


def _layout(path: Path, written: Rows) -> tuple[_Layout, Rows]:
    """What the hidden sheet says of the workbook, and the buy lines as they were written."""
    first = written[0] if written else ()
    edition = first[1] if len(first) > 3 and first[0] == ORIGIN else None
    if edition not in EDITIONS or len(written) < 1 + edition or (edition > 1 and len(first) < 7):
        raise InputError.single(
            path.name, f"its sheet '{ORIGIN}' was changed, or is of a later edition of treadle",
            "Take the plan's own workbook again",
        )  # fmt: skip
    sheet, approve, reject = first[4:7] if edition > 1 else ("Buy", APPROVE, REJECT)
    heads = [str(head or "") for head in written[edition]]
    names = [str(name or "") for name in written[1]] if edition > 1 else [_FIRST.get(head, head) for head in heads]
    layout = _Layout(
        plan_id=str(first[2]), as_of=str(first[3]), sheet=str(sheet), approve=str(approve), reject=str(reject),
        heads=dict(zip(names, heads, strict=False)),
    )  # fmt: skip
    return layout, written[1 + edition :]


#: Headings of the first edition whose columns have another name and are spoken of by it.
_FIRST = {"due day": "due_day"}


def _rows(reader: _Reader, rows: Rows) -> list[tuple[int, dict[str, Any]]]:
    """Row numbers and named cells of the sheet of buy lines; a column that is not the plan's own is left alone."""
    heads = [str(cell or "").strip() for cell in rows[0]] if rows else []
    columns = {name: head for name, head in reader.layout.heads.items() if head}
    for name in (name for name, head in columns.items() if head not in heads):
        reader.is_broken = True
        reader.say("the column is missing", "Edit the plan's own workbook and keep its headings", 1, name)
    if reader.is_broken:
        return []
    place = {name: heads.index(head) for name, head in columns.items()}
    return [
        (number, {name: row[at] if at < len(row) else None for name, at in place.items()})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in row)
    ]
