"""Somebody is away today: give their work to others with as few changes as help."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from treadle.sew.balance import balance_line
from treadle.sew.crew import Station, Work, crowding, machines_short, unable
from treadle.sew.manning import without_people
from treadle.terms.dispatch import Rebalanced
from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.reason import Reason
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine
from treadle.terms.sewing import Station as NamedStation

#: A change is worth disturbing somebody where the cycle gets so much shorter. A round number, not tuned.
LEAST_GAIN_SHARE = 0.02
#: Changes in one morning, at most. A round number, not tuned.
MOST_CHANGES = 8

#: Standard minutes of operations that nobody is left for, broken rules, the cycle, the squares of station minutes.
Score = tuple[float, int, float, float]


def rebalance_line(
    balance: LineBalance, bulletin: Bulletin, line: SewingLine, away: Collection[str], *, seed: int = 0,
    policy: SewPolicy = PLAIN_SEWING,
) -> tuple[LineBalance, Rebalanced]:  # fmt: skip
    """The balance of a line while some of its people are away, and what was moved for it.

    Operations of those who are away go to the stations beside, then changes are made one by one, each the one that
    shortens the cycle most, until none is worth it. Where rules stay broken the line is balanced anew; where that
    cannot be either, its status is 'infeasible' and the reason says why. Stations keep their names. Raises `ValueError`
    naming people whom the line does not have.
    """
    crew = without_people(line, away)
    if balance.status != "balanced" or not crew.operators:
        return _anew(balance, bulletin, crew, seed, policy)
    work = Work.of(bulletin, crew, policy)
    names = [one.station_id for one in balance.stations]
    first = _as_numbers(balance, bulletin, crew)
    now = first
    changes = 0
    while changes < MOST_CHANGES + len(bulletin.operations):
        at = score(work, now)
        best = min(_changed(work, now), key=lambda one: score(work, one), default=now)
        then = score(work, best)
        is_mended = then[:2] < at[:2]
        if not is_mended and (changes >= MOST_CHANGES or then[2] > at[2] * (1.0 - LEAST_GAIN_SHARE) or then >= at):
            break
        now, changes = best, changes + 1
    if score(work, now)[:2] <= (0.0, crowding(work, now)):
        return _named(work, now, names, balance, away)
    return _anew(balance, bulletin, crew, seed, policy)


def _anew(
    balance: LineBalance, bulletin: Bulletin, crew: SewingLine, seed: int, policy: SewPolicy
) -> tuple[LineBalance, Rebalanced]:
    found = balance_line(bulletin, crew, seed=seed, policy=policy)
    told = Rebalanced(minutes_before=balance.minutes_per_unit, minutes_per_unit=found.minutes_per_unit,
                      moved_operations=(), moved_people=(), is_whole=True)  # fmt: skip
    return found, told


def score(work: Work, stations: Sequence[Station]) -> Score:
    """How good stations are, some of which may have nobody: smaller is better."""
    manned = [one for one in stations if one.people and one.operations]
    operations = work.bulletin.operations
    left = sum(operations[at].smv_minutes for one in stations if not one.people for at in one.operations)
    idle = sum(len(one.people) for one in stations if not one.operations)
    broken = 100 * unable(work, manned) + 10 * machines_short(work, manned) + crowding(work, manned)
    minutes = [one.minutes(work) for one in manned] or [float("inf")]
    return round(left, 9), broken, round(max(minutes), 9), round(sum(one * one for one in minutes) + idle, 9)


def _as_numbers(balance: LineBalance, bulletin: Bulletin, crew: SewingLine) -> list[Station]:
    place = {one.operation_id: at for at, one in enumerate(bulletin.operations)}
    person = {one.operator_id: at for at, one in enumerate(crew.operators)}
    return [
        Station(operations=[place[name] for name in one.operation_ids],
                people=sorted(person[name] for name in one.operator_ids if name in person))
        for one in balance.stations
    ]  # fmt: skip


def _changed(work: Work, stations: Sequence[Station]) -> Iterator[list[Station]]:
    """Every plan that differs by one operation moved, one person moved, or two people who change places."""
    place = {one: at for at, station in enumerate(stations) for one in station.operations}
    for one, source in place.items():
        low = max((place[earlier] for earlier in work.before[one]), default=0)
        high = min((place[later] for later in work.after[one]), default=len(stations) - 1)
        for target in range(low, high + 1):
            if target != source and stations[target].people:
                found = _copy(stations)
                found[source].operations.remove(one)
                found[target].operations.append(one)
                yield found
    for source, station in enumerate(stations):
        for who in station.people:
            for target in range(len(stations)):
                if target != source and stations[target].operations:
                    found = _copy(stations)
                    found[source].people.remove(who)
                    found[target].people = sorted([*found[target].people, who])
                    yield found
                    yield from _swapped(stations, source, who, target)


def _swapped(stations: Sequence[Station], source: int, who: int, target: int) -> Iterator[list[Station]]:
    for other in stations[target].people if source < target else ():
        found = _copy(stations)
        found[source].people = sorted([*(one for one in found[source].people if one != who), other])
        found[target].people = sorted([*(one for one in found[target].people if one != other), who])
        yield found


def _copy(stations: Sequence[Station]) -> list[Station]:
    return [Station(operations=list(one.operations), people=list(one.people)) for one in stations]


def _named(
    work: Work, stations: Sequence[Station], names: Sequence[str], balance: LineBalance, away: Collection[str]
) -> tuple[LineBalance, Rebalanced]:
    """The plan with its names, and what was moved from where to where."""
    operations, people = work.bulletin.operations, work.line.operators
    kept = [(name, one) for name, one in zip(names, stations, strict=True) if one.operations and one.people]
    named = tuple(
        NamedStation(
            station_id=name, operator_ids=tuple(people[who].operator_id for who in one.people),
            operation_ids=tuple(operations[at].operation_id for at in sorted(one.operations)),
            minutes_per_unit=one.minutes(work),
        )
        for name, one in kept
    )  # fmt: skip
    slowest = max(named, key=lambda one: one.minutes_per_unit)
    told = Rebalanced(
        minutes_before=balance.minutes_per_unit, minutes_per_unit=slowest.minutes_per_unit,
        moved_operations=_moves(balance.stations, named, "operation_ids"),
        moved_people=_moves(balance.stations, named, "operator_ids"), is_whole=False,
    )  # fmt: skip
    smv = work.bulletin.smv_minutes
    reason = Reason.of(
        "sew.rebalanced", away=", ".join(sorted(away)), operations=len(told.moved_operations),
        people=len(told.moved_people), minutes=round(told.minutes_per_unit, 3),
        minutes_with_all=round(balance.minutes_per_unit, 3), station=slowest.station_id,
    )  # fmt: skip
    found = replace(
        balance, stations=named, pitch_minutes=smv / len(people), minutes_per_unit=slowest.minutes_per_unit,
        line_efficiency=smv / (len(people) * slowest.minutes_per_unit), bottleneck_station_id=slowest.station_id,
        reason=reason,
    )  # fmt: skip
    return found, told


def _moves(
    before: Sequence[NamedStation], after: Sequence[NamedStation], what: str
) -> tuple[tuple[str, str, str], ...]:
    was = {one: station.station_id for station in before for one in getattr(station, what)}
    now = {one: station.station_id for station in after for one in getattr(station, what)}
    return tuple((one, was[one], now[one]) for one in sorted(now) if one in was and was[one] != now[one])
