"""The floor in the factory in a seed: tablets at stations that keep what they scanned in an outbox until it is answered
for, over a network that loses, delays and doubles, into a service that dies.

In the end each scan that a tablet made must be in the ledger once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from treadle.plant.scan_batch import keep_batch
from treadle.settings import parse_settings
from treadle.storage.known_scans import KnownScans
from treadle.storage.scan_rows import from_entries

if TYPE_CHECKING:
    from benchmarks.factory_world import World

#: Mistakes that tests plant, each with what it does.
FLOOR_FAULTS = {
    "a scan lost between outbox and entry": "a tablet forgets what it sent before anybody answered",
    "a scan kept twice": "the service takes what it holds already for new",
}
STATIONS = 2


class FloorDesk:
    """The tablets of a world, each with its outbox."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.settings = parse_settings(b'[brand]\ntime_zone = "UTC"\n')[0]
        self.made: dict[str, dict[str, Any]] = {}
        self.outboxes: list[dict[str, dict[str, Any]]] = [{} for _ in range(STATIONS)]
        self.known, self.known_by = KnownScans(), world.server

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The mistake that the world asks for, while it lives."""
        if self.world.fault == "a scan kept twice":
            with patch.object(KnownScans, "not_there", lambda _, scans: scans):
                yield
        else:
            yield

    def day(self, day: timedelta) -> None:
        """What a day brings: somebody works at each station for a while."""
        world = self.world
        for station in range(STATIONS):
            for _ in range(world.chance.randint(0, 1)):
                world.at(day + world.minutes(1440), lambda station=station: self.work_is_done(station))

    def work_is_done(self, station: int) -> None:
        """A tablet scans some bundles, and sends all that nobody answered for until somebody does."""
        world, outbox = self.world, self.outboxes[station]
        names = [f"s{len(self.made) + at}" for at in range(world.chance.randint(1, 3))]
        for name in names:
            row = {"scan_id": name, "bundle_id": f"WO/{name}", "operation_id": "hem", "kind": "finish", "units": 4,
                   "happened_at": world.time.isoformat(), "station_id": f"st-{station}"}  # fmt: skip
            self.made[name] = outbox[name] = row

        def send() -> None:
            rows = list(outbox.values())
            if rows:
                world.over_the_network(lambda: self.arrive(rows, outbox))
            if world.fault == "a scan lost between outbox and entry":
                outbox.clear()

        world.until(lambda: not any(name in outbox for name in names), send)

    def arrive(self, rows: list[dict[str, Any]], outbox: dict[str, dict[str, Any]]) -> None:
        """A batch comes to the service, if it is there; its answer may be lost."""
        world = self.world
        if world.server is None:
            return
        if self.known_by is not world.server:  # what a process remembered died with it
            self.known, self.known_by = KnownScans(), world.server
        with world.process():
            world.may_die("before it takes scans")
            told = keep_batch(
                world.ledger, self.known, rows, settings=self.settings, author="tablet", now=world.clock()
            )
            world.may_die("before it answers a tablet")
            if not world.lot(0.1):
                for name in (*told.new, *told.known):
                    outbox.pop(name, None)

    def broken(self) -> list[str]:
        """Promises that were not kept."""
        scans, _ = from_entries(self.world.ledger.entries(kinds=["scans"]))
        there = Counter(scans["scan_id"].to_pylist())
        found = []
        if lost := sorted(set(self.made) - set(there)):
            found.append(f"scans that were made and are nowhere: {lost[:5]}")
        if twice := sorted(name for name, times in there.items() if times > 1):
            found.append(f"scans that are there twice: {twice[:5]}")
        if waiting := [name for outbox in self.outboxes for name in outbox]:
            found.append(f"scans never answered although all is calm: {waiting[:5]}")
        return found
