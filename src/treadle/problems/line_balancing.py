"""Read the public forms of line balancing: `.alb`, `.IN2`, and the table of times by worker."""

from __future__ import annotations

import re

from treadle.errors import InputError, Problem
from treadle.sew.simple_line import CANNOT_DO, SimpleLine, StaffedLine

#: Tasks of a line, at most.
MOST_TASKS = 20_000
REMEDY = "Correct the file; docs/how-to/balance-a-line.md shows the forms"


def read_line(text: str, name: str) -> tuple[SimpleLine, int | None]:
    """A simple line from `.alb` (sections in angle brackets) or `.IN2` text, and the cycle time that it states.

    Raises InputError with everything wrong.
    """
    try:
        line, cycle = _alb(text) if "<" in text else (_in2(text), None)
    except (ValueError, KeyError, IndexError) as error:
        raise InputError.single(name, f"not a line balancing instance ({error})", REMEDY) from error
    if problems := line.problems():
        raise InputError(Problem(file=name, what=problem, remedy=REMEDY) for problem in problems)
    return line, cycle


def read_staffed(text: str, name: str) -> StaffedLine:
    """A line whose workers have their own times: n, n rows of times (`Inf` = cannot), pairs, `-1 -1`.

    Raises InputError with everything wrong.
    """
    rows = [row.split() for row in text.splitlines() if row.strip()]
    try:
        count = _count(rows[0][0])
        times = tuple(
            tuple(CANNOT_DO if cell.lower() == "inf" else int(cell) for cell in row) for row in rows[1 : 1 + count]
        )
        if len(times) < count:
            raise ValueError(f"{count} tasks are announced, {len(times)} have times")
        line = StaffedLine(times=times, before=_relations(count, rows[1 + count :]))
    except (ValueError, IndexError) as error:
        raise InputError.single(name, f"not a worker assignment instance ({error})", REMEDY) from error
    if problems := line.problems():
        raise InputError(Problem(file=name, what=problem, remedy=REMEDY) for problem in problems)
    return line


def _alb(text: str) -> tuple[SimpleLine, int | None]:
    parts = re.split(r"<([^>]*)>", text)
    found = {name.strip().lower(): body.split("\n") for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    sections = {name: [row.strip() for row in body if row.strip()] for name, body in found.items()}
    count = _count(sections["number of tasks"][0])
    told = {int(task): int(time) for task, time in (row.split() for row in sections["task times"])}
    if sorted(told) != list(range(1, count + 1)):
        raise ValueError(f"{count} tasks are announced, {len(told)} have times")
    times = [told[task] for task in range(1, count + 1)]
    pairs = [row.split(",") for row in sections["precedence relations"]]
    cycle = int(sections["cycle time"][0]) if sections.get("cycle time") else None
    return SimpleLine(times=tuple(times), before=_relations(count, pairs)), cycle


def _count(text: str) -> int:
    """How many tasks are announced. Raises ValueError for numbers that no line has."""
    count = int(text)
    if not 1 <= count <= MOST_TASKS:
        raise ValueError(f"{count} tasks are announced")
    return count


def _in2(text: str) -> SimpleLine:
    rows = [row.replace(",", " ").split() for row in text.splitlines() if row.strip()]
    count = _count(rows[0][0])
    times = tuple(int(row[0]) for row in rows[1 : 1 + count])
    if len(times) < count:
        raise ValueError(f"{count} tasks are announced, {len(times)} have times")
    return SimpleLine(times=times, before=_relations(count, rows[1 + count :]))


def _relations(count: int, pairs: list[list[str]]) -> tuple[tuple[int, ...], ...]:
    """Predecessors by task from pairs that count from 1, up to the end mark -1."""
    before: list[set[int]] = [set() for _ in range(count)]
    for pair in pairs:
        one, other = int(pair[0]) - 1, int(pair[1]) - 1
        if one < 0 or other < 0:
            break
        before[other].add(one)
    return tuple(tuple(sorted(earlier)) for earlier in before)
