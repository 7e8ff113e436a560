"""Work orders onto tables and lines: a first plan by dispatch, then a search that spends its budget on making it
cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.errors import InputError, Problem
from treadle.schedule.board import Board
from treadle.schedule.causes import Detective
from treadle.schedule.dispatch import dispatch
from treadle.schedule.improve import Improved, improve
from treadle.schedule.jobs import Floor, build_floor
from treadle.schedule.overtime import choose_overtime, premium_cents, total_cents
from treadle.schedule.pace import paced_days, told_paces
from treadle.schedule.parts import choose_parts
from treadle.schedule.promise import day_kept, levels_with, sample_ready_days
from treadle.schedule.shop import Placed, Solution, cost_of, ends, job_cost
from treadle.terms.budget import Budget, Progress
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.reason import Reason
from treadle.terms.schedule import Promise, Schedule, Slot, WorkOrder, WorkOrderDemand, in_parts
from treadle.terms.sewing import LineBalance

#: The resource of all finishing: it has room for every order and takes calendar days.
FINISHING = "finishing"


def plan_schedule(
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    origin_day: date,
    now_minute: int = 0,
    rules: SchedulePolicy | None = None,
    budget: Budget,
    seed: int = 0,
    progress: Progress | None = None,
    promise: PromisePolicy | None = None,
) -> Schedule:
    """Schedule work orders over factories at least money: sewing, cutting and other stages, changeovers, overtime,
    lateness, work in process.

    Minutes of slots are wall minutes since midnight of `origin_day`; nothing new starts before `now_minute`. An
    order goes to a factory with a balanced line for its bulletin whose minimum it meets; one that fits nowhere is in
    the result with status 'infeasible' and its cause. Frozen orders keep factory, line and start where that is still
    possible. Each order is promised for the first day that `promise` keeps with its probability when the plan is
    played through. `budget.work` is counted in deterministic seconds; the same inputs, budget and seed give the
    same schedule. Raises InputError where a factory never works or a number of `promise` is out of range.
    """
    rules, promise = rules or SchedulePolicy(), refuse_promise(promise)

    def drawn(
        asked: Sequence[WorkOrderDemand], plants: Sequence[Factory]
    ) -> tuple[Floor, tuple[Solution, list[int]], set[str]]:
        return first_plan(asked, plants, balances, origin_day, now_minute, rules)

    def price_of(asked: Sequence[WorkOrderDemand], plants: Sequence[Factory]) -> tuple[int, list[int]]:
        floor, (solution, _), _ = drawn(asked, plants)
        late = cost_of(floor.shop, solution).late_by_job
        return total_cents(floor, solution), [0 if job is None else late[job] for job in floor.job_of]

    parts = choose_parts(demands, lambda asked: price_of(asked, factories), rules)
    asked = in_parts(demands, parts)
    days = choose_overtime(
        factories, lambda plants: price_of(asked, plants)[0], origin_day=origin_day, now_minute=now_minute,
        orders=len(asked), most_weeks=rules.overtime_weeks,
    )  # fmt: skip
    ways = [(tuple(demands), {}), (asked, days)] if parts or days else [(tuple(demands), {})]
    share = _part(budget, 2) if len(ways) > 1 else budget
    tried: list[tuple[int, int, Floor, Improved, set[str]]] = []
    for orders, open_days in ways:
        plants = [factory.opened(open_days.get(factory.factory_id, ())) for factory in factories]
        floor, start, unpinned = drawn(orders, plants)
        found = improve(floor.shop, budget=share, seed=seed, start=start, progress=progress)
        tried.append((total_cents(floor, found.solution), len(tried), floor, found, unpinned))
        share = budget if budget.left is not None else share
    cents, at, floor, found, unpinned = min(tried)
    schedule = write_schedule(
        floor, found, ways[at][0], origin_day, frozenset(unpinned), now_minute=now_minute, rules=rules, seed=seed,
        promise=promise,
    )  # fmt: skip
    if not at:
        return schedule
    schedule = replace(schedule, parts=parts)
    return replace(schedule, reasons=(*schedule.reasons, *_whole_reasons(schedule, tried[0][0] - cents)))


def _part(budget: Budget, parts: int) -> Budget:
    """A part of a budget's work, and of the seconds that it has now."""
    if budget.left is None:
        return Budget(work=budget.work / parts)
    end = budget.left() * (1.0 - 1.0 / parts)
    return Budget(work=budget.work / parts, left=lambda: budget.left() - end if budget.left is not None else 0.0)


