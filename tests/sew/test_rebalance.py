"""Somebody is away: others take over with few changes, by every rule of a balance, at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sew_cases import bulletin, line, operation

from treadle.sew.balance import balance_line
from treadle.sew.check import check_balance
from treadle.sew.example_bulletins import BULLETIN_KINDS, example_bulletin
from treadle.sew.manning import standard_line, without_people
from treadle.sew.rebalance import rebalance_line
from treadle.terms.budget import Budget
from treadle.terms.sewing import Operator, SewingLine

LITTLE = Budget(work=100)


def test_by_hand_the_work_of_one_of_three_goes_to_the_others() -> None:
    work, crew = bulletin(), line()
    whole = balance_line(work, crew, budget=LITTLE)
    away = whole.stations[-1].operator_ids[0]
    found, told = rebalance_line(whole, work, crew, [away])
    assert found.reason.code == "sew.rebalanced"
    assert found.minutes_per_unit == pytest.approx(3.0), "six minutes by two people"
    assert not told.is_whole
    assert check_balance(found, work, without_people(crew, [away])) == ()
    names = {one.station_id for one in whole.stations}
    assert {one.station_id for one in found.stations} <= names, "stations keep their names"
    same, nothing = rebalance_line(whole, work, crew, [])
    assert (same.stations, nothing.moved_operations, nothing.moved_people) == (whole.stations, (), ())
    with pytest.raises(ValueError, match="nobody"):
        rebalance_line(whole, work, crew, ["nobody"])


def test_a_skill_that_is_gone_is_told() -> None:
    lock, over = {"LOCK": 1.0}, {"OVER": 1.0}
    work, crew = bulletin(operation("a", 1.0), operation("b", 1.0, "a", skill="OVER")), line(lock, over)
    whole = balance_line(work, crew, budget=LITTLE)
    found, told = rebalance_line(whole, work, crew, ["P2"])
    assert (found.status, found.reason.code, told.is_whole) == ("infeasible", "sew.no_skill", True)


@settings(max_examples=20)
@given(kind=st.sampled_from(BULLETIN_KINDS), away=st.sets(st.integers(1, 12), min_size=1, max_size=3))
def test_every_rule_holds_and_little_is_moved(kind: str, away: set[int]) -> None:
    work = example_bulletin(kind)
    crew = standard_line(work, 12)
    whole = balance_line(work, crew, budget=LITTLE)
    gone = [f"P{at:02d}" for at in sorted(away)]
    began = time.process_time()
    found, told = rebalance_line(whole, work, crew, gone)
    assert time.process_time() - began < 2.0
    left = without_people(crew, gone)
    assert check_balance(found, work, left) == ()
    orphaned = sum(len(one.operation_ids) for one in whole.stations if set(one.operator_ids) <= set(gone))
    assert len(told.moved_operations) + len(told.moved_people) <= orphaned + 2 * 8
    assert found.minutes_per_unit >= work.smv_minutes / len(left.operators) - 1e-9


def test_an_absence_costs_little_more_than_a_balance_from_scratch() -> None:
    """On a line of people with skills of their own, over every single absence."""
    work = example_bulletin("shirt")
    skills = sorted({one.skill for one in work.operations})
    people = tuple(
        Operator(operator_id=f"P{at:02d}", efficiency={
            skill: 0.8 + 0.05 * ((at + place) % 5) for place, skill in enumerate(skills) if (at + place) % 3 or at % 4
            == 0
        })
        for at in range(14)
    )  # fmt: skip
    crew = SewingLine(line_id="L", operators=people)
    whole = balance_line(work, crew, budget=LITTLE)
    ratios, moved = [], []
    for one in people[:6]:
        found, told = rebalance_line(whole, work, crew, [one.operator_id])
        anew = balance_line(work, without_people(crew, [one.operator_id]), budget=LITTLE)
        ratios.append(found.minutes_per_unit / anew.minutes_per_unit)
        moved.append(len(told.moved_operations) + len(told.moved_people))
    assert sum(ratios) / len(ratios) < 1.08
    assert sum(moved) / len(moved) < 10
