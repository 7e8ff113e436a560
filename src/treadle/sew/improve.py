"""Counted search from a first plan: move operations and people between stations, keep what shortens the cycle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from treadle.sew.crew import Station, Work, machines_short
from treadle.terms.budget import Budget

Score = tuple[int, float, float]
Move = Callable[[], None]


def score(work: Work, stations: list[Station]) -> Score:
    """Broken rules, the cycle, and the squares of the station minutes: smaller is better in this order.

    Rules: people have the skill (counted most), machines are there, nobody has too many operations.
    """
    told = [work.at_station(station.operations, station.people) for station in stations]
    minutes = [one[0] for one in told]
    broken = 10 * machines_short(work, stations) + sum(100 * short + crowd for _, short, crowd in told)
    return broken, round(max(minutes), 9), round(sum(one * one for one in minutes), 9)


def improve(work: Work, stations: list[Station], budget: Budget, rng: np.random.Generator) -> list[Station]:
    """Random moves kept when they are no worse, a worse one now and then early on; the best plan seen is returned.

    Stops after `budget.work` moves (or when the time from above is over).
    """
    current = _copy(stations)
    now = best_score = score(work, current)
    best = _copy(current)
    spent = 0
    while not budget.is_over(spent):
        spent += 1
        candidate = _copy(current)
        if not _change(work, candidate, rng):
            continue
        candidate = [station for station in candidate if station.operations]
        then = score(work, candidate)
        heat = 0.02 * max(0.0, 1.0 - spent / budget.work)
        accept = then <= now or (then[0] <= now[0] and then[1] <= now[1] * (1.0 + heat * rng.random()))
        if accept:
            current, now = candidate, then
        if then < best_score:
            best, best_score = _copy(candidate), then
    return best


def _copy(stations: list[Station]) -> list[Station]:
    return [Station(operations=list(one.operations), people=list(one.people)) for one in stations]


def _change(work: Work, stations: list[Station], rng: np.random.Generator) -> bool:
    """One random change in place; False where it was not possible."""
    kind = rng.random()
    if kind < 0.4:
        return _move_operation(work, stations, rng)
    if kind < 0.75:
        return _swap_people(work, stations, rng)
    if kind < 0.95:
        return _move_person(work, stations, rng)
    return _split(work, stations, rng)


def _move_operation(work: Work, stations: list[Station], rng: np.random.Generator) -> bool:
    """Move an operation to another station between its predecessors and its successors."""
    place = {one: at for at, station in enumerate(stations) for one in station.operations}
    source = _busy(work, stations, rng)
    one = stations[source].operations[int(rng.integers(len(stations[source].operations)))]
    low = max((place[earlier] for earlier in work.before[one]), default=0)
    high = min((place[later] for later in work.after[one]), default=len(stations) - 1)
    choices = [at for at in range(low, high + 1) if at != source]
    if not choices:
        return False
    target = choices[int(rng.integers(len(choices)))]
    stations[source].operations.remove(one)
    stations[target].operations.append(one)
    if not stations[source].operations:
        stations[target].people += stations[source].people
        stations[target].people.sort()
    return True


def _swap_people(work: Work, stations: list[Station], rng: np.random.Generator) -> bool:
    """Two people of different stations change places."""
    if len(stations) < 2:
        return False
    first = _busy(work, stations, rng)
    second = int(rng.integers(len(stations) - 1))
    second += second >= first
    here, there = stations[first].people, stations[second].people
    one, other = int(rng.integers(len(here))), int(rng.integers(len(there)))
    here[one], there[other] = there[other], here[one]
    here.sort()
    there.sort()
    return True


def _move_person(work: Work, stations: list[Station], rng: np.random.Generator) -> bool:
    """A person leaves a station that keeps at least one other, for a busy one."""
    givers = [at for at, station in enumerate(stations) if len(station.people) > 1]
    target = _busy(work, stations, rng)
    givers = [at for at in givers if at != target]
    if not givers:
        return False
    giver = stations[givers[int(rng.integers(len(givers)))]]
    stations[target].people.append(giver.people.pop(int(rng.integers(len(giver.people)))))
    stations[target].people.sort()
    return True


def _split(work: Work, stations: list[Station], rng: np.random.Generator) -> bool:
    """A station of several people and operations becomes two in a row."""
    wide = [at for at, one in enumerate(stations) if len(one.people) > 1 and len(one.operations) > 1]
    if not wide:
        return False
    at = wide[int(rng.integers(len(wide)))]
    station = stations[at]
    done = _ordered(work, station.operations)
    cut, leave = int(rng.integers(1, len(done))), int(rng.integers(1, len(station.people)))
    stations[at : at + 1] = [
        Station(operations=done[:cut], people=station.people[:leave]),
        Station(operations=done[cut:], people=station.people[leave:]),
    ]
    return True


def _ordered(work: Work, operations: list[int]) -> list[int]:
    """Operations of a station in an order that precedence allows."""
    left, done = sorted(operations), []
    while left:
        inside = set(left)
        ready = next(one for one in left if not inside.intersection(work.before[one]))
        left.remove(ready)
        done.append(ready)
    return done


def _busy(work: Work, stations: list[Station], rng: np.random.Generator) -> int:
    """The slowest station half of the time, else any."""
    if rng.random() < 0.5:
        return int(np.argmax([station.minutes(work) for station in stations]))
    return int(rng.integers(len(stations)))