def _whole_reasons(schedule: Schedule, saved_cents: int) -> Iterator[Reason]:
    """Orders that were split, and per factory the days of overtime; all of it together saves so much."""
    if schedule.parts:
        split = ", ".join(f"{name} ({count})" for name, count in sorted(schedule.parts.items()))
        yield Reason.of("schedule.split", orders=split, saved_cents=saved_cents)
    for factory_id, days in sorted(schedule.overtime_days.items()):
        yield Reason.of(
            "schedule.overtime", factory=factory_id, days=len(days), first_day=days[0].isoformat(),
            last_day=days[-1].isoformat(), premium_cents=schedule.cost_cents["overtime"], saved_cents=saved_cents,
        )  # fmt: skip


def first_plan(
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    origin_day: date,
    now_minute: int,
    rules: SchedulePolicy,
) -> tuple[Floor, tuple[Solution, list[int]], set[str]]:
    """The shop, its cheapest dispatch, and the frozen orders that could not keep their start and so may move."""
    unpinned: set[str] = set()
    while True:
        floor = build_floor(
            demands,
            factories,
            balances,
            origin_day=origin_day,
            now_minute=now_minute,
            rules=rules,
            unpinned=unpinned,
        )
        start = dispatch(floor.shop)
        if not start[1]:
            break
        unpinned |= {floor.shop.jobs[j].name for j in start[1]}
    return floor, start, unpinned


def refuse_promise(promise: PromisePolicy | None) -> PromisePolicy:
    """What promises reckon with, as usual where nothing is said. Raises InputError with all that is wrong with it."""
    promise = promise or PromisePolicy()
    wrong = [f"{one.rule}: {one.found}" for one in promise.check()]
    if wrong:
        raise InputError(Problem(file="promises", what=what, remedy="Give a number in its range") for what in wrong)
    return promise


def write_schedule(
    floor: Floor,
    found: Improved,
    demands: tuple[WorkOrderDemand, ...],
    origin_day: date,
    unpinned: frozenset[str],
    *,
    now_minute: int,
    rules: SchedulePolicy,
    seed: int,
    promise: PromisePolicy,
) -> Schedule:
    """A solved shop as work orders, slots and promises."""
    days = sample_ready_days(
        floor,
        found.solution,
        demands,
        origin_day=origin_day,
        now_minute=now_minute,
        uncertainty=promise,
        seed=seed,
    )
    return _Writer(floor, found, demands, origin_day, unpinned, days, promise, now_minute, seed).schedule()


