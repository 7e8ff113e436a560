"""What a day sees: facts known before `as_of`, and nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from treadle.terms.cutting import Fabric, Pattern
from treadle.terms.fingerprint import fingerprint
from treadle.terms.place import Factory, Place
from treadle.terms.product import Catalogue
from treadle.terms.release import ReleasedOrder
from treadle.terms.sewing import Bulletin
from treadle.terms.stock import OnHand, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything known before midnight that begins `as_of` (the first day not yet known), in the brand's time zone.

    `signals` follows SIGNALS, `in_stock` IN_STOCK and `price_plan` PRICE_PLAN. `receipts` are units already ordered;
    `released` the work orders that are fixed. `budget_cents` is what may still be spent, None where no limit is set.
    """

    as_of: date
    currency: str
    time_zone: str
    catalogue: Catalogue
    places: tuple[Place, ...]
    factories: tuple[Factory, ...]
    fabrics: Mapping[str, Fabric]
    patterns: Mapping[str, Pattern]
    bulletins: Mapping[str, Bulletin]
    signals: pa.Table
    in_stock: pa.Table
    price_plan: pa.Table
    on_hand: tuple[OnHand, ...]
    receipts: tuple[Receipt, ...]
    released: tuple[ReleasedOrder, ...] = ()
    budget_cents: int | None = None
    notes: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """Sixteen hex digits that change when anything seen changes; tables count by their content."""
        return fingerprint(self)
