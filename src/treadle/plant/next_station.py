"""Where a hanger goes next: the station of a network at which its next operation is done first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.plant.next_bundle import begun_work, line_of_order, line_today
from treadle.sew.real_times import with_real_times
from treadle.terms.dispatch import RailStation
from treadle.terms.floor import BundleCount
from treadle.terms.sewing import Operation, SewingLine, Station
from treadle.track.dispatch import send_hanger


@dataclass(frozen=True, slots=True, kw_only=True)
class HangerTold:
    """The station that a hanger goes to for an operation; '' where it goes round, because every rail that could take it
    is full, or where nothing of it waits. `stations` are those that were weighed."""

    bundle_id: str
    line_id: str
    operation_id: str
    station_id: str
    stations: tuple[RailStation, ...]


def next_station(
    folder: Path, bundle_id: str, *, away: Sequence[str] = (), rail_places: int = 6, factory_id: str | None = None
) -> HangerTold:
    """Where a hanger (a bundle of the floor) goes next.

    What hangs on a station's rail is what its people have begun and not finished; a rail has `rail_places`. Of several
    operations that wait, the one comes first whose station has it done first. Raises `NotFoundError` for a bundle that
    nobody tied, or whose order has no line.
    """
    read = read_floor_of(folder)
    count = next((one for one in read.floor.bundles if one.bundle_id == bundle_id), None)
    told = next((one for one in read.bundles if one.bundle_id == bundle_id), None)
    place = None if count is None else line_of_order(read, count.order_id, factory_id)
    if count is None or told is None or place is None:
        raise NotFoundError(f"There is no hanger {bundle_id}: tie its bundle first, and give its order a line.")
    factory, line = place
    balance = line_today(read, factory, line, away).balances.get(told.bulletin_id)
    paced = with_real_times(line, read.bulletins[told.bulletin_id], read.times)
    steps = {one.operation_id: one for one in read.bulletins[told.bulletin_id].operations}
    hanging = _hanging(read)
    best: tuple[float, str, str] | None = None
    weighed: list[RailStation] = []
    for name in count.waits_for:
        rails = [
            _rail(one, steps[name], count, paced, hanging, rail_places)
            for one in (balance.stations if balance else ())
            if name in one.operation_ids
        ]
        weighed += rails
        station_id = send_hanger(rails)
        for one in rails:
            if one.station_id == station_id and one.minutes is not None:
                found = (one.rail_minutes + one.minutes, name, one.station_id)
                best = min(best, found) if best else found
    return HangerTold(bundle_id=bundle_id, line_id=line.line_id, operation_id=best[1] if best else "",
                      station_id=best[2] if best else "", stations=tuple(weighed))  # fmt: skip


def _hanging(read: FloorRead) -> dict[str, list[tuple[str, str]]]:
    """(Bundle, operation) that each person has begun and not finished."""
    begun, _ = begun_work(read)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    last: dict[tuple[str, str], tuple[datetime, str]] = {}
    columns = (
        read.scans[name].to_pylist() for name in ("bundle_id", "operation_id", "kind", "operator_id", "happened_at")
    )
    for bundle, operation, kind, who, moment in zip(*columns, strict=True):
        if kind == "start" and (bundle, operation) in begun:
            last[bundle, operation] = max((moment, who), last.get((bundle, operation), (moment, who)))
    for key, (_, who) in last.items():
        found[who].append(key)
    return found


def _rail(
    station: Station, step: Operation, count: BundleCount, line: SewingLine,
    hanging: dict[str, list[tuple[str, str]]], rail_places: int,
) -> RailStation:  # fmt: skip
    """A station's rail, and what its people need for the hanger: side by side, each at their own pace."""
    people = [one for one in line.operators if one.operator_id in station.operator_ids]
    own = [minutes for one in people if (minutes := one.minutes(step)) is not None]
    there = sum(len(hanging.get(one, ())) for one in station.operator_ids)
    each = 1.0 / sum(1.0 / minutes for minutes in own) if own else None
    return RailStation(
        station_id=station.station_id, rail_minutes=there * station.minutes_per_unit * count.units,
        free_places=rail_places - there, minutes=None if each is None else each * count.units,
    )  # fmt: skip
