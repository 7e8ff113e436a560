"""Wall minutes and working minutes: inside one factory every schedule is a plain one in working minutes.

All resources of a factory keep the same shifts, so time in which nobody works can be cut out: an operation of `d`
working minutes that starts at working minute `w` ends at `w + d`, whatever breaks and nights lie between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.errors import InputError
from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar

#: A calendar is walked no farther. Not tuned: bounds work and memory.
_LONGEST_DAYS = 40 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkClock:
    """The working spans of a factory from the plan's origin day on.

    `span_starts`, `span_ends` are wall minutes since midnight of the origin day; `worked` are working minutes before
    each span; `day_ends[d]` are working minutes up to the end of day `d`.
    """

    span_starts: tuple[int, ...]
    span_ends: tuple[int, ...]
    worked: tuple[int, ...]
    day_ends: tuple[int, ...]

    @classmethod
    def covering(cls, calendar: ShiftCalendar, origin_day: date, from_minute: int, minutes: int) -> WorkClock:
        """A clock that holds at least `minutes` of work after the wall minute `from_minute`.

        Raises InputError where the calendar never has so many.
        """
        starts: list[int] = []
        ends: list[int] = []
        worked: list[int] = []
        day_ends: list[int] = []
        total = 0
        usable = 0
        day = 0
        while usable < minutes or day * MINUTES_PER_DAY <= from_minute:
            if day > _LONGEST_DAYS:
                raise InputError.single(
                    "factories", f"the shift calendar never has {minutes} working minutes", "Open more shifts or days"
                )
            midnight = day * MINUTES_PER_DAY
            for start, end in calendar.spans(origin_day + timedelta(days=day)):
                starts.append(midnight + start)
                ends.append(midnight + end)
                worked.append(total)
                total += end - start
                usable += max(0, midnight + end - max(midnight + start, from_minute))
            day_ends.append(total)
            day += 1
        if not starts:
            starts, ends, worked = [0], [0], [0]
        return cls(
            span_starts=tuple(starts),
            span_ends=tuple(ends),
            worked=tuple(worked),
            day_ends=tuple(day_ends),
        )

    def to_work(self, minute: int) -> int:
        """Working minutes that lie before a wall minute."""
        index = bisect_right(self.span_starts, minute) - 1
        if index < 0:
            return 0
        return self.worked[index] + min(minute, self.span_ends[index]) - self.span_starts[index]

    def to_wall_start(self, work: int) -> int:
        """The wall minute at which the working minute `work` begins: after a break, not before it."""
        index = max(0, bisect_right(self.worked, work) - 1)
        wall = self.span_starts[index] + work - self.worked[index]
        if wall >= self.span_ends[index] and index + 1 < len(self.span_starts):
            return self.span_starts[index + 1]
        return wall

    def to_wall_end(self, work: int) -> int:
        """The first wall minute by which `work` minutes have been worked: before a break, not after it."""
        index = max(0, bisect_left(self.worked, work) - 1)
        return self.span_starts[index] + work - self.worked[index]

    def day_of_end(self, work: int) -> int:
        """The day (0 = origin day) on which the `work`-th working minute is worked."""
        return bisect_left(self.day_ends, work)

    def days_of_ends(self, work: NDArray[np.float64]) -> NDArray[np.int64]:
        """`day_of_end` for an array of any shape."""
        return np.searchsorted(np.asarray(self.day_ends, dtype=np.float64), work - 1e-9, side="left").astype(np.int64)
