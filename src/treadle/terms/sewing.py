"""Operations, bulletins, operators, sewing lines and their balance. Times are standard minutes (SMV)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from treadle.terms.fingerprint import WHERE_TOLD
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason


def machine_kind(machine: str, attachment: str = "") -> str:
    """The name under which lines count a machine with an attachment: 'FL' and 'binder' are 'FL+binder'."""
    return f"{machine}+{attachment}" if attachment else machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of sewing: machine, minutes at 100 % efficiency, skill, and what must be done before it.

    A machine with an attachment (folder, binder) is a kind of its own: see `machine_kind`.
    """

    operation_id: str
    name: str
    machine: str
    smv_minutes: float
    skill: str
    predecessors: tuple[str, ...] = ()
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The operations of a style: a graph whose components (collar, body) meet at assembly and are counted once."""

    bulletin_id: str
    operations: tuple[Operation, ...]

    @property
    def smv_minutes(self) -> float:
        """Standard minutes of a garment: the sum over operations."""
        return sum(operation.smv_minutes for operation in self.operations)

    def check(self) -> tuple[Violation, ...]:
        """All violations: repeated ids, unknown predecessors, cycles, times that are not above zero."""
        found: list[Violation] = []
        ids = [operation.operation_id for operation in self.operations]
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            found.append(Violation(rule="operation ids are unique", where=self.bulletin_id, found=one))
        known = set(ids)
        for operation in self.operations:
            where = f"{self.bulletin_id}/{operation.operation_id}"
            if operation.smv_minutes <= 0:
                found.append(Violation(rule="SMV is above zero", where=where, found=str(operation.smv_minutes)))
            for before in operation.predecessors:
                if before not in known:
                    found.append(Violation(rule="predecessor exists", where=where, found=before))
        waiting = {o.operation_id: {p for p in o.predecessors if p in known} for o in self.operations}
        while ready := [one for one, before in waiting.items() if not before]:
            for one in ready:
                del waiting[one]
            for unmet in waiting.values():
                unmet.difference_update(ready)
        if waiting:
            cycle = ", ".join(sorted(waiting))
            found.append(Violation(rule="operations form no cycle", where=self.bulletin_id, found=cycle))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person on a line: efficiency by skill (1.0 = standard speed); a skill not named cannot be done.

    `pace` is minutes by standard minutes at single operations, where `timed_units` pieces of them were timed by scans.
    """

    operator_id: str
    efficiency: Mapping[str, float]
    pace: Mapping[str, float] = field(default_factory=dict)
    timed_units: Mapping[str, int] = field(default_factory=dict)

    def minutes(self, operation: Operation) -> float | None:
        """Minutes this person needs for an operation; None where the skill is missing."""
        if operation.skill not in self.efficiency:
            return None
        paced = self.pace.get(operation.operation_id)
        return operation.smv_minutes * (paced if paced is not None else 1.0 / self.efficiency[operation.skill])


@dataclass(frozen=True, slots=True, kw_only=True)
class SewingLine:
    """People and machines that work together. `machines` counts machines by code; `away` are people who are told to be
    away: (first day, last day or None where nobody knows, how many); `named_away` the same with who they are."""

    line_id: str
    operators: tuple[Operator, ...]
    machines: Mapping[str, int] = field(default_factory=dict)
    away: tuple[tuple[date, date | None, int], ...] = field(default=(), metadata={WHERE_TOLD: True})
    named_away: tuple[tuple[date, date | None, tuple[str, ...]], ...] = field(default=(), metadata={WHERE_TOLD: True})

    @property
    def skills(self) -> frozenset[str]:
        """Skills that somebody on the line has."""
        return frozenset(skill for person in self.operators for skill in person.efficiency)

    @property
    def machine_kinds(self) -> frozenset[str] | None:
        """Kinds of machines that stand on the line, None where nobody told them: then it lacks none."""
        return frozenset(kind for kind, count in self.machines.items() if count >= 1) if self.machines else None

    def people_away(self, day: date) -> tuple[str, ...]:
        """Who of the line is away on a day: those who are named, and of those who are only counted the last ones of its
        list; somebody is always there."""
        named = {
            one for first, last, who in self.named_away if first <= day and (last is None or day <= last) for one in who
        }
        count = sum(count for first, last, count in self.away if first <= day and (last is None or day <= last))
        others = [one.operator_id for one in self.operators if one.operator_id not in named]
        gone = named | set(others[len(others) - min(count, len(others)) :])
        told = tuple(one.operator_id for one in self.operators if one.operator_id in gone)
        return told[-(len(self.operators) - 1) :] if len(self.operators) > 1 else ()

    def without(self, people: Collection[str]) -> SewingLine:
        """The line while these people are away."""
        there = tuple(one for one in self.operators if one.operator_id not in people)
        return replace(self, operators=there, away=(), named_away=())

    def check(self) -> tuple[Violation, ...]:
        """All violations: nobody on the line, repeated operators, efficiencies that are not above zero."""
        found: list[Violation] = []
        if not self.operators:
            found.append(Violation(rule="a line has operators", where=self.line_id, found="none"))
        ids = [operator.operator_id for operator in self.operators]
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            found.append(Violation(rule="operator ids are unique", where=self.line_id, found=one))
        for operator in self.operators:
            for skill, efficiency in operator.efficiency.items():
                if efficiency <= 0:
                    where = f"{self.line_id}/{operator.operator_id}/{skill}"
                    found.append(Violation(rule="efficiency is above zero", where=where, found=str(efficiency)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place on the line: the operators who stand there, the operations they share, and minutes per garment."""

    station_id: str
    operator_ids: tuple[str, ...]
    operation_ids: tuple[str, ...]
    minutes_per_unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBalance:
    """A bulletin on a line. `pitch_minutes` = total SMV / operators; the slowest station sets `minutes_per_unit`
    (the cycle); `line_efficiency` = SMV × output / (operators × minutes). `status`: 'balanced' or 'infeasible'."""

    bulletin_id: str
    line_id: str
    stations: tuple[Station, ...]
    pitch_minutes: float
    minutes_per_unit: float
    line_efficiency: float
    bottleneck_station_id: str
    status: str
    reason: Reason

    def units_per_day(self, minutes: float) -> float:
        """Garments that leave the line in that many working minutes, once it runs."""
        return 0.0 if self.minutes_per_unit <= 0 else minutes / self.minutes_per_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A station's place: its row (0 or 1), its number along the row, and metres of both."""

    station_id: str
    row: int
    place: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Seats of all stations, the ways of parts between them (from, to), and metres that a garment's parts are carried
    (`straight_m`: in one row)."""

    seats: tuple[Seat, ...]
    ways: tuple[tuple[str, str], ...]
    carried_m: float
    straight_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What a lot met on a line.

    `wip_units`: garments between their first and last stitch, on average while the lot is made. `lead_minutes`: from
    first to last stitch, on average over garments; `made_minutes`: until the whole lot is sewn. `efficiency`: SMV of
    the lot / (people × made_minutes). `blocked_share`: part of the people's time in which they held a finished piece.
    """

    kind: str
    lot_units: int
    wip_units: float
    lead_minutes: float
    made_minutes: float
    efficiency: float
    blocked_share: float
