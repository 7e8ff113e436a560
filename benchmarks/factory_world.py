"""A factory in a seed: the service for days under a simulated clock, disk and network, all faults from one number.

    python -m benchmarks.factory_world 17          lives seed 17 and prints what happened in it
    benchmarks/run.py factory-seeds --all yes      10,000 seeds of 30 days

What runs is the service's own code: the collector with its spool, the move into the lake, the job table, the ledger,
what shops tell of orders, campaigns with their payments, and scans of stations. What is made up is the world below it:
a disk that tears what was not synced and refuses by lot, a network that loses, delays and doubles requests and answers,
clocks that step, and processes that die between any two steps or freeze until their lease is over. A `Fault` plants a
known mistake, so that tests see that it is found.
"""

from __future__ import annotations

import errno
import heapq
import json
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from benchmarks.factory_campaigns import CAMPAIGN_FAULTS, CampaignDesk
from benchmarks.factory_floor import FLOOR_FAULTS, FloorDesk

from treadle.connectors.shopify_orders import read_telling
from treadle.plant.collect import BATCH, Collector
from treadle.plant.move_collected import move
from treadle.plant.shopify import keep_telling
from treadle.storage.ledger.jobs import LEASE, Claim, Jobs
from treadle.storage.ledger.rows import META
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.storage.spool.disk import Disk
from treadle.storage.spool.spool import Spool
from treadle.terms.budget import Silence
from treadle.terms.entry import Entry, PlanMade
from treadle.terms.job import JobEnded
from treadle.terms.shop_order import ShopOrder, ShopOrderTold

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 30
SHOP = "tees.example"
#: Mistakes that tests plant, each with what it does.
FAULTS = {
    "a job run twice": "what a job does is kept under the claim's name, not the job's",
    "a message lost between outbox and entry": "a chunk is marked as moved before the lake has it",
    "answered before it is on the disk": "a sync does nothing",
    "remembered before it is written": "a message counts as known although its write failed",
    "a lease that nobody minds": "a job that is done is claimed by the next who looks",
    **CAMPAIGN_FAULTS,
    **FLOOR_FAULTS,
}


class Death(BaseException):
    """The process dies here."""


