"""Where goods are (shops, warehouses, channels) and where they are made (factories)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from treadle.terms.calendar import EVERY_DAY, OpenDays, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.energy import TariffSpan
from treadle.terms.fingerprint import DECIDES, WHERE_TOLD
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
class WorkCentre:
    """A place of one stage beside the sewing lines (print, embroidery, pressing, packing …) with its people."""

    work_centre_id: str
    stage: str
    people: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    """A place that cuts and sews.

    `minute_cost_cents` is the price of one operator minute in hundredths of the currency unit;
    `finishing_days` come after the last sewn piece, on the days of `finishing`, and `transport_days` after those, on
    the days of `transport`; who receives the goods is there on the days of `receiving`.
    `changeover_minutes` is what a sewing line stands still between two styles, and `machine_change_minutes` longer for
    each kind of machine in `machines_of_style` that the next style needs and the last did not; `changeovers` overrides
    both for pairs (from_style, to_style). `thread_change_minutes` are added to an order for each colour after its
    first. `startup_shares` are the shares of its full pace that a line reaches on the first days of a style.
    `country` (two letters) is told in passports. `tariff` is what a kilowatt hour costs by the hour; without one, power
    has no part in a schedule. `overtime_minutes` may be worked after the last shift of a day, at
    `overtime_premium_share` beyond the usual price. What a style needs at a stage before sewing is done at
    `work_centres` of that stage, and a factory without one cannot make it; of a stage after sewing, `finishing_days`
    hold what has none.
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
    machine_change_minutes: int = 0
    machines_of_style: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thread_change_minutes: int = 0
    startup_shares: tuple[float, ...] = ()
    overtime_minutes: int = 0
    overtime_premium_share: float = 0.5
    work_centres: tuple[WorkCentre, ...] = ()
    finishing: OpenDays = EVERY_DAY
    transport: OpenDays = EVERY_DAY
    receiving: OpenDays = EVERY_DAY
    tariff: tuple[TariffSpan, ...] = field(default=(), metadata={WHERE_TOLD: True})
    country: str = field(default="", metadata={DECIDES: False})

    def finished_day(self, last_day: date) -> date:
        """The day on which an order is finished and packed that leaves its last line or work centre on `last_day`."""
        return self.finishing.after(last_day, self.finishing_days)

    def arrival_day(self, last_day: date) -> date:
        """The day on which who receives has an order that leaves its last line or work centre on `last_day`."""
        return self.receiving.first_from(self.transport.after(self.finished_day(last_day), self.transport_days))

    def changeover(self, from_style: str | None, to_style: str) -> int:
        """Minutes a line stands between two styles; 0 before the first and within one style."""
        if from_style is None or from_style == to_style:
            return 0
        for before, after, minutes in self.changeovers:
            if (before, after) == (from_style, to_style):
                return minutes
        machines = self.machines_of_style
        fresh = machines.get(to_style, frozenset()) - machines.get(from_style, frozenset())
        return self.changeover_minutes + self.machine_change_minutes * len(fresh)

    def opened(self, days: Collection[date]) -> Factory:
        """The factory with overtime on these days too."""
        calendar = replace(
            self.calendar, overtime_days=self.calendar.overtime_days | frozenset(days),
            overtime_minutes=self.overtime_minutes,
        )  # fmt: skip
        return replace(self, calendar=calendar)

    def check(self) -> tuple[Violation, ...]:
        """All violations of the factory, its calendar, tables and lines."""
        found = list(self.calendar.check())
        for name, number in (
            ("minimum_units", self.minimum_units),
            ("finishing_days", self.finishing_days),
            ("transport_days", self.transport_days),
            ("changeover_minutes", self.changeover_minutes),
            ("minute_cost_cents", self.minute_cost_cents),
            ("machine_change_minutes", self.machine_change_minutes),
            ("thread_change_minutes", self.thread_change_minutes),
            ("overtime_minutes", self.overtime_minutes),
            ("overtime_premium_share", self.overtime_premium_share),
        ):
            if number < 0:
                found.append(Violation(rule=f"{name} is not negative", where=self.factory_id, found=str(number)))
        if not all(0 < share <= 1 for share in self.startup_shares):
            told = str(self.startup_shares)
            found.append(Violation(rule="startup_shares are above 0, at most 1", where=self.factory_id, found=told))
        for days in (self.finishing, self.transport, self.receiving):
            found += days.check()
        if not self.cutting_tables:
            found.append(Violation(rule="a factory has a cutting table", where=self.factory_id, found="none"))
        if not self.sewing_lines:
            found.append(Violation(rule="a factory has a sewing line", where=self.factory_id, found="none"))
        for line in self.sewing_lines:
            found += line.check()
        names = [centre.work_centre_id for centre in self.work_centres]
        for centre in self.work_centres:
            if centre.people < 1:
                told = str(centre.people)
                found.append(Violation(rule="a work centre has people", where=centre.work_centre_id, found=told))
            if names.count(centre.work_centre_id) > 1:
                rule = "work centre ids are unique"
                found.append(Violation(rule=rule, where=centre.work_centre_id, found="repeated"))
        return tuple(found)
