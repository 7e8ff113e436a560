"""What a made plan promises: every order's distribution with its reason, from the decisions of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.terms.reason import Reason
from treadle.terms.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """One order as it is told: days by probability, the day of the plan, and why not earlier (or why never)."""

    work_order_id: str
    due_day: date
    planned_day: date | None
    days: Mapping[float, date]
    reason: Reason | None


def promise_lines(schedule: Schedule, only: str | None = None) -> tuple[PromiseLine, ...]:
    """All orders of a schedule, or the one called `only` (none where there is no such order)."""
    told = {promise.work_order_id: promise for promise in schedule.promises}
    return tuple(
        PromiseLine(
            work_order_id=order.work_order_id,
            due_day=order.due_day,
            planned_day=order.planned_day,
            days=dict(told[order.work_order_id].days) if order.work_order_id in told else {},
            reason=order.promise_reason or order.late_reason,
        )
        for order in schedule.work_orders
        if only in (None, order.work_order_id)
    )
