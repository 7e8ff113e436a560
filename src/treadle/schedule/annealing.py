"""Annealing on the orders of the lines: runs of jobs change places within a line and between lines.

Moves are the cross-exchange of Taillard et al. 1997 (Transportation Science 31) with runs of up to three jobs, aimed at
jobs of the same family and at about the same time; they are taken by simulated annealing (Kirkpatrick et al. 1983,
Science 220).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from treadle.schedule.orders import NEVER, Orders

#: Jobs of a run that changes places, at most. Judged on the seeds of the row factory.
_LONGEST_RUN = 3
#: Chances drawn at a time, and moves between two looks at the budget. Not tuned: bounds work and memory.
_DRAWN = 4096
#: Not tuned: bounds work and memory.
MOVES = 2000


class Annealing:
    """The walk from orders to orders. `best` is the least money seen, `best_lines` the orders that cost it."""

    def __init__(self, orders: Orders, seed: int) -> None:
        self.orders = orders
        self.rng = np.random.default_rng(seed)
        self.now = self.best = orders.total()
        self.best_lines = {line: list(jobs) for line, jobs in orders.lines.items()}
        self.drawn: list[float] = []
        self.movable = [j for j in orders.where if not orders.pinned[j]]
        self.rounds = 0
        #: Jobs by family: neighbours of one family save a set-up.
        self.kin: dict[int, list[int]] = {}
        for j in self.movable:
            self.kin.setdefault(orders.family[j], []).append(j)

    def chance(self) -> float:
        """A number from 0 to 1 (drawn by the thousand: one at a time is slow)."""
        if not self.drawn:
            self.drawn = self.rng.random(_DRAWN).tolist()
        return self.drawn.pop()

    def run(self, heat: Callable[[], float]) -> None:
        """Moves until `heat` is not positive; it is asked for the temperature in cents every so many moves."""
        if len(self.movable) < 2:
            return
        self.now = self.best = self.orders.total()
        self.best_lines = {line: list(jobs) for line, jobs in self.orders.lines.items()}
        degrees = heat()
        while degrees > 0:
            for _ in range(MOVES):
                self.move(degrees)
            self.rounds += MOVES
            degrees = heat()

    def move(self, degrees: float) -> None:
        """One exchange of two runs, tried and kept or not."""
        chance, orders = self.chance, self.orders
        j = self.movable[int(chance() * len(self.movable))]
        line = orders.where[j]
        jobs = orders.lines[line]
        at = jobs.index(j)
        long = 1 + int(chance() * chance() * _LONGEST_RUN)
        run = jobs[at : at + long]
        target, place = self._target(j, line, at)
        if target < 0:
            return
        if target == line:
            self._within(line, at, len(run), place, degrees)
            return
        there = orders.lines[target]
        other = there[place : place + int(chance() * (len(run) + 1.4))]
        fits, pinned = orders.fits, orders.pinned
        if any(pinned[one] or target not in fits[one] for one in run):
            return
        if any(pinned[one] or line not in fits[one] for one in other):
            return
        self._across(line, at, run, target, place, other, degrees)

    def _target(self, j: int, line: int, at: int) -> tuple[int, int]:
        """A line and a position for a job: beside a job of its family, or about where it would be in time."""
        chance, orders = self.chance, self.orders
        kin = self.kin[orders.family[j]]
        if len(kin) > 1 and chance() < 0.35:
            other = kin[int(chance() * len(kin))]
            target = orders.where[other]
            if other == j or target not in orders.fits[j]:
                return -1, 0
            return target, orders.lines[target].index(other) + int(chance() * 2)
        options = list(orders.fits[j])
        target = options[int(chance() * len(options))]
        jobs = orders.lines[target]
        begun = orders.ends[line][at] - orders.fits[j][line].minutes
        fit = orders.fits[j][target]
        begun = max(begun, fit.ready)
        if chance() < 0.3 and fit.due_end < NEVER:
            begun = max(fit.ready, min(begun, fit.due_end - fit.minutes))
        place = bisect_left(orders.ends[target], begun) + int(chance() * 9) - 4
        return target, min(max(place, 0), len(jobs))

    def _within(self, line: int, at: int, long: int, place: int, degrees: float) -> None:
        """A run to another position of its line."""
        orders = self.orders
        jobs = orders.lines[line]
        if at <= place <= at + long:
            return
        run = jobs[at : at + long]
        if place < at:
            first, last = place, at + long
            fresh = [*run, *jobs[place:at]]
        else:
            first, last = at, place
            fresh = [*jobs[at + long : place], *run]
        if orders.has_pins[line] and any(orders.pinned[one] for one in fresh):
            return
        limit = self._limit(degrees)
        added = orders.added(line, first, fresh, last, limit)
        if added > limit:
            return
        orders.put(line, first, fresh + jobs[last:])
        self._take(added)

    def _across(
        self, line: int, at: int, run: list[int], target: int, place: int, other: list[int], degrees: float
    ) -> None:
        """Two runs of two lines change places."""
        orders = self.orders
        limit, behind = self._limit(degrees), at + len(run)
        # Nothing saves more than the run's own cents and all set-ups and lateness behind it: most moves end here.
        most = limit + sum(orders.cents[line][at:behind]) + sum(orders.extra[line][behind:])
        for one in other:
            most -= orders.rows[line][one][2]
        added = orders.added(target, place, run, place + len(other), most)
        if added > most:
            return
        saved = -orders.added(line, at, other, behind, math.inf)
        if added - saved > limit:
            return
        here, there = orders.lines[line], orders.lines[target]
        rest, rest_there = here[behind:], there[place + len(other) :]
        orders.put(line, at, [*other, *rest])
        orders.put(target, place, [*run, *rest_there])
        for one in run:
            orders.where[one] = target
        for one in other:
            orders.where[one] = line
        self._take(added - saved)

    def _limit(self, degrees: float) -> float:
        """The most cents that a move may add this time."""
        return -degrees * math.log(self.chance() + 1e-300)

    def _take(self, added: float) -> None:
        self.now += added
        if self.now < self.best - 1e-6:
            self.best = self.now
            self.best_lines = {line: list(jobs) for line, jobs in self.orders.lines.items()}
