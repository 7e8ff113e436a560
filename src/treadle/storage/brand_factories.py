"""Tables to factories: cutting tables, sewing lines with their people, calendars and changeovers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.storage.brand_energy import build_tariff
from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import NounRow, grouped, noun_rows
from treadle.terms.calendar import EVERY_DAY, OpenDays, Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.place import Factory, WorkCentre
from treadle.terms.sewing import Operator, SewingLine
from treadle.terms.tables.making import WEEKDAYS

#: Where a person mends what a rule of a factory says.
_TABLE_OF_RULE = {
    "a factory has a cutting table": "cutting_tables",
    "a factory has a sewing line": "sewing_lines",
    "a line has operators": "operators",
    "a calendar has at least one shift": "shifts",
}


def build_factories(
    rows: FolderRows, machines_of_style: Mapping[str, frozenset[str]], receiving: OpenDays
) -> tuple[Factory, ...]:
    """All factories in the order of their ids; what is wrong is added to the problems of `rows`.

    machines_of_style: kinds of machines that each made style is sewn on. receiving: when the home warehouse takes goods
    in.
    """
    tables = {
        name: grouped(noun_rows(rows, name), "factory_id")
        for name in (
            "cutting_tables",
            "sewing_lines",
            "operators",
            "shifts",
            "closed_days",
            "changeovers",
            "work_centres",
        )
    }
    factories, tariff = [], build_tariff(rows)
    for row in sorted(noun_rows(rows, "factories"), key=lambda row: row.text("factory_id")):
        own = {name: members.get(row.text("factory_id"), []) for name, members in tables.items()}
        calendar = _calendar(own["shifts"], own["closed_days"])
        at_work = frozenset(shift.weekday for shift in calendar.shifts) or EVERY_DAY.weekdays
        factory = Factory(
            factory_id=row.text("factory_id"), name=row.text("name") or row.text("factory_id"),
            calendar=calendar,
            finishing=OpenDays(
                weekdays=weekdays_of(rows, row, "finishing_on", at_work), closed_days=calendar.closed_days
            ),
            transport=OpenDays(weekdays=weekdays_of(rows, row, "transport_on", EVERY_DAY.weekdays)),
            receiving=receiving, tariff=tuple(one for one in tariff if one.factory_id == row.text("factory_id")),
            country=row.text("country").upper(),
            cutting_tables=tuple(_cutting_table(one) for one in own["cutting_tables"]),
            sewing_lines=_sewing_lines(own["sewing_lines"], own["operators"]),
            minute_cost_cents=round(row.number("minute_cost") * 100, 6), minimum_units=row.whole("minimum_units"),
            finishing_days=row.whole("finishing_days"), transport_days=row.whole("transport_days"),
            changeover_minutes=row.whole("changeover_minutes"),
            machine_change_minutes=row.whole("machine_change_minutes"), machines_of_style=machines_of_style,
            thread_change_minutes=row.whole("thread_change_minutes"),
            startup_shares=tuple(float(one) for one in row.text("startup_shares").split()),
            overtime_minutes=row.whole("overtime_minutes"),
            overtime_premium_share=row.number("overtime_premium_share"),
            work_centres=tuple(WorkCentre(work_centre_id=one.text("work_centre_id"), stage=one.text("stage"),
                                          people=one.whole("people")) for one in own["work_centres"]),
            changeovers=tuple((one.text("from_style_id"), one.text("to_style_id"), one.whole("minutes"))
                              for one in own["changeovers"]),
        )  # fmt: skip
        for violation in factory.check():
            table = _TABLE_OF_RULE.get(violation.rule, "shifts")
            rows.problems.append(
                row.problem(None, f"factory {factory.factory_id}: {violation.rule} "
                            f"({violation.where}: {violation.found})", f"Correct table {table}")
            )  # fmt: skip
        factories.append(factory)
    return tuple(factories)


def build_receiving(rows: FolderRows, place_id: str) -> OpenDays:
    """When a place takes goods in: Monday to Friday unless its row says otherwise, less its closed days."""
    own = next((row for row in noun_rows(rows, "places") if row.text("place_id") == place_id), None)
    usual = frozenset(range(5))
    closed = [row.day("day") for row in noun_rows(rows, "place_closed_days") if row.text("place_id") == place_id]
    return OpenDays(
        weekdays=usual if own is None else weekdays_of(rows, own, "receives_on", usual),
        closed_days=frozenset(day for day in closed if day is not None),
    )


def weekdays_of(rows: FolderRows, row: NounRow, column: str, usual: frozenset[int]) -> frozenset[int]:
    """The weekdays (0 = Monday) that a cell names, `usual` where it is empty; names that are none are problems."""
    names = row.text(column).replace(",", " ").split()
    known = {name.casefold(): at for at, name in enumerate(WEEKDAYS)}
    for name in names:
        if name.casefold() not in known:
            rows.problems.append(
                row.problem(column, f"'{name}' is no weekday", f"Name weekdays with spaces between: {WEEKDAYS[0]} …")
            )
    return frozenset(known[name.casefold()] for name in names if name.casefold() in known) or usual


def _calendar(shifts: Sequence[NounRow], closed_days: Sequence[NounRow]) -> ShiftCalendar:
    return ShiftCalendar(
        shifts=tuple(
            sorted(
                (Shift(weekday=WEEKDAYS.index(row.text("weekday")), start_minute=row.whole("start"),
                       end_minute=row.whole("end")) for row in shifts),
                key=lambda shift: (shift.weekday, shift.start_minute),
            )
        ),
        closed_days=frozenset(day for row in closed_days if (day := row.day("day")) is not None),
    )  # fmt: skip


def _cutting_table(row: NounRow) -> CuttingTable:
    return CuttingTable(
        table_id=row.text("table_id"), length_mm=row.whole("length_mm"),
        spread_m_per_minute=row.number("spread_m_per_minute"), cut_m_per_minute=row.number("cut_m_per_minute"),
        setup_minutes=row.number("setup_minutes"),
    )  # fmt: skip


def _sewing_lines(lines: Sequence[NounRow], operators: Sequence[NounRow]) -> tuple[SewingLine, ...]:
    by_line = grouped(list(operators), "line_id")
    found = []
    for row in sorted(lines, key=lambda row: row.text("line_id")):
        people = grouped(by_line.get(row.text("line_id"), []), "operator_id")
        machines = (one.rpartition(":") for one in row.text("machines").split())
        team = tuple(
            Operator(operator_id=one, efficiency={own.text("skill"): own.number("efficiency") for own in skills})
            for one, skills in people.items()
        )
        counts = {machine: int(count) for machine, _, count in machines}
        found.append(SewingLine(line_id=row.text("line_id"), operators=team, machines=counts))
    return tuple(found)
