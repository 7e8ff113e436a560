"""How many people a pitch needs, what a line does when somebody is away, and what one more machine or skill brings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from treadle.sew.balance import PLAN_MOVES, balance_line
from treadle.terms.budget import Budget, Progress, Silence
from treadle.terms.policy.making import PLAIN_SEWING, SewPolicy
from treadle.terms.sewing import Bulletin, LineBalance, Operator, SewingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One more machine (`operator_id` empty) or one person trained in a skill, and the cycle that follows."""

    operator_id: str
    added: str
    minutes_per_unit: float


def standard_line(bulletin: Bulletin, people: int, line_id: str = "line") -> SewingLine:
    """So many people who do every operation of the bulletin at the standard, with machines enough."""
    skills = {operation.skill: 1.0 for operation in bulletin.operations}
    width = len(str(people))
    crew = tuple(Operator(operator_id=f"P{at:0{width}d}", efficiency=skills) for at in range(1, people + 1))
    return SewingLine(line_id=line_id, operators=crew)


def line_for_pitch(
    bulletin: Bulletin, pitch_minutes: float, *, seed: int = 0, budget: Budget = PLAN_MOVES
) -> tuple[SewingLine, LineBalance]:
    """The least standard crew that was found to deliver a garment every `pitch_minutes`, and its balance.

    Counts up from total SMV / pitch, below which no crew can. Raises ValueError for a pitch that is not above zero.
    """
    if pitch_minutes <= 0:
        raise ValueError(f"a pitch is above zero, not {pitch_minutes}")
    people = max(1, int(-(-bulletin.smv_minutes // pitch_minutes)))
    while True:
        line = standard_line(bulletin, people)
        balance = balance_line(bulletin, line, seed=seed, budget=budget)
        if balance.minutes_per_unit <= pitch_minutes + 1e-9:
            return line, balance
        people += 1


def without_people(line: SewingLine, absent: Collection[str]) -> SewingLine:
    """The line when these operators are away. Raises ValueError naming those it does not have."""
    unknown = set(absent) - {person.operator_id for person in line.operators}
    if unknown:
        raise ValueError(f"{line.line_id} has no operator {', '.join(sorted(unknown))}")
    return replace(line, operators=tuple(one for one in line.operators if one.operator_id not in absent))


def gains(
    bulletin: Bulletin, line: SewingLine, balance: LineBalance, *, seed: int = 0, budget: Budget = PLAN_MOVES,
    policy: SewPolicy = PLAIN_SEWING, progress: Progress | None = None,
) -> tuple[Gain, ...]:  # fmt: skip
    """What one more machine of a kind, or one person trained in a skill of the bottleneck, brings: best first.

    Each is a balance of its own with the same seed and budget; those that shorten nothing are left out.
    """
    station = next((one for one in balance.stations if one.station_id == balance.bottleneck_station_id), None)
    used = {one.operation_id: one for one in bulletin.operations}
    kinds = sorted({used[one].machine for one in station.operation_ids} if station else ())
    skills = sorted({used[one].skill for one in station.operation_ids} if station else ())
    changes = [
        ("", kind, replace(line, machines={**line.machines, kind: line.machines.get(kind, 0) + 1}))
        for kind in (kinds if line.machines else ())
    ]
    for skill in skills:
        for at, person in enumerate(line.operators):
            if skill not in person.efficiency:
                taught = replace(person, efficiency={**person.efficiency, skill: policy.trained_share})
                crew = (*line.operators[:at], taught, *line.operators[at + 1 :])
                changes.append((person.operator_id, skill, replace(line, operators=crew)))
    found, told = [], progress or Silence()
    for at, (name, added, changed) in enumerate(changes):
        told.step("trying what helps", at, len(changes))
        found.append(_gain(name, added, balance_line(bulletin, changed, seed=seed, budget=budget, policy=policy)))
    told.step("trying what helps", len(changes), len(changes))
    better = [one for one in found if 0.0 < one.minutes_per_unit < balance.minutes_per_unit - 1e-6]
    return tuple(sorted(better, key=lambda one: (one.minutes_per_unit, one.added, one.operator_id)))


def _gain(operator_id: str, added: str, balance: LineBalance) -> Gain:
    return Gain(operator_id=operator_id, added=added, minutes_per_unit=balance.minutes_per_unit)
