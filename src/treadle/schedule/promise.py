"""Promises: the finished plan played through many times with what may go wrong, and the day that is kept often enough.

Orders keep their resources and their order on them; everything starts as early as fabric, table, line and frozen start
allow. Every order draws from its own stream, so that an order added elsewhere does not shake its day.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.jobs import Floor
from treadle.schedule.power_waits import held_for_power
from treadle.schedule.shop import Solution
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.policy import PromisePolicy
from treadle.terms.schedule import WorkOrderDemand

Samples = NDArray[np.float64]
#: Probabilities that are always quoted, beside the one asked for. Not tuned: how much is shown.
LEVELS = (0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class _Luck:
    """What one order meets in each sample: factors on its minutes, days by which fabric and transport are late."""

    cut: Samples
    sew: Samples
    changeover: Samples
    fabric_days: NDArray[np.int64]
    transport_days: NDArray[np.int64]


def sample_ready_days(
    floor: Floor,
    solution: Solution,
    demands: Sequence[WorkOrderDemand],
    *,
    origin_day: date,
    now_minute: int,
    uncertainty: PromisePolicy,
    seed: int,
) -> NDArray[np.int64]:
    """Days (0 = origin day) on which each job arrives, shape (jobs, samples); -1 for a job that is not placed.

    Lognormal factors with median `_factor` on minutes, shared in part by a line; exponential delays in whole days.
    """
    return Plays(floor, demands, origin_day, now_minute, uncertainty, seed).ready_days(solution)


@dataclass(slots=True)
class Plays:
    """What each order and each line of a floor meets, drawn once, so that many plans can be played through alike."""

    floor: Floor
    demands: Sequence[WorkOrderDemand]
    origin_day: date
    now_minute: int
    uncertainty: PromisePolicy
    seed: int
    lucks: dict[int, _Luck] = field(default_factory=dict)
    lines: list[Samples] = field(default_factory=list)

    def _luck(self, job: int) -> _Luck:
        if job not in self.lucks:
            name = self.demands[self.floor.demand_of[job]].work_order_id
            self.lucks[job] = _draw(name, self.uncertainty, self.seed)
        return self.lucks[job]

    def ready_days(self, solution: Solution, sites: Collection[int] | None = None) -> NDArray[np.int64]:
        """Days (0 = origin day) on which each job arrives, shape (jobs, samples); -1 for a job that is not placed.

        `sites`: only the factories of these indices are played through, None for all; a factory's days are its own.
        """
        floor, size = self.floor, self.uncertainty.samples
        ready = np.full((len(floor.shop.jobs), size), -1, dtype=np.int64)
        self.lines = self.lines or [
            _lognormal(order_stream(self.seed, f"line {r.name}"), 1.0, self.uncertainty.line_sd, size)
            for r in floor.shop.resources
        ]
        free = [np.full(size, float(r.ready_minute)) for r in floor.shop.resources]
        family: list[int | None] = [None] * len(floor.shop.resources)
        begun: dict[int, Samples] = {}
        ended: dict[int, Samples] = {}
        waits = held_for_power(floor.shop, solution)
        for _, j, k in _in_plan_order(floor, solution):
            placed = solution[j]
            assert placed is not None
            f = floor.factory_of[j]
            if sites is not None and f not in sites:
                continue
            route = floor.shop.jobs[j].route
            step, mine = route.steps[k], self._luck(j)
            way = step.ways[placed.ways[k]]
            factor = mine.sew * self.lines[way.resource] if k == route.key else mine.cut
            minutes = way.minutes * factor
            setup = floor.shop.resources[way.resource].setup(family[way.resource], step.family) * mine.changeover
            start = free[way.resource] + setup
            if k == 0:
                start = np.maximum(start, self._released(j, mine))
            else:
                before = route.steps[k - 1]
                wait = ended[j] if before.lead_minutes is None else begun[j] + before.lead_minutes * mine.cut
                start = np.maximum(start, np.minimum(wait, ended[j]))
                start = np.maximum(start, ended[j] + before.tail_minutes * factor - minutes)
            if step.pinned_start is not None:
                has_begun = step.pinned_start < floor.shop.resources[way.resource].ready_minute
                start = np.full(size, float(step.pinned_start)) if has_begun else np.maximum(start, step.pinned_start)
            if (j, k) in waits:
                start = np.maximum(start, placed.starts[k])
            begun[j], ended[j] = start, start + minutes
            free[way.resource], family[way.resource] = ended[j], step.family
            if k == len(route.steps) - 1:
                days = floor.clocks[f].days_of_ends(ended[j])
                ready[j] = _received(floor, f, days, mine.transport_days)
        return ready

    def _released(self, job: int, luck: _Luck) -> Samples:
        """Working minute from which a job may begin in each sample: fabric that is still to come may be late."""
        floor = self.floor
        release = floor.shop.jobs[job].route.release_minute
        demand = self.demands[floor.demand_of[job]]
        if demand.fabric_ready_day is None:
            return np.full(len(luck.fabric_days), float(release))
        arrives = (demand.fabric_ready_day - self.origin_day).days * MINUTES_PER_DAY
        if arrives <= self.now_minute:
            return np.full(len(luck.fabric_days), float(release))
        clock = floor.clocks[floor.factory_of[job]]
        values, at = np.unique(luck.fabric_days, return_inverse=True)
        begins = [max(release, clock.to_work(arrives + int(days) * MINUTES_PER_DAY)) for days in values]
        return np.array(begins, dtype=np.float64)[at]


def _received(floor: Floor, f: int, ends: NDArray[np.int64], late_days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days on which what ends on days `ends` is received from a factory, transport being so many days late."""
    site, receiving, begin = floor.shop.sites[f], floor.factories[f].receiving, floor.origin_day
    values, at = np.unique(ends, return_inverse=True)
    arrives = np.array([site.arrival(int(day)) for day in values], dtype=np.int64)[at] + late_days
    values, at = np.unique(arrives, return_inverse=True)
    opens = [(receiving.first_from(begin + timedelta(days=int(day))) - begin).days for day in values]
    return np.array(opens, dtype=np.int64)[at]


