"""Orders and refunds as Shopify sends them by webhook and gives them out by REST (Admin API, resources Order, Refund).

Signals made of them are known by the same ids as those of Shopify's CSV export (layout `shopify`), so that an order
that came by both counts once.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from treadle.errors import InputError, Problem
from treadle.terms.shop_order import Refund, RefundedLine, Sale, ShopOrder, ShopOrderTold, SoldLine

#: Topics that carry an order as a whole, and the one that carries a refund.
ORDER_TOPICS = (
    "orders/create", "orders/paid", "orders/updated", "orders/cancelled", "orders/fulfilled",
    "orders/partially_fulfilled",
)  # fmt: skip
REFUND_TOPIC = "refunds/create"
SOURCE = "shopify"


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` (base64 of HMAC-SHA256) is that of the body's bytes; takes as long for any answer."""
    made = b64encode(hmac.new(secret.encode("utf-8"), body, hashlib.sha256).digest())
    return hmac.compare_digest(made, signature.strip().encode("utf-8", "replace"))


def read_telling(topic: str, payload: Mapping[str, Any], shop: str) -> ShopOrderTold | None:
    """What a webhook says of an order; None for a topic or a test order that says nothing of any.

    Raises `InputError` with every field that is missing or wrong.
    """
    if topic == REFUND_TOPIC:
        reading = _Reading("refund")
        order_id = reading.id(payload, "order_id")
        refund = reading.refund(payload)
        reading.stop()
        return ShopOrderTold(order_id=order_id, shop=shop, refunds=(refund,))
    return None if topic not in ORDER_TOPICS else read_order(payload, shop)


def read_order(payload: Mapping[str, Any], shop: str) -> ShopOrderTold | None:
    """An order as a whole with its refunds; None for a test order. Raises `InputError` as `read_telling`."""
    if payload.get("test") is True:
        return None
    reading = _Reading(f"order {payload.get('name') or payload.get('id')}")
    order_id = reading.id(payload, "id")
    cancelled = payload.get("cancelled_at")
    lines = tuple(
        reading.line(one, f"line_items[{place}]") for place, one in enumerate(reading.list(payload, "line_items"))
    )
    sale = Sale(
        name=reading.text(payload, "name"), updated_at=reading.moment(payload, "updated_at"),
        created_at=reading.moment(payload, "created_at"), currency=reading.text(payload, "currency"), lines=lines,
        cancelled_at=None if cancelled is None else reading.moment(payload, "cancelled_at"),
        customer_id=_customer(payload), channel=str(payload.get("source_name") or ""),
    )  # fmt: skip
    refunds = tuple(reading.refund(one) for one in payload.get("refunds") or () if isinstance(one, Mapping))
    reading.stop()
    return ShopOrderTold(order_id=order_id, shop=shop, sale=sale, refunds=refunds)


