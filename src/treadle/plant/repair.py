"""Bring a standing plan in line with what happened: late cloth, people away. Least movement, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from treadle.day.make import promising
from treadle.errors import InputError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.schedule import MadeWork
from treadle.schedule.jobs import late_cents_per_day
from treadle.schedule.repair import Repaired, repair_schedule
from treadle.settings import read_settings
from treadle.sew.balance import balance_line
from treadle.storage.kept_work import KeptRepair, keep_repaired
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.repair import ChangedOrder, Disturbance, Repair
from treadle.terms.schedule import Schedule, Slot, WorkOrder, WorkOrderDemand
from treadle.terms.sewing import LineBalance


def repair_work(made: MadeWork, *, now_minute: int, promise: PromisePolicy | None = None) -> Repaired:
    """A plan brought in line with its orders, factories and lines as they are at `now_minute` (minutes since its day).

    `promise`: what promises reckon with; None: what a brand's folder says and what its receipts teach. Raises
    `InputError` where begun orders cannot go on as they stand.
    """
    standing = made.standing
    rules, seed = SchedulePolicy(), 0
    if standing is not None:
        promise = promise or promising(standing.snapshot, standing.policy)
        rules, seed = standing.policy.schedule, standing.policy.plan.seed
    return repair_schedule(
        made.schedule, made.demands, made.factories, made.balances, now_minute=now_minute, rules=rules, seed=seed,
        promise=promise,
    )  # fmt: skip


def repair(made: MadeWork, happened: Disturbance) -> Repair:
    """The plan of a brand's folder after a disturbance; nothing is written.

    Orders keep their line and their turn where they can. Raises `InputError` with everything that cannot have happened:
    an order or a line that is not there, cloth of an order that is cut already, more people away than there are.
    """
    assert made.standing is not None
    begins = made.schedule.origin_day
    now = ((happened.from_day or begins) - begins).days * MINUTES_PER_DAY
    problems: list[Problem] = []
    if now < 0:
        problems.append(
            Problem(file="--from", what=f"{happened.from_day} is before the plan of {begins}", remedy="Say a later day")
        )
    whole = replace(made, demands=made.schedule.split(made.demands))
    demands = _late(whole, happened.late_days, max(now, 0), problems)
    balances = _short(whole, happened.absent_people, problems)
    if problems:
        raise InputError(problems)
    after = repair_work(replace(whole, demands=demands, balances=balances), now_minute=now)
    # Later than the plan's day, what is done is gone from both sides, so the plan is set beside itself as it goes on.
    before = made.schedule if not now else repair_work(whole, now_minute=now).schedule
    return Repair(
        from_day=begins + timedelta(days=now // MINUTES_PER_DAY),
        schedule=after.schedule,
        demands=after.demands,
        balances=balances,
        orders=len(after.schedule.work_orders),
        changed=changed_orders(before, after.schedule, after.demands, made.standing.policy.schedule),
        added_cents=sum(after.schedule.cost_cents.values()) - sum(before.cost_cents.values()),
    )


def keep_repair(folder: Path, made: MadeWork, found: Repair) -> None:
    """Keep a repaired plan in the folder in place of the one that stood: `schedule`, `promise` and `rush` tell of it.

    Raises `InputError` for a repair that begins later than the plan's day: what was done until then is not known.
    """
    assert made.standing is not None
    snapshot = made.standing.snapshot
    released = {order.work_order_id for order in snapshot.released}
    fresh = tuple(one for one in found.demands if one.work_order_id not in released)
    if found.from_day != made.schedule.origin_day:
        raise InputError.single(
            "--keep", "a repair that begins later than the plan is not kept: what was done by then is not known",
            "Report it (treadle finish, receive), plan for that day, and repair that plan",
        )  # fmt: skip
    work = KeptRepair(
        plan_id=made.standing.plan_id, demands=fresh, balances=found.balances,
        schedule=found.schedule,
    )  # fmt: skip
    keep_repaired(ledger_of(folder, read_settings(folder)), work)


def _late(
    made: MadeWork, late_days: Mapping[str, int], now: int, problems: list[Problem]
) -> tuple[WorkOrderDemand, ...]:
    """The orders with cloth that comes so many days after it was to be cut (or to come)."""
    cuts = {slot.work_order_id: slot for slot in made.schedule.slots if slot.stage == "cut"}
    parts: dict[str, list[WorkOrderDemand]] = {}
    for demand in made.demands:
        for name in dict.fromkeys((demand.work_order_id, demand.part_of)):
            parts.setdefault(name, []).append(demand)
    ready: dict[str, date] = {}
    for name, days in late_days.items():
        mine = parts.get(name, []) if name else []
        if not mine:
            known = ", ".join(one.work_order_id for one in made.schedule.work_orders)
            problems.append(Problem(file="--late", what=f"there is no order {name}", remedy=f"Name one of: {known}"))
        for demand in mine:
            cut = cuts.get(demand.work_order_id)
            if cut is None or cut.start_minute < now:
                what = f"{demand.work_order_id} is cut already, or its cutting has begun: its cloth is there"
                problems.append(Problem(file="--late", what=what, remedy="Leave it out"))
                continue
            planned = made.schedule.origin_day + timedelta(days=cut.start_minute // MINUTES_PER_DAY)
            ready[demand.work_order_id] = max(planned, demand.fabric_ready_day or planned) + timedelta(days=days)
    return tuple(
        replace(one, fabric_ready_day=ready.get(one.work_order_id, one.fabric_ready_day)) for one in made.demands
    )


def _short(made: MadeWork, absent: Mapping[str, int], problems: list[Problem]) -> tuple[LineBalance, ...]:
    """The lines balanced anew with the people who are left: the last ones of a line's list are counted as away."""
    assert made.standing is not None
    snapshot, policy = made.standing.snapshot, made.standing.policy
    lines = {line.line_id: line for factory in made.factories for line in factory.sewing_lines}
    for name, people in absent.items():
        line = lines.get(name)
        if line is None:
            remedy = f"Name one of: {', '.join(lines)}"
            problems.append(Problem(file="--absent", what=f"there is no sewing line {name}", remedy=remedy))
        elif people >= len(line.operators):
            what, remedy = f"{name} has {len(line.operators)} people, so {people} cannot leave any", "Say fewer"
            problems.append(Problem(file="--absent", what=what, remedy=remedy))
        else:
            lines[name] = replace(line, operators=line.operators[: len(line.operators) - people])
    if problems:
        return made.balances
    return tuple(
        balance_line(snapshot.bulletins[one.bulletin_id], lines[one.line_id], seed=policy.plan.seed, policy=policy.sew)
        if one.line_id in absent
        else one
        for one in made.balances
    )


