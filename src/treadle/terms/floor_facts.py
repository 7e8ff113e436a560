"""What a day sees of the floor: how far orders are sewn, and what operators really take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treadle.terms.floor import RealTime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOnFloor:
    """An order of which bundles were tied: pieces of them, pieces begun, sewn and scrapped, and what is left to sew.

    `left_units` are whole garments' worth of sewing left, by SKU ('' where bundles name none); a garment that is half
    sewn counts half. `left_minutes` are its standard minutes.
    """

    order_id: str
    tied_units: int
    begun_units: int
    sewn_units: int
    scrap_units: int
    left_minutes: float
    left_units: Mapping[str, float] = field(default_factory=dict)
    tied: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorFacts:
    """The floor as scans told it before a day began."""

    orders: tuple[OrderOnFloor, ...] = ()
    times: tuple[RealTime, ...] = ()

    def order(self, order_id: str) -> OrderOnFloor | None:
        """An order; None where nothing of it was tied."""
        return next((one for one in self.orders if one.order_id == order_id), None)
