"""Reasons of orders that are still to come: take away what is said of them, and they are counted otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from track_cases import PROMISE, closed, orders_of, placed

from treadle.terms.policy import PromisePolicy
from treadle.terms.product import Catalogue
from treadle.terms.signal import IN_STOCK, PRICE_PLAN, SIGNALS
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand
from treadle.track.open_orders import open_orders

COUNTED = date(2026, 3, 2)
BEFORE, LATE = PROMISE - timedelta(days=4), PROMISE + timedelta(days=20)
#: The day for which it is asked, after the promised one.
DUE = date(2026, 3, 20)
#: A code (None: it is not told of), and the days by which it is counted, or units that it is asked about.
Told = tuple[str | None, object]


def told(as_of: date, *, now: dict[str, int] | None = None, moved: date | None = None, is_closed: bool = False) -> Told:
    """One order of ten S and twenty M, of which four and six were counted when it was placed."""
    (order,) = orders_of(placed(), *([closed()] if is_closed else []))
    seen = Snapshot(
        as_of=as_of, currency="EUR", time_zone="UTC", places=(), factories=(), fabrics={}, patterns={}, bulletins={},
        catalogue=Catalogue(styles=(), options=(), skus=(), size_scales=()), signals=SIGNALS.empty_table(),
        in_stock=IN_STOCK.empty_table(), price_plan=PRICE_PLAN.empty_table(), receipts=(),
        orders=(replace(order, counts={"S": 4, "M": 6}, counted_day=COUNTED, moved_day=moved),),
        on_hand=tuple(OnHand(sku=sku, place_id="W", units=units) for sku, units in (now or {"S": 4, "M": 6}).items()),
    )  # fmt: skip
    found = open_orders(seen, PromisePolicy())
    if not found:
        return None, 0
    reason = found[0].reason
    return reason.code, dict(reason.facts).get("risen_units", found[0].comes_days)


#: By reason: what it is said of, and the same without the cause.
ORDER_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "order.in_time": (lambda: told(BEFORE), lambda: told(BEFORE, is_closed=True)),
    "order.moved": (lambda: told(BEFORE, moved=DUE), lambda: told(BEFORE)),
    "order.after_due": (lambda: told(BEFORE, moved=LATE), lambda: told(BEFORE)),
    "order.overdue": (lambda: told(LATE), lambda: told(BEFORE)),
    "order.asked": (lambda: told(BEFORE, now={"S": 14, "M": 26}), lambda: told(BEFORE)),
}


@pytest.mark.parametrize("code", ORDER_CAUSES)
def test_without_its_cause_an_order_is_counted_otherwise(code: str) -> None:
    (said, number), (_, moved) = (told() for told in ORDER_CAUSES[code])
    assert said == code
    assert moved != number, f"{code}: {number} either way"
