"""Promises: the finished plan played through many times with what may go wrong, and the day that is kept often enough.

Orders keep their resources and their order on them; everything starts as early as fabric, table, line and frozen start
allow. Every order draws from its own stream, so that an order added elsewhere does not shake its day.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.schedule.jobs import Floor
from treadle.schedule.shop import Solution
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.policy import PromisePolicy
from treadle.terms.schedule import WorkOrderDemand

Samples = NDArray[np.float64]
#: Probabilities that are always quoted, beside the one asked for.
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
    size = uncertainty.samples
    ready = np.full((len(floor.shop.jobs), size), -1, dtype=np.int64)
    luck = {
        j: _draw(demands[floor.demand_of[j]].work_order_id, uncertainty, seed)
        for j, placed in enumerate(solution)
        if placed is not None
    }
    lines = [
        _lognormal(order_stream(seed, f"line {r.name}"), 1.0, uncertainty.line_sd, size) for r in floor.shop.resources
    ]
    free = [np.full(size, float(r.ready_minute)) for r in floor.shop.resources]
    family: list[int | None] = [None] * len(floor.shop.resources)
    begun: dict[int, Samples] = {}
    ended: dict[int, Samples] = {}
    for _, j, k in _in_plan_order(floor, solution):
        placed = solution[j]
        assert placed is not None
        route = floor.shop.jobs[j].routes[placed.route]
        step, mine = route.steps[k], luck[j]
        way = step.ways[placed.ways[k]]
        is_sewing = k == route.key
        factor = mine.sew * lines[way.resource] if is_sewing else mine.cut
        minutes = way.minutes * factor
        setup = floor.shop.resources[way.resource].setup(family[way.resource], step.family) * mine.changeover
        start = free[way.resource] + setup
        if k == 0:
            start = np.maximum(start, _released(floor, j, placed.route, demands, origin_day, now_minute, mine))
        else:
            before = route.steps[k - 1]
            wait = ended[j] if before.lead_minutes is None else begun[j] + before.lead_minutes * mine.cut
            start = np.maximum(start, np.minimum(wait, ended[j]))
            start = np.maximum(start, ended[j] + before.tail_minutes * factor - minutes)
        if step.pinned_start is not None:
            begun_already = step.pinned_start < floor.shop.resources[way.resource].ready_minute
            start = np.full(size, float(step.pinned_start)) if begun_already else np.maximum(start, step.pinned_start)
        begun[j], ended[j] = start, start + minutes
        free[way.resource], family[way.resource] = ended[j], step.family
        if k == len(route.steps) - 1:
            f = floor.factory_of[j][placed.route]
            factory = floor.factories[f]
            days = floor.clocks[f].days_of_ends(ended[j])
            ready[j] = days + factory.finishing_days + factory.transport_days + mine.transport_days
    return ready


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


def _released(
    floor: Floor,
    job: int,
    route: int,
    demands: Sequence[WorkOrderDemand],
    origin_day: date,
    now_minute: int,
    luck: _Luck,
) -> Samples:
    """Working minute from which a job may begin in each sample: fabric that is still to come may be late."""
    release = floor.shop.jobs[job].routes[route].release_minute
    demand = demands[floor.demand_of[job]]
    if demand.fabric_ready_day is None:
        return np.full(len(luck.fabric_days), float(release))
    arrives = (demand.fabric_ready_day - origin_day).days * MINUTES_PER_DAY
    if arrives <= now_minute:
        return np.full(len(luck.fabric_days), float(release))
    clock = floor.clocks[floor.factory_of[job][route]]
    values, at = np.unique(luck.fabric_days, return_inverse=True)
    begins = [max(release, clock.to_work(arrives + int(days) * MINUTES_PER_DAY)) for days in values]
    return np.array(begins, dtype=np.float64)[at]


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
