"""What a planner set on the planning board, put to work: factories that work otherwise, orders that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from treadle.schedule.clock import WorkClock
from treadle.schedule.jobs import fits
from treadle.schedule.startup import sew_minutes
from treadle.terms.board import ABSENCE, FREEZE, HOLIDAY, MOVE, OVERTIME, BoardChange, HeldOrder, OnBoard
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory
from treadle.terms.schedule import HELD, MOVED, FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance, SewingLine
from treadle.terms.snapshot import Snapshot


def with_board(snapshot: Snapshot, board: Sequence[OnBoard]) -> Snapshot:
    """The snapshot with this board in place of any other; its factories work as the board says."""
    plain = snapshot.plain_factories or snapshot.factories
    changes = [one.change for one in board]
    factories = tuple(factory_on_board(factory, changes) for factory in plain)
    return replace(snapshot, board=tuple(board), factories=factories, plain_factories=plain)


def factory_on_board(factory: Factory, changes: Sequence[BoardChange]) -> Factory:
    """The factory with its holidays, its overtime and the people who are away."""
    mine = [one for one in changes if one.factory_id == factory.factory_id]
    holidays = frozenset(one.from_day for one in mine if one.kind == HOLIDAY and one.from_day)
    longer: dict[date, int] = {}
    for one in mine:
        if one.kind == OVERTIME and one.from_day:
            longer[one.from_day] = max(one.minutes, longer.get(one.from_day, 0))
    if not mine:
        return factory
    closed_days = factory.calendar.closed_days | holidays
    calendar = replace(factory.calendar, closed_days=closed_days, told_overtime=tuple(sorted(longer.items())))
    finishing = replace(factory.finishing, closed_days=factory.finishing.closed_days | holidays)
    lines = tuple(_line(line, mine) for line in factory.sewing_lines)
    return replace(factory, calendar=calendar, finishing=finishing, sewing_lines=lines)


def _line(line: SewingLine, changes: Sequence[BoardChange]) -> SewingLine:
    told = [one for one in changes if one.kind == ABSENCE and one.line_id == line.line_id]
    away = tuple((one.from_day, one.to_day, one.people) for one in told if one.from_day and not one.operator_ids)
    named = tuple((one.from_day, one.to_day, one.operator_ids) for one in told if one.from_day and one.operator_ids)
    return replace(line, away=away, named_away=named) if told else line


def kept_by_board(
    snapshot: Snapshot, demands: Sequence[WorkOrderDemand], balances: Sequence[LineBalance]
) -> tuple[WorkOrderDemand, ...]:
    """Orders that are not released yet, fixed where the planner moved them or holds them; what was set last counts.

    Orders moved to one line and day are sewn there one after the other, in the order in which they were moved. A start
    that has passed is not kept, the line is.
    """
    asked = {one.work_order_id: one for one in demands if one.frozen is None}
    queue = _Queue(snapshot, balances)
    slots: dict[str, FrozenSlot] = {}
    for one in snapshot.board:
        for held in one.change.held if one.change.kind == FREEZE else ():
            slots[held.order_id] = _held(snapshot.as_of, held, one.reason)
        demand = asked.get(one.change.order_id)
        if one.change.kind == MOVE and demand is not None:
            slots[demand.work_order_id] = queue.place(demand, one)
    return tuple(
        replace(one, frozen=slots[one.work_order_id])
        if one.work_order_id in slots and one.work_order_id in asked
        else one
        for one in demands
    )


def _held(as_of: date, held: HeldOrder, note: str) -> FrozenSlot:
    """The place of an order that a freeze holds."""
    start = (held.day - as_of).days * MINUTES_PER_DAY + held.minute
    return FrozenSlot(
        factory_id=held.factory_id, line_id=held.line_id, sew_start_minute=max(start, 0), is_start_kept=start >= 0,
        why=HELD, note=note,
    )  # fmt: skip


class _Queue:
    """Places of orders that are moved: those of one line and day behind each other."""

    def __init__(self, snapshot: Snapshot, balances: Sequence[LineBalance]) -> None:
        self.as_of = snapshot.as_of
        self.factories = {factory.factory_id: factory for factory in snapshot.factories}
        self.usable = fits(balances)
        self.ends: dict[tuple[str, str, date], int] = {}

    def place(self, demand: WorkOrderDemand, move: OnBoard) -> FrozenSlot:
        """Where a moved order is fixed."""
        change, start = move.change, None
        factory, day = self.factories.get(change.factory_id), change.from_day
        if factory is not None and day is not None and day >= self.as_of:
            midnight = (day - self.as_of).days * MINUTES_PER_DAY
            place = change.factory_id, change.line_id, day
            work = self.ends.get(place)
            if work is None:
                work = WorkClock.covering(factory.calendar, self.as_of, midnight, 1).to_work(midnight)
            balance = self.usable.get((demand.bulletin_id, change.line_id))
            self.ends[place] = work + (sew_minutes(demand, balance, factory) if balance else 1)
            start = WorkClock.covering(factory.calendar, self.as_of, 0, work + 1).to_wall_start(work)
        return FrozenSlot(
            factory_id=change.factory_id, line_id=change.line_id, sew_start_minute=start or 0,
            is_start_kept=start is not None, why=MOVED, note=move.reason,
        )  # fmt: skip
