"""The planner's edited workbook: of which plan it is, and what was changed, approved and rejected on its buy lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.release import Edit

SHEET, ORIGIN = "Buy", "treadle"
#: What a planner may change.
COLUMNS = ("units", "decision", "until", "note")
APPROVE, REJECT = "approve", "reject"


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
    written, sheet = _sheets(path)
    (_, _, plan_id, as_of, *_), heads, *rows = written
    columns = [str(head or "") for head in heads]
    origin = {str(row[columns.index("line_id")]): dict(zip(columns, row, strict=False)) for row in rows if any(row)}
    planned = {name: int(row["units"]) for name, row in origin.items()}
    reader = _Reader(file=path.name, origin=origin, planned=planned, problems=[], rows={})
    edits = {}
    for row, cells in _rows(reader, sheet, columns):
        edit = reader.edit(row, cells)
        if edit is not None and (edit.units != planned[edit.line_id] or edit.is_rejected or edit.note):
            edits[edit.line_id] = edit
    for line_id in planned:
        if line_id not in reader.rows and not reader.is_broken:
            reader.say(f"line {line_id} is missing", "Put the row back; reject the line to leave it out")
    if reader.problems:
        raise InputError(reader.problems)
    return EditedBook(file=path.name, plan_id=str(plan_id), as_of=str(as_of), planned=planned, edits=edits)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads rows, and keeps every problem; `rows` holds the row of each line met."""

    file: str
    origin: Mapping[str, Mapping[str, Any]]
    planned: Mapping[str, int]
    problems: list[Problem]
    rows: dict[str, int]
    is_broken: bool = False

    def say(self, what: str, remedy: str, row: int | None = None, column: str | None = None) -> None:
        """Keep a problem."""
        place = f"{self.file}, sheet {SHEET}"
        self.problems.append(Problem(file=place, what=what, remedy=remedy, row=row, column=column))

    def edit(self, row: int, cells: Mapping[str, Any]) -> Edit | None:
        """The edit of one row; None where it cannot be read."""
        line_id = str(cells["line_id"] or "").strip()
        if line_id not in self.planned:
            what = f"the plan has no line {line_id or '(blank)'}"
            self.say(what, "Leave line_id as the plan wrote it", row, "line_id")
            return None
        if line_id in self.rows:
            self.say(f"line {line_id} was in row {self.rows[line_id]} already", "Keep one of them", row, "line_id")
            return None
        self.rows[line_id] = row
        before = len(self.problems)
        self._unchanged(row, line_id, cells)
        decision = str(cells["decision"] or APPROVE).strip().lower()
        if decision not in (APPROVE, REJECT):
            self.say(f"'{cells['decision']}' is not a decision", f"Write {APPROVE} or {REJECT}", row, "decision")
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
                remedy = f"Put it back; only {', '.join(COLUMNS)} can be changed"
                if column == "due day":
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


def _sheets(path: Path) -> tuple[Rows, Rows]:
    """The rows of the hidden sheet and of the buy lines. Raises `InputError` for a workbook that is no plan's."""
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
        missing = [name for name in (SHEET, ORIGIN) if name not in book.sheetnames]
        if missing:
            raise InputError(
                Problem(file=path.name, what=f"it is no plan's workbook: it has no sheet '{name}'",
                        remedy="Edit the workbook that treadle plan wrote, and save all of it as .xlsx")
                for name in missing
            )  # fmt: skip
        written, sheet = (list(book[name].iter_rows(values_only=True)) for name in (ORIGIN, SHEET))
    finally:
        book.close()
    if len(written) < 2 or len(written[0]) < 4 or written[0][0] != ORIGIN:
        raise InputError.single(path.name, "its sheet 'treadle' was changed", "Take the plan's own workbook again")
    return written, sheet


def _rows(reader: _Reader, rows: Rows, columns: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    """Row numbers and named cells of the sheet of buy lines; a column that is not the plan's own is left alone."""
    heads = [str(cell or "").strip() for cell in rows[0]] if rows else []
    for name in (one for one in columns if one and one not in heads):
        reader.is_broken = True
        reader.say("the column is missing", "Edit the plan's own workbook and keep its headings", 1, name)
    if reader.is_broken:
        return []
    place = {name: heads.index(name) for name in columns if name}
    return [
        (number, {name: row[at] if at < len(row) else None for name, at in place.items()})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in row)
    ]
