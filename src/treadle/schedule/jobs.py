"""From work orders, factories and balances to a shop: every factory is a site, its tables and lines are resources."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.schedule.clock import WorkClock
from treadle.schedule.horizon import by_factory, cut_minutes, most_minutes, slowest_minutes, stage_work_minutes
from treadle.schedule.power import power_clock
from treadle.schedule.shop import Job, Resource, Route, Shop, Site, Step, Way
from treadle.schedule.startup import sew_minutes, style_startup
from treadle.schedule.style_changes import StyleChanges
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import STAGES_AFTER, STAGES_BEFORE, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Work in process is priced by working days of so many minutes. By definition.
WIP_DAY_MINUTES = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a factory cannot take an order: 'not balanced', 'no work centre' (with the stage) or 'below minimum' (with
    the minimum)."""

    factory_id: str
    cause: str
    minimum_units: int = 0
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The shop and the way back from its indices to the trade's names.

    `job_of[i]` is the job of demand i, None where its factory cannot take it or it has none; `factory_of[job]` is a
    factory's index.
    """

    shop: Shop
    factories: tuple[Factory, ...]
    clocks: tuple[WorkClock, ...]
    resource_ids: tuple[str, ...]
    job_of: tuple[int | None, ...]
    demand_of: tuple[int, ...]
    factory_of: tuple[int, ...]
    stages: tuple[tuple[str, ...], ...]
    refusals: tuple[tuple[Refusal, ...], ...]
    origin_day: date


def late_cents_per_day(demand: WorkOrderDemand, rules: SchedulePolicy) -> int:
    """What a day of lateness of the whole order costs."""
    return demand.late_cents_per_day or round(demand.total_units * rules.late_cents_per_unit_day)


def work_cents(minutes: int, people: int, factory: Factory) -> int:
    """What so many minutes of so many people cost at a factory."""
    return round(minutes * people * factory.minute_cost_cents)


def fits(balances: Sequence[LineBalance]) -> dict[tuple[str, str], LineBalance]:
    """Usable balances by (bulletin, line)."""
    return {
        (balance.bulletin_id, balance.line_id): balance
        for balance in balances
        if balance.status == "balanced" and balance.minutes_per_unit > 0
    }


def build_floor(
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    origin_day: date,
    now_minute: int,
    rules: SchedulePolicy,
    unpinned: Collection[str] = (),
) -> Floor:
    """The shop of all work orders, each at the factory that was chosen for it or where it is frozen. Orders in
    `unpinned` keep factory and line but not their frozen start.

    Raises InputError where a factory's calendar never has the working minutes asked for.
    """
    usable = fits(balances)
    own = by_factory(demands, factories)
    slowest = slowest_minutes(usable)
    latest = max((_ready_minute(demand, origin_day, now_minute) for demand in demands), default=now_minute)
    clocks = tuple(
        WorkClock.covering(f.calendar, origin_day, latest, most_minutes(mine, slowest, factories))
        for f, mine in zip(factories, own, strict=True)
    )
    families = {style: index for index, style in enumerate(sorted({demand.style_id for demand in demands}))}
    starts = [style_startup(factory, mine, usable) for factory, mine in zip(factories, own, strict=True)]
    resources, ids, index_of = _resources(factories, clocks, families, now_minute, starts)
    sites = tuple(_site(factory, clock, origin_day, rules) for factory, clock in zip(factories, clocks, strict=True))
    maker = _Maker(
        factories, clocks, sites, index_of, families, usable, rules, origin_day, now_minute, frozenset(unpinned)
    )
    jobs: list[Job] = []
    job_of: list[int | None] = []
    demand_of: list[int] = []
    factory_of: list[int] = []
    stages: list[tuple[str, ...]] = []
    refusals: list[tuple[Refusal, ...]] = []
    for d, demand in enumerate(demands):
        made, refused = maker.route(demand)
        refusals.append(refused)
        if made is None:
            job_of.append(None)
            continue
        f, names, route = made
        job_of.append(len(jobs))
        demand_of.append(d)
        factory_of.append(f)
        stages.append(names)
        jobs.append(_job(demand, route, rules))
    return Floor(
        shop=Shop(jobs=tuple(jobs), resources=tuple(resources), sites=sites),
        factories=tuple(factories),
        clocks=clocks,
        resource_ids=tuple(ids),
        job_of=tuple(job_of),
        demand_of=tuple(demand_of),
        factory_of=tuple(factory_of),
        stages=tuple(stages),
        refusals=tuple(refusals),
        origin_day=origin_day,
    )


def _site(factory: Factory, clock: WorkClock, origin_day: date, rules: SchedulePolicy) -> Site:
    """A factory's days, when what ends on each of them arrives, and what its power costs."""
    days = range(len(clock.day_ends) + 1)
    arrivals = tuple((factory.arrival_day(origin_day + timedelta(days=day)) - origin_day).days for day in days)
    until, changes = power_clock(factory, clock, origin_day, rules.sewing_kwh_per_minute)
    return Site(
        day_ends=clock.day_ends, arrivals=arrivals, power_until=until, power_changes=changes,
        power_slack_days=rules.power_slack_days,
    )  # fmt: skip


