"""THE DAY. What was seen goes in, what is decided comes out; read this to know how a click becomes a work order.

sense      signals → history by SKU and week, demand estimated where the shelf was empty
anticipate history → quantiles by option and week, and the share of each size
decide     forecast, stock and money → units per SKU, shared limits kept
cut        units → lays on true marker lengths
sew        bulletins → people and stations of every line
source     work orders → factories, at what the schedule quotes for each
schedule   work orders → table, line, and the day promised
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from treadle.anticipate.cannibal import cannibalisation
from treadle.anticipate.options import forecast_options
from treadle.anticipate.range_totals import range_findings
from treadle.anticipate.size_curve import size_curves
from treadle.cut.nest import nest
from treadle.cut.shelf import rolls_left
from treadle.day.before_markers import cut_as_usual
from treadle.day.buying import buy_with_memory
from treadle.day.cases import buy_cases
from treadle.day.courses import courses
from treadle.day.cutting import Cut, cut, cut_within, spread_cloth
from treadle.day.cutting_room import Draw
from treadle.day.engine import Engine
from treadle.day.make import balanced_at, line_balances, powered, promising, standing_factories
from treadle.day.sourcing import bought_in_groups, bought_in_split, joined, known_of, sourced
from treadle.day.where_balanced import told_where
from treadle.decide.actions import actions
from treadle.decide.crowding import buy_in_crowd
from treadle.decide.memory import held_back, remembered
from treadle.decide.open_to_buy import open_to_buy_of
from treadle.decide.price import price_buy
from treadle.schedule.capacity import sewing_capacity
from treadle.schedule.on_board import kept_by_board
from treadle.schedule.plan import plan_schedule
from treadle.schedule.seen_lead import seen_lead
from treadle.schedule.work_in_progress import released_demands
from treadle.sense.sensed import SensePolicy, sense
from treadle.terms.action import Action
from treadle.terms.budget import Budget, Progress, Silence
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.course import Course
from treadle.terms.cutting import Marker, MarkerRequest
from treadle.terms.decision import Remembered
from treadle.terms.materials import MaterialUse
from treadle.terms.order import OpenOrder
from treadle.terms.plan import PLAN_EDITION, Plan, Seen, plan_id_of
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance
from treadle.terms.signal_parts import rows_where
from treadle.terms.snapshot import Snapshot
from treadle.track.materials import material_uses
from treadle.track.open_orders import open_orders
from treadle.track.to_make import planned_to_make, released_to_make


def plan_day(
    snapshot: Snapshot,
    policy: Policy,
    engine: Engine,
    *,
    draw: Draw | None = None,
    facts: str = "",
    progress: Progress | None = None,
    first: Callable[[Plan], object] | None = None,
) -> Plan:
    """Decide a day. The same snapshot, policy and drawn markers give the same decisions, byte for byte.

    `draw` makes a marker from its request; left out, our own deterministic nester does. Weeks are counted back from
    `as_of`, so that everything known counts, unless the signals hold weekly totals: then their weekday is kept.
    `facts` is the snapshot's fingerprint where the caller has reckoned it. `first` is told the plan before a marker is
    drawn, where one is: what is bought is decided then, cloth, orders and promises are estimates.
    """
    progress = progress or Silence()
    bought = buy_day(snapshot, policy, engine, progress=progress)
    return make_day(
        snapshot, policy, engine, bought.seen, bought.cases, bought.buy, bought.balances, draw=draw, facts=facts,
        progress=progress, first=first,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """The first half of a day: what was seen, the cases as they were decided, the buy, and the lines balanced."""

    seen: Seen
    cases: tuple[BuyCase, ...]
    buy: BuyPlan
    balances: tuple[LineBalance, ...]


def buy_day(snapshot: Snapshot, policy: Policy, engine: Engine, *, progress: Progress | None = None) -> Bought:
    """From signals to the buy; what a person reads beside it only where the policy wants findings."""
    progress = progress or Silence()
    progress.step("sensing demand", 0, 1)
    sensed = sense(
        engine.query,
        snapshot.signals,
        catalogue=snapshot.catalogue,
        as_of=snapshot.as_of,
        in_stock=snapshot.in_stock,
        price_plan=snapshot.price_plan,
        interest=snapshot.interest,
        policy=sensing(snapshot, policy),
    )
    progress.step("sensing demand", 1, 1)
    told = forecast_options(
        sensed.option_history,
        snapshot.catalogue,
        snapshot.price_plan,
        as_of=snapshot.as_of,
        horizon_weeks=policy.plan.horizon_weeks,
        seed=policy.plan.seed,
        progress=progress,
        is_judged=policy.plan.has_findings,
        planned=snapshot.planner_forecast,
    )
    curves = size_curves(sensed.history, snapshot.catalogue)
    siblings = cannibalisation(sensed.option_history, snapshot.catalogue)
    cases = buy_cases(snapshot, sensed.option_history, told.table, curves, policy)
    where = balanced_at(snapshot)
    balances = line_balances(snapshot, policy, progress, where)
    progress.step("deciding", 0, 1)
    cases, buy, limits = _decided(snapshot, policy, cases, siblings, sensed.option_history, balances)
    progress.step("deciding", 1, 1)
    seed, is_told = policy.plan.seed, policy.plan.has_findings
    seen = Seen(
        history=sensed.history,
        option_history=sensed.option_history,
        forecast=told.table,
        league=told.league,
        size_curves=curves,
        signal_counts=sensed.counts,
        findings={
            "traffic": sensed.traffic,
            "cannibalisation": siblings,
            **(range_findings(told, curves, sensed.outlets, snapshot.catalogue, seed=seed) if is_told else {}),
            **sensed.findings,
        },
        limits=(*_counted_on(snapshot, policy), *told_where(len(snapshot.factories), where), *limits),
    )
    return Bought(seen=seen, cases=cases, buy=buy, balances=balances)


def _counted_on(snapshot: Snapshot, policy: Policy) -> tuple[Reason, ...]:
    """That the buy counts on a longer lead time than the settings tell, where it does."""
    seen = seen_lead(snapshot, policy)
    return () if seen is None else (seen.reason(policy.plan.lead_days),)


def _decided(
    snapshot: Snapshot, policy: Policy, cases: tuple[BuyCase, ...], siblings: pa.Table, option_history: pa.Table,
    balances: tuple[LineBalance, ...],
) -> tuple[tuple[BuyCase, ...], BuyPlan, tuple[Reason, ...]]:  # fmt: skip
    """The cases as siblings on offer leave them, their buy, and what held for the whole of it; on facts that the
    planner has decided on, nothing more."""
    if not snapshot.is_decided:
        held = held_back(remembered(snapshot, policy, cases))
        return buy_in_crowd(
            cases, siblings, option_history, snapshot.catalogue,
            lambda some: buy_with_memory(snapshot, policy, some, balances, held), policy.buy,
        )  # fmt: skip
    decided = Reason.of("buy.decided", as_of=snapshot.as_of.isoformat())
    capacity = sewing_capacity(snapshot, policy, balances)
    stands = {size.sku: decided for case in cases for size in case.sizes}
    buy = price_buy(cases, {}, stands, budget_cents=snapshot.budget_cents, capacity_minutes=capacity, policy=policy.buy)
    return cases, buy, ()


def make_day(
    snapshot: Snapshot,
    policy: Policy,
    engine: Engine,
    seen: Seen,
    cases: tuple[BuyCase, ...],
    buy: BuyPlan,
    balances: tuple[LineBalance, ...],
    *,
    draw: Draw | None = None,
    facts: str = "",
    progress: Progress | None = None,
    first: Callable[[Plan], object] | None = None,
) -> Plan:
    """The second half of a day: a buy, ours or the planner's own, cut and scheduled; `first` as `plan_day` says."""
    progress = progress or Silence()
    beside = _beside(snapshot, policy, seen, cases, buy)
    half = _Half(
        snapshot=snapshot, policy=policy, seen=seen, cases=cases, buy=buy, balances=balances, beside=beside,
        facts=facts or snapshot.fingerprint(),
    )  # fmt: skip
    early = None if first is None else cut_as_usual(snapshot, policy, buy)
    if first is not None and early is not None and early.plans:
        progress.step("first page", 0, 1)
        first(_scheduled(half, early, Budget(work=0.0), Silence()))
        progress.step("first page", 1, 1)
    cut_room = cut_within(
        policy, buy, cases, lambda way: cut(snapshot, way, buy, draw or own_nester(policy), engine, progress)
    )
    return _scheduled(half, cut_room, Budget(work=policy.schedule.schedule_work), progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What a buy means for what is there already: no cutting changes it."""

    on_order: tuple[OpenOrder, ...]
    courses: tuple[Course, ...]
    remembered: tuple[Remembered, ...]
    actions: tuple[Action, ...]


def _beside(snapshot: Snapshot, policy: Policy, seen: Seen, cases: tuple[BuyCase, ...], buy: BuyPlan) -> _Beside:
    coming = open_orders(snapshot, policy.promise)
    taken = courses(snapshot, policy, cases, buy, seen.option_history, seen.forecast)
    return _Beside(
        on_order=coming, courses=taken, remembered=remembered(snapshot, policy, cases),
        actions=actions(snapshot, policy, cases, buy, taken, coming),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """A day with its buy, before it is cut."""

    snapshot: Snapshot
    policy: Policy
    seen: Seen
    cases: tuple[BuyCase, ...]
    buy: BuyPlan
    balances: tuple[LineBalance, ...]
    beside: _Beside
    facts: str


def _scheduled(half: _Half, cut_room: Cut, budget: Budget, progress: Progress) -> Plan:
    """The plan of orders that are cut: a factory, a line and a day for each."""
    snapshot, policy, buy, balances = half.snapshot, half.policy, half.buy, half.balances
    cloth = spread_cloth(snapshot, policy, cut_room.plans, cut_room.markers)
    released, factories = powered(snapshot, policy, released_demands(snapshot)), standing_factories(snapshot)
    on_board = powered(snapshot, policy, kept_by_board(snapshot, cut_room.demands, balances))
    groups = bought_in_groups(snapshot, buy)
    known = known_of(snapshot, buy.piece_cents(), sum(one.units for lines in groups.values() for one in lines))
    placed = sourced(
        released, on_board, factories, balances, origin_day=snapshot.as_of, rules=policy.schedule, known=known
    )
    demands = placed.demands
    schedule = plan_schedule(
        (*released, *demands), factories, balances, origin_day=snapshot.as_of, rules=policy.schedule, budget=budget,
        seed=policy.plan.seed, progress=progress, promise=promising(snapshot, policy),
    )  # fmt: skip
    return Plan(
        plan_id=plan_id_of(half.facts, policy), facts=half.facts, as_of=snapshot.as_of, currency=snapshot.currency,
        policy=policy, catalogue=snapshot.catalogue, seen=half.seen, cases=half.cases, buy=buy,
        courses=half.beside.courses, cut_plans=cut_room.plans, markers=cut_room.markers, balances=balances,
        demands=demands, schedule=schedule,
        sourcing=joined(placed.split, bought_in_split(snapshot, policy, groups, (*released, *demands))),
        open_to_buy=open_to_buy_of(snapshot, buy),
        shelf=rolls_left(snapshot.rolls, snapshot.released, policy.cloth.least_remnant_mm),
        cloth=cloth,
        materials=_materials(snapshot, demands, schedule),
        overtime_minutes={factory.factory_id: factory.overtime_minutes for factory in snapshot.factories},
        cloth_cents={fabric_id: fabric.price_per_m_cents for fabric_id, fabric in sorted(snapshot.fabrics.items())},
        limits=(*half.seen.limits, *cut_room.limits, *schedule.reasons),
        notes=snapshot.notes,
        on_order=half.beside.on_order,
        remembered=half.beside.remembered,
        actions=half.beside.actions,
        plan_edition=PLAN_EDITION,
    )  # fmt: skip


def _materials(snapshot: Snapshot, demands: Sequence[WorkOrderDemand], schedule: Schedule) -> tuple[MaterialUse, ...]:
    """What orders take of trims and thread before they are cut; nothing where no bill of material is told."""
    if not snapshot.bill:
        return ()
    orders = (*released_to_make(snapshot), *planned_to_make(snapshot, demands, schedule))
    return material_uses(orders, snapshot.bill, snapshot.materials)


def own_nester(policy: Policy) -> Draw:
    """Our own nester with the counted work of the settings."""

    def draw(request: MarkerRequest) -> Marker:
        return nest(request, Budget(work=policy.nest.nest_moves))

    return draw


def sensing(snapshot: Snapshot, policy: Policy) -> SensePolicy:
    """How signals are read, from the settings."""
    return SensePolicy(
        finds=policy.plan.has_findings,
        week_weekday=_weekday(snapshot),
        time_zone=snapshot.time_zone,
        clean=policy.clean,
        censor=policy.censor,
        trend=policy.trend,
        unmet=policy.unmet,
    )


def _weekday(snapshot: Snapshot) -> int:
    """First weekday of the weeks: that of weekly totals where there are some, else the plan's own."""

    weekly = rows_where(snapshot.signals, lambda part: pc.equal(part["period_days"], 7), ("happened_at", "period_days"))
    if weekly.num_rows:
        first: int = pc.min(weekly["happened_at"]).as_py().astimezone(_zone(snapshot)).weekday()
        return first
    return snapshot.as_of.weekday()


def _zone(snapshot: Snapshot) -> ZoneInfo:
    return ZoneInfo(snapshot.time_zone)
