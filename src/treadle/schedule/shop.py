"""The scheduling problem without the trade's words: jobs, routes, steps, ways over resources; and its solutions.

A job has one route, at one site, such as a factory; a route is a chain of steps; a step is done in one of its ways
(a resource and a duration). Times are working minutes of the route's site. The objective is either the
makespan or money: ways, set-ups, lateness by days and work in process.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A resource that can do a step, in so many working minutes, at a cost, with so many kilowatt hours."""

    resource: int
    minutes: int
    cost_cents: int = 0
    kwh: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a route. `family` selects the row of the set-up matrix; `pinned_start` fixes when it starts.

    `lead_minutes`: the next step may start once this many minutes of this step are done (a transfer batch), as long as
    it ends no earlier than `tail_minutes` after this step; without, it waits for the end.
    """

    ways: tuple[Way, ...]
    family: int = 0
    pinned_start: int | None = None
    lead_minutes: int | None = None
    tail_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A chain of steps at one site.

    `release_minute` is when the first step may start. The job should arrive on day `due_day` (0 = origin day). It does
    when it ends by the end of day `last_day` of its site (an index into `Site.day_ends`, negative when even the first
    day is too late). The `after` last steps follow the key step, whose resources and set-ups a search orders (sewing);
    they are light.
    """

    site: int
    steps: tuple[Step, ...]
    release_minute: int = 0
    last_day: int = 0
    due_day: int = 0
    after: int = 0

    @property
    def key(self) -> int:
        """Index of the key step."""
        return len(self.steps) - 1 - self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job with its route. `late_cents_per_day` and `wip_millicents_per_minute` price its lateness and its stay."""

    name: str
    route: Route
    late_cents_per_day: int = 0
    wip_millicents_per_minute: int = 0
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that does one step at a time.

    `setups[f][g]` are the minutes between a step of family f and one of family g, None for none at all;
    `first_family` is what it is set up for at the start (None: the first step needs no set-up). Nothing, not even a
    set-up, is done before `ready_minute`, but for steps pinned to an earlier start.
    """

    name: str
    site: int = 0
    setups: Sequence[Sequence[int]] | Mapping[int, Mapping[int, int]] | None = None
    setup_cents_per_minute: int = 0
    first_family: int | None = None
    ready_minute: int = 0

    def setup(self, before: int | None, after: int) -> int:
        """Set-up minutes from family `before` (None: the state at the start) to family `after`."""
        if self.setups is None:
            return 0
        if before is None:
            before = self.first_family
        return 0 if before is None else self.setups[before][after]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place whose resources share one working clock.

    `day_ends[d]` are working minutes up to the end of day d, and what ends on day d arrives on day `arrivals[d]`, which
    is told for one day more than there are ends; without any it arrives at once. Where power is paid by the hour,
    `power_until[m]` are the prices of a kilowatt hour of the working minutes before m, summed up, and `power_changes`
    the working minutes at which the price is another; nothing begins later for it than `power_slack_days` before its
    due day allow.
    """

    day_ends: tuple[int, ...] = ()
    arrivals: tuple[int, ...] = ()
    power_until: tuple[float, ...] = ()
    power_changes: tuple[int, ...] = ()
    power_slack_days: int = 0

    def power_cents(self, way: Way, start: int) -> float:
        """What the power of a step costs that is done in one of its ways from a working minute on."""
        if not self.power_until or not way.kwh or way.minutes <= 0:
            return 0.0
        last = len(self.power_until) - 1
        first, end = min(max(start, 0), last), min(max(start, 0) + way.minutes, last)
        return way.kwh / way.minutes * (self.power_until[end] - self.power_until[first])

    def arrival(self, day: int) -> int:
        """The day on which something arrives that ends on a day; beyond what is told, a day later for each day."""
        if day < len(self.arrivals):
            return self.arrivals[day]
        return day if not self.arrivals else self.arrivals[-1] + day - len(self.arrivals) + 1

    def last_day(self, due_day: int) -> int:
        """The last day on which something may end to arrive by `due_day`; negative where there is none."""
        if not self.arrivals or due_day >= self.arrivals[-1]:
            return due_day if not self.arrivals else len(self.arrivals) - 1 + due_day - self.arrivals[-1]
        return bisect_right(self.arrivals, due_day) - 1

    def late_days(self, end: int, due_day: int) -> int:
        """Days by which something that ends at working minute `end` arrives after `due_day`."""
        return max(0, self.arrival(bisect_left(self.day_ends, end)) - due_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """All jobs, resources and sites. `is_makespan` asks for the earliest end of everything instead of least money."""

    jobs: tuple[Job, ...]
    resources: tuple[Resource, ...]
    sites: tuple[Site, ...] = (Site(),)
    is_makespan: bool = False

    @property
    def has_power(self) -> bool:
        """True where some site pays for power by the hour."""
        return any(site.power_until for site in self.sites)


@dataclass(slots=True)
class Placed:
    """Where one job stands: per step the way taken and the start (working minutes)."""

    ways: tuple[int, ...]
    starts: tuple[int, ...]


Solution = list[Placed | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a solution costs, by part, in cents; `makespan` in working minutes."""

    ways: int = 0
    setups: int = 0
    lateness: int = 0
    wip: int = 0
    power: int = 0
    makespan: int = 0
    late_by_job: tuple[int, ...] = field(default=())

    @property
    def cents(self) -> int:
        """All parts together."""
        return self.ways + self.setups + self.lateness + self.wip + self.power


