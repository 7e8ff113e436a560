"""The disjunctive graph of a shop whose jobs have one route: orders on machines and longest paths.

Heads are the longest way to the start of a step, tails the longest way from its end; both hold set-ups.
"""

from __future__ import annotations

from treadle.schedule.shop import Placed, Shop, Solution

State = tuple[list[list[int]], list[int]]


class Graph:
    """Orders of steps on machines. Steps are numbered through all jobs; -1 stands for none."""

    def __init__(self, shop: Shop, solution: Solution) -> None:
        """The graph of a whole solution. The shop's jobs have one route each and no pins or transfer batches."""
        self.shop = shop
        self.first: list[int] = []
        self.choices: list[tuple[tuple[int, int], ...]] = []
        self.before: list[int] = []
        self.after: list[int] = []
        self.family: list[int] = []
        self.release: list[int] = []
        for job in shop.jobs:
            self.first.append(len(self.choices))
            steps = job.route.steps
            for k, step in enumerate(steps):
                here = len(self.choices)
                self.choices.append(tuple((way.resource, way.minutes) for way in step.ways))
                self.before.append(here - 1 if k else -1)
                self.after.append(here + 1 if k + 1 < len(steps) else -1)
                self.family.append(step.family)
                self.release.append(job.route.release_minute if k == 0 else 0)
        count = len(self.choices)
        self.counts = (len(shop.jobs), len(shop.resources))
        self.setups = [resource.setups for resource in shop.resources]
        self.machine = [0] * count
        self.minutes = [0] * count
        self.order: list[list[int]] = [[] for _ in shop.resources]
        self.ahead = [-1] * count
        self.behind = [-1] * count
        self.head = [0] * count
        self.tail = [0] * count
        self.makespan = 0
        self.sorted: list[int] = []
        spans: list[tuple[int, int, int, int]] = []
        for j, placed in enumerate(solution):
            assert placed is not None
            for k, w in enumerate(placed.ways):
                op = self.first[j] + k
                self.machine[op], self.minutes[op] = self.choices[op][w]
                spans.append((placed.starts[k], placed.starts[k] + self.minutes[op], k, op))
        for *_, op in sorted(spans):
            self.order[self.machine[op]].append(op)

    def state(self) -> State:
        """Orders and machines, to come back to."""
        return [list(line) for line in self.order], list(self.machine)

    def restore(self, state: State) -> None:
        """Take over orders and machines; `update` must follow."""
        self.order = [list(line) for line in state[0]]
        self.machine = list(state[1])
        self.minutes = [dict(self.choices[op])[machine] for op, machine in enumerate(self.machine)]

    def solution(self) -> Solution:
        """Everything at its head, as places."""
        found: Solution = []
        for j, job in enumerate(self.shop.jobs):
            ops = range(self.first[j], self.first[j] + len(job.route.steps))
            ways = tuple([m for m, _ in self.choices[op]].index(self.machine[op]) for op in ops)
            found.append(Placed(ways, tuple(self.head[op] for op in ops)))
        return found

    def setup(self, machine: int, one: int, other: int) -> int:
        """Set-up minutes between two steps on a machine."""
        rows = self.setups[machine]
        return 0 if rows is None else rows[self.family[one]][self.family[other]]

    def update(self) -> None:
        """Heads, tails and the makespan anew. Raises ValueError where the orders go in a circle."""
        before, after, minutes, head, tail = self.before, self.after, self.minutes, self.head, self.tail
        ahead, behind = self.ahead, self.behind
        count = len(before)
        for line in self.order:
            last = -1
            for op in line:
                ahead[op] = last
                if last >= 0:
                    behind[last] = op
                last = op
            if last >= 0:
                behind[last] = -1
        waits = [(b >= 0) + (a >= 0) for b, a in zip(before, ahead)]
        order = [op for op in range(count) if not waits[op]]
        has_setups = any(rows is not None for rows in self.setups)
        setup, machine, release = self.setup, self.machine, self.release
        for op in order:
            one, two = before[op], ahead[op]
            start = head[one] + minutes[one] if one >= 0 else release[op]
            if two >= 0:
                other = head[two] + minutes[two]
                if has_setups:
                    other += setup(machine[op], two, op)
                if other > start:
                    start = other
            head[op] = start
            one, two = after[op], behind[op]
            if one >= 0:
                waits[one] -= 1
                if not waits[one]:
                    order.append(one)
            if two >= 0:
                waits[two] -= 1
                if not waits[two]:
                    order.append(two)
        if len(order) < count:
            raise ValueError("the orders of the machines form a cycle")
        self.sorted = order
        longest = 0
        for op in reversed(order):
            one, two = after[op], behind[op]
            rest = minutes[one] + tail[one] if one >= 0 else 0
            if two >= 0:
                other = minutes[two] + tail[two]
                if has_setups:
                    other += setup(machine[op], op, two)
                if other > rest:
                    rest = other
            tail[op] = rest
            whole = head[op] + minutes[op] + rest
            if whole > longest:
                longest = whole
        self.makespan = longest
