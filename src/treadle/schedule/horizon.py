"""How long a factory's clock must be: the minutes of its orders, one after the other on the slowest line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from treadle.terms.place import Factory
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Minutes of a working day. By definition.
_DAY_MINUTES = 480
#: Working days beyond all work by which the latest day is set. A round number, not tuned.
_PATIENCE_DAYS = 30
#: Factories up to which each one's clock holds the minutes of all orders. Not tuned: of more it would be quadratic.
_FEW_FACTORIES = 12


def cut_minutes(demand: WorkOrderDemand) -> int:
    """Whole working minutes of spreading and cutting."""
    return math.ceil(demand.spread_and_cut_minutes - 1e-9)


def stage_work_minutes(demand: WorkOrderDemand, stage: str, people: int) -> int:
    """Whole working minutes of an order at a work centre with so many people; 0 where the stage is not needed."""
    return math.ceil(demand.total_units * demand.stage_minutes.get(stage, 0.0) / people - 1e-9)


def by_factory(
    demands: Sequence[WorkOrderDemand], factories: Sequence[Factory]
) -> list[Sequence[WorkOrderDemand]]:  # fmt: skip
    """The orders whose minutes a factory's clock must hold: all of them, but of many factories only those that may be
    made there, for else days would grow with orders at each of them."""
    if len(factories) <= _FEW_FACTORIES:
        return [demands for _ in factories]
    found: dict[str, list[WorkOrderDemand]] = {}
    for one in demands:
        found.setdefault(one.factory_id if one.frozen is None else one.frozen.factory_id, []).append(one)
    anywhere = found.get("", [])
    return [[*found.get(one.factory_id, ()), *anywhere] for one in factories]


def slowest_minutes(usable: Mapping[tuple[str, str], LineBalance]) -> dict[str, float]:
    """Minutes a piece of each bulletin on its slowest line."""
    found: dict[str, float] = {}
    for (bulletin_id, _), balance in usable.items():
        found[bulletin_id] = max(found.get(bulletin_id, 0.0), balance.minutes_per_unit)
    return found


def most_minutes(
    demands: Sequence[WorkOrderDemand], slowest: Mapping[str, float], factories: Sequence[Factory]
) -> int:  # fmt: skip
    """Minutes that surely suffice for everything on the slowest line, one after the other, with set-ups."""
    setup = max((_longest_setup(factory) for factory in factories), default=0)
    threads = max((f.thread_change_minutes for f in factories), default=0)
    total = sum(
        cut_minutes(d)
        + sum(stage_work_minutes(d, stage, 1) for stage in d.stage_minutes)
        + math.ceil(d.total_units * slowest.get(d.bulletin_id, 0.0))
        + setup
        + threads * d.colours
        + 2
        for d in demands
    )
    return total + _PATIENCE_DAYS * _DAY_MINUTES


def _longest_setup(factory: Factory) -> int:
    """Minutes that no change of style exceeds."""
    kinds = max((len(machines) for machines in factory.machines_of_style.values()), default=0)
    usual = factory.changeover_minutes + factory.machine_change_minutes * kinds
    learning = sum((1.0 - share) * factory.calendar.usual_day_minutes() for share in factory.startup_shares)
    return max([usual, *(minutes for _, _, minutes in factory.changeovers)]) + math.ceil(learning)
