"""Entries about one order of ten TEE S and twenty M, promised for 19 March."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from treadle.terms.entry import Amended, Body, Closed, Entry, Ordered, Received, ReceivedLine
from treadle.terms.order import Order
from treadle.terms.release import ReleasedOrder
from treadle.track.orders import fold_orders

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
PROMISE = date(2026, 3, 19)


def entry(kind: str, body: Body, order_id: str = "WO-1") -> Entry:
    return Entry(kind=kind, subject=order_id, happened_at=MOMENT, known_at=MOMENT, author="Mira", key="k", body=body)


def terms(order_id: str = "WO-1", units: dict[str, int] | None = None, **told: Any) -> ReleasedOrder:
    values: dict[str, Any] = {
        "work_order_id": order_id, "style_id": "TEE", "units": units or {"S": 10, "M": 20},
        "due_day": date(2026, 3, 20), "promise_day": PROMISE, "origin_day": date(2026, 3, 2), "factory_id": "NEAR",
        "line_id": "L1",
    }  # fmt: skip
    return ReleasedOrder(**{**values, **told})


def placed(order_id: str = "WO-1", units: dict[str, int] | None = None, **told: Any) -> Entry:
    order = terms(order_id, units, **told)
    return entry("order", Ordered(release_id="R", plan_id="p", order=order), order_id)


def received(order_id: str = "WO-1", day: date = PROMISE, is_last: bool = False, **units: tuple[int, int]) -> Entry:
    lines = tuple(ReceivedLine(sku=sku, units=good, rejected_units=bad) for sku, (good, bad) in units.items())
    return entry("receipt", Received(day=day, lines=lines, is_last=is_last), order_id)


def amended(order_id: str = "WO-1", **units: int) -> Entry:
    return entry("amendment", Amended(reason="so it is", terms=terms(order_id, dict(units))), order_id)


def closed(order_id: str = "WO-1") -> Entry:
    return entry("closure", Closed(reason="nothing more comes"), order_id)


def orders_of(*entries: Any) -> tuple[Order, ...]:
    return tuple(fold_orders(entries).values())
