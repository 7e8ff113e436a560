"""Tabu search for the earliest end of a shop whose jobs each have one route: moves of critical steps on all their
machines.

On its own machine a step goes next to its neighbour, or to the ends of its run of critical steps; on another machine to
the position with the least estimate of the longest path through it. Moves and their estimates after Mastrolilli and
Gambardella 2000 (J. Scheduling 3) and Balas and Vazacopoulos 1998 (Management Science 44), with set-ups in the heads
and tails. The rounds are machine code (`walk_loops.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from treadle.schedule.disjunctive import Graph, State
from treadle.schedule.walk_arrays import floor_of, memory_of, walk_of

#: Rounds without a better plan on this leg after which the walk goes back to one of the best legs' plans and is shaken.
#: Judged on the instances of the row fjsp: 5,000 and 10,000 were the same within chance, 1,200 was behind.
_PATIENCE = 6000
#: Legs whose plans it goes back to, the better the likelier. Judged on the instances of the row fjsp.
_ELITES = 8
#: Least moves of a shake, and how many more by chance. Judged on the instances of the row fjsp.
_SHAKE, _SHAKE_MORE = 4, 12
#: Rounds between two looks at the clock: some milliseconds. Not tuned: bounds how late a search ends.
_TURN = 200


class Tabu:
    """The walk. `best` is the least makespan seen, `best_state` the orders and machines that reach it, `round` how many
    moves were made."""

    def __init__(self, graph: Graph, seed: int) -> None:
        self.graph = graph
        self.floor = floor_of(graph)
        graph.update()
        self.walk = walk_of(graph)
        jobs, machines = graph.counts
        self.memory = memory_of(graph)
        self.chance = np.random.default_rng(seed).integers(0, 1 << 63, size=1, dtype=np.uint64)
        self.tenure = 10 + jobs // max(1, machines)
        self.round = self.since = 0
        self.best = self.current = graph.makespan
        self.best_state = graph.state()
        self.leg: tuple[int, State] = (self.best, self.best_state)
        self.elites = [self.leg]
        self.adopt(self.best_state)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Rounds until `is_over`, which is asked before every few hundred of them."""
        while not is_over():
            self._go(_TURN)

    def step(self) -> None:
        """One round, after which the graph holds the plan that the walk is at."""
        self._go(1)
        self.graph.restore(self._state())
        self.graph.update()

    def adopt(self, state: State) -> None:
        """Go on from another plan, which counts as seen."""
        self._load(state)
        self._seen()

    def _go(self, rounds: int) -> None:
        """So many rounds at most; fewer where one of them brought a better plan."""
        from treadle.schedule.walk_loops import STUCK, walked

        told = np.array(
            [self.round, self.since, self.current, self.leg[0], self.tenure, self.round + rounds, _PATIENCE]
        )
        why = walked(self.floor, self.walk, self.memory, told, self.chance)
        self.round, self.current = int(told[0]), int(told[2])
        if why == STUCK:
            self.round += 1
            self._shake()
        self._seen()

    def _seen(self) -> None:
        """Keep the plan where it is the best so far."""
        if self.current >= self.leg[0]:
            return
        self.leg, self.since = (self.current, self._state()), self.round
        if self.current < self.best:
            self.best, self.best_state = self.leg

    def _shake(self) -> None:
        """Back to the plan of one of the best legs, and some moves by chance from there, where the next leg begins."""
        from treadle.schedule.walk_loops import shaken

        self.elites = [one for one in self.elites if one[1] != self.leg[1]] + [self.leg]
        self.elites.sort(key=lambda one: one[0])
        del self.elites[_ELITES:]
        back, moves = np.random.default_rng(int(self.chance[0])).random(2)
        self._load(self.elites[int(back**2 * len(self.elites))][1])
        self.current = int(shaken(self.floor, self.walk, _SHAKE + int(moves * _SHAKE_MORE), self.chance))
        self.memory.machines[:], self.memory.until[:] = 0, 0
        self.since, self.leg = self.round, (self.current, self._state())
        if self.current < self.best:
            self.best, self.best_state = self.leg

    def _state(self) -> State:
        """Orders and machines of the plan that the walk is at."""
        order, count = self.walk.order, self.walk.counts
        return [line[:many].tolist() for line, many in zip(order, count)], self.walk.machine.tolist()

    def _load(self, state: State) -> None:
        """Take over orders and machines, with heads and tails."""
        from treadle.schedule.walk_loops import makespan

        walk = self.walk
        for machine, line in enumerate(state[0]):
            walk.counts[machine] = len(line)
            walk.order[machine, : len(line)] = line
            walk.place[line] = np.arange(len(line))
        walk.machine[:] = state[1]
        walk.minutes[:] = [dict(ways)[machine] for ways, machine in zip(self.graph.choices, state[1])]
        self.current = int(makespan(self.floor, walk))
