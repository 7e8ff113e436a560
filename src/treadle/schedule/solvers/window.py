"""The CP-SAT model that places chosen jobs at least money while everything else stays; the model is given, not
imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from treadle.schedule.shop import Placed, Resource, Route, Shop, Solution, Step, sequences, wait_minutes


@dataclass(slots=True)
class _Choice:
    """One way of one step of a free job in the model."""

    job: int
    step: int
    way: int
    start: Any
    minutes: int
    lit: Any
    family: int


class Window:
    """The model of `solve_jobs`: variables for the free jobs, constants for all others."""

    def __init__(self, model: Any, shop: Shop, solution: Solution, jobs: Sequence[int]) -> None:
        self.model, self.shop, self.solution, self.jobs = model, shop, solution, jobs
        held: Solution = [None if j in set(jobs) else placed for j, placed in enumerate(solution)]
        self.held = sequences(shop, held)
        self.choices: dict[int, list[_Choice]] = {index: [] for index in range(len(shop.resources))}
        self.by_job: dict[int, list[_Choice]] = {j: [] for j in jobs}
        self.objective: list[Any] = []

    def build(self) -> None:
        """Add all variables and constraints, the objective and the hint."""
        for j in self.jobs:
            self._job(j)
        for index, resource in enumerate(self.shop.resources):
            if self.choices[index]:
                self._no_overlap(index)
                if resource.setups is not None:
                    self._setups(index, resource)
        self.model.minimize(sum(self.objective))

    def _job(self, j: int) -> None:
        """Variables of one job: a start per step, a literal per way, its costs."""
        model, job = self.model, self.shop.jobs[j]
        now, route = self.solution[j], job.route
        horizon = self.shop.sites[route.site].day_ends[-1]
        starts: list[Any] = []
        ends: list[Any] = []
        for k, step in enumerate(route.steps):
            start = model.new_int_var(route.release_minute, max(horizon, route.release_minute), "")
            if step.pinned_start is not None:
                model.add(start == step.pinned_start)
            if now is not None:
                model.add_hint(start, now.starts[k])
            end = self._ways(j, k, step, start, now)
            if k:
                self._after(route.steps[k - 1], (j, k - 1), starts[-1], ends[-1], start, end)
            starts.append(start)
            ends.append(end)
        self.objective.append(ends[-1] + job.wip_millicents_per_minute * (ends[-1] - starts[0]))
        if job.late_cents_per_day:
            self.objective.append(1000 * job.late_cents_per_day * self._late_days(route, ends[-1]))

    def _ways(self, j: int, k: int, step: Step, start: Any, now: Placed | None) -> Any:
        """Literals for the ways of a step; returns its end as an expression."""
        model = self.model
        lits: list[Any] = []
        for w, way in enumerate(step.ways):
            lit = True if len(step.ways) == 1 else model.new_bool_var("")
            lits.append(lit)
            if len(step.ways) > 1 and now is not None:
                model.add_hint(lit, now.ways[k] == w)
            choice = _Choice(j, k, w, start, way.minutes, lit, step.family)
            self.choices[way.resource].append(choice)
            self.by_job[j].append(choice)
            if way.cost_cents:
                self.objective.append(1000 * way.cost_cents * (1 if lit is True else lit))
        if len(step.ways) > 1:
            model.add(sum(lits) == 1)
        minutes = {way.minutes for way in step.ways}
        if len(minutes) == 1:
            return start + minutes.pop()
        length = model.new_int_var(min(minutes), max(minutes), "")
        for lit, way in zip(lits, step.ways):
            model.add(length == way.minutes).only_enforce_if(lit)
        return start + length

    def _after(self, before: Step, key: tuple[int, int], begun: Any, ended: Any, start: Any, end: Any) -> None:
        """A step waits for the one before: its end, or its lead and its tail."""
        if before.lead_minutes is None:
            self.model.add(start >= ended)
            return
        j, k = key
        for choice in self.by_job[j]:
            if choice.step == k:
                rule = self.model.add(start >= begun + wait_minutes(before, choice.way))
                if choice.lit is not True:
                    rule.only_enforce_if(choice.lit)
        self.model.add(end >= ended + before.tail_minutes)

    def _late_days(self, route: Route, end: Any) -> Any:
        """Days late as an index into the ends of days."""
        model, site = self.model, self.shop.sites[route.site]
        day_ends = site.day_ends
        span = max(site.arrival(len(day_ends)) - route.due_day, 0)  # due after all that may be worked: never late
        late = model.new_int_var(0, span, "")
        caps = [
            day_ends[min(last, len(day_ends) - 1)] if last >= 0 else 0
            for last in (site.last_day(route.due_day + days) for days in range(span + 1))
        ]
        cap = model.new_int_var(0, day_ends[-1], "")
        model.add_element(late, caps, cap)
        model.add(end <= cap)
        return late

    def _no_overlap(self, index: int) -> None:
        """One step at a time: intervals of the choices and of everything held."""
        model, intervals = self.model, []
        for c in self.choices[index]:
            if c.lit is True:
                intervals.append(model.new_fixed_size_interval_var(c.start, c.minutes, ""))
            else:
                intervals.append(model.new_optional_fixed_size_interval_var(c.start, c.minutes, c.lit, ""))
        ready = self.shop.resources[index].ready_minute
        if ready:
            intervals.append(model.new_fixed_size_interval_var(0, ready, ""))
        for start, end, _, _ in self.held[index]:
            if end > ready:
                intervals.append(model.new_fixed_size_interval_var(max(start, ready), end - max(start, ready), ""))
        model.add_no_overlap(intervals)

    def _blocks(self, index: int) -> list[tuple[int, int, int, int]]:
        """Held steps as (start, end, first family, last family), joined where no free job can come between."""
        choices = self.choices[index]
        shortest = min(c.minutes for c in choices)
        earliest = min(self.shop.jobs[c.job].route.release_minute for c in choices)
        blocks: list[tuple[int, int, int, int]] = []
        for start, end, j, k in self.held[index]:
            placed = self.solution[j]
            assert placed is not None
            family = self.shop.jobs[j].route.steps[k].family
            if blocks and (start - blocks[-1][1] < shortest or start < earliest + shortest):
                first_start, _, first, _ = blocks[-1]
                blocks[-1] = (first_start, end, first, family)
            else:
                blocks.append((start, end, family, family))
        return blocks

    def _setups(self, index: int, resource: Resource) -> None:
        """A circuit through free choices and held blocks; its arcs carry the set-ups."""
        model, choices = self.model, self.choices[index]
        blocks = self._blocks(index)
        cents = 1000 * resource.setup_cents_per_minute
        arcs: list[tuple[int, int, Any]] = []

        def arc(tail: int, head: int, setup: int) -> Any:
            lit = model.new_bool_var("")
            arcs.append((tail, head, lit))
            if cents and setup:
                self.objective.append(cents * setup * lit)
            return lit

        base = 1 + len(blocks)
        for b, block in enumerate(blocks):
            before = blocks[b - 1] if b else None
            arc(b, b + 1, resource.setup(before[3] if before else None, block[2]))
        arc(len(blocks), 0, 0)
        for i, c in enumerate(choices):
            node = base + i
            if c.lit is not True:
                arcs.append((node, node, c.lit.negated()))
            for b in range(len(blocks) + 1):
                family, free = (blocks[b - 1][3], blocks[b - 1][1]) if b else (None, 0)
                free = max(free, resource.ready_minute)
                setup = resource.setup(family, c.family)
                model.add(c.start >= free + setup).only_enforce_if(arc(b, node, setup))
            for b, block in enumerate(blocks):
                setup = resource.setup(c.family, block[2])
                model.add(c.start + c.minutes + setup <= block[0]).only_enforce_if(arc(node, b + 1, setup))
            arc(node, 0, 0)
            for other, d in enumerate(choices):
                if other != i:
                    setup = resource.setup(c.family, d.family)
                    rule = model.add(d.start >= c.start + c.minutes + setup)
                    rule.only_enforce_if(arc(node, base + other, setup))
        model.add_circuit(arcs)

    def read(self, solver: Any) -> dict[int, Placed]:
        """The places of the free jobs."""
        found = {}
        for j in self.jobs:
            chosen = [c for c in self.by_job[j] if c.lit is True or solver.boolean_value(c.lit)]
            chosen.sort(key=lambda c: c.step)
            found[j] = Placed(tuple(c.way for c in chosen), tuple(solver.value(c.start) for c in chosen))
        return found
