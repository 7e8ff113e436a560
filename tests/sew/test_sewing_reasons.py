"""Reasons of a sewing line: take away what is said to hold it back, and it is otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sew_cases import bulletin, line

from treadle.sew.away import mixed_balance
from treadle.sew.balance import balance_line
from treadle.terms.budget import Budget
from treadle.terms.sewing import Bulletin, LineBalance, SewingLine

#: A code, and what it explains: the status, or minutes a piece.
Told = tuple[str, str | float]


def balanced(work: Bulletin, crew: SewingLine) -> LineBalance:
    return balance_line(work, crew, budget=Budget(work=200))


def status(crew: SewingLine) -> Told:
    found = balanced(bulletin(), crew)
    return found.reason.code, found.status


def pace(*, is_shorter: bool) -> Told:
    """Minutes a piece, also where the work of the station that is said to set the pace takes half as long."""
    work = bulletin()
    found = balanced(work, line())
    if is_shorter:
        named = next(one for one in found.stations if one.station_id == found.reason.fact("station"))
        work = bulletin(*(
            replace(one, smv_minutes=one.smv_minutes / 2) if one.operation_id in named.operation_ids else one
            for one in work.operations
        ))  # fmt: skip
        found = balanced(work, line())
    return found.reason.code, round(found.minutes_per_unit, 4)


def away(share: float) -> Told:
    """Minutes a piece where one of three people is away for a share of the time."""
    whole, short = balanced(bulletin(), line()), balanced(bulletin(), line(ALL, ALL))
    found = mixed_balance(whole, [(share, 1, short)]) if share else whole
    return found.reason.code, round(found.minutes_per_unit, 4)


ALL, LOCK, OVER = {"LOCK": 1.0, "OVER": 1.0}, {"LOCK": 1.0}, {"OVER": 1.0}

#: By reason: what it is said of, and the same without the cause.
SEWING_CAUSES: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
    "sew.no_skill": (lambda: status(line(LOCK, LOCK)), lambda: status(line(LOCK, ALL))),
    "sew.no_machine": (lambda: status(line(machines={"LOCK": 3})),
                       lambda: status(line(machines={"LOCK": 3, "OVER": 3}))),
    "sew.no_assignment": (lambda: status(line(LOCK, OVER)), lambda: status(line(ALL, ALL))),
    "sew.machines_short": (lambda: status(line(machines={"LOCK": 1, "OVER": 1})), lambda: status(line())),
    "sew.away": (lambda: away(0.25), lambda: away(0.0)),
    "sew.bottleneck": (lambda: pace(is_shorter=False), lambda: pace(is_shorter=True)),
}  # fmt: skip


@pytest.mark.parametrize("code", SEWING_CAUSES)
def test_without_its_cause_a_line_sews_otherwise(code: str) -> None:
    (said, number), (_, moved) = (told() for told in SEWING_CAUSES[code])
    assert said == code
    assert moved != number, f"{code}: {number} either way"
