"""Power as a part of a schedule's price: what an hour costs at a factory, and which orders begin later for that.

A search prices each span by itself, so what a factory's own sun gives counts there as a share of what the factory draws
when everybody sews (`terms.energy.cents_at`); `schedule.energy.bill` is the exact bill of a plan, in which what runs
together shares the sun.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from treadle.schedule.clock import WorkClock
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.energy import Process, cents_at
from treadle.terms.place import Factory
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import Bulletin


def with_power(
    demands: Iterable[WorkOrderDemand], factories: Sequence[Factory], bulletins: Mapping[str, Bulletin],
    processes: Sequence[Process], kwh_per_minute: float,
) -> tuple[WorkOrderDemand, ...]:  # fmt: skip
    """The demands with the kilowatt hours of a piece by stage: sewing by standard minutes, other stages as `processes`
    tell; as they are where no factory pays by the hour."""
    if not any(factory.tariff for factory in factories):
        return tuple(demands)
    found = []
    for demand in demands:
        kwh: dict[str, float] = {}
        for one in processes:
            if one.style_id == demand.style_id and one.kwh:
                kwh[one.stage] = kwh.get(one.stage, 0.0) + one.kwh
        bulletin = bulletins.get(demand.bulletin_id)
        if bulletin is not None:
            kwh["sew"] = kwh.get("sew", 0.0) + bulletin.smv_minutes * kwh_per_minute
        found.append(replace(demand, unit_kwh=kwh))
    return tuple(found)


def rated_kw(factory: Factory, kwh_per_minute: float) -> float:
    """Kilowatts that a factory draws when everybody on its lines sews."""
    return sum(len(line.operators) for line in factory.sewing_lines) * kwh_per_minute * 60.0


def power_clock(
    factory: Factory, clock: WorkClock, origin_day: date, kwh_per_minute: float
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Sums of the price of a kilowatt hour over the working minutes before each one, and the working minutes at which
    the price changes; both empty for a factory without a tariff."""
    if not factory.tariff:
        return (), ()
    rated = rated_kw(factory, kwh_per_minute)
    borders = sorted({0, *(one.start_minute for one in factory.tariff), *(one.end_minute for one in factory.tariff)})
    week = np.zeros((7, MINUTES_PER_DAY))
    for weekday in range(7):
        for start, end in zip(borders, [*borders[1:], MINUTES_PER_DAY], strict=True):
            week[weekday, start:end] = cents_at(factory.tariff, weekday, start, rated)
    wall = np.concatenate(
        [np.arange(start, end) for start, end in zip(clock.span_starts, clock.span_ends, strict=True)]
    )
    prices = week[(origin_day.weekday() + wall // MINUTES_PER_DAY) % 7, wall % MINUTES_PER_DAY]
    sums = np.concatenate([[0.0], np.cumsum(prices)])
    return tuple(sums.tolist()), tuple((np.flatnonzero(np.diff(prices)) + 1).tolist())
