"""Cutting as one looks at it: lays of the plan with markers and rolls, files for cutters and tickets, the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treadle.cut.bundles import bundles_of
from treadle.errors import NotFoundError
from treadle.plant.nest import CUTTER_FORMS
from treadle.plant.rolls import RollTold, rolls_of
from treadle.plant.written_plan import read_plan
from treadle.terms.cutting import Bundle, Lay, Marker
from treadle.terms.plan import Plan
from treadle.terms.reason import Reason
from treadle.terms.rolls import Stretch

#: A roll that is shorter than this on the shelf is told as a remnant, in mm. Not tuned: a short marker's length.
REMNANT_MM = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LayShown:
    """A lay with its colours by name, the garments it gives, and the rolls that lie in it."""

    lay: Lay
    plies: tuple[tuple[str, int], ...]
    garments: int
    cloth_m: float
    rolls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOrderShown:
    """How an order is cut."""

    cut_order_id: str
    goods: str
    fabric_id: str
    fabric_m: float
    cost_cents: int
    status: str
    reason: Reason
    units: int
    lays: tuple[LayShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingPage:
    """The lays of the plan, its markers (id, share of the cloth that is used, length in mm), and the rolls."""

    orders: tuple[CutOrderShown, ...]
    markers: tuple[tuple[str, float, float], ...]
    rolls: tuple[RollTold, ...]
    lay_ids: tuple[str, ...]

    @property
    def remnants(self) -> tuple[RollTold, ...]:
        """Short rolls that are on the shelf."""
        return tuple(one for one in self.rolls if 0 < one.length_mm < REMNANT_MM and not one.issued_to)


def cutting_page(folder: Path, out: Path) -> CuttingPage:
    """Cutting of the plan in `out`, and the rolls of the brand's folder. Raises as `read_plan` and `rolls_of`."""
    plan = read_plan(out)
    stretches: dict[str, list[Stretch]] = {}
    for laid in plan.cloth:
        for one in laid.stretches:
            stretches.setdefault(one.lay_id, []).append(one)
    orders = tuple(
        CutOrderShown(
            cut_order_id=one.cut_order_id, goods=plan.catalogue.style_name(one.style_id), fabric_id=one.fabric_id,
            fabric_m=one.fabric_m, cost_cents=one.cost_cents, status=one.status, reason=one.reason,
            units=sum(one.cut_units.values()), lays=tuple(_lay(plan, lay, stretches) for lay in one.lays),
        )
        for one in plan.cut_plans
    )  # fmt: skip
    used = {lay.lay.marker_id for one in orders for lay in one.lays}
    markers = tuple((name, one.efficiency, one.length_mm) for name, one in plan.markers.items() if name in used)
    lays = tuple(lay.lay.lay_id for one in orders for lay in one.lays)
    return CuttingPage(orders=orders, markers=markers, rolls=rolls_of(folder), lay_ids=lays)


def marker_of(out: Path, marker_id: str) -> Marker:
    """A marker of the plan in `out`. Raises `NotFoundError`, else as `read_plan`."""
    found = read_plan(out).markers.get(marker_id)
    if found is None:
        raise NotFoundError(f"The plan has no marker {marker_id[:60]}.")
    return found


def cutter_file(out: Path, marker_id: str, ending: str) -> str:
    """A marker as a plotter or a cutter reads it (`.plt`, `.cut`). Raises `NotFoundError` for another form, else as
    `marker_of`."""
    if ending not in CUTTER_FORMS:
        raise NotFoundError(f"A marker is not written as {ending[:10]}. Take one of: {', '.join(CUTTER_FORMS)}.")
    return CUTTER_FORMS[ending](marker_of(out, marker_id))


def bundles_to_cut(out: Path, cut_order_id: str, most_units: int) -> tuple[Bundle, ...]:
    """The bundles that the lays of a cut order give, a ticket each. Raises `NotFoundError` where it has no lays, else
    as `read_plan`."""
    plan = read_plan(out)
    lays = next((one.lays for one in plan.cut_plans if one.cut_order_id == cut_order_id), ())
    if not lays:
        raise NotFoundError(f"The plan has no lays of {cut_order_id[:60]}.")
    shades: dict[tuple[str, str], list[str]] = {}
    for laid in plan.cloth:
        for one in sorted(laid.stretches, key=lambda one: (one.lay_id, one.option_id, one.first_ply, one.at_mm)):
            shade = shades.setdefault((one.lay_id, one.option_id), [])
            shade += [one.shade] * (one.last_ply - len(shade))
    return tuple(bundles_of(lays, most_units=most_units, shades=shades))


def _lay(plan: Plan, lay: Lay, stretches: Mapping[str, list[Stretch]]) -> LayShown:
    catalogue = plan.catalogue
    plies = tuple((catalogue.option_name(one) if one in catalogue.option else one, count)
                  for one, count in lay.plies.items())  # fmt: skip
    rolls = tuple(dict.fromkeys(one.roll_id for one in stretches.get(lay.lay_id, ())))
    return LayShown(lay=lay, plies=plies, garments=lay.total_plies * sum(lay.ratio.values()),
                    cloth_m=lay.total_plies * lay.length_mm / 1000.0, rolls=rolls)  # fmt: skip
