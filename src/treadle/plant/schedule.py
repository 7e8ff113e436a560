"""When every work order is cut, sewn and there: of a brand's folder, of a factory's plain file, of a job shop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from treadle.connectors.plain_text import read_bytes
from treadle.day.make import standing_factories
from treadle.day.sourcing import Known, sourced
from treadle.errors import InputError, Problem
from treadle.plant.plain_file import object_of
from treadle.plant.standing import Standing, keep_record, standing_work
from treadle.problems.factory import PlainFactory, read_factory
from treadle.problems.factory_plan import read_told_plan, told_plan
from treadle.problems.job_shop import read_job_shop, told_solution
from treadle.schedule.checks import check_schedule
from treadle.schedule.earliest import earliest_end
from treadle.schedule.plan import plan_schedule
from treadle.schedule.shop import violations
from treadle.schedule.work_in_progress import released_demands
from treadle.terms.budget import Budget, Progress
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.codec import json_text
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

_REMEDY = "Give a factory's file"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWork:
    """A plan of making and what it was made from; `standing` where that is a brand's folder, `doubts` about a file."""

    schedule: Schedule
    demands: tuple[WorkOrderDemand, ...]
    factories: tuple[Factory, ...]
    balances: tuple[LineBalance, ...]
    standing: Standing | None = None
    doubts: tuple[Problem, ...] = ()

    def calendars(self, schedule: Schedule | None = None) -> dict[str, ShiftCalendar]:
        """When each factory works, with the overtime of this plan (or of another one of the same factories)."""
        return {one.factory_id: one.calendar for one in (schedule or self.schedule).opened(self.factories)}


def kept_schedule(folder: Path, *, as_of: date | None = None, seed: int | None = None) -> MadeWork | None:
    """The making of the folder's last plan; None where there is none or something has changed since.

    Raises as `plan_folder` does.
    """
    standing = standing_work(folder, as_of=as_of, seed=seed)
    return None if standing is None else _made(standing)


def schedule_folder(
    folder: Path, *, as_of: date | None = None, seed: int | None = None, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> MadeWork:  # fmt: skip
    """The making of a new plan of the folder, which is kept there. Raises as `plan_folder` does."""
    # Read here: who tells of a plan that stands needs none of the rooms that make one.
    from treadle.plant.plan import plan_folder

    planned = plan_folder(folder, as_of=as_of, seed=seed, progress=progress, left=left)
    keep_record(folder, planned)
    plain = planned.snapshot.plain_fingerprint()
    return _made(Standing.of(planned.snapshot, planned.plan, plain_facts=plain))


def schedule_file(
    path: Path, *, work: float = 4.0, most_parts: int = 1, probability: float = 0.9, seed: int = 0,
    progress: Progress | None = None, left: Callable[[], float] | None = None,
) -> MadeWork:  # fmt: skip
    """The plan of the factory of a JSON file: by counted `work`, or as long as `left` tells.

    `most_parts`: into which an order may be split. `probability`: with which promises are kept. Raises
    `NotFoundError`, and `InputError` with all that is wrong with the file.
    """
    plain = read_factory(object_of(path, _REMEDY), path.name)
    rules = SchedulePolicy(most_parts=most_parts)
    placed = sourced(
        (), plain.demands, plain.factories, plain.balances, origin_day=plain.origin_day, rules=rules, known=Known()
    )
    plain = replace(plain, demands=placed.demands)
    schedule = plan_schedule(
        plain.demands,
        plain.factories,
        plain.balances,
        origin_day=plain.origin_day,
        rules=rules,
        budget=_budget(work, left),
        seed=seed,
        progress=progress,
        promise=PromisePolicy(probability=probability),
    )
    return _plain(plain, schedule)


def planned_file(path: Path, plan: Path) -> MadeWork:
    """The factory of a JSON file with the plan that stands, as `plan_text` wrote it. Raises as `schedule_file` does."""
    plain = read_factory(object_of(path, _REMEDY), path.name)
    return _plain(plain, read_told_plan(object_of(plan, _REMEDY), plan.name))


def refuse_unsound(made: MadeWork) -> None:
    """Raise `InputError` with every rule that a plan breaks, recomputed from scratch."""
    found = check_schedule(made.schedule, made.demands, made.factories, made.balances)
    if found:
        raise InputError(
            Problem(file="schedule", what=f"{one.where}: {one.rule} (found {one.found})", remedy="Report this")
            for one in found
        )


def plan_text(schedule: Schedule) -> str:
    """A plan as JSON text, as `planned_file` reads it again."""
    return json_text(told_plan(schedule), indent=1) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedShop:
    """A job shop's plan: `answer` is {"makespan", "operations"}, all counted from 0; no plan ends before `bound`."""

    jobs: int
    machines: int
    answer: Mapping[str, Any]
    is_optimal: bool
    bound: int | None


def schedule_job_shop(
    path: Path, *, has_setups: bool = False, work: float = 4.0, seed: int = 0, left: Callable[[], float] | None = None
) -> SolvedShop:
    """The earliest end of a flexible job shop in the public text form; `has_setups`: it ends with set-up matrices.

    Every rule is checked from scratch. Raises `InputError` with what is wrong with the file.
    """
    shop = read_job_shop(read_bytes(path).decode("utf-8", errors="replace"), path.name, has_setups=has_setups)
    found = earliest_end(shop, budget=_budget(work, left), seed=seed)
    wrong = violations(shop, found.solution)
    if wrong:
        raise InputError.single(path.name, "; ".join(wrong), "Report this")
    return SolvedShop(
        jobs=len(shop.jobs), machines=len(shop.resources), answer=told_solution(shop, found.solution),
        is_optimal=found.is_optimal, bound=found.bound_cents,
    )  # fmt: skip


def _budget(work: float, left: Callable[[], float] | None) -> Budget:
    return Budget(work=work) if left is None else Budget(work=1e9, left=left)


def _plain(plain: PlainFactory, schedule: Schedule) -> MadeWork:
    return MadeWork(
        schedule=schedule, demands=plain.demands, factories=plain.factories, balances=plain.balances,
        doubts=plain.doubts,
    )  # fmt: skip


def _made(standing: Standing) -> MadeWork:
    snapshot = standing.snapshot
    return MadeWork(
        schedule=standing.schedule,
        demands=(*released_demands(snapshot), *standing.demands),
        factories=standing_factories(snapshot),
        balances=standing.balances,
        standing=standing,
    )
