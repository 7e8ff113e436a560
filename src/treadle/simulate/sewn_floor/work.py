"""What a painted floor is given to sew, and the truth about its people that no plan may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from treadle.terms.calendar import ShiftCalendar
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedOrder:
    """An order on a line: its bundles with their pieces, the working minute from which its parts are cut, and the one
    by which its last stitch must be done."""

    order_id: str
    bulletin: Bulletin
    bundles: tuple[tuple[str, int], ...]
    release_minute: float
    due_minute: float
    late_cents_per_day: float

    @property
    def units(self) -> int:
        """Pieces of all bundles."""
        return sum(units for _, units in self.bundles)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedLine:
    """A line with the orders that it sews, in the order of the plan, and where people are placed by bulletin."""

    factory_id: str
    line: SewingLine
    orders: tuple[PlayedOrder, ...]
    balances: Mapping[str, LineBalance]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorKind:
    """How a floor errs. Minutes stray by `minutes_deviation` (log scale) from bundle to bundle, people by
    `pace_deviation` from what the table says of them. Each day `absent_share` of the people are away. A piece has a
    defect at an operation with `defect_share`; of the defects `scrap_share` cannot be mended."""

    pace_deviation: float = 0.10
    minutes_deviation: float = 0.12
    absent_share: float = 0.06
    defect_share: float = 0.004
    scrap_share: float = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The chances of a floor, drawn ahead so that every rule of dispatch meets the same.

    `pace` are minutes by told minutes of a person at an operation of a bulletin, `absent` (day, person) of the working
    days; by order `noise`, `defects` and `scrap` are (bundles, operations).
    """

    pace: Mapping[tuple[str, str, str], float]
    absent: frozenset[tuple[int, str]]
    noise: Mapping[str, Floats]
    defects: Mapping[str, Ints]
    scrap: Mapping[str, Ints]


def draw_truth(line: PlayedLine, kind: FloorKind, days: int, seed: int) -> Truth:
    """The truth about a line for so many working days; the same seed draws the same."""
    name = [ord(one) for one in f"{line.factory_id}/{line.line.line_id}"]
    rng = np.random.default_rng(np.random.SeedSequence([seed, *name]))
    pace = {}
    for person in line.line.operators:
        own = kind.pace_deviation * rng.standard_normal()
        for bulletin_id in sorted(line.balances):
            bulletin = next(one.bulletin for one in line.orders if one.bulletin.bulletin_id == bulletin_id)
            for operation in bulletin.operations:
                key = (person.operator_id, bulletin_id, operation.operation_id)
                pace[key] = float(np.exp(own + 0.5 * kind.pace_deviation * rng.standard_normal()))
    people = [one.operator_id for one in line.line.operators]
    away = rng.random((days, len(people))) < kind.absent_share
    absent = frozenset((day, people[at]) for day, at in zip(*np.nonzero(away), strict=True))
    noise, defects, scrap = {}, {}, {}
    for order in line.orders:
        operations = order.bulletin.operations
        shape = (len(order.bundles), len(operations))
        units = np.array([units for _, units in order.bundles], np.int64)[:, None]
        share = np.clip(kind.defect_share * np.exp(0.7 * rng.standard_normal(len(operations))), 0.0, 0.3)
        noise[order.order_id] = np.exp(kind.minutes_deviation * rng.standard_normal(shape))
        defects[order.order_id] = rng.binomial(np.broadcast_to(units, shape), share[None, :])
        scrap[order.order_id] = rng.binomial(defects[order.order_id], kind.scrap_share)
    return Truth(pace=pace, absent=absent, noise=noise, defects=defects, scrap=scrap)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """Working minutes of a factory from the midnight that begins `first_day`: `days` with their spans, by `starts`."""

    zone: ZoneInfo
    days: tuple[tuple[date, tuple[tuple[int, int], ...]], ...]
    starts: Floats

    @classmethod
    def of(cls, calendar: ShiftCalendar, first_day: date, days: int, zone: ZoneInfo) -> WorkingTime:
        """The working days among so many days. Raises `ValueError` where nobody works on any."""
        found = [(day, calendar.spans(day)) for at in range(days) if calendar.spans(day := first_day + timedelta(at))]
        if not found:
            raise ValueError("nobody works on any of these days")
        lengths = [float(sum(end - start for start, end in spans)) for _, spans in found]
        return cls(zone=zone, days=tuple(found), starts=np.concatenate([[0.0], np.cumsum(lengths)]))

    def day_of(self, minute: float) -> int:
        """The number of the working day that holds a working minute."""
        return min(int(np.searchsorted(self.starts, minute, side="right")) - 1, len(self.days) - 1)

    def moment(self, minute: float) -> datetime:
        """The moment of a working minute."""
        at = self.day_of(minute)
        day, spans = self.days[at]
        left = minute - float(self.starts[at])
        for start, end in spans:
            if left <= end - start:
                break
            left -= end - start
        wall = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=float(start) + left)
        return wall.replace(microsecond=0)

    def minute(self, day: date, wall_minute: float) -> float:
        """The working minute of a wall minute of a day (which may lie on a later one)."""
        day, wall_minute = day + timedelta(days=int(wall_minute // 1440)), wall_minute % 1440
        passed = 0.0
        for at, (one, spans) in enumerate(self.days):
            if one > day:
                break
            passed = float(self.starts[at])
            for start, end in spans:
                passed += max(min(end, wall_minute if one == day else end) - start, 0)
        return passed


def placed(balance: LineBalance) -> Mapping[str, Sequence[str]]:
    """Operations by person."""
    return {who: one.operation_ids for one in balance.stations for who in one.operator_ids}
