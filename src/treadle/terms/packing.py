"""Nouns of the end of the line: lots that were inspected, cartons that were packed, shipments that left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.inspection import SamplingKind, Severity, Verdict

#: How a carton is filled: one SKU; a ratio of sizes, once or more often; whatever comes.
CARTON_KINDS = ("solid", "ratio", "assorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDefect:
    """Defects found in a sample: what, where on the garment, by what cause."""

    defect: str
    units: int
    place: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A lot of an order was inspected by samples.

    `series` names the lots whose history decides the severity (a factory, level, AQL and kind); `found_units` is what
    each sample newly brought. `is_original`: presented for the first time. `is_resumed`: before it the factory had
    acted, so that inspection that had ended begins again.
    """

    lot_id: str
    series: str
    lot_units: int
    level: str
    aql_percent: float
    kind: SamplingKind
    severity: Severity
    found_units: tuple[int, ...]
    verdict: Verdict
    is_original: bool = True
    is_resumed: bool = False
    defects: tuple[FoundDefect, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """True where the lot may be packed."""
        return self.verdict in ("accepted", "accepted_in_gap")


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonLine:
    """Pieces of a SKU in a carton; `from_order_id` names the order that they were made for, where it is another, `gtin`
    the key of the SKU, where it has one."""

    sku: str
    units: int
    from_order_id: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A carton was packed for an order; its id is its SSCC."""

    order_id: str
    kind: str
    lines: tuple[CartonLine, ...]

    @property
    def units(self) -> int:
        """Pieces in it."""
        return sum(one.units for one in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """Pieces of an order went into a carton of another one: they are to be made again. `units` by SKU."""

    to_order_id: str
    carton_id: str
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """Cartons left for a place."""

    carton_ids: tuple[str, ...]
    place_id: str
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carton:
    """A carton as the entries leave it; `shipment_id` is empty while it is here."""

    carton_id: str
    packed: Packed
    shipment_id: str = ""
    place_id: str = ""
    shipped_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAtEnd:
    """An order at the end of the line.

    `made` are pieces that can be packed by SKU (sewn; of an order nobody follows by scans, what is wanted), `packed`
    those in its cartons, `lent` those that went into cartons of other orders. `accepted_units` are pieces of accepted
    lots (None: no inspection is asked for); `is_rejected`: its newest lot was not accepted.
    """

    order_id: str
    made: Mapping[str, int]
    packed: Mapping[str, int] = field(default_factory=dict)
    lent: Mapping[str, int] = field(default_factory=dict)
    accepted_units: int | None = None
    is_rejected: bool = False

    @property
    def open(self) -> dict[str, int]:
        """Pieces that can still be packed, by SKU."""
        left = {sku: units - self.packed.get(sku, 0) - self.lent.get(sku, 0) for sku, units in self.made.items()}
        return {sku: units for sku, units in left.items() if units > 0}

    @property
    def allowed_units(self) -> int | None:
        """Pieces that inspection still lets go; None where none is asked for."""
        if self.accepted_units is None:
            return None
        gone = sum(self.packed.values()) + sum(self.lent.values())
        return 0 if self.is_rejected else max(self.accepted_units - gone, 0)
