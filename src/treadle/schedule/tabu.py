"""Tabu search for the earliest end of a shop whose jobs each have one route: moves of critical steps on all their
machines.

On its own machine a step goes next to its neighbour, to the ends of its run of critical steps and, first or last of it,
to every place between; on another machine to the position with the least estimate of the longest path through it.
Moves and their estimates after Mastrolilli and Gambardella 2000 (J. Scheduling 3), Balas and Vazacopoulos 1998
(Management Science 44) and Zhang and others 2007 (Computers & Operations Research 34), with set-ups in the heads and
tails. The rounds are machine code (`walk_loops.py`); where a walk comes no further, another begins between two good
plans (`relinking.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from treadle.schedule.disjunctive import Graph, State
from treadle.schedule.relinking import Kin, Lined
from treadle.schedule.walk_arrays import Ints, floor_of, memory_of, walk_of

#: Rounds without a better plan on this walk after which it ends. Judged on given instances and made shops.
_PATIENCE = 4000
#: Rounds between two looks at the clock: some milliseconds. Not tuned: bounds how late a search ends.
_TURN = 500
#: Least and most rounds for which the way back is closed, drawn for each walk, where every step has one way and where
#: it has three or more on the mean; with one more for each job to a machine. Judged on nine job shops: 10 to 35 for all
#: left la21_sdata (one way) half a per cent longer, 5 to 10 for all left mk07's like (three ways) one per cent longer.
_ONE_WAY, _MANY_WAYS = (4.0, 8.0), (10.0, 30.0)


class Tabu:
    """Walks of one thread. `best` is the least makespan seen by all walks that share `kin`, `best_state` the orders and
    machines that reach it, `round` how many moves were made here."""

    def __init__(self, graph: Graph, seed: int, kin: Kin | None = None) -> None:
        self.graph = graph
        self.floor = floor_of(graph) if kin is None else kin.floor
        graph.update()
        self.walk = walk_of(graph)
        jobs, machines = graph.counts
        self.memory = memory_of(graph)
        self.draw = np.random.default_rng(seed)
        self.chance = self.draw.integers(0, 1 << 63, size=1, dtype=np.uint64)
        self.crowd = jobs // max(1, machines)
        self.closed = _closed(sum(len(ways) for ways in graph.choices) / max(1, len(graph.choices)))
        self.round = 0
        first = lined(graph)
        self.kin = kin or Kin(self.floor, machines, first)
        self.goal = 0
        self._begin(first if kin is None else self.kin.start(self.draw))

    @property
    def best(self) -> int:
        """The least makespan seen."""
        return self.kin.best.makespan

    @property
    def best_state(self) -> State:
        """Orders and machines of the best plan."""
        return self.state_of(self.kin.best.sorted, self.kin.best.machine)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Rounds until `is_over`, which is asked before every few hundred of them."""
        while not is_over():
            self._go(_TURN)

    def step(self) -> None:
        """One round, after which the graph holds the plan that the walk is at."""
        self._go(1)
        self.graph.restore(self.state_of(self.walk.sorted, self.walk.machine))
        self.graph.update()

    def adopt(self, graph: Graph) -> None:
        """Go on from the plan of another graph of the same shop."""
        graph.update()
        plan = lined(graph)
        self.kin.keep(plan)
        self._begin(plan)

    def _begin(self, plan: Lined) -> None:
        from treadle.schedule.walk_loops import laid

        self.walk.sorted[:], self.walk.machine[:-1] = plan.sorted, plan.machine
        self.current = int(laid(self.floor, self.walk))
        self.memory.machines[:], self.memory.until[:] = 0, 0
        few, many = self.closed
        self.tenure = self.crowd + round(few * (many / few) ** self.draw.random())
        self.since, self.least = self.round, self.current
        self.walk.best_sorted[:], self.walk.best_machine[:] = plan.sorted, plan.machine
        self.kin.tell(self._least())

    def _least(self) -> Lined:
        """The best plan of this walk."""
        return Lined(self.least, self.walk.best_sorted.copy(), self.walk.best_machine.copy())

    def _go(self, rounds: int) -> None:
        """So many rounds, or fewer where the walk ends and another begins."""
        from treadle.schedule.walk_loops import walked

        numbers = (self.round, self.since, self.current, self.least, self.tenure, self.round + rounds, _PATIENCE)
        told = np.array([*numbers, self.goal])
        goes_on = walked(self.floor, self.walk, self.memory, told, self.chance)
        self.round, self.since, self.current, self.least = (int(one) for one in told[:4])
        if self.least < self.best:
            self.kin.tell(self._least())
        if not goes_on:
            self.round += 1
            self.kin.keep(self._least())
            self._begin(self.kin.start(self.draw))

    def state_of(self, ranked: Ints, machine: Ints) -> State:
        """Orders and machines of a plan."""
        lines: list[list[int]] = [[] for _ in self.graph.setups]
        machines = machine[: len(ranked)].tolist()
        for op in ranked.tolist():
            lines[machines[op]].append(op)
        return lines, machines


def lined(graph: Graph) -> Lined:
    """The plan of a graph."""
    return Lined(graph.makespan, np.array(graph.sorted), np.array(graph.machine))


def _closed(ways: float) -> tuple[float, float]:
    """Between how many rounds and how many the way back is closed, by the mean number of ways of a step."""
    share = min(1.0, (ways - 1.0) / 2.0)
    few, many = (one + (more - one) * share for one, more in zip(_ONE_WAY, _MANY_WAYS, strict=True))
    return few, many
