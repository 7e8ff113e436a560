"""Another buy beside the plan's: priced, checked and scheduled without a new forecast and without a new marker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from treadle.day.buying import buy_with_memory
from treadle.day.cases import buy_cases
from treadle.day.make import powered, promising, standing_factories
from treadle.day.sourcing import known_of, sourced
from treadle.decide.check import check_buy
from treadle.decide.crowd import moved_case, withheld_case
from treadle.decide.memory import held_back
from treadle.decide.open_to_buy import open_to_buy_of, over_bought
from treadle.decide.outcome import sold_out_and_left
from treadle.decide.price import price_buy
from treadle.schedule.capacity import sewing_capacity
from treadle.schedule.plan import plan_schedule
from treadle.schedule.work_in_progress import released_demands
from treadle.terms.budget import Budget
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.plan import Plan
from treadle.terms.reason import Reason
from treadle.terms.schedule import AT_RISK, INFEASIBLE, LATE, Schedule, WorkOrderDemand, in_parts
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot
from treadle.terms.what_if import Consequences, Scenario


def consequences(snapshot: Snapshot, plan: Plan, scenario: Scenario) -> Consequences:
    """What a scenario comes to; an empty one is the plan itself.

    Lines that are named or scaled are priced as they are; where a limit, a factory or a day of arrival is another, the
    buy is decided anew on the plan's own forecast. Orders take the cutting minutes of the plan's lays by their units,
    and stay where the plan's schedule has them.
    """
    return tried(snapshot, plan, scenario)[0]


def tried(snapshot: Snapshot, plan: Plan, scenario: Scenario) -> tuple[Consequences, BuyPlan]:
    """As `consequences`, with the buy that it is about."""
    seen = _asked(snapshot, scenario)
    balances = _slowed(plan.balances, scenario, seen)
    cases = plan.cases if not scenario.late_days else _recast(seen, plan)
    buy = plan.buy
    if scenario.decides_anew:
        buy, _ = buy_with_memory(seen, plan.policy, cases, balances, held_back(plan.remembered))
    units = {line.sku: _units(line.units, line.line_id, scenario) for line in buy.lines}
    if scenario.units or scenario.scale is not None:
        reasons = {line.sku: Reason(code="buy.edited", facts=(("planned_units", line.units), ("note", "")))
                   for line in buy.lines}  # fmt: skip
        buy = price_buy(
            cases, units, reasons, budget_cents=seen.budget_cents,
            capacity_minutes=sewing_capacity(seen, plan.policy, balances), policy=plan.policy.buy,
            seed=plan.policy.plan.seed,
        )  # fmt: skip
    asks = scenario.decides_anew or scenario.units or scenario.scale is not None
    schedule = plan.schedule
    if asks:
        schedule = moved_schedule(seen, plan, balances, other_demands(plan, buy), scenario.without)
    return told(scenario.name, seen, plan, cases, buy, balances, schedule), buy


def told(
    name: str, snapshot: Snapshot, plan: Plan, cases: tuple[BuyCase, ...], buy: BuyPlan,
    balances: tuple[LineBalance, ...], schedule: Schedule,
) -> Consequences:  # fmt: skip
    """What a buy of the plan's cases comes to, with a schedule of it."""
    fresh = {order.work_order_id for order in released_demands(snapshot)}
    orders = [one for one in schedule.work_orders if (one.part_of or one.work_order_id) not in fresh]
    chance, left = sold_out_and_left(
        cases, {line.sku: line.units for line in buy.lines}, plan.policy.buy, plan.policy.plan.seed
    )
    capacity = sewing_capacity(snapshot, plan.policy, balances)
    broken = (*check_buy(buy, cases), *over_bought(open_to_buy_of(snapshot, buy)))
    coming = sum(order.terms.cost_cents + order.price_cents for order in snapshot.orders if order.open_units)
    return Consequences(
        name=name,
        units=sum(line.units for line in buy.lines),
        cost_cents=buy.spent_cents,
        expected_profit_cents=buy.profit_cents,
        sell_out_chance=chance,
        left_units=left,
        short_units=sum(case.demand_before_units - case.sold_before_units for case in cases),
        cash_cents=buy.spent_cents + coming,
        minutes=sum(line.units * line.smv_minutes for line in buy.lines),
        capacity_minutes=capacity,
        budget_left_cents=None if snapshot.budget_cents is None else snapshot.budget_cents - buy.spent_cents,
        orders=len(orders),
        risky_orders=sum(one.status == AT_RISK for one in orders),
        late_orders=sum(one.status == LATE for one in orders),
        impossible_orders=sum(one.status == INFEASIBLE for one in orders),
        last_promise_day=max((one.promise_day for one in orders if one.promise_day is not None), default=None),
        broken=tuple(f"{one.where}: breaks the rule that {one.rule}; found {one.found}" for one in broken),
    )


def _units(planned: int, line_id: str, scenario: Scenario) -> int:
    """A line's units as asked; halves are rounded up."""
    if line_id in scenario.units:
        return scenario.units[line_id]
    return planned if scenario.scale is None else int(planned * scenario.scale + 0.5)


def _asked(snapshot: Snapshot, scenario: Scenario) -> Snapshot:
    """What was seen, with the budget, the factories and the days of arrival that are asked for."""
    seen = snapshot
    if scenario.budget_cents is not None:
        seen = replace(seen, budget_cents=scenario.budget_cents)
    if scenario.without:
        kept = tuple(one for one in seen.factories if one.factory_id not in scenario.without)
        seen = replace(seen, factories=kept)
    if scenario.late_days:
        receipts = tuple(
            replace(one, due_day=one.due_day + timedelta(days=scenario.late_days.get(one.order_id, 0)))
            for one in seen.receipts
        )
        seen = replace(seen, receipts=receipts)
    return seen


