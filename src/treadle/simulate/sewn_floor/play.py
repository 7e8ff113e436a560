"""Sew: from bundles that wait and people who are free to the moments at which everything was begun and done."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treadle.simulate.sewn_floor.work import PlayedLine, PlayedOrder, Truth
from treadle.terms.sewing import LineBalance, Operator


@dataclass(frozen=True, slots=True)
class Job:
    """A bundle at an operation; of a rework the pieces that have to be mended."""

    order_id: str
    bundle: int
    operation: int
    units: int
    is_rework: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What happened at a working minute: `kind` as a scan says it."""

    minute: float
    kind: str
    order_id: str
    bundle_id: str
    operation_id: str
    operator_id: str
    units: int


@dataclass(slots=True, kw_only=True)
class Progress:
    """An order while it is sewn: what each bundle has behind it, pieces done by operation, what waits since when."""

    order: PlayedOrder
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
    done: list[set[int]]
    pieces: list[int]
    waiting: list[dict[tuple[int, bool], tuple[float, int]]]
    left_minutes: float
    finished_minute: float | None = None
    is_begun: bool = False


#: A rule of dispatch: the job that somebody who is free takes, None where they wait.
Choose = Callable[["LinePlay", Operator], Job | None]
#: Where everybody is placed while some are away, by bulletin.
Place = Callable[[str, frozenset[str]], LineBalance]


