"""What orders take of trims and thread before they are cut: those that are released, and those that are planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from treadle.errors import Problem
from treadle.plant.order_of import open_books
from treadle.plant.standing import standing_work
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.materials import Material, MaterialUse, ToMake
from treadle.terms.snapshot import Snapshot
from treadle.track.materials import material_uses


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialsTold:
    """Every use, first cut first, and the materials by id."""

    uses: tuple[MaterialUse, ...]
    materials: Mapping[str, Material]

    @property
    def short(self) -> tuple[MaterialUse, ...]:
        """Uses of which something is short, or comes after the cutting begins."""
        return tuple(one for one in self.uses if one.short or one.late)


def materials_of(folder: Path) -> MaterialsTold:
    """What released orders that nobody reported cut take, and work orders of the plan that stands. Raises as
    `open_books` and `standing_work`."""
    books = open_books(folder, None)
    snapshot = books.snapshot
    if not snapshot.bill:
        return MaterialsTold(uses=(), materials=snapshot.materials)
    orders = [
        _to_make(snapshot, one.order_id, one.terms.style_id, {line.sku: line.open_units for line in one.lines},
                 one.terms.origin_day + timedelta(days=one.terms.cut_start_minute // MINUTES_PER_DAY))
        for one in snapshot.orders
        if one.terms.is_made and one.open_units and not {"cut", "sew"} & set(one.finished_stages)
    ]  # fmt: skip
    standing = standing_work(folder)
    if standing is not None:
        begins: dict[str, int] = {}
        for one in standing.schedule.slots:
            begins[one.work_order_id] = min(one.start_minute, begins.get(one.work_order_id, one.start_minute))
        first = standing.snapshot.as_of
        orders += [
            _to_make(snapshot, demand.work_order_id, demand.style_id, demand.units,
                     first + timedelta(days=begins.get(demand.work_order_id, 0) // MINUTES_PER_DAY))
            for demand in standing.demands
        ]  # fmt: skip
    return MaterialsTold(uses=material_uses(orders, snapshot.bill, snapshot.materials), materials=snapshot.materials)


def short_materials(folder: Path) -> tuple[Problem, ...]:
    """What is short, as `treadle check` tells it: no plan is stopped by it. Raises as `materials_of`."""
    told = materials_of(folder)
    return tuple(
        Problem(
            file="tables/materials.csv",
            what=f"{one.order_id} is cut from {one.cut_day} and lacks {one.short + one.late:g} {one.unit} of "
            f"{one.material_id}",
            remedy="Order it now, name a substitute, or cut another order first", stops_plan=False,
        )
        for one in told.short
    )  # fmt: skip


def _to_make(snapshot: Snapshot, order_id: str, style_id: str, units: Mapping[str, int], cut_day: date) -> ToMake:
    skus = snapshot.catalogue.sku
    return ToMake(order_id=order_id, style_id=style_id, cut_day=cut_day, units={
        (skus[sku].option_id, skus[sku].size): count for sku, count in units.items() if count and sku in skus
    })  # fmt: skip
