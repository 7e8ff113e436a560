"""Decisions that are remembered: halved on 2 March with 100 expected of the option, for four weeks or 25 % more."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from treadle.decide.memory import held_back, remembered
from treadle.terms.entry import Decided
from treadle.terms.policy import Policy
from treadle.words import say

DAY = date(2026, 3, 2)


def decided(**told: Any) -> Decided:
    values: dict[str, Any] = {
        "line_id": "T/O/M", "sku": "O-M", "option_id": "O", "planned_units": 40, "units": 20, "decided_on": DAY,
        "due_day": DAY, "note": "too dear", "demand_units": 100.0,
    }  # fmt: skip
    return Decided(**{**values, **told})


def told(*decisions: Decided, after: int = 7, expected: float = 100.0, crowd: float = 1.0) -> list[tuple[str, str]]:
    """State and verb of what is remembered so many days after, where so much is expected."""
    snapshot: Any = SimpleNamespace(
        decisions=decisions, as_of=DAY + timedelta(days=after),
        catalogue=SimpleNamespace(sku={"O-M": SimpleNamespace(option_id="O")}),
    )  # fmt: skip
    case: Any = SimpleNamespace(
        option_id="O", demand_mean_units=0.75 * expected * crowd, demand_before_units=0.25 * expected * crowd,
        crowd_factor=crowd,
    )  # fmt: skip
    return [(one.state, one.verb) for one in remembered(snapshot, Policy(), [case])]


def test_it_stands_for_four_weeks_that_day_included() -> None:
    assert told(decided(), after=28) == [("stands", "halved")]
    assert told(decided(), after=29) == [("ended", "halved")]


def test_a_day_that_was_said_with_it_counts_before_the_settings() -> None:
    until = DAY + timedelta(days=10)
    assert told(decided(until=until), after=10) == [("stands", "halved")]
    assert told(decided(until=until), after=11) == [("ended", "halved")]


def test_it_is_overtaken_by_more_demand_where_it_was_for_less_and_by_less_where_it_was_for_more() -> None:
    assert told(decided(), expected=125.0) == [("stands", "halved")]
    assert told(decided(), expected=126.0) == [("overtaken", "halved")]
    assert told(decided(), expected=10.0) == [("stands", "halved")]
    assert told(decided(units=60), expected=70.0) == [("overtaken", "raised")]
    assert told(decided(units=60), expected=500.0) == [("stands", "raised")]


def test_what_siblings_pull_does_not_move_a_decision() -> None:
    assert told(decided(), crowd=1.6) == [("stands", "halved")]


def test_of_two_decisions_on_a_line_the_newest_counts_and_nobodys_line_is_forgotten() -> None:
    assert told(decided(units=0), decided(units=60)) == [("stands", "raised")]
    assert told(decided(sku="gone")) == []
    assert told(decided(units=40)) == []


@pytest.mark.parametrize(("units", "verb"), [(0, "rejected"), (21, "halved"), (30, "lowered"), (41, "raised")])
def test_what_was_done_has_its_name(units: int, verb: str) -> None:
    assert told(decided(units=units)) == [("stands", verb)]


def test_it_is_said_as_a_planner_would() -> None:
    snapshot: Any = SimpleNamespace(
        decisions=(decided(),), as_of=DAY + timedelta(days=7),
        catalogue=SimpleNamespace(sku={"O-M": SimpleNamespace(option_id="O")}),
    )  # fmt: skip
    case: Any = SimpleNamespace(option_id="O", demand_mean_units=112.0, demand_before_units=0.0, crowd_factor=1.0)
    (one,) = remembered(snapshot, Policy(), [case])
    assert held_back([one]) == {"O-M": one}
    assert say(one.reason) == (
        "You halved this on 2 March 2026 (40 → 20: too dear); since then 12% more is expected. It is kept to until "
        "2026-03-30."
    )
    assert say(one.reason, "zh").startswith("您将此项减半（2026年3月2日，40 → 20: too dear）；此后预期增加 12%。")
