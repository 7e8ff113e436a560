"""From the floor to what the next day plans with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pyarrow as pa

from treadle.terms.floor import Floor, TiedBundle
from treadle.terms.floor_facts import FloorFacts, OrderOnFloor
from treadle.terms.sewing import Bulletin
from treadle.track.floor.follow import follow
from treadle.track.floor.made import real_times
from treadle.track.floor.work_hours import WorkHours


def floor_facts(
    scans: pa.Table, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin], hours: WorkHours | None = None
) -> FloorFacts:
    """How far each order is, and real times of operators by their working `hours`, from scans and bundles; `bulletins`
    by id.

    Bundles of a bulletin that is not there are left out: nobody knows what is left of them.
    """
    known = [one for one in bundles if one.bulletin_id in bulletins]
    if not known:
        return FloorFacts()
    floor = follow(scans, known, bulletins)
    return FloorFacts(
        orders=orders_on_floor(floor, known, bulletins), times=real_times(scans, floor, known, bulletins, hours)
    )  # fmt: skip


def orders_on_floor(
    floor: Floor, bundles: Sequence[TiedBundle], bulletins: Mapping[str, Bulletin]
) -> tuple[OrderOnFloor, ...]:
    """How far each order of a floor is, in the order of their ids."""
    told = {one.bundle_id: one for one in bundles}
    tied: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    left: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    minutes: dict[str, float] = defaultdict(float)
    begun: dict[str, int] = defaultdict(int)
    for one in floor.bundles:
        bundle = told[one.bundle_id]
        smv = bulletins[bundle.bulletin_id].smv_minutes
        tied[one.order_id][bundle.sku] += one.units
        left[one.order_id][bundle.sku] += one.left_minutes / smv if smv else 0.0
        minutes[one.order_id] += one.left_minutes
        begun[one.order_id] += one.units if one.is_begun else 0
    return tuple(
        OrderOnFloor(
            order_id=one.order_id, tied_units=one.tied_units, begun_units=begun[one.order_id],
            sewn_units=one.sewn_units, scrap_units=one.scrap_units,
            left_minutes=round(minutes[one.order_id], 6), tied=dict(sorted(tied[one.order_id].items())),
            left_units={sku: round(units, 6) for sku, units in sorted(left[one.order_id].items())},
        )
        for one in floor.orders
    )  # fmt: skip
