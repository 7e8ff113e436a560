"""What a server answers of shops and of stores of others: the API tells these records, and the client reads them.

Money is in whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLineTold:
    """Pieces of a SKU that should go to a shop, and why."""

    sku: str
    option_id: str
    from_place_id: str
    to_place_id: str
    units: int
    extra_units: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopsTold:
    """What should move on a day; `room_prices` are what a piece must add more at shops whose room is short."""

    as_of: date
    units: int
    lines: tuple[MoveLineTold, ...]
    room_prices: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTold:
    """Goods on their way (`arrived_on` None) or there; `is_taken_back`: they never left after all."""

    move_id: str
    from_place_id: str
    to_place_id: str
    day: date
    arrives_on: date
    arrived_on: date | None
    is_taken_back: bool
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOrderTold:
    """A store's order: ordered = delivered + open + cancelled, by SKU; what was refused came back of what was
    delivered."""

    order_id: str
    store_id: str
    due_day: date
    ordered: Mapping[str, int]
    open: Mapping[str, int]
    delivered: Mapping[str, int]
    cancelled: Mapping[str, int]
    refused: Mapping[str, int]
    open_cents: int
    taken_cents: int
