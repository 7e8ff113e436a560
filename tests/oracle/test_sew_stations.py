"""Small lines against every way to fill their stations."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations, permutations

import pytest

from treadle.sew.simple_line import CANNOT_DO, SimpleLine, StaffedLine
from treadle.sew.staffing import staff_line
from treadle.sew.stations import fewest_stations, shortest_cycle


def _random_line(chance: random.Random, count: int) -> SimpleLine:
    times = tuple(chance.randint(1, 12) for _ in range(count))
    before = tuple(tuple(one for one in range(at) if chance.random() < 0.25) for at in range(count))
    return SimpleLine(times=times, before=before)


def _closed(line: SimpleLine, done: frozenset[int]) -> list[frozenset[int]]:
    """Every set of further tasks that the order allows after `done`, the empty one too."""
    left = [one for one in range(len(line.times)) if one not in done]
    return [
        frozenset(chosen)
        for size in range(len(left) + 1)
        for chosen in combinations(left, size)
        if all(earlier in done or earlier in chosen for one in chosen for earlier in line.before[one])
    ]


def _fewest(line: SimpleLine, cycle: int) -> int:
    @cache
    def rest(done: frozenset[int]) -> int:
        if len(done) == len(line.times):
            return 0
        return 1 + min(
            rest(done | load) for load in _closed(line, done) if load and sum(line.times[one] for one in load) <= cycle
        )

    return rest(frozenset())


def _least_cycle(line: StaffedLine, order: tuple[int, ...]) -> float:
    """The shortest cycle with workers standing in this order."""

    @cache
    def rest(done: frozenset[int], at: int) -> float:
        if at == len(order):
            return 0.0 if len(done) == len(line.times) else float("inf")
        options = []
        for load in _closed(line.quickest, done):
            own = [line.times[one][order[at]] for one in load]
            if CANNOT_DO not in own:
                options.append(max(float(sum(own)), rest(done | load, at + 1)))
        return min(options)

    return rest(frozenset(), 0)


@pytest.mark.parametrize("seed", range(12))
def test_stations_equal_the_best_of_all_ways(seed: int) -> None:
    chance = random.Random(seed)
    line = _random_line(chance, 7)
    cycle = max(line.times) + chance.randint(0, 8)
    found = fewest_stations(line, cycle)
    assert len(found.tasks) == _fewest(line, cycle)
    assert found.is_optimal


@pytest.mark.parametrize("seed", range(8))
def test_cycles_equal_the_best_of_all_ways(seed: int) -> None:
    line = _random_line(random.Random(100 + seed), 7)
    found = shortest_cycle(line, 3)
    least = next(cycle for cycle in range(max(line.times), sum(line.times) + 1) if _fewest(line, cycle) <= 3)
    assert found.cycle == least
    assert found.is_optimal


@pytest.mark.parametrize("seed", range(6))
def test_staffing_equals_the_best_of_all_ways(seed: int) -> None:
    chance = random.Random(200 + seed)
    bare = _random_line(chance, 6)
    times = tuple(
        tuple(chance.choice((CANNOT_DO, time, 2 * time, time + 1)) if who else time for who in range(3))
        for time in bare.times
    )
    line = StaffedLine(times=times, before=bare.before)
    least = min(_least_cycle(line, order) for order in permutations(range(3)))
    found = staff_line(line)
    assert found is not None
    assert found.cycle == least
    assert found.is_optimal
