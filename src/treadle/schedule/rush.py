"""Rush orders: tried at every sensible place of a plan that stands, judged by the promise and by whom they harm, and
priced by what the whole plan then costs more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from treadle.schedule.improve import Improved
from treadle.schedule.plan import refuse_promise
from treadle.schedule.promise import Plays
from treadle.schedule.quote import Quoter
from treadle.schedule.rush_places import Place, Trial
from treadle.schedule.shop import Solution, cost_of, job_cost, key_start
from treadle.schedule.standing import standing_plan
from treadle.schedule.written import write_schedule
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.reason import Fact, Reason
from treadle.terms.rush import MovedOrder, RushAnswer, RushOption
from treadle.terms.schedule import KEPT, LATE, Schedule, WorkOrderDemand, order_status
from treadle.terms.sewing import LineBalance

#: Places in time that make other orders late are judged for so many steps of the plan, and so many at least.
#: Not tuned: bounds work and memory.
_JUDGED_STEPS, _JUDGED = 12_000, 6


def rush_order(
    schedule: Schedule,
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    rush: WorkOrderDemand,
    *,
    now_minute: int = 0,
    hold_minutes: int = 0,
    worth_cents: int | None = None,
    rules: SchedulePolicy | None = None,
    seed: int = 0,
    promise: PromisePolicy | None = None,
    with_schedule: bool = False,
) -> RushAnswer:
    """Whether to take a rush order into a schedule that stands, where at the factory that was chosen for it, whom it
    moves and what that costs.

    Orders that start within `hold_minutes` of now, and frozen ones, stay where they are. Every place that is planned in
    time is judged, the cheapest first: one is good enough where the order is promised in time and no other order stands
    worse against its due day. With `worth_cents` (what the order earns before its making) it is accepted where that
    covers the added cost of a place that is promised in time, else of the cheapest, lateness included; without, where
    some place is good enough. Raises InputError where the schedule does not stand on these demands or the rules are out
    of range.
    """
    rules = rules or SchedulePolicy()
    promise = refuse_promise(promise)
    demands = schedule.split(demands)
    floor, solution, moved = standing_plan(
        schedule, demands, factories, balances, more=(rush,), now_minute=now_minute, rules=rules
    )
    job = floor.job_of[len(demands)]
    if job is None:
        causes = ", ".join(f"{one.factory_id} {one.cause}" for one in floor.refusals[len(demands)])
        reason = Reason.of("rush.infeasible", why=causes or "no factory")
        return RushAnswer(work_order_id=rush.work_order_id, is_accepted=False, reason=reason, options=(), chosen=None)
    trial = Trial(floor, solution, job, now_minute + hold_minutes)
    judge = _Judge(trial, (*demands, rush), now_minute, seed, promise)
    places = trial.places((rush.due_day - schedule.origin_day).days)
    options = judge.options(places, worth_cents)
    is_accepted, chosen, reason = _verdict(options, rush, worth_cents)
    written = None
    if with_schedule:
        written = replace(judge.schedule(judge.plan_of[chosen.kind], moved), parts=schedule.parts)
    return RushAnswer(
        work_order_id=rush.work_order_id,
        is_accepted=is_accepted,
        reason=reason,
        options=options,
        chosen=chosen,
        places=len(places),
        pushed_steps=trial.pushed_steps,
        schedule=written,
        factory_reason=rush.factory_reason,
    )


def _verdict(
    options: Sequence[RushOption], rush: WorkOrderDemand, worth_cents: int | None
) -> tuple[bool, RushOption, Reason]:
    """Accept or not, by which option, with the numbers behind it."""
    kinds = {one.kind: one for one in options}
    best = kinds.get("in time")
    cheapest = min(options, key=lambda one: (one.total_cents, one.planned_day))
    if worth_cents is not None:
        chosen = best if best is not None and best.total_cents <= worth_cents else cheapest
        pays = chosen.total_cents <= worth_cents
        facts = _facts(chosen, rush)
        return pays, chosen, Reason.of(
            "rush.accept_worth" if pays else "rush.refuse_worth", worth_cents=worth_cents, **facts
        )  # fmt: skip
    if best is None:
        soonest = min(options, key=lambda one: (one.promise_day, one.total_cents))
        code = "rush.refuse_late" if soonest.status == LATE else "rush.refuse_risk"
        return False, soonest, Reason.of(code, **_facts(soonest, rush))
    harmed = best.harmed_orders
    if harmed:
        return False, best, Reason.of("rush.refuse_harm", first=harmed[0].work_order_id, **_facts(best, rush))
    return True, best, Reason.of("rush.accept_harmless", **_facts(best, rush))


def _facts(chosen: RushOption, rush: WorkOrderDemand) -> dict[str, Fact]:
    return {
        "added_cents": chosen.total_cents,
        "due_day": rush.due_day.isoformat(),
        "planned_day": chosen.planned_day.isoformat(),
        "promise_day": chosen.promise_day.isoformat(),
        "late_days": max(0, (chosen.promise_day - rush.due_day).days),
        "moved_orders": len(chosen.later_orders),
        "harmed_orders": len(chosen.harmed_orders),
    }


@dataclass(slots=True)
class _Judge:
    """Says what a plan with the rush order means for it and for all others, and writes it."""

    trial: Trial
    demands: tuple[WorkOrderDemand, ...]
    now_minute: int
    seed: int
    promise: PromisePolicy
    plan_of: dict[str, Solution] = field(default_factory=dict)
    seen: dict[int, RushOption] = field(default_factory=dict)
    plays: Plays = field(init=False)
    quoter: Quoter = field(init=False)
    promised: dict[int, date] = field(init=False)

    def __post_init__(self) -> None:
        self.quoter = Quoter(self.trial.floor, self.demands, self.promise, self.now_minute, self.seed)
        floor = self.trial.floor
        self.plays = Plays(floor, self.demands, floor.origin_day, self.now_minute, self.promise, self.seed)
        self.promised = self._promises(self.trial.solution, set(self.trial.floor.factory_of))

    def options(self, places: Sequence[Place], worth_cents: int | None) -> tuple[RushOption, ...]:
        """The ways to take the order: where nobody moves, in time, earliest and cheapest; of these in time the first
        that is good enough, else the one that harms fewest others; none where no place is promised in time."""
        due_day = (self.demands[-1].due_day - self.trial.floor.origin_day).days
        named = {
            "nobody moves": next(place for place in places if place.is_aside),
            "earliest": min(places, key=lambda place: (place.day, place.cents)),
            "cheapest": places[0],
        }
        best = self._in_time([place for place in places if place.day <= due_day], worth_cents is not None)
        if best is not None:
            named["in time"] = best
        order = ("nobody moves", "in time", "earliest", "cheapest")
        self.plan_of = {kind: named[kind].plan for kind in order if kind in named}
        return tuple(replace(self.option(plan), kind=kind) for kind, plan in self.plan_of.items())

    def _in_time(self, places: Sequence[Place], is_any_enough: bool) -> Place | None:
        """The cheapest place that is promised in time and harms nobody; else, or where `is_any_enough`, of those that
        are promised in time the one whose plan harms fewest, the cheapest of them.

        A place whose plan alone makes an order late cannot be good enough; those without such harm are all judged, the
        others as far as the counted work goes.
        """
        harm = {id(place): self._planned_harm(place.plan) for place in places}
        most = _JUDGED_STEPS // max(1, self.trial.steps())
        found: list[Place] = []
        turn = places if is_any_enough else sorted(places, key=lambda place: harm[id(place)])
        for at, place in enumerate(turn):
            if not is_any_enough and harm[id(place)] and (found or at >= max(_JUDGED, most)):
                break
            option = self.option(place.plan)
            if option.status == KEPT:
                if is_any_enough or not option.harmed_orders:
                    return place
                found.append(place)
        return min(found, key=lambda place: len(self.option(place.plan).harmed_orders), default=None)

    def _planned_harm(self, plan: Solution) -> int:
        """Orders that were planned in time without the rush order and are not with it, or are later still."""
        shop, found = self.trial.floor.shop, 0
        for j, (old, new) in enumerate(zip(self.trial.solution, plan, strict=True)):
            if old is not None and new is not None and old != new:
                due = shop.jobs[j].route.due_day
                day = self.trial.ready_day(plan, j)
                found += day > max(due, self.trial.ready_day(self.trial.solution, j))
        return found

    def option(self, plan: Solution) -> RushOption:
        """A plan as an option; its kind is said by `options`."""
        if id(plan) not in self.seen:
            self.seen[id(plan)] = self._option(plan)
        return self.seen[id(plan)]

    def _option(self, plan: Solution) -> RushOption:
        trial, floor = self.trial, self.trial.floor
        placed = plan[trial.job]
        assert placed is not None
        after, before = cost_of(floor.shop, plan), trial.before
        route = floor.shop.jobs[trial.job].route
        way = route.steps[route.key].ways[placed.ways[route.key]]
        promised = self._promises(plan, self._touched(plan))
        planned = self._day(plan, trial.job)
        return RushOption(
            kind="",
            factory_id=floor.factories[floor.factory_of[trial.job]].factory_id,
            line_id=floor.resource_ids[way.resource],
            planned_day=planned,
            promise_day=promised[trial.job],
            status=order_status(self.demands[-1].due_day, planned, promised[trial.job]),
            added_cents={
                "making": after.ways - before.ways,
                "changeover": after.setups - before.setups,
                "lateness": after.lateness - before.lateness,
                "wip": after.wip - before.wip,
                **({"power": after.power - before.power} if floor.shop.has_power else {}),
            },
            own_late_cents=job_cost(floor.shop, trial.job, placed)[1],
            moved=tuple(self._moved(plan, promised)),
        )

    def _touched(self, plan: Solution) -> set[int]:
        """Factories at which anything stands otherwise than without the rush order."""
        return {
            self.trial.floor.factory_of[j]
            for j, (old, new) in enumerate(zip(self.trial.solution, plan, strict=True))
            if old != new
        }

    def _promises(self, plan: Solution, sites: set[int]) -> dict[int, date]:
        """The promised day of each job of these factories."""
        floor = self.trial.floor
        days = self.plays.ready_days(plan, sites)
        found = {}
        for j, placed in enumerate(plan):
            if placed is not None and floor.factory_of[j] in sites:
                plays = self.quoter.plays(j, placed, days[j])
                found[j] = self.quoter.day(j, placed, plays, self.promise.probability)
        return found

    def _day(self, plan: Solution, job: int) -> date:
        return self.trial.floor.origin_day + timedelta(days=self.trial.ready_day(plan, job))

    def _moved(self, plan: Solution, promised: dict[int, date]) -> Iterator[MovedOrder]:
        """Orders whose place, and so whose day, or whose promise is another."""
        trial, shop = self.trial, self.trial.floor.shop
        for j, (old, new) in enumerate(zip(trial.solution, plan, strict=True)):
            if old is None or new is None or j == trial.job:
                continue
            told = self.promised[j], promised.get(j, self.promised[j])
            if old == new and told[0] == told[1]:
                continue
            demand = self.demands[trial.floor.demand_of[j]]
            days = self._day(trial.solution, j), self._day(plan, j)
            yield MovedOrder(
                work_order_id=demand.work_order_id,
                before_day=days[0],
                after_day=days[1],
                promise_before=told[0],
                promise_after=told[1],
                status_before=order_status(demand.due_day, days[0], told[0]),
                status_after=order_status(demand.due_day, days[1], told[1]),
                late_minutes=key_start(shop, j, new) - key_start(shop, j, old),
                late_days=max(0, (days[1] - demand.due_day).days),
            )

    def schedule(self, plan: Solution, moved: frozenset[str]) -> Schedule:
        """The whole plan with the rush order in it."""
        floor = self.trial.floor
        cost = cost_of(floor.shop, plan)
        found = Improved(solution=plan, cost=cost, left=(), is_optimal=False, bound_cents=None, rounds=0)
        return write_schedule(
            floor, found, self.demands, floor.origin_day, moved, now_minute=self.now_minute, seed=self.seed,
            promise=self.promise,
        )  # fmt: skip