@dataclass(kw_only=True)
class LinePlay:
    """A line while it is played. `starts` are the working minutes at which its days begin, with the end of the last."""

    line: PlayedLine
    truth: Truth
    starts: Sequence[float]
    choose: Choose
    place: Place
    now: float = 0.0
    orders: dict[str, Progress] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    busy: dict[str, tuple[Job, float]] = field(default_factory=dict)
    own: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    people_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    machines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    wip_minutes: float = 0.0
    _away: frozenset[str] = frozenset()
    _events: list[tuple[float, int, str, str, int]] = field(default_factory=list)
    _turn: int = 0
    _makers: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def run(self) -> None:
        """Play until everything is sewn, or the days are over."""
        for at, start in enumerate(self.starts[:-1]):
            self._push(float(start), "day", "", at)
        for one in self.line.orders:
            self._push(max(one.release_minute, 0.0), "cut", one.order_id, 0)
        open_orders = {one.order_id: one for one in self.line.orders}
        while self._events and open_orders and self._events[0][0] < self.starts[-1]:
            minute, _, what, name, number = heapq.heappop(self._events)
            self.wip_minutes += (minute - self.now) * self.wip()
            self.now = minute
            if what == "day":
                self._begin_day(number)
            elif what == "cut":
                self._cut(open_orders[name])
            elif name in self.busy and self.busy[name][1] == minute:
                self._finish(name)
                for order_id in [one for one in open_orders if self._is_over(one)]:
                    del open_orders[order_id]
            self._give_work()

    def wip(self) -> int:
        """Pieces that were begun and are not sewn through."""
        found = 0
        for one in self.orders.values():
            if one.is_begun and one.finished_minute is None:
                last = len(one.order.bulletin.operations)
                found += sum(units for done, (_, units) in zip(one.done, one.order.bundles, strict=True)
                             if 0 < len(done) < last)  # fmt: skip
        return found

    def waiting(self) -> Iterator[tuple[Progress, int, Job, float]]:
        """The first bundle of every order and operation that waits: those to be mended, then as they came."""
        for one in self.orders.values():
            if one.finished_minute is not None:
                continue
            for operation, bundles in enumerate(one.waiting):
                if bundles:
                    (bundle, is_rework), (since, units) = next(iter(bundles.items()))
                    job = Job(one.order.order_id, bundle, operation, units, is_rework)
                    yield one, operation, job, since

    def clock_minutes(self, one: Progress, operation: int, pieces: float) -> float:
        """Minutes of the clock in which those who are placed at an operation work off so many pieces."""
        step = one.order.bulletin.operations[operation]
        key = (one.order.bulletin.bulletin_id, step.operation_id)
        return pieces * step.smv_minutes / max(self.people_at.get(key, 0), 1)

    def _push(self, minute: float, what: str, name: str, number: int) -> None:
        self._turn += 1
        heapq.heappush(self._events, (minute, self._turn, what, name, number))

    def _begin_day(self, number: int) -> None:
        """Who is away; what they had in their hands goes back to where it waited, and the others are placed anew."""
        away = frozenset(who for day, who in self.truth.absent if day == number)
        everybody = {one.operator_id for one in self.line.line.operators}
        if len(away) == len(everybody):
            away = frozenset(sorted(away)[1:])
        for who in sorted(away & set(self.busy)):
            job, _ = self.busy.pop(who)
            one = self.orders[job.order_id]
            rest = one.waiting[job.operation]
            one.waiting[job.operation] = {(job.bundle, job.is_rework): (self.now, job.units), **rest}
        self._away = away
        own: dict[str, set[tuple[str, str]]] = defaultdict(set)
        people: dict[tuple[str, str], int] = defaultdict(int)
        machines: dict[str, set[str]] = defaultdict(set)
        for order in self.line.orders:
            bulletin = order.bulletin
            kind = {one.operation_id: one.machine for one in bulletin.operations}
            if any((bulletin.bulletin_id, one) in people for one in kind):
                continue
            for station in self.place(bulletin.bulletin_id, away).stations:
                for who in station.operator_ids:
                    for operation in station.operation_ids:
                        own[who].add((bulletin.bulletin_id, operation))
                        people[bulletin.bulletin_id, operation] += who not in away
                        machines[who].add(kind[operation])
        self.own = {who: frozenset(told) for who, told in own.items()}
        self.machines = {who: frozenset(told) for who, told in machines.items()}
        self.people_at = people

    def _cut(self, order: PlayedOrder) -> None:
        place = {one.operation_id: at for at, one in enumerate(order.bulletin.operations)}
        before = tuple(tuple(place[name] for name in one.predecessors) for one in order.bulletin.operations)
        after = tuple(tuple(at for at, told in enumerate(before) if one in told) for one in range(len(before)))
        waiting: list[dict[tuple[int, bool], tuple[float, int]]] = [{} for _ in before]
        for at, told in enumerate(before):
            if not told:
                waiting[at] = {
                    (bundle, False): (self.now, units) for bundle, (_, units) in enumerate(order.bundles) if units
                }
        self.orders[order.order_id] = Progress(
            order=order, before=before, after=after, done=[set() for _ in order.bundles], pieces=[0] * len(before),
            waiting=waiting, left_minutes=order.units * order.bulletin.smv_minutes,
        )  # fmt: skip

    def _give_work(self) -> None:
        for person in self.line.line.operators:
            who = person.operator_id
            if who in self.busy or who in self._away:
                continue
            job = self.choose(self, person)
            if job is not None:
                self._begin(person, job)

    def _begin(self, person: Operator, job: Job) -> None:
        one = self.orders[job.order_id]
        del one.waiting[job.operation][job.bundle, job.is_rework]
        one.is_begun = True
        step = one.order.bulletin.operations[job.operation]
        own = person.minutes(step)
        assert own is not None, "a rule gave somebody work they cannot do"
        key = (person.operator_id, one.order.bulletin.bulletin_id, step.operation_id)
        minutes = (
            own * job.units * self.truth.pace[key] * float(self.truth.noise[job.order_id][job.bundle, job.operation])
        )
        done = self.now + minutes
        self.busy[person.operator_id] = (job, done)
        if not job.is_rework:
            self._say("start", job, person.operator_id, job.units)
        self._push(done, "done", person.operator_id, 0)

    def _finish(self, who: str) -> None:
        job, _ = self.busy.pop(who)
        one = self.orders[job.order_id]
        step = one.order.bulletin.operations[job.operation]
        if job.is_rework:
            self._say("rework", job, who, job.units)
            return
        self._say("finish", job, who, job.units)
        self._makers[job.order_id, job.bundle, job.operation] = who
        one.done[job.bundle].add(job.operation)
        one.pieces[job.operation] += job.units
        one.left_minutes -= job.units * step.smv_minutes
        for then in one.after[job.operation]:
            if all(earlier in one.done[job.bundle] for earlier in one.before[then]):
                one.waiting[then][job.bundle, False] = (self.now, job.units)
        if len(one.done[job.bundle]) == len(one.before):
            self._look_at(one, job.bundle)

    def _look_at(self, one: Progress, bundle: int) -> None:
        """The bundle is sewn through and looked at: each operation's defects are told and go back to be mended."""
        defects, scrap = self.truth.defects[one.order.order_id], self.truth.scrap[one.order.order_id]
        for operation in range(len(one.before)):
            count, lost = int(defects[bundle, operation]), int(scrap[bundle, operation])
            if not count:
                continue
            job = Job(one.order.order_id, bundle, operation, count, is_rework=True)
            maker = self._makers[one.order.order_id, bundle, operation]
            self._say("defect", job, maker, count)
            if lost:
                self._say("scrap", job, maker, lost)
            if count > lost:
                rest = one.waiting[operation]
                one.waiting[operation] = {(bundle, True): (self.now, count - lost), **rest}

    def _is_over(self, order_id: str) -> bool:
        one = self.orders.get(order_id)
        if one is None or any(one.waiting) or any(job.order_id == order_id for job, _ in self.busy.values()):
            return False
        if all(len(done) == len(one.before) for done in one.done):
            one.finished_minute = self.now
        return one.finished_minute is not None

    def _say(self, kind: str, job: Job, who: str, units: int) -> None:
        order = self.orders[job.order_id].order
        self.made.append(
            Made(minute=self.now, kind=kind, order_id=job.order_id, bundle_id=order.bundles[job.bundle][0],
                 operation_id=order.bulletin.operations[job.operation].operation_id, operator_id=who, units=units)
        )  # fmt: skip
