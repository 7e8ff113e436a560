"""Stations filled one by one, the best partial lines kept: bounded dynamic programming for a cycle and a station count.

After Bautista and Pereira (Omega 37, 2009): a layer holds the sets of tasks that so many stations can finish; sets
that are equal are one. Where no layer was cut short, an empty answer is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from treadle.sew.bounds import ends
from treadle.sew.simple_line import SimpleLine, bits
from treadle.terms.budget import Budget


@dataclass(slots=True, kw_only=True)
class Packed:
    """Stations (None where none were found), whether nothing was left out, partial lines looked at."""

    stations: list[list[int]] | None
    is_complete: bool
    spent: int


@dataclass(slots=True, kw_only=True)
class _Filling:
    """Maximal loads of one station from a set of finished tasks, best first, at most `most`."""

    line: SimpleLine
    direct: list[int]
    cycle: int
    rank: list[int]
    most: int
    found: list[tuple[int, int]] = field(default_factory=list)
    is_cut: bool = False
    steps: int = 0

    def fill(self, done: int, ready: list[int]) -> None:
        """Collect the loads that can follow `done`, whose `ready` tasks are sorted by rank."""
        self.found, self.is_cut, self.steps = [], False, 0
        self._add(done, 0, self.cycle, ready, self.cycle + 1)

    def _add(self, done: int, load: int, room: int, ready: list[int], passed: int) -> None:
        """Extend a load by each ready task in turn; a task passed over stays out, so that no set comes twice.

        `passed` is the shortest task passed over: while it fits, the load is not maximal and another branch is larger.
        """
        times = self.line.times
        self.steps += 1
        if len(self.found) >= self.most or self.steps > 20 * self.most + 200:
            self.is_cut = True
            return
        fitting = [one for one in ready if times[one] <= room]
        if not fitting:
            if passed > room:
                self.found.append((load, room))
            return
        for at, one in enumerate(fitting):
            grown = load | 1 << one
            whole = done | grown
            rest = fitting[at + 1 :]
            freed = [
                later for later in self.line.after[one] if self.direct[later] & ~whole == 0 and times[later] <= room
            ]
            if freed:
                rest = sorted(rest + freed, key=self.rank.__getitem__)
            self._add(done, grown, room - times[one], rest, passed)
            passed = min(passed, times[one])
            if len(self.found) >= self.most or self.steps > 20 * self.most + 200:
                self.is_cut = self.is_cut or at + 1 < len(fitting)
                return


def pack(
    line: SimpleLine,
    cycle: int,
    stations: int,
    *,
    width: int,
    loads: int,
    rng: np.random.Generator,
    budget: Budget,
) -> Packed:
    """Put all tasks at no more than `stations` stations of `cycle`, keeping `width` partial lines of `loads` fillings.

    `budget.work` counts partial lines. Raises nothing; a task above the cycle gives an empty, complete answer.
    """
    count = len(line.times)
    if max(line.times, default=0) > cycle:
        return Packed(stations=None, is_complete=True, spent=0)
    whole, total = (1 << count) - 1, sum(line.times)
    _, tails = ends(line, cycle)
    must = [sum(1 << one for one in range(count) if stations - 1 - tails[one] <= at) for at in range(stations)]
    big = sum(1 << one for one in range(count) if 2 * line.times[one] > cycle)
    direct = [sum(1 << earlier for earlier in before) for before in line.before]
    pull = _pull(line, rng)
    rank = [0] * count
    for place, one in enumerate(sorted(range(count), key=lambda one: -pull[one])):
        rank[one] = place
    filling = _Filling(line=line, direct=direct, cycle=cycle, rank=rank, most=loads)
    taste = float(rng.choice([0.0, 0.02, 0.1, 0.3]))
    layer: list[tuple[int, int, float]] = [(0, 0, 0.0)]
    parents: list[dict[int, tuple[int, int]]] = []
    spent, is_complete = 0, True
    for at in range(stations):
        children: dict[int, tuple[int, int]] = {}
        value: dict[int, tuple[int, float]] = {}
        slack = stations * cycle - total
        for done, idle, liking in layer:
            if budget.is_over(spent):
                return Packed(stations=None, is_complete=False, spent=spent)
            ready = [one for one in range(count) if not done >> one & 1 and direct[one] & ~done == 0]
            filling.fill(done, sorted(ready, key=rank.__getitem__))
            is_complete &= not filling.is_cut
            spent += len(filling.found)
            for load, room in filling.found:
                then, lost = done | load, idle + room
                if then in children or must[at] & ~then:
                    continue
                if (lost > slack and then != whole) or (big & ~then).bit_count() > stations - 1 - at:
                    continue
                children[then] = (done, load)
                value[then] = lost, liking + sum(pull[one] for one in bits(load))
        parents.append(children)
        if whole in children:
            return Packed(stations=_walk(parents, whole), is_complete=is_complete, spent=spent)
        best = sorted(children, key=lambda then: (value[then][0] - taste * value[then][1], then))
        is_complete &= len(best) <= width
        layer = [(then, *value[then]) for then in best[:width]]
    return Packed(stations=None, is_complete=is_complete, spent=spent)


def _pull(line: SimpleLine, rng: np.random.Generator) -> list[float]:
    """How much each task wants to be early: its time and the time behind it, in a mix that chance chooses."""
    behind = [line.sum_of(mask) for mask in line.all_after]
    follow = [mask.bit_count() for mask in line.all_after]
    mean = sum(line.times) / max(len(line.times), 1)
    own, share, number = rng.random(3).tolist()
    noise = (rng.random(len(line.times)) * 0.2 * mean * float(rng.integers(2))).tolist()
    return [
        own * time + share * back / max(len(line.times) / 10, 1.0) + number * mean * many / 10 + chance
        for time, back, many, chance in zip(line.times, behind, follow, noise, strict=True)
    ]


def _walk(parents: list[dict[int, tuple[int, int]]], whole: int) -> list[list[int]]:
    """The loads that led to the finished line, first station first."""
    stations = []
    for children in reversed(parents):
        whole, load = children[whole]
        stations.append(bits(load))
    return stations[::-1]
