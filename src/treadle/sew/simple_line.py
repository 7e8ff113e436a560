"""Tasks in an order to keep, at stations one after another: the bare problem inside a line balance, in whole numbers.

SALBP-1 asks for the fewest stations at a cycle, SALBP-2 for the shortest cycle of so many stations (Baybars 1986),
ALWABP for the shortest cycle where every station has one worker with times of their own (Miralles et al. 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

#: A worker's time for a task that they cannot do. By definition.
CANNOT_DO = -1


@dataclass(frozen=True, kw_only=True)
class SimpleLine:
    """Times by task (whole numbers of any unit) and the direct predecessors of each; tasks count from 0."""

    times: tuple[int, ...]
    before: tuple[tuple[int, ...], ...]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Tasks so that predecessors come first."""
        left = [len(earlier) for earlier in self.before]
        ready = [one for one, count in enumerate(left) if not count]
        for one in ready:
            for later in self.after[one]:
                left[later] -= 1
                if not left[later]:
                    ready.append(later)
        return tuple(ready)

    @cached_property
    def after(self) -> tuple[tuple[int, ...], ...]:
        """Direct successors."""
        found: list[list[int]] = [[] for _ in self.before]
        for one, earlier in enumerate(self.before):
            for other in earlier:
                found[other].append(one)
        return tuple(tuple(later) for later in found)

    @cached_property
    def all_before(self) -> tuple[int, ...]:
        """Direct and indirect predecessors as bits."""
        masks = [0] * len(self.times)
        for one in self.order:
            for earlier in self.before[one]:
                masks[one] |= masks[earlier] | 1 << earlier
        return tuple(masks)

    @cached_property
    def all_after(self) -> tuple[int, ...]:
        """Direct and indirect successors as bits."""
        return self.turned.all_before

    @cached_property
    def turned(self) -> SimpleLine:
        """The same line walked from its end to its start."""
        return SimpleLine(times=self.times, before=self.after)

    def sum_of(self, mask: int) -> int:
        """Time of the tasks in a set of bits."""
        return sum(self.times[one] for one in bits(mask))

    def problems(self) -> tuple[str, ...]:
        """Everything wrong with it: times below zero, unknown predecessors, a cycle."""
        found = [f"task {at + 1} has time {time}" for at, time in enumerate(self.times) if time < 0]
        known = range(len(self.times))
        for one, earlier in enumerate(self.before):
            found += [f"task {one + 1} follows an unknown task {other + 1}" for other in earlier if other not in known]
        if not found and len(self.order) < len(self.times):
            found.append("the precedence relations form a cycle")
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class StaffedLine:
    """Times by task and worker, `CANNOT_DO` where a worker lacks the skill, and direct predecessors."""

    times: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]

    @property
    def workers(self) -> int:
        """How many workers, and so stations."""
        return len(self.times[0]) if self.times else 0

    @cached_property
    def quickest(self) -> SimpleLine:
        """The line of the fastest worker for every task: no staffing is faster."""
        least = tuple(min((time for time in row if time != CANNOT_DO), default=0) for row in self.times)
        return SimpleLine(times=least, before=self.before)

    def turned(self) -> StaffedLine:
        """The same line walked from its end to its start."""
        return StaffedLine(times=self.times, before=self.quickest.after)

    def problems(self) -> tuple[str, ...]:
        """Everything wrong with it: a task nobody can do, ragged rows, and what a simple line says."""
        found = [
            f"nobody can do task {at + 1}"
            for at, row in enumerate(self.times)
            if all(time == CANNOT_DO for time in row)
        ]
        if len({len(row) for row in self.times}) > 1:
            found.append("tasks have times for different numbers of workers")
        return (*found, *self.quickest.problems())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """An answer: tasks by station in the line's order, the cycle, what is proved, and who stands where.

    `bound` is a lower bound of what was minimised (stations or cycle). `workers` names each station's worker where
    workers differ. `spent` is the counted work.
    """

    tasks: tuple[tuple[int, ...], ...]
    cycle: int
    bound: int
    is_optimal: bool
    workers: tuple[int, ...] = ()
    spent: float = 0.0


def bits(mask: int) -> list[int]:
    """Places of the ones of a number, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def cycle_of(line: SimpleLine, stations: Sequence[Sequence[int]]) -> int:
    """The largest station time."""
    return max((sum(line.times[one] for one in station) for station in stations), default=0)