class World:
    """One seed's world; `live` gives what of its promises was broken, nothing where all were kept."""

    def __init__(self, seed: int, days: int = DAYS, fault: str = "") -> None:
        assert not fault or fault in FAULTS, fault
        self.chance, self.days, self.fault = random.Random(seed), days, fault
        self.time, self.clock_off = BEGAN, timedelta()
        self.agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self.order, self.trail = count(), [f"seed {seed}"]
        self.is_calm = False
        self.anchor: sqlite3.Connection | None = None
        self.disk, self.lake = TornDisk(self), SimulatedLake(self)
        self.ledger = SqlLedger(engine=_memory(self), clock=self.clock)
        self.jobs = Jobs(ledger=self.ledger)
        self.server: Collector | None = None
        self.replies: list[tuple[Any, Callable[[], None]]] = []
        self.sent: set[str] = set()
        self.acked: set[str] = set()
        self.told: dict[str, ShopOrderTold] = {}
        self.heard: set[str] = set()
        self.asked: set[str] = set()
        self.campaigns = CampaignDesk(self)
        self.floor = FloorDesk(self)

    # what drives the world

    def clock(self) -> datetime:
        """The service's own clock, which steps."""
        return self.time + self.clock_off

    def at(self, wait: timedelta, act: Callable[[], None]) -> None:
        """Let something happen after a while."""
        heapq.heappush(self.agenda, (self.time + wait, next(self.order), act))

    def lot(self, share: float) -> bool:
        """Whether something that happens so often happens now; nothing does once the world is calm."""
        return not self.is_calm and self.chance.random() < share

    def minutes(self, most: float) -> timedelta:
        """A while of up to so many minutes."""
        return timedelta(minutes=self.chance.random() * most)

    def may_die(self, where: str, share: float = 0.01) -> None:
        """A step between two others, at which a process may die."""
        if self.lot(share):
            self.trail.append(f"{self.time:%d %H:%M:%S} dies {where}")
            raise Death(where)

    @contextmanager
    def process(self) -> Iterator[None]:
        """Code of a process: where it dies the disk tears what was not synced and the server is gone for a while."""
        try:
            yield
        except Death as death:
            if str(death) == "power" or self.chance.random() < 0.5:
                self.disk.tear()  # else the machine lives on, and what was not synced is there as long as it does
            self.server, self.replies = None, []
            self.at(self.minutes(30), self.start_server)

    def live(self) -> list[str]:
        """Live all days, then calm down, and say which promises were broken."""
        with self.campaigns.planted(), self.floor.planted():
            return self._lived()

    def _lived(self) -> list[str]:
        self.start_server()
        for day in range(self.days):
            self.agenda_of(timedelta(days=day))
        end = BEGAN + timedelta(days=self.days)
        self.run(end)
        self.is_calm = True
        if self.server is None:
            self.start_server()
        for turn in range(4):
            self.at(timedelta(hours=turn), lambda turn=turn: self.ask_job(f"last {turn}"))
            self.at(timedelta(hours=turn, minutes=30), self.look_for_work)
        self.run(end + timedelta(days=3))
        return self.broken()

    def run(self, until: datetime) -> None:
        """Let happen what is due."""
        while self.agenda and self.agenda[0][0] <= until:
            self.time, _, act = heapq.heappop(self.agenda)
            act()
        self.time = until

    def agenda_of(self, day: timedelta) -> None:
        """What a day brings."""
        for _ in range(self.chance.randint(1, 3)):
            self.at(day + self.minutes(1440), self.customers_act)
        if self.chance.random() < 0.3:
            self.at(day + self.minutes(1440), self.order_is_placed)
        self.campaigns.day(day)
        self.floor.day(day)
        self.at(day, lambda: self.ask_job(str(day.days)))
        for _ in range(3):
            self.at(day + self.minutes(1440), self.look_for_work)
        if self.chance.random() < 0.1:
            self.at(day + self.minutes(1440), self.clock_steps)
        if self.chance.random() < 0.25:
            self.at(day + self.minutes(1440), self.power_fails)

    def clock_steps(self) -> None:
        """The service's clock is set forward or back."""
        self.clock_off = timedelta(minutes=self.chance.uniform(-120, 120))
        self.trail.append(f"{self.time:%d %H:%M:%S} clock is {self.clock_off} off")

    def power_fails(self) -> None:
        """Everything dies at once, in the middle of nothing."""
        with self.process():
            if not self.is_calm:
                self.trail.append(f"{self.time:%d %H:%M:%S} power fails")
                raise Death("power")

    # the collector and those who send to it

    def start_server(self) -> None:
        """Begin the collector with what the disk holds."""
        if self.server is not None:
            return
        with self.process():
            number = count()
            collector = Collector(
                spool=Spool(disk=self.disk, full_bytes=3_000), clock=self.clock,
                fallback_id=lambda: f"made-{self.time.timestamp()}-{next(number)}",
            )  # fmt: skip
            if self.fault == "remembered before it is written":
                real = collector.commit.log

                def hasty(lines: Sequence[bytes], ids: Sequence[int]) -> None:
                    collector.seen.add(ids)
                    real(lines, ids)

                collector.commit.log = hasty
            self.server = collector

    def customers_act(self) -> None:
        """A device has some messages, by its own clock, and sends them until somebody answers."""
        skew = timedelta(hours=self.chance.uniform(-30, 30))
        names = [f"m{len(self.sent)}-{at}" for at in range(self.chance.randint(1, 4))]
        self.sent.update(names)
        happened = (self.time + skew).isoformat()
        batch = [{"type": "track", "event": "Product Viewed", "messageId": one, "timestamp": happened,
                  "properties": {"sku": "S"}} for one in names]  # fmt: skip

        def send() -> None:
            body = json.dumps({"batch": batch, "sentAt": (self.time + skew).isoformat()}).encode()
            self.over_the_network(lambda: self.arrive(body, names))

        self.until(lambda: self.acked >= set(names), send)

    def until(self, is_done: Callable[[], bool], send: Callable[[], None]) -> None:
        """Send again, later each time, until it is done."""

        def turn(wait: timedelta) -> None:
            if not is_done():
                send()
                self.at(wait, lambda: turn(min(2 * wait, timedelta(hours=6))))

        turn(timedelta(minutes=10))

    def over_the_network(self, arrive: Callable[[], None]) -> None:
        """A request is lost, late, or doubled, by lot."""
        for _ in range(2 if self.lot(0.15) else 1):
            if not self.lot(0.15):
                self.at(self.minutes(600 if self.lot(0.1) else 0.1), arrive)

    def arrive(self, body: bytes, names: Sequence[str]) -> None:
        """A request comes to the collector, if it is there."""
        if self.server is None:
            return
        with self.process():
            self.may_die("before it takes a request")
            taken = self.server.take(body, BATCH)
            self.replies.append((taken.waits, lambda: self.acked.update(names)))
            self.at(timedelta(seconds=self.chance.random()), self.write)

    def write(self) -> None:
        """The collector writes what waits, and answers whoever waits for it."""
        if self.server is None:
            return
        with self.process():
            self.server.commit.write_waiting()
            replies, self.replies = self.replies, []
            for waits, reply in replies:
                if not all(one.done() for one in waits):
                    self.replies.append((waits, reply))
                elif all(one.exception() is None for one in waits) and not self.lot(0.1):
                    reply()

    # shops that tell of orders

    def order_is_placed(self) -> None:
        """A shop tells of the life of an order, each message until somebody answers."""
        number = len(self.told)
        placed = self.time.isoformat()
        for at in range(self.chance.randint(1, 3)):
            payload = {
                "id": number, "name": f"#{number}", "created_at": placed, "currency": "EUR",
                "updated_at": (self.time + timedelta(hours=at)).isoformat(), "cancelled_at": None,
                "line_items": [{"id": 1, "sku": "S", "quantity": at + 1, "price": "10.00"}],
            }  # fmt: skip
            told = read_telling("orders/updated", payload, SHOP)
            assert told is not None
            name = f"{number}-{at}"
            self.told[name] = told
            self.at(timedelta(hours=at), lambda name=name, told=told: self.tell(name, told))

    def tell(self, name: str, told: ShopOrderTold) -> None:
        """One message of a shop."""

        def arrive() -> None:
            if self.server is None:
                return
            with self.process():
                keep_telling(self.ledger, told, self.clock())
                self.may_die("before it answers a shop")
                self.heard.add(name)

        self.until(lambda: name in self.heard, lambda: self.over_the_network(arrive))

    # work in the background

    def ask_job(self, name: str) -> None:
        """The collected messages are to be moved."""
        with self.process():
            self.jobs.ask("collect", {"of": name}, key=f"collect:{name}", author="the calendar", most_attempts=1_000)
            self.asked.add(name)

    def look_for_work(self) -> None:
        """A worker looks for a job; by lot it freezes with it until its lease is long over, and then goes on."""
        with self.process():
            claim = self._claim()
            if claim is None:
                return
            if self.lot(0.2):
                self.trail.append(
                    f"{self.time:%d %H:%M:%S} a worker freezes with the job of {claim.job.arguments['of']}"
                )
                self.at(LEASE + self.minutes(600), lambda: self.work(claim))
            else:
                self.work(claim)
            self.at(self.minutes(30), self.look_for_work)

    def _claim(self) -> Claim | None:
        claim = self.jobs.claim("worker", ["collect"])
        if claim is None and self.fault == "a lease that nobody minds":
            ended = self.jobs.jobs(state="done", kind="collect")
            return Claim(job=ended[0], token="none") if ended and self.lot(0.3) else None
        return claim

    def work(self, claim: Claim) -> None:
        """Do a job: move what was collected, keep in the ledger that it was done, and end it."""
        with self.process():
            spool = Spool(disk=self.disk)
            if self.fault == "a message lost between outbox and entry":
                spool = _MarksFirst(disk=self.disk, lake=self.lake)
            self.lake.meant_for = spool
            move(spool, self.lake, self.clock, Silence())
            spool.forget(self.clock())
            self.may_die("between moving and keeping")
            key = claim.token if self.fault == "a job run twice" else claim.job.job_id
            if self.fault == "a lease that nobody minds":
                key = f"{key}{self.time}"
            now, body = self.clock(), PlanMade(plan_id=claim.job.job_id, as_of=BEGAN.date())
            self.ledger.add([Entry(kind="plan", subject=claim.job.job_id, happened_at=now, known_at=now,
                                   author="worker", key=f"effect:{key}", body=body)])  # fmt: skip
            self.may_die("between keeping and ending")
            self.jobs.end(claim.token, JobEnded(state="done"))

    # what was promised

    def broken(self) -> list[str]:
        """Promises that were not kept."""
        found = []
        if lost := self.acked - set(self.lake.rows):
            found.append(f"answered for and lost: {sorted(lost)[:5]}")
        if invented := set(self.lake.rows) - self.sent:
            found.append(f"never sent: {sorted(invented)[:5]}")
        if unsent := self.sent - self.acked:
            found.append(f"never answered although all is calm: {sorted(unsent)[:5]}")
        late = [one for one, at in self.lake.rows.items() if at["timestamp"] > at["receivedAt"]]
        if late:
            found.append(f"happened after they were received: {late[:5]}")
        effects = Counter(one.subject for one in self.ledger.entries(kinds=["plan"]))
        if twice := [name for name, times in effects.items() if times > 1]:
            found.append(f"jobs whose effect happened twice: {twice[:3]}")
        for job in self.jobs.jobs():
            if job.state != "done" or not effects[job.job_id]:
                found.append(f"job {job.job_id} is {job.state} with {effects[job.job_id]} effects")
        found += [f"the audit: {one.where} {one.rule} {one.found}" for one in self.ledger.audit()]
        found += self._wrong_orders()
        found += self.campaigns.broken()
        found += self.floor.broken()
        if Spool(disk=self.disk).waiting_bytes() and any(any(Spool(disk=self.disk).unread(one)) for one in
                                                        Spool(disk=self.disk).segments()):  # fmt: skip
            found.append("messages still wait although all was moved")
        return found

    def _wrong_orders(self) -> list[str]:
        found = []
        if unheard := set(self.told) - self.heard:
            found.append(f"shops were never answered: {sorted(unheard)[:5]}")
        newest: dict[str, ShopOrderTold] = {}
        for told in self.told.values():
            assert told.sale is not None
            before = newest.get(told.order_id)
            if before is None or before.sale is None or told.sale.updated_at > before.sale.updated_at:
                newest[told.order_id] = told
        states = {held.state.order_id: held.state for held in self.ledger.states(ShopOrder)}
        for order_id, told in newest.items():
            if order_id not in states or states[order_id].sale != told.sale:
                found.append(f"order {order_id} is not as it was told last")
        entries = self.ledger.entries(kinds=["shop order"])
        if len(entries) != len(self.told):
            found.append(f"{len(entries)} entries of {len(self.told)} tellings")
        return found


