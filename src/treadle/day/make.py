"""From a buy to work orders: who can sew it, how it is cut, and when it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from treadle.cut.lays import Lengths, plan_lays
from treadle.cut.nest import marker_request
from treadle.day.snapshot import Snapshot
from treadle.sew.balance import balance_line
from treadle.terms.budget import Progress
from treadle.terms.buy import BuyLine, BuyPlan
from treadle.terms.calendar import MINUTES_PER_DAY, week_start
from treadle.terms.cutting import CutOrder, CutPlan, CuttingTable, Fabric, Lay, LayCosts, Marker, MarkerRequest, Pattern
from treadle.terms.policy import Policy
from treadle.terms.schedule import FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Draws a marker: the nester of the settings, with whatever a door remembers of it.
Draw = Callable[[MarkerRequest], Marker]

#: Markers that may be drawn to plan one order's lays.
MOST_DRAWN = 5
#: Pieces in one marker that our own nester still draws in about a second.
MOST_PIECES = 36


def line_balances(snapshot: Snapshot, policy: Policy, progress: Progress) -> tuple[LineBalance, ...]:
    """Every bulletin in use on every sewing line, in the order of bulletins, factories and lines."""
    used = sorted({style.bulletin_id for style in snapshot.catalogue.styles if style.is_made and style.bulletin_id})
    pairs = [
        (snapshot.bulletins[bulletin_id], line)
        for bulletin_id in used
        for factory in snapshot.factories
        for line in factory.sewing_lines
    ]
    found = []
    for at, (bulletin, line) in enumerate(pairs, start=1):
        found.append(balance_line(bulletin, line, seed=policy.seed))
        progress.step("balancing lines", at, len(pairs))
    return tuple(found)


def sewing_capacity(snapshot: Snapshot, policy: Policy, balances: tuple[LineBalance, ...]) -> float | None:
    """Standard minutes that the lines can sew before the lead time is over, released orders taken off.

    None where there is no factory.
    """
    if not snapshot.factories:
        return None
    efficiency: dict[str, list[float]] = defaultdict(list)
    for balance in balances:
        if balance.status == "balanced":
            efficiency[balance.line_id].append(balance.line_efficiency)
    total = 0.0
    for factory in snapshot.factories:
        days = max(policy.lead_days - factory.finishing_days - factory.transport_days, 0)
        minutes = sum(factory.calendar.minutes(snapshot.as_of + timedelta(days=day)) for day in range(days))
        for line in factory.sewing_lines:
            if efficiency[line.line_id]:
                total += minutes * len(line.operators) * float(np.mean(efficiency[line.line_id]))
    taken = sum(
        order.sewing_minutes
        for order in snapshot.released
        if order.is_made and _left_minutes(snapshot, order.origin_day, order.sew_end_minute) > 0
    )
    return max(total - taken, 0.0)


def _left_minutes(snapshot: Snapshot, origin_day: date, minute: int) -> int:
    """A minute of an earlier plan as minutes since midnight of this plan's day; negative when it is past."""
    return minute - (snapshot.as_of - origin_day).days * MINUTES_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Cut plans, their markers by id, and the work orders they serve."""

    plans: tuple[CutPlan, ...]
    markers: Mapping[str, Marker]
    demands: tuple[WorkOrderDemand, ...]


def cut_orders(snapshot: Snapshot, policy: Policy, buy: BuyPlan) -> dict[str, tuple[CutOrder, date]]:
    """One order per style and due week with all its colours and sizes, by work order id, with its due day."""
    groups: dict[tuple[str, date], list[BuyLine]] = defaultdict(list)
    for line in buy.lines:
        if line.units > 0 and snapshot.catalogue.style[line.style_id].is_made:
            groups[line.style_id, week_start(line.due_day)].append(line)
    worth = {curve.sku: curve.next_unit_cents for curve in buy.worth}
    taken = {order.work_order_id for order in snapshot.released}
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
            sizes=tuple(size for size in sizes if any(line.size == size for line in lines)),
            demand={(line.option_id, line.size): line.units for line in lines},
            worth_cents={(line.option_id, line.size): worth.get(line.sku, ()) for line in lines},
        )
        found[order_id] = order, min(line.due_day for line in lines)
    return found


def cut(snapshot: Snapshot, policy: Policy, buy: BuyPlan, draw: Draw, progress: Progress) -> Cut:
    """Plan the lays of every order on true marker lengths, and turn each into a work order to schedule."""
    orders = cut_orders(snapshot, policy, buy)
    room = CuttingRoom(snapshot=snapshot, policy=policy, draw=draw, drawn={}, lengths={})
    plans, demands = [], []
    for at, (order, due_day) in enumerate(orders.values(), start=1):
        plan = room.plan(order)
        plans.append(plan)
        demands.append(room.demand(order, plan, due_day))
        progress.step("cutting", at, len(orders))
    markers = {
        lay.marker_id: room.marker(order, lay)
        for (order, _), plan in zip(orders.values(), plans, strict=True)
        for lay in plan.lays
    }
    return Cut(plans=tuple(plans), markers=markers, demands=tuple(demands))


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingRoom:
    """What cutting needs, and the markers drawn so far by pattern, fabric and garments per size."""

    snapshot: Snapshot
    policy: Policy
    draw: Draw
    drawn: dict[tuple[str, str, tuple[tuple[str, int], ...]], Marker]
    lengths: dict[tuple[str, str, tuple[str, ...]], Lengths]

    def plan(self, order: CutOrder) -> CutPlan:
        """The cut plan of one order."""
        pattern, fabric = self._cloth(order)
        policy = self.policy
        pieces = max(sum(piece.quantity for piece in pattern.of_size(size)) for size in order.sizes)
        costs = LayCosts(
            marker_cents=policy.marker_cost_cents,
            lay_setup_cents=policy.lay_setup_cents,
            spread_cents_per_m=policy.spread_cents_per_m,
            cut_cents_per_m=policy.cut_cents_per_m,
            max_garments_per_marker=max(2, min(policy.max_garments_per_marker, MOST_PIECES // max(pieces, 1))),
            max_over_share=policy.max_over_cut_share,
        )
        table = min(max(table.length_mm for table in one.cutting_tables) for one in self.snapshot.factories)
        return plan_lays(
            order,
            fabric,
            costs,
            lengths=self._lengths(pattern, fabric, order.sizes),
            table_length_mm=table,
            seed=policy.seed,
            most_drawn=MOST_DRAWN,
        )

    def _cloth(self, order: CutOrder) -> tuple[Pattern, Fabric]:
        style = self.snapshot.catalogue.style[order.style_id]
        return self.snapshot.patterns[style.pattern_id or ""], self.snapshot.fabrics[style.fabric_id or ""]

    def _lengths(self, pattern: Pattern, fabric: Fabric, sizes: tuple[str, ...]) -> Lengths:
        """What is known of marker lengths, shared by all orders of a pattern, fabric and list of sizes."""
        key = pattern.pattern_id, fabric.fabric_id, sizes
        if key not in self.lengths:
            self.lengths[key] = Lengths(
                area_mm2=np.array(
                    [sum(_area(piece.outline) * piece.quantity for piece in pattern.of_size(size)) for size in sizes]
                ),
                width_mm=float(fabric.width_mm - 2 * fabric.selvedge_mm),
                name=f"{pattern.pattern_id}/{fabric.fabric_id}",
                sizes=sizes,
                ask=lambda mix: self._drawn(pattern, fabric, dict(zip(sizes, mix, strict=True))).length_mm,
            )
        return self.lengths[key]

    def _drawn(self, pattern: Pattern, fabric: Fabric, ratio: Mapping[str, int]) -> Marker:
        """The marker of a mix, drawn once for all orders of a pattern and fabric."""
        wanted = tuple((size, count) for size, count in ratio.items() if count)
        key = pattern.pattern_id, fabric.fabric_id, wanted
        if key not in self.drawn:
            policy = self.policy
            self.drawn[key] = self.draw(marker_request(pattern, dict(wanted), fabric, policy.seed, policy.nester))
        return self.drawn[key]

    def marker(self, order: CutOrder, lay: Lay) -> Marker:
        """The marker of a lay."""
        pattern, fabric = self._cloth(order)
        return self._drawn(pattern, fabric, {size: count for size, count in lay.ratio.items() if count})

    def demand(self, order: CutOrder, plan: CutPlan, due_day: date) -> WorkOrderDemand:
        """What the schedule must find time for: units by SKU as they are cut, and the minutes of every lay."""
        catalogue = self.snapshot.catalogue
        style = catalogue.style[order.style_id]
        sku_of = {
            (option_id, sku.size): sku.sku
            for option_id in order.option_ids
            for sku in catalogue.skus_of_option[option_id]
        }
        units = {sku_of[key]: count for key, count in (plan.cut_units or order.demand).items() if count}
        value = sum(count * catalogue.option[catalogue.sku[sku].option_id].price_cents for sku, count in units.items())
        minutes = tuple(self._lay_minutes(order, lay) for lay in plan.lays)
        return WorkOrderDemand(
            work_order_id=order.cut_order_id,
            style_id=order.style_id,
            bulletin_id=style.bulletin_id or "",
            units=dict(sorted(units.items())),
            due_day=due_day,
            spread_and_cut_minutes=sum(minutes),
            lay_minutes=minutes,
            late_cents_per_day=round(self.policy.late_share_per_day * value),
        )

    def _lay_minutes(self, order: CutOrder, lay: Lay) -> float:
        """Minutes to set up, spread and cut a lay on the slowest table, so that they hold on any."""
        request = self.marker(order, lay).request
        outline_m = sum(_perimeter(piece.outline) * piece.copies for piece in request.pieces) / 1000.0
        spread_m = lay.total_plies * lay.length_mm / 1000.0
        tables: list[CuttingTable] = [table for one in self.snapshot.factories for table in one.cutting_tables]
        return max(
            table.setup_minutes + spread_m / table.spread_m_per_minute + outline_m / table.cut_m_per_minute
            for table in tables
        )


def _area(outline: tuple[tuple[float, float], ...]) -> float:
    """Area of a polygon in mm² by the shoelace formula."""
    x, y = np.array(outline).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _perimeter(outline: tuple[tuple[float, float], ...]) -> float:
    """Length of a polygon's outline in mm."""
    points = np.array(outline)
    return float(np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1).sum())


def released_demands(snapshot: Snapshot) -> tuple[WorkOrderDemand, ...]:
    """Released work orders that are not sewn yet, fixed where and when they were released."""
    found = []
    for order in snapshot.released:
        ends = _left_minutes(snapshot, order.origin_day, order.sew_end_minute)
        style = snapshot.catalogue.style.get(order.style_id)
        if not order.is_made or ends <= 0 or style is None:
            continue
        found.append(
            WorkOrderDemand(
                work_order_id=order.work_order_id,
                style_id=order.style_id,
                bulletin_id=style.bulletin_id or "",
                units=dict(order.units),
                due_day=order.due_day,
                spread_and_cut_minutes=order.spread_and_cut_minutes,
                frozen=FrozenSlot(
                    factory_id=order.factory_id,
                    line_id=order.line_id,
                    sew_start_minute=_left_minutes(snapshot, order.origin_day, order.sew_start_minute),
                ),
            )
        )
    return tuple(found)
