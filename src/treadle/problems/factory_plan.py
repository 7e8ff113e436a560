"""A plan of making as a plain file: the JSON that `treadle schedule` writes and `treadle rush` reads again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from treadle.errors import InputError, Problem
from treadle.terms.codec import to_values
from treadle.terms.json_form import JsonForm
from treadle.terms.schedule import STAGES, Schedule, Slot, WorkOrder

#: Minutes from the first day that a slot may lie at: twenty years.
MOST_MINUTE = 20 * 366 * 24 * 60


def told_plan(schedule: Schedule) -> dict[str, Any]:
    """Orders, slots, money, parts and overtime of a plan as plain values."""
    return {
        "origin_day": schedule.origin_day.isoformat(),
        "status": schedule.status,
        "cost_cents": dict(schedule.cost_cents),
        "parts": dict(schedule.parts),
        "overtime_days": {
            name: [day.isoformat() for day in days] for name, days in sorted(schedule.overtime_days.items())
        },
        "work_orders": [told_order(order) for order in schedule.work_orders],
        "slots": [to_values(slot) for slot in schedule.slots],
    }


def told_order(order: WorkOrder) -> dict[str, Any]:
    """One work order as plain values."""
    return {
        "work_order_id": order.work_order_id,
        "style_id": order.style_id,
        "factory_id": order.factory_id,
        "line_id": order.line_id,
        "units": sum(order.units.values()),
        "due_day": order.due_day.isoformat(),
        "planned_day": None if order.planned_day is None else order.planned_day.isoformat(),
        "promise_day": None if order.promise_day is None else order.promise_day.isoformat(),
        "status": order.status,
        "late_days": order.late_days,
        "cost_cents": order.cost_cents,
    }


def read_told_plan(told: Mapping[str, Any], name: str) -> Schedule:
    """The slots of a plan that `told_plan` told; orders and promises are made anew where they are needed.

    `name` is said in errors. Raises `InputError`.
    """
    problems: list[Problem] = []
    form = JsonForm(told, name, "", problems, "Give what 'treadle schedule --out plan.json' wrote")
    origin = form.day("origin_day")
    slots = tuple(_slot(one) for one in form.forms("slots", "slot"))
    parts = {one: form.whole_of(count, f"parts of {one}", 1, 1_000) for one, count in form.mapping("parts").items()}
    overtime: dict[str, tuple[date, ...]] = {}
    for factory_id, days in form.mapping("overtime_days").items():
        found = [
            form.day_of(day, f"overtime_days of {factory_id}") for day in (days if isinstance(days, list) else [days])
        ]
        overtime[factory_id] = tuple(day for day in found if day is not None)
    form.end("status", "cost_cents", "work_orders")
    if problems or origin is None:
        raise InputError(problems)
    return Schedule(
        origin_day=origin,
        work_orders=(),
        slots=slots,
        cost_cents={},
        status="feasible",
        overtime_days=overtime,
        parts=parts,
    )


def _slot(form: JsonForm) -> Slot:
    stage = form.text("stage")
    if stage and stage not in STAGES:
        form.wrong("stage", f"is {stage[:40]}", f"Stages are {', '.join(STAGES)}")
    start, end = (form.whole(key, None, -MOST_MINUTE, MOST_MINUTE) for key in ("start_minute", "end_minute"))
    if end < start:
        form.wrong("end_minute", f"is {end}, before the start {start}", "End it after it starts")
    found = Slot(
        work_order_id=form.text("work_order_id"), stage=stage, factory_id=form.text("factory_id"),
        resource_id=form.text("resource_id"), start_minute=start, end_minute=end,
        setup_minutes=form.whole("setup_minutes", 0, 0, MOST_MINUTE),
    )  # fmt: skip
    form.end()
    return found