class TornDisk:
    """A disk in memory: what was appended is durable once it was synced; a sync may be refused by lot, and where a
    process dies any part of what was not synced may be there, torn or spoiled."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.files: dict[str, bytes] = {}
        self.unsynced: dict[str, bytes] = {}

    def tear(self) -> None:
        """The machine stops: of what was not synced some is kept, some of it spoiled."""
        for name, raw in self.unsynced.items():
            kept = bytearray(raw[: self.world.chance.randint(0, len(raw))])
            if kept and self.world.chance.random() < 0.3:
                kept[self.world.chance.randrange(len(kept))] ^= 1 + self.world.chance.randrange(255)
            self.files[name] = self.files.get(name, b"") + bytes(kept)
        self.unsynced = {}

    def names(self) -> list[str]:
        """As `Disk.names`."""
        return sorted(self.files)

    def begin(self, name: str) -> bool:
        """As `Disk.begin`."""
        self.world.may_die("before a file begins")
        if name in self.files:
            return False
        self.files[name] = b""
        return True

    def append(self, name: str, raw: bytes) -> None:
        """As `Disk.append`."""
        self.unsynced[name] = self.unsynced.get(name, b"") + raw
        self.world.may_die("before a sync", 0.04)

    def sync(self, name: str) -> bool:
        """As `Disk.sync`."""
        if self.world.fault == "answered before it is on the disk":
            return True
        if self.world.lot(0.03):
            self.world.trail.append(f"{self.world.time:%d %H:%M:%S} the disk refuses")
            raise OSError(errno.EIO, "the disk refuses")
        self.files[name] += self.unsynced.pop(name, b"")
        self.world.may_die("after a sync")
        return True

    def settle(self, name: str) -> None:
        """As `Disk.settle`."""
        self.files[name] = self.files.get(name, b"") + self.unsynced.pop(name, b"")
        self.world.may_die("after a file is settled")

    def end(self, name: str) -> None:
        """As `Disk.end`: what was refused before may still come to the disk, spoiled."""
        raw = self.unsynced.pop(name, b"")
        if self.world.fault == "answered before it is on the disk":
            self.files[name] = self.files.get(name, b"") + raw
            return
        self.files[name] = self.files.get(name, b"") + raw[: self.world.chance.randint(0, len(raw))]

    def size(self, name: str) -> int:
        """As `Disk.size`."""
        return len(self.read(name))

    def read(self, name: str, start: int = 0) -> bytes:
        """As `Disk.read`: a reader sees what was written, synced or not."""
        return (self.files.get(name, b"") + self.unsynced.get(name, b""))[start:]

    def write(self, name: str, text: str) -> None:
        """As `Disk.write`."""
        self.world.may_die("before a small file")
        self.files[name] = text.encode()
        self.world.may_die("after a small file")

    def remove(self, name: str) -> None:
        """As `Disk.remove`."""
        self.files.pop(name, None)
        self.world.may_die("after a removal")

    def free_bytes(self) -> int:
        """As `Disk.free_bytes`."""
        return 2**40


class SimulatedLake:
    """What stands for the lake: takes all rows of a chunk or none, and the first word of a message stays."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[str, Mapping[str, Any]] = {}
        self.meant_for: Spool | None = None

    def __call__(self, name: str, lines: Sequence[bytes]) -> None:
        """As `Into`."""
        spool = self.meant_for
        if isinstance(spool, _MarksFirst):
            spool.mark_now(name)
        self.world.may_die("before the lake has a chunk", 0.04)
        for line in lines:
            told = json.loads(line)
            self.rows.setdefault(told["messageId"], told)
        self.world.may_die("after the lake has a chunk", 0.04)

    def aside(self, name: str, lines: Sequence[bytes]) -> None:
        """As `Into.aside`."""
        raise AssertionError(f"nothing here is to be set aside, {name}: {lines[:1]!r}")


