"""Floaters: people of many skills without a station of their own, who help where the line is slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from treadle.sew.balance import PLAN_MOVES, balance_line
from treadle.sew.solvers.linear import most_pace
from treadle.terms.budget import Budget, Progress, Silence
from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.quantity import Violation
from treadle.terms.sewing import Bulletin, LineBalance, Operation, Operator, SewingLine

#: People tried as floaters in each step, those of most skills first. Not tuned: bounds work and memory.
_TRIED = 6
#: Shares of time below this are nothing. Not tuned: rounding of floats.
_TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A floater's share of time at a station."""

    operator_id: str
    station_id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingLine:
    """A line with floaters: the balance of the others, who helps where, and minutes per garment with their help."""

    balance: LineBalance
    floater_ids: tuple[str, ...]
    help: tuple[Help, ...]
    minutes_per_unit: float


def share_floaters(
    bulletin: Bulletin, balance: LineBalance, line: SewingLine, floaters: Sequence[Operator]
) -> FloatingLine:
    """How floaters best share their time among the stations of a balance of `line`, which is without them.

    A station makes Σ 1 / own minutes garments a minute; a floater who is there a share of the time adds that share of
    their own, where they have every skill of the station and its machines are not all taken. The least of these rates
    is made as large as can be: a linear program, so the answer is exact.
    """
    operations = {one.operation_id: one for one in bulletin.operations}
    base = np.array([1.0 / station.minutes_per_unit for station in balance.stations])
    rate = np.zeros((len(floaters), len(base)))
    for s, station in enumerate(balance.stations):
        needed = [operations[one] for one in station.operation_ids]
        if not all(_is_free(one.machine, balance, line, operations) for one in needed):
            continue
        for f, person in enumerate(floaters):
            if all(one.skill in person.efficiency for one in needed):
                rate[f, s] = 1.0 / sum(one.smv_minutes / person.efficiency[one.skill] for one in needed)
    shares, pace = most_pace(base, rate)
    helped = tuple(
        Help(operator_id=person.operator_id, station_id=station.station_id, share=round(float(shares[f, s]), 6))
        for f, person in enumerate(floaters)
        for s, station in enumerate(balance.stations)
        if shares[f, s] > _TINY
    )
    ids = tuple(person.operator_id for person in floaters)
    return FloatingLine(balance=balance, floater_ids=ids, help=helped, minutes_per_unit=1.0 / pace)


def _is_free(machine: str, balance: LineBalance, line: SewingLine, operations: Mapping[str, Operation]) -> bool:
    """True where the line has a machine of a kind that no station's people need."""
    if not line.machines:
        return True
    taken = 0
    for station in balance.stations:
        kinds = {operations[one].machine for one in station.operation_ids}
        taken += len(station.operator_ids) * (machine in kinds)
    return line.machines.get(machine, 0) > taken


def best_floaters(
    bulletin: Bulletin, line: SewingLine, count: int, *, seed: int = 0, budget: Budget = PLAN_MOVES,
    policy: SewPolicy = PLAIN_SEWING, progress: Progress | None = None,
) -> FloatingLine | None:  # fmt: skip
    """The line with `count` of its own people as floaters, chosen one after the other among those of most skills.

    The others are balanced anew without them. None where too few people are left or nothing balances.
    """
    chosen: list[Operator] = []
    best: FloatingLine | None = None
    told = progress or Silence()
    for at in range(count):
        told.step("choosing floaters", at, count)
        best = None
        rest = [one for one in line.operators if one not in chosen]
        by_skills = sorted(rest, key=lambda one: (-len(one.efficiency), -sum(one.efficiency.values()), one.operator_id))
        for person in by_skills[:_TRIED] if len(rest) > 1 else ():
            left = replace(line, operators=tuple(one for one in rest if one is not person))
            balance = balance_line(bulletin, left, seed=seed, budget=budget, policy=policy)
            if balance.status != "balanced":
                continue
            tried = share_floaters(bulletin, balance, left, [*chosen, person])
            if best is None or tried.minutes_per_unit < best.minutes_per_unit:
                best = tried
        if best is None:
            return None
        chosen = [one for one in line.operators if one.operator_id in best.floater_ids]
    told.step("choosing floaters", count, count)
    return best


def check_floaters(found: FloatingLine, bulletin: Bulletin, floaters: Sequence[Operator]) -> tuple[Violation, ...]:
    """All broken rules: more than all of a person's time, help without the skill, a pace that is not reached."""
    violations = []
    known = {person.operator_id: person for person in floaters}
    operations = {one.operation_id: one for one in bulletin.operations}
    pace = {station.station_id: 1.0 / station.minutes_per_unit for station in found.balance.stations}
    skills = {station.station_id: station.operation_ids for station in found.balance.stations}
    for name in sorted(known):
        total = sum(one.share for one in found.help if one.operator_id == name)
        if total > 1.0 + 1e-4:
            violations.append(Violation(rule="a floater has one whole day", where=name, found=f"{total:.4f} of it"))
    for one in found.help:
        needed = [operations[each] for each in skills[one.station_id]]
        efficiency = known[one.operator_id].efficiency
        lacking = sorted({each.skill for each in needed} - set(efficiency))
        if lacking:
            told = ", ".join(lacking)
            violations.append(Violation(rule="a floater has the skills", where=one.operator_id, found=told))
        else:
            pace[one.station_id] += one.share / sum(each.smv_minutes / efficiency[each.skill] for each in needed)
    slowest = min(pace.values())
    if abs(1.0 / slowest - found.minutes_per_unit) > 1e-4 / slowest:
        told = f"{found.minutes_per_unit:.5f} said, {1.0 / slowest:.5f} found"
        violations.append(Violation(rule="the slowest station sets the pace", where="cycle", found=told))
    return tuple(violations)
