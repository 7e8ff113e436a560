"""Where goods are (shops, warehouses, channels) and where they are made (factories)."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.calendar import ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.quantity import Violation
from treadle.terms.sewing import SewingLine

PLACE_KINDS = ("shop", "warehouse", "channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A shop, a warehouse or a channel."""

    place_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place of one stage beside the sewing lines (print, embroidery, pressing, packing …) with its people."""

    station_id: str
    stage: str
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    """A place that cuts and sews.

    `minute_cost_cents` is the price of one operator minute in hundredths of the currency unit;
    `finishing_days` and `transport_days` are calendar days after the last sewn piece.
    `changeover_minutes` is what a sewing line stands still between two styles; `changeovers` overrides it
    for pairs (from_style, to_style). What a style needs at a stage before sewing is done at `stations` of that stage,
    and a factory without one cannot make it; of a stage after sewing, `finishing_days` hold what has no station.
    """

    factory_id: str
    name: str
    calendar: ShiftCalendar
    cutting_tables: tuple[CuttingTable, ...]
    sewing_lines: tuple[SewingLine, ...]
    minute_cost_cents: float
    minimum_units: int = 1
    finishing_days: int = 0
    transport_days: int = 0
    changeover_minutes: int = 0
    changeovers: tuple[tuple[str, str, int], ...] = ()
    stations: tuple[Station, ...] = ()

    def changeover(self, from_style: str | None, to_style: str) -> int:
        """Minutes a line stands between two styles; 0 before the first and within one style."""
        if from_style is None or from_style == to_style:
            return 0
        for before, after, minutes in self.changeovers:
            if (before, after) == (from_style, to_style):
                return minutes
        return self.changeover_minutes

    def check(self) -> tuple[Violation, ...]:
        """All violations of the factory, its calendar, tables and lines."""
        found = list(self.calendar.check())
        for name, number in (
            ("minimum_units", self.minimum_units),
            ("finishing_days", self.finishing_days),
            ("transport_days", self.transport_days),
            ("changeover_minutes", self.changeover_minutes),
            ("minute_cost_cents", self.minute_cost_cents),
        ):
            if number < 0:
                found.append(Violation(rule=f"{name} is not negative", where=self.factory_id, found=str(number)))
        if not self.cutting_tables:
            found.append(Violation(rule="a factory has a cutting table", where=self.factory_id, found="none"))
        if not self.sewing_lines:
            found.append(Violation(rule="a factory has a sewing line", where=self.factory_id, found="none"))
        for line in self.sewing_lines:
            found += line.check()
        names = [station.station_id for station in self.stations]
        for station in self.stations:
            if station.people < 1:
                told = str(station.people)
                found.append(Violation(rule="a station has people", where=station.station_id, found=told))
            if names.count(station.station_id) > 1:
                found.append(Violation(rule="station ids are unique", where=station.station_id, found="repeated"))
        return tuple(found)
