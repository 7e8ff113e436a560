"""What orders take before a marker of theirs is drawn: cloth and minutes as they are usually, for a first look."""

from __future__ import annotations

from dataclasses import replace

from treadle.day.cutting import Cut, cut_orders, order_demand
from treadle.terms.buy import BuyPlan
from treadle.terms.cutting import CutOrder, CutPlan
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.snapshot import Snapshot


def cut_as_usual(snapshot: Snapshot, policy: Policy, buy: BuyPlan) -> Cut:
    """The orders of a buy without lays: pieces as they are wanted, cloth by the share of it that a marker usually uses,
    minutes at the table as a rush order is reckoned by. No marker is drawn."""
    orders = cut_orders(snapshot, policy, buy)
    plans = [_plan(snapshot, policy, order) for order, _ in orders.values()]
    demands = [
        _with_minutes(order_demand(snapshot, policy, order, plan, {}, due), policy.schedule.cut_minutes_per_unit)
        for (order, due), plan in zip(orders.values(), plans, strict=True)
    ]
    return Cut(plans=tuple(plans), markers={}, demands=tuple(demands))


def _plan(snapshot: Snapshot, policy: Policy, order: CutOrder) -> CutPlan:
    """The cloth of an order in metres and cents, nothing else."""
    style = snapshot.catalogue.style[order.style_id]
    fabric, usual = snapshot.fabrics[style.fabric_id or ""], policy.cloth.marker_efficiency
    pattern = snapshot.patterns[style.pattern_id or ""].for_cloth(fabric)
    areas = {size: pattern.area_mm2(size) for size in order.sizes}
    area_mm2 = sum(units * areas[size] for (_, size), units in order.demand.items())
    fabric_m = area_mm2 / (fabric.usable_mm * fabric.layers * usual) / 1000.0
    return CutPlan(
        cut_order_id=order.cut_order_id, style_id=order.style_id, fabric_id=fabric.fabric_id, lays=(), cut_units={},
        fabric_m=fabric_m, cost_cents=round(fabric_m * fabric.price_per_m_cents), status="feasible", gap_share=0.0,
        reason=Reason.of("cut.not_drawn", fabric_m=round(fabric_m, 1), usual_share=usual),
    )  # fmt: skip


def _with_minutes(demand: WorkOrderDemand, minutes_per_unit: float) -> WorkOrderDemand:
    minutes = demand.total_units * minutes_per_unit
    return replace(demand, spread_and_cut_minutes=minutes, lay_minutes=(minutes,))
