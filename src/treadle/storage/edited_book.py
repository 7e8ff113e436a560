"""The planner's edited workbook: of which plan it is, and what was changed, approved and rejected on its buy lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from treadle.errors import InputError, Problem
from treadle.storage.book_origin import Origin, Rows, read_sheets
from treadle.terms.release import Edit
from treadle.terms.sheet_seal import cell_text, changed_cells, places

#: What a planner may change beside the sizes.
OWN = ("decision", "until", "note")
SIZE, TOTAL = "size:", "units"


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

    A decision, a day or a note on an option holds for its lines that were changed, for all where none was. Raises
    `NotFoundError` where there is no such file and `InputError` for a workbook that is no plan's, with every cell that
    cannot be read, every option that the plan does not have or that is missing, and every change of a cell, in any
    sheet of the plan's, that cannot be changed.
    """
    origin, sheets = read_sheets(path)
    planned = {line_id: units for line_id, _, _, units in origin.lines}
    reader = _Reader(file=path.name, sheet=origin.sheet, origin=origin)
    edits: dict[str, Edit] = {}
    for row, cells in reader.named_rows(sheets[origin.sheet]):
        edits |= reader.edits(row, cells)
    for option_id in origin.cells:
        if option_id not in reader.rows and not reader.is_broken:
            reader.say(f"option {option_id} is missing", "Put the row back; reject the option to leave it out")
    reader.problems += _changed_views(path.name, origin, sheets)
    if reader.problems:
        raise InputError(reader.problems)
    return EditedBook(
        file=path.name, plan_id=origin.plan_id, as_of=origin.as_of, planned=planned, edits=dict(sorted(edits.items()))
    )


