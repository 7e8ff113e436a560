"""A schedule that stands, back on the board: its slots as places in working minutes, so that it can be changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from treadle.errors import InputError, Problem
from treadle.schedule.jobs import Floor, build_floor
from treadle.schedule.shop import Placed, Solution
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import Schedule, Slot, WorkOrderDemand
from treadle.terms.sewing import LineBalance


def standing_plan(
    schedule: Schedule,
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    more: Sequence[WorkOrderDemand] = (),
    now_minute: int = 0,
    rules: SchedulePolicy,
    is_strict: bool = True,
    loose: Collection[str] = (),
    touched: Collection[str] = (),
) -> tuple[Floor, Solution, frozenset[str]]:
    """The shop of all demands and of `more`, where the schedule puts its orders (None for `more`), and the frozen
    orders that it had to move, or may move (`loose`). Orders that are `touched` have no place yet.

    Raises InputError with all orders of the schedule that cannot stand where it says; without `is_strict` these are
    left out of the solution.
    """
    slots: dict[str, dict[str, Slot]] = {}
    for slot in schedule.slots:
        slots.setdefault(slot.work_order_id, {})[slot.stage] = slot
    moved = _moved([one for one in demands if one.work_order_id not in touched], slots, loose)
    floor = build_floor(
        (*demands, *more),
        schedule.opened(factories),
        balances,
        origin_day=schedule.origin_day,
        now_minute=now_minute,
        rules=rules,
        unpinned=moved,
    )
    solution: Solution = [None] * len(floor.shop.jobs)
    wrong = []
    for demand, job in zip(demands, floor.job_of, strict=False):
        if job is None:
            continue
        mine = None if demand.work_order_id in touched else slots.get(demand.work_order_id)
        placed = None if mine is None else _placed(floor, job, mine)
        if placed is None and is_strict:
            wrong.append(
                Problem(
                    file="schedule",
                    what=f"{demand.work_order_id} does not stand where its slots say",
                    remedy="Plan again",
                )
            )
        solution[job] = placed
    if wrong:
        raise InputError(wrong)
    return floor, solution, moved


def _moved(
    demands: Sequence[WorkOrderDemand], slots: Mapping[str, Mapping[str, Slot]], loose: Collection[str]
) -> frozenset[str]:
    """Orders of which the schedule does not keep the fixed start, and those that are `loose`."""
    return frozenset(
        one.work_order_id
        for one in demands
        if one.frozen is not None
        and one.frozen.is_start_kept
        and one.work_order_id in slots
        and (one.work_order_id in loose or slots[one.work_order_id]["sew"].start_minute != one.frozen.sew_start_minute)
    )


def _placed(floor: Floor, job: int, slots: Mapping[str, Slot]) -> Placed | None:
    """The place of one order; None where its slots do not fit its route."""
    factory_id = slots["sew"].factory_id if "sew" in slots else ""
    f = floor.factory_of[job]
    if floor.factories[f].factory_id != factory_id:
        return None
    ways, starts = [], []
    for stage, step in zip(floor.stages[job], floor.shop.jobs[job].route.steps, strict=True):
        slot = slots.get(stage)
        way = next(
            (w for w, one in enumerate(step.ways) if slot and floor.resource_ids[one.resource] == slot.resource_id),
            None,
        )
        if slot is None or way is None:
            return None
        ways.append(way)
        starts.append(floor.clocks[f].to_work(slot.start_minute))
    return Placed(tuple(ways), tuple(starts))
