"""Trims, thread and whatever else a garment takes beside its cloth: what there is, what a piece takes, what is
short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Something that is kept by the piece, metre or gram (`unit`): how much is on the shelf, and how much comes on
    `coming_day`. `substitutes` may be taken in its place, in that order."""

    material_id: str
    name: str
    unit: str
    on_hand: float
    coming: float = 0.0
    coming_day: date | None = None
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """What a piece of a style takes of a material, with the share that is wasted. Of lines for one material that of an
    option and size goes before one of either, and these before the style's own."""

    style_id: str
    material_id: str
    quantity: float
    size: str = ""
    option_id: str = ""
    waste_share: float = 0.0

    @property
    def rank(self) -> int:
        """How narrow the line is."""
        return bool(self.size) + 2 * bool(self.option_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMake:
    """An order that is not cut yet: its pieces by (option, size), and the day on which its cutting begins."""

    order_id: str
    style_id: str
    cut_day: date
    units: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialUse:
    """What an order takes of a material: `needed` in all, `taken` from the shelf or what comes in time, `replaced` by
    substitutes (material and quantity), and what is `short`. `late` is what comes, but only after its cutting
    begins."""

    order_id: str
    material_id: str
    unit: str
    cut_day: date
    needed: float
    taken: float
    replaced: tuple[tuple[str, float], ...] = ()
    short: float = 0.0
    late: float = 0.0

    @property
    def is_short(self) -> bool:
        """True where something is not there when the cutting begins."""
        return bool(self.short or self.late)

    @property
    def reason(self) -> Reason:
        """Why there is enough of it, or not."""
        missing = round(self.short + self.late, 6)
        if self.is_short:
            code = "material.short" if self.short else "material.late"
            return Reason.of(code, material=self.material_id, unit=self.unit, missing=missing, needed=self.needed,
                             cut_day=self.cut_day.isoformat())  # fmt: skip
        if self.replaced:
            names = ", ".join(name for name, _ in self.replaced)
            got = round(sum(quantity for _, quantity in self.replaced), 6)
            return Reason.of("material.replaced", material=self.material_id, unit=self.unit, missing=got, names=names)
        return Reason.of("material.there", material=self.material_id)
