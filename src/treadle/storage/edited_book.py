"""The planner's edited workbook: what was changed, approved and rejected on its sheet of buy lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.day.release import Edit
from treadle.errors import InputError, NotFoundError, Problem

SHEET = "Buy"
COLUMNS = ("line_id", "units", "decision", "note")
APPROVE, REJECT = "approve", "reject"


def read_edits(path: Path, planned: Mapping[str, int]) -> dict[str, Edit]:
    """What the workbook says of each line that differs from the plan's units (`planned`, by line_id), or has a note.

    A blank decision approves. Raises `NotFoundError` where there is no such file and `InputError` with every cell that
    cannot be read, every line that the plan does not have, and every line that is missing.
    """
    if not path.is_file():
        raise NotFoundError(f"{path}: there is no such workbook")
    reader = _Reader(file=path.name, planned=planned, problems=[], rows={})
    edits = {}
    for row, cells in _rows(path, reader):
        edit = reader.edit(row, cells)
        if edit is not None and (edit.units != planned[edit.line_id] or edit.is_rejected or edit.note):
            edits[edit.line_id] = edit
    for line_id in planned:
        if line_id not in reader.rows and not reader.is_broken:
            reader.say(f"line {line_id} is missing", "Put the row back; reject the line to leave it out")
    if reader.problems:
        raise InputError(reader.problems)
    return edits


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads rows, and keeps every problem; `rows` holds the row of each line met."""

    file: str
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
        decision = str(cells["decision"] or APPROVE).strip().lower()
        if decision not in (APPROVE, REJECT):
            self.say(f"'{cells['decision']}' is no decision", f"Write {APPROVE} or {REJECT}", row, "decision")
            return None
        units = _whole(cells["units"])
        if units is None:
            self.say(f"'{cells['units']}' is no number of units", "Write a whole number, 0 or more", row, "units")
            return None
        note = str(cells["note"] or "").strip()
        is_rejected = decision == REJECT
        return Edit(line_id=line_id, units=0 if is_rejected else units, is_rejected=is_rejected, note=note)


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


def _rows(path: Path, reader: _Reader) -> list[tuple[int, dict[str, Any]]]:
    """Row numbers and named cells of the sheet of buy lines."""
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
        if SHEET not in book.sheetnames:
            reader.is_broken = True
            reader.say("the workbook has no such sheet", f"Edit the plan's own workbook, whose sheet is '{SHEET}'")
            return []
        rows = list(book[SHEET].iter_rows(values_only=True))
    finally:
        book.close()
    heads = [str(cell or "").strip() for cell in rows[0]] if rows else []
    for name in (one for one in COLUMNS if one not in heads):
        reader.is_broken = True
        reader.say("the column is missing", "Edit the plan's own workbook and keep its headings", 1, name)
    if reader.is_broken:
        return []
    place = {name: heads.index(name) for name in COLUMNS}
    return [
        (number, {name: row[at] if at < len(row) else None for name, at in place.items()})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell not in (None, "") for cell in row)
    ]
