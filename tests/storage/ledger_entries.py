"""Entries that tests of the ledger are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from treadle.storage.ledger.moments import midnight
from treadle.terms.entry import Body, Entry, Ordered, Received, ReceivedLine, Release
from treadle.terms.release import ReleasedOrder

DAY = date(2026, 3, 2)
CLOCK = datetime(2026, 3, 2, 9, tzinfo=UTC)
ZONE = "Europe/Berlin"


def entry(kind: str, subject: str, body: Body, key: str, day: date = DAY) -> Entry:
    moment = midnight(day, ZONE)
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author="Mira", key=key, body=body,
                 currency="EUR")  # fmt: skip


def order_terms(order_id: str = "WO-1", units: Mapping[str, int] | None = None, **told: object) -> ReleasedOrder:
    values: dict[str, object] = {
        "work_order_id": order_id, "style_id": "TEE", "units": dict(units or {"TEE-S": 10, "TEE-M": 20}),
        "due_day": date(2026, 3, 20), "promise_day": date(2026, 3, 19), "origin_day": DAY, "factory_id": "NEAR",
        "line_id": "L1", "cost_cents": 30_000,
    }  # fmt: skip
    return ReleasedOrder(**{**values, **told})  # type: ignore[arg-type]


def release(release_id: str, *orders: ReleasedOrder, day: date = DAY) -> list[Entry]:
    """What one release adds."""
    told = Release(plan_id="p", facts="f", as_of=day, order_ids=tuple(one.work_order_id for one in orders))
    return [
        entry("release", release_id, told, f"release:{release_id}", day),
        *(
            entry("order", one.work_order_id, Ordered(release_id=release_id, plan_id="p", order=one),
                  f"release:{release_id}:{one.work_order_id}", day)
            for one in orders
        ),
    ]  # fmt: skip


def receipt(order_id: str, day: date, key: str, is_last: bool = False, **units: tuple[int, int]) -> Entry:
    """Units by SKU (underscores for dashes): good ones and rejected ones."""
    lines = tuple(
        ReceivedLine(sku=sku.replace("_", "-"), units=good, rejected_units=bad) for sku, (good, bad) in units.items()
    )
    return entry("receipt", order_id, Received(day=day, lines=lines, is_last=is_last), key, day)
