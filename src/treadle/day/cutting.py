"""Cutting: every style's orders of a due week together, on true marker lengths, apart by pattern and fabric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.cut.lays import Lengths, plan_lays
from treadle.cut.many_orders import told_shares, with_few_rounds, work_shares
from treadle.cut.nest import marker_request
from treadle.cut.shelf import plan_cloth, rolls_left
from treadle.cut.step_lays import in_steps
from treadle.cut.verify_lays import verify_lays
from treadle.day.engine import Engine
from treadle.decide.spares import spares
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyCase, BuyLine, BuyPlan
from treadle.terms.calendar import week_start
from treadle.terms.cutting import CutOrder, CutPlan, CuttingTable, Fabric, Lay, Marker, MarkerRequest, Pattern
from treadle.terms.policy import CutPolicy, Policy
from treadle.terms.reason import Reason
from treadle.terms.rolls import ClothNeed, Roll, RollPlan
from treadle.terms.schedule import WorkOrderDemand
from treadle.terms.snapshot import Snapshot

#: Draws a marker: the nester of the settings, with whatever a door remembers of it. It may be sent to another process.
Draw = Callable[[MarkerRequest], Marker]

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
        year, number, _ = week.isocalendar()
        name = f"WO-{style_id}-{year}W{number:02d}"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SameCloth:
    """Cut orders of one pattern and fabric: what one process needs to cut them, whichever process it is. `work_share`
    is the share of full work that its markers get."""

    orders: tuple[CutOrder, ...]
    pattern: Pattern
    fabric: Fabric
    table_length_mm: int
    policy: Policy
    draw: Draw
    work_share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothCut:
    """The cut plans of a `SameCloth`, in the order of its orders, and their markers by id."""

    plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]


def cut(
    snapshot: Snapshot, policy: Policy, buy: BuyPlan, draw: Draw, engine: Engine, progress: Progress, *,
    taken: Collection[str] = (),
) -> Cut:  # fmt: skip
    """Plan the lays of every order on true marker lengths, and turn each into a work order to schedule; `taken` are ids
    that no order may have."""
    orders = cut_orders(snapshot, policy, buy, taken)
    cloths = _cloths(snapshot, policy, [order for order, _ in orders.values()], draw)
    plans: dict[str, CutPlan] = {}
    markers: dict[str, Marker] = {}
    progress.step("cutting", 0, len(orders))
    for done in engine.map_each(cut_cloth, cloths):
        plans.update((plan.cut_order_id, plan) for plan in done.plans)
        markers.update(done.markers)
        progress.step("cutting", len(plans), len(orders))
    demands = [
        order_demand(snapshot, policy, order, plans[name], markers, due) for name, (order, due) in orders.items()
    ]
    ordered = tuple(plans[name] for name in orders)
    return Cut(
        plans=ordered, markers=dict(sorted(markers.items())), demands=tuple(demands),
        limits=told_shares(len(orders), [cloth.work_share for cloth in cloths]),
    )  # fmt: skip


def cut_within(policy: Policy, buy: BuyPlan, cases: Sequence[BuyCase], cut: Callable[[Policy], Cut]) -> Cut:
    """The lays of a buy; without spare units where these would break the budget that the buy itself keeps."""
    found = cut(policy)
    left = None if buy.budget_cents is None else buy.budget_cents - buy.spent_cents
    spent = sum(one.cost_cents for one in spares(buy, cases, found.demands).values())
    if left is None or spent <= max(left, 0):
        return found
    return cut(replace(policy, cut=replace(policy.cut, max_over_share=0.0)))


def _cloths(snapshot: Snapshot, policy: Policy, orders: list[CutOrder], draw: Draw) -> list[SameCloth]:
    """Orders by pattern, fabric and sizes, `CLOTH_ORDERS` at most together, the fullest first so that processes end
    together."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[CutOrder]] = defaultdict(list)
    for order in orders:
        style = snapshot.catalogue.style[order.style_id]
        groups[style.pattern_id or "", style.fabric_id or "", order.sizes].append(order)
    if not groups:
        return []  # where nothing is cut there may be no factory, and so no table
    patterns = {key[:2]: snapshot.patterns[key[0]].for_cloth(snapshot.fabrics[key[1]]) for key in groups}
    taken: dict[tuple[str, str], tuple[float, int]] = {}
    for key, group in groups.items():
        areas = {size: patterns[key[:2]].area_mm2(size) for size in key[2]}
        cloth_mm2 = sum(units * areas[size] for one in group for (_, size), units in one.demand.items())
        before = taken.get(key[:2], (0.0, 0))
        taken[key[:2]] = before[0] + cloth_mm2, before[1] + len(group)
    shares, policy = work_shares(taken), with_few_rounds(policy, len(orders))
    table = min(max(table.length_mm for table in one.cutting_tables) for one in snapshot.factories)
    parts = [
        (key, tuple(group[first : first + CLOTH_ORDERS]))
        for key, group in sorted(groups.items())
        for first in range(0, len(group), CLOTH_ORDERS)
    ]
    return [
        SameCloth(
            orders=part, pattern=patterns[key[:2]], fabric=snapshot.fabrics[key[1]], table_length_mm=table,
            policy=policy, draw=draw, work_share=shares[key[:2]],
        )
        for key, part in sorted(parts, key=lambda one: (-len(one[1]), one[0]))
    ]  # fmt: skip


