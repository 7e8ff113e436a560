"""What `schedule`, `promise` and `rush` read and write: a brand's folder or a plain file in, tables and pictures
out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from treadle.day.standing import Standing
    from treadle.problems.factory import PlainFactory
    from treadle.terms.budget import Budget
    from treadle.terms.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A plan with what it was made from: `plain` of a file, or `standing` of a brand's folder."""

    schedule: Schedule
    plain: PlainFactory | None = None
    standing: Standing | None = None


def is_folder(source: Path) -> bool:
    """True for a folder, False for a file. Raises NotFoundError where there is neither."""
    from treadle.errors import NotFoundError

    if not source.exists():
        raise NotFoundError(f"There is no file or folder {source}.")
    return source.is_dir()


def read_json(path: Path) -> dict[str, Any]:
    """An object of a JSON file. Raises InputError and NotFoundError."""
    import json

    from treadle.errors import InputError, NotFoundError

    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError.single(path.name, f"it is no JSON ({error})", "Give a factory's file") from None
    if not isinstance(told, dict):
        raise InputError.single(path.name, "it holds no object", "Give a factory's file")
    return told


def work_budget(work: float, seconds: float) -> Budget:
    """Counted work, or seconds by the clock where some are given."""
    import time

    from treadle.terms.budget import Budget

    if seconds <= 0:
        return Budget(work=work)
    end = time.monotonic() + seconds
    return Budget(work=1e9, left=lambda: end - time.monotonic())


def plan_source(
    source: Path,
    *,
    as_of: date | None,
    seed: int | None,
    work: float,
    seconds: float,
    probability: float | None,
    most_parts: int = 1,
) -> Source:
    """The plan of a brand's folder, made anew where the last one is not current, or of the factory of a JSON file."""
    from treadle.cli.progress import Bars

    if is_folder(source):
        return _folder_source(source, as_of, seed)
    with Bars() as bars:
        from treadle.problems.factory import read_factory
        from treadle.schedule.plan import plan_schedule
        from treadle.terms.schedule import ScheduleRules

        plain = read_factory(read_json(source), source.name)
        schedule = plan_schedule(
            plain.demands,
            plain.factories,
            plain.balances,
            origin_day=plain.origin_day,
            rules=ScheduleRules(most_parts=most_parts),
            budget=work_budget(work, seconds),
            seed=seed or 0,
            progress=bars,
            promise_probability=probability or 0.9,
        )
        return Source(schedule=schedule, plain=plain)


def _folder_source(folder: Path, as_of: date | None, seed: int | None) -> Source:
    """The folder's last plan where nothing changed since, else a new one; says which on stderr."""
    import typer

    from treadle.cli.progress import Bars
    from treadle.day.standing import Standing
    from treadle.plant.plan import plan_folder
    from treadle.plant.standing import remember_work, standing_work

    standing = standing_work(folder, as_of=as_of, seed=seed)
    if standing is not None:
        typer.echo(f"From the plan of {standing.schedule.origin_day}; nothing changed since.", err=True)
        return Source(schedule=standing.schedule, standing=standing)
    typer.echo("No current plan is kept in the folder; planning now.", err=True)
    with Bars() as bars:
        decisions = plan_folder(folder, as_of=as_of, seed=seed, progress=bars).decisions
    remember_work(folder, decisions)
    return Source(schedule=decisions.schedule, standing=Standing.of(decisions))


def demands_of(source: Source) -> tuple[Any, Any, Any]:
    """Work orders, factories and balances that a plan was made from."""
    if source.plain is not None:
        return source.plain.demands, source.plain.factories, source.plain.balances
    from treadle.day.make import standing_factories
    from treadle.day.work_in_progress import released_demands

    standing = source.standing
    assert standing is not None
    released = released_demands(standing.snapshot)
    return (*released, *standing.demands), standing_factories(standing.snapshot), standing.balances


