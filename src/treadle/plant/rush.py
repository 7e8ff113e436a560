"""One more order, now: the earliest day, whom it moves, what it costs, and whether to take it."""

from __future__ import annotations

from datetime import date

from treadle.day.rush import rush_day
from treadle.plant.schedule import MadeWork
from treadle.problems.factory import read_order
from treadle.schedule.rush import rush_order
from treadle.terms.rush import RushAnswer


def rush(
    made: MadeWork, style_id: str, units: int, due_day: date, *, worth_cents: int | None = None,
    cut_minutes: float = 60.0, late_cents_per_day: int = 0, with_schedule: bool = False,
) -> RushAnswer:  # fmt: skip
    """Try the order at every sensible place of a plan and price what the whole plan then costs more.

    `worth_cents`: what it earns before its making; decides accept or not. `cut_minutes` and `late_cents_per_day`
    (0: by units) count for a plain file; a brand's folder knows its own. `with_schedule`: also the plan with the order.
    Raises `InputError` for a style that is not made.
    """
    if made.standing is not None:
        return rush_day(
            made.standing, style_id=style_id, units=units, due_day=due_day, worth_cents=worth_cents,
            with_schedule=with_schedule,
        )  # fmt: skip
    told = {"work_order_id": "RUSH", "style_id": style_id, "units": units, "due_day": due_day.isoformat()}
    asked = read_order(told | {"cut_minutes": cut_minutes, "late_cents_per_day": late_cents_per_day})
    return rush_order(
        made.schedule, made.demands, made.factories, made.balances, asked, worth_cents=worth_cents,
        with_schedule=with_schedule,
    )  # fmt: skip
