"""A plan after a disturbance: what has begun goes on, everything keeps its line and its place on it as far as it
can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from treadle.errors import InputError
from treadle.schedule.board import Board
from treadle.schedule.clock import WorkClock
from treadle.schedule.dispatch import is_pinned
from treadle.schedule.horizon import cut_minutes
from treadle.schedule.improve import Improved
from treadle.schedule.jobs import Floor
from treadle.schedule.plan import refuse_promise
from treadle.schedule.shop import Solution, cost_of, violations
from treadle.schedule.standing import standing_plan
from treadle.schedule.written import write_schedule
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.schedule import STAGES_AT_WORK, FrozenSlot, Schedule, Slot, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Orders that became later and look for another place, the costliest first. Not tuned: bounds work and memory.
_MENDED_ORDERS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """The repaired plan, and the orders as they are now: begun ones fixed, cut ones without cutting."""

    schedule: Schedule
    demands: tuple[WorkOrderDemand, ...]


def repair_schedule(
    schedule: Schedule,
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    now_minute: int,
    rules: SchedulePolicy | None = None,
    seed: int = 0,
    promise: PromisePolicy | None = None,
) -> Repaired:
    """Bring a plan in line with what is known at `now_minute`: late fabric, other units, a line or a day that fell out.

    `demands`, `factories` and `balances` are as they are now; orders whose sewing is over are left out. Orders keep
    line and sequence and are pushed; those whose place is gone, and new ones, are put in where they cost least; then
    the orders that became costly look for a better place. Released orders keep their start, and where that cannot be,
    all of them that have not begun keep their line alone. Raises InputError where begun orders cannot go on as they
    stand.
    """
    rules = rules or SchedulePolicy()
    promise = refuse_promise(promise)
    demands = schedule.split(demands)
    slots: dict[str, dict[str, Slot]] = {}
    for slot in schedule.slots:
        slots.setdefault(slot.work_order_id, {})[slot.stage] = slot
    by_id = {factory.factory_id: factory for factory in factories}
    left = tuple(
        _as_it_is(demand, slots.get(demand.work_order_id, {}), by_id, schedule, now_minute)
        for demand in demands
        if demand.work_order_id not in slots or _last_end(slots[demand.work_order_id]) > now_minute
    )
    floor, solution, moved = _put_right(schedule, left, factories, balances, now_minute, rules)
    found = Improved(
        solution=solution, cost=cost_of(floor.shop, solution), left=(), is_optimal=False, bound_cents=None, rounds=0
    )
    written = write_schedule(
        floor,
        found,
        left,
        schedule.origin_day,
        moved,
        now_minute=now_minute,
        seed=seed,
        promise=promise,
    )
    return Repaired(schedule=written, demands=left)


def _put_right(
    schedule: Schedule,
    left: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    now_minute: int,
    rules: SchedulePolicy,
) -> tuple[Floor, Solution, frozenset[str]]:
    """The shop as it is, its repaired plan, and the released orders that may have moved: none where that can be."""
    waiting = frozenset(
        one.work_order_id for one in left if one.frozen is not None and not one.frozen.has_begun(now_minute)
    )
    wrong: list[str] = []
    for loose in (frozenset[str](), waiting):
        floor, standing, moved = standing_plan(
            schedule, left, factories, balances, now_minute=now_minute, rules=rules, is_strict=False, loose=loose
        )
        solution = _mended(floor, standing)
        lost = [floor.shop.jobs[j].name for j, placed in enumerate(solution) if placed is None]
        wrong = [*violations(floor.shop, solution), *(f"{name} has no place" for name in lost)]
        if not wrong:
            return floor, solution, moved
    raise InputError.single("schedule", "; ".join(wrong[:5]), "Plan again: begun orders cannot go on as they stand")


def _last_end(slots: Mapping[str, Slot]) -> int:
    """When an order leaves its last line or work centre."""
    return max(slot.end_minute for stage, slot in slots.items() if stage in STAGES_AT_WORK)


def _as_it_is(
    demand: WorkOrderDemand,
    slots: Mapping[str, Slot],
    factories: Mapping[str, Factory],
    schedule: Schedule,
    now_minute: int,
) -> WorkOrderDemand:
    """An order as it is now: fixed where its sewing has begun, without the minutes of cutting and at work centres that
    are done."""
    sew, cut = slots.get("sew"), slots.get("cut")
    if sew is None or sew.factory_id not in factories:
        return demand
    stages = {
        stage: minutes * (_left_share(slots[stage], now_minute) if stage in slots else 1.0)
        for stage, minutes in demand.stage_minutes.items()
    }
    demand = replace(demand, stage_minutes={stage: minutes for stage, minutes in stages.items() if minutes > 0})
    if sew.start_minute < now_minute:
        frozen = FrozenSlot(factory_id=sew.factory_id, line_id=sew.resource_id, sew_start_minute=sew.start_minute)
        return replace(demand, frozen=frozen)
    if cut is None or cut.start_minute >= now_minute:
        return demand
    clock = WorkClock.covering(factories[cut.factory_id].calendar, schedule.origin_day, now_minute, 1)
    done = clock.to_work(now_minute) - clock.to_work(cut.start_minute)
    return replace(
        demand, spread_and_cut_minutes=float(max(0, cut_minutes(demand) - done)), lay_minutes=(), fabric_ready_day=None
    )


def _left_share(slot: Slot, now_minute: int) -> float:
    """Share of a slot that is still to come."""
    return min(1.0, max(0.0, (slot.end_minute - now_minute) / max(1, slot.end_minute - slot.start_minute)))


def _mended(floor: Floor, standing: Solution) -> Solution:
    """Everything pushed to where it may be, what has no place put in, and the costliest orders put where they cost
    less.
    """
    shop = floor.shop
    board = Board(shop, standing)
    board.compact()
    if violations(shop, board.solution):
        return board.solution  # what is fixed stands in the way, so nothing can be put right around it
    for j, placed in enumerate(standing):
        if placed is None:
            board.insert(j)
    board.compact()
    cost = cost_of(shop, board.solution)
    cents = cost.cents
    late = sorted(((lateness, j) for j, lateness in enumerate(cost.late_by_job) if lateness), reverse=True)
    for _, j in late[:_MENDED_ORDERS]:
        if is_pinned(shop.jobs[j]):
            continue
        before = list(board.solution)
        board.take(j)
        board.insert(j)
        board.compact()
        now = cost_of(shop, board.solution).cents
        if now < cents and not violations(shop, board.solution):
            cents = now
        else:
            board = Board(shop, before)
    return board.solution
