"""Lines that differ in names alone are searched once, and each is told with its own names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sew_cases import bulletin, line, operation

from treadle.sew.balance import balance_line
from treadle.sew.staffings import Staffings
from treadle.terms.budget import Budget
from treadle.terms.sewing import Bulletin, SewingLine

MOVES = Budget(work=200)
CREW = line({"LOCK": 1.1, "OVER": 0.8}, {"LOCK": 0.9}, {"LOCK": 1.0, "OVER": 1.2})


def renamed(crew: SewingLine, mark: str) -> SewingLine:
    people = tuple(replace(one, operator_id=f"{one.operator_id}-{mark}") for one in crew.operators)
    return replace(crew, line_id=f"{crew.line_id}-{mark}", operators=people)


def relabelled(told: Bulletin, mark: str) -> Bulletin:
    """The same work under other names."""
    operations = tuple(
        replace(
            one, operation_id=f"{one.operation_id}-{mark}", name=f"{mark} {one.name}",
            predecessors=tuple(f"{before}-{mark}" for before in one.predecessors),
        )
        for one in told.operations
    )  # fmt: skip
    return replace(told, bulletin_id=f"{told.bulletin_id}-{mark}", operations=operations)


def test_the_same_people_under_other_names_are_searched_once_and_answered_as_if_alone() -> None:
    known = Staffings()
    asked = [(relabelled(bulletin(), mark), renamed(CREW, other)) for mark in "ab" for other in "xyz"]
    for told, crew in asked:
        assert balance_line(told, crew, budget=MOVES, known=known) == balance_line(told, crew, budget=MOVES)
    assert known.searched == 1


@pytest.mark.parametrize(
    "other",
    [
        (bulletin(), replace(CREW, machines={"LOCK": 2, "OVER": 1})),
        (bulletin(), replace(CREW, operators=CREW.operators[:2])),
        (bulletin(), line({"LOCK": 1.1, "OVER": 0.8}, {"LOCK": 0.9}, {"LOCK": 1.0, "OVER": 1.1})),
        (bulletin(operation("collar", 2.0), operation("body", 1.0, "collar", skill="OVER")), CREW),
    ],
)
def test_other_people_machines_or_work_are_another_question(other: tuple[Bulletin, SewingLine]) -> None:
    known = Staffings()
    balance_line(bulletin(), CREW, budget=MOVES, known=known)
    assert balance_line(*other, budget=MOVES, known=known) == balance_line(*other, budget=MOVES)
    assert known.searched == 2


def test_another_seed_or_more_work_is_another_question() -> None:
    known = Staffings()
    balance_line(bulletin(), CREW, budget=MOVES, known=known)
    balance_line(bulletin(), CREW, budget=MOVES, seed=3, known=known)
    balance_line(bulletin(), CREW, budget=Budget(work=100), known=known)
    assert known.searched == 3
