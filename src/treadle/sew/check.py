"""Every rule of a balance again, from the names alone; shares no code with the search."""

from __future__ import annotations

from treadle.terms.quantity import Violation
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

#: Minutes by which sums may differ. Not tuned: rounding of floats.
TOLERANCE = 1e-6


def check_balance(balance: LineBalance, bulletin: Bulletin, line: SewingLine) -> tuple[Violation, ...]:
    """All violations: operations done once, in order, by people who can, with machines there are, in the time said."""
    if balance.status == "infeasible":
        return ()
    return (
        *_counted(balance, bulletin, line),
        *_ordered(balance, bulletin),
        *_able(balance, bulletin, line),
        *_equipped(balance, bulletin, line),
        *_timed(balance, bulletin, line),
    )


def _counted(balance: LineBalance, bulletin: Bulletin, line: SewingLine) -> list[Violation]:
    done = sorted(one for station in balance.stations for one in station.operation_ids)
    people = sorted(one for station in balance.stations for one in station.operator_ids)
    found = []
    if done != sorted(operation.operation_id for operation in bulletin.operations):
        found.append(Violation(rule="every operation is done at one station", where=line.line_id, found=str(done)))
    if people != sorted(person.operator_id for person in line.operators):
        found.append(Violation(rule="every person stands at one station", where=line.line_id, found=str(people)))
    return found


def _ordered(balance: LineBalance, bulletin: Bulletin) -> list[Violation]:
    place = {one: at for at, station in enumerate(balance.stations) for one in station.operation_ids}
    return [
        Violation(rule="no garment flows back", where=operation.operation_id, found=f"after {before}")
        for operation in bulletin.operations
        for before in operation.predecessors
        if place.get(before, -1) > place.get(operation.operation_id, len(balance.stations))
    ]


def _able(balance: LineBalance, bulletin: Bulletin, line: SewingLine) -> list[Violation]:
    skill = {operation.operation_id: operation.skill for operation in bulletin.operations}
    can = {person.operator_id: person.efficiency for person in line.operators}
    return [
        Violation(rule="a person has the skill", where=person, found=f"{one} needs {skill[one]}")
        for station in balance.stations
        for person in station.operator_ids
        for one in station.operation_ids
        if skill[one] not in can[person]
    ]


def _equipped(balance: LineBalance, bulletin: Bulletin, line: SewingLine) -> list[Violation]:
    machine = {operation.operation_id: operation.machine for operation in bulletin.operations}
    wanted: dict[str, int] = {}
    for station in balance.stations:
        for kind in {machine[one] for one in station.operation_ids}:
            wanted[kind] = wanted.get(kind, 0) + len(station.operator_ids)
    return [
        Violation(rule="there are machines enough", where=kind, found=f"{count} of {line.machines.get(kind, 0)}")
        for kind, count in sorted(wanted.items())
        if line.machines and count > line.machines.get(kind, 0)
    ]


def _timed(balance: LineBalance, bulletin: Bulletin, line: SewingLine) -> list[Violation]:
    operation = {one.operation_id: one for one in bulletin.operations}
    person = {one.operator_id: one for one in line.operators}
    found, slowest = [], 0.0
    for station in balance.stations:
        rate = 0.0
        for one in station.operator_ids:
            own = 0.0
            for name in station.operation_ids:
                own += operation[name].smv_minutes / person[one].efficiency.get(operation[name].skill, 1e-9)
            rate += 1.0 / own
        slowest = max(slowest, 1.0 / rate)
        if abs(1.0 / rate - station.minutes_per_unit) > TOLERANCE:
            where = station.station_id
            found.append(Violation(rule="a station's minutes are right", where=where, found=f"{1.0 / rate:.4f}"))
    if abs(slowest - balance.minutes_per_unit) > TOLERANCE:
        found.append(Violation(rule="the slowest station sets the cycle", where=line.line_id, found=f"{slowest:.4f}"))
    efficiency = bulletin.smv_minutes / (len(line.operators) * slowest) if slowest else 0.0
    if abs(efficiency - balance.line_efficiency) > TOLERANCE:
        found.append(Violation(rule="line efficiency is right", where=line.line_id, found=f"{efficiency:.4f}"))
    return found
