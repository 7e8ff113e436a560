"""Rush orders: tried at every sensible place of a plan that stands, priced by what the whole plan then costs more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from treadle.schedule.board import Board
from treadle.schedule.improve import Improved
from treadle.schedule.jobs import Floor
from treadle.schedule.plan import refuse_promise, write_schedule
from treadle.schedule.promise import day_kept, sample_ready_days
from treadle.schedule.shop import Cost, Placed, Solution, cost_of, ends, job_cost, violations, wait_minutes
from treadle.schedule.standing import standing_plan
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.reason import Fact, Reason
from treadle.terms.rush import MovedOrder, RushAnswer, RushOption
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Places tried in all (fewer where a plan has more than so many steps to push), and the fewest on one line: set so
#: that a plan of 500 orders is answered within two seconds.
_PLACES, _STEPS, _FEWEST = 160, 1_500, 3
#: Of the cheapest places so many are mended: orders that became late look for a better place.
_MENDED, _MENDED_ORDERS = 3, 12


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
    """Whether to take a rush order into a schedule that stands, where, whom it moves and what that costs.

    Orders that start within `hold_minutes` of now, and frozen ones, stay where they are. The cheapest way is chosen,
    lateness of the rush order included. With `worth_cents` (what the order earns before its making) it is accepted
    where that covers the added cost; without, where it is on time and no other order becomes later than due.
    Raises InputError where the schedule does not stand on these demands or the rules are out of range.
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
    trial = _Trial(floor, solution, job, now_minute + hold_minutes)
    writer = _Writer(trial, (*demands, rush), schedule.origin_day, now_minute, rules, seed, promise)
    plans = trial.plans()
    options = tuple(writer.option(kind, plan) for kind, plan in plans.items())
    chosen = min(options, key=lambda one: (one.total_cents, one.planned_day))
    is_accepted, reason = _verdict(chosen, rush, worth_cents)
    return RushAnswer(
        work_order_id=rush.work_order_id,
        is_accepted=is_accepted,
        reason=reason,
        options=options,
        chosen=chosen,
        pushed_steps=trial.pushed_steps,
        schedule=replace(writer.schedule(plans[chosen.kind], moved), parts=schedule.parts) if with_schedule else None,
    )


def _verdict(chosen: RushOption, rush: WorkOrderDemand, worth_cents: int | None) -> tuple[bool, Reason]:
    """Accept or not, with the numbers behind it."""
    harmed = [one for one in chosen.moved if one.late_days and one.after_day > one.before_day]
    late_days = max(0, (chosen.planned_day - rush.due_day).days)
    facts: dict[str, Fact] = {
        "added_cents": chosen.total_cents,
        "planned_day": chosen.planned_day.isoformat(),
        "promise_day": chosen.promise_day.isoformat(),
        "late_days": late_days,
        "moved_orders": len(chosen.later_orders),
        "harmed_orders": len(harmed),
    }
    if worth_cents is not None:
        pays = chosen.total_cents <= worth_cents
        code = "rush.accept_worth" if pays else "rush.refuse_worth"
        return pays, Reason.of(code, worth_cents=worth_cents, **facts)
    if late_days:
        return False, Reason.of("rush.refuse_late", **facts)
    if harmed:
        return False, Reason.of("rush.refuse_harm", first=harmed[0].work_order_id, **facts)
    return True, Reason.of("rush.accept_harmless", **facts)


