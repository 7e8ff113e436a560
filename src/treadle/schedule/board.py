"""The planning board: one timeline per resource, where jobs are put into gaps, taken off and pushed to the left.

Nothing placed ever moves while a job is put in, so a board is sound after every call.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

from treadle.schedule.cheap_hours import later_for_power
from treadle.schedule.shop import (
    Placed,
    Resource,
    Route,
    Shop,
    Solution,
    Step,
    job_cost,
    power_cents,
    wait_minutes,
)

#: How many gaps of a resource are tried for one step: enough to find a neighbour of the same family.
#: Judged on the seeds of the row factory.
_GAPS = 12
#: Working minutes between the end of a step that may wait and the start of the next: half a day for what goes wrong.
#: Judged on the seeds of the row factory.
_BUFFER = 240

Entry = tuple[int, int, int, int, int]


class Board:
    """Timelines of (start, end, job, step, family) in order of start, beside the solution they show."""

    def __init__(self, shop: Shop, solution: Solution | None = None) -> None:
        """A board with everything of `solution` on it; empty without one."""
        self.shop = shop
        self.lines: list[list[Entry]] = [[] for _ in shop.resources]
        self.solution: Solution = [None] * len(shop.jobs)
        for j, placed in enumerate(solution or ()):
            if placed is not None:
                self.place(j, placed)

    def place(self, job: int, placed: Placed) -> None:
        """Put a job where it is said to be; nothing is checked."""
        self.solution[job] = placed
        for k, step in enumerate(self.shop.jobs[job].route.steps):
            way = step.ways[placed.ways[k]]
            start = placed.starts[k]
            insort(self.lines[way.resource], (start, start + way.minutes, job, k, step.family))

    def take(self, job: int) -> None:
        """Take a job off the board."""
        placed = self.solution[job]
        if placed is None:
            return
        for k, step in enumerate(self.shop.jobs[job].route.steps):
            way = step.ways[placed.ways[k]]
            start = placed.starts[k]
            self.lines[way.resource].remove((start, start + way.minutes, job, k, step.family))
        self.solution[job] = None

    def worth(self, job: int) -> float:
        """Cents that taking this job off would save: its own, and set-ups of its neighbours."""
        placed = self.solution[job]
        if placed is None:
            return 0.0
        cents = float(sum(job_cost(self.shop, job, placed))) + power_cents(self.shop, job, placed)
        for k, step in enumerate(self.shop.jobs[job].route.steps):
            way = step.ways[placed.ways[k]]
            line = self.lines[way.resource]
            at = bisect_left(line, (placed.starts[k], placed.starts[k] + way.minutes, job, k, step.family))
            before = line[at - 1] if at else None
            after = line[at + 1] if at + 1 < len(line) else None
            cents += self._setup_added(self.shop.resources[way.resource], before, after, step.family)
        return cents

    def insert(self, job: int) -> float:
        """Put a job where it costs least with all others where they are; returns the cents it adds.

        Infinity is returned, and nothing placed, where there is no place: a pinned step finds its own taken.
        """
        best: tuple[float, int, Placed] | None = None
        for placed, cents in self._places(job):
            end = placed.starts[-1]
            if best is None or (cents, end) < best[:2]:
                best = (cents, end, placed)
        if best is None:
            return float("inf")
        self.place(job, best[2])
        return best[0]

    def elsewhere(self, job: int, resource: int) -> tuple[float, Placed] | None:
        """The cheapest place of a job that is off the board whose key step is on any other resource, with the cents it
        adds; nothing is placed. None where there is no such place."""
        best: tuple[float, Placed] | None = None
        route = self.shop.jobs[job].route
        for placed, cents in self._places(job):
            way = route.steps[route.key].ways[placed.ways[route.key]]
            if way.resource != resource and (best is None or cents < best[0]):
                best = cents, placed
        return best

    def append(self, job: int, way: int, not_before: int) -> bool:
        """Put a job's key step in one way at the earliest gap that does not start before `not_before`; False, and
        nothing placed, where there is none.
        """
        route = self.shop.jobs[job].route
        early = self._early(route)
        if early is None:
            return False
        ways, starts, _, ready, floor = early
        last = route.steps[route.key]
        one = last.ways[way]
        found = self._gaps(one.resource, last, max(ready, floor - one.minutes, not_before), one.minutes, 1)
        if found:
            more, begun, _ = self.trail(route, found[0][0] + one.minutes)
            self.place(job, Placed((*ways, way, *more), (*starts, found[0][0], *begun)))
        return bool(found)

    def ready(self, job: int) -> int:
        """From when the steps before the key step let it start, for a placed job."""
        placed = self.solution[job]
        assert placed is not None
        route = self.shop.jobs[job].route
        key = route.key
        if not key:
            return route.release_minute
        before, way, begun = route.steps[key - 1], placed.ways[key - 1], placed.starts[key - 1]
        end = begun + before.ways[way].minutes + before.tail_minutes
        return max(begun + wait_minutes(before, way), end - route.steps[key].ways[placed.ways[key]].minutes)

    def trail(self, route: Route, ready: int) -> tuple[list[int], list[int], float]:
        """The steps after the key step, each at its earliest from `ready` on: ways, starts, cents."""
        ways: list[int] = []
        starts: list[int] = []
        cents = 0.0
        for step in route.steps[route.key + 1 :]:
            end, extra, w, start = min(
                (start + way.minutes, setup + way.cost_cents, w, start)
                for w, way in enumerate(step.ways)
                for start, setup in self._gaps(way.resource, step, ready, way.minutes, 1)
            )
            ways.append(w)
            starts.append(start)
            cents += extra
            ready = end
        return ways, starts, cents

    def early_from(self, route: Route, first: int, ready: int) -> tuple[list[int], list[int], int] | None:
        """Steps of a route from number `first` to the key step at their earliest: ways, starts, and when the last of
        them lets the next start; None where one has no place."""
        found = self._early(route, first, ready)
        return None if found is None else (found[0], found[1], found[3])

    def _early(
        self, route: Route, first: int = 0, ready: int | None = None
    ) -> tuple[list[int], list[int], float, int, int] | None:
        """The steps before the key step at their earliest: ways, starts, cents, and from when the key step may
        start and end.
        """
        ready, floor = route.release_minute if ready is None else ready, 0
        ways: list[int] = []
        starts: list[int] = []
        cents = 0.0
        for step in route.steps[first : route.key]:
            options = [
                (start + way.minutes, setup + way.cost_cents, w, start)
                for w, way in enumerate(step.ways)
                for start, setup in self._gaps(way.resource, step, max(ready, floor - way.minutes), way.minutes, 1)
            ]
            if not options:
                return None
            end, extra, w, start = min(options)
            ways.append(w)
            starts.append(start)
            cents += extra
            ready, floor = start + wait_minutes(step, w), end + step.tail_minutes
        return ways, starts, cents, ready, floor

    def _places(self, job: int) -> list[tuple[Placed, float]]:
        """Where a job may go: the earliest for the steps before the key step, then each good gap of that, and the
        earliest for those after it. Gaps that would cost more than a place found even without waiting are left out."""
        work, most = self.shop.jobs[job], float("inf")
        route = work.route
        early = self._early(route)
        if early is None:
            return []
        ways, starts, cents, ready, floor = early
        site = self.shop.sites[route.site]
        last = route.steps[route.key]
        least = sum(min(way.minutes for way in step.ways) for step in route.steps[route.key + 1 :])
        found = []
        for w, way in enumerate(last.ways):
            for start, setup in self._gaps(way.resource, last, max(ready, floor - way.minutes), way.minutes, _GAPS):
                end = start + way.minutes
                first = starts[0] if starts else start
                total = cents + setup + way.cost_cents
                more: list[int] = []
                begun: list[int] = []
                if route.after:
                    soonest = end + least
                    late = site.late_days(soonest, route.due_day) if work.late_cents_per_day else 0
                    stay = work.wip_millicents_per_minute * (soonest - first) / 1000
                    if total + work.late_cents_per_day * late + stay > most:
                        continue
                    more, begun, extra = self.trail(route, end)
                    end = begun[-1] + route.steps[-1].ways[more[-1]].minutes
                    total += extra
                if work.late_cents_per_day:
                    total += work.late_cents_per_day * site.late_days(end, route.due_day)
                total += work.wip_millicents_per_minute * (end - first) / 1000
                most = min(most, total)
                if self.shop.is_makespan:
                    total = float(end)
                placed = Placed((*ways, w, *more), (*starts, start, *begun))
                found.append((placed, total + power_cents(self.shop, job, placed) if site.power_until else total))
        return found

    def _gaps(self, index: int, step: Step, ready: int, minutes: int, limit: int) -> list[tuple[int, float]]:
        """Up to `limit` gaps of a resource from `ready` on that hold the step: (start, cents of set-up added)."""
        resource = self.shop.resources[index]
        line = self.lines[index]
        family = step.family
        if step.pinned_start is not None:
            return self._pinned_gap(resource, line, step, minutes, ready)
        found: list[tuple[int, float]] = []
        at = bisect_right(line, (ready, -1, -1, -1, -1))
        at = max(0, at - 1)
        while at and line[at - 1][1] > ready:
            at -= 1
        count, last = 0, len(line)
        while count < limit and at <= last:
            if at < last and line[at][0] < minutes + (line[at - 1][1] if at and line[at - 1][1] > ready else ready):
                at += 1  # too narrow even without set-ups: most gaps are
                continue
            before = line[at - 1] if at else None
            free = max(before[1], resource.ready_minute) if before else resource.ready_minute
            start = max(ready, free + resource.setup(before[4] if before else None, family))
            if at == last or start + minutes + resource.setup(family, line[at][4]) <= line[at][0]:
                found.append((start, self._setup_added(resource, before, line[at] if at < last else None, family)))
                count += 1
            at += 1
        return found

    def _pinned_gap(
        self, resource: Resource, line: list[Entry], step: Step, minutes: int, ready: int
    ) -> list[tuple[int, float]]:
        """The one place of a pinned step, if it is free."""
        start = step.pinned_start or 0
        at = bisect_right(line, (start, -1, -1, -1, -1))
        before = line[at - 1] if at else None
        after = line[at] if at < len(line) else None
        free = before[1] if before else resource.ready_minute
        if start < resource.ready_minute:
            free = before[1] if before else start
        is_free = free + resource.setup(before[4] if before else None, step.family) <= start
        fits = after is None or start + minutes + resource.setup(step.family, after[4]) <= after[0]
        if start < ready or not is_free or not fits:
            return []
        return [(start, self._setup_added(resource, before, after, step.family))]

    @staticmethod
    def _setup_added(resource: Resource, before: Entry | None, after: Entry | None, family: int) -> float:
        """Cents of set-up that a step of `family` adds between two neighbours."""
        if resource.setups is None or not resource.setup_cents_per_minute:
            return 0.0
        first = before[4] if before else None
        minutes = resource.setup(first, family)
        if after is not None:
            minutes += resource.setup(family, after[4]) - resource.setup(first, after[4])
        return float(minutes * resource.setup_cents_per_minute)

    def compact(self) -> None:
        """Move every step to the left as far as its resource's order, its job and its pins allow; then steps that only
        wait for a later one of their job back to the right, for work in process costs money, and what takes power to
        the hour in which that is cheapest.
        """
        self._to_left()
        if self.shop.has_power:
            later_for_power(self.shop, self.solution, self.lines)
        if not self.shop.is_makespan:
            self._to_right()

    def to_left(self) -> None:
        """Everything as early as it can be, with nothing that waits for a better hour."""
        self._to_left()

    def push(self) -> None:
        """Move steps to the right that their resource's order, their job or their pins leave no room for, and no
        other."""
        self._to_left(is_pushed_only=True)

    def _to_right(self) -> None:
        """Start steps before the key step as late as the next of the job and of the resource allow, with a buffer."""
        jobs = self.shop.jobs
        late = [
            (start, index, at)
            for index, line in enumerate(self.lines)
            for at, (start, _, j, k, _) in enumerate(line)
            if self._may_wait(j, k)
        ]
        for start, index, at in sorted(late, reverse=True):
            line = self.lines[index]
            _, end, j, k, family = line[at]
            placed = self.solution[j]
            assert placed is not None
            steps = jobs[j].route.steps
            following = placed.starts[k + 1] + steps[k + 1].ways[placed.ways[k + 1]].minutes
            latest = min(
                placed.starts[k + 1] - wait_minutes(steps[k], placed.ways[k]),
                following - steps[k].tail_minutes - (end - start),
            )
            latest -= _BUFFER
            if at + 1 < len(line):
                after = line[at + 1]
                latest = min(latest, after[0] - self.shop.resources[index].setup(family, after[4]) - (end - start))
            if latest > start:
                line[at] = (latest, latest + end - start, j, k, family)
                begun = (*placed.starts[:k], latest, *placed.starts[k + 1 :])
                self.solution[j] = Placed(placed.ways, begun)

    def _may_wait(self, job: int, step: int) -> bool:
        """Whether a step may start later than it could: before the key step, not pinned, and its stay costs money."""
        placed, work = self.solution[job], self.shop.jobs[job]
        if placed is None or not work.wip_millicents_per_minute:
            return False
        route = work.route
        return step < route.key and route.steps[step].pinned_start is None

    def _to_left(self, *, is_pushed_only: bool = False) -> None:
        """Move every step to the left as far as its resource's order, its job and its pins allow; with
        `is_pushed_only` no further than it stands."""
        shop = self.shop
        order = [(*entry[:1], index, *entry[1:]) for index, line in enumerate(self.lines) for entry in line]
        order.sort(key=lambda entry: (entry[0], entry[2], entry[3], entry[4]))
        if is_pushed_only:  # a day that is closed brings steps of one order to one minute: they keep their turn
            order.sort(key=lambda entry: (entry[0], entry[4]))
        free = [resource.ready_minute for resource in shop.resources]
        family: list[int | None] = [None] * len(shop.resources)
        lines: list[list[Entry]] = [[] for _ in shop.resources]
        starts: dict[int, list[int]] = {}
        for stands, index, _, j, k, group in order:
            placed = self.solution[j]
            assert placed is not None
            route = shop.jobs[j].route
            step = route.steps[k]
            minutes = step.ways[placed.ways[k]].minutes
            start = max(free[index], shop.resources[index].ready_minute)
            start += shop.resources[index].setup(family[index], group)
            mine = starts.setdefault(j, [])
            if k == 0:
                start = max(start, route.release_minute)
            else:
                earlier = route.steps[k - 1]
                end = mine[-1] + earlier.ways[placed.ways[k - 1]].minutes
                start = max(start, mine[-1] + wait_minutes(earlier, placed.ways[k - 1]))
                start = max(start, end + earlier.tail_minutes - minutes)
            if is_pushed_only:
                start = max(start, stands)
            if step.pinned_start is not None:
                start = step.pinned_start
            mine.append(start)
            free[index], family[index] = start + minutes, group
            lines[index].append((start, start + minutes, j, k, group))
        for j, begun in starts.items():
            placed = self.solution[j]
            assert placed is not None
            self.solution[j] = Placed(placed.ways, tuple(begun))
        self.lines = lines
