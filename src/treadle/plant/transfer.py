"""Goods from shop to shop, from plain tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from treadle.plant.refill import cases_of
from treadle.plant.shop_cases import ShopTerms
from treadle.replenish.transfer import transfers
from treadle.terms.budget import Progress, stoppable
from treadle.terms.shipment import Shipments


def transfer(
    history: Path, products: Path, stock: Path, *, warehouse: str, weeks: int = 4, key_share: float = 0.25,
    least_extra_units: float = 2.0, least_extra_per_unit: float = 0.3, seed: int = 0,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> Shipments:  # fmt: skip
    """Moves between shops where they are expected to add sales beyond their handling.

    `warehouse`, `weeks` and `key_share` as `refill` says. A parcel must add `least_extra_units` sales, and
    `least_extra_per_unit` for each piece in it. Raises `InputError` with all problems of all files,
    `Stopped` where `left` runs out.
    """
    terms = ShopTerms(warehouse=warehouse, weeks=weeks, key_share=key_share)
    cases = cases_of(history, products, stock, terms, seed, stoppable(progress, left))
    lines = tuple(
        line
        for case in cases
        for line in transfers(case, least_extra_units=least_extra_units, least_extra_per_unit=least_extra_per_unit)
    )
    return Shipments(lines=lines, options=len(cases))
