"""By which day each order is there with which probability, and why not earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treadle.errors import NotFoundError
from treadle.plant.rush import rush
from treadle.plant.schedule import MadeWork
from treadle.terms.rush import RushAnswer
from treadle.terms.schedule import PromiseLine


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """What could be promised of an order that nobody placed: `there_by` are days by which it is there with a chance
    (0 to 1), the smallest first, at the place that `answer` chose; none where no factory can make it."""

    answer: RushAnswer
    there_by: tuple[tuple[float, date], ...]


def promise_new(made: MadeWork, style_id: str, units: int, *, due_day: date | None = None) -> NewPromise:
    """The days of one more order, beside all that is planned; nothing is written. Without `due_day`: as soon as it can
    be, whoever gives way. Raises `InputError` as `rush` does."""
    answer = rush(made, style_id, units, due_day or made.schedule.origin_day, with_schedule=True)
    days: dict[float, date] = {}
    if answer.schedule is not None:
        told = {one.work_order_id: one for one in answer.schedule.promises}
        days = dict(told[answer.work_order_id].days) if answer.work_order_id in told else {}
    return NewPromise(answer=answer, there_by=tuple(sorted(days.items())))


def promise(made: MadeWork, work_order_id: str | None = None) -> tuple[PromiseLine, ...]:
    """What a plan promises of all its orders, or of one. Raises `NotFoundError` where there is no such order."""
    lines = made.schedule.promise_lines(work_order_id)
    if not lines and work_order_id is not None:
        raise NotFoundError(f"There is no work order {work_order_id} in the plan.")
    return lines
