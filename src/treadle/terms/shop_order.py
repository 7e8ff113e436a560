"""A customer order of a shop system, told in pieces that come in any order and more than once.

Two tellings are joined by what they say of themselves (moments and ids), never by when they came, so that every order
of arrival and every repeat gives the same state: joining is commutative, associative and idempotent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line: pieces of a SKU and what was paid for one of them, in whole cents of the order's currency."""

    line_id: str
    sku: str
    units: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """Pieces of a line that were given back, or (`is_cancelled`) never sent."""

    line_id: str
    sku: str
    units: int
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Goods of an order that were refunded at a moment."""

    refund_id: str
    at: datetime
    lines: tuple[RefundedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """An order as a whole, as it stood at `updated_at`; `name` is what people call it."""

    name: str
    updated_at: datetime
    created_at: datetime
    currency: str
    lines: tuple[SoldLine, ...]
    cancelled_at: datetime | None = None
    customer_id: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrderTold:
    """What one message says of an order: all of it, or only refunds."""

    order_id: str
    shop: str
    sale: Sale | None = None
    refunds: tuple[Refund, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopOrder:
    """An order as all that was told of it leaves it; `sale` is None while only refunds were told.

    `known` says when each part (a line by its place from 1, 'cancel', a refund by its id) was first told, with the SKUs
    of lines.
    """

    order_id: str
    shop: str
    sale: Sale | None = None
    refunds: Mapping[str, Refund] = field(default_factory=dict)
    known: Mapping[str, datetime] = field(default_factory=dict)
    skus: Mapping[str, str] = field(default_factory=dict)

    def joined(self, told: ShopOrderTold, known_at: datetime) -> ShopOrder:
        """The order after one more telling, known at that moment.

        Of two states the one updated last counts; where both say the same moment, the greater by content. Refunds are
        kept by id.
        """
        sale = self.sale
        if told.sale is not None and (sale is None or _rank(told.sale) > _rank(sale)):
            sale = told.sale
        refunds = dict(self.refunds)
        for one in told.refunds:
            before = refunds.get(one.refund_id)
            if before is None or (one.at, repr(one)) > (before.at, repr(before)):
                refunds[one.refund_id] = one
        known, skus = dict(self.known), dict(self.skus)
        for part, sku in _parts(told).items():
            known[part] = min(known_at, known.get(part, known_at))
            skus[part] = max(sku, skus.get(part, ""))
        return replace(
            self, sale=sale, refunds=dict(sorted(refunds.items())), known=dict(sorted(known.items())),
            skus=dict(sorted(skus.items())),
        )  # fmt: skip


def _rank(sale: Sale) -> tuple[datetime, str]:
    return sale.updated_at, repr(sale)


def _parts(told: ShopOrderTold) -> dict[str, str]:
    """The parts that a message tells of, each with its SKU where it is a line."""
    found = {f"refund {one.refund_id}": "" for one in told.refunds}
    if told.sale is not None:
        found |= {f"line {place}": one.sku for place, one in enumerate(told.sale.lines, start=1)}
        if told.sale.cancelled_at is not None:
            found["cancel"] = ""
    return found
