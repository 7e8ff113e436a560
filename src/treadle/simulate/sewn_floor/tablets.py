"""How what was made reaches us: tablets that scan, lose their Wi-Fi, send twice, have wrong clocks, and people who
err."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from treadle.simulate.sewn_floor.play import Made
from treadle.simulate.sewn_floor.work import WorkingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class TabletKind:
    """How tablets err: `doubled_share` of the scans are sent again, `mistyped_share` are first told with wrong pieces
    and then replaced, `misread_share` name a bundle that there is not; `lost_share` of the stations lose their Wi-Fi
    on a day for some hours, `offline_share` until the next morning; `clock_share` of the stations' clocks run three
    hours ahead on a day."""

    doubled_share: float = 0.04
    mistyped_share: float = 0.004
    misread_share: float = 0.002
    lost_share: float = 0.08
    offline_share: float = 0.02
    clock_share: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A scan as it came: its row (columns of SCANS), when it came, and what was wrong with it ('' for nothing)."""

    row: Mapping[str, object]
    came_at: datetime
    fault: str


#: Clocks that run ahead run by so much.
AHEAD = timedelta(hours=3)


def send(
    made: Sequence[Made], stations: Mapping[str, str], time: WorkingTime, kind: TabletKind, *, name: str, seed: int
) -> list[Sent]:
    """Everything that was made as scans, in the order in which they came. `stations` are those of people."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 2, *(ord(one) for one in name)]))
    state = {
        (day, place): (rng.random() < kind.lost_share, rng.random() < kind.offline_share,
                       rng.random() < kind.clock_share, float(rng.uniform(0, 6)), float(rng.uniform(0.5, 4)))
        for day in range(len(time.days)) for place in sorted(set(stations.values()))
    }  # fmt: skip
    found: list[Sent] = []
    for one in made:
        happened = time.moment(one.minute)
        day = time.day_of(one.minute)
        place = stations[one.operator_id]
        came, fault = _arrival(happened, state[day, place], rng)
        is_ahead = state[day, place][2]
        row: dict[str, object] = {
            "scan_id": _scan_id(rng), "bundle_id": one.bundle_id, "operation_id": one.operation_id,
            "station_id": place, "operator_id": one.operator_id, "kind": one.kind, "units": one.units,
            "happened_at": happened + AHEAD if is_ahead else happened,
            "defect": f"fault at {one.operation_id}" if one.kind in ("defect", "rework", "scrap") else "",
            "replaces": "",
        }  # fmt: skip
        fault = "clock" if is_ahead else fault
        if one.kind == "finish" and rng.random() < kind.mistyped_share:
            wrong = {**row, "scan_id": _scan_id(rng), "units": one.units + 1 + int(rng.integers(3))}
            found.append(Sent(row=wrong, came_at=came, fault="mistyped"))
            row["replaces"] = wrong["scan_id"]
            came += timedelta(minutes=float(rng.uniform(1, 30)))
        if rng.random() < kind.misread_share:
            misread = {**row, "scan_id": _scan_id(rng), "bundle_id": f"{one.bundle_id}?", "replaces": ""}
            found.append(Sent(row=misread, came_at=came, fault="misread"))
        found.append(Sent(row=row, came_at=came, fault=fault))
        if rng.random() < kind.doubled_share:
            again = came + timedelta(minutes=float(rng.exponential(40.0)))
            found.append(Sent(row=row, came_at=again, fault="doubled"))
    return sorted(found, key=lambda sent: (sent.came_at, str(sent.row["scan_id"])))


def _arrival(
    happened: datetime, state: tuple[bool, bool, bool, float, float], rng: np.random.Generator
) -> tuple[datetime, str]:
    """When a scan came, and why so late."""
    is_lost, is_offline, _, after_hours, hours = state
    soon = happened + timedelta(seconds=float(rng.exponential(4.0)))
    if is_offline:
        tomorrow = happened.replace(hour=6, minute=0, second=0) + timedelta(days=1)
        return tomorrow + timedelta(seconds=float(rng.uniform(0, 600))), "offline"
    begin = happened.replace(hour=7, minute=0, second=0) + timedelta(hours=after_hours)
    back = begin + timedelta(hours=hours)
    if is_lost and begin <= happened < back:
        return back + timedelta(seconds=float(rng.uniform(0, 120))), "lost Wi-Fi"
    return soon, ""


def _scan_id(rng: np.random.Generator) -> str:
    return str(uuid.UUID(bytes=rng.bytes(16), version=4))
