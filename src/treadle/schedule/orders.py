"""Orders of the last step's resources and their money: which job goes on which line, and behind which other.

Most of a plan's money is decided by the orders on the lines; the steps before are light. So a plan is seen here as its
lines alone: a job is ready when its earlier steps could be done at the soonest, a line does its jobs one after the
other. `annealing` changes the orders; `draw_up` makes a plan of them again.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from treadle.schedule.board import Board
from treadle.schedule.dispatch import is_pinned
from treadle.schedule.shop import Shop, Site, Solution, key_start, wait_minutes

#: Working minutes that a job should be done before its last day ends: earlier steps may make it wait a little.
#: Judged on the seeds of the row factory.
_MARGIN = 45
#: Later than any day. By definition.
NEVER = 1 << 60


class _Nothing:
    """Set-ups of a line that has none."""

    def __getitem__(self, family: int) -> int:
        return 0


_NO_SETUPS: Any = _Nothing()
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """One job on one line: its way, minutes, earliest start, cents of its ways, when lateness begins, and the
    least minutes of the steps after it."""

    way: int
    minutes: int
    ready: int
    cents: float
    due_end: int
    due_day: int
    pin: int
    trail: int


class Orders:
    """Orders of the lines with their money; `lines[l]` are jobs in order, `ends` and `cents` theirs."""

    def __init__(self, shop: Shop, solution: Solution) -> None:
        """The orders of a whole plan. Jobs not placed are left out."""
        self.shop = shop
        self.pinned = [is_pinned(job) for job in shop.jobs]
        self.fits = [_fits(shop, j) for j in range(len(shop.jobs))]
        self.family = [job.route.steps[job.route.key].family for job in shop.jobs]
        spans: dict[int, list[tuple[int, int]]] = {}
        for j, placed in enumerate(solution):
            if placed is not None:
                route = shop.jobs[j].route
                way = route.steps[route.key].ways[placed.ways[route.key]]
                spans.setdefault(way.resource, []).append((placed.starts[route.key], j))
        names = sorted({line for fits in self.fits for line in fits} | set(spans))
        #: Jobs on lines that wait for their steps before, and when they would be ready if nothing else was made.
        self.waits: set[tuple[int, int]] = set()
        self.soonest: dict[tuple[int, int], int] = {}
        self.days = {line: [end - _MARGIN for end in shop.sites[shop.resources[line].site].day_ends] for line in names}
        self.arrivals = {line: _arrivals(shop.sites[shop.resources[line].site]) for line in names}
        self.rows = {line: [self._row(line, j) for j in range(len(shop.jobs))] for line in names}
        self.lines = {line: [j for _, j in sorted(spans.get(line, []))] for line in names}
        self.where = {j: line for line, jobs in self.lines.items() for j in jobs}
        self.ends: dict[int, list[int]] = {line: [] for line in names}
        self.cents: dict[int, list[float]] = {line: [] for line in names}
        #: Set-ups and lateness: cents beyond those of the ways.
        self.extra: dict[int, list[float]] = {line: [] for line in names}
        self.has_pins = {line: any(self.pinned[j] for j in jobs) for line, jobs in self.lines.items()}
        for line in names:
            self.put(line, 0, self.lines[line])

    def _row(self, line: int, j: int) -> _Row:
        """What `played` reads of a job on a line, with the set-ups to what follows it; empty where it cannot be."""
        fit = self.fits[j].get(line)
        if fit is None:
            return ()
        setups = self.shop.resources[line].setups
        after = _NO_SETUPS if setups is None else setups[self.family[j]]
        late = self.shop.jobs[j].late_cents_per_day
        return (
            fit.ready,
            fit.minutes,
            fit.cents,
            fit.due_end,
            fit.due_day,
            late,
            self.family[j],
            after,
            fit.pin,
            fit.trail,
        )

    def total(self) -> float:
        """Cents of all lines."""
        return sum(sum(cents) for cents in self.cents.values())

    def put(self, line: int, at: int, jobs: list[int]) -> None:
        """Let `jobs` be what a line does from position `at` on."""
        ends, cents = self.played(line, at, jobs)
        self.lines[line][at:] = jobs
        self.ends[line][at:] = ends
        self.cents[line][at:] = cents
        rows = self.rows[line]
        self.extra[line][at:] = [cost - rows[j][2] for j, cost in zip(jobs, cents)]

    def wait_for(self, readies: Mapping[int, int]) -> None:
        """Let jobs be ready on their lines no sooner than told; what was told before counts half, and is forgotten."""
        told = {(j, self.where[j]): ready for j, ready in readies.items()}
        for key in {*self.waits, *told}:
            j, line = key
            soonest = self.soonest.setdefault(key, self.fits[j][line].ready)
            ready = max(told.get(key, 0), (soonest + self.fits[j][line].ready) // 2)
            self.waits.discard(key)
            if ready > soonest + 5:
                self.waits.add(key)
            self.fits[j][line] = replace(self.fits[j][line], ready=ready)
            self.rows[line][j] = self._row(line, j)
        for line, jobs in self.lines.items():
            self.put(line, 0, list(jobs))

    def _before(self, line: int, at: int) -> tuple[int, Sequence[int] | Mapping[int, int]]:
        """When a line is free for position `at`, and the set-ups from what stands before."""
        resource = self.shop.resources[line]
        if at:
            free = self.ends[line][at - 1]
            return max(free, resource.ready_minute), self.rows[line][self.lines[line][at - 1]][7]
        setups, family = resource.setups, resource.first_family
        return resource.ready_minute, _NO_SETUPS if setups is None or family is None else setups[family]

    def played(self, line: int, at: int, jobs: Sequence[int]) -> tuple[list[int], list[float]]:
        """Ends and cents of `jobs` done in that order from position `at` of a line on; cents are infinite where a
        pin is missed."""
        free, setups = self._before(line, at)
        price, opens = self.shop.resources[line].setup_cents_per_minute, self.shop.resources[line].ready_minute
        days, arrives, rows = self.days[line], self.arrivals[line], self.rows[line]
        ends: list[int] = []
        cents: list[float] = []
        for j in jobs:
            ready, minutes, cost, due_end, due_day, late, family, after, pin, trail = rows[j]
            setup = setups[family]
            if setup:
                free += setup
                cost += setup * price
            if free < ready:
                free = ready
            if pin >= 0:
                if free > pin >= opens:
                    cost = math.inf
                free = pin
            free += minutes
            if free > due_end:
                cost += late * (arrives[bisect_left(days, free + trail)] - due_day)
            setups = after
            ends.append(free)
            cents.append(cost)
        return ends, cents

    def added(self, line: int, at: int, fresh: Sequence[int], resume: int, most: float) -> float:
        """Cents that a line costs more with `fresh` for its positions `at` to `resume`; infinite if surely above
        `most`.

        Where everything behind is as late as before it costs the same; where it is later it never costs less.
        """
        if self.has_pins[line]:
            jobs = [*fresh, *self.lines[line][resume:]]
            return math.fsum(self.played(line, at, jobs)[1]) - math.fsum(self.cents[line][at:])
        free, setups = self._before(line, at)
        price, days, rows = self.shop.resources[line].setup_cents_per_minute, self.days[line], self.rows[line]
        arrives = self.arrivals[line]
        jobs, ends, cents = self.lines[line], self.ends[line], self.cents[line]
        more: float = 0.0
        for j in fresh:
            ready, minutes, cost, due_end, due_day, late, family, after, _, trail = rows[j]
            setup = setups[family]
            if setup:
                free += setup
                more += setup * price
            if free < ready:
                free = ready
            free += minutes
            more += cost
            if free > due_end:
                more += late * (arrives[bisect_left(days, free + trail)] - due_day)
            setups = after
        for i in range(at, resume):
            more -= cents[i]
        for i in range(resume, len(jobs)):
            ready, minutes, cost, due_end, due_day, late, family, after, _, trail = rows[jobs[i]]
            setup = setups[family]
            if setup:
                free += setup
                cost += setup * price
            if free < ready:
                free = ready
            free += minutes
            if free > due_end:
                cost += late * (arrives[bisect_left(days, free + trail)] - due_day)
            setups = after
            more += cost - cents[i]
            was = ends[i]
            if free >= was:
                if free == was:
                    return more
                if more > most:
                    return math.inf
        return more


def _fits(shop: Shop, j: int) -> dict[int, _Fit]:
    """The lines of a job: of two ways to one line the cheaper."""
    found: dict[int, _Fit] = {}
    job = shop.jobs[j]
    route = job.route
    ready, floor, cents = route.release_minute, 0, 0.0
    for step in route.steps[: route.key]:
        way = min(range(len(step.ways)), key=lambda w: (step.ways[w].minutes, step.ways[w].cost_cents))
        cents += min(one.cost_cents for one in step.ways)
        end = max(ready + step.ways[way].minutes, floor)
        ready, floor = ready + wait_minutes(step, way), end + step.tail_minutes
    last, trail = route.steps[route.key], 0
    for step in route.steps[route.key + 1 :]:
        trail += min(one.minutes for one in step.ways)
        cents += min(one.cost_cents for one in step.ways)
    days = shop.sites[route.site].day_ends
    for w, one in enumerate(last.ways):
        fit = _Fit(
            way=w,
            minutes=one.minutes,
            ready=max(ready, floor - one.minutes),
            cents=cents + one.cost_cents + job.wip_millicents_per_minute * (one.minutes + trail) / 1000,
            due_end=_due_end(days, route.last_day) - _MARGIN - trail if job.late_cents_per_day else NEVER,
            due_day=route.due_day,
            pin=-1 if last.pinned_start is None else last.pinned_start,
            trail=trail,
        )
        if one.resource not in found or fit.cents < found[one.resource].cents:
            found[one.resource] = fit
    return found


def _arrivals(site: Site) -> tuple[int, ...]:
    """When what ends on each day arrives, and what ends after all of them."""
    return tuple(site.arrival(day) for day in range(len(site.day_ends) + 1))


def _due_end(days: Sequence[int], last_day: int) -> int:
    """The last working minute of the last day on time."""
    if last_day < 0 or not days:
        return -1 if days else NEVER
    return days[last_day] if last_day < len(days) else NEVER


def draw_up(shop: Shop, orders: Orders, lines: Mapping[int, Sequence[int]]) -> tuple[Solution, list[int]]:
    """A plan with the given orders of the lines, earlier steps in free gaps; and the jobs that found no place.

    A job that turns out to wait for its earlier steps is ready later for `orders` from now on.
    """
    board = Board(shop)
    left = [j for jobs in lines.values() for j in jobs if orders.pinned[j] and board.insert(j) == math.inf]
    spans, readies = [], {}
    for line, jobs in lines.items():
        orders.put(line, 0, list(jobs))
        orders.where |= dict.fromkeys(jobs, line)
        ends = orders.ends[line]
        spans += [(end - orders.fits[j][line].minutes, line, at, j) for at, (j, end) in enumerate(zip(jobs, ends))]
    for begun, line, at, j in sorted(spans):
        if orders.pinned[j]:
            continue
        ahead = next((one for one in reversed(lines[line][:at]) if board.solution[one]), None)
        fit = orders.fits[j][line]
        begins = 0 if ahead is None else key_start(shop, ahead, board.solution[ahead])
        if not board.append(j, fit.way, begins):
            left.append(j)
            continue
        if board.ready(j) > begun:
            readies[j] = board.ready(j)
    orders.wait_for(readies)
    board.compact()
    return board.solution, left
