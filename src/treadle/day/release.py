"""From a plan to a commitment: the planner's own numbers priced, checked and made again, and orders as fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from treadle.day.cutting_room import Draw
from treadle.day.engine import Engine
from treadle.day.plan import make_day
from treadle.day.sourcing import bought_in_groups
from treadle.decide.check import check_buy
from treadle.decide.open_to_buy import open_to_buy_of, over_bought
from treadle.decide.price import price_buy
from treadle.decide.sold_ahead import with_room
from treadle.decide.spares import NO_SPARE, spares
from treadle.errors import ReleaseError
from treadle.schedule.capacity import sewing_capacity
from treadle.terms.budget import Progress
from treadle.terms.cut_told import LaysReleased, MarkerTold
from treadle.terms.cutting import Marker
from treadle.terms.plan import Plan
from treadle.terms.reason import Reason
from treadle.terms.release import Edit, ReleasedOrder
from treadle.terms.rolls import CutCloth, Stretch
from treadle.terms.schedule import INFEASIBLE, Slot, WorkOrder
from treadle.terms.snapshot import Snapshot


def remake_day(
    snapshot: Snapshot, plan: Plan, engine: Engine, edits: Mapping[str, Edit], *, draw: Draw, progress: Progress
) -> Plan:
    """The plan with the planner's units: priced, checked against every rule, cut and scheduled anew.

    `snapshot` is what the plan was made from; edits: by line_id, of every line that differs from the plan. Raises
    `ReleaseError` with every rule that the edited plan breaks.
    """
    units, reasons = {}, {}
    for line in plan.buy.lines:
        edit = edits.get(line.line_id)
        units[line.sku] = line.units if edit is None else edit.units
        reasons[line.sku] = line.reason if edit is None else _reason(line.units, edit)
    capacity = sewing_capacity(snapshot, plan.policy, plan.balances)
    budget_cents, capacity, _ = with_room(plan.cases, snapshot.budget_cents, capacity)
    buy = price_buy(
        plan.cases,
        units,
        reasons,
        budget_cents=budget_cents,
        capacity_minutes=capacity,
        policy=plan.policy.buy,
        seed=plan.policy.plan.seed,
    )
    buy = replace(buy, steps=plan.buy.steps)
    violations = (*check_buy(buy, plan.cases), *over_bought(open_to_buy_of(snapshot, buy)))
    if violations:
        raise ReleaseError([f"{one.where}: breaks the rule that {one.rule}; found {one.found}" for one in violations])
    # What bound the whole buy as it was proposed says nothing of the planner's own.
    seen = replace(plan.seen, limits=())
    return make_day(
        snapshot, plan.policy, engine, seen, plan.cases, buy, plan.balances, draw=draw, facts=plan.facts,
        progress=progress,
    )  # fmt: skip


def _reason(planned: int, edit: Edit) -> Reason:
    if edit.is_rejected:
        return Reason.of("buy.rejected", planned_units=planned, note=edit.note)
    return Reason.of("buy.edited", planned_units=planned, units=edit.units, note=edit.note)


def released_orders(snapshot: Snapshot, plan: Plan) -> tuple[ReleasedOrder, ...]:
    """Every order of a plan as it will be fixed: work orders of our factories, and what is bought in.

    `snapshot` is what the plan was made from. Raises `ReleaseError` naming each work order that cannot be made.
    """
    fresh = {one.work_order_id: one.spread_and_cut_minutes for one in plan.schedule.split(plan.demands)}
    orders = [order for order in plan.schedule.work_orders if order.work_order_id in fresh]
    broken = [order.work_order_id for order in orders if order.status == INFEASIBLE]
    if broken:
        raise ReleaseError(f"{name}: no factory can make it; reject its lines or set its units to 0" for name in broken)
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in plan.schedule.slots:
        slots[slot.work_order_id].append(slot)
    goods = _Goods.of(plan, orders)
    cloth = _cloth(plan)
    made = [
        # The lays of an order that is split are cut with its first part.
        _made(plan, order, fresh[order.work_order_id], slots[order.work_order_id], goods,
              cloth.pop(order.part_of or order.work_order_id, []))
        for order in orders
    ]  # fmt: skip
    promises = {promise.work_order_id: promise for promise in plan.schedule.promises}
    promised = [replace(order, promise=promises.get(order.work_order_id)) for order in made]
    return (*promised, *_bought_in(snapshot, plan))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goods:
    """Minutes of a piece by SKU, and cents and spare units by (order, SKU): an order that is split shares its lines."""

    smv_minutes: Mapping[str, float]
    cost_cents: Mapping[tuple[str, str], int]
    spare_units: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, plan: Plan, orders: Sequence[WorkOrder]) -> _Goods:
        """The goods of a plan's orders, what the lays cut beyond its lines among them."""
        spare = spares(plan.buy, plan.cases, plan.demands)
        units = {order.work_order_id: order.units for order in orders}
        cost = {line.sku: line.cost_cents + spare.get(line.sku, NO_SPARE).cost_cents for line in plan.buy.lines}
        return cls(
            smv_minutes={line.sku: line.smv_minutes for line in plan.buy.lines},
            cost_cents=_shared(cost, units),
            spare_units=_shared({sku: one.units for sku, one in spare.items()}, units),
        )