class _Reading:
    """Reads fields of one object and keeps every problem."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def stop(self) -> None:
        """Raise `InputError` where anything was wrong."""
        if self.problems:
            raise InputError(self.problems)

    def wrong(self, field: str, what: str) -> None:
        """Keep a problem."""
        remedy = "Send the object as the Admin API gives it out"
        self.problems.append(Problem(file=self.name, column=field, what=what, remedy=remedy))

    def id(self, told: Mapping[str, Any], field: str) -> str:
        """An id, which is a number or text."""
        found = told.get(field)
        if isinstance(found, bool) or not isinstance(found, int | str) or not str(found):
            self.wrong(field, f"it is {found!r:.60}, not an id")
            return ""
        return str(found)

    def text(self, told: Mapping[str, Any], field: str) -> str:
        """Text that may not be empty."""
        found = told.get(field)
        if not isinstance(found, str) or not found:
            self.wrong(field, f"it is {found!r:.60}, not text")
            return ""
        return found

    def moment(self, told: Mapping[str, Any], field: str) -> datetime:
        """A moment as ISO text with its offset."""
        try:
            found = datetime.fromisoformat(told.get(field) or "")
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            pass
        self.wrong(field, f"it is {told.get(field)!r:.60}, not a moment with its offset")
        return datetime.min.replace(tzinfo=UTC)

    def list(self, told: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
        """A list of objects."""
        found = told.get(field)
        if isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
            return found
        self.wrong(field, "it is not a list of objects")
        return []

    def whole(self, told: Mapping[str, Any], field: str, place: str) -> int:
        """Pieces, 0 or more."""
        found = told.get(field)
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            self.wrong(f"{place}.{field}", f"it is {found!r:.60}, not pieces")
            return 0
        return found

    def money(self, told: Mapping[str, Any], field: str, place: str) -> Decimal:
        """An amount."""
        try:
            found = Decimal(str(told.get(field)))
            if found.is_finite():
                return found
        except InvalidOperation:
            pass
        self.wrong(f"{place}.{field}", f"it is {told.get(field)!r:.60}, not an amount")
        return Decimal(0)

    def line(self, told: Mapping[str, Any], place: str) -> SoldLine:
        """A line with what was paid for a piece: its price less its share of all discounts."""
        units = self.whole(told, "quantity", place)
        price = self.money(told, "price", place)
        shares = told.get("discount_allocations") or ()
        off = sum((self.money(one, "amount", f"{place}.discount_allocations") for one in shares), Decimal(0))
        paid = price - (off / units if units else 0)
        return SoldLine(
            line_id=self.id(told, "id"), sku=self.sku(told, place), units=units,
            price_cents=max(0, round(paid * 100)),
        )  # fmt: skip

    def sku(self, told: Mapping[str, Any], place: str) -> str:
        """The SKU, or what an order calls a variant without one."""
        found = str(told.get("sku") or told.get("name") or "").strip()
        if not found:
            self.wrong(f"{place}.sku", "the line has neither a SKU nor a name")
        return found

    def refund(self, told: Mapping[str, Any]) -> Refund:
        """A refund with the lines whose goods it is for."""
        lines = []
        for place, one in enumerate(told.get("refund_line_items") or ()):
            where = f"refund_line_items[{place}]"
            item = one.get("line_item") if isinstance(one.get("line_item"), Mapping) else {}
            lines.append(
                RefundedLine(
                    line_id=self.id(one, "line_item_id"), sku=self.sku(item, where),
                    units=self.whole(one, "quantity", where), is_cancelled=one.get("restock_type") == "cancel",
                )
            )  # fmt: skip
        return Refund(refund_id=self.id(told, "id"), at=self.moment(told, "created_at"), lines=tuple(lines))


def _customer(payload: Mapping[str, Any]) -> str:
    """Who ordered, under a name that stays the same and tells no address."""
    customer = payload.get("customer")
    inner = customer if isinstance(customer, Mapping) else {}
    found = payload.get("email") or payload.get("contact_email") or inner.get("email") or inner.get("id")
    return "" if not found else "c-" + hashlib.sha256(str(found).strip().casefold().encode()).hexdigest()[:16]


def signal_rows(order: ShopOrder) -> Iterator[dict[str, Any]]:
    """Rows of the table `signals` for all that was ever told of an order. What is no longer part of it (a line, or
    goods that were never sent of an order that is cancelled whole) has a row of no pieces, which takes the place of
    the one before."""
    sale = order.sale
    if sale is None:
        return
    stem = f"{sale.name}:{order.order_id}"
    common = {"customer_id": sale.customer_id, "channel": sale.channel, "currency": sale.currency}
    given_back: dict[str, int] = {}
    for refund in order.refunds.values():
        for place, one in enumerate(refund.lines, start=1):
            is_told_twice = one.is_cancelled and sale.cancelled_at is not None
            if not one.is_cancelled:
                given_back[one.line_id] = given_back.get(one.line_id, 0) + one.units
            yield {
                "signal_id": f"{SOURCE}:refund:{stem}:{refund.refund_id}:{place}", "happened_at": _text(refund.at),
                "known_at": _text(max(refund.at, order.known[f"refund {refund.refund_id}"])),
                "kind": "cancel" if one.is_cancelled else "return", "sku": one.sku,
                "units": 0 if is_told_twice else one.units, **common,
            }  # fmt: skip
    for place in range(1, 1 + sum(part.startswith("line ") for part in order.known)):
        line = sale.lines[place - 1] if place <= len(sale.lines) else None
        sku = order.skus[f"line {place}"] if line is None else line.sku
        known = order.known[f"line {place}"]
        row = {"sku": sku, "units": 0 if line is None else line.units, **common}
        if line is not None:
            row["price"] = line.price_cents / 100
        yield {
            "signal_id": f"{SOURCE}:{stem}:{place}", "happened_at": _text(sale.created_at), "kind": "order",
            "known_at": _text(max(sale.created_at, known)), **row,
        }  # fmt: skip
        if "cancel" in order.known:
            at = sale.cancelled_at or sale.updated_at
            left = 0 if line is None or sale.cancelled_at is None else line.units - given_back.get(line.line_id, 0)
            yield {
                "signal_id": f"{SOURCE}:cancel:{stem}:{place}", "happened_at": _text(at), "kind": "cancel",
                "known_at": _text(max(at, order.known["cancel"])), **row, "units": max(0, left),
            }  # fmt: skip


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
