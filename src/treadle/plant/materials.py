"""What orders take of trims and thread before they are cut: those that are released, and those that are planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treadle.errors import Problem
from treadle.plant.order_of import open_books
from treadle.plant.standing import standing_work
from treadle.terms.materials import Material, MaterialUse
from treadle.track.materials import material_uses
from treadle.track.to_make import planned_to_make, released_to_make


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialsTold:
    """Every use, first cut first, and the materials by id."""

    uses: tuple[MaterialUse, ...]
    materials: Mapping[str, Material]

    @property
    def short(self) -> tuple[MaterialUse, ...]:
        """Uses of which something is short, or comes after the cutting begins."""
        return tuple(one for one in self.uses if one.is_short)


def materials_of(folder: Path) -> MaterialsTold:
    """What released orders that nobody reported cut take, and work orders of the plan that stands. Raises as
    `open_books` and `standing_work`."""
    snapshot = open_books(folder, None).snapshot
    if not snapshot.bill:
        return MaterialsTold(uses=(), materials=snapshot.materials)
    standing = standing_work(folder)
    planned = () if standing is None else planned_to_make(snapshot, standing.demands, standing.schedule)
    uses = material_uses((*released_to_make(snapshot), *planned), snapshot.bill, snapshot.materials)
    return MaterialsTold(uses=uses, materials=snapshot.materials)


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
