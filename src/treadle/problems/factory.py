"""A factory and its orders from one plain file, without a brand's folder: the JSON that `treadle schedule` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from treadle.errors import InputError, Problem
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.place import Factory, WorkCentre
from treadle.terms.reason import Reason
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE, FrozenSlot, WorkOrderDemand
from treadle.terms.sewing import LineBalance, Operator, SewingLine

_REMEDY = "See docs/how-to/schedule.md for the form of the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFactory:
    """What `plan_schedule` wants, from a file."""

    origin_day: date
    demands: tuple[WorkOrderDemand, ...]
    factories: tuple[Factory, ...]
    balances: tuple[LineBalance, ...]


def read_factory(told: Mapping[str, Any], name: str) -> PlainFactory:
    """Factories, orders and how fast each line sews each style.

    `told` has `origin_day`, `factories`, `orders`, and `minutes_per_unit`: by style (or bulletin) the minutes per
    unit by line. `name` is said in errors. Raises InputError with all problems.
    """
    problems: list[Problem] = []

    def attempt(what: str, make: Any, source: Any) -> Any:
        try:
            return make(source)
        except KeyError as error:
            problems.append(Problem(file=name, what=f"{what} has no {error.args[0]!r}", remedy=_REMEDY))
        except (TypeError, ValueError, AttributeError) as error:
            problems.append(Problem(file=name, what=f"{what} cannot be read ({error})", remedy=_REMEDY))
        return None

    origin = attempt("the file", lambda t: date.fromisoformat(t["origin_day"]), told)
    factories = [
        attempt(f"factory {i}", _factory, one)
        for i, one in enumerate(_listed(told, "factories", name, problems), start=1)
    ]
    demands = [
        attempt(f"order {i}", read_order, one) for i, one in enumerate(_listed(told, "orders", name, problems), start=1)
    ]
    balances = attempt("minutes_per_unit", _balances, told.get("minutes_per_unit", {}))
    if not problems:
        problems += _doubts(name, factories, demands, balances)
    if problems:
        raise InputError(problems)
    return PlainFactory(origin_day=origin, demands=tuple(demands), factories=tuple(factories), balances=tuple(balances))


def read_order(told: Mapping[str, Any]) -> WorkOrderDemand:
    """One order. Raises KeyError, TypeError or ValueError where it is none."""
    units = told["units"]
    style = str(told["style_id"])
    ready, frozen = told.get("fabric_ready_day"), told.get("frozen")
    lays = tuple(float(one) for one in told.get("lay_minutes", ()))
    order = WorkOrderDemand(
        work_order_id=str(told["work_order_id"]),
        style_id=style,
        bulletin_id=str(told.get("bulletin_id", style)),
        units={str(sku): int(count) for sku, count in units.items()}
        if isinstance(units, Mapping)
        else {style: int(units)},
        due_day=date.fromisoformat(told["due_day"]),
        spread_and_cut_minutes=float(told.get("cut_minutes", sum(lays))),
        lay_minutes=lays,
        fabric_ready_day=None if ready is None else date.fromisoformat(ready),
        late_cents_per_day=int(told.get("late_cents_per_day", 0)),
        priority=int(told.get("priority", 0)),
        frozen=None if frozen is None else FrozenSlot(**frozen),
        stage_minutes=_stage_minutes(told.get("stage_minutes", {})),
        colours=int(told.get("colours", 1)),
    )
    if order.total_units < 1 or order.spread_and_cut_minutes < 0:
        raise ValueError("units are positive, minutes of cutting not negative")
    return order


def _stage_minutes(told: Mapping[str, Any]) -> dict[str, float]:
    """Standard minutes per unit by stage. Raises ValueError for stages that there are not."""
    known = STAGES_BEFORE + STAGES_AFTER
    strange = sorted(set(told) - set(known))
    if strange:
        raise ValueError(f"stage {', '.join(strange)} is none of {', '.join(known)}")
    return {str(stage): float(minutes) for stage, minutes in told.items()}


def _listed(told: Mapping[str, Any], key: str, name: str, problems: list[Problem]) -> Sequence[Any]:
    found = told.get(key)
    if isinstance(found, list) and found:
        return found
    problems.append(Problem(file=name, what=f"there is no list of {key}", remedy=_REMEDY))
    return ()


def _factory(told: Mapping[str, Any]) -> Factory:
    shifts = tuple(
        Shift(weekday=int(one["weekday"]), start_minute=_minute(one["start"]), end_minute=_minute(one["end"]))
        for one in told["shifts"]
    )
    closed = frozenset(date.fromisoformat(day) for day in told.get("closed_days", ()))
    return Factory(
        factory_id=str(told["factory_id"]),
        name=str(told.get("name", told["factory_id"])),
        calendar=ShiftCalendar(shifts=shifts, closed_days=closed),
        cutting_tables=tuple(CuttingTable(table_id=str(one)) for one in told["tables"]),
        sewing_lines=tuple(
            SewingLine(
                line_id=str(one["line_id"]),
                operators=tuple(
                    Operator(operator_id=f"{one['line_id']}-{i}", efficiency={}) for i in range(int(one["people"]))
                ),
            )
            for one in told["lines"]
        ),
        minute_cost_cents=float(told["minute_cost_cents"]),
        minimum_units=int(told.get("minimum_units", 1)),
        finishing_days=int(told.get("finishing_days", 0)),
        transport_days=int(told.get("transport_days", 0)),
        changeover_minutes=int(told.get("changeover_minutes", 0)),
        work_centres=tuple(
            WorkCentre(
                work_centre_id=str(one["work_centre_id"]), stage=str(one["stage"]), people=int(one.get("people", 1))
            )
            for one in told.get("work_centres", ())
        ),
        machine_change_minutes=int(told.get("machine_change_minutes", 0)),
        machines_of_style={
            str(style): frozenset(str(one) for one in kinds)
            for style, kinds in told.get("machines_of_style", {}).items()
        },
        thread_change_minutes=int(told.get("thread_change_minutes", 0)),
        startup_shares=tuple(float(one) for one in told.get("startup_shares", ())),
        overtime_minutes=int(told.get("overtime_minutes", 0)),
        overtime_premium_share=float(told.get("overtime_premium_share", 0.5)),
        changeovers=tuple((str(a), str(b), int(minutes)) for a, b, minutes in told.get("changeovers", ())),
    )


def _minute(text: str) -> int:
    """Minutes from midnight of a clock reading such as 08:30."""
    hours, minutes = str(text).split(":")
    return int(hours) * 60 + int(minutes)


def _balances(told: Mapping[str, Mapping[str, float]]) -> list[LineBalance]:
    return [
        LineBalance(
            bulletin_id=str(bulletin_id),
            line_id=str(line_id),
            stations=(),
            pitch_minutes=float(minutes),
            minutes_per_unit=float(minutes),
            line_efficiency=1.0,
            bottleneck_station_id="",
            status="balanced",
            reason=Reason.of("balance.given"),
        )
        for bulletin_id, lines in told.items()
        for line_id, minutes in lines.items()
    ]


def _doubts(
    name: str, factories: Sequence[Factory], demands: Sequence[WorkOrderDemand], balances: Sequence[LineBalance]
) -> list[Problem]:
    """What can be read and yet cannot be."""
    found = [f"{one.where}: {one.rule} (found {one.found})" for factory in factories for one in factory.check()]
    ids = [demand.work_order_id for demand in demands]
    found += [f"order {one} is there twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    names = [factory.factory_id for factory in factories]
    found += [f"factory {one} is there twice" for one in sorted({one for one in names if names.count(one) > 1})]
    lines = [line.line_id for factory in factories for line in factory.sewing_lines]
    found += [f"line {one} is there twice" for one in sorted({one for one in lines if lines.count(one) > 1})]
    found += [f"line {b.line_id} of minutes_per_unit is at no factory" for b in balances if b.line_id not in lines]
    found += [f"{b.bulletin_id} on {b.line_id} takes no time" for b in balances if b.minutes_per_unit <= 0]
    return [Problem(file=name, what=what, remedy="Mend it in the file") for what in found]
