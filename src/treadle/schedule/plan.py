"""Work orders onto tables and lines: a first plan by dispatch, then a search that spends its budget on making it
cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from treadle.errors import InputError, Problem
from treadle.schedule.dispatch import dispatch
from treadle.schedule.improve import Improved, improve
from treadle.schedule.jobs import Floor, build_floor
from treadle.schedule.overtime import choose_overtime, total_cents
from treadle.schedule.parts import choose_parts
from treadle.schedule.shop import Solution, cost_of
from treadle.schedule.written import write_schedule
from treadle.terms.budget import Budget, Progress
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.reason import Reason
from treadle.terms.schedule import (
    Schedule,
    WorkOrderDemand,
    in_parts,
)
from treadle.terms.sewing import LineBalance


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
        floor, found, ways[at][0], origin_day, frozenset(unpinned), now_minute=now_minute, seed=seed,
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
