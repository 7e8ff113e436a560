"""Every sensible place for one more order in a plan that stands: gaps between the others, and before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from treadle.schedule.board import Board
from treadle.schedule.dispatch import is_pinned
from treadle.schedule.jobs import Floor
from treadle.schedule.shop import Cost, Placed, Solution, cost_of, ends, violations, wait_minutes

#: Places tried in all (fewer where a plan has more than so many steps to push), and the fewest on one line: set so
#: that a plan of 500 orders is answered within two seconds. Set on a made factory.
_PLACES, _STEPS, _FEWEST = 160, 1_500, 3
#: Of the cheapest places, and of the cheapest that are planned in time, so many are mended: orders that became late
#: look for a better place. Not tuned: bounds work and memory.
_MENDED, _MENDED_ORDERS = 3, 12


@dataclass(frozen=True, slots=True)
class Place:
    """The plan with the rush order at one place: what it costs, and the day (0 = origin day) on which it is there.

    `is_aside`: nobody else moved.
    """

    plan: Solution
    cents: int
    day: int
    is_aside: bool = False


@dataclass(slots=True)
class Trial:
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
        self.has_pins = any(is_pinned(job) for job in self.floor.shop.jobs)

    def places(self, due_day: int) -> list[Place]:
        """All places that were tried, the cheapest first, and of equal ones the earliest; mended ones among them.

        due_day: 0 = origin day.
        """
        tried = [self._place(plan, is_aside=True) for plan in self._aside()]
        tried += [self._place(plan) for plan in self._pushed()]
        tried.sort(key=lambda one: (one.cents, one.day))
        first = tried[:_MENDED] + [one for one in tried if one.day <= due_day][:_MENDED]
        mended = [self._place(self._mended(one.plan)) for one in {id(one): one for one in first}.values()]
        return sorted((*tried, *mended), key=lambda one: (one.cents, one.day))

    def _place(self, plan: Solution, *, is_aside: bool = False) -> Place:
        return Place(plan, cost_of(self.floor.shop, plan).cents, self.ready_day(plan, self.job), is_aside)

    def _aside(self) -> Iterator[Solution]:
        """The rush order where nobody moves: at its cheapest gap, and in the first gap of each line."""
        shop = self.floor.shop
        board = Board(shop, self.solution)
        board.insert(self.job)
        yield list(board.solution)
        route = shop.jobs[self.job].route
        for w in range(len(route.steps[route.key].ways)):
            board = Board(shop, self.solution)
            if board.append(self.job, w, 0):
                yield list(board.solution)

    def ready_day(self, plan: Solution, job: int) -> int:
        """Day (0 = origin day) on which an order arrives if all goes as planned."""
        placed = plan[job]
        assert placed is not None
        f = self.floor.factory_of[job]
        end = ends(self.floor.shop, job, placed)[-1]
        return self.floor.shop.sites[f].arrival(self.floor.clocks[f].day_of_end(end))

    def _pushed(self) -> Iterator[Solution]:
        """The rush order before each of the next orders of each line, cut in a free gap or before all others."""
        route = self.floor.shop.jobs[self.job].route
        lines = route.steps[route.key].ways
        places = _PLACES * _STEPS // max(_STEPS, self.steps())
        each = max(_FEWEST, places // (2 * len(lines)))
        empty = Board(self.floor.shop, self.solution)
        held = self.floor.clocks[self.floor.factory_of[self.job]].to_work(self.hold_minute)
        cuts = self._cuts(empty, held)
        for w, way in enumerate(lines):
            line = empty.lines[way.resource]
            for ways, starts, ready in cuts:
                behind = (i for i, entry in enumerate(line) if entry[0] >= held and entry[1] > ready)
                first = next(behind, len(line))
                for entry in line[first : first + each]:
                    # Its turn is before the entry, and after its own cutting where the entry began before that.
                    turn = max((entry[0] - 1, *(one + 1 for one in starts)))
                    more, begun, _ = empty.trail(route, turn + way.minutes)
                    plan = self._with(Placed((*ways, w, *more), (*starts, turn, *begun)))
                    if plan is not None:
                        yield plan

    def _cuts(self, board: Board, held: int) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
        """(ways, starts, ready) of the steps before the key step: the first in the first free gap, and before all that
        is not held; those after it at their earliest.
        """
        route = self.floor.shop.jobs[self.job].route
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

    def steps(self) -> int:
        """Steps of the plan, all of which a try may push."""
        return sum(len(placed.starts) for placed in self.solution if placed is not None)

    def _with(self, placed: Placed) -> Solution | None:
        """The plan with the rush order there and all others pushed; None where a frozen order would have to move."""
        board = Board(self.floor.shop, self.solution)
        board.place(self.job, placed)
        board.compact()
        self.pushed_steps += self.steps()
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
            if harmed <= 0 or placed is None or is_pinned(shop.jobs[j]) or self._is_held(j, placed):
                continue
            before = list(board.solution)
            self.pushed_steps += self.steps()
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
        clock = self.floor.clocks[self.floor.factory_of[job]]
        return placed.starts[0] < clock.to_work(self.hold_minute)