def changed_orders(
    before: Schedule, after: Schedule, demands: Sequence[WorkOrderDemand], rules: SchedulePolicy
) -> tuple[ChangedOrder, ...]:
    """Orders whose line, first stitch, planned or promised day is another, by due day."""
    stood = {order.work_order_id: order for order in before.work_orders}
    price = {demand.work_order_id: late_cents_per_day(demand, rules) for demand in demands}
    first, then = _starts(before), _starts(after)
    found = []
    for order in after.work_orders:
        name = order.work_order_id
        old = stood.get(name)
        if old is None:
            continue
        one = ChangedOrder(
            work_order_id=name,
            line_before=_where(old),
            line_after=_where(order),
            start_before=first.get(name),
            start_after=then.get(name),
            planned_before=old.planned_day,
            planned_after=order.planned_day,
            promise_before=old.promise_day,
            promise_after=order.promise_day,
            due_day=order.due_day,
            late_cents=(order.late_days - old.late_days) * price.get(name, 0),
        )
        days = (one.planned_before, one.promise_before) != (one.planned_after, one.promise_after)
        if one.is_moved or days:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.due_day, one.work_order_id)))


def _where(order: WorkOrder) -> str:
    return f"{order.factory_id}/{order.line_id}" if order.line_id else ""


def _starts(schedule: Schedule) -> dict[str, date]:
    """The day of each order's first stitch."""
    sewn: list[Slot] = [slot for slot in schedule.slots if slot.stage == "sew"]
    return {
        slot.work_order_id: schedule.origin_day + timedelta(days=slot.start_minute // MINUTES_PER_DAY) for slot in sewn
    }
