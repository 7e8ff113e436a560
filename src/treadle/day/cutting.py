"""Cutting: every style's orders of a due week together, on true marker lengths, apart by pattern and fabric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from treadle.cut.many_orders import FULL_ORDERS
from treadle.cut.shelf import plan_cloth, rolls_left
from treadle.day.cutting_many import ManyCut, cut_many
from treadle.day.cutting_room import Draw, SameCloth, cut_cloth
from treadle.day.engine import Engine
from treadle.day.order_names import order_name
from treadle.decide.spares import spares
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyCase, BuyLine, BuyPlan
from treadle.terms.calendar import week_start
from treadle.terms.cutting import CutOrder, CutPlan, CuttingTable, Lay, Marker
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.rolls import ClothNeed, Roll, RollPlan
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: Orders of a cloth that one process cuts: few enough to share the work out, enough to learn lengths from each other.
#: Set on the demo's orders.
CLOTH_ORDERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Cut plans, their markers by id, the work orders they serve, and what held for all of them."""

    plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]
    demands: tuple[WorkOrderDemand, ...]
    limits: tuple[Reason, ...] = ()


def cut_orders(
    snapshot: Snapshot, policy: Policy, buy: BuyPlan, also_taken: Collection[str] = ()
) -> dict[str, tuple[CutOrder, date]]:
    """One order per style and due week with all its colours and sizes, by work order id, with its due day."""
    groups: dict[tuple[str, date], list[BuyLine]] = defaultdict(list)
    for line in buy.lines:
        if line.units > 0 and snapshot.catalogue.style[line.style_id].is_made:
            groups[line.style_id, week_start(line.due_day)].append(line)
    worth = {curve.sku: curve.next_unit_cents for curve in buy.worth}
    released = {order.work_order_id for order in snapshot.released}
    taken = released | {name.rpartition("/")[0] for name in released} | set(also_taken)
    found: dict[str, tuple[CutOrder, date]] = {}
    for (style_id, week), lines in sorted(groups.items()):
        name = order_name(style_id, week)
        order_id, turn = name, 1
        while order_id in taken:
            turn += 1
            order_id = f"{name}-{turn}"
        sizes = snapshot.catalogue.sizes[snapshot.catalogue.style[style_id].size_scale_id]
        order = CutOrder(
            cut_order_id=order_id,
            style_id=style_id,
            option_ids=tuple(sorted({line.option_id for line in lines})),
            sizes=sizes,
            demand={(line.option_id, line.size): line.units for line in lines},
            worth_cents={(line.option_id, line.size): worth.get(line.sku, ()) for line in lines},
        )
        found[order_id] = order, min(line.due_day for line in lines)
    return found


def cut(
    snapshot: Snapshot, policy: Policy, buy: BuyPlan, draw: Draw, engine: Engine, progress: Progress, *,
    taken: Collection[str] = (),
) -> Cut:  # fmt: skip
    """Plan the lays of every order on true marker lengths, and turn each into a work order to schedule; `taken` are ids
    that no order may have."""
    orders = cut_orders(snapshot, policy, buy, taken)
    is_many = len(orders) > FULL_ORDERS
    cloths = _cloths(snapshot, policy, [order for order, _ in orders.values()], draw, 0 if is_many else CLOTH_ORDERS)
    progress.step("cutting", 0, len(orders))
    found = cut_many(cloths, engine, progress) if is_many else _cut_each(cloths, len(orders), engine, progress)
    demands = [
        order_demand(snapshot, policy, order, found.plans[name], found.markers, due)
        for name, (order, due) in orders.items()
    ]
    ordered = tuple(found.plans[name] for name in orders)
    return Cut(
        plans=ordered, markers=dict(sorted(found.markers.items())), demands=tuple(demands), limits=found.limits,
    )  # fmt: skip


def _cut_each(cloths: Sequence[SameCloth], orders: int, engine: Engine, progress: Progress) -> ManyCut:
    """Every order with a search and drawings of its own."""
    plans: dict[str, CutPlan] = {}
    markers: dict[str, Marker] = {}
    for done in engine.map_each(cut_cloth, cloths):
        plans.update((plan.cut_order_id, plan) for plan in done.plans)
        markers.update(done.markers)
        progress.step("cutting", len(plans), orders)
    return ManyCut(plans=plans, markers=markers, limits=())


def cut_within(policy: Policy, buy: BuyPlan, cases: Sequence[BuyCase], cut: Callable[[Policy], Cut]) -> Cut:
    """The lays of a buy; without spare units where these would break the budget that the buy itself keeps."""
    found = cut(policy)
    left = None if buy.budget_cents is None else buy.budget_cents - buy.spent_cents
    spent = sum(one.cost_cents for one in spares(buy, cases, found.demands).values())
    if left is None or spent <= max(left, 0):
        return found
    return cut(replace(policy, cut=replace(policy.cut, max_over_share=0.0)))