def _job(demand: WorkOrderDemand, route: Route, rules: SchedulePolicy) -> Job:
    """A demand as a job, with what its lateness and its stay cost."""
    return Job(
        name=demand.work_order_id,
        route=route,
        late_cents_per_day=late_cents_per_day(demand, rules),
        wip_millicents_per_minute=round(1000 * demand.total_units * rules.wip_cents_per_unit_day / WIP_DAY_MINUTES),
        priority=demand.priority,
    )


def _ready_minute(demand: WorkOrderDemand, origin_day: date, now_minute: int) -> int:
    """Wall minute from which a demand may be cut; a frozen start counts, so that the clock reaches it."""
    ready = now_minute
    if demand.fabric_ready_day is not None:
        ready = max(ready, (demand.fabric_ready_day - origin_day).days * MINUTES_PER_DAY)
    if demand.frozen is not None and demand.frozen.is_start_kept:
        ready = max(ready, demand.frozen.sew_start_minute)
    return ready


def _resources(
    factories: Sequence[Factory],
    clocks: Sequence[WorkClock],
    families: Mapping[str, int],
    now_minute: int,
    starts: Sequence[Mapping[str, int]],
) -> tuple[list[Resource], list[str], dict[tuple[int, str, str], int]]:
    """Tables, work centres and lines of all factories, their names, and their indices by (factory, stage, id)."""
    resources: list[Resource] = []
    ids: list[str] = []
    index_of: dict[tuple[int, str, str], int] = {}
    styles = tuple(families)
    for f, factory in enumerate(factories):
        ready = clocks[f].to_work(now_minute)
        for table in factory.cutting_tables:
            index_of[(f, "cut", table.table_id)] = len(resources)
            ids.append(table.table_id)
            resources.append(Resource(name=f"{factory.factory_id}/{table.table_id}", site=f, ready_minute=ready))
        for centre in factory.work_centres:
            index_of[(f, centre.stage, centre.work_centre_id)] = len(resources)
            ids.append(centre.work_centre_id)
            resources.append(Resource(name=f"{factory.factory_id}/{centre.work_centre_id}", site=f, ready_minute=ready))
        setups = StyleChanges(factory, styles, starts[f])
        for line in factory.sewing_lines:
            index_of[(f, "sew", line.line_id)] = len(resources)
            ids.append(line.line_id)
            resources.append(
                Resource(
                    name=f"{factory.factory_id}/{line.line_id}",
                    site=f,
                    setups=setups,
                    setup_cents_per_minute=work_cents(1, len(line.operators), factory),
                    ready_minute=ready,
                )
            )
    return resources, ids, index_of


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the route of a demand at its factory."""

    factories: Sequence[Factory]
    clocks: Sequence[WorkClock]
    sites: Sequence[Site]
    index_of: Mapping[tuple[int, str, str], int]
    families: Mapping[str, int]
    usable: Mapping[tuple[str, str], LineBalance]
    rules: SchedulePolicy
    origin_day: date
    now_minute: int
    unpinned: frozenset[str]

    def route(self, demand: WorkOrderDemand) -> tuple[tuple[int, tuple[str, ...], Route] | None, tuple[Refusal, ...]]:
        """(factory, stages, route) where the demand's factory takes it, and else why not: of one without a factory, why
        each does not that could not."""
        refused = []
        named = demand.factory_id if demand.frozen is None else demand.frozen.factory_id
        for f, factory in enumerate(self.factories):
            if factory.factory_id != (named or factory.factory_id):
                continue
            ways = self._sewing_ways(f, factory, demand)
            refusal = _refusal(factory, demand, ways)
            if refusal is not None:
                refused.append(refusal)
            elif named:
                return (f, *self._route(f, factory, demand, ways)), ()
        return None, tuple(refused)

    def _sewing_ways(self, f: int, factory: Factory, demand: WorkOrderDemand) -> tuple[Way, ...]:
        ways = []
        for line in factory.sewing_lines:
            balance = self.usable.get((demand.bulletin_id, line.line_id))
            if balance is None or (demand.frozen is not None and line.line_id != demand.frozen.line_id):
                continue
            minutes = sew_minutes(demand, balance, factory)
            ways.append(
                Way(
                    resource=self.index_of[(f, "sew", line.line_id)],
                    minutes=minutes,
                    cost_cents=work_cents(minutes, len(line.operators), factory),
                    kwh=_kwh(demand, "sew"),
                )
            )
        return tuple(ways)

    def _route(
        self, f: int, factory: Factory, demand: WorkOrderDemand, ways: tuple[Way, ...]
    ) -> tuple[tuple[str, ...], Route]:
        clock, frozen = self.clocks[f], demand.frozen
        ready = self.now_minute
        if demand.fabric_ready_day is not None:
            ready = max(ready, (demand.fabric_ready_day - self.origin_day).days * MINUTES_PER_DAY)
        release = clock.to_work(ready)
        pin = None
        has_begun = False
        if frozen is not None:
            has_begun = frozen.has_begun(self.now_minute)
            if frozen.is_start_kept and demand.work_order_id not in self.unpinned:
                pin = clock.to_work(frozen.sew_start_minute)
        minutes = cut_minutes(demand)
        steps: list[Step] = []
        stages: list[str] = []
        if minutes and not has_begun:
            is_next = not any(demand.stage_minutes.get(stage) for stage in STAGES_BEFORE)
            lead, tail = transfer(demand, minutes, ways, self.rules) if is_next else (None, 0)
            cost = work_cents(minutes, self.rules.cutting_people, factory)
            steps.append(
                Step(
                    ways=tuple(
                        Way(
                            resource=self.index_of[(f, "cut", t.table_id)],
                            minutes=minutes,
                            cost_cents=cost,
                            kwh=_kwh(demand, "cut"),
                        )
                        for t in factory.cutting_tables
                    ),
                    lead_minutes=lead,
                    tail_minutes=tail,
                )
            )
            stages.append("cut")
        if not has_begun:
            for stage in STAGES_BEFORE:
                self._stage(f, factory, demand, stage, steps, stages)
        steps.append(Step(ways=ways, family=self.families[demand.style_id], pinned_start=pin))
        stages.append("sew")
        key = len(steps)
        for stage in STAGES_AFTER:
            self._stage(f, factory, demand, stage, steps, stages)
        due_day = (demand.due_day - self.origin_day).days
        return tuple(stages), Route(
            site=f,
            steps=tuple(steps),
            release_minute=min(release, pin) if pin is not None and has_begun else release,
            last_day=self.sites[f].last_day(due_day),
            due_day=due_day,
            after=len(steps) - key,
        )

    def _stage(
        self, f: int, factory: Factory, demand: WorkOrderDemand, stage: str, steps: list[Step], stages: list[str]
    ) -> None:
        """Add the step of a stage, where the order needs it and the factory has work centres for it."""
        ways = []
        for centre in factory.work_centres:
            minutes = stage_work_minutes(demand, stage, centre.people) if centre.stage == stage else 0
            if minutes:
                cents = work_cents(minutes, centre.people, factory)
                way = Way(resource=self.index_of[(f, stage, centre.work_centre_id)], minutes=minutes, cost_cents=cents,
                          kwh=_kwh(demand, stage))  # fmt: skip
                ways.append(way)
        if ways:
            steps.append(Step(ways=tuple(ways)))
            stages.append(stage)


def _refusal(factory: Factory, demand: WorkOrderDemand, ways: Sequence[Way]) -> Refusal | None:
    """Why a factory cannot take an order that its lines sew in `ways`; None where it can."""
    held = {centre.stage for centre in factory.work_centres}
    lacking = [stage for stage in STAGES_BEFORE if demand.stage_minutes.get(stage) and stage not in held]
    if not ways:
        return Refusal(factory_id=factory.factory_id, cause="not balanced")
    if lacking:
        return Refusal(factory_id=factory.factory_id, cause="no work centre", stage=lacking[0])
    if demand.total_units < factory.minimum_units and demand.frozen is None:
        return Refusal(factory_id=factory.factory_id, cause="below minimum", minimum_units=factory.minimum_units)
    return None


def _kwh(demand: WorkOrderDemand, stage: str) -> float:
    """Kilowatt hours of an order at a stage."""
    return demand.total_units * demand.unit_kwh.get(stage, 0.0)


def transfer(
    demand: WorkOrderDemand, minutes: int, ways: Sequence[Way], rules: SchedulePolicy
) -> tuple[int | None, int]:
    """Lead and tail of a transfer batch of one lay: sewing starts after the first lay, and after the last lay is cut it
    still sews that lay's share of the units on the slowest line. (None, 0) where sewing waits for all lays."""
    lays = demand.lay_minutes
    if not rules.is_overlapping or len(lays) < 2 or sum(lays) <= 0:
        return None, 0
    lead = min(minutes, max(1, math.ceil(lays[0] - 1e-9)))
    return lead, math.ceil(max(way.minutes for way in ways) * lays[-1] / sum(lays) - 1e-9)
