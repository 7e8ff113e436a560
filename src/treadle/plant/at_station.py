"""What a tablet at a station works with: whose station it is, what comes next, the bundles of its line by ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.floor_read import FloorRead
from treadle.plant.floor_seen import seen_floor
from treadle.plant.next_bundle import line_of_order, line_today, next_on
from treadle.terms.dispatch import NextBundle
from treadle.terms.floor import BundleCount, TiedBundle
from treadle.terms.place import Factory
from treadle.terms.sewing import SewingLine

#: What a tablet is told may be so old: fifty of them ask often, and a queue is no exact thing. Not tuned.
STALE_SECONDS = 3.0
#: So many bundles are kept on a tablet, so that their tickets are known without a network. Bounds what is sent.
MOST_BUNDLES = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An operation by its name; `is_own`: somebody at this station is placed at it."""

    operation_id: str
    name: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTold:
    """A bundle as its ticket tells it. `goods`: what its pieces become, as people call it; `waits_for`: the operations
    that its pieces wait for now."""

    bundle_id: str
    order_id: str
    goods: str
    size: str
    units: int
    sewn_units: int
    waits_for: tuple[str, ...]
    is_held: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StationToday:
    """A station now. `people` of its line, `operator_id` who stands there (''), `next` the best bundles first (none
    where nobody is named), `tickets` the open bundles of the line."""

    station: str
    factory_id: str
    line_id: str
    people: tuple[str, ...]
    operator_id: str
    now: datetime
    next: tuple[NextBundle, ...]
    tickets: tuple[TicketTold, ...]


def station_today(
    folder: Path, station: str, *, operator: str = "", away: Sequence[str] = (), factory_id: str | None = None
) -> StationToday:
    """What a station works with; `operator` is who stands there, else whoever the line's balance places there.
    `factory_id`: of this factory alone.

    A station that no line of the brand is called after sees every line's people and bundles. Raises as `seen_floor`.
    """
    read = seen_floor(folder, most_seconds=STALE_SECONDS)
    places = [(factory, line) for factory in read.books.snapshot.factories for line in factory.sewing_lines
              if factory_id in (None, factory.factory_id)]  # fmt: skip
    own = [(factory, line) for factory, line in places if _is_here(station, factory, line)] or places
    people = tuple(one.operator_id for _, line in own for one in line.operators)
    who = operator if operator in people else _placed_at(read, station, own)
    upcoming: tuple[NextBundle, ...] = ()
    mine: set[str] = set()
    if who:
        try:
            told = next_on(read, who, away=away)
            upcoming, mine = told.bundles, {name for each in told.operations.values() for name in each}
        except NotFoundError:
            who = ""
    is_one = len(own) == 1
    return StationToday(
        station=station, factory_id=own[0][0].factory_id if is_one else "", line_id=own[0][1].line_id if is_one else "",
        people=people, operator_id=who, now=read.now, next=upcoming, tickets=_tickets(read, own, mine),
    )  # fmt: skip


def ticket(folder: Path, code: str, *, factory_id: str | None = None) -> TicketTold:
    """A bundle by what its ticket's code holds (`BUNDLE` or `BUNDLE|COMPONENT`), of one factory alone where it is said.
    Raises `NotFoundError`."""
    read = seen_floor(folder, most_seconds=STALE_SECONDS)
    bundle_id = code.strip().partition("|")[0]
    found = next((one for one in read.bundles if one.bundle_id == bundle_id), None)
    if found is not None and factory_id is not None and line_of_order(read, found.order_id, factory_id) is None:
        found = None
    if found is None:
        raise NotFoundError(
            f"There is no bundle {bundle_id[:60]}. Scan its ticket again; the scan is kept all the same."
        )
    counts = {one.bundle_id: one for one in read.floor.bundles}
    return _ticket(read, found, counts[bundle_id], set())


def _is_here(station: str, factory: Factory, line: SewingLine) -> bool:
    """Whether a station is called after a line (`L1`, `F1/L1`, `L1/S03`) or one of its people."""
    names = (line.line_id, f"{factory.factory_id}/{line.line_id}")
    is_line = any(station == one or station.startswith(f"{one}/") for one in names)
    return is_line or any(one.operator_id == station for one in line.operators)


def _placed_at(read: FloorRead, station: str, own: Sequence[tuple[Factory, SewingLine]]) -> str:
    """Who is placed at a station by what its line sews now; '' where nobody is."""
    for factory, line in own:
        if any(one.operator_id == station for one in line.operators):
            return station
        if f"{line.line_id}/" not in station:
            continue
        for balance in line_today(read, factory, line, ()).balances.values():
            for one in balance.stations:
                if station.endswith(f"{line.line_id}/{one.station_id}"):
                    return one.operator_ids[0]
    return ""


def _tickets(
    read: FloorRead, own: Sequence[tuple[Factory, SewingLine]], mine: set[str]
) -> tuple[TicketTold, ...]:  # fmt: skip
    """Bundles of the lines that are not sewn yet: those that are begun first, by order."""
    here = {(factory.factory_id, line.line_id) for factory, line in own}
    orders = {one.order_id for one in read.books.snapshot.orders
              if (one.terms.factory_id, one.terms.line_id) in here}  # fmt: skip
    counts = {one.bundle_id: one for one in read.floor.bundles}
    open_ones = [
        one for one in read.bundles
        if one.units and one.order_id in orders and counts[one.bundle_id].sewn_units < counts[one.bundle_id].units
    ]  # fmt: skip
    open_ones.sort(key=lambda one: (not counts[one.bundle_id].is_begun, one.order_id, one.bundle_id))
    return tuple(_ticket(read, one, counts[one.bundle_id], mine) for one in open_ones[:MOST_BUNDLES])


def _ticket(read: FloorRead, one: TiedBundle, count: BundleCount, mine: set[str]) -> TicketTold:
    return TicketTold(
        bundle_id=one.bundle_id, order_id=one.order_id, goods=_goods(read, one), size=one.size,
        units=count.units, sewn_units=count.sewn_units, waits_for=count.waits_for, is_held=count.is_held,
        steps=tuple(Step(operation_id=step.operation_id, name=step.name, is_own=step.operation_id in mine)
                    for step in read.bulletins[one.bulletin_id].operations),
    )  # fmt: skip


def _goods(read: FloorRead, one: TiedBundle) -> str:
    """What people call what a bundle becomes."""
    catalogue = read.books.snapshot.catalogue
    return catalogue.option_name(one.option_id) if one.option_id in catalogue.option else one.option_id