def _changed_views(file: str, origin: Origin, sheets: Mapping[str, Rows]) -> list[Problem]:
    """Every cell that was changed in a sheet that is only to be read."""
    found = []
    remedy = f"Put it back; numbers are changed in sheet {origin.sheet}"
    for seal in origin.seals:
        rows = sheets.get(seal.name)
        if not rows:  # a sheet that was taken out says nothing
            continue
        for at, column in changed_cells(seal, rows[0], rows[1:]):
            what = "a cell was changed that is only to be read" if column else "a row was added, taken out or changed"
            found.append(
                Problem(file=f"{file}, sheet {seal.name}", what=what, remedy=remedy, row=at + 2 if at >= 0 else None,
                        column=column or None)
            )  # fmt: skip
    return found


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads rows, and keeps every problem; `rows` holds the row of each option met."""

    file: str
    sheet: str
    origin: Origin
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    is_broken: bool = False

    def say(self, what: str, remedy: str, row: int | None = None, column: str | None = None) -> None:
        """Keep a problem; `column` is a key."""
        place = f"{self.file}, sheet {self.sheet}"
        head = None if column is None else self.origin.heads.get(column, column)
        self.problems.append(Problem(file=place, what=what, remedy=remedy, row=row, column=head))

    def named_rows(self, rows: Rows) -> list[tuple[int, dict[str, Any]]]:
        """Row numbers and cells by key; a column that is not the plan's own is left alone, as are blank rows and the
        sums below the options."""
        found_at = places(tuple(self.origin.heads.values()), rows[0] if rows else ())
        place = dict(zip(self.origin.heads, found_at, strict=True))
        for key in (key for key, at in place.items() if at < 0):
            self.is_broken = True
            self.say("the column is missing", "Edit the plan's own workbook and keep its headings", 1, key)
        if self.is_broken:
            return []
        found = []
        for number, row in enumerate(rows[1:], start=2):
            cells = {key: row[at] if at < len(row) else None for key, at in place.items()}
            if any(cell not in (None, "") for key, cell in cells.items() if key != TOTAL and not key.startswith(SIZE)):
                found.append((number, cells))
            elif not self._is_sum(cells):
                self.say(
                    "the row names no option", "Leave the ids of options as the plan wrote them", number, "option_id"
                )
        return found

    def _is_sum(self, cells: Mapping[str, Any]) -> bool:
        """True for a blank row, and for the row of sums: nothing named, and nothing that a planner would write."""
        wide = [key for key in cells if key == TOTAL or key.startswith(SIZE)]
        written = [key for key in wide if cells[key] not in (None, "")]
        return not written or written == wide

    def edits(self, row: int, cells: Mapping[str, Any]) -> dict[str, Edit]:
        """The edits of one option's lines; none where its row cannot be read."""
        option_id = cell_text(cells["option_id"])
        if option_id not in self.origin.cells:
            what = f"the plan has no option {option_id or '(blank)'}"
            self.say(what, "Leave the ids of options as the plan wrote them", row, "option_id")
            return {}
        if option_id in self.rows:
            self.say(
                f"option {option_id} was in row {self.rows[option_id]} already", "Keep one of them", row, "option_id"
            )
            return {}
        self.rows[option_id] = row
        before = len(self.problems)
        self._unchanged(row, option_id, cells)
        is_rejected = self._is_rejected(row, cells)
        until, is_day = _day(cells["until"])
        if not is_day:
            what = f"'{cells['until']}' is not a day"
            self.say(what, "Write a day such as 2026-03-31, or leave it empty", row, "until")
        units = self._units(row, option_id, cells)
        if len(self.problems) > before:
            return {}
        self._total(row, option_id, cells, units)
        mine = [(line_id, size, planned) for line_id, of, size, planned in self.origin.lines if of == option_id]
        note = str(cells["note"] or "").strip()
        changed = {line_id for line_id, size, planned in mine if is_rejected or units[size] != planned}
        if note and not changed:
            changed = {line_id for line_id, _, _ in mine}
        return {
            line_id: Edit(line_id=line_id, units=0 if is_rejected else units[size], is_rejected=is_rejected, note=note,
                          until=until)
            for line_id, size, _ in mine if line_id in changed
        }  # fmt: skip

    def _is_rejected(self, row: int, cells: Mapping[str, Any]) -> bool:
        approve, reject = self.origin.approve, self.origin.reject
        decision = str(cells["decision"] or approve).strip().lower()
        if decision not in (approve, reject):
            self.say(f"'{cells['decision']}' is not a decision", f"Write {approve} or {reject}", row, "decision")
        return decision == reject

    def _units(self, row: int, option_id: str, cells: Mapping[str, Any]) -> dict[str, int]:
        """Units by size; problems for cells that hold none, and for sizes that the option does not have."""
        sizes = {size for _, of, size, _ in self.origin.lines if of == option_id}
        found: dict[str, int] = defaultdict(int)
        for key in self.origin.sizes:
            size, cell = key.removeprefix(SIZE), cells[key]
            if size not in sizes:
                if cell not in (None, ""):
                    self.say(f"option {option_id} has no size {size}", "Leave the cell empty", row, key)
                continue
            units = _whole(cell)
            if units is None:
                told = f"'{cell}'" if cell not in (None, "") else "an empty cell"
                self.say(f"{told} is not a number of units", "Write a whole number, 0 or more", row, key)
            else:
                found[size] = units
        return found

    def _total(self, row: int, option_id: str, cells: Mapping[str, Any], units: Mapping[str, int]) -> None:
        """A total follows its sizes: it is empty (not worked out yet), theirs, or the one that was written."""
        cell, total = cells[TOTAL], sum(units.values())
        stale = sum(planned for _, of, _, planned in self.origin.lines if of == option_id)
        if cell not in (None, "") and _whole(cell) not in (total, stale):
            what = f"the total is {_shown(cell)} and the sizes add up to {total:,}"
            self.say(what, "Change the sizes; the total follows them", row, TOTAL)

    def _unchanged(self, row: int, option_id: str, cells: Mapping[str, Any]) -> None:
        """Say every cell that a planner cannot change and did."""
        for key, written in self.origin.cells[option_id].items():
            if key in OWN or key == TOTAL or key.startswith(SIZE) or _is_same(written, cells.get(key)):
                continue
            what = f"it was {_shown(written)} and is {_shown(cells.get(key))}, and this column cannot be changed"
            own = ", ".join(self.origin.heads[one] for one in OWN)
            remedy = f"Put it back; only the sizes, {own} can be changed"
            if key == "due_day":
                remedy = "Put it back; release it, then treadle amend ORDER --due DAY"
            self.say(what, remedy, row, key)


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "empty" if cell in (None, "") else f"'{cell}'"


def _is_same(written: object, found: object) -> bool:
    """True where two cells say the same, whatever a spreadsheet makes of numbers, days and blanks."""
    if isinstance(written, int | float) and isinstance(found, int | float):
        return abs(written - found) <= 1e-9 * max(1.0, abs(written))
    return cell_text(written) == cell_text(found)


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
