"""What to do where a promise would break, and what each way costs: overtime, another line, telling the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from treadle.terms.expectation import Choice, Expectation, LinePace
from treadle.terms.place import Factory
from treadle.terms.reason import Reason
from treadle.track.expect import Waiting, kept_share

#: Days of overtime that are tried at most. Not tuned: bounds work and memory.
MOST_OVERTIME_DAYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLine:
    """A line of the same factory that could take what nobody has begun of an order: its own queue and pace, people,
    and minutes of its changeover."""

    pace: LinePace
    people: int
    waiting: tuple[Waiting, ...]
    changeover_minutes: float


def choices(
    told: Expectation, waiting: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, *, people: int,
    unbegun_minutes: float, others: Sequence[OtherLine], probability: float, late_cents_per_day: float,
) -> tuple[Choice, ...]:  # fmt: skip
    """What can be done for an order whose promise is less sure than `probability`, the cheapest that holds first.

    `waiting` is its line's queue up to it. Overtime: the fewest days, from today on, until the promise is as sure as
    asked for. Another line: what is unbegun goes to the line that keeps the promise best, at the price of a change of
    style there. Telling: a new day, at what lateness costs a day.
    """
    found = []
    by_overtime = _overtime(told, waiting, pace, factory, now, people, probability)
    if by_overtime is not None:
        found.append(by_overtime)
    moved = [_moved(waiting, pace, factory, now, one, unbegun_minutes) for one in others if unbegun_minutes > 0]
    better = [one for one in moved if one.kept_share > told.kept_share]
    if better:
        found.append(max(better, key=lambda one: (one.kept_share, -one.cost_cents)))
    day = told.day(probability)
    late = max((day - told.promise_day).days, 0)
    cost = round(late * late_cents_per_day)
    found.append(
        Choice(kind="tell", cost_cents=cost, kept_share=probability, day=day,
               reason=Reason.of("alarm.tell", until_on=day.isoformat(), late_days=late, cost_cents=cost))
    )  # fmt: skip
    holds = probability - 1e-9
    return tuple(sorted(found, key=lambda one: (one.kept_share < holds, one.cost_cents, one.kind)))


def _overtime(
    told: Expectation, waiting: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, people: int,
    probability: float,
) -> Choice | None:  # fmt: skip
    if factory.overtime_minutes <= 0:
        return None

    def worked(days: Sequence[date]) -> tuple[float, int]:
        opened = factory.opened(days)
        minutes = sum(opened.calendar.minutes(day) - factory.calendar.minutes(day) for day in days)
        cost = minutes * people * factory.minute_cost_cents * (1 + factory.overtime_premium_share)
        return kept_share(waiting, pace, opened, now), round(cost)

    open_days = (now.date() + timedelta(days=ahead) for ahead in range(4 * MOST_OVERTIME_DAYS))
    usable = [day for day in open_days if factory.calendar.spans(day) and day < told.promise_day]
    usable = usable[:MOST_OVERTIME_DAYS]
    count = _fewest(len(usable), lambda count: worked(usable[:count])[0] >= probability)
    if not count:
        return None
    kept, cost = worked(usable[:count])
    if kept <= told.kept_share:
        return None
    return Choice(
        kind="overtime", cost_cents=cost, kept_share=kept,
        reason=Reason.of("alarm.overtime", overtime_days=count, minutes=factory.overtime_minutes, cost_cents=cost,
                         kept_share=kept, line=pace.line_id),
    )  # fmt: skip


def _fewest(most: int, holds: Callable[[int], bool]) -> int:
    """The least count from 1 to `most` that holds (more never hold less); `most` where none does."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _moved(
    waiting: Sequence[Waiting], pace: LinePace, factory: Factory, now: datetime, other: OtherLine,
    unbegun_minutes: float,
) -> Choice:  # fmt: skip
    """What is unbegun goes to another line, behind what waits there; the order is there when both parts are."""
    own = waiting[-1]
    moving = min(unbegun_minutes, own.left_minutes)
    stays = replace(own, left_minutes=own.left_minutes - moving)
    goes = replace(own, left_minutes=moving + other.changeover_minutes * other.pace.pace, slowest_minutes=0.0)
    here = kept_share((*waiting[:-1], stays), pace, factory, now)
    kept = min(here, kept_share((*other.waiting, goes), other.pace, factory, now))
    cost = round(other.changeover_minutes * other.people * factory.minute_cost_cents)
    return Choice(
        kind="other_line", cost_cents=cost, kept_share=kept,
        reason=Reason.of("alarm.other_line", line=other.pace.line_id, minutes=round(moving), cost_cents=cost,
                         kept_share=kept),
    )  # fmt: skip
