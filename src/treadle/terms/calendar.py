"""Days, weeks and shifts. A clock reading in a plan is whole minutes since midnight of the plan's origin day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from treadle.terms.quantity import Violation

MINUTES_PER_DAY = 24 * 60


def week_start(day: date, weekday: int = 0) -> date:
    """First day of the week that holds `day`; weeks begin on `weekday` (0 = Monday)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A working span on one weekday (0 = Monday), minutes from midnight; breaks lie between two shifts."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCalendar:
    """When a factory works: weekly shifts, less the days it is closed."""

    shifts: tuple[Shift, ...]
    closed_days: frozenset[date] = frozenset()

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """Working spans of a day as (start, end) minutes from its midnight, in order; empty when closed."""
        if day in self.closed_days:
            return ()
        return tuple(sorted((s.start_minute, s.end_minute) for s in self.shifts if s.weekday == day.weekday()))

    def minutes(self, day: date) -> int:
        """Working minutes of a day."""
        return sum(end - start for start, end in self.spans(day))

    def week_minutes(self, first_day: date) -> int:
        """Working minutes of the seven days from `first_day`."""
        return sum(self.minutes(first_day + timedelta(days=offset)) for offset in range(7))

    def check(self) -> tuple[Violation, ...]:
        """All violations: weekdays out of range, empty or overlapping shifts, no shift at all."""
        found = []
        if not self.shifts:
            found.append(Violation(rule="a calendar has at least one shift", where="shifts", found="none"))
        for shift in self.shifts:
            where = f"shift on weekday {shift.weekday}"
            if not 0 <= shift.weekday <= 6:
                found.append(Violation(rule="weekday is 0 to 6", where=where, found=str(shift.weekday)))
            if not 0 <= shift.start_minute < shift.end_minute <= MINUTES_PER_DAY:
                span = f"{shift.start_minute} to {shift.end_minute}"
                found.append(Violation(rule="a shift ends after it starts, within a day", where=where, found=span))
        for weekday in range(7):
            spans = sorted((s.start_minute, s.end_minute) for s in self.shifts if s.weekday == weekday)
            for (_, end), (start, _) in pairwise(spans):
                if start < end:
                    where = f"weekday {weekday}"
                    found.append(Violation(rule="shifts of a day do not overlap", where=where, found=str(spans)))
        return tuple(found)