@dataclass(slots=True, kw_only=True)
class _MarksFirst(Spool):
    """A planted mistake: the mark of a chunk is written before the chunk is in the lake."""

    lake: SimulatedLake | None = None
    held: dict[str, Any] = field(default_factory=dict)

    def mark_now(self, name: str) -> None:
        """Mark all that the file holds."""
        segment = f"{name.split('-')[1]}.seg"
        Spool.mark(self, segment, type(self.moved(segment))(end_bytes=self.disk.size(segment), at=BEGAN))


def _memory(world: World) -> sa.Engine:
    """A ledger in memory, whose process may die at any statement and before any commit."""
    address = f"file:factory-{id(world)}?mode=memory&cache=shared"
    world.anchor = sqlite3.connect(address, uri=True)  # the ledger is there as long as this is
    engine = sa.create_engine(
        "sqlite://", poolclass=sa.pool.NullPool,
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None),
    )  # fmt: skip
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    META.create_all(engine)

    def step(*_: object) -> None:
        if world.lot(0.001):
            world.trail.append(f"{world.time:%d %H:%M:%S} dies in the ledger")
            raise Death("ledger")

    sa.event.listen(engine, "before_cursor_execute", step)
    sa.event.listen(engine, "commit", step)
    return engine


def main() -> None:
    """Live one seed and tell of it."""
    world = World(int(sys.argv[1]), fault=" ".join(sys.argv[2:]))
    broken = world.live()
    print("\n".join(world.trail))
    print(f"{len(world.sent)} messages, {len(world.told)} tellings, {len(world.asked)} jobs")
    print("\n".join(broken) or "every promise was kept")
    raise SystemExit(1 if broken else 0)


_: type[Disk] = TornDisk
if __name__ == "__main__":
    main()
