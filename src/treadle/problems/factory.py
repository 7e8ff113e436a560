"""A factory and its orders from one plain file, without a brand's folder: the JSON that `treadle schedule` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from treadle.errors import InputError, Problem
from treadle.schedule.clock import WorkClock
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.json_form import JsonForm
from treadle.terms.place import Factory, WorkCentre
from treadle.terms.reason import Reason
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE, FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance, Operator, SewingLine
from treadle.terms.table_spec import need
from treadle.terms.tables.making import CHANGEOVERS, FACTORIES, IN_SECONDS, STAGE_MINUTES, WORK_CENTRES

_REMEDY = "See docs/how-to/schedule.md for the form of the file"
#: Most of each that a file may ask for, where no table says it: beyond, a slip of the pen.
MOST_PEOPLE, MOST_UNITS, MOST_MINUTES = 5_000, 10_000_000, 100_000
_LINE_MINUTES = need("minutes_per_unit", "number", "minutes between two garments of a line", unit="minutes",
                     least=0.001, most=1_440, likely_most=60, advice=IN_SECONDS)  # fmt: skip
_UNITS = need("units", "whole", "pieces ordered", unit="pieces", least=0, most=MOST_UNITS, likely_most=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFactory:
    """What `plan_schedule` wants, from a file; `doubts` are findings that stop nothing."""

    origin_day: date
    demands: tuple[WorkOrderDemand, ...]
    factories: tuple[Factory, ...]
    balances: tuple[LineBalance, ...]
    doubts: tuple[Problem, ...] = ()


def read_factory(told: Mapping[str, Any], name: str) -> PlainFactory:
    """Factories, orders and how fast each line sews each style.

    `told` has `origin_day`, `factories`, `orders`, and `minutes_per_unit`: by style (or bulletin) the minutes per
    unit by line. `name` is said in errors. Raises InputError with all problems: unknown keys, numbers out of range,
    frozen orders that lie upon each other.
    """
    problems: list[Problem] = []
    form = JsonForm(told, name, "", problems, _REMEDY)
    origin = form.day("origin_day")
    factories = [_factory(one) for one in form.forms("factories", "factory", is_needed=True)]
    demands = [_order(one) for one in form.forms("orders", "order", is_needed=True)]
    balances = _balances(form)
    form.end()
    if not problems:
        problems += _doubts(name, factories, demands, balances)
    if not problems and origin is not None:
        problems += _frozen_clashes(name, origin, factories, demands, balances)
    if problems or origin is None:
        raise InputError(problems)
    return PlainFactory(
        origin_day=origin, demands=tuple(demands), factories=tuple(factories), balances=tuple(balances),
        doubts=(*form.doubts, *_implausible(name, origin, demands)),
    )  # fmt: skip


def read_order(told: Mapping[str, Any], name: str = "order") -> WorkOrderDemand:
    """One order. Raises InputError with all that is wrong with it."""
    problems: list[Problem] = []
    order = _order(JsonForm(told, name, "", problems, _REMEDY))
    if problems:
        raise InputError(problems)
    return order


def _order(form: JsonForm) -> WorkOrderDemand:
    style = form.text("style_id")
    lays = form.each("lay_minutes", lambda one, key: form.number_of(one, key, 0.0, MOST_MINUTES))
    order = WorkOrderDemand(
        work_order_id=form.text("work_order_id"),
        style_id=style,
        bulletin_id=form.text("bulletin_id", style),
        units=_units(form, style),
        due_day=form.day("due_day") or date.max,
        spread_and_cut_minutes=form.number("cut_minutes", float(sum(lays)), 0.0, MOST_MINUTES),
        lay_minutes=lays,
        fabric_ready_day=form.day("fabric_ready_day", is_needed=False),
        late_cents_per_day=form.whole("late_cents_per_day", 0, 0),
        priority=form.whole("priority", 0, -1_000, 1_000),
        frozen=_frozen(form),
        stage_minutes=_stage_minutes(form),
        colours=form.whole("colours", 1, 1, 1_000),
    )
    form.end()
    return order


def _units(form: JsonForm, style: str) -> dict[str, int]:
    """Units by SKU, or those of the whole style."""
    told = form.raw("units")
    if not isinstance(told, Mapping):
        whole = int(form.by(_UNITS))
        if not whole and form.has("units"):
            form.wrong("units", "is 0", "Leave the order out, or ask for some")
        return {style: whole}
    units = {sku: int(form.by_of(count, f"units of {sku}", _UNITS)) for sku, count in form.mapping("units").items()}
    if not sum(units.values()):
        form.wrong("units", "come to nothing", "Leave the order out, or ask for some")
    return units


def _frozen(form: JsonForm) -> FrozenSlot | None:
    if not form.has("frozen"):
        return None
    slot = form.form_of(form.raw("frozen"), "frozen")
    found = FrozenSlot(
        factory_id=slot.text("factory_id"), line_id=slot.text("line_id"),
        sew_start_minute=slot.whole("sew_start_minute", None, -MOST_MINUTES, 10 * MOST_MINUTES),
    )  # fmt: skip
    slot.end()
    return found


def _stage_minutes(form: JsonForm) -> dict[str, float]:
    """Standard minutes per unit by stage."""
    known = STAGES_BEFORE + STAGES_AFTER
    found = {}
    for stage, minutes in form.mapping("stage_minutes").items():
        if stage not in known:
            form.wrong("stage_minutes", f"names a stage {stage}", f"Stages are {', '.join(known)}")
        found[stage] = form.by_of(minutes, f"stage_minutes of {stage}", STAGE_MINUTES.column("smv_minutes"))
    return found


def _factory(form: JsonForm) -> Factory:
    calendar = ShiftCalendar(
        shifts=tuple(_shift(one) for one in form.forms("shifts", "shift", is_needed=True)),
        closed_days=frozenset(day for day in form.each("closed_days", form.day_of) if day is not None),
    )
    factory_id, told = form.text("factory_id"), FACTORIES.column
    found = Factory(
        factory_id=factory_id,
        name=form.text("name", factory_id),
        calendar=calendar,
        cutting_tables=tuple(CuttingTable(table_id=one) for one in _names(form, "tables", is_needed=True)),
        sewing_lines=tuple(_line(one) for one in form.forms("lines", "line", is_needed=True)),
        minute_cost_cents=form.by(told("minute_cost"), key="minute_cost_cents", scale=100.0),
        minimum_units=form.whole_by(told("minimum_units"), 1),
        finishing_days=form.whole_by(told("finishing_days"), 0),
        transport_days=form.whole_by(told("transport_days"), 0),
        changeover_minutes=form.whole_by(told("changeover_minutes"), 0),
        work_centres=tuple(_work_centre(one) for one in form.forms("work_centres", "work centre")),
        machine_change_minutes=form.whole_by(told("machine_change_minutes"), 0),
        machines_of_style=_machines_of_style(form),
        thread_change_minutes=form.whole_by(told("thread_change_minutes"), 0),
        startup_shares=form.each("startup_shares", lambda one, key: form.by_of(one, key, told("startup_shares"))),
        overtime_minutes=form.whole_by(told("overtime_minutes"), 0),
        overtime_premium_share=form.by(told("overtime_premium_share"), 0.5),
        changeovers=tuple(one for one in form.each("changeovers", lambda *a: _changeover(form, *a)) if one is not None),
    )
    form.end()
    return found


def _names(form: JsonForm, key: str, *, is_needed: bool = False) -> tuple[str, ...]:
    told = form.items(key, is_needed=is_needed)
    return tuple(form.name_of(one, f"{key} {at}") for at, one in enumerate(told, start=1))


def _shift(form: JsonForm) -> Shift:
    found = Shift(
        weekday=form.whole("weekday", None, 0, 6), start_minute=form.minute("start"), end_minute=form.minute("end")
    )
    form.end()
    return found


def _line(form: JsonForm) -> SewingLine:
    line_id = form.text("line_id")
    people = form.whole("people", None, 1, MOST_PEOPLE)
    form.end()
    operators = tuple(Operator(operator_id=f"{line_id}-{at}", efficiency={}) for at in range(min(people, MOST_PEOPLE)))
    return SewingLine(line_id=line_id, operators=operators)


def _work_centre(form: JsonForm) -> WorkCentre:
    known = STAGES_BEFORE + STAGES_AFTER
    found = WorkCentre(
        work_centre_id=form.text("work_centre_id"),
        stage=form.text("stage"),
        people=form.whole_by(WORK_CENTRES.column("people"), 1),
    )
    if found.stage and found.stage not in known:
        form.wrong("stage", f"is {found.stage}", f"Stages are {', '.join(known)}")
    form.end()
    return found


def _machines_of_style(form: JsonForm) -> dict[str, frozenset[str]]:
    found = {}
    for style, kinds in form.mapping("machines_of_style").items():
        if not isinstance(kinds, list):
            form.wrong(f"machines_of_style of {style}", "is no list", "Write the kinds of machine in square brackets")
            continue
        found[style] = frozenset(form.name_of(one, f"machines_of_style of {style}") for one in kinds)
    return found


def _changeover(form: JsonForm, told: Any, key: str) -> tuple[str, str, int] | None:
    if not isinstance(told, list) or len(told) != 3:
        form.wrong(key, "is no list of two styles and minutes", 'Write it like ["TEE", "POLO", 20]')
        return None
    minutes = int(form.by_of(told[2], f"{key}: minutes", CHANGEOVERS.column("minutes")))
    return form.name_of(told[0], key), form.name_of(told[1], key), minutes


def _balances(form: JsonForm) -> list[LineBalance]:
    found = []
    for bulletin_id, lines in form.mapping("minutes_per_unit").items():
        inner = form.form_of(lines, f"minutes_per_unit of {bulletin_id}")
        for line_id, told in inner.told.items():
            minutes = inner.by_of(told, str(line_id), _LINE_MINUTES)
            found.append(
                LineBalance(
                    bulletin_id=bulletin_id, line_id=str(line_id), stations=(), pitch_minutes=minutes,
                    minutes_per_unit=minutes, line_efficiency=1.0, bottleneck_station_id="", status="balanced",
                    reason=Reason.of("balance.given"),
                )
            )  # fmt: skip
    return found


def _doubts(
    name: str, factories: Sequence[Factory], demands: Sequence[WorkOrderDemand], balances: Sequence[LineBalance]
) -> list[Problem]:
    """What can be read and yet cannot be."""
    found = [f"{one.where}: {one.rule} (found {one.found})" for factory in factories for one in factory.check()]
    ids = [demand.work_order_id for demand in demands]
    found += [f"order {one} appears twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    names = [factory.factory_id for factory in factories]
    found += [f"factory {one} appears twice" for one in sorted({one for one in names if names.count(one) > 1})]
    lines = [line.line_id for factory in factories for line in factory.sewing_lines]
    found += [f"line {one} appears twice" for one in sorted({one for one in lines if lines.count(one) > 1})]
    found += [f"line {b.line_id} of minutes_per_unit is at no factory" for b in balances if b.line_id not in lines]
    known = {(factory.factory_id, line.line_id) for factory in factories for line in factory.sewing_lines}
    found += [
        f"order {one.work_order_id} is frozen on {one.frozen.factory_id}/{one.frozen.line_id}, which does not exist"
        for one in demands
        if one.frozen is not None and (one.frozen.factory_id, one.frozen.line_id) not in known
    ]
    return [Problem(file=name, what=what, remedy="Correct it in the file") for what in found]


def _frozen_clashes(
    name: str,
    origin: date,
    factories: Sequence[Factory],
    demands: Sequence[WorkOrderDemand],
    balances: Sequence[LineBalance],
) -> list[Problem]:
    """Frozen orders that would be sewn on one line at one time."""
    pace = {(one.bulletin_id, one.line_id): one.minutes_per_unit for one in balances}
    plants = {factory.factory_id: factory for factory in factories}
    spans: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for demand in demands:
        slot = demand.frozen
        minutes = None if slot is None else pace.get((demand.bulletin_id, slot.line_id))
        if slot is None or minutes is None:
            continue
        need = int(demand.total_units * minutes + 1)
        clock = WorkClock.covering(plants[slot.factory_id].calendar, origin, max(slot.sew_start_minute, 0), need)
        start = clock.to_work(slot.sew_start_minute)
        spans.setdefault((slot.factory_id, slot.line_id), []).append((start, start + need - 1, demand.work_order_id))
    found = []
    for (factory_id, line_id), mine in sorted(spans.items()):
        for (_, end, one), (start, _, other) in pairwise(sorted(mine)):
            if start < end:
                what = f"orders {one} and {other} are frozen on {factory_id}/{line_id} at the same time"
                found.append(Problem(file=name, what=what, remedy="Start the second after the first, or free one"))
    return found


def _implausible(name: str, origin: date, demands: Sequence[WorkOrderDemand]) -> list[Problem]:
    """Days far from the plan's, which are more likely slips of the pen."""
    found = []
    for demand in demands:
        for key, day in (("due_day", demand.due_day), ("fabric_ready_day", demand.fabric_ready_day)):
            if day is not None and abs((day - origin).days) > 2 * 366:
                what = f"order {demand.work_order_id}: {key} {day} lies far from the plan's first day {origin}"
                found.append(Problem(file=name, what=what, remedy="Correct the year, if it is one", stops_plan=False))
    return found