def _cloths(
    snapshot: Snapshot, policy: Policy, orders: list[CutOrder], draw: Draw, together: int
) -> list[SameCloth]:  # fmt: skip
    """Orders by pattern, fabric and sizes, the fullest first so that processes end together; `together` at most in one,
    all of them where it is 0."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[CutOrder]] = defaultdict(list)
    for order in orders:
        style = snapshot.catalogue.style[order.style_id]
        groups[style.pattern_id or "", style.fabric_id or "", order.sizes].append(order)
    if not groups:
        return []  # where nothing is cut there may be no factory, and so no table
    patterns = {key[:2]: snapshot.patterns[key[0]].for_cloth(snapshot.fabrics[key[1]]) for key in groups}
    table = min(max(table.length_mm for table in one.cutting_tables) for one in snapshot.factories)
    parts = [
        (key, tuple(group[first : first + (together or len(group))]))
        for key, group in sorted(groups.items())
        for first in range(0, len(group), together or len(group))
    ]
    return [
        SameCloth(
            orders=part, pattern=patterns[key[:2]], fabric=snapshot.fabrics[key[1]], table_length_mm=table,
            policy=policy, draw=draw,
        )
        for key, part in sorted(parts, key=lambda one: (-len(one[1]), one[0]))
    ]  # fmt: skip


def order_demand(
    snapshot: Snapshot, policy: Policy, order: CutOrder, plan: CutPlan, markers: Mapping[str, Marker], due_day: date
) -> WorkOrderDemand:
    """What the schedule must find time for: units by SKU as they are cut, and the minutes of every lay."""
    catalogue = snapshot.catalogue
    style = catalogue.style[order.style_id]
    sku_of = {
        (option_id, sku.size): sku.sku for option_id in order.option_ids for sku in catalogue.skus_of_option[option_id]
    }
    units = {sku_of[key]: count for key, count in (plan.cut_units or order.demand).items() if count}
    value = sum(count * catalogue.option[catalogue.sku[sku].option_id].price_cents for sku, count in units.items())
    tables = [table for one in snapshot.factories for table in one.cutting_tables]
    heads = {lay.spread_id or lay.lay_id for lay in plan.lays}
    minutes = tuple(_lay_minutes(lay, markers[lay.marker_id], tables, lay.lay_id in heads) for lay in plan.lays)
    return WorkOrderDemand(
        work_order_id=order.cut_order_id,
        style_id=order.style_id,
        bulletin_id=style.bulletin_id or "",
        units=dict(sorted(units.items())),
        due_day=due_day,
        spread_and_cut_minutes=sum(minutes),
        lay_minutes=minutes,
        late_cents_per_day=round(policy.schedule.late_share_per_day * value),
        stage_minutes=snapshot.stage_minutes.get(order.style_id, {}),
        colours=len({catalogue.sku[sku].option_id for sku in units}),
    )


def _lay_minutes(lay: Lay, marker: Marker, tables: list[CuttingTable], is_set_up: bool) -> float:
    """Minutes to set up (a spread's first lay), spread and cut a lay on the slowest table, so that they hold on any."""
    outline_m = sum(piece.perimeter_mm * piece.copies for piece in marker.request.pieces) / 1000.0
    spread_m = lay.total_plies * lay.length_mm / 1000.0
    return max(
        table.setup_minutes * is_set_up + spread_m / table.spread_m_per_minute + outline_m / table.cut_m_per_minute
        for table in tables
    )


def spread_cloth(
    snapshot: Snapshot, policy: Policy, plans: Sequence[CutPlan], markers: Mapping[str, Marker]
) -> tuple[RollPlan, ...]:
    """Which roll lies where, for every cloth and colour of which rolls were counted; other cloth is bought to order.

    A plan that breaks a rule of spreading is given up: all its plies are short, with the rule as their cause.
    """
    shelf: dict[tuple[str, str], list[Roll]] = defaultdict(list)
    for roll in rolls_left(snapshot.rolls, snapshot.released, policy.cloth.least_remnant_mm):
        shelf[roll.fabric_id, roll.colour].append(roll)
    held = {(roll.fabric_id, roll.colour) for roll in snapshot.rolls}
    needs: dict[tuple[str, str], list[ClothNeed]] = defaultdict(list)
    for plan in plans:
        for lay in plan.lays:
            for option_id, plies in sorted(lay.plies.items()):
                key = plan.fabric_id, snapshot.catalogue.option[option_id].colour
                if plies and key in held:
                    needs[key].append(
                        ClothNeed(
                            lay_id=lay.lay_id, option_id=option_id, marker_id=lay.marker_id, plies=plies,
                            length_mm=lay.length_mm,
                        )
                    )  # fmt: skip
    return tuple(
        plan_cloth(
            snapshot.fabrics[key[0]], key[1], needs[key], markers, shelf.get(key, []), policy.cloth, policy.plan.seed
        )
        for key in sorted(needs)
    )
