"""Who can sew what: balanced lines, and the released orders that hold some of their time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from treadle.day.snapshot import Snapshot
from treadle.sew.balance import balance_line
from treadle.terms.budget import Progress
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory
from treadle.terms.policy import Policy
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance


def line_balances(snapshot: Snapshot, policy: Policy, progress: Progress) -> tuple[LineBalance, ...]:
    """Every bulletin in use on every sewing line, in the order of bulletins, factories and lines."""
    used = sorted({style.bulletin_id for style in snapshot.catalogue.styles if style.is_made and style.bulletin_id})
    pairs = [
        (snapshot.bulletins[bulletin_id], line)
        for bulletin_id in used
        for factory in snapshot.factories
        for line in factory.sewing_lines
    ]
    found = []
    for at, (bulletin, line) in enumerate(pairs, start=1):
        found.append(balance_line(bulletin, line, seed=policy.plan.seed))
        progress.step("balancing lines", at, len(pairs))
    return tuple(found)


def _colours(snapshot: Snapshot, units: Mapping[str, int]) -> int:
    """How many options units by SKU are of."""
    known = snapshot.catalogue.sku
    return len({known[sku].option_id for sku in units if sku in known})


def standing_factories(snapshot: Snapshot) -> tuple[Factory, ...]:
    """The factories with the overtime that released orders were promised on."""
    days: dict[str, set[date]] = {}
    for order in snapshot.released:
        days.setdefault(order.factory_id, set()).update(day for day in order.overtime_days if day >= snapshot.as_of)
    return tuple(factory.opened(days.get(factory.factory_id, ())) for factory in snapshot.factories)


def left_minutes(snapshot: Snapshot, origin_day: date, minute: int) -> int:
    """A minute of an earlier plan as minutes since midnight of this plan's day; negative when it is past."""
    return minute - (snapshot.as_of - origin_day).days * MINUTES_PER_DAY


def released_demands(snapshot: Snapshot) -> tuple[WorkOrderDemand, ...]:
    """Released work orders that are not sewn yet, fixed where and when they were released."""
    found = []
    for order in snapshot.released:
        ends = left_minutes(snapshot, order.origin_day, order.sew_end_minute)
        style = snapshot.catalogue.style.get(order.style_id)
        if not order.is_made or ends <= 0 or style is None:
            continue
        found.append(
            WorkOrderDemand(
                work_order_id=order.work_order_id,
                style_id=order.style_id,
                bulletin_id=style.bulletin_id or "",
                units=dict(order.units),
                due_day=order.due_day,
                spread_and_cut_minutes=order.spread_and_cut_minutes,
                stage_minutes=snapshot.stage_minutes.get(order.style_id, {}),
                colours=len(
                    {snapshot.catalogue.sku[sku].option_id for sku in order.units if sku in snapshot.catalogue.sku}
                ),
                frozen=FrozenSlot(
                    factory_id=order.factory_id,
                    line_id=order.line_id,
                    sew_start_minute=left_minutes(snapshot, order.origin_day, order.sew_start_minute),
                ),
            )
        )
    return tuple(found)
