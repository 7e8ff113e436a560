"""When orders in work will be there, what to do where a promise would break, and moving it before it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from pathlib import Path

from treadle.plant.books import entry_of
from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.schedule.work_in_progress import left_share, unfinished
from treadle.terms.expectation import Expectation, LinePace, PromiseMoved
from treadle.terms.order import Order
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.track.alarms import OtherLine, choices
from treadle.track.expect import Waiting, expect_line, learn_pace, line_days, working_minutes
from treadle.track.floor.made import earned_minutes

#: A promise that was moved is taken back only where the order is there so many days sooner.
SOONER_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line with what waits at it and its pace."""

    factory: Factory
    line: SewingLine
    orders: tuple[Order, ...]
    waiting: tuple[Waiting, ...]
    pace: LinePace


def expect_orders(read: FloorRead, at: datetime | None = None) -> tuple[Expectation, ...]:
    """When every unfinished order of our factories will be there, in the order of factories, lines and their queues.

    `at` is by the brand's clock (default: the newest moment that scans tell). Orders of a line or bulletin that is no
    longer there are left out.
    """
    now = at or read.now
    lines = _lines(read, now)
    policy = read.books.settings.policy
    probability = policy.promise.probability
    found = []
    for one in lines:
        told = expect_line(one.waiting, one.pace, one.factory, now, probability=probability)
        for place, (order, expected) in enumerate(zip(one.orders, told, strict=True)):
            if expected.kept_share >= probability - 1e-9:
                found.append(expected)
                continue
            late_cents = policy.schedule.late_cents_per_unit_day * order.open_units
            ways = choices(
                expected, one.waiting[: place + 1], one.pace, one.factory, now, people=len(one.line.operators),
                unbegun_minutes=_unbegun(read, order, expected), others=_others(read, lines, one, order, now),
                probability=probability, late_cents_per_day=late_cents,
            )  # fmt: skip
            found.append(replace(expected, choices=ways))
    return tuple(found)


def move_promises(folder: Path, *, author: str, at: datetime | None = None) -> tuple[tuple[str, PromiseMoved], ...]:
    """Move every promise that is kept less surely than asked for to the day that is, with its reason; take one back
    where the order is there sooner again. Returns (order, move) of those that were moved.

    Raises as `read_floor_of`, and `ConflictError` where somebody else changed the ledger meanwhile.
    """
    read = read_floor_of(folder)
    orders = {one.order_id: one for one in read.books.snapshot.orders}
    probability = read.books.settings.policy.promise.probability
    found = []
    for one in expect_orders(read, at):
        order = orders[one.order_id]
        day = max(one.day(probability), order.terms.promise_day)
        if day > order.told_day or (order.told_day - day).days >= SOONER_DAYS:
            body = PromiseMoved(before_day=order.told_day, day=day, probability=probability, reason=one.reason)
            found.append((one.order_id, body))
    books = read.books
    entries = [
        entry_of("promise moved", order_id, body, key=f"promise moved:{order_id}:{body.before_day}:{body.day}",
                 known=books.snapshot.as_of, author=author, settings=books.settings)
        for order_id, body in found
    ]  # fmt: skip
    if entries:
        books.ledger.add(entries, seen_head=books.head)
    return tuple(found)


def _lines(read: FloorRead, now: datetime) -> tuple[_Line, ...]:
    """Every line of every factory, each with its queue and what it has earned."""
    snapshot, policy = read.books.snapshot, read.books.settings.policy
    queues: dict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in unfinished(snapshot):
        if _bulletin(read, order) is not None:
            queues[order.terms.factory_id, order.terms.line_id].append(order)
    earned = _earned(read)
    doubt = max(sqrt(policy.promise.line_sd**2 + policy.promise.sew_sd**2), 0.01)
    found = []
    for factory in snapshot.factories:
        for line in factory.sewing_lines:
            orders = _queue(read, queues.get((factory.factory_id, line.line_id), []))
            own = earned.get((factory.factory_id, line.line_id), {})
            balance = _balance(read, orders[0], line) if orders else None
            told = len(line.operators) * (balance.line_efficiency if balance else 1.0)
            days = line_days(own, factory.calendar, now)
            pace = learn_pace(factory.factory_id, line.line_id, max(told, 0.01), days,
                              factory.calendar.usual_day_minutes(), told_sd=doubt)  # fmt: skip
            waiting = tuple(_waiting(read, one, line, factory, now) for one in orders)
            found.append(_Line(factory=factory, line=line, orders=tuple(orders), waiting=waiting, pace=pace))
    return tuple(found)


