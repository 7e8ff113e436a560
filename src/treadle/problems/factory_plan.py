"""A plan of making as a plain file: the JSON that `treadle schedule` writes and `treadle rush` reads again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from treadle.errors import InputError
from treadle.terms.codec import from_values, to_values
from treadle.terms.schedule import Schedule, Slot, WorkOrder


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
    remedy = "Give what 'treadle schedule --out plan.json' wrote"
    try:
        slots = tuple(from_values(Slot, slot, file=name, remedy=remedy) for slot in told["slots"])
        origin = date.fromisoformat(told["origin_day"])
        parts = {str(name): int(count) for name, count in told.get("parts", {}).items()}
        overtime = {
            str(name): tuple(date.fromisoformat(day) for day in days)
            for name, days in told.get("overtime_days", {}).items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError.single(name, f"it is no plan ({error})", remedy) from None
    return Schedule(
        origin_day=origin,
        work_orders=(),
        slots=slots,
        cost_cents={},
        status="feasible",
        overtime_days=overtime,
        parts=parts,
    )