def ends(shop: Shop, job: int, placed: Placed) -> tuple[int, ...]:
    """End of each step of a placed job."""
    steps = shop.jobs[job].route.steps
    return tuple(s + step.ways[w].minutes for s, w, step in zip(placed.starts, placed.ways, steps))


def key_start(shop: Shop, job: int, placed: Placed | None) -> int:
    """When the key step of a job starts; 0 where it is not placed."""
    return 0 if placed is None else placed.starts[shop.jobs[job].route.key]


def sequences(shop: Shop, solution: Solution) -> list[list[tuple[int, int, int, int]]]:
    """Per resource its steps as (start, end, job, step), in order of start."""
    lines: list[list[tuple[int, int, int, int]]] = [[] for _ in shop.resources]
    for j, placed in enumerate(solution):
        if placed is None:
            continue
        steps = shop.jobs[j].route.steps
        for k, step in enumerate(steps):
            way = step.ways[placed.ways[k]]
            lines[way.resource].append((placed.starts[k], placed.starts[k] + way.minutes, j, k))
    for line in lines:
        line.sort()
    return lines


def family_of(shop: Shop, solution: Sequence[Placed | None], job: int, step: int) -> int:
    """Set-up family of a placed step."""
    placed = solution[job]
    return 0 if placed is None else shop.jobs[job].route.steps[step].family


def job_cost(shop: Shop, job: int, placed: Placed) -> tuple[int, int, int]:
    """Cents for (ways, lateness, work in process) of one placed job."""
    work = shop.jobs[job]
    route = work.route
    ways = sum(step.ways[w].cost_cents for step, w in zip(route.steps, placed.ways))
    end = placed.starts[-1] + route.steps[-1].ways[placed.ways[-1]].minutes
    late = shop.sites[route.site].late_days(end, route.due_day) if work.late_cents_per_day else 0
    wip = work.wip_millicents_per_minute * (end - placed.starts[0])
    return ways, late * work.late_cents_per_day, (wip + 500) // 1000


def power_cents(shop: Shop, job: int, placed: Placed) -> int:
    """Cents for the power of one placed job."""
    route = shop.jobs[job].route
    site = shop.sites[route.site]
    if not site.power_until:
        return 0
    told = zip(route.steps, placed.ways, placed.starts, strict=True)
    return round(sum(site.power_cents(step.ways[way], start) for step, way, start in told))


def cost_of(shop: Shop, solution: Solution) -> Cost:
    """The cost of a solution by part. Jobs not placed cost nothing here."""
    ways = lateness = wip = power = makespan = 0
    late_by_job = []
    for j, placed in enumerate(solution):
        late = 0
        if placed is not None:
            way_cents, late, stay = job_cost(shop, j, placed)
            ways += way_cents
            lateness += late
            wip += stay
            power += power_cents(shop, j, placed)
            makespan = max(makespan, *ends(shop, j, placed))
        late_by_job.append(late)
    setups = 0
    for resource, line in zip(shop.resources, sequences(shop, solution)):
        if resource.setups is None or not resource.setup_cents_per_minute:
            continue
        before = None
        for _, _, j, k in line:
            family = family_of(shop, solution, j, k)
            setups += resource.setup(before, family) * resource.setup_cents_per_minute
            before = family
    return Cost(
        ways=ways, setups=setups, lateness=lateness, wip=wip, power=power, makespan=makespan,
        late_by_job=tuple(late_by_job),
    )  # fmt: skip


def violations(shop: Shop, solution: Solution) -> list[str]:
    """Every rule a solution breaks: order of steps, releases, pins, overlaps and set-ups. Empty when it is sound."""
    found = []
    for j, placed in enumerate(solution):
        if placed is None:
            continue
        route = shop.jobs[j].route
        until = ends(shop, j, placed)
        if placed.starts[0] < route.release_minute:
            found.append(f"{shop.jobs[j].name} starts at {placed.starts[0]}, before {route.release_minute}")
        for k, step in enumerate(route.steps):
            if step.pinned_start is not None and placed.starts[k] != step.pinned_start:
                found.append(f"{shop.jobs[j].name} step {k} starts at {placed.starts[k]}, not at its pin")
            if k and placed.starts[k] < placed.starts[k - 1] + wait_minutes(route.steps[k - 1], placed.ways[k - 1]):
                found.append(f"{shop.jobs[j].name} step {k} starts before step {k - 1} lets it")
            if k and until[k] < until[k - 1] + route.steps[k - 1].tail_minutes:
                found.append(f"{shop.jobs[j].name} step {k} ends before step {k - 1} lets it")
    for resource, line in zip(shop.resources, sequences(shop, solution)):
        free, before = resource.ready_minute, None
        for start, end, j, k in line:
            family = family_of(shop, solution, j, k)
            # What was begun before the plan starts keeps its start; only what comes after it must wait.
            if start >= resource.ready_minute and start < max(free, resource.ready_minute) + resource.setup(
                before, family
            ):
                found.append(f"{shop.jobs[j].name} step {k} starts at {start} on {resource.name}, busy until {free}")
            free, before = end, family
    return found


def wait_minutes(step: Step, way: int) -> int:
    """Minutes from the start of a step until the next may start: its length, or less with a transfer batch."""
    minutes = step.ways[way].minutes
    return minutes if step.lead_minutes is None else min(minutes, step.lead_minutes)