def _bulletin(read: FloorRead, order: Order) -> Bulletin | None:
    style = read.books.snapshot.catalogue.style.get(order.terms.style_id)
    return read.bulletins.get(style.bulletin_id or "") if style else None


def _queue(read: FloorRead, orders: Sequence[Order]) -> list[Order]:
    """What is begun first, then by the start that was planned."""
    begun = {one.order_id for one in read.floor.bundles if one.is_begun}
    first = {one.order_id: one.terms for one in orders}

    def place(order: Order) -> tuple[bool, int, int, str]:
        terms = first[order.order_id]
        return (order.order_id not in begun, terms.origin_day.toordinal() * 1440 + terms.sew_start_minute,
                terms.promise_day.toordinal(), order.order_id)  # fmt: skip

    return sorted(orders, key=place)


def _earned(read: FloorRead) -> dict[tuple[str, str], dict[datetime, float]]:
    """Standard minutes earned by factory and line, and hour: an order's work was done on its line."""
    where = {one.order_id: (one.terms.factory_id, one.terms.line_id) for one in read.books.snapshot.orders}
    found: dict[tuple[str, str], dict[datetime, float]] = defaultdict(lambda: defaultdict(float))
    for (order_id, hour), minutes in earned_minutes(read.floor, read.bundles, read.bulletins, read.zone).items():
        if order_id in where:
            found[where[order_id]][hour] += minutes
    return found


def _balance(read: FloorRead, order: Order, line: SewingLine) -> LineBalance | None:
    bulletin = _bulletin(read, order)
    return None if bulletin is None else read.balance(bulletin, line)


def _waiting(read: FloorRead, order: Order, line: SewingLine, factory: Factory, now: datetime) -> Waiting:
    terms = order.terms
    on_floor = read.on_floor.get(order.order_id)
    bulletin = _bulletin(read, order)
    assert bulletin is not None
    wanted = sum(order.to_make(one) for one in order.lines)
    if on_floor is None:
        left = wanted * bulletin.smv_minutes * left_share(read.books.snapshot, order)
    else:
        left = on_floor.left_minutes + max(wanted - on_floor.tied_units, 0) * bulletin.smv_minutes
    begins = (terms.origin_day - now.date()).days * 1440 + terms.sew_start_minute
    is_begun = on_floor is not None and on_floor.begun_units > 0
    slowest, name = _slowest(read, order, line, _balance(read, order, line))
    return Waiting(
        order_id=order.order_id, left_minutes=left, promise_day=order.told_day, slowest_minutes=slowest,
        slowest_operation=name,
        start_minute=0.0 if is_begun else working_minutes(factory.calendar, now, begins),
    )  # fmt: skip


def _slowest(read: FloorRead, order: Order, line: SewingLine, balance: LineBalance | None) -> tuple[float, str]:
    """Clock minutes of the operation of an order that takes longest with the people who are placed at it, by what they
    really take."""
    people: dict[str, int] = defaultdict(int)
    for station in balance.stations if balance else ():
        for operation in station.operation_ids:
            people[operation] += len(station.operator_ids)
    own = {one.operator_id for one in line.operators}
    worst = (0.0, "")
    for one in read.floor.left:
        if one.order_id == order.order_id and people.get(one.operation_id):
            factors = [t.factor for t in read.times if t.operation_id == one.operation_id and t.operator_id in own]
            factor = sum(factors) / len(factors) if factors else 1.0
            worst = max(worst, (one.minutes * factor / people[one.operation_id], one.operation_id))
    return worst


def _unbegun(read: FloorRead, order: Order, expected: Expectation) -> float:
    own = [one for one in read.floor.bundles if one.order_id == order.order_id]
    return sum(one.left_minutes for one in own if not one.is_begun) if own else expected.left_minutes


def _others(read: FloorRead, lines: Sequence[_Line], own: _Line, order: Order, now: datetime) -> tuple[OtherLine, ...]:
    """Other lines of the factory that can sew the order."""
    found = []
    for one in lines:
        if one.factory.factory_id != own.factory.factory_id or one.line.line_id == own.line.line_id:
            continue
        balance = _balance(read, order, one.line)
        if balance is None:
            continue
        last = one.orders[-1].terms.style_id if one.orders else None
        told = len(one.line.operators) * balance.line_efficiency
        pace = one.pace if one.orders else replace(one.pace, told=told, pace=told)
        found.append(
            OtherLine(pace=pace, people=len(one.line.operators), waiting=one.waiting,
                      changeover_minutes=float(one.factory.changeover(last, order.terms.style_id)))
        )  # fmt: skip
    return tuple(found)