class _Writer:
    """Turns a solved shop back into work orders and slots."""

    def __init__(
        self,
        floor: Floor,
        found: Improved,
        demands: tuple[WorkOrderDemand, ...],
        origin_day: date,
        unpinned: frozenset[str],
        days: NDArray[np.int64],
        promise: PromisePolicy,
        now_minute: int,
        seed: int,
    ) -> None:
        self.days, self.promise, self.now_day, self.seed = days, promise, now_minute // MINUTES_PER_DAY, seed
        self.promises: list[Promise] = []
        self.floor, self.found, self.demands = floor, found, demands
        self.origin_day, self.unpinned = origin_day, unpinned
        self.detective = Detective(floor, Board(floor.shop, found.solution), demands, origin_day)
        self.parts = {
            "cutting": 0, "stages": 0, "sewing": 0, "changeover": 0, "overtime": 0, "lateness": 0, "wip": 0
        }  # fmt: skip
        self.premium = premium_cents(floor, found.solution)

    def schedule(self) -> Schedule:
        """All orders in the order of the demands, slots by order and stage."""
        orders: list[WorkOrder] = []
        slots: list[Slot] = []
        for d, demand in enumerate(self.demands):
            job = self.floor.job_of[d]
            if job is None:
                orders.append(self._refused(d, demand))
                continue
            placed = self.detective.placed(job)
            mine = self._slots(job, placed)
            slots += mine
            orders.append(self._order(job, placed, demand, mine))
        overtime = {
            factory.factory_id: tuple(sorted(factory.calendar.overtime_days))
            for factory in self.floor.factories
            if factory.calendar.overtime_days
        }
        offers_overtime = any(factory.overtime_minutes > 0 for factory in self.floor.factories)
        return Schedule(
            origin_day=self.origin_day,
            work_orders=tuple(orders),
            slots=tuple(slots),
            cost_cents=self.parts,
            status="optimal" if self.found.is_optimal and not offers_overtime else "feasible",
            bound_cents=None if offers_overtime else self.found.bound_cents,
            promises=tuple(self.promises),
            overtime_days=overtime,
            reasons=(
                *told_paces(self.promise, frozenset(order.factory_id for order in orders)),
                *self._moved(slots),
            ),
        )

    def _moved(self, slots: Sequence[Slot]) -> Iterator[Reason]:
        """Frozen orders that could not keep their start: late or not, it is said."""
        starts = {slot.work_order_id: slot.start_minute for slot in slots if slot.stage == "sew"}
        for demand in self.demands:
            start = starts.get(demand.work_order_id)
            if demand.frozen is None or start is None or demand.work_order_id not in self.unpinned:
                continue
            if start != demand.frozen.sew_start_minute:
                yield Reason.of(
                    "schedule.frozen_moved", order=demand.work_order_id, line=demand.frozen.line_id,
                    frozen_start=self._clock_reading(demand.frozen.sew_start_minute), start=self._clock_reading(start),
                )  # fmt: skip

    def _clock_reading(self, minute: int) -> str:
        return f"{datetime.combine(self.origin_day, time()) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"

    def _refused(self, d: int, demand: WorkOrderDemand) -> WorkOrder:
        refusals = self.floor.refusals[d]
        below = [refusal for refusal in refusals if refusal.cause == "below minimum"]
        if below:
            least = min(below, key=lambda refusal: refusal.minimum_units)
            reason = Reason.of(
                "infeasible.below_minimum",
                factory=least.factory_id,
                minimum_units=least.minimum_units,
                units=demand.total_units,
            )
        elif lacking := [refusal for refusal in refusals if refusal.cause == "no work centre"]:
            tried = ", ".join(refusal.factory_id for refusal in lacking)
            reason = Reason.of("infeasible.no_work_centre", stage=lacking[0].stage, factories=tried)
        else:
            tried = ", ".join(refusal.factory_id for refusal in refusals)
            reason = Reason.of("infeasible.no_capable_factory", bulletin=demand.bulletin_id, factories=tried)
        return WorkOrder(
            work_order_id=demand.work_order_id,
            style_id=demand.style_id,
            factory_id="",
            line_id="",
            units=demand.units,
            due_day=demand.due_day,
            promise_day=None,
            late_days=0,
            status="infeasible",
            cost_cents=0,
            factory_reason=Reason.of("factory.none"),
            late_reason=reason,
            part_of=demand.part_of,
        )

    def _order(self, job: int, placed: Placed, demand: WorkOrderDemand, slots: list[Slot]) -> WorkOrder:
        factory = self.floor.factories[self.floor.factory_of[job][placed.route]]
        steps = self.floor.shop.jobs[job].routes[placed.route].steps
        ways, lateness, wip = job_cost(self.floor.shop, job, placed)
        setup = self._setup_cents(job)
        by_stage = {"cut": 0, "sew": 0}
        for stage, step, way in zip(self.floor.stages[job][placed.route], steps, placed.ways, strict=True):
            by_stage[stage] = step.ways[way].cost_cents
        for part, cents in (
            ("cutting", by_stage["cut"]),
            ("stages", ways - by_stage["cut"] - by_stage["sew"]),
            ("sewing", by_stage["sew"]),
            ("changeover", setup),
            ("overtime", self.premium[job]),
            ("lateness", lateness),
            ("wip", wip),
        ):
            self.parts[part] += cents
        planned = self.detective.ready_day(job, placed)
        promise = self._promise(job, planned)
        self.promises.append(promise)
        late = max(0, (planned - demand.due_day).days)
        why = self.detective.why_late(job, is_unpinned=demand.work_order_id in self.unpinned) if late else None
        return WorkOrder(
            work_order_id=demand.work_order_id,
            style_id=demand.style_id,
            factory_id=factory.factory_id,
            line_id=next(slot.resource_id for slot in slots if slot.stage == "sew"),
            units=demand.units,
            due_day=demand.due_day,
            promise_day=promise.day(self.promise.probability),
            late_days=late,
            status="late" if late else "on time",
            cost_cents=ways + setup + self.premium[job] + lateness + wip,
            factory_reason=self.detective.why_factory(job),
            late_reason=why,
            planned_day=planned,
            promise_reason=promise.why_not_earlier,
            part_of=demand.part_of,
        )

    def _promise(self, job: int, planned: date) -> Promise:
        """The days that are kept with the quoted probabilities, and what binds the one asked for."""
        told, from_day = self.days[job], self._from_day(job)
        factory = self.floor.factories[self.floor.factory_of[job][self.detective.placed(job).route]]
        name = self.detective.order_id(job)
        pace = self.promise.pace_of(factory.factory_id)
        plays = told if pace is None else paced_days(told, from_day, pace, name=name, seed=self.seed)
        days = [
            (level, self.origin_day + timedelta(days=day_kept(plays, self.promise.level(level))))
            for level in levels_with(self.promise.probability)
        ]
        asked = dict(days)[self.promise.probability]
        values, counts = np.unique(told, return_counts=True)
        shares = np.cumsum(counts) / len(told)
        return Promise(
            work_order_id=name,
            days=tuple(days),
            planned_day=planned,
            why_not_earlier=self.detective.why_promised(job, planned, asked, self.promise.probability),
            arrivals=tuple(
                (self.origin_day + timedelta(days=day), share) for day, share in zip(values.tolist(), shares.tolist())
            ),
            from_day=self.origin_day + timedelta(days=from_day),
        )

    def _from_day(self, job: int) -> int:
        """The day (0 = origin day) from which an order's days count: today, or when its fabric is told to come."""
        fabric = self.demands[self.floor.demand_of[job]].fabric_ready_day
        return self.now_day if fabric is None else max(self.now_day, (fabric - self.origin_day).days)

    def _setup_cents(self, job: int) -> int:
        """Cents of the changeover before this order's sewing."""
        placed = self.detective.placed(job)
        step = self.floor.shop.jobs[job].routes[placed.route].key
        index, _ = self.detective.position[(job, step)]
        return self.detective.before(job, step)[1] * self.floor.shop.resources[index].setup_cents_per_minute

    def _slots(self, job: int, placed: Placed) -> list[Slot]:
        """Every stage, and finishing, which ends `finishing_days` whole days after the last stitch, at the same clock
        time.
        """
        f = self.floor.factory_of[job][placed.route]
        factory, clock = self.floor.factories[f], self.floor.clocks[f]
        until = ends(self.floor.shop, job, placed)
        name = self.floor.shop.jobs[job].name
        found = []
        for k, stage in enumerate(self.floor.stages[job][placed.route]):
            found.append(
                Slot(
                    work_order_id=name,
                    stage=stage,
                    factory_id=factory.factory_id,
                    resource_id=self.detective.resource_id(job, k),
                    start_minute=clock.to_wall_start(placed.starts[k]),
                    end_minute=clock.to_wall_end(until[k]),
                    setup_minutes=self.detective.before(job, k)[1],
                )
            )
        last = found[-1].end_minute
        found.append(
            Slot(
                work_order_id=name,
                stage="finish",
                factory_id=factory.factory_id,
                resource_id=FINISHING,
                start_minute=last,
                end_minute=last + factory.finishing_days * MINUTES_PER_DAY,
            )
        )
        return found