def day_kept(days: NDArray[np.int64], probability: float) -> int:
    """The first day by which at least the share `probability` of the samples has arrived; `days` is one job's row."""
    rank = max(1, math.ceil(probability * len(days) - 1e-9))
    return int(np.partition(days, rank - 1)[rank - 1])


def levels_with(probability: float) -> tuple[float, ...]:
    """The quoted probabilities and the one asked for, rising."""
    return tuple(sorted({*LEVELS, probability}))


def _in_plan_order(floor: Floor, solution: Solution) -> Iterable[tuple[int, int, int]]:
    """(start, job, step) of everything placed, in order of planned starts."""
    return sorted(
        (start, j, k)
        for j, placed in enumerate(solution)
        if placed is not None
        for k, start in enumerate(placed.starts)
    )


def order_stream(seed: int, name: str) -> np.random.Generator:
    """Chance of one order (or line) alone, by its name."""
    return np.random.default_rng([seed % 2**32, zlib.crc32(name.encode())])


def _lognormal(rng: np.random.Generator, median: float, sd: float, size: int) -> Samples:
    return median * np.exp(sd * rng.standard_normal(size))


def _delays(rng: np.random.Generator, share: float, mean_days: float, size: int) -> NDArray[np.int64]:
    """Whole days of delay: none but for a `share` of samples, exponential with `mean_days` in those, rounded up."""
    late = rng.random(size) < share
    return np.where(late, np.ceil(rng.exponential(max(mean_days, 1e-9), size)), 0.0).astype(np.int64)


def _draw(name: str, told: PromisePolicy, seed: int) -> _Luck:
    rng, size = order_stream(seed, name), told.samples
    cut = _lognormal(rng, told.cut_factor, told.cut_sd, size)
    sew = _lognormal(rng, told.sew_factor, told.sew_sd, size)
    return _Luck(
        cut=cut,
        sew=sew * (1.0 + told.rework_share * rng.exponential(1.0, size)),
        changeover=_lognormal(rng, 1.0, told.changeover_sd, size),
        fabric_days=_delays(rng, told.fabric_late_share, told.fabric_late_days, size),
        transport_days=_delays(rng, told.transport_late_share, told.transport_late_days, size),
    )