@dataclass(slots=True)
class _Trial:
    """The rush order `job` at one place after the other; `solution` is the plan without it."""

    floor: Floor
    solution: Solution
    job: int
    hold_minute: int
    before: Cost = field(init=False)
    has_pins: bool = field(init=False)
    pushed_steps: int = 0

    def __post_init__(self) -> None:
        self.before = cost_of(self.floor.shop, self.solution)
        self.has_pins = any(
            step.pinned_start is not None
            for job in self.floor.shop.jobs
            for route in job.routes
            for step in route.steps
        )

    def plans(self) -> dict[str, Solution]:
        """The best plan of each kind: nobody moves, the earliest day, and the cheapest."""
        shop = self.floor.shop
        board = Board(shop, self.solution)
        board.insert(self.job)
        aside = list(board.solution)
        tried = [(self._score(plan), plan) for plan in self._pushed()]
        tried.append((self._score(aside), aside))
        earliest = min(tried, key=lambda one: (one[0][1], one[0][0]))[1]
        cheapest = [plan for _, plan in sorted(tried, key=lambda one: one[0])[:_MENDED]]
        mended = min((self._mended(plan) for plan in cheapest), key=self._score)
        return {"nobody moves": aside, "earliest": earliest, "cheapest": mended}

    def _score(self, plan: Solution) -> tuple[int, int]:
        """Cents of the whole plan, and the day the rush order is ready."""
        return cost_of(self.floor.shop, plan).cents, self.ready_day(plan, self.job)

    def ready_day(self, plan: Solution, job: int) -> int:
        """Day (0 = origin day) on which an order arrives if all goes as planned."""
        placed = plan[job]
        assert placed is not None
        f = self.floor.factory_of[job][placed.route]
        factory = self.floor.factories[f]
        end = ends(self.floor.shop, job, placed)[-1]
        return self.floor.clocks[f].day_of_end(end) + factory.finishing_days + factory.transport_days

    def _pushed(self) -> Iterator[Solution]:
        """The rush order before each of the next orders of each line, cut in a free gap or before all others."""
        routes = self.floor.shop.jobs[self.job].routes
        lines = sum(len(route.steps[route.key].ways) for route in routes)
        places = _PLACES * _STEPS // max(_STEPS, self._steps())
        each = max(_FEWEST, places // (2 * lines))
        empty = Board(self.floor.shop, self.solution)
        for r, route in enumerate(routes):
            held = self.floor.clocks[self.floor.factory_of[self.job][r]].to_work(self.hold_minute)
            cuts = self._cuts(empty, r, held)
            for w, way in enumerate(route.steps[route.key].ways):
                line = empty.lines[way.resource]
                for ways, starts, ready in cuts:
                    behind = (i for i, entry in enumerate(line) if entry[0] >= held and entry[1] > ready)
                    first = next(behind, len(line))
                    for entry in line[first : first + each]:
                        more, begun, _ = empty.trail(route, entry[0] - 1 + way.minutes)
                        plan = self._with(Placed(r, (*ways, w, *more), (*starts, entry[0] - 1, *begun)))
                        if plan is not None:
                            yield plan

    def _cuts(self, board: Board, r: int, held: int) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
        """(ways, starts, ready) of the steps before the key step: the first in the first free gap, and before all that
        is not held; those after it at their earliest.
        """
        route = self.floor.shop.jobs[self.job].routes[r]
        if not route.key:
            return [((), (), route.release_minute)]
        step = route.steps[0]
        found: list[tuple[int, int, int]] = []
        for w, way in enumerate(step.ways):
            line = board.lines[way.resource]
            begin = max(route.release_minute, board.shop.resources[way.resource].ready_minute)
            gap = begin
            for start, end, *_ in line:
                if end > gap and start < gap + way.minutes:
                    gap = end
            found.append((gap, w, gap))
            ahead = next((entry for entry in line if entry[0] >= max(held, begin)), None)
            if ahead is not None and ahead[0] < gap:
                free = max((entry[1] for entry in line if entry[0] < ahead[0]), default=begin)
                found.append((max(free, begin), w, ahead[0] - 1))
        best = sorted({min(found), min(found, key=lambda one: one[2] == one[0])})
        cuts = []
        for ready, w, start in best:
            more = board.early_from(route, 1, ready + wait_minutes(step, w))
            if more is not None:
                cuts.append(((w, *more[0]), (start, *more[1]), more[2]))
        return cuts

    def _steps(self) -> int:
        """Steps of the plan, all of which a try may push."""
        return sum(len(placed.starts) for placed in self.solution if placed is not None)

    def _with(self, placed: Placed) -> Solution | None:
        """The plan with the rush order there and all others pushed; None where a frozen order would have to move."""
        board = Board(self.floor.shop, self.solution)
        board.place(self.job, placed)
        board.compact()
        self.pushed_steps += self._steps()
        if self.has_pins and violations(self.floor.shop, board.solution):
            return None
        return board.solution

    def _mended(self, plan: Solution) -> Solution:
        """Orders that the rush order made later than due look for a cheaper place, the costliest first."""
        shop = self.floor.shop
        after = cost_of(shop, plan)
        board = Board(shop, plan)
        cents = after.cents
        harm = [(a - b, j) for j, (a, b) in enumerate(zip(after.late_by_job, self.before.late_by_job)) if j != self.job]
        for harmed, j in sorted(harm, reverse=True)[:_MENDED_ORDERS]:
            placed = board.solution[j]
            is_held = any(step.pinned_start is not None for route in shop.jobs[j].routes for step in route.steps)
            if harmed <= 0 or placed is None or is_held or self._is_held(j, placed):
                continue
            before = list(board.solution)
            self.pushed_steps += self._steps()
            board.take(j)
            board.insert(j)
            board.compact()
            now = cost_of(shop, board.solution).cents
            if now < cents and not (self.has_pins and violations(shop, board.solution)):
                cents = now
            else:
                board = Board(shop, before)
        return board.solution

    def _is_held(self, job: int, placed: Placed) -> bool:
        clock = self.floor.clocks[self.floor.factory_of[job][placed.route]]
        return placed.starts[0] < clock.to_work(self.hold_minute)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Says what a plan with the rush order means, and writes it."""

    trial: _Trial
    demands: tuple[WorkOrderDemand, ...]
    origin_day: date
    now_minute: int
    rules: SchedulePolicy
    seed: int
    promise: PromisePolicy

    def option(self, kind: str, plan: Solution) -> RushOption:
        """A plan as an option."""
        trial, floor = self.trial, self.trial.floor
        placed = plan[trial.job]
        assert placed is not None
        after, before = cost_of(floor.shop, plan), trial.before
        route = floor.shop.jobs[trial.job].routes[placed.route]
        way = route.steps[route.key].ways[placed.ways[route.key]]
        return RushOption(
            kind=kind,
            factory_id=floor.factories[floor.factory_of[trial.job][placed.route]].factory_id,
            line_id=floor.resource_ids[way.resource],
            planned_day=self.origin_day + timedelta(days=trial.ready_day(plan, trial.job)),
            promise_day=self._promised(plan),
            added_cents={
                "making": after.ways - before.ways,
                "changeover": after.setups - before.setups,
                "lateness": after.lateness - before.lateness,
                "wip": after.wip - before.wip,
            },
            own_late_cents=job_cost(floor.shop, trial.job, placed)[1],
            moved=tuple(self._moved(plan)),
        )

    def _promised(self, plan: Solution) -> date:
        days = sample_ready_days(
            self.trial.floor,
            plan,
            self.demands,
            origin_day=self.origin_day,
            now_minute=self.now_minute,
            uncertainty=self.promise,
            seed=self.seed,
        )
        return self.origin_day + timedelta(
            days=day_kept(days[self.trial.job], self.promise.level(self.promise.probability))
        )

    def _moved(self, plan: Solution) -> Iterator[MovedOrder]:
        trial = self.trial
        for j, (old, new) in enumerate(zip(trial.solution, plan)):
            if old is None or new is None or j == trial.job or old == new:
                continue
            demand = self.demands[trial.floor.demand_of[j]]
            after = self.origin_day + timedelta(days=trial.ready_day(plan, j))
            yield MovedOrder(
                work_order_id=demand.work_order_id,
                before_day=self.origin_day + timedelta(days=trial.ready_day(trial.solution, j)),
                after_day=after,
                late_minutes=new.starts[-1] - old.starts[-1],
                late_days=max(0, (after - demand.due_day).days),
            )

    def schedule(self, plan: Solution, moved: frozenset[str]) -> Schedule:
        """The whole plan with the rush order in it."""
        shop = self.trial.floor.shop
        found = Improved(solution=plan, cost=cost_of(shop, plan), left=(), is_optimal=False, bound_cents=None, rounds=0)
        return write_schedule(
            self.trial.floor,
            found,
            self.demands,
            self.origin_day,
            moved,
            now_minute=self.now_minute,
            rules=self.rules,
            seed=self.seed,
            promise=self.promise,
        )
