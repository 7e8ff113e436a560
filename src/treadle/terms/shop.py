"""Nouns of a brand's shops: their rules, what moves to and between them, and what stores order of the brand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.terms.quantity import Violation

Ints = NDArray[np.int64]

#: Why a piece goes to a shop, by the kinds of moves of the search; the last two are moves between shops.
WHYS = ("sells", "display", "key_sizes", "moved", "closing")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRule:
    """How a shop is served: pieces that fit (None: as many as come), least pieces of each key size that it shows, the
    days between which it is open (None: always), a shop like it where it has sold nothing yet, and days from the
    warehouse."""

    place_id: str
    capacity_units: int | None = None
    display_units: int = 1
    opens_on: date | None = None
    closes_on: date | None = None
    like_place_id: str = ""
    lead_days: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """Pieces of a SKU that move. The marks name the counts of both places in which they are not yet."""

    sku: str
    units: int
    from_mark: str = ""
    to_mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsMoved:
    """Goods left a place for another one; they are thought to be there on `arrives_on`."""

    from_place_id: str
    to_place_id: str
    day: date
    arrives_on: date
    lines: tuple[MoveLine, ...]

    @property
    def units(self) -> int:
        """Pieces of all lines."""
        return sum(one.units for one in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveArrived:
    """Goods that moved came on a day: `units` by SKU; a SKU that is not named came as it was sent."""

    day: date
    units: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTakenBack:
    """Goods that were said to leave stayed where they were."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Goods on their way or there, as the entries leave them. `is_taken_back`: they never left after all."""

    move_id: str
    sent: GoodsMoved
    arrived: MoveArrived | None = None
    is_taken_back: bool = False

    def came_units(self, line: MoveLine) -> int:
        """Pieces of a line that came, or are thought to come."""
        return line.units if self.arrived is None else self.arrived.units.get(line.sku, line.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """Pieces of a SKU that a store ordered, and what it pays for one."""

    sku: str
    units: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOrdered:
    """A store of somebody else's ordered of the brand, to be delivered by a day."""

    store_id: str
    day: date
    due_day: date
    lines: tuple[StoreLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRefused:
    """A store takes fewer: `units` by SKU are cancelled before delivery, or refused at it (then they come back).
    `marks` are the warehouse's counts then, by SKU: a later one holds what came back."""

    day: date
    units: Mapping[str, int]
    is_at_delivery: bool = False
    reason: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDelivered:
    """Goods of a store's order left the warehouse: `units` by SKU. `marks` are its counts then, by SKU: a later one
    holds that they left."""

    day: date
    units: Mapping[str, int]
    marks: Mapping[str, str] = field(default_factory=dict)


ShopBody = GoodsMoved | MoveArrived | MoveTakenBack | StoreOrdered | StoreRefused | StoreDelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOrder:
    """A store's order as the entries leave it, in pieces by SKU: ordered = delivered + open + cancelled, and what was
    refused at delivery came back of what was delivered."""

    order_id: str
    placed: StoreOrdered
    delivered: Mapping[str, int] = field(default_factory=dict)
    cancelled: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    deliveries: tuple[StoreDelivered, ...] = ()
    refusals: tuple[StoreRefused, ...] = ()

    def ordered(self, sku: str) -> int:
        """Pieces of a SKU that were ordered."""
        return sum(one.units for one in self.placed.lines if one.sku == sku)

    def open_units(self, sku: str) -> int:
        """Pieces of a SKU that are still to be delivered."""
        return self.ordered(sku) - self.delivered.get(sku, 0) - self.cancelled.get(sku, 0)

    @property
    def skus(self) -> tuple[str, ...]:
        """Its SKUs, in the order of its lines."""
        return tuple(dict.fromkeys(one.sku for one in self.placed.lines))

    @property
    def open_cents(self) -> int:
        """What is still to be delivered, at its prices."""
        return sum(self.open_units(sku) * self.price(sku) for sku in self.skus)

    @property
    def taken_cents(self) -> int:
        """What was delivered and kept, at its prices."""
        return sum(
            (self.delivered.get(sku, 0) - self.refused.get(sku, 0)) * self.price(sku) for sku in self.skus
        )  # fmt: skip

    def price(self, sku: str) -> int:
        """What the store pays for a piece of a SKU."""
        return next((one.price_cents for one in self.placed.lines if one.sku == sku), 0)

    def check(self) -> tuple[Violation, ...]:
        """All violations: nothing below none, no more delivered, cancelled or refused than there was."""
        found = []
        for sku in self.skus:
            parts = (self.open_units(sku), self.delivered.get(sku, 0), self.cancelled.get(sku, 0))
            if min(parts) < 0 or self.refused.get(sku, 0) > self.delivered.get(sku, 0):
                told = f"{parts}, {self.refused.get(sku, 0)} refused"
                found.append(Violation(rule="ordered = delivered + open + cancelled", where=f"{self.order_id} {sku}",
                                       found=told))  # fmt: skip
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPlan:
    """Packs to have made: `ratio` pieces by size of one, `packs` (S,) of it for each shop, `loose` (S, Z) pieces picked
    beside; `cost_cents` of handling and misfit, and that of picking everything alone."""

    ratio: tuple[int, ...]
    packs: Ints
    loose: Ints
    cost_cents: float
    loose_cents: float

    @property
    def saved_cents(self) -> float:
        """What packs save."""
        return self.loose_cents - self.cost_cents