def refuse_unsound(schedule: Schedule, demands: Any, factories: Any, balances: Any) -> None:
    """Raise InputError with every rule that a plan breaks, recomputed from scratch."""
    from treadle.errors import InputError, Problem
    from treadle.schedule.checks import check_schedule

    found = check_schedule(schedule, demands, factories, balances)
    if found:
        raise InputError(
            Problem(file="schedule", what=f"{one.where}: {one.rule} (found {one.found})", remedy="Report this")
            for one in found
        )


def slot_rows(schedule: Schedule) -> list[dict[str, Any]]:
    """Slots with wall-clock times."""
    from datetime import datetime, time, timedelta

    midnight = datetime.combine(schedule.origin_day, time())
    return [
        {
            "work_order_id": slot.work_order_id,
            "stage": slot.stage,
            "factory_id": slot.factory_id,
            "resource_id": slot.resource_id,
            "starts": midnight + timedelta(minutes=slot.start_minute),
            "ends": midnight + timedelta(minutes=slot.end_minute),
            "start_minute": slot.start_minute,
            "end_minute": slot.end_minute,
            "setup_minutes": slot.setup_minutes,
        }
        for slot in schedule.slots
    ]


def write_plan_file(out: Path, schedule: Schedule) -> None:
    """Write a plan by the ending of `out`: .svg (Gantt), .csv (slots) or .json (orders, slots, money)."""
    import csv
    import json

    from treadle.errors import InputError

    rows = slot_rows(schedule)
    ending = out.suffix.lower()
    if ending == ".svg":
        from treadle.report.gantt import gantt

        late = frozenset(order.work_order_id for order in schedule.work_orders if order.status == "late")
        picture = gantt(rows, late).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        out.write_text(picture + "\n", encoding="utf-8")
    elif ending == ".csv":
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else ["work_order_id"])
            writer.writeheader()
            writer.writerows(rows)
    elif ending == ".json":
        told = {
            "origin_day": schedule.origin_day.isoformat(),
            "status": schedule.status,
            "cost_cents": dict(schedule.cost_cents),
            "parts": dict(schedule.parts),
            "overtime_days": {
                name: [day.isoformat() for day in days] for name, days in sorted(schedule.overtime_days.items())
            },
            "work_orders": [order_row(schedule, i) for i in range(len(schedule.work_orders))],
            "slots": [{key: value for key, value in row.items() if key not in ("starts", "ends")} for row in rows],
        }
        out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        raise InputError.single(str(out), "the ending is not known", "Use .json, .csv or .svg")


def order_row(schedule: Schedule, at: int) -> dict[str, Any]:
    """One work order as plain values."""
    order = schedule.work_orders[at]
    return {
        "work_order_id": order.work_order_id,
        "style_id": order.style_id,
        "factory_id": order.factory_id,
        "line_id": order.line_id,
        "units": sum(order.units.values()),
        "due_day": order.due_day.isoformat(),
        "planned_day": None if order.planned_day is None else order.planned_day.isoformat(),
        "promise_day": None if order.promise_day is None else order.promise_day.isoformat(),
        "status": order.status,
        "late_days": order.late_days,
        "cost_cents": order.cost_cents,
    }


def read_plan_file(path: Path) -> Schedule:
    """The slots of a plan that `write_plan_file` wrote as JSON; orders and promises are made anew where they are
    needed.

    Raises InputError.
    """
    from treadle.errors import InputError
    from treadle.terms.schedule import Schedule, Slot

    told = read_json(path)
    try:
        slots = tuple(Slot(**slot) for slot in told["slots"])
        origin = date.fromisoformat(told["origin_day"])
        parts = {str(name): int(count) for name, count in told.get("parts", {}).items()}
        overtime = {
            str(name): tuple(date.fromisoformat(day) for day in days)
            for name, days in told.get("overtime_days", {}).items()
        }
    except (KeyError, TypeError, ValueError) as error:
        raise InputError.single(
            path.name, f"it is no plan ({error})", "Give what 'treadle schedule --out plan.json' wrote"
        ) from None
    return Schedule(
        origin_day=origin,
        work_orders=(),
        slots=slots,
        cost_cents={},
        status="feasible",
        overtime_days=overtime,
        parts=parts,
    )
