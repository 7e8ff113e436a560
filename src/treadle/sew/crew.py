"""Stations with their operations and people, and how long each needs for a garment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.sewing import Bulletin, SewingLine

Floats = NDArray[np.float64]

#: Minutes counted for a standard minute of work nobody at the station can do: any plan without it is better.
#: Not tuned: dearer than any plan without it.
CANNOT = 1_000.0
#: So many stations are remembered in a search before it begins to remember anew. Not tuned: bounds work and memory.
MOST_TOLD = 50_000


@dataclass(frozen=True, kw_only=True)
class Work:
    """A bulletin on a line in numbers.

    `minutes` is (operations, operators): minutes a person needs for one operation, `CANNOT` × SMV where the skill is
    missing. `before` and `after` list direct predecessors and successors by index. `machine` names each operation's
    machine; `machines` counts those the line has (an empty mapping: as many as wanted); a station has `most_machines`
    kinds at most.
    """

    bulletin: Bulletin
    line: SewingLine
    minutes: Floats
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
    machine: tuple[str, ...]
    machines: Mapping[str, int]
    most_machines: int

    @classmethod
    def of(cls, bulletin: Bulletin, line: SewingLine, policy: SewPolicy = PLAIN_SEWING) -> Work:
        """Numbers of a bulletin whose operations form no cycle."""
        place = {operation.operation_id: at for at, operation in enumerate(bulletin.operations)}
        before = tuple(tuple(place[one] for one in operation.predecessors) for operation in bulletin.operations)
        after: list[list[int]] = [[] for _ in bulletin.operations]
        for at, earlier in enumerate(before):
            for one in earlier:
                after[one].append(at)
        minutes = np.array(
            [
                [
                    operation.smv_minutes * CANNOT if (own := person.minutes(operation)) is None else own
                    for person in line.operators
                ]
                for operation in bulletin.operations
            ]
        )
        return cls(
            bulletin=bulletin,
            line=line,
            minutes=minutes,
            before=before,
            after=tuple(tuple(one) for one in after),
            machine=tuple(operation.machine for operation in bulletin.operations),
            machines=line.machines,
            most_machines=policy.machines_per_station,
        )

    @cached_property
    def can(self) -> NDArray[np.bool_]:
        """Who can do what: (operations, operators)."""
        smv = np.array([operation.smv_minutes for operation in self.bulletin.operations])
        return np.asarray(self.minutes < smv[:, None] * CANNOT)

    @cached_property
    def able_bits(self) -> list[int]:
        """Who can do each operation, a bit for each person."""
        return [sum(1 << who for who in np.flatnonzero(row).tolist()) for row in self.can]

    @cached_property
    def _told(self) -> dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[float, int, int]]:
        """What was worked out of stations already: a search changes two of them at a time."""
        return {}

    def at_station(self, operations: Sequence[int], people: Sequence[int]) -> tuple[float, int, int]:
        """Minutes between garments where the people do all operations side by side at their own speed,
        1 / Σ (1 / own minutes); how many times a person stands where an operation is done that they cannot do; how
        many operations or kinds of machine there are beyond what a person keeps in the hands.
        """
        key = (tuple(operations), tuple(people))
        found = self._told.get(key)
        if found is None:
            own = self.minutes[operations][:, people].sum(axis=0)
            short = int((~self.can[operations][:, people]).sum())
            kinds = len({self.machine[one] for one in operations})
            crowd = max(0, len(operations) - most_operations(self)) + max(0, kinds - self.most_machines)
            found = (float(1.0 / (1.0 / own).sum()) if operations else 0.0, short, crowd)
            if len(self._told) >= MOST_TOLD:
                self._told.clear()
            self._told[key] = found
        return found

    @cached_property
    def typical(self) -> Floats:
        """Minutes a person who can do it needs on average: (operations,)."""
        return np.array([row[able].mean() if able.any() else row.min() for row, able in zip(self.minutes, self.can)])


@dataclass(slots=True, kw_only=True)
class Station:
    """Operations done by each of the people at a station, who share its garments."""

    operations: list[int]
    people: list[int]

    def minutes(self, work: Work) -> float:
        """Minutes between garments."""
        return work.at_station(self.operations, self.people)[0]


def machines_short(work: Work, stations: Sequence[Station]) -> int:
    """How many machines the stations want beyond what the line has: each person needs one of each kind used."""
    if not work.machines:
        return 0
    wanted: dict[str, int] = {}
    for station in stations:
        for machine in {work.machine[one] for one in station.operations}:
            wanted[machine] = wanted.get(machine, 0) + len(station.people)
    return sum(max(0, count - work.machines.get(machine, 0)) for machine, count in wanted.items())


def unable(work: Work, stations: Sequence[Station]) -> int:
    """How many times a person stands where an operation is done that they cannot do."""
    return sum(work.at_station(station.operations, station.people)[1] for station in stations)


def crowding(work: Work, stations: Sequence[Station]) -> int:
    """How many operations or kinds of machine stations have beyond what a person keeps in the hands.

    A person may have `most_operations` of a line and `most_machines` kinds of machine.
    """
    return sum(work.at_station(station.operations, station.people)[2] for station in stations)


def most_operations(work: Work) -> int:
    """Operations a person may have: three, or twice an even share where the line is short of people."""
    return max(3, -(-2 * len(work.machine) // len(work.line.operators)))
