"""The CP-SAT model of a whole flexible job shop: intervals on machines, set-ups as circuits, the end of everything."""

from __future__ import annotations

from typing import Any

from treadle.schedule.shop import Placed, Shop, Solution, ends


class Makespan:
    """Variables and constraints of a shop whose jobs have one route each; `hint` is a sound plan and bounds the
    time.
    """

    def __init__(self, model: Any, shop: Shop, hint: Solution) -> None:
        self.model, self.shop = model, shop
        self.horizon = max(ends(shop, j, placed)[-1] for j, placed in enumerate(hint) if placed is not None)
        self.starts: list[list[Any]] = []
        self.lits: list[list[list[Any]]] = []
        #: Per machine: (start, minutes, literal, family).
        self.on: list[list[tuple[Any, int, Any, int]]] = [[] for _ in shop.resources]
        last = [self._job(j, hint[j]) for j in range(len(shop.jobs))]
        for machine in range(len(shop.resources)):
            self._machine(machine)
        end = model.new_int_var(0, self.horizon, "")
        model.add_hint(end, self.horizon)
        for one in last:
            model.add(end >= one)
        model.minimize(end)

    def _job(self, j: int, now: Placed | None) -> Any:
        """The steps of one job in a row; returns its end."""
        model, route = self.model, self.shop.jobs[j].route
        starts: list[Any] = []
        lits: list[list[Any]] = []
        before: Any = route.release_minute
        for k, step in enumerate(route.steps):
            start = model.new_int_var(0, self.horizon, "")
            model.add(start >= before)
            if now is not None:
                model.add_hint(start, now.starts[k])
            mine = [True] if len(step.ways) == 1 else [model.new_bool_var("") for _ in step.ways]
            if len(mine) > 1:
                model.add_exactly_one(mine)
            for w, way in enumerate(step.ways):
                if len(mine) > 1 and now is not None:
                    model.add_hint(mine[w], now.ways[k] == w)
                self.on[way.resource].append((start, way.minutes, mine[w], step.family))
            before = start + self._minutes(mine, [way.minutes for way in step.ways])
            starts.append(start)
            lits.append(mine)
        self.starts.append(starts)
        self.lits.append(lits)
        return before

    def _minutes(self, lits: list[Any], minutes: list[int]) -> Any:
        """How long a step takes, by the way it goes."""
        if len(set(minutes)) == 1:
            return minutes[0]
        length = self.model.new_int_var(min(minutes), max(minutes), "")
        self.model.add(length == sum(lit * one for lit, one in zip(lits, minutes)))
        return length

    def _machine(self, machine: int) -> None:
        """One step at a time, with set-ups between."""
        model, intervals = self.model, []
        for start, minutes, lit, _ in self.on[machine]:
            if lit is True:
                intervals.append(model.new_fixed_size_interval_var(start, minutes, ""))
            else:
                intervals.append(model.new_optional_fixed_size_interval_var(start, minutes, lit, ""))
        model.add_no_overlap(intervals)
        resource = self.shop.resources[machine]
        if resource.setups is None or len(self.on[machine]) < 2:
            return
        arcs: list[tuple[int, int, Any]] = [(0, 0, model.new_bool_var(""))]
        for i, (start, minutes, lit, family) in enumerate(self.on[machine], start=1):
            arcs += [(0, i, model.new_bool_var("")), (i, 0, model.new_bool_var(""))]
            if lit is not True:
                arcs.append((i, i, lit.negated()))
            for h, (other, _, _, next_family) in enumerate(self.on[machine], start=1):
                if h != i:
                    arc = model.new_bool_var("")
                    arcs.append((i, h, arc))
                    setup = resource.setup(family, next_family)
                    model.add(other >= start + minutes + setup).only_enforce_if(arc)
        model.add_circuit(arcs)

    def read(self, solver: Any) -> dict[int, Placed]:
        """The places of all jobs, from a solver or a callback of one."""
        value = solver.boolean_value if hasattr(solver, "boolean_value") else solver.value
        found = {}
        for j, starts in enumerate(self.starts):
            ways = tuple(next(w for w, lit in enumerate(lits) if lit is True or value(lit)) for lits in self.lits[j])
            found[j] = Placed(ways, tuple(int(solver.value(start)) for start in starts))
        return found
