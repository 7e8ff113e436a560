"""By which day each order is there with which probability, and why not earlier."""

from __future__ import annotations

from treadle.errors import NotFoundError
from treadle.plant.schedule import MadeWork
from treadle.terms.schedule import PromiseLine


def promise(made: MadeWork, work_order_id: str | None = None) -> tuple[PromiseLine, ...]:
    """What a plan promises of all its orders, or of one. Raises `NotFoundError` where there is no such order."""
    lines = made.schedule.promise_lines(work_order_id)
    if not lines and work_order_id is not None:
        raise NotFoundError(f"There is no work order {work_order_id} in the plan.")
    return lines
