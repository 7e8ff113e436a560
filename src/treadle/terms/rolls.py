"""Rolls of cloth, and which of them lies where in a lay. Lengths in millimetres, along a roll from its outer end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.terms.quantity import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A bad place in a roll, `from_mm` to `to_mm` along it.

    `across_from_mm` to `across_to_mm` from the lower edge of the cloth; None: over its whole width.
    """

    from_mm: int
    to_mm: int
    across_from_mm: int | None = None
    across_to_mm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Cloth on a shelf: usable from one end to the other but for its faults, which are in order and apart.

    Rolls of one `shade` may lie in one garment; different shades may not. `counted_on`: the length is what lay on the
    shelf when that day began, so cuts released from that day on come off it (None: all do). A remnant names the roll
    it was cut from and where it begins there.
    """

    roll_id: str
    fabric_id: str
    colour: str
    length_mm: int
    width_mm: int
    shade: str = ""
    faults: tuple[Fault, ...] = ()
    counted_on: date | None = None
    cut_from: str = ""
    begins_mm: int = 0

    def check(self) -> tuple[Violation, ...]:
        """All violations: faults beyond the roll, out of order, or upside down."""
        found = []
        last = 0
        for one in self.faults:
            told = f"{one.from_mm / 1000:g} to {one.to_mm / 1000:g} m of {self.length_mm / 1000:g} m"
            if not 0 <= one.from_mm <= one.to_mm <= self.length_mm:
                found.append(Violation(rule="a fault lies on its roll", where=self.roll_id, found=told))
            elif one.from_mm < last:
                found.append(Violation(rule="faults of a roll lie apart", where=self.roll_id, found=told))
            across = (one.across_from_mm, one.across_to_mm)
            if (across[0] is None) != (across[1] is None) or (across[0] or 0) > (across[1] or self.width_mm):
                rule = "a fault has both its edges across, or none"
                found.append(Violation(rule=rule, where=self.roll_id, found=f"{across[0]} to {across[1]} mm"))
            last = max(last, one.to_mm)
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutCloth:
    """Cloth that a released work order takes of a roll as it was counted, from the roll's outer end."""

    roll_id: str
    from_mm: int
    to_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothNeed:
    """Plies of one lay in one colour: each takes `length_mm` of a marker and the loss at its ends."""

    lay_id: str
    option_id: str
    marker_id: str
    plies: int
    length_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Cloth of one roll in one or more plies of a lay, numbered from 1 within their colour.

    It covers the marker from `at_mm` to `until_mm` in each of these plies, and is cut from `from_mm` to `to_mm` of the
    roll, plies one after the other, half the end loss at either end of each.
    """

    lay_id: str
    option_id: str
    first_ply: int
    last_ply: int
    roll_id: str
    shade: str
    from_mm: int
    to_mm: int
    at_mm: int
    until_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUse:
    """What became of a roll that was touched: metres of it in lays, kept as remnants (from, to), and lost."""

    roll_id: str
    length_mm: int
    used_mm: int
    remnants: tuple[tuple[int, int], ...]
    lost_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Plies of a lay for which there is no cloth on the shelf, and how much of it is missing."""

    lay_id: str
    option_id: str
    plies: int
    missing_mm: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPlan:
    """Which roll lies where, for all needs of one cloth in one colour.

    `net_mm` is what the plies laid would take of one endless roll; `splices` counts plies of two stretches.
    """

    fabric_id: str
    colour: str
    stretches: tuple[Stretch, ...]
    uses: tuple[RollUse, ...]
    shortages: tuple[Shortage, ...]
    net_mm: int
    splices: int
    cost_cents: float

    @property
    def lost_mm(self) -> int:
        """Cloth that serves nothing: overlaps of splices, faults cut out, ends too short to keep."""
        return sum(use.used_mm + use.lost_mm for use in self.uses) - self.net_mm

    def check(self) -> tuple[Violation, ...]:
        """All violations of the plan's own sums: every millimetre of a touched roll is laid, kept or lost."""
        found = []
        for use in self.uses:
            laid = sum(one.to_mm - one.from_mm for one in self.stretches if one.roll_id == use.roll_id)
            kept = sum(end - start for start, end in use.remnants)
            if laid != use.used_mm or use.used_mm + kept + use.lost_mm != use.length_mm:
                told = f"{laid} laid, {use.used_mm} said, {kept} kept, {use.lost_mm} lost of {use.length_mm} mm"
                found.append(Violation(rule="a roll is laid, kept or lost", where=use.roll_id, found=told))
        return tuple(found)
