"""Plan a brand's folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.day.make import standing_factories
from treadle.day.plan import plan_day
from treadle.decide.changes import changes
from treadle.engine.local import LocalEngine
from treadle.errors import InputError
from treadle.plant.arrivals import take_in
from treadle.plant.books import ledger_if_any
from treadle.plant.kept_markers import kept_nester
from treadle.plant.pictures import Pictures, pictures_of
from treadle.plant.plan_tables.plan import options_table, plan_tables
from treadle.settings import Settings, read_settings
from treadle.storage.brand import load_brand, require_folder
from treadle.storage.facts_digest import facts_digest, keep_facts
from treadle.storage.lake import Lake
from treadle.storage.ledger.moments import after
from treadle.terms.budget import Progress, stoppable
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.entry import PlanMade, PlannedOption
from treadle.terms.plan import Plan
from treadle.terms.snapshot import Snapshot, facts_with_board


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, what it was made from, and its tables; 'changes' has a row per option that differs from the last plan.
    `last_import` is the number of the newest import that it knew."""

    settings: Settings
    snapshot: Snapshot
    plan: Plan
    tables: Mapping[str, pa.Table]
    pictures: Pictures = dataclasses.field(default_factory=Pictures)
    last_import: int = 0

    def calendars(self) -> dict[str, ShiftCalendar]:
        """When each factory works, with the overtime of this plan and of released orders."""
        factories = self.plan.schedule.opened(standing_factories(self.snapshot))
        return {one.factory_id: one.calendar for one in factories}


def plan_folder(
    folder: Path, *, as_of: date | None = None, seed: int | None = None, progress: Progress | None = None,
    left: Callable[[], float] | None = None, first: Callable[[Planned], object] | None = None,
) -> Planned:  # fmt: skip
    """Plan a brand's folder as of a day (default: the day after its newest fact), with what came by itself by now.
    `first` is told the plan before a marker is drawn, with cloth, orders and promises as estimates: it is for looking
    at, and changes nothing of what is returned.

    Raises `InputError` with all problems that stop a plan, also on a day before anything is known, `NotFoundError`
    where the folder is none of treadle's, and `Stopped` where `left` (seconds that remain) runs out.
    """
    settings = read_settings(folder)
    take_in(folder, settings, progress=progress, left=left)
    policy = settings.policy.with_seed(seed)
    last_import = Lake(folder=folder).next_number() - 1
    require_folder(folder)
    promise = settings.policy.promise
    digest = facts_digest(folder, currency=settings.currency, time_zone=settings.time_zone, promise=promise)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone, promise=promise)
    plain = snapshot.plain_fingerprint()
    if digest == facts_digest(folder, currency=settings.currency, time_zone=settings.time_zone, promise=promise):
        keep_facts(folder, digest, snapshot.as_of, plain, is_newest=as_of is None)
    if not (snapshot.signals.num_rows or snapshot.planner_forecast.num_rows):
        raise InputError.single(
            str(folder), f"nothing that customers did is known before {snapshot.as_of}: no plan",
            "Import sales with treadle import, or name a later day with --as-of",
        )  # fmt: skip
    draw = kept_nester(folder, policy)
    facts = facts_with_board(plain, snapshot.board)
    pictures = pictures_of(folder, snapshot.catalogue.options)

    def told(plan: Plan) -> Planned:
        last = _last_plan(folder, settings, snapshot.as_of, plan.plan_id)
        findings = {**plan.seen.findings, "changes": changes(last, options_table(plan), snapshot.released)}
        plan = dataclasses.replace(plan, seen=dataclasses.replace(plan.seen, findings=findings))
        return Planned(
            settings=settings, snapshot=snapshot, plan=plan, tables=plan_tables(plan), pictures=pictures,
            last_import=last_import,
        )  # fmt: skip

    plan = plan_day(
        snapshot, policy, LocalEngine(), draw=draw, facts=facts, progress=stoppable(progress, left),
        first=None if first is None else lambda early: first(told(early)),
    )  # fmt: skip
    return told(plan)


def _last_plan(folder: Path, settings: Settings, as_of: date, plan_id: str) -> tuple[PlannedOption, ...] | None:
    """The options of the newest plan made from anything else, of a day up to `as_of`; None where there is none."""
    ledger = ledger_if_any(folder, settings)
    told = () if ledger is None else ledger.entries(kinds=["plan"], until=after(as_of, settings.time_zone))
    others = [one.body for one in told if isinstance(one.body, PlanMade) and one.body.plan_id != plan_id]
    return others[-1].options if others else None
