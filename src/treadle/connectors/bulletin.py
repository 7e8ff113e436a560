"""Operation bulletins as factories write them: with a header block, sections, totals and a summary of machines.

The heading row is searched; rows of totals are left out and told; a row that names a section alone begins a branch of
the work, and branches meet where assembly begins. What is not read is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from treadle.connectors.bulletin_words import (
    BY_HAND,
    SECONDS,
    is_assembly,
    is_total,
    meanings_of,
    plain_words,
)
from treadle.connectors.grid import Grid, read_grids
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.sewing import Bulletin, Operation, machine_kind

REMEDY = "Correct the file; docs/how-to/balance-a-line.md shows the columns"
#: Rows above the list in which its headings are looked for, and operations of a bulletin at most.
HEADER_ROWS, MOST_OPERATIONS = 80, 2_000
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?|-?[.,]\d{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBulletin:
    """A bulletin, the machines that its file counts (empty: none), and what was assumed or left out; `rows` are the
    operations as rows of the table of bulletins, with `line`."""

    bulletin: Bulletin
    rows: tuple[Mapping[str, object], ...] = ()
    machines: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Problem, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Row:
    """A row of the list by meaning; `section` is the branch that it stands in."""

    line: int
    cells: Mapping[str, str]
    section: str


@dataclass(slots=True, kw_only=True)
class _List:
    """The rows of a sheet, sorted out."""

    file: str
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    rows: list[_Row] = field(default_factory=list)
    summary: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)

    def tell(self, what: str, remedy: str) -> None:
        """Note what was assumed or left out."""
        self.findings.append(Problem(file=self.file, what=what, remedy=remedy, stops_plan=False))

    def wrong(self, line: int, column: str, what: str, remedy: str = REMEDY) -> None:
        """Note what stops."""
        place = self.columns.get(column)
        shown = None if place is None else self.headings[place]
        self.problems.append(Problem(file=self.file, row=line, column=shown, what=what, remedy=remedy))


def read_bulletin_file(path: Path) -> ReadBulletin:
    """The bulletin of a file. Raises `NotFoundError`, and `InputError` with every row that is wrong."""
    grids = read_grids(path)
    found = [(grid, header) for grid in grids if (header := _header(grid)) is not None]
    if not found:
        missing = _missing(grids)
        raise InputError.single(path.name, f"no row of headings names {missing}", REMEDY)
    grid, header = found[0]
    read = _read(grid, header, path.name)
    others = [one.name for one in grids if one is not grid and one.rows]
    if others:
        what = f"sheet {grid.name} is read, {', '.join(others[:20])} {'is' if len(others) == 1 else 'are'} not"
        told = Problem(file=path.name, what=what, remedy="Save another sheet alone to read it", stops_plan=False)
        return replace(read, findings=(told, *read.findings))
    return read


def holds_bulletin(path: Path) -> bool:
    """Whether a file is a bulletin as factories write them: a row of headings names operation, minutes and machine."""
    try:
        grids = read_grids(path)
    except (InputError, NotFoundError):
        return False
    for grid in grids:
        at = _header(grid)
        if at is not None and "machine" in meanings_of(grid.rows[at][1]):
            return True
    return False


def _header(grid: Grid) -> int | None:
    """The place of the row of headings: the first that names operation and minutes, and best the machine."""
    best: tuple[int, int] | None = None
    for at, (_, cells) in enumerate(grid.rows[:HEADER_ROWS]):
        named = meanings_of(cells)
        if "name" in named and "smv_minutes" in named:
            score = len(named)
            if best is None or score > best[0]:
                best = score, at
    return None if best is None else best[1]


def _missing(grids: Sequence[Grid]) -> str:
    """What no row of headings names."""
    seen: set[str] = set()
    for grid in grids:
        for _, cells in grid.rows[:HEADER_ROWS]:
            named = set(meanings_of(cells))
            seen = named if len(named) > len(seen) else seen
    lacking = [called for meaning, called in (("name", "the operation"), ("smv_minutes", "its minutes"))
               if meaning not in seen]  # fmt: skip
    return " and ".join(lacking) or "the operation and its minutes"


def _read(grid: Grid, header: int, file: str) -> ReadBulletin:
    headings = grid.rows[header][1]
    columns = meanings_of(headings)
    listed = _List(file=file, columns=columns, headings=headings)
    if "machine" not in columns:
        raise InputError.single(file, "no column for the machine", REMEDY, row=grid.rows[header][0])
    _twice(listed, grid.rows[header][0])
    _sort_out(grid, header, listed)
    operations = _operations(listed)
    if not operations and not listed.problems:
        raise InputError.single(file, "it has no operations", REMEDY)
    bulletin = Bulletin(bulletin_id=file.rsplit(".", 1)[0], operations=tuple(operations))
    listed.problems += [
        Problem(file=file, what=f"{one.rule}: {one.where} has {one.found}", remedy=REMEDY) for one in bulletin.check()
    ]
    if listed.problems:
        raise InputError(listed.problems)
    _tell_totals(listed, bulletin)
    unread = [head for at, head in enumerate(headings) if head and at not in columns.values()]
    if unread:
        listed.tell(f"columns {', '.join(unread[:20])} are not read", "Nothing, if they say nothing of the work")
    return ReadBulletin(
        bulletin=bulletin, rows=_table_rows(listed, bulletin), machines=_machines(listed, bulletin),
        findings=tuple(listed.findings),
    )  # fmt: skip


def _table_rows(listed: _List, bulletin: Bulletin) -> tuple[Mapping[str, object], ...]:
    """The operations as cells of the table of bulletins, each with its line."""
    return tuple(
        {
            "bulletin_id": bulletin.bulletin_id, "operation_id": one.operation_id, "name": one.name,
            "machine": one.machine, "smv_minutes": f"{one.smv_minutes:.9g}", "skill": one.skill,
            "predecessors": " ".join(one.predecessors), "component": one.component, "line": row.line,
        }
        for row, one in zip(listed.rows, bulletin.operations, strict=True)
    )  # fmt: skip


def _twice(listed: _List, line: int) -> None:
    """A meaning that two columns claim."""
    words = [plain_words(head) for head in listed.headings]
    for meaning in ("name", "machine", "smv_minutes"):
        same = [head for head, word in zip(listed.headings, words, strict=True) if word and word == words[
            listed.columns.get(meaning, -1)]]  # fmt: skip
        if len(same) > 1:
            listed.wrong(line, meaning, f"column {same[0]} appears twice", "Keep one of them")


def _sort_out(grid: Grid, header: int, listed: _List) -> None:
    """Operations, sections, totals and the summary of machines, row by row."""
    section = ""
    before: list[str] = []
    rows = grid.rows[header + 1 :]
    at = 0
    while at < len(rows):
        line, cells = rows[at]
        told = {meaning: cells[place] if place < len(cells) else "" for meaning, place in listed.columns.items()}
        filled = [cell for cell in cells if cell]
        if _is_summary(cells):
            _summarise(rows[at + 1 :], listed)
            return
        if len(meanings_of(cells)) >= 2 and {"name", "smv_minutes"} <= set(meanings_of(cells)):
            at += 1  # the headings again, on the next page
            continue
        name, smv, machine = told["name"], told["smv_minutes"], told["machine"]
        if any(is_total(cell) for cell in filled[:3]) and not machine:
            listed.totals.append((line, smv))
        elif not smv and not machine and len(filled) <= 2 and not _is_number(filled[-1]):
            section = next((cell for cell in filled if not _is_number(cell)), section)
            before.append(section)
        elif not name and not smv:
            pass  # a unit row beneath the headings, a signature, a remark
        else:
            listed.rows.append(_Row(line=line, cells=told, section=told.get("component", "") or section))
        at += 1
        if len(listed.rows) > MOST_OPERATIONS:
            raise InputError.single(listed.file, f"it has more than {MOST_OPERATIONS} operations", "Give one style")


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _is_summary(cells: Sequence[str]) -> bool:
    """True for the row that begins a summary of machines."""
    words = [plain_words(cell) for cell in cells if cell]
    return any(("machine" in one or "m c" in one) and ("summary" in one or "requirement" in one) for one in words)


def _summarise(rows: Sequence[tuple[int, tuple[str, ...]]], listed: _List) -> None:
    """Counts of machines: rows with a name and a whole number."""
    for line, cells in rows:
        filled = [cell for cell in cells if cell]
        if not filled or any(is_total(cell) for cell in filled[:2]):
            continue
        counts = [cell for cell in filled[1:] if _is_number(cell)]
        if len(counts) == 1 and not _is_number(filled[0]):
            count = float(counts[0].replace(",", "."))
            if not count.is_integer() or not 0 <= count <= 10_000:
                listed.problems.append(
                    Problem(file=listed.file, row=line, what=f"{filled[0]} counts {counts[0]} machines", remedy=REMEDY)
                )
            elif count:
                listed.summary[filled[0]] = listed.summary.get(filled[0], 0) + int(count)


def _operations(listed: _List) -> list[Operation]:
    """The operations with their predecessors: those told, else a chain, in branches where sections meet in assembly."""
    in_seconds = plain_words(listed.headings[listed.columns["smv_minutes"]]) in SECONDS
    if in_seconds:
        heading = listed.headings[listed.columns["smv_minutes"]]
        listed.tell(f"column {heading} is taken for seconds", "Correct its heading")
    ids = _ids(listed)
    found: list[Operation] = []
    ends: dict[str, str] = {}
    sections = list(dict.fromkeys(row.section for row in listed.rows))
    meets = next((one for one in sections if is_assembly(one)), None)
    is_branched = meets is not None and "predecessors" not in listed.columns and len(sections) > 1
    if is_branched:
        branches = ", ".join(one or "(none)" for one in sections[: sections.index(meets or "")])
        listed.tell(f"sections {branches} are worked side by side until {meets}", "Add a column predecessors, if not")
    elif len([one for one in sections if one]) > 1 and "predecessors" not in listed.columns:
        what = "no section is called assembly, so that operations follow each other as listed"
        listed.tell(what, "Add a column predecessors, or name the section where parts meet assembly")
    for row, operation_id in zip(listed.rows, ids, strict=True):
        minutes = _minutes(row, in_seconds, listed)
        machine = _machine(row, listed)
        told = tuple(row.cells.get("predecessors", "").replace(";", " ").replace(",", " ").split())
        chain: tuple[str, ...] = ()
        if "predecessors" not in listed.columns and found:
            chain = _before(row, ends, sections, meets, found) if is_branched else (found[-1].operation_id,)
        if minutes is None or machine is None:
            continue
        if not row.cells["name"]:
            listed.wrong(row.line, "name", "the operation has no name")
        found.append(
            Operation(
                operation_id=operation_id,
                name=row.cells["name"],
                machine=machine_kind(machine, row.cells.get("attachment", "").strip("-– ")),
                smv_minutes=minutes,
                skill=row.cells.get("skill", "") or machine,
                predecessors=told or chain,
                component=row.section,
            )
        )
        ends[row.section] = operation_id
    return found


def _before(
    row: _Row, ends: Mapping[str, str], sections: Sequence[str], meets: str | None, found: Sequence[Operation]
) -> tuple[str, ...]:
    """What comes before an operation: the one above it in its section; where parts meet, the ends of all sections."""
    if row.section in ends:
        return (ends[row.section],)
    place, meeting = sections.index(row.section), sections.index(meets or "")
    if place == meeting:
        return tuple(dict.fromkeys(ends.values()))
    return (found[-1].operation_id,) if place > meeting else ()


def _ids(listed: _List) -> list[str]:
    """Numbers of the operations as told; where they begin anew in each section, counted through and told."""
    told = [row.cells.get("operation_id", "") for row in listed.rows]
    used = [one for one in told if one]
    if len(set(used)) < len(used) and "predecessors" not in listed.columns:
        listed.tell("numbers of operations repeat; they are counted through", "Number them through, if it matters")
        return [str(at) for at in range(1, len(told) + 1)]
    return [one or f"row{row.line}" for one, row in zip(told, listed.rows, strict=True)]


def _minutes(row: _Row, in_seconds: bool, listed: _List) -> float | None:
    text = row.cells["smv_minutes"].replace("\u00a0", "").strip()
    if not _NUMBER.fullmatch(text):
        listed.wrong(row.line, "smv_minutes", f'"{text[:40]}" is not a number of minutes', "Write it like 0.45")
        return None
    return float(text.replace(",", ".")) / (60.0 if in_seconds else 1.0)


def _machine(row: _Row, listed: _List) -> str | None:
    text = row.cells["machine"].strip()
    if text.lower() in BY_HAND or (text.strip("-–— ") == "" and text):
        return "MANUAL"
    if text:
        return text
    if row.cells.get("helpers", "").strip() not in ("", "0"):
        return "MANUAL"
    name = row.cells["name"][:40]
    listed.wrong(row.line, "machine", f"operation {name!r} names no machine", "Name it; for work by hand write MANUAL")
    return None


def _tell_totals(listed: _List, bulletin: Bulletin) -> None:
    """Rows of totals are left out; one that differs from the operations is doubted."""
    if not listed.totals:
        return
    lines = ", ".join(str(line) for line, _ in listed.totals[:20])
    many = len(listed.totals) > 1
    listed.tell(f"row{'s' if many else ''} {lines} {'are' if many else 'is a'} total{'s' if many else ''}, left out",
                "Nothing to do, if that is right")  # fmt: skip
    line, text = listed.totals[-1]
    if _NUMBER.fullmatch(text.strip()):
        total = float(text.replace(",", "."))
        if min(abs(total - bulletin.smv_minutes), abs(total / 60 - bulletin.smv_minutes)) > 0.02 * bulletin.smv_minutes:
            listed.tell(f"the total of row {line} is {total:g}, the operations come to {bulletin.smv_minutes:.2f}",
                        "Look for a row that is missing or counted twice")  # fmt: skip


def _machines(listed: _List, bulletin: Bulletin) -> dict[str, int]:
    """How many of each machine the file counts: by its summary, else by a column of the list."""
    kinds = {one.machine.partition("+")[0].lower(): one.machine for one in bulletin.operations}
    counted: dict[str, int] = {}
    if listed.summary:
        for name, count in listed.summary.items():
            if name.lower() in kinds:
                counted[kinds[name.lower()]] = count
            else:
                what = f"the summary counts {count} {name[:40]}, which no operation uses"
                listed.tell(what, "Use one name for a machine")
        if lacking := sorted(set(kinds.values()) - set(counted) - {"MANUAL"}):
            listed.tell(f"the summary counts no {', '.join(lacking)}; taken for enough", "Add it to the summary")
    if counted:
        shown = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
        listed.tell(f"machines of the summary are the limit: {shown}", "Leave the summary out for as many as it takes")
    return counted
