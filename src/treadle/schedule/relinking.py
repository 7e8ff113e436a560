"""Plans that good walks ended at, and starts of further ones half-way between two of them.

A plan is the order of all its steps, each behind what it waits for, with their machines. A start keeps every order of
two steps and every machine that two plans agree on and draws the rest from either, so that it makes no circle: path
relinking after Peng, Lü and Cheng 2015 (Computers & Operations Research 53) and González, Vela and Varela 2015
(European Journal of Operational Research 245).
"""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

import numpy as np

from treadle.schedule.walk_arrays import Floor, Ints

#: Plans kept at a time. Judged on given instances and made shops; 5 to 20 lay within noise.
_KEPT = 10
#: Walks that bring no plan worth keeping, for each plan kept, after which all but the best are drawn anew.
#: Judged on the instances of the row fjsp.
_STALE = 3


class Lined(NamedTuple):
    """A plan: its makespan, its steps in order, and their machines."""

    makespan: int
    sorted: Ints
    machine: Ints


class Kin:
    """The plans kept. Several walks may share it, each in a thread of its own."""

    def __init__(self, floor: Floor, machines: int, first: Lined) -> None:
        self.floor, self.machines = floor, machines
        self.best = first
        self.plans: list[Lined] = []
        self.asked = self.stale = 0
        self.lock = Lock()

    def tell(self, plan: Lined) -> None:
        """A plan that may be the best of all."""
        with self.lock:
            if plan.makespan < self.best.makespan:
                self.best = plan

    def keep(self, plan: Lined) -> None:
        """The plan at which a walk ended."""
        self.tell(plan)
        with self.lock:
            twin = next((k for k, one in enumerate(self.plans) if self._is_twin(one, plan)), None)
            worst = max(range(len(self.plans)), key=lambda k: self.plans[k].makespan, default=0)
            self.stale += 1
            if twin is not None:
                if plan.makespan < self.plans[twin].makespan:
                    self.plans[twin], self.stale = plan, 0
            elif len(self.plans) < _KEPT:
                self.plans.append(plan)
                self.stale = 0
            elif plan.makespan < self.plans[worst].makespan:
                self.plans[worst], self.stale = plan, 0
            if self.stale > _STALE * _KEPT:
                self.plans, self.asked, self.stale = [self.best], 1, 0

    def start(self, chance: np.random.Generator) -> Lined:
        """Where another walk may begin (its makespan is not known: 0)."""
        with self.lock:
            self.asked += 1
            if self.asked <= _KEPT or len(self.plans) < 2:
                return self.drawn(chance)
            one, other = chance.choice(len(self.plans), 2, replace=False)
            return self.between(self.plans[one], self.plans[other], chance)

    def _is_twin(self, one: Lined, other: Lined) -> bool:
        """True where two plans hardly differ."""
        return bool(np.count_nonzero(self._neighbours(one) != self._neighbours(other)) <= len(one.sorted) // 50)

    def _neighbours(self, plan: Lined) -> Ints:
        """By step the one before it on its machine, or else the machine."""
        by_machine = plan.sorted[np.argsort(plan.machine[plan.sorted], kind="stable")]
        on = plan.machine[by_machine]
        found = np.empty(len(on), dtype=np.int64)
        found[by_machine] = np.where(np.r_[True, on[1:] != on[:-1]], -1 - on, np.r_[-1, by_machine[:-1]])
        return found

    def between(self, one: Lined, other: Lined, chance: np.random.Generator) -> Lined:
        """A plan half-way between two."""
        count = len(one.sorted)
        takes = chance.random(count) < 0.5
        machine = np.where(chance.random(count) < 0.5, one.machine, other.machine)
        is_out, at = np.zeros(count, dtype=np.bool_), [0, 0]
        lines = (one.sorted.tolist(), other.sorted.tolist())
        found = []
        for take in takes.tolist():
            line = lines[take]
            while is_out[line[at[take]]]:
                at[take] += 1
            found.append(line[at[take]])
            is_out[line[at[take]]] = True
        return Lined(0, np.array(found), machine)

    def drawn(self, chance: np.random.Generator) -> Lined:
        """A plan by chance: jobs in any order, each step where it ends earliest."""
        floor, none = self.floor, len(self.floor.release) - 1
        jobs = np.cumsum(floor.before[:none] == none) - 1
        following = np.flatnonzero(floor.before[:none] == none).tolist()
        free, machine, found = [0] * self.machines, np.zeros(none, dtype=np.int64), []
        ready = floor.release.tolist()
        on, lasts, choice, after = floor.on.tolist(), floor.lasts.tolist(), floor.choice.tolist(), floor.after.tolist()
        for job in chance.permutation(jobs).tolist():
            op = following[job]
            end, at = min(
                (max(ready[op], free[on[way]]) + lasts[way], on[way]) for way in range(choice[op], choice[op + 1])
            )
            free[at], machine[op], following[job] = end, at, after[op]
            ready[after[op]] = end
            found.append(op)
        return Lined(0, np.array(found), machine)
