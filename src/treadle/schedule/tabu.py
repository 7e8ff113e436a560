"""Tabu search for the earliest end of a shop whose jobs each have one route: moves of critical steps on all their
machines.

Moves and their estimates after Mastrolilli and Gambardella 2000 (J. Scheduling 3) and Balas and Vazacopoulos 1998
(Management Science 44), with set-ups in the heads and tails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from treadle.schedule.disjunctive import Graph, State

#: Rounds without a better plan after which the walk goes back to one of the best plans and is shaken.
#: Judged on the instances of the row fjsp.
_PATIENCE = 1200
#: Plans it goes back to. Judged on the instances of the row fjsp.
_ELITES = 8


@dataclass(slots=True)
class Move:
    """Step `op` goes to machine `machine` with `minutes`, to position `at` of its order without the step."""

    op: int
    machine: int
    minutes: int
    at: int


class Tabu:
    """The walk. `best` is the least makespan seen, `best_state` the orders and machines that reach it."""

    def __init__(self, graph: Graph, seed: int) -> None:
        self.graph = graph
        self.rng = np.random.default_rng(seed)
        self.drawn: list[float] = []
        graph.update()
        self.best = self.current = graph.makespan
        self.best_state = graph.state()
        self.elites = [(self.best, self.best_state)]
        self.round = 0
        self.since = 0
        self.forbidden: dict[tuple[int, int, int], int] = {}
        jobs, machines = graph.counts
        self.tenure = 10 + jobs // max(1, machines)

    def chance(self) -> float:
        """A number from 0 to 1 (drawn by the thousand: one at a time is slow)."""
        if not self.drawn:
            self.drawn = self.rng.random(1000).tolist()
        return self.drawn.pop()

    def run(self, is_over: Callable[[], bool]) -> None:
        """Rounds until `is_over`, which is asked before each."""
        while not is_over():
            self.step()

    def adopt(self, state: State) -> None:
        """Go on from another plan, which counts as seen."""
        self.graph.restore(state)
        self.graph.update()
        self._seen()

    def step(self) -> None:
        """One move: the best estimate that is not forbidden, or that would be the best of all."""
        self.round += 1
        move = self._choose()
        if move is None:
            self._shake()
            return
        self._forbid(move)
        self.graph.apply(move.op, move.machine, move.minutes, move.at)
        self.graph.update()
        self._seen()
        if self.since > _PATIENCE:
            self._shake()

    def _seen(self) -> None:
        self.current = self.graph.makespan
        self.since += 1
        if self.current >= self.best:
            return
        self.best, self.best_state, self.since = self.current, self.graph.state(), 0
        self.elites.append((self.best, self.best_state))
        del self.elites[:-_ELITES]

    def _choose(self) -> Move | None:
        """The move with the least estimate; ties by chance; the least forbidden one where all are."""
        best: list[Move] = []
        least = float("inf")
        fallback: Move | None = None
        fallback_until = self.round + 10**9
        for estimate, *move in self.graph.moves(self.graph.critical(self.chance)):
            if estimate > least and fallback is not None:
                continue
            until = self._until(move[0], move[1], move[3])
            if until > self.round and estimate >= self.best:
                if until < fallback_until:
                    fallback, fallback_until = Move(*move), until
                continue
            if estimate < least:
                least, best = estimate, [Move(*move)]
            elif estimate == least:
                best.append(Move(*move))
        if best:
            return best[int(self.chance() * len(best))]
        return fallback

    def _until(self, op: int, machine: int, at: int) -> int:
        """The round until which a move is forbidden, 0 where it is not."""
        graph, forbidden = self.graph, self.forbidden
        if machine != graph.machine[op]:
            return forbidden.get((-1, op, machine), 0)
        line = graph.order[machine]
        now = line.index(op)
        if at > now:
            return max((forbidden.get((0, other, op), 0) for other in line[now + 1 : at + 1]), default=0)
        return max((forbidden.get((0, op, other), 0) for other in line[at:now]), default=0)

    def _forbid(self, move: Move) -> None:
        """The way back is closed for a while: the machine left, or the orders turned around."""
        graph = self.graph
        tenure = self.round + self.tenure + int(self.chance() * (0.5 * self.tenure + 3))
        old = graph.machine[move.op]
        if move.machine != old:
            self.forbidden[(-1, move.op, old)] = tenure
            return
        line = graph.order[old]
        now = line.index(move.op)
        if move.at > now:
            for other in line[now + 1 : move.at + 1]:
                self.forbidden[(0, move.op, other)] = tenure
        else:
            for other in line[move.at : now]:
                self.forbidden[(0, other, move.op)] = tenure

    def _shake(self) -> None:
        """Back to one of the best plans, and some moves by chance from there."""
        graph = self.graph
        back = int(self.chance() ** 2 * len(self.elites))
        graph.restore(self.elites[-1 - back][1])
        graph.update()
        for _ in range(4 + int(self.chance() * 12)):
            moves = [Move(*move) for _, *move in graph.moves(graph.critical(self.chance))]
            if not moves:
                break
            move = moves[int(self.chance() * len(moves))]
            graph.apply(move.op, move.machine, move.minutes, move.at)
            graph.update()
        self.forbidden.clear()
        self._seen()
        self.since = 0
