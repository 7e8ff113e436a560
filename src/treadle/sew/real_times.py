"""What people really take, in place of what a table says of their skill, as far as scans have shown it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from treadle.terms.floor import RealTime
from treadle.terms.sewing import Bulletin, Operator, SewingLine

#: So many timed pieces does what a table says of an operator count for. A round number, not tuned.
TOLD_PIECES = 40.0


def with_real_times(line: SewingLine, bulletin: Bulletin, times: Sequence[RealTime]) -> SewingLine:
    """The line with the real pace of its people at the operations of a bulletin.

    The pace of an operation is minutes by standard minutes: 1 / efficiency as told, counted as `TOLD_PIECES` pieces,
    and the raw factor of T timed pieces, (TOLD·1/e + T·r) / (TOLD + T). Somebody without the skill stays without it.
    """
    skills = {one.operation_id: one.skill for one in bulletin.operations}
    own: dict[str, list[RealTime]] = {}
    for one in times:
        if one.operation_id in skills:
            own.setdefault(one.operator_id, []).append(one)
    if not own:
        return line
    people = tuple(_paced(person, own.get(person.operator_id, ()), skills) for person in line.operators)
    return replace(line, operators=people)


def _paced(person: Operator, times: Sequence[RealTime], skills: Mapping[str, str]) -> Operator:
    pace, pieces = {}, {}
    for one in times:
        told = person.efficiency.get(skills[one.operation_id])
        if told:
            weighed = TOLD_PIECES / told + one.units * one.raw_factor
            pace[one.operation_id] = weighed / (TOLD_PIECES + one.units)
            pieces[one.operation_id] = one.units
    return replace(person, pace=pace, timed_units=pieces) if pace else person
