"""The life of an order as Shopify tells it, one payload per webhook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHOP = "tees.myshopify.com"


def moment(minutes: int) -> str:
    """As Shopify writes it, by the shop's own zone."""
    return (BEGAN + timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=1))).isoformat()


def order(number: int = 1001, *, updated: int = 0, units: tuple[int, ...] = (2, 1), **told: Any) -> dict[str, Any]:
    return {
        "id": 450789000 + number, "name": f"#{number}", "created_at": moment(0), "updated_at": moment(updated),
        "cancelled_at": None, "currency": "EUR", "email": "anna@shop.example", "source_name": "web", "test": False,
        "line_items": [
            {"id": 9000 + place, "sku": f"SHIRT-{place}", "name": f"Shirt - {place}", "quantity": one,
             "price": "59.90", "discount_allocations": [{"amount": "5.00"}] if place == 0 else []}
            for place, one in enumerate(units)
        ],
        "refunds": [], **told,
    }  # fmt: skip


def refund(
    refund_id: int, at: int, lines: dict[int, int], *, number: int = 1001, kind: str = "return"
) -> dict[str, Any]:
    return {
        "id": refund_id, "order_id": 450789000 + number, "created_at": moment(at),
        "refund_line_items": [
            {"line_item_id": 9000 + place, "quantity": units, "restock_type": kind,
             "line_item": {"id": 9000 + place, "sku": f"SHIRT-{place}"}}
            for place, units in lines.items()
        ],
    }  # fmt: skip


def life(
    *, is_cancelled: bool, refunds: list[dict[str, Any]], edits: list[tuple[int, ...]]
) -> list[tuple[str, dict[str, Any]]]:
    """Topics and payloads in the order in which they happened."""
    told = [("orders/create", order()), ("orders/paid", order(updated=1))]
    units: tuple[int, ...] = (2, 1)
    for at, units in enumerate(edits):
        told.append(("orders/updated", order(updated=10 + at, units=units)))
    for at, _ in enumerate(refunds):
        told.append(("refunds/create", refunds[at]))
        told.append(("orders/updated", order(updated=30 + at, units=units, refunds=refunds[: at + 1])))
    if is_cancelled:
        last = order(updated=60, units=units, refunds=refunds, cancelled_at=moment(59))
        told += [("orders/cancelled", last), ("orders/updated", last)]
    return told