def cut_cloth(cloth: SameCloth) -> ClothCut:
    """Plan the lays of every order of a cloth; what is learnt of marker lengths serves the next order."""
    room = CuttingRoom(cloth=cloth)
    plans = tuple(room.plan(order) for order in cloth.orders)
    markers = {lay.marker_id: room.marker(lay.ratio) for plan in plans for lay in plan.lays}
    return ClothCut(plans=plans, markers=markers)


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingRoom:
    """A cloth, its markers so far by garments per size, and what they teach of lengths by list of sizes."""

    cloth: SameCloth
    drawn: dict[tuple[tuple[str, int], ...], Marker] = field(default_factory=dict)
    lengths: dict[tuple[str, ...], Lengths] = field(default_factory=dict)

    def plan(self, order: CutOrder) -> CutPlan:
        """The cut plan of one order, every rule of it checked from scratch: what breaks one is not cut."""
        policy, fabric, table = self.cloth.policy, self.cloth.fabric, self.cloth.table_length_mm
        costs = cut_policy(policy, self.cloth.pattern, fabric, order.sizes)
        made = plan_lays(
            order, fabric, costs, lengths=self.lengths_of(order.sizes), table_length_mm=table, seed=policy.plan.seed,
            most_drawn=policy.nest.most_drawn,
        )  # fmt: skip
        made = in_steps(made, costs, table_length_mm=table, end_mm=fabric.end_loss_mm)
        drawn = {lay.marker_id: self.marker(lay.ratio) for lay in made.lays}
        broken = verify_lays(order, fabric, costs, made, table, drawn)
        if not broken:
            return made
        cause = Reason.of("cut.broken", rule=broken[0].rule, where=broken[0].where, found=broken[0].found)
        return replace(made, lays=(), cut_units={}, fabric_m=0.0, cost_cents=0, status="infeasible", reason=cause)

    def lengths_of(self, sizes: tuple[str, ...]) -> Lengths:
        """What is known of marker lengths, shared by all orders of the same sizes."""
        pattern, fabric = self.cloth.pattern, self.cloth.fabric
        if sizes not in self.lengths:
            self.lengths[sizes] = Lengths(
                area_mm2=np.array([pattern.area_mm2(size) for size in sizes]),
                width_mm=fabric.usable_mm * fabric.layers,
                name=f"{pattern.pattern_id}/{fabric.fabric_id}",
                sizes=sizes,
                odd_share=odd_share(pattern, sizes) if fabric.layers == 2 else None,
                ask=lambda mix: self.marker(dict(zip(sizes, mix, strict=True))).length_mm,
            )
        return self.lengths[sizes]

    def marker(self, ratio: Mapping[str, int]) -> Marker:
        """The marker of so many garments per size, drawn once."""
        wanted = tuple((size, count) for size, count in ratio.items() if count)
        if wanted not in self.drawn:
            policy = self.cloth.policy
            request = marker_request(
                self.cloth.pattern, dict(wanted), self.cloth.fabric, policy.plan.seed, policy.nest.nester
            )
            self.drawn[wanted] = self.cloth.draw(replace(request, work_share=self.cloth.work_share))
        return self.drawn[wanted]


def cut_policy(policy: Policy, pattern: Pattern, fabric: Fabric, sizes: Sequence[str]) -> CutPolicy:
    """The settings of cutting for a pattern: a marker holds no more garments than the nester takes pieces."""
    pieces = max(sum(piece.quantity for piece in pattern.of_size(size)) for size in sizes)
    pieces = -(-pieces // fabric.layers)
    most = max(2, min(policy.cut.max_garments_per_marker, policy.nest.most_pieces // max(pieces, 1)))
    return replace(policy.cut, max_garments_per_marker=most)


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


def odd_share(pattern: Pattern, sizes: tuple[str, ...]) -> NDArray[np.float64]:
    """Share of a garment that doubled cloth cuts beside it where a size's garments are odd in number: (sizes,)."""
    found = []
    for size in sizes:
        whole = pattern.area_mm2(size)
        odd = sum(piece.area_mm2 for piece in pattern.of_size(size) if piece.quantity % 2)
        found.append(odd / whole if whole else 0.0)
    return np.array(found)


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
