"""Stock on hand and what is coming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: The mark of a SKU that was never counted.
NO_COUNT = "none"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StockView:
    """Units on hand by SKU, and receipts by SKU as (day, units)."""

    on_hand: Mapping[str, int]
    receipts: Mapping[str, tuple[tuple[date, int], ...]]

    @classmethod
    def of(cls, on_hand: Sequence[OnHand], receipts: Sequence[Receipt]) -> StockView:
        """Add up the places."""
        there: dict[str, int] = defaultdict(int)
        for one in on_hand:
            there[one.sku] += one.units
        coming: dict[str, list[tuple[date, int]]] = defaultdict(list)
        for receipt in receipts:
            coming[receipt.sku].append((receipt.due_day, receipt.units))
        return cls(on_hand=there, receipts={sku: tuple(sorted(rows)) for sku, rows in coming.items()})

    def split(self, sku: str, before: date) -> tuple[int, int]:
        """Units there by `before` (stock and earlier receipts), and units that arrive then or later."""
        coming = self.receipts.get(sku, ())
        early = sum(units for day, units in coming if day < before)
        return self.on_hand.get(sku, 0) + early, sum(units for _, units in coming) - early
