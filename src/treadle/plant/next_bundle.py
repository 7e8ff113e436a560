"""What somebody on a line who is free takes next, and who takes over where somebody is away today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.first_piece import held_for_first_piece
from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.sew.manning import without_people
from treadle.sew.real_times import with_real_times
from treadle.terms.dispatch import NextBundle, OrderUrgency, Rebalanced, WaitingWork
from treadle.terms.floor import BundleCount
from treadle.terms.order import Order
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.track.dispatch import next_bundles
from treadle.track.expect import working_minutes
from treadle.track.floor.mend import pieces_to_mend

#: Days looked ahead for the day by which an order must be sewn.
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTold:
    """What somebody does next, the best first; `operations` are those they are placed at now, by bulletin."""

    factory_id: str
    line_id: str
    operator_id: str
    now: datetime
    operations: Mapping[str, tuple[str, ...]]
    bundles: tuple[NextBundle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToday:
    """A line while some of its people are away: for each bulletin that it sews, where everybody stands and what was
    moved for it."""

    factory_id: str
    line_id: str
    away: tuple[str, ...]
    balances: Mapping[str, LineBalance]
    moved: Mapping[str, Rebalanced]


def next_for(
    folder: Path, who: str, *, away: Sequence[str] = (), at: datetime | None = None, factory_id: str | None = None
) -> NextTold:
    """The next bundles for a person (`R1-03`), or for whoever stands at a station of what the line sews now (`R1/S03`).

    `away` are people of the line who are not there today; `at` is by the brand's clock (default: the newest scan).
    `factory_id`: of this factory alone. Raises `NotFoundError` where there is no such person or station, and as
    `read_floor_of`.
    """
    return next_on(read_floor_of(folder), who, away=away, at=at, factory_id=factory_id)


def next_on(
    read: FloorRead, who: str, *, away: Sequence[str] = (), at: datetime | None = None, factory_id: str | None = None
) -> NextTold:
    """As `next_for`, of a floor that was read."""
    now = at or read.now
    factory, line, person = _person(read, who, factory_id)
    today = line_today(read, factory, line, away)
    work = _Work(read=read, factory=factory, line=line, today=today, now=now, away=frozenset(away))
    own = {(one, name) for one, told in work.placed(person).items() for name in told}
    paced = line
    for bulletin_id in today.balances:
        paced = with_real_times(paced, read.bulletins[bulletin_id], read.times)
    operator = next(one for one in paced.operators if one.operator_id == person)
    kinds = {one.operation_id: one.machine for name in today.balances for one in read.bulletins[name].operations
             if (name, one.operation_id) in own}  # fmt: skip
    found = next_bundles(operator, own, work.waiting(), work.urgencies(), machines=set(kinds.values()))
    return NextTold(factory_id=factory.factory_id, line_id=line.line_id, operator_id=person, now=now,
                    operations=work.placed(person), bundles=found)  # fmt: skip


def line_without(folder: Path, away: Sequence[str], *, factory_id: str | None = None) -> tuple[LineToday, ...]:
    """The lines of people who are away today, each with its work given to the others by few changes.

    Raises `NotFoundError` for somebody who is on no line, and as `read_floor_of`.
    """
    return lines_without(read_floor_of(folder), away, factory_id=factory_id)


def lines_without(read: FloorRead, away: Sequence[str], *, factory_id: str | None = None) -> tuple[LineToday, ...]:
    """As `line_without`, of a floor that was read."""
    lines: dict[tuple[str, str], tuple[Factory, SewingLine]] = {}
    for one in away:
        factory, line, _ = _person(read, one, factory_id)
        lines[factory.factory_id, line.line_id] = factory, line
    return tuple(line_today(read, factory, line, away) for factory, line in lines.values())


def _person(read: FloorRead, who: str, factory_id: str | None) -> tuple[Factory, SewingLine, str]:
    """The factory, line and id of a person, or of the first who stands at a station."""
    line_id, _, station_id = who.rpartition("/")
    places = [(factory, line) for factory in read.books.snapshot.factories for line in factory.sewing_lines
              if factory_id in (None, factory.factory_id)]  # fmt: skip
    for factory, line in places:
        if any(one.operator_id == who for one in line.operators):
            return factory, line, who
        if line_id in (line.line_id, f"{factory.factory_id}/{line.line_id}"):
            for balance in line_today(read, factory, line, ()).balances.values():
                for station in balance.stations:
                    if station.station_id == station_id:
                        return factory, line, station.operator_ids[0]
    people = sorted(one.operator_id for _, line in places for one in line.operators)
    told = ", ".join(people[:8]) or "nobody"
    raise NotFoundError(
        f"There is no operator or station {who}. Name a person ({told}), or a station as LINE/STATION where the line "
        "sews now."
    )


def line_today(read: FloorRead, factory: Factory, line: SewingLine, away: Sequence[str]) -> LineToday:
    """Where everybody of a line stands for what it has on the floor, its first order first."""
    own = [one for one in away if any(person.operator_id == one for person in line.operators)]
    balances, moved = {}, {}
    for order in _orders(read, factory, line):
        bulletin = _bulletin(read, order)
        whole = read.balance(bulletin, line) if bulletin is not None else None
        if bulletin is None or whole is None or bulletin.bulletin_id in balances:
            continue
        found, told = read.without(whole, bulletin, line, own)
        balances[bulletin.bulletin_id] = found
        if own:
            moved[bulletin.bulletin_id] = told
    return LineToday(factory_id=factory.factory_id, line_id=line.line_id, away=tuple(own), balances=balances,
                     moved=moved)  # fmt: skip


def line_of_order(read: FloorRead, order_id: str, factory_id: str | None = None) -> tuple[Factory, SewingLine] | None:
    """The factory and line of an order, of one factory alone where one is said; None where it has none."""
    order = next((one for one in read.books.snapshot.orders if one.order_id == order_id), None)
    for factory in read.books.snapshot.factories if order is not None else ():
        for line in factory.sewing_lines:
            here = (factory.factory_id, line.line_id)
            if order is not None and here == (order.terms.factory_id, order.terms.line_id):
                return (factory, line) if factory_id in (None, factory.factory_id) else None
    return None


def _orders(read: FloorRead, factory: Factory, line: SewingLine) -> list[Order]:
    """Orders of a line that have bundles to sew, in the order of the plan."""
    own = [one for one in read.books.snapshot.orders if one.order_id in read.to_sew
           and (one.terms.factory_id, one.terms.line_id) == (factory.factory_id, line.line_id)]  # fmt: skip
    return sorted(own, key=lambda one: (one.terms.origin_day, one.terms.sew_start_minute, one.order_id))


def _bulletin(read: FloorRead, order: Order) -> Bulletin | None:
    name = read.bulletin_of.get(order.order_id)
    return None if name is None else read.bulletins[name]


@dataclass(frozen=True, kw_only=True)
class _Work:
    """What waits on a line now."""

    read: FloorRead
    factory: Factory
    line: SewingLine
    today: LineToday
    now: datetime
    away: Collection[str]

    def placed(self, person: str) -> dict[str, tuple[str, ...]]:
        """The operations of a person by bulletin."""
        return {
            bulletin_id: one.operation_ids
            for bulletin_id, balance in self.today.balances.items()
            for one in balance.stations
            if person in one.operator_ids
        }

    def urgencies(self) -> dict[str, OrderUrgency]:
        """What each order of the line is worth."""
        cents = self.read.books.settings.policy.schedule.late_cents_per_unit_day
        people = max(len(without_people(self.line, self.today.away).operators), 1)
        found = {}
        for order in _orders(self.read, self.factory, self.line):
            minutes = sum(one.left_minutes for one in self.read.floor.bundles if one.order_id == order.order_id)
            found[order.order_id] = OrderUrgency(
                order_id=order.order_id, left_minutes=minutes / people, late_cents_per_day=cents * order.open_units,
                due_minutes=_minutes_until(self.factory, order.told_day, self.now),
            )  # fmt: skip
        return found

    def waiting(self) -> list[WaitingWork]:
        """The first bundle of every order and operation that waits and that nobody has begun there; then what is to be
        mended."""
        begun, last = begun_work(self.read)
        orders = {one.order_id for one in _orders(self.read, self.factory, self.line)}
        held = held_for_first_piece(self.read, orders)
        bundles: dict[tuple[str, str], list[BundleCount]] = defaultdict(list)
        for one in self.read.floor.bundles:
            for operation in one.waits_for if one.order_id in orders and not one.is_held else ():
                if (one.bundle_id, operation) not in begun and one.bundle_id not in held:
                    bundles[one.order_id, operation].append(one)
        told = {one.bundle_id: one for one in self.read.bundles}
        found = []
        for (order_id, operation_id), waits in bundles.items():
            first = min(waits, key=lambda one: (last.get(one.bundle_id, self.now), one.bundle_id))
            bulletin = self.read.bulletins[told[first.bundle_id].bulletin_id]
            step = next(one for one in bulletin.operations if one.operation_id == operation_id)
            then = [one.operation_id for one in bulletin.operations if operation_id in one.predecessors]
            others = {name for one in bulletin.operations if one.operation_id in then for name in one.predecessors}
            found.append(
                WaitingWork(
                    bundle_id=first.bundle_id, order_id=order_id, bulletin_id=bulletin.bulletin_id,
                    operation=step, units=first.units,
                    waited_minutes=(self.now - last.get(first.bundle_id, self.now)).total_seconds() / 60.0,
                    queue_minutes=self._minutes(bulletin, operation_id, sum(one.units for one in waits)),
                    ready_minutes=max((self._minutes(bulletin, name, self._ready(order_id, name)) for name in then),
                                      default=0.0),
                    ahead_minutes=max((self._minutes(bulletin, name, self._ahead(order_id, operation_id, name))
                                       for name in then), default=0.0),
                    is_matched=not (others - {operation_id}) & self._undone(first.bundle_id, bulletin),
                )
            )  # fmt: skip
        return [*found, *self._to_mend(orders, last)]

    def _to_mend(self, orders: Collection[str], last: Mapping[str, datetime]) -> list[WaitingWork]:
        """Pieces with a defect, at the operation that made it: it knows how, and nothing behind it has to wait."""
        told = {one.bundle_id: one for one in self.read.bundles}
        held = {one.bundle_id for one in self.read.floor.bundles if one.is_held}
        found = []
        for (bundle_id, operation_id), units in pieces_to_mend(self.read.scans).items():
            tied = told.get(bundle_id)
            if tied is None or tied.order_id not in orders or bundle_id in held:
                continue
            bulletin = self.read.bulletins[tied.bulletin_id]
            step = next((one for one in bulletin.operations if one.operation_id == operation_id), None)
            if step is not None:
                waited = (self.now - last.get(bundle_id, self.now)).total_seconds() / 60.0
                found.append(WaitingWork(bundle_id=bundle_id, order_id=tied.order_id, bulletin_id=tied.bulletin_id,
                                         operation=step, units=units, waited_minutes=waited, is_rework=True,
                                         queue_minutes=self._minutes(bulletin, operation_id, units)))  # fmt: skip
        return found

    def _minutes(self, bulletin: Bulletin, operation_id: str, pieces: int) -> float:
        """Minutes of the clock for so many pieces at an operation."""
        balance = self.today.balances.get(bulletin.bulletin_id)
        stations = balance.stations if balance else ()
        people = sum(len(one.operator_ids) for one in stations if operation_id in one.operation_ids)
        smv = next(one.smv_minutes for one in bulletin.operations if one.operation_id == operation_id)
        return pieces * smv / max(people, 1)

    def _ready(self, order_id: str, operation_id: str) -> int:
        own = (one for one in self.read.floor.bundles if one.order_id == order_id and operation_id in one.waits_for)
        return sum(one.units for one in own)

    def _ahead(self, order_id: str, operation_id: str, then: str) -> int:
        """Pieces that an operation has behind it and the next one not."""
        left = {one.operation_id: one.units for one in self.read.floor.left if one.order_id == order_id}
        return max(left.get(then, 0) - left.get(operation_id, 0), 0)

    def _undone(self, bundle_id: str, bulletin: Bulletin) -> set[str]:
        """Operations of a bundle that are not finished: those it waits for, and all behind them."""
        count = next(one for one in self.read.floor.bundles if one.bundle_id == bundle_id)
        found = set(count.waits_for)
        for one in bulletin.operations:
            if found & set(one.predecessors):
                found.add(one.operation_id)
        return found


def begun_work(read: FloorRead) -> tuple[set[tuple[str, str]], dict[str, datetime]]:
    """(Bundle, operation) that somebody has in the hands, and when something of each bundle was last finished."""
    started: dict[tuple[str, str], datetime] = {}
    finished: dict[tuple[str, str], datetime] = {}
    last: dict[str, datetime] = {}
    columns = (read.scans[name].to_pylist() for name in ("bundle_id", "operation_id", "kind", "happened_at"))
    for bundle, operation, kind, moment in zip(*columns, strict=True):
        if kind in ("start", "finish"):
            there = started if kind == "start" else finished
            there[bundle, operation] = max(moment, there.get((bundle, operation), moment))
            if kind == "finish":
                last[bundle] = max(moment, last.get(bundle, moment))
    begun = {key for key, moment in started.items() if key not in finished or finished[key] < moment}
    return begun, last


def _minutes_until(factory: Factory, told_day: date, now: datetime) -> float:
    """Working minutes until the end of the last day on which an order may be sewn; negative by a day where that is
    past."""
    last = None
    for offset in range(_MOST_DAYS):
        day = now.date() + timedelta(days=offset)
        if factory.arrival_day(day) > told_day:
            break
        last = day
    if last is None:
        return -factory.calendar.usual_day_minutes()
    return working_minutes(factory.calendar, now, ((last - now.date()).days + 1) * 1440)
