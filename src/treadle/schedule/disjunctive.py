"""The disjunctive graph of a shop whose jobs have one route: orders on machines, longest paths, and where a step may
go.

Heads are the longest way to the start of a step, tails the longest way from its end; both hold set-ups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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

    def apply(self, op: int, machine: int, minutes: int, at: int) -> None:
        """Move a step; `update` must follow."""
        self.order[self.machine[op]].remove(op)
        self.order[machine].insert(at, op)
        self.machine[op], self.minutes[op] = machine, minutes

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

    def critical(self, chance: Callable[[], float]) -> list[int]:
        """The steps of one longest path, drawn by chance where it forks."""
        head, minutes, tail, longest = self.head, self.minutes, self.tail, self.makespan
        starts = [
            op
            for op in range(len(head))
            if head[op] == (self.release[op] if self.before[op] < 0 else 0)
            and minutes[op] + tail[op] == longest - head[op]
        ]
        op = starts[int(chance() * len(starts))]
        path = [op]
        while True:
            ends = head[op] + minutes[op]
            one, two = self.after[op], self.behind[op]
            options = []
            if one >= 0 and head[one] == ends and ends + minutes[one] + tail[one] == longest:
                options.append(one)
            if two >= 0 and two != one:
                begins = ends + self.setup(self.machine[op], op, two)
                if head[two] == begins and begins + minutes[two] + tail[two] == longest:
                    options.append(two)
            if not options:
                return path
            op = options[int(chance() * len(options))] if len(options) > 1 else options[0]
            path.append(op)

    def moves(self, path: list[int]) -> Iterator[tuple[int, int, int, int, int]]:
        """Moves of the steps of a longest path that surely make no circle: (estimate, step, machine, minutes,
        position).

        On its own machine a step goes next to its neighbour, or to the ends of its run of critical steps; on another
        machine to the position with the least estimate of the longest path through it.
        """
        runs = self._runs(path)
        for op, (low, high) in zip(path, runs):
            here = self.machine[op]
            for machine, minutes in self.choices[op]:
                if machine == here:
                    if high > low:
                        yield from self._moves_here(op, minutes, low, high)
                else:
                    yield from self._move_there(op, machine, minutes)

    def _runs(self, path: list[int]) -> list[tuple[int, int]]:
        """Per step of a path the first and last position, on its machine, of the run of critical steps it is in."""
        runs: list[tuple[int, int]] = []
        at = 0
        while at < len(path):
            end = at + 1
            while end < len(path) and self.behind[path[end - 1]] == path[end]:
                end += 1
            first = self.order[self.machine[path[at]]].index(path[at]) if end - at > 1 else 0
            runs += [(first, first + end - at - 1)] * (end - at)
            at = end
        return runs

    def _move_there(self, op: int, machine: int, minutes: int) -> Iterator[tuple[int, int, int, int, int]]:
        """To another machine: behind everything its job's earlier steps may need, before all that needs its later
        ones.
        """
        head, length, tail = self.head, self.minutes, self.tail
        job_before, job_after = self.before[op], self.after[op]
        ready, begins = self.release[op], -1
        if job_before >= 0:
            begins = head[job_before]
            ready = begins + length[job_before]
        rest, done = 0, 1 << 60
        if job_after >= 0:
            rest = length[job_after] + tail[job_after]
            done = head[job_after] + length[job_after]
        line = self.order[machine]
        has_setups = self.setups[machine] is not None
        low = 0
        while low < len(line) and (head[line[low]] + length[line[low]] <= begins or line[low] == job_before):
            low += 1
        if low and head[line[low - 1]] >= done:
            return  # steps of no length at one minute: what comes first cannot be told from heads
        best, place = 1 << 60, low
        other = line[low - 1] if low else -1
        free = head[other] + length[other] if low else 0
        for at in range(low, len(line) + 1):
            start, left = ready, rest
            if at:
                ended = free + self.setup(machine, other, op) if has_setups else free
                if ended > start:
                    start = ended
            if at < len(line):
                following = line[at]
                after = length[following] + tail[following]
                if has_setups:
                    after += self.setup(machine, op, following)
                if after > left:
                    left = after
            if start + left < best:
                best, place = start + left, at
            if at == len(line):
                break
            other = line[at]
            if head[other] >= done or other == job_after:
                break
            free = head[other] + length[other]
        yield best + minutes, op, machine, minutes, place

    def _moves_here(self, op: int, minutes: int, low: int, high: int) -> Iterator[tuple[int, int, int, int, int]]:
        """On its own machine: one place to the right and as far as its run goes, then the same to the left."""
        machine = self.machine[op]
        line = self.order[machine]
        now = line.index(op)
        begins = self.head[self.before[op]] if self.before[op] >= 0 else -1
        done = self.head[self.after[op]] + self.minutes[self.after[op]] if self.after[op] >= 0 else 1 << 60
        at = now
        while at < high and self.head[line[at + 1]] < done and line[at + 1] != self.after[op]:
            at += 1
        for place in {now + 1, at} if at > now else ():
            passed = line[now + 1 : place + 1]
            estimate = self._estimate(passed, op, line[now - 1] if now else -1, line[place + 1 : place + 2], False)
            yield estimate, op, machine, minutes, place
        at = now
        while (
            at > low
            and self.head[line[at - 1]] + self.minutes[line[at - 1]] > begins
            and line[at - 1] != self.before[op]
        ):
            at -= 1
        for place in {now - 1, at} if at < now else ():
            estimate = self._estimate(
                line[place:now], op, line[place - 1] if place else -1, line[now + 1 : now + 2], True
            )
            yield estimate, op, machine, minutes, place

    def _estimate(self, passed: list[int], op: int, left: int, right: list[int], is_first: bool) -> int:
        """The longest path through a run of steps in which `op` goes before (`is_first`) or behind those it passes."""
        head, length, tail, machine = self.head, self.minutes, self.tail, self.machine[op]
        run = [op, *passed] if is_first else [*passed, op]
        has_setups = self.setups[machine] is not None
        heads = []
        last = left
        free = head[left] + length[left] if left >= 0 else 0
        for one in run:
            before = self.before[one]
            start = head[before] + length[before] if before >= 0 else self.release[one]
            if last >= 0:
                start = max(start, free + (self.setup(machine, last, one) if has_setups else 0))
            heads.append(start)
            free, last = start + length[one], one
        worst = 0
        after_end = 0
        last = right[0] if right else -1
        if last >= 0:
            after_end = length[last] + tail[last]
        for one, start in zip(reversed(run), reversed(heads)):
            following = self.after[one]
            rest = length[following] + tail[following] if following >= 0 else 0
            if last >= 0:
                rest = max(rest, after_end + (self.setup(machine, one, last) if has_setups else 0))
            worst = max(worst, start + length[one] + rest)
            after_end, last = length[one] + rest, one
        return worst
