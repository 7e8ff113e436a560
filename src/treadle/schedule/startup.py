"""Minutes of an order on a sewing line, and those that are lost while the line learns a style."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from treadle.terms.place import Factory
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance


def sew_minutes(demand: WorkOrderDemand, balance: LineBalance, factory: Factory) -> int:
    """Whole working minutes on the line, once it runs, with a change of thread between colours."""
    threads = factory.thread_change_minutes * max(0, demand.colours - 1)
    return max(1, math.ceil(demand.total_units * balance.minutes_per_unit + threads - 1e-9))


def startup_minutes(minutes: float, shares: Sequence[float], day_minutes: float) -> float:
    """Minutes lost while a line learns a style: work of `minutes` at full pace, done at `shares` of it on the first
    days of `day_minutes` each."""
    lost = 0.0
    for share in shares:
        spent = min(day_minutes, minutes / share)
        lost += spent * (1.0 - share)
        minutes -= spent * share
    return lost


def style_startup(
    factory: Factory, demands: Sequence[WorkOrderDemand], usable: Mapping[tuple[str, str], LineBalance]
) -> dict[str, int]:
    """Whole minutes lost at the start of each style on the factory's lines: those of its mean order there."""
    own: dict[str, list[int]] = {}
    for demand in demands if factory.startup_shares else ():
        for line in factory.sewing_lines:
            balance = usable.get((demand.bulletin_id, line.line_id))
            if balance is not None:
                own.setdefault(demand.style_id, []).append(sew_minutes(demand, balance, factory))
    day = factory.calendar.usual_day_minutes()
    return {
        style: math.ceil(startup_minutes(sum(minutes) / len(minutes), factory.startup_shares, day) - 1e-9)
        for style, minutes in own.items()
    }