def _slowed(balances: tuple[LineBalance, ...], scenario: Scenario, snapshot: Snapshot) -> tuple[LineBalance, ...]:
    """The balances of the lines that are there, with their minutes as far as they are asked for."""
    lines = {line.line_id for factory in snapshot.factories for line in factory.sewing_lines}
    share = scenario.capacity_share
    here = tuple(one for one in balances if one.line_id in lines)
    if share is None:
        return here
    return tuple(
        replace(one, minutes_per_unit=one.minutes_per_unit / share, line_efficiency=one.line_efficiency * share)
        for one in here
    )


def _recast(snapshot: Snapshot, plan: Plan) -> tuple[BuyCase, ...]:
    """The plan's cases with another stock on the way: the same forecast, sizes and siblings."""
    seen = plan.seen
    fresh = buy_cases(snapshot, seen.option_history, seen.forecast, seen.size_curves, plan.policy)
    old = {case.option_id: case for case in plan.cases}
    found = []
    for case in fresh:
        before = old[case.option_id]
        if before.taken_cents > 0:
            case = withheld_case(case, before.taken_cents, before.forgone_cents)
        elif before.crowd_factor != 1.0:
            case = moved_case(case, before.crowd_factor)
        found.append(case)
    return tuple(found)


def other_demands(plan: Plan, buy: BuyPlan) -> tuple[WorkOrderDemand, ...]:
    """The plan's work orders with the units of another buy: spares stay, cutting takes as long by its units.

    What no order of the plan makes goes to the order of its style, or is one of its own.
    """
    before = {line.sku: line.units for line in plan.buy.lines}
    lines = {line.sku: line for line in buy.lines if plan.catalogue.style[line.style_id].is_made}
    placed = {sku for demand in plan.demands for sku in demand.units}
    extra: dict[str, dict[str, int]] = defaultdict(dict)
    for sku, line in lines.items():
        if line.units and sku not in placed:
            extra[line.style_id][sku] = line.units
    found = []
    for demand in plan.demands:
        units = {sku: lines[sku].units + max(count - before[sku], 0)
                 for sku, count in demand.units.items() if lines[sku].units}  # fmt: skip
        units |= extra.pop(demand.style_id, {})
        if units:
            found.append(_resized(demand, units))
    pace = _cutting_pace(plan)
    for style_id, units in sorted(extra.items()):
        found.append(
            WorkOrderDemand(
                work_order_id=f"NEW-{style_id}", style_id=style_id,
                bulletin_id=plan.catalogue.style[style_id].bulletin_id or "", units=units,
                due_day=min(lines[sku].due_day for sku in units),
                spread_and_cut_minutes=pace * sum(units.values()),
            )
        )  # fmt: skip
    return tuple(found)


def _resized(demand: WorkOrderDemand, units: Mapping[str, int]) -> WorkOrderDemand:
    if dict(units) == dict(demand.units):
        return demand
    share = sum(units.values()) / max(demand.total_units, 1)
    return replace(
        demand, units=dict(sorted(units.items())), spread_and_cut_minutes=demand.spread_and_cut_minutes * share,
        lay_minutes=tuple(one * share for one in demand.lay_minutes),
        late_cents_per_day=round(demand.late_cents_per_day * share),
    )  # fmt: skip


def _cutting_pace(plan: Plan) -> float:
    """Minutes of spreading and cutting a piece, over the plan's orders."""
    pieces = sum(one.total_units for one in plan.demands)
    return sum(one.spread_and_cut_minutes for one in plan.demands) / pieces if pieces else 0.0


def moved_schedule(
    snapshot: Snapshot, plan: Plan, balances: tuple[LineBalance, ...], demands: tuple[WorkOrderDemand, ...],
    without: tuple[str, ...] = (),
) -> Schedule:  # fmt: skip
    """The plan's own schedule with other units: every order stays on its line and begins when it does in the plan where
    that is still possible; what that moves, what is new and what was at a factory that is not there goes where it ends
    best. Nothing is searched for, so orders that became smaller win no time for others."""
    released = tuple(
        one for one in released_demands(snapshot) if one.frozen is None or one.frozen.factory_id not in without
    )
    places = plan.schedule.places()
    factories = plan.schedule.opened(standing_factories(snapshot))
    parts = powered(snapshot, plan.policy, in_parts(demands, plan.schedule.parts))
    stay = tuple(
        replace(one, frozen=place)
        for one in parts
        if (place := places.get(one.work_order_id)) is not None and place.factory_id not in without
    )
    kept = {one.work_order_id for one in stay}
    fixed = (*powered(snapshot, plan.policy, released), *stay)
    moved = sourced(
        fixed, [replace(one, factory_id="", factory_reason=None) for one in parts if one.work_order_id not in kept],
        factories, balances, origin_day=snapshot.as_of, rules=plan.policy.schedule,
        known=known_of(snapshot, plan.buy.piece_cents()),
    )  # fmt: skip
    return plan_schedule(
        (*fixed, *moved.demands),
        factories,
        balances,
        origin_day=snapshot.as_of,
        rules=replace(plan.policy.schedule, most_parts=1, overtime_weeks=0),
        budget=Budget(work=0.0),
        seed=plan.policy.plan.seed,
        promise=promising(snapshot, plan.policy),
    )
