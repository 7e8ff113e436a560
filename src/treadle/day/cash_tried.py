"""Orders of a plan with other units: what of them comes and is paid for, for an account that is tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from treadle.terms.buy import BuyLine
from treadle.terms.release import ReleasedOrder


def tried_orders(
    planned: Sequence[ReleasedOrder], before: Sequence[BuyLine], lines: Sequence[BuyLine], *, as_of: date
) -> tuple[ReleasedOrder, ...]:
    """A plan's orders (made of its lines `before`) with the units and cost of other lines of the same SKUs.

    A SKU that several orders share moves with its share of each; one that no order has goes to the first of its style,
    else it is an order of its own that comes when it is due. Spare units stay as they are.
    """
    holders: dict[str, list[ReleasedOrder]] = defaultdict(list)
    styles: dict[str, ReleasedOrder] = {}
    for order in planned:
        styles.setdefault(order.style_id, order)
        for sku, count in order.units.items():
            if count:
                holders[sku].append(order)
    was = {line.sku: line for line in before}
    units: dict[str, dict[str, int]] = {one.work_order_id: dict(one.units) for one in planned}
    cost: dict[str, float] = {one.work_order_id: float(one.cost_cents) for one in planned}
    own: dict[str, ReleasedOrder] = {}
    for line in lines:
        old = was[line.sku]
        more, dearer = line.units - old.units, line.cost_cents - old.cost_cents
        if not more and not dearer:
            continue
        found = holders[line.sku] or [styles.get(line.style_id) or own.get(line.style_id) or _new(line, as_of)]
        if found[0].work_order_id not in units:
            own[line.style_id] = found[0]
            units[found[0].work_order_id], cost[found[0].work_order_id] = {}, 0.0
        whole = sum(one.units.get(line.sku, 0) for one in found)
        left = more
        for place, one in enumerate(found):
            share = one.units.get(line.sku, 0) / whole if whole else 1.0
            part = left if place == len(found) - 1 else round(more * share)
            left -= part
            mine = units[one.work_order_id]
            mine[line.sku] = max(mine.get(line.sku, 0) + part, 0)
            cost[one.work_order_id] += dearer * share
    return tuple(
        replace(one, units=units[one.work_order_id], cost_cents=max(round(cost[one.work_order_id]), 0))
        for one in (*planned, *own.values())
    )


def _new(line: BuyLine, as_of: date) -> ReleasedOrder:
    return ReleasedOrder(
        work_order_id=f"NEW-{line.style_id}", style_id=line.style_id, units={}, due_day=line.due_day,
        promise_day=max(line.due_day, as_of), origin_day=as_of,
    )  # fmt: skip