def _shared(totals: Mapping[str, int], orders: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, str], int]:
    """Whole shares of each SKU's total by (order, SKU), as its units lie in the orders; together the total."""
    made: dict[str, int] = defaultdict(int)
    for units in orders.values():
        for sku, count in units.items():
            made[sku] += count
    found, before = {}, dict.fromkeys(made, 0)
    for name, units in orders.items():
        for sku, count in units.items():
            first, last, total = before[sku], before[sku] + count, totals.get(sku, 0)
            found[name, sku] = total * last // max(made[sku], 1) - total * first // max(made[sku], 1)
            before[sku] = last
    return found


def _made(
    plan: Plan, order: WorkOrder, cut_minutes: float, slots: Sequence[Slot], goods: _Goods, cloth: Sequence[CutCloth],
) -> ReleasedOrder:  # fmt: skip
    """A work order of a factory as it is fixed."""
    assert order.promise_day is not None
    cutting = [slot for slot in slots if slot.stage == "cut"]
    sewing = [slot for slot in slots if slot.stage == "sew"]
    return ReleasedOrder(
        work_order_id=order.work_order_id,
        style_id=order.style_id,
        units=dict(sorted(order.units.items())),
        due_day=order.due_day,
        promise_day=order.promise_day,
        origin_day=plan.as_of,
        factory_id=order.factory_id,
        line_id=order.line_id,
        cut_start_minute=min((slot.start_minute for slot in cutting), default=0),
        cut_end_minute=max((slot.end_minute for slot in cutting), default=0),
        cut_table_id=cutting[0].resource_id if cutting else "",
        sew_start_minute=min(slot.start_minute for slot in sewing),
        sew_end_minute=max(slot.end_minute for slot in sewing),
        spread_and_cut_minutes=round(cut_minutes, 3),
        sewing_minutes=sum(count * goods.smv_minutes[sku] for sku, count in sorted(order.units.items())),
        cost_cents=sum(goods.cost_cents[order.work_order_id, sku] for sku in order.units),
        spare_units={
            sku: units for sku in sorted(order.units) if (units := goods.spare_units[order.work_order_id, sku])
        },
        overtime_days=tuple(plan.schedule.overtime_days.get(order.factory_id, ())),
        cloth=tuple(sorted(cloth, key=lambda one: (one.roll_id, one.from_mm))),
    )


def _cloth(plan: Plan) -> dict[str, list[CutCloth]]:
    """What each cut order takes off the rolls as they were counted."""
    shelf = {roll.roll_id: roll for roll in plan.shelf}
    order_of = {lay.lay_id: cut.cut_order_id for cut in plan.cut_plans for lay in cut.lays}
    found: dict[str, list[CutCloth]] = defaultdict(list)
    for laid in plan.cloth:
        for one in laid.stretches:
            roll = shelf[one.roll_id]
            taken = CutCloth(
                roll_id=roll.cut_from or roll.roll_id, from_mm=roll.begins_mm + one.from_mm,
                to_mm=roll.begins_mm + one.to_mm,
            )  # fmt: skip
            found[order_of[one.lay_id]].append(taken)
    return found


def lays_released(plan: Plan, orders: Sequence[ReleasedOrder]) -> list[tuple[str, str, LaysReleased]]:
    """What each cut order of a release is cut by, as ('lays', its id, body): lays, markers, rolls, and for whom."""
    part_of = {order.work_order_id: order.part_of or order.work_order_id for order in plan.schedule.work_orders}
    units: dict[str, dict[str, Mapping[str, int]]] = defaultdict(dict)
    for order in orders:
        if order.is_made:
            units[part_of[order.work_order_id]][order.work_order_id] = order.units
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    for laid in plan.cloth:
        for one in laid.stretches:
            stretches[one.lay_id].append(one)
    found = []
    for cut in plan.cut_plans:
        used = sorted({lay.marker_id for lay in cut.lays if lay.marker_id in plan.markers})
        if cut.lays and units.get(cut.cut_order_id):
            body = LaysReleased(
                style_id=cut.style_id, fabric_id=cut.fabric_id, units=units[cut.cut_order_id], lays=cut.lays,
                markers=tuple(_told(name, plan.markers[name]) for name in used),
                stretches=tuple(one for lay in cut.lays for one in stretches[lay.lay_id]),
            )  # fmt: skip
            found.append(("lays", cut.cut_order_id, body))
    return found


def _told(marker_id: str, marker: Marker) -> MarkerTold:
    return MarkerTold(marker_id=marker_id, length_mm=marker.length_mm, width_mm=marker.request.width_mm,
                      efficiency=marker.efficiency, made_by=marker.made_by)  # fmt: skip


def _bought_in(snapshot: Snapshot, plan: Plan) -> list[ReleasedOrder]:
    """One order per style and due week of what no factory of ours makes; it arrives on its due day."""
    found = []
    for order_id, lines in bought_in_groups(snapshot, plan.buy).items():
        found.append(
            ReleasedOrder(
                work_order_id=order_id,
                style_id=lines[0].style_id,
                units={line.sku: line.units for line in lines},
                due_day=min(line.due_day for line in lines),
                promise_day=max(line.due_day for line in lines),
                origin_day=snapshot.as_of,
                cost_cents=sum(line.cost_cents for line in lines),
            )
        )
    return found
