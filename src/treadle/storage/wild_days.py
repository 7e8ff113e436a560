"""Days that lie far apart from all others: a typing error moves neither the day of a plan nor the first of its history.

They are kept in the lake and left out of plans until a person confirms them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

#: So few of all facts (and at least LEAST_FACTS of them) may lie apart; more of them are a season of their own.
MOST_SHARE, LEAST_FACTS = 0.005, 20
#: Days without a fact between them and the others: after the last, and before the first.
LATE_GAP_DAYS, EARLY_GAP_DAYS = 60, 180
#: With many facts a day, a handful a week later is no day of sales either.
BUSY_PER_DAY, SMALL_SHARE, SMALL_GAP_DAYS = 40, 0.05, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Days before `first` and after `last` lie apart, and how many facts each of them has; None: none do."""

    first: date | None = None
    last: date | None = None
    days: tuple[tuple[date, int], ...] = ()


def days_apart(counts: Sequence[tuple[date, int]], confirmed: frozenset[date] = frozenset()) -> Apart:
    """Days that lie apart, from the facts of each day in the order of days."""
    total = sum(count for _, count in counts)
    if total < LEAST_FACTS:
        return Apart()
    most = max(1, int(total * MOST_SHARE))
    late = _tail(counts, most, LATE_GAP_DAYS)
    early = _tail(list(reversed(counts)), most, EARLY_GAP_DAYS) if len(counts) > late else 0
    late = max(late, _thin_tail(counts))
    apart = [*counts[:early], *counts[len(counts) - late :]]
    open_days = tuple(one for one in apart if one[0] not in confirmed)
    kept = [day for day, _ in counts if day not in {one for one, _ in open_days}]
    return Apart(
        first=kept[0] if kept and any(day < kept[0] for day, _ in open_days) else None,
        last=kept[-1] if kept and any(day > kept[-1] for day, _ in open_days) else None,
        days=open_days,
    )


def _tail(counts: Sequence[tuple[date, int]], most: int, gap_days: int) -> int:
    """How many of the last days lie apart: few facts after a gap that is longer than any before it."""
    found = facts = 0
    gaps = [abs((two[0] - one[0]).days) for one, two in pairwise(counts)]
    for place in range(len(counts) - 1, 0, -1):
        facts += counts[place][1]
        if facts > most:
            break
        if gaps[place - 1] >= gap_days and gaps[place - 1] > 2 * max(gaps[: place - 1], default=0):
            found = len(counts) - place
    return found


def _thin_tail(counts: Sequence[tuple[date, int]]) -> int:
    """How many of the last days hold next to nothing, a week and more after days that hold many facts."""
    usual = sorted(count for _, count in counts)[len(counts) // 2]
    if usual < BUSY_PER_DAY:
        return 0
    found = 0
    for place in range(len(counts) - 1, 0, -1):
        if counts[place][1] >= SMALL_SHARE * usual:
            break
        if (counts[place][0] - counts[place - 1][0]).days > SMALL_GAP_DAYS:
            found = len(counts) - place
    return found


def read_confirmed(folder: Path) -> frozenset[date]:
    """Days that a person said are right."""
    path = folder / ".treadle" / "confirmed_days.txt"
    if not path.is_file():
        return frozenset()
    found = re.findall(r"^\d{4}-\d{2}-\d{2}$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(date.fromisoformat(one) for one in found)


def confirm_days(folder: Path, days: Sequence[date]) -> None:
    """Remember days that a person said are right."""
    from treadle.storage.lake import write_durably

    known = sorted(read_confirmed(folder) | set(days))
    write_durably(folder / ".treadle" / "confirmed_days.txt", "".join(f"{day.isoformat()}\n" for day in known))
