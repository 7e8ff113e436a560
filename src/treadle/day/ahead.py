"""The cost curve of an option as a plan would cost it: cloth and lays, people's minutes, changes of style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from treadle.cut.lay_curve import LayCost, apportioned, lay_costs
from treadle.cut.lay_lengths import Lengths, MarkerLength
from treadle.cut.lays import first_drawings, lay_problem
from treadle.cut.nest import marker_request
from treadle.day.cutting import order_demand
from treadle.day.cutting_room import CuttingRoom, Draw, SameCloth, cut_policy, odd_share
from treadle.day.make import standing_factories
from treadle.schedule.making_cost import line_places, line_rooms, making_cents
from treadle.schedule.work_in_progress import released_demands
from treadle.terms.buy import BuyCase
from treadle.terms.cost_curve import CostCurve, CostPoint
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Pattern
from treadle.terms.place import Factory
from treadle.terms.plan import Plan
from treadle.terms.product import CostBreak, Option, Style
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: Quantities at which a curve is worked out. Set on three styles of the example brand: between two of them it is
#: straight to within a per cent.
POINTS = (1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100, 150, 250, 400, 700, 1_200, 2_500, 5_000)
#: Days ahead in which lines are looked at. A round number, not tuned.
ROOM_DAYS = 120


def cost_curve(snapshot: Snapshot, plan: Plan, option_id: str, *, draw: Draw | None = None) -> CostCurve:
    """What 1 to 5,000 pieces of an option cost, by the plan of the day: its markers, lines and what they sew.

    `draw` makes a marker where fewer than three of the option's cloth are known. What is bought in costs what its price
    breaks say.
    """
    option = plan.catalogue.option[option_id]
    style = plan.catalogue.style[option.style_id]
    fabric = snapshot.fabrics.get(style.fabric_id or "")
    pattern = snapshot.patterns.get(style.pattern_id or "")
    if not style.is_made or fabric is None or pattern is None or not snapshot.factories:
        return _bought_in(option, plan.policy.plan.bought_in_lead_days)
    factories = standing_factories(snapshot)
    lays = _lays(
        snapshot, plan, option, style, (fabric, pattern.of_cloth(fabric.fabric_id)), draw, points_of(factories)
    )
    places = line_places(plan.schedule, (*released_demands(snapshot), *plan.demands))
    tables = [table for one in snapshot.factories for table in one.cutting_tables]
    outline_m = _outline_m(plan, pattern.of_cloth(fabric.fabric_id), fabric)
    points = []
    for at in lays:
        minutes = max(
            at.spreads * table.setup_minutes + at.spread_m / table.spread_m_per_minute
            + at.garments * outline_m / table.cut_m_per_minute
            for table in tables
        )  # fmt: skip
        demand = WorkOrderDemand(
            work_order_id="AHEAD", style_id=style.style_id, bulletin_id=style.bulletin_id or "",
            units={option_id: at.cut_units}, due_day=snapshot.as_of, spread_and_cut_minutes=minutes,
            stage_minutes=snapshot.stage_minutes.get(style.style_id, {}),
        )  # fmt: skip
        # A smallest order is asked of what is wanted: spares of one quantity say nothing of the next.
        large = [one for one in factories if one.minimum_units <= at.units] or factories
        made = making_cents(demand, large, plan.balances, plan.policy.schedule, places)
        if made is None:
            return _bought_in(option, plan.policy.plan.lead_days)
        cloth = at.fabric_m * fabric.price_per_m_cents
        rolls = _rolls_cents(plan, fabric, at.fabric_m)
        points.append(CostPoint(units=at.units, cloth_cents=cloth + rolls, cutting_cents=at.cost_cents - cloth,
                                sewing_cents=made[0], change_cents=made[1]))  # fmt: skip
    rooms = line_rooms(style.bulletin_id or "", plan.schedule, factories, plan.balances, ROOM_DAYS)
    least = max(option.minimum_units, style.minimum_units, min(one.minimum_units for one in factories), 1)
    return CostCurve(option_id=option_id, points=tuple(points), rooms=rooms, least_units=least)


def points_of(factories: Sequence[Factory]) -> tuple[int, ...]:
    """Quantities at which a curve is worked out: at a factory's smallest order its cost falls, so both sides are."""
    edges = {edge for one in factories for edge in (one.minimum_units - 1, one.minimum_units)}
    return tuple(sorted({*POINTS, *(edge for edge in edges if POINTS[0] <= edge <= POINTS[-1])}))


def planned_order(
    snapshot: Snapshot, plan: Plan, option_id: str, units: int, due_day: date, draw: Draw
) -> tuple[CutPlan, WorkOrderDemand]:
    """The lays of an order of so many pieces as a plan would make them, and what it asks of the schedule."""
    option = plan.catalogue.option[option_id]
    style = plan.catalogue.style[option.style_id]
    fabric, pattern = snapshot.fabrics[style.fabric_id or ""], snapshot.patterns[style.pattern_id or ""]
    order = _order(plan, option, style, units)
    cloth = SameCloth(
        orders=(order,), pattern=pattern.of_cloth(fabric.fabric_id), fabric=fabric, policy=plan.policy, draw=draw,
        table_length_mm=_table_mm(snapshot),
    )  # fmt: skip
    room = CuttingRoom(cloth=cloth)
    room.lengths_of(order.sizes).drawn.update(_known(plan, style, order.sizes))
    made = room.plan(order)
    markers = {lay.marker_id: room.marker(lay.ratio) for lay in made.lays}
    return made, order_demand(snapshot, plan.policy, order, made, markers, due_day)


