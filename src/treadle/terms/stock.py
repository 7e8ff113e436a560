"""Stock on hand and what is coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand:
    """Units of a SKU at a place.

    `mark` names the count they are from (its units, day and import); units that came since and are not in that count
    have no mark, and name in `order_id` the order they came with. `counted_on`: the count is what lay there when that
    day began, None where nobody said.
    """

    sku: str
    place_id: str
    units: int
    mark: str = ""
    counted_on: date | None = None
    order_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Units of a SKU that will arrive at a place on `due_day`; `order_id` says under which order."""

    order_id: str
    sku: str
    place_id: str
    units: int
    due_day: date
