"""Orders that are still to be cut, with their pieces and the day of their cutting: what trims are counted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.materials import ToMake
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.snapshot import Snapshot


def released_to_make(snapshot: Snapshot) -> tuple[ToMake, ...]:
    """Released orders of our factories that nobody reported cut."""
    return tuple(
        _to_make(snapshot, one.order_id, one.terms.style_id, {line.sku: line.open_units for line in one.lines},
                 one.terms.origin_day + timedelta(days=one.terms.cut_start_minute // MINUTES_PER_DAY))
        for one in snapshot.orders
        if one.terms.is_made and one.open_units and not {"cut", "sew"} & set(one.finished_stages)
    )  # fmt: skip


def planned_to_make(snapshot: Snapshot, demands: Iterable[WorkOrderDemand], schedule: Schedule) -> tuple[ToMake, ...]:
    """Work orders of a plan (`demands`, without released ones) by the day on which the schedule begins each."""
    begins: dict[str, int] = {}
    for one in schedule.slots:
        begins[one.work_order_id] = min(one.start_minute, begins.get(one.work_order_id, one.start_minute))
    return tuple(
        _to_make(snapshot, demand.work_order_id, demand.style_id, demand.units,
                 schedule.origin_day + timedelta(days=begins.get(demand.work_order_id, 0) // MINUTES_PER_DAY))
        for demand in schedule.split(tuple(demands))
    )  # fmt: skip


def _to_make(snapshot: Snapshot, order_id: str, style_id: str, units: Mapping[str, int], cut_day: date) -> ToMake:
    skus = snapshot.catalogue.sku
    return ToMake(order_id=order_id, style_id=style_id, cut_day=cut_day, units={
        (skus[sku].option_id, skus[sku].size): count for sku, count in units.items() if count and sku in skus
    })  # fmt: skip
