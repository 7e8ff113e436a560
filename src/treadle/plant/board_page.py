"""The planning board as one looks at it: strips on lines, when each factory works, the load, why an order is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.board_desk import seen_board
from treadle.plant.board_released import released_board
from treadle.plant.schedule import MadeWork
from treadle.terms.board import FREEZE, OnBoard
from treadle.terms.calendar import MINUTES_PER_DAY, ShiftCalendar
from treadle.terms.reason import Reason
from treadle.terms.schedule import INFEASIBLE, KEPT, STAGES_AT_WORK, LineLoad, Slot, WorkOrder

#: Working minutes between two pieces of work that still follow one another: a change of style and a pause. Not tuned.
GAP_MINUTES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """An order on a line: clock readings of its first and last stitch (minutes since midnight of the board's day).
    `lines` are those that could sew it; `fixed` what holds it there ('' for nothing)."""

    order_id: str
    goods: str
    units: int
    factory_id: str
    line_id: str
    start_minute: int
    end_minute: int
    due_day: date
    planned_day: date | None
    promise_day: date | None
    status: str
    fixed: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A line, and the spans of the clock in which its factory works (minutes since midnight of the board's day)."""

    factory_id: str
    line_id: str
    people: int
    spans: tuple[tuple[int, int], ...]

    @property
    def place(self) -> str:
        """Factory and line."""
        return f"{self.factory_id}/{self.line_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A piece of work that has to end before the next can begin: an order's `stage` on a resource, over some days."""

    order_id: str
    goods: str
    stage: str
    resource_id: str
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOnBoard:
    """An order in full: why it is late or at risk, why that day and that line, and the chain of work that it waits for,
    the first link first. `there_by` are days by which it is there with a chance (0 to 1), the smallest first."""

    strip: Strip
    late_days: int
    cost_cents: int
    late_reason: Reason | None
    promise_reason: Reason | None
    line_reason: Reason | None
    factory_reason: Reason
    chain: tuple[Link, ...]
    there_by: tuple[tuple[float, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """The board: `plan_id` is '' where it shows what was released alone; `unplaced` are
    orders that nobody can make; `frozen_until` is the last day of what is held."""

    plan_id: str
    as_of: date
    days: int
    currency: str
    lines: tuple[BoardLine, ...]
    strips: tuple[Strip, ...]
    unplaced: tuple[WorkOrder, ...]
    by_hand: tuple[OnBoard, ...]
    loads: tuple[LineLoad, ...]
    styles: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str, str], ...]
    cost_cents: int
    frozen_until: date | None

    @property
    def late(self) -> tuple[Strip, ...]:
        """Strips that are not kept, those that are worst first."""
        found = [one for one in self.strips if one.status != KEPT]
        return tuple(sorted(found, key=lambda one: (one.status == "at risk", one.due_day, one.order_id)))


def shown_board(folder: Path) -> MadeWork:
    """The board of the plan that stands; where none does, what was released (without a `plan_id`: nothing can be moved
    on it). Raises `InputError` where there is neither."""
    try:
        return seen_board(folder)
    except InputError:
        return released_board(folder)


def board_page(folder: Path, *, currency: str) -> BoardPage:
    """The board that is shown. Raises as `shown_board`."""
    made = shown_board(folder)
    assert made.standing is not None
    snapshot = made.standing.snapshot
    strips = _strips(made)
    last = max((one.end_minute for one in strips), default=0)
    days = max(21, min(120, last // MINUTES_PER_DAY + 4))
    calendars = made.calendars()
    lines = tuple(
        BoardLine(
            factory_id=factory.factory_id, line_id=line.line_id, people=len(line.operators),
            spans=calendars[factory.factory_id].worked(made.schedule.origin_day, 0, days * MINUTES_PER_DAY),
        )
        for factory in snapshot.factories
        for line in factory.sewing_lines
    )  # fmt: skip
    frozen = [one.change.to_day for one in snapshot.board if one.change.kind == FREEZE and one.change.to_day]
    catalogue = snapshot.catalogue
    return BoardPage(
        plan_id=made.standing.plan_id, as_of=made.schedule.origin_day, days=days, currency=currency, lines=lines,
        strips=strips, unplaced=tuple(one for one in made.schedule.work_orders if one.status == INFEASIBLE),
        by_hand=snapshot.board, loads=made.schedule.loads,
        styles=tuple((one.style_id, catalogue.style_name(one.style_id)) for one in catalogue.styles if one.is_made),
        options=tuple(
            (one.style_id, one.option_id, catalogue.option_name(one.option_id)) for one in catalogue.options
            if catalogue.style[one.style_id].is_made
        ),
        cost_cents=sum(made.schedule.cost_cents.values()), frozen_until=max(frozen, default=None),
    )  # fmt: skip


def order_on_board(folder: Path, order_id: str) -> OrderOnBoard:
    """An order of the board in full. Raises `NotFoundError` where there is none, else as `shown_board`."""
    made = shown_board(folder)
    strip = next((one for one in _strips(made) if one.order_id == order_id), None)
    order = next((one for one in made.schedule.work_orders if one.work_order_id == order_id), None)
    if strip is None or order is None:
        raise NotFoundError(f"The plan has no order {order_id[:60]} on a line.")
    return OrderOnBoard(
        strip=strip, late_days=order.late_days, cost_cents=order.cost_cents, late_reason=order.late_reason,
        promise_reason=order.promise_reason, line_reason=order.line_reason, factory_reason=order.factory_reason,
        chain=_chain(made, order_id),
        there_by=next((one.days for one in made.schedule.promises if one.work_order_id == order_id), ()),
    )  # fmt: skip


def _strips(made: MadeWork) -> tuple[Strip, ...]:
    assert made.standing is not None
    catalogue = made.standing.snapshot.catalogue
    demands = {one.work_order_id: one for one in made.schedule.split(made.demands)}
    able: dict[str, list[str]] = {}
    usable = {(one.bulletin_id, one.line_id) for one in made.balances if one.status == "balanced"}
    for bulletin_id in {one.bulletin_id for one in demands.values()}:
        able[bulletin_id] = [
            f"{factory.factory_id}/{line.line_id}" for factory in made.factories for line in factory.sewing_lines
            if (bulletin_id, line.line_id) in usable
        ]  # fmt: skip
    orders = {one.work_order_id: one for one in made.schedule.work_orders}
    found = []
    for slot in made.schedule.slots:
        order, demand = orders[slot.work_order_id], demands.get(slot.work_order_id)
        if slot.stage != "sew":
            continue
        found.append(
            Strip(
                order_id=order.work_order_id, goods=catalogue.style_name(order.style_id),
                units=sum(order.units.values()), factory_id=slot.factory_id, line_id=slot.resource_id,
                start_minute=slot.start_minute, end_minute=slot.end_minute, due_day=order.due_day,
                planned_day=order.planned_day, promise_day=order.promise_day, status=order.status,
                fixed=demand.frozen.why if demand is not None and demand.frozen else "",
                lines=tuple(able.get(demand.bulletin_id, ())) if demand is not None else (),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.factory_id, one.line_id, one.start_minute)))


def _chain(made: MadeWork, order_id: str) -> tuple[Link, ...]:
    """What an order's sewing waits for, link by link: on its line what is sewn right before it, else its own cutting,
    and on the table what is cut right before that."""
    assert made.standing is not None
    catalogue, calendars = made.standing.snapshot.catalogue, made.calendars()
    style_of = {one.work_order_id: one.style_id for one in made.schedule.work_orders}
    at_work = [one for one in made.schedule.slots if one.factory_id in calendars and one.stage in STAGES_AT_WORK]
    now = next((one for one in at_work if one.work_order_id == order_id and one.stage == "sew"), None)
    found: list[Slot] = []
    while now is not None and now not in found:
        found.append(now)
        now = _before(now, at_work, calendars[now.factory_id], made.schedule.origin_day)
    return tuple(
        Link(order_id=one.work_order_id, goods=catalogue.style_name(style_of[one.work_order_id]), stage=one.stage,
             resource_id=one.resource_id, start_minute=one.start_minute, end_minute=one.end_minute)
        for one in reversed(found)
    )  # fmt: skip


def _before(slot: Slot, slots: Sequence[Slot], calendar: ShiftCalendar, origin_day: date) -> Slot | None:
    """The piece of work whose end lets a slot begin: the latest that ends before it on its resource or of its order, if
    hardly a working minute lies between."""
    ends = [
        one for one in slots
        if one is not slot and one.end_minute <= slot.start_minute
        and (one.resource_id, one.factory_id) == (slot.resource_id, slot.factory_id)
    ]  # fmt: skip
    ends += [one for one in slots if one.work_order_id == slot.work_order_id and one.end_minute <= slot.start_minute]
    if not ends:
        return None
    last = max(ends, key=lambda one: one.end_minute)
    between = calendar.worked(origin_day, last.end_minute, slot.start_minute)
    return last if sum(end - start for start, end in between) <= GAP_MINUTES + slot.setup_minutes else None
