"""Stock on hand and what is coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand:
    """Units of a SKU at a place."""

    sku: str
    place_id: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Units of a SKU that will arrive at a place on `due_day`; `order_id` says under which order."""

    order_id: str
    sku: str
    place_id: str
    units: int
    due_day: date
