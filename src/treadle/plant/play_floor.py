"""Let the floor of a folder live: its tied orders are sewn by painted people, whose scans come as scans come."""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.sew.rebalance import rebalance_line
from treadle.simulate.sewn_floor.play import Choose, LinePlay
from treadle.simulate.sewn_floor.rules import by_worth
from treadle.simulate.sewn_floor.tablets import Sent, TabletKind, send
from treadle.simulate.sewn_floor.truth import truth_tables
from treadle.simulate.sewn_floor.work import FloorKind, PlayedLine, PlayedOrder, WorkingTime, draw_truth
from treadle.terms.order import Order
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

#: Days after the scans' end in which orders are sewn on, so that the truth knows when each was done.
DAYS_BEYOND = 180
#: What a standard minute is paid by the demo's rates, in cents of a unit of the currency.
CENTS_PER_MINUTE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A floor that was played: `scans` is the file of what came, in the order in which it came, `rates` that of the
    pay, the truth lies in `truth`; counts of both."""

    scans: Path
    rates: Path
    truth: Path
    sent: int
    orders: int
    first_day: date
    last_day: date


def play_floor(
    folder: Path, *, days: int = 14, seed: int = 0, kind: FloorKind | None = None, tablets: TabletKind | None = None
) -> Played:
    """Sew the tied orders of a folder for so many days from the first on which one of them was planned, and write
    `floor/scans.csv`, `floor/rates.csv` and the hidden truth `truth/floor_*.parquet`.

    Nothing is added to the ledger. The same folder, days and seed write the same files. Raises as `read_floor_of`.
    """
    read = read_floor_of(folder)
    zone = zoneinfo.ZoneInfo(read.books.settings.time_zone)
    tied = {one.order_id for one in read.bundles}
    orders = [one for one in read.books.snapshot.orders if one.order_id in tied and one.terms.is_made]
    first = min((one.terms.origin_day for one in orders), default=read.books.snapshot.as_of)
    plays, sent = [], []
    for factory in read.books.snapshot.factories:
        time = WorkingTime.of(factory.calendar, first, days + DAYS_BEYOND, zone)
        until = time.minute(first + timedelta(days=days), 0.0)
        for line in factory.sewing_lines:
            played = played_line(read, factory, line, orders, time)
            if played is None:
                continue
            play = play_line(read, played, time, kind or FloorKind(), by_worth, seed)
            plays.append((play, time, until))
            stations = {one.operator_id: f"{line.line_id}/{one.operator_id}" for one in line.operators}
            made = [one for one in play.made if one.minute <= until]
            sent += send(made, stations, time, tablets or TabletKind(), name=line.line_id, seed=seed)
    sent.sort(key=lambda one: (one.came_at, str(one.row["scan_id"])))
    rates = _rates(plays)
    places = (folder / "floor", folder / "truth")
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
    _write_scans(sent, places[0] / "scans.csv")
    _write_rates(rates, places[0] / "rates.csv")
    for name, table in truth_tables(plays, sent, rates).items():
        pq.write_table(table, places[1] / f"{name}.parquet")
    return Played(scans=places[0] / "scans.csv", rates=places[0] / "rates.csv", truth=places[1], sent=len(sent),
                  orders=len(orders), first_day=first, last_day=first + timedelta(days=days - 1))  # fmt: skip


def played_line(
    read: FloorRead, factory: Factory, line: SewingLine, orders: list[Order], time: WorkingTime
) -> PlayedLine | None:
    """What a line has to sew, in the order of the plan; None where it is nothing."""
    bundles: dict[str, list[tuple[str, int]]] = defaultdict(list)
    bulletin_of: dict[str, str] = {}
    for one in sorted(read.bundles, key=lambda one: one.bundle_id):
        if one.units:
            bundles[one.order_id].append((one.bundle_id, one.units))
            bulletin_of[one.order_id] = one.bulletin_id
    cents = read.books.settings.policy.schedule.late_cents_per_unit_day
    found: list[PlayedOrder] = []
    balances: dict[str, LineBalance] = {}
    own = [one for one in orders if (one.terms.factory_id, one.terms.line_id) == (factory.factory_id, line.line_id)]
    for order in sorted(own, key=lambda one: (one.terms.origin_day, one.terms.sew_start_minute, one.order_id)):
        terms = order.terms
        bulletin: Bulletin = read.bulletins[bulletin_of[order.order_id]]
        balance = read.balance(bulletin, line)
        if balance is None:
            continue
        balances[bulletin.bulletin_id] = balance
        found.append(
            PlayedOrder(
                order_id=order.order_id, bulletin=bulletin, bundles=tuple(bundles[order.order_id]),
                release_minute=time.minute(terms.origin_day, terms.cut_end_minute),
                due_minute=due_minute(factory, order.told_day, time),
                late_cents_per_day=cents * order.open_units,
            )
        )  # fmt: skip
    if not found:
        return None
    return PlayedLine(factory_id=factory.factory_id, line=line, orders=tuple(found), balances=balances)


def due_minute(factory: Factory, told_day: date, time: WorkingTime) -> float:
    """The working minute by which the last stitch must be done for an order to be there on its day; 0 where that is
    past."""
    found = 0.0
    for at, (day, _) in enumerate(time.days):
        if factory.arrival_day(day) > told_day:
            break
        found = float(time.starts[at + 1])
    return found


def play_line(
    read: FloorRead, played: PlayedLine, time: WorkingTime, kind: FloorKind, choose: Choose, seed: int
) -> LinePlay:
    """Play a line to the end of its orders, with people placed anew where somebody is away."""
    policy = read.books.settings.policy
    bulletins = {one.bulletin.bulletin_id: one.bulletin for one in played.orders}
    known: dict[tuple[str, frozenset[str]], LineBalance] = {}

    def place(bulletin_id: str, away: frozenset[str]) -> LineBalance:
        whole = played.balances[bulletin_id]
        if not away:
            return whole
        key = (bulletin_id, away)
        if key not in known:
            found, _ = rebalance_line(whole, bulletins[bulletin_id], played.line, away, policy=policy.sew)
            # What nobody who is there can do waits until somebody is back.
            known[key] = found if found.status == "balanced" else whole
        return known[key]

    truth = draw_truth(played, kind, len(time.days), seed)
    play = LinePlay(line=played, truth=truth, starts=[float(one) for one in time.starts], choose=choose, place=place)
    play.run()
    return play


def _rates(plays: list[tuple[LinePlay, WorkingTime, float]]) -> Mapping[tuple[str, str], int]:
    """Cents of a piece by order and operation: its standard minutes at one rate, a cent at least."""
    return {
        (order.order_id, one.operation_id): max(round(one.smv_minutes * CENTS_PER_MINUTE), 1)
        for play, _, _ in plays
        for order in play.line.orders
        for one in order.bulletin.operations
    }


def _write_scans(sent: list[Sent], path: Path) -> None:
    names = ("scan_id", "bundle_id", "operation_id", "station_id", "operator_id", "kind", "units", "happened_at",
             "known_at", "defect", "replaces")  # fmt: skip
    columns = {name: [one.came_at if name == "known_at" else one.row[name] for one in sent] for name in names}
    for name in ("happened_at", "known_at"):
        columns[name] = [moment.isoformat() for moment in columns[name]]  # type: ignore[attr-defined]
    columns["units"] = [str(units) for units in columns["units"]]
    pa_csv.write_csv(pa.table(columns), path, pa_csv.WriteOptions(quoting_style="needed"))


def _write_rates(rates: Mapping[tuple[str, str], int], path: Path) -> None:
    table = pa.table(
        {
            "operation_id": [operation for _, operation in rates], "order_id": [order for order, _ in rates],
            "rate": [f"{cents / 100:.2f}" for cents in rates.values()],
        }
    )  # fmt: skip
    pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="needed"))
