"""Days, weeks and shifts. A clock reading in a plan is whole minutes since midnight of the plan's origin day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from treadle.terms.fingerprint import WHERE_TOLD
from treadle.terms.quantity import Violation

MINUTES_PER_DAY = 24 * 60


def week_start(day: date, weekday: int = 0) -> date:
    """First day of the week that holds `day`; weeks begin on `weekday` (0 = Monday)."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


#: Days looked ahead for one on which somebody is open.
_MOST_DAYS = 2 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDays:
    """Days on which goods are finished, moved or received: weekdays (0 = Monday; all of them unless said), less closed
    days."""

    weekdays: frozenset[int] = frozenset(range(7))
    closed_days: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """True where somebody is there on that day."""
        return day.weekday() in self.weekdays and day not in self.closed_days

    def first_from(self, day: date) -> date:
        """The day itself where it is open, else the next one that is; the day itself where none is for two years."""
        ahead = (day + timedelta(days=offset) for offset in range(_MOST_DAYS))
        return next((one for one in ahead if self.is_open(one)), day)

    def after(self, day: date, days: int) -> date:
        """The day on which so many open days after `day` are over; `day` itself for none."""
        for _ in range(days):
            day = self.first_from(day + timedelta(days=1))
        return day

    def check(self) -> tuple[Violation, ...]:
        """All violations: weekdays out of range, none at all."""
        if self.weekdays and all(0 <= one <= 6 for one in self.weekdays):
            return ()
        told = str(sorted(self.weekdays))
        return (Violation(rule="there is a weekday, 0 to 6, to be open on", where="open days", found=told),)


#: Somebody is there on every day.
EVERY_DAY = OpenDays()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A working span on one weekday (0 = Monday), minutes from midnight; breaks lie between two shifts."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCalendar:
    """When a factory works: weekly shifts, less the days it is closed, and `overtime_minutes` more at the end of each
    of the `overtime_days` on which it works at all (no later than midnight). `told_overtime` are days with the minutes
    that a planner asked for on them; where both count, the longer one does."""

    shifts: tuple[Shift, ...]
    closed_days: frozenset[date] = frozenset()
    overtime_days: frozenset[date] = frozenset()
    overtime_minutes: int = 0
    told_overtime: tuple[tuple[date, int], ...] = field(default=(), metadata={WHERE_TOLD: True})

    @property
    def longer_days(self) -> frozenset[date]:
        """All days of overtime, whoever asked for it."""
        return self.overtime_days | {day for day, _ in self.told_overtime}

    def _longer(self, day: date) -> int:
        told = (minutes for one, minutes in self.told_overtime if one == day)
        return max((self.overtime_minutes if day in self.overtime_days else 0, *told))

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """Working spans of a day as (start, end) minutes from its midnight, in order; empty when closed."""
        if day in self.closed_days:
            return ()
        spans = sorted((s.start_minute, s.end_minute) for s in self.shifts if s.weekday == day.weekday())
        longer = self._longer(day) if spans else 0
        if longer:
            start, end = spans[-1]
            spans[-1] = (start, min(end + longer, MINUTES_PER_DAY))
        return tuple(spans)

    def worked(self, origin_day: date, start_minute: int, end_minute: int) -> tuple[tuple[int, int], ...]:
        """The stretches between two wall minutes (since midnight of `origin_day`) in which anybody works, in order."""
        found = []
        for day in range(start_minute // MINUTES_PER_DAY, end_minute // MINUTES_PER_DAY + 1):
            midnight = day * MINUTES_PER_DAY
            for start, end in self.spans(origin_day + timedelta(days=day)):
                stretch = max(midnight + start, start_minute), min(midnight + end, end_minute)
                if stretch[0] < stretch[1]:
                    found.append(stretch)
        return tuple(found)

    def overtime(self, day: date) -> int:
        """Minutes of overtime that are open on a day."""
        plain = sum(s.end_minute - s.start_minute for s in self.shifts if s.weekday == day.weekday())
        return max(0, self.minutes(day) - plain)

    def usual_day_minutes(self) -> float:
        """Mean minutes of a weekday with a shift; 0 without shifts."""
        days = {shift.weekday for shift in self.shifts}
        return sum(s.end_minute - s.start_minute for s in self.shifts) / len(days) if days else 0.0

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
