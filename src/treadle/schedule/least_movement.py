"""A plan that stands, changed by hand: only what must give way moves, and the rest stays where and when it was.

An order that is put on a line and a day takes its place there; what stood in it is pushed behind it in its turn. A line
closes up, and an order that became later looks for another place, only where that makes the whole plan cheaper: what
moves is priced. Factories that a change does not touch keep every start.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from treadle.errors import InputError
from treadle.schedule.board import Board
from treadle.schedule.dispatch import is_pinned
from treadle.schedule.improve import Improved
from treadle.schedule.jobs import Floor
from treadle.schedule.plan import refuse_promise
from treadle.schedule.repair import Repaired
from treadle.schedule.shop import Placed, Route, Solution, cost_of, violations
from treadle.schedule.standing import standing_plan
from treadle.schedule.written import write_schedule
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.sewing import LineBalance

#: Places on a line that are tried for an order that would be late at the end of it, and orders that look for another.
#: Not tuned: bounds work and memory.
_PLACES, _MENDED_ORDERS = 40, 25


def replan_around(
    schedule: Schedule,
    demands: Sequence[WorkOrderDemand],
    factories: Sequence[Factory],
    balances: Sequence[LineBalance],
    *,
    touched: Collection[str] = (),
    changed: Collection[str] = (),
    rules: SchedulePolicy | None = None,
    seed: int = 0,
    promise: PromisePolicy | None = None,
    is_glance: bool = False,
) -> Repaired:
    """The plan with `touched` orders where their demands want them now. `changed` are the factories that the change is
    about: those that work otherwise, that lose an order or that get one. `is_glance`: as `write_schedule`.

    Raises `InputError`, saying what is possible, where an order cannot be where it is wanted.
    """
    rules, promise = rules or SchedulePolicy(), refuse_promise(promise)
    left = schedule.split(demands)
    waiting = frozenset(one.work_order_id for one in left if one.frozen is not None and not one.frozen.has_begun(0))
    wrong: list[str] = []
    for loose in (frozenset[str](), waiting - frozenset(touched)):
        floor, standing, moved = standing_plan(
            schedule, left, factories, balances, rules=rules, is_strict=False, loose=loose, touched=touched
        )
        sites = [at for at, factory in enumerate(floor.factories) if factory.factory_id in changed]
        solution = _Settling(floor, standing, sites).solution()
        lost = [floor.shop.jobs[j].name for j, placed in enumerate(solution) if placed is None]
        wrong = [*violations(floor.shop, solution), *(f"{name} has no place" for name in lost)]
        if not wrong:
            break
    if wrong:
        raise InputError.single(
            "schedule", "; ".join(wrong[:5]), "Plan again: the orders cannot all stay as they stand"
        )
    found = Improved(
        solution=solution, cost=cost_of(floor.shop, solution), left=(), is_optimal=False, bound_cents=None, rounds=0
    )
    written = write_schedule(
        floor, found, left, schedule.origin_day, moved, now_minute=0, seed=seed, promise=promise,
        is_glance=is_glance,
    )  # fmt: skip
    return Repaired(schedule=written, demands=left)


class _Settling:
    """Puts what has no place onto a board that stands, and lets what is in its way give way."""

    def __init__(self, floor: Floor, standing: Solution, sites: Sequence[int]) -> None:
        self.floor, self.shop, self.sites = floor, floor.shop, sites
        self.placeless = [j for j, placed in enumerate(standing) if placed is None]
        self.stood = cost_of(self.shop, standing).late_by_job
        self.board = Board(self.shop, standing)
        self.board.push()

    def solution(self) -> Solution:
        """The board as it is settled; it may still break rules where fixed orders stand in the way."""
        pinned = [j for j in self.placeless if is_pinned(self.shop.jobs[j])]
        for j in sorted(pinned, key=self._pin):
            self._put_at_pin(j)
        for j in self.placeless:
            if j not in pinned:
                self._put_free(j)
        if not violations(self.shop, self.board.solution):
            self._close_up()
            self._mend()
        return self.board.solution

    def _pin(self, j: int) -> int:
        route = self.shop.jobs[j].route
        return route.steps[route.key].pinned_start or 0

    def _put_at_pin(self, j: int) -> None:
        """Put an order at its fixed start; what is not fixed and in its way comes after it, in its turn."""
        if self.board.insert(j) < float("inf"):
            return
        job = self.shop.jobs[j]
        route = job.route
        step = route.steps[route.key]
        way, pin = step.ways[0], self._pin(j)
        early = self.board.early_from(route, 0, route.release_minute)
        if early is None or early[2] > pin:
            self._refuse_early(j, route, pin if early is None else early[2])
        assert early is not None
        resource = self.shop.resources[way.resource]
        end = pin + way.minutes
        for start, until, other, _, family in list(self.board.lines[way.resource]):
            is_before = until + resource.setup(family, step.family) <= pin
            is_after = start >= end + resource.setup(step.family, family)
            if is_before or is_after:
                continue
            if is_pinned(self.shop.jobs[other]):
                self._refuse_taken(j, other, until)
            self._shift(other, max(end, start))
        more, begun, _ = self.board.trail(route, end)
        self.board.place(j, Placed((*early[0], 0, *more), (*early[1], pin, *begun)))
        self.board.push()

    def _shift(self, j: int, start: int) -> None:
        """Let the key step of an order begin later, with what follows it."""
        placed = self.board.solution[j]
        assert placed is not None
        key = self.shop.jobs[j].route.key
        later = start - placed.starts[key]
        self.board.take(j)
        starts = tuple(one + later if k >= key else one for k, one in enumerate(placed.starts))
        self.board.place(j, Placed(placed.ways, starts))

    def _put_free(self, j: int) -> None:
        """Put an order into the cheapest gap; where it would be late there, before another, if that is cheaper."""
        if self.board.insert(j) == float("inf"):
            return
        best, cents = list(self.board.solution), cost_of(self.shop, self.board.solution)
        if not cents.late_by_job[j]:
            return
        placed = self.board.solution[j]
        assert placed is not None
        least = cents.cents
        route = self.shop.jobs[j].route
        line = self.board.lines[route.steps[route.key].ways[placed.ways[route.key]].resource]
        for start in [one[0] for one in line if one[2] != j and one[0] < placed.starts[route.key]][-_PLACES:]:
            self.board = Board(self.shop, best)
            self.board.take(j)
            begins = max(start - 1, self._ready(route))
            starts = tuple(begins if k == route.key else one for k, one in enumerate(placed.starts))
            self.board.place(j, Placed(placed.ways, starts))
            self.board.push()
            now = cost_of(self.shop, self.board.solution).cents
            if now < least and not violations(self.shop, self.board.solution):
                best, least = list(self.board.solution), now
        self.board = Board(self.shop, best)

    def _ready(self, route: Route) -> int:
        early = self.board.early_from(route, 0, route.release_minute)
        return route.release_minute if early is None else early[2]

    def _close_up(self) -> None:
        """Let orders of the changed factories begin earlier, in their turn, where that makes the plan cheaper."""
        for site in self.sites:
            closed = Board(self.shop, self.board.solution)
            closed.compact()
            tried = [
                after if before is not None and self.shop.jobs[j].route.site == site else before
                for j, (before, after) in enumerate(zip(self.board.solution, closed.solution, strict=True))
            ]
            is_cheaper = cost_of(self.shop, tried).cents < cost_of(self.shop, self.board.solution).cents
            if is_cheaper and not violations(self.shop, tried):
                self.board = Board(self.shop, tried)

    def _mend(self) -> None:
        """Let orders that became later look for another place, the costliest first, where that is cheaper."""
        cost = cost_of(self.shop, self.board.solution)
        later = [(now - before, j) for j, (before, now) in enumerate(zip(self.stood, cost.late_by_job, strict=True))]
        cents = cost.cents
        for more, j in sorted(later, reverse=True)[:_MENDED_ORDERS]:
            if more <= 0 or is_pinned(self.shop.jobs[j]):
                continue
            before = list(self.board.solution)
            self.board.take(j)
            self.board.insert(j)
            now = cost_of(self.shop, self.board.solution).cents
            if now < cents and not violations(self.shop, self.board.solution):
                cents = now
            else:
                self.board = Board(self.shop, before)

    def _refuse_early(self, j: int, route: Route, ready: int) -> None:
        raise InputError.single(
            self.shop.jobs[j].name,
            "its cloth cannot be cut by then",
            f"Name {self._morning(route, ready)} or a later day",
        )

    def _morning(self, route: Route, work: int) -> date:
        """The first day on which what is ready at a working minute can begin in the morning."""
        clock = self.floor.clocks[route.site]
        day = clock.day_of_end(work) if work > 0 else 0
        while (clock.day_ends[day - 1] if day else 0) < work:
            day += 1
        return self.floor.origin_day + timedelta(days=day)

    def _refuse_taken(self, j: int, other: int, until: int) -> None:
        route = self.shop.jobs[j].route
        name = self.shop.jobs[other].name
        raise InputError.single(
            self.shop.jobs[j].name,
            f"{name} is fixed there then",
            f"Name {self._morning(route, until)} or a later day, or another line; or lift what holds {name}",
        )
