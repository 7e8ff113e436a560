"""Pieces that are sold for sure and not shipped: demand that no forecast guesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldAhead:
    """Pieces of a SKU that a campaign owes its buyers, or that a store ordered (`is_store`), shipped by `ship_day`.
    `sale_id` names the campaign or the store's order."""

    sale_id: str
    sku: str
    units: int
    ship_day: date
    is_store: bool = False
