"""Why an order is where it is and when it is: typed causes with their facts; sentences are made elsewhere.

Factory codes: factory.frozen, factory.moved, factory.held, factory.given, factory.none, and those of whoever chose.
Late codes: late.lead_time, late.material, late.calendar, late.cutting_wait, late.stage_wait, late.changeover,
late.capacity, late.frozen, late.set.
Infeasible codes: infeasible.no_capable_factory, infeasible.no_work_centre, infeasible.below_minimum,
infeasible.not_placed.
Promise codes: promise.material, promise.resource, promise.lead_time, promise.frozen, promise.set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from treadle.schedule.board import Board
from treadle.schedule.jobs import Floor
from treadle.schedule.shop import Placed, Resource, Route, Step, ends, wait_minutes
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.reason import Fact, Reason
from treadle.terms.schedule import HELD, MOVED, RELEASED, WorkOrderDemand

#: Links of a cause that are told. Not tuned: how much is shown.
_CHAIN_LINKS = 6
#: Why an order is where it is, by what fixed it there.
_FIXED_REASONS = {RELEASED: "factory.frozen", MOVED: "factory.moved", HELD: "factory.held"}


@dataclass(frozen=True, slots=True)
class Link:
    """What binds the start of a step: the end of another order's step on a resource, the step before, or the
    release.
    """

    kind: str
    job: int
    step: int
    setup_minutes: int = 0


class Detective:
    """Answers why for the orders of one finished board."""

    def __init__(self, floor: Floor, board: Board, demands: tuple[WorkOrderDemand, ...], origin_day: date) -> None:
        self.floor, self.board, self.demands, self.origin_day = floor, board, demands, origin_day
        self.position = {
            (entry[2], entry[3]): (index, at) for index, line in enumerate(board.lines) for at, entry in enumerate(line)
        }

    def placed(self, job: int) -> Placed:
        """Where a job stands."""
        placed = self.board.solution[job]
        assert placed is not None
        return placed

    def order_id(self, job: int) -> str:
        """The work order of a job."""
        return self.floor.shop.jobs[job].name

    def resource_id(self, job: int, step: int) -> str:
        """Name of the resource on which a step stands."""
        return self.floor.resource_ids[self.position[(job, step)][0]]

    def before(self, job: int, step: int) -> tuple[tuple[int, int, int, int, int] | None, int]:
        """What stands before a step on its resource, and the set-up between."""
        index, at = self.position[(job, step)]
        line = self.board.lines[index]
        resource: Resource = self.floor.shop.resources[index]
        ahead = line[at - 1] if at else None
        return ahead, resource.setup(ahead[4] if ahead else None, line[at][4])

    def binding(self, job: int, step: int) -> Link:
        """What keeps a step from starting earlier."""
        placed = self.placed(job)
        start = placed.starts[step]
        steps = self.floor.shop.jobs[job].route.steps
        ahead, setup = self.before(job, step)
        if ahead is not None and ahead[1] + setup >= start:
            return Link("resource", ahead[2], ahead[3], setup)
        if step and self._earliest_after(steps, placed, step) >= start:
            return Link("step", job, step - 1)
        return Link("release", job, step, setup)

    @staticmethod
    def _earliest_after(steps: tuple[Step, ...], placed: Placed, step: int) -> int:
        earlier, way = steps[step - 1], placed.ways[step - 1]
        begun = placed.starts[step - 1]
        tail = begun + earlier.ways[way].minutes + earlier.tail_minutes - steps[step].ways[placed.ways[step]].minutes
        return max(begun + wait_minutes(earlier, way), tail)

    def chain(self, job: int) -> str:
        """The binding chain from the last step backwards, as 'order@resource' joined by ' < '."""
        step = len(self.placed(job).starts) - 1
        links = [f"{self.order_id(job)}@{self.resource_id(job, step)}"]
        for _ in range(_CHAIN_LINKS):
            link = self.binding(job, step)
            if link.kind == "release":
                links.append("fabric" if self._waits_for_fabric(job) else "now")
                break
            job, step = link.job, link.step
            links.append(f"{self.order_id(job)}@{self.resource_id(job, step)}")
        return " < ".join(links)

    def _demand(self, job: int) -> WorkOrderDemand:
        return self.demands[self.floor.demand_of[job]]

    def _waits_for_fabric(self, job: int) -> bool:
        ready = self._demand(job).fabric_ready_day
        if ready is None:
            return False
        clock = self.floor.clocks[self.floor.factory_of[job]]
        return clock.to_work((ready - self.origin_day).days * MINUTES_PER_DAY) >= self.placed(job).starts[0]

    def why_late(self, job: int, *, is_unpinned: bool = False) -> Reason:
        """The cause of a late job: what alone would make it on time, looked for from the outside in."""
        facts: dict[str, Fact] = {"days": self.late_days_of(job, self.placed(job)), "chain": self.chain(job)}
        if is_unpinned:
            return Reason.of("late.frozen", **facts)
        alone = Board(self.floor.shop)
        alone.insert(job)
        best = alone.solution[job]
        if best is not None and self.late_days_of(job, best):
            return self._why_late_alone(job, best, facts)
        placed = self.placed(job)
        step, link = self._first_wait(job)
        facts["resource"] = self.resource_id(job, step)
        key = self.floor.shop.jobs[job].route.key
        if step != key:
            if link.kind == "resource":
                stage = self.floor.stages[job][step]
                code = "late.cutting_wait" if stage == "cut" else "late.stage_wait"
                return Reason.of(code, before=self.order_id(link.job), **facts)
            return Reason.of("late.lead_time", earliest_day=self.ready_day(job, placed).isoformat(), **facts)
        setups, before = self._busy_block(job, key)
        facts["before"] = self.order_id(before)
        if setups and not self.late_days_of(job, self._earlier(placed, key, setups)):
            return Reason.of("late.changeover", setup_minutes=setups, **facts)
        return Reason.of("late.capacity", **facts)

    def _first_wait(self, job: int) -> tuple[int, Link]:
        """The step, from the last one back, that waits for something else than the step before it, and for what."""
        step = len(self.placed(job).starts) - 1
        link = self.binding(job, step)
        while link.kind == "step":
            step = link.step
            link = self.binding(job, step)
        return step, link

    def why_promised(self, job: int, planned: date, promised: date, probability: float) -> Reason:
        """Why no earlier day is promised: what binds the plan, and the days added to be as sure as was asked."""
        step, link = self._first_wait(job)
        facts: dict[str, Fact] = {
            "probability": probability,
            "planned_day": planned.isoformat(),
            "promise_day": promised.isoformat(),
            "buffer_days": (promised - planned).days,
            "chain": self.chain(job),
            "resource": self.resource_id(job, len(self.placed(job).starts) - 1),
        }
        frozen = self._demand(job).frozen
        if frozen is not None and frozen.is_start_kept:
            code = "promise.frozen" if frozen.why == RELEASED else "promise.set"
            return Reason.of(code, **facts)
        if link.kind == "resource":
            facts["resource"] = self.resource_id(job, step)
            return Reason.of("promise.resource", before=self.order_id(link.job), **facts)
        ready = self._demand(job).fabric_ready_day
        if ready is not None and self._waits_for_fabric(job):
            return Reason.of("promise.material", fabric_ready_day=ready.isoformat(), **facts)
        return Reason.of("promise.lead_time", **facts)

    def _why_late_alone(self, job: int, best: Placed, facts: dict[str, Fact]) -> Reason:
        """Late even with the factory to itself: where it was put, material, holidays, or a lead time that is too
        short."""
        route = self.floor.shop.jobs[job].route
        factory = self.floor.factories[self.floor.factory_of[job]]
        ready, demand = self.ready_day(job, best), self._demand(job)
        facts["earliest_day"] = ready.isoformat()
        frozen = demand.frozen
        is_set = frozen is not None and frozen.is_start_kept
        if frozen is not None and is_set and not self.late_days_of(job, self._as_soon_as_it_can(route, best)):
            if frozen.why == RELEASED:
                return Reason.of("late.frozen", **facts)
            return Reason.of("late.set", line=frozen.line_id, note=frozen.note, **facts)
        now = min(r.ready_minute for r in self.floor.shop.resources if r.site == route.site)
        wait = route.release_minute - now
        if (
            wait > 0
            and not self.late_days_of(job, self._earlier(best, 0, wait))
            and demand.fabric_ready_day is not None
        ):
            return Reason.of("late.material", fabric_ready_day=demand.fabric_ready_day.isoformat(), **facts)
        days = (ready - self.origin_day).days
        closed = sum(
            self.origin_day + timedelta(days=d) in factory.calendar.closed_days
            and any(s.weekday == (self.origin_day + timedelta(days=d)).weekday() for s in factory.calendar.shifts)
            for d in range(days + 1)
        )
        if closed and (ready - demand.due_day).days <= closed:
            return Reason.of("late.calendar", closed_days=closed, factory=factory.factory_id, **facts)
        return Reason.of("late.lead_time", **facts)

    def _as_soon_as_it_can(self, route: Route, placed: Placed) -> Placed:
        """The same place with each step begun as soon as the one before it allows, wherever the order is frozen."""
        found = replace(placed, starts=(route.release_minute, *placed.starts[1:]))
        for step in range(1, len(placed.starts)):
            earliest = self._earliest_after(route.steps, found, step)
            found = replace(found, starts=(*found.starts[:step], earliest, *found.starts[step + 1 :]))
        return found

    def _earlier(self, placed: Placed, step: int, minutes: int) -> Placed:
        """The same place with everything from `step` on earlier by so many working minutes."""
        starts = tuple(s - minutes if k >= step else s for k, s in enumerate(placed.starts))
        return Placed(placed.ways, starts)

    def late_days_of(self, job: int, placed: Placed) -> int:
        """Days after the due day at a place."""
        route = self.floor.shop.jobs[job].route
        return self.floor.shop.sites[route.site].late_days(ends(self.floor.shop, job, placed)[-1], route.due_day)

    def ready_day(self, job: int, placed: Placed) -> date:
        """The day on which an order arrives from a place if all goes as planned."""
        f = self.floor.factory_of[job]
        day = self.floor.clocks[f].day_of_end(ends(self.floor.shop, job, placed)[-1])
        return self.origin_day + timedelta(days=self.floor.shop.sites[f].arrival(day))

    def _busy_block(self, job: int, step: int) -> tuple[int, int]:
        """Set-up minutes in the unbroken work before a step on its resource, and the order just before it."""
        index, at = self.position[(job, step)]
        line, resource = self.board.lines[index], self.floor.shop.resources[index]
        setups, before = 0, job
        for i in range(at, 0, -1):
            setup = resource.setup(line[i - 1][4], line[i][4])
            if line[i - 1][1] + setup < line[i][0]:
                break
            setups += setup
            before = line[i - 1][2] if i == at else before
        return setups, before

    def why_factory(self, job: int) -> Reason:
        """Why this factory: what fixed the order there, or why it was chosen."""
        demand = self._demand(job)
        mine = self.floor.factories[self.floor.factory_of[job]].factory_id
        if demand.frozen is not None:
            said: dict[str, Fact] = {"note": demand.frozen.note} if demand.frozen.why != RELEASED else {}
            code = _FIXED_REASONS[demand.frozen.why]
            return Reason.of(code, factory=mine, line=demand.frozen.line_id, **said)
        return demand.factory_reason or Reason.of("factory.given", factory=mine)

    def setup_cents(self, job: int) -> int:
        """Set-up cents that this job adds between its neighbours."""
        total = 0
        for step in range(len(self.placed(job).starts)):
            index, at = self.position[(job, step)]
            line, resource = self.board.lines[index], self.floor.shop.resources[index]
            first = line[at - 1][4] if at else None
            minutes = resource.setup(first, line[at][4])
            if at + 1 < len(line):
                minutes += resource.setup(line[at][4], line[at + 1][4]) - resource.setup(first, line[at + 1][4])
            total += minutes * resource.setup_cents_per_minute
        return total
