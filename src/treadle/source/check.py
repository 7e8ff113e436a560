"""A split judged from scratch: every order made or said, no factory given what it cannot take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from treadle.source.limits import MOST_WEEKS
from treadle.terms.quantity import Violation
from treadle.terms.sourcing import FactoryProfile, OrderToPlace, Quote, SplitPlan

#: Minutes that rounding may lose.
_ROUNDING = 1e-3


def verify_split(
    plan: SplitPlan, orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], quotes: Sequence[Quote] = (),
    *, as_of: date, made: Mapping[str, int] | None = None,
) -> tuple[Violation, ...]:  # fmt: skip
    """All violations of a split, shared with nothing that made it; `made` as for the split."""
    made = made or {}
    found = []
    by_order = {one.order_id: one for one in orders}
    by_factory = {one.factory_id: one for one in factories}
    placed = dict.fromkeys(by_order, 0)
    for line in plan.lines:
        order, factory = by_order[line.order_id], by_factory[line.factory_id]
        placed[line.order_id] += line.units
        asked = [
            one.from_units for one in quotes
            if _is_of(one, line.factory_id, order) and one.from_units <= order.units
            and (one.valid_until is None or one.valid_until >= as_of)
        ]  # fmt: skip
        least = max([factory.minimum_units, *asked, *([order.units] if order.is_whole else [])])
        if line.units < least:
            found.append(
                Violation(rule=f"a part has {least} pieces or more", where=line.order_id, found=str(line.units))
            )
        if not order.needs <= factory.capabilities:
            rule = "a factory has what the order needs"
            found.append(Violation(rule=rule, where=line.order_id, found=", ".join(order.needs - factory.capabilities)))
        if order.approved and factory.factory_id not in order.approved:
            found.append(Violation(rule="a factory is approved", where=line.order_id, found=line.factory_id))
    for one in plan.unplaced:
        placed[one.order_id] += one.units
    for order_id, units in placed.items():
        if units != by_order[order_id].units:
            found.append(Violation(rule="all pieces are told", where=order_id, found=str(units)))
    total = sum(one.units for one in orders) + sum(made.values())
    for factory in factories:
        lead = {
            one.order_id: min([quote.lead_days for quote in quotes if quote.lead_days is not None
                               and _is_of(quote, factory.factory_id, one)], default=factory.lead_days)
            for one in orders
        }  # fmt: skip
        most = max(factory.most_share * total - made.get(factory.factory_id, 0), 0.0)
        found += _overfull(plan, by_order, factory, lead, most, as_of)
    if plan.bound_cents > plan.cost_cents + len(plan.lines) * 10:
        found.append(Violation(rule="the bound is below the cost", where="split", found=str(plan.bound_cents)))
    return tuple(found)


def _overfull(
    plan: SplitPlan, orders: dict[str, OrderToPlace], factory: FactoryProfile, lead: dict[str, int], most: float,
    as_of: date,
) -> list[Violation]:  # fmt: skip
    mine = [one for one in plan.lines if one.factory_id == factory.factory_id]
    found = []
    for week in range(1, MOST_WEEKS + 1):
        taken = sum(
            one.units * orders[one.order_id].minutes_per_unit for one in mine
            if _week(orders[one.order_id], factory, lead[one.order_id], as_of) <= week
        )  # fmt: skip
        if taken > factory.free_until(week) + _ROUNDING:
            where = f"{factory.factory_id}, week {week}"
            found.append(Violation(rule="a factory has the minutes", where=where, found=f"{taken:.0f}"))
    units = sum(one.units for one in mine)
    if units > most + _ROUNDING:
        found.append(Violation(rule="a factory has its share at most", where=factory.factory_id, found=str(units)))
    return found


def _is_of(quote: Quote, factory_id: str, order: OrderToPlace) -> bool:
    """Whether a quote is of a factory for an order or its style."""
    is_ours = quote.order_id == order.order_id if quote.order_id else quote.style_id == order.style_id
    return is_ours and quote.factory_id == factory_id


def _week(order: OrderToPlace, factory: FactoryProfile, lead_days: int, as_of: date) -> int:
    """The week by which an order must leave the factory; what is late already, within its lead time."""
    days = max((order.due_day - as_of).days - factory.transport_days, lead_days)
    return min(max(-(-days // 7), 1), MOST_WEEKS)