def _order(plan: Plan, option: Option, style: Style, units: int) -> CutOrder:
    """An order of so many pieces in the sizes that are expected to be bought."""
    sizes = plan.catalogue.sizes[style.size_scale_id]
    shares = _shares(plan, option)
    demand = apportioned(np.array([shares.get(size, 0.0) for size in sizes]), units)
    return CutOrder(
        cut_order_id="AHEAD", style_id=style.style_id, option_ids=(option.option_id,), sizes=sizes, worth_cents={},
        demand={(option.option_id, size): int(one) for size, one in zip(sizes, demand, strict=True)},
    )  # fmt: skip


def _table_mm(snapshot: Snapshot) -> int:
    return min(max(table.length_mm for table in one.cutting_tables) for one in snapshot.factories)


def _lays(
    snapshot: Snapshot, plan: Plan, option: Option, style: Style, cloth: tuple[Fabric, Pattern], draw: Draw | None,
    points: Sequence[int],
) -> tuple[LayCost, ...]:  # fmt: skip
    fabric, pattern = cloth
    policy = plan.policy
    sizes = plan.catalogue.sizes[style.size_scale_id]
    order = _order(plan, option, style, POINTS[-1])
    lengths = Lengths(
        area_mm2=np.array([pattern.area_mm2(size) for size in sizes]), width_mm=fabric.usable_mm * fabric.layers,
        name=f"{pattern.pattern_id}/{fabric.fabric_id}", sizes=sizes,
        odd_share=odd_share(pattern, sizes) if fabric.layers == 2 else None,
        ask=None if draw is None else _asker(plan, pattern, fabric, sizes, draw), drawn=_known(plan, style, sizes),
    )  # fmt: skip
    table = _table_mm(snapshot)
    costs = cut_policy(policy, pattern, fabric, sizes)
    if draw is not None:
        first_drawings(lay_problem(order, fabric, costs, table), lengths)
    return lay_costs(order, fabric, costs, lengths, table, points)


def _outline_m(plan: Plan, pattern: Pattern, fabric: Fabric) -> float:
    """Metres that a knife goes around the pieces of a garment of the middle size."""
    size = pattern.sizes()[len(pattern.sizes()) // 2]
    request = marker_request(pattern, {size: 1}, fabric, plan.policy.plan.seed, plan.policy.nest.nester)
    return sum(piece.perimeter_mm * piece.copies for piece in request.pieces) / 1000.0


def _asker(plan: Plan, pattern: Pattern, fabric: Fabric, sizes: tuple[str, ...], draw: Draw) -> MarkerLength:
    def ask(mix: tuple[int, ...]) -> float:
        wanted = {size: count for size, count in zip(sizes, mix, strict=True) if count}
        return draw(marker_request(pattern, wanted, fabric, plan.policy.plan.seed, plan.policy.nest.nester)).length_mm

    return ask


def _known(plan: Plan, style: Style, sizes: tuple[str, ...]) -> dict[tuple[int, ...], float]:
    """Lengths of the markers that the plan drew for the style's pattern and cloth, by garments per size."""
    cloth = style.pattern_id, style.fabric_id, style.size_scale_id
    alike = {
        one.style_id for one in plan.catalogue.styles if (one.pattern_id, one.fabric_id, one.size_scale_id) == cloth
    }  # fmt: skip
    return {
        tuple(lay.ratio.get(size, 0) for size in sizes): float(lay.length_mm)
        for cut in plan.cut_plans if cut.style_id in alike
        for lay in cut.lays
    }  # fmt: skip


def _shares(plan: Plan, option: Option) -> Mapping[str, float]:
    case: BuyCase | None = next((one for one in plan.cases if one.option_id == option.option_id), None)
    return {} if case is None else {one.size: one.share for one in case.sizes}


def _rolls_cents(plan: Plan, fabric: Fabric, fabric_m: float) -> float:
    """What is left on the last roll, as the settings value it, where cloth is bought in whole rolls or at least so
    much."""
    bought = max(fabric_m, fabric.minimum_m)
    if fabric.roll_m > 0:
        bought = -(-bought // fabric.roll_m) * fabric.roll_m
    return (bought - fabric_m) * fabric.price_per_m_cents * (1.0 - plan.policy.cloth.cloth_left_share)


def _bought_in(option: Option, lead_days: int) -> CostCurve:
    """The curve of the price breaks."""
    begins = sorted({*POINTS, *(edge for one in option.cost_breaks for edge in (one.from_units - 1, one.from_units))})
    points = []
    for units in (one for one in begins if 1 <= one <= POINTS[-1]):
        held = CostBreak.at(option.cost_breaks, units)
        points.append(CostPoint(units=units, cloth_cents=0.0, cutting_cents=0.0, change_cents=float(held.setup_cents),
                                sewing_cents=float(held.cost_per_piece_cents * units)))  # fmt: skip
    least = max(option.minimum_units, option.cost_breaks[0].from_units, 1)
    return CostCurve(option_id=option.option_id, points=tuple(points), lead_days=lead_days, least_units=least)
