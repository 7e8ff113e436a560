"""Counts of the stock that only the arrival of an order explains: asked about, for nobody booked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from treadle.terms.order import Order

#: An order is asked about where the count rose by at least this share of what is open of it.
#: A round number, not tuned.
ASKED_SHARE = 0.5
#: Counts stray: a rise of fewer pieces than this, and than `STRAY_SHARE` of what was sold since, says nothing.
#: A round number, not tuned.
STRAY_UNITS = 2
#: A round number, not tuned.
STRAY_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An order that seems to have come. `counted_units` were counted on `counted_day`, `sold_units` were sold since
    (less returns), `now_units` are counted now: `risen_units` by SKU are in the count and nobody has booked them."""

    order_id: str
    counted_day: date
    counted_units: int
    sold_units: int
    now_units: int
    risen_units: Mapping[str, int]


def questions(
    orders: Sequence[Order], now: Mapping[str, int], sold: Mapping[str, Mapping[date, int]]
) -> tuple[Question, ...]:
    """The orders that seem to have come, in the order of their promise days.

    now: pieces on hand by SKU; sold: pieces sold less those returned, by SKU and day. A rise is given to the order that
    was promised first.
    """
    taken: dict[str, int] = {}
    found = []
    for order in sorted(orders, key=lambda one: (one.terms.promise_day, one.order_id)):
        day = order.counted_day
        if day is None or not order.open_units:
            continue
        risen, before, gone, there = {}, 0, 0, 0
        for line in order.lines:
            if line.sku not in order.counts or not line.open_units:
                continue
            since = sum(units for when, units in sold.get(line.sku, {}).items() if when >= day)
            rise = now.get(line.sku, 0) - order.counts[line.sku] + since - taken.get(line.sku, 0)
            if rise > max(STRAY_UNITS, STRAY_SHARE * abs(since)):
                risen[line.sku] = min(rise, line.open_units)
            before, gone, there = before + order.counts[line.sku], gone + since, there + now.get(line.sku, 0)
        if risen and sum(risen.values()) >= ASKED_SHARE * order.open_units:
            for sku, units in risen.items():
                taken[sku] = taken.get(sku, 0) + units
            found.append(
                Question(order_id=order.order_id, counted_day=day, counted_units=before, sold_units=gone,
                         now_units=there, risen_units=risen)
            )  # fmt: skip
    return tuple(found)
