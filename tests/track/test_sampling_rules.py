"""Verdicts, switching rules and operating characteristics, against cases by hand and slow oracles."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.terms.inspection import InspectedLot, SampleStage, SamplingPlan
from treadle.track.sampling.curve import acceptance, quality_at
from treadle.track.sampling.plans import find_plan, judge
from treadle.track.sampling.switching import follow_series


def lots(found: str, units: int = 500, **flags: bool) -> list[InspectedLot]:
    """A lot for each number of a text: '0 4 1'."""
    return [
        InspectedLot(lot_id=f"L{place}", lot_units=units, found_units=(int(one),), **flags)
        for place, one in enumerate(found.split())
    ]


def severities(found: str, aql: float = 2.5) -> str:
    """The severity of each lot and of the next by its first letter; H at 2.5: normal 50 (3 4), tightened 50 (2 3)."""
    outcomes = follow_series(lots(found), "II", aql)
    return "".join(one.plan.severity[0] for one in outcomes) + (
        "x" if outcomes[-1].is_discontinued else outcomes[-1].next_severity[0]
    )


def test_two_of_five_not_accepted_tighten() -> None:
    assert severities("4 0 0 0 4") == "nnnnnt"
    assert severities("4 0 0 0 0 4") == "nnnnnnn"
    assert severities("4 4") == "nnt"


def test_five_accepted_in_a_row_return_to_normal() -> None:
    assert severities("4 4 0 0 0 0 0") == "nntttttn"
    assert severities("4 4 0 0 3 0 0 0 0 0") == "nnttttttttn"


def test_five_not_accepted_under_tightened_end_inspection() -> None:
    assert severities("4 4 3 0 3 0 3 0 3 0 3") == "nn" + "t" * 9 + "x"
    unasked = InspectedLot(lot_id="A", lot_units=500, found_units=(0,))
    resumed = InspectedLot(lot_id="B", lot_units=500, found_units=(0,), is_resumed=True)
    after = follow_series([*lots("4 4 3 3 3 3 3"), unasked, resumed], "II", 2.5)
    assert [one.verdict for one in after[-2:]] == ["not_inspected", "accepted"]
    assert after[-1].plan.severity == "tightened"


def test_the_score_counts_lots_that_a_tighter_aql_would_accept() -> None:
    """H at 2.5 is (3 4) and at 1.5 (2 3): two found add three, three found begin anew; ten lots reach 30."""
    scores = [one.score for one in follow_series(lots("2 2 3 2 2"), "II", 2.5)]
    assert scores == [3, 6, 0, 3, 6]
    assert severities(" ".join(["0"] * 10)) == "n" * 10 + "r"
    assert severities(" ".join(["0"] * 10) + " 0 3") == "n" * 10 + "rrn"


def test_acceptance_numbers_of_one_and_less_add_two() -> None:
    scores = [one.score for one in follow_series(lots("1 0 2 0"), "II", 1.0)]
    assert scores == [2, 4, 0, 2]
    assert follow_series(lots(" ".join(["0"] * 15)), "II", 1.0)[-1].next_severity == "reduced"


def test_double_plans_score_by_their_first_sample() -> None:
    told = [
        InspectedLot(lot_id="A", lot_units=500, found_units=(1,)),
        InspectedLot(lot_id="B", lot_units=500, found_units=(2, 1)),
    ]
    assert [one.score for one in follow_series(told, "II", 2.5, kind="double")] == [3, 0]


def test_reduced_inspection_ends_where_production_is_not_steady_and_needs_consent() -> None:
    steady = lots(" ".join(["0"] * 10))
    shaky = InspectedLot(lot_id="S", lot_units=500, found_units=(0,), is_steady=False)
    assert follow_series([*steady, shaky], "II", 2.5)[-1].next_severity == "normal"
    assert follow_series(steady, "II", 2.5, is_reduced_allowed=False)[-1].next_severity == "normal"


def test_lots_presented_again_do_not_count() -> None:
    assert follow_series(lots("4 4", is_original=False), "II", 2.5)[-1].next_severity == "normal"


def test_a_sample_that_does_not_decide_is_asked_about() -> None:
    with pytest.raises(ValueError, match="lot L0: sample 1 does not decide"):
        follow_series(lots("2"), "II", 2.5, kind="double")


def test_verdicts_of_a_double_plan() -> None:
    plan = find_plan(500, "II", 2.5, kind="double")
    assert [judge(plan, one) for one in ((), (1,), (2,), (3,), (2, 2), (2, 3))] == [
        "next_sample", "accepted", "next_sample", "not_accepted", "accepted", "not_accepted",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="decides already"):
        judge(plan, (0, 1))


def test_the_gap_of_the_first_edition_accepts_and_ends_reduced() -> None:
    plan = find_plan(1200, "II", 2.5, severity="reduced", edition="1989")
    assert [judge(plan, (one,)) for one in (2, 3, 4, 5)] == [
        "accepted",
        "accepted_in_gap",
        "accepted_in_gap",
        "not_accepted",
    ]


def test_binomial_acceptance_equals_the_sum_by_hand() -> None:
    plan = find_plan(1200, "II", 2.5)
    by_hand = math.fsum(math.comb(80, k) * 0.04**k * 0.96 ** (80 - k) for k in range(6))
    assert acceptance(plan, 4.0, "binomial").accepted_share == pytest.approx(by_hand, abs=1e-12)


@given(st.integers(6, 8), st.integers(0, 6))
def test_hypergeometric_acceptance_equals_the_count_of_all_draws(lot_units: int, bad: int) -> None:
    """Every way to draw two samples of two from a small lot, counted."""
    stages = (SampleStage(sample_units=2, ac_units=0, re_units=2), SampleStage(sample_units=2, ac_units=1, re_units=2))
    plan = SamplingPlan(
        lot_units=lot_units, level="II", aql_percent=10.0, severity="normal", kind="double", used_kind="double",
        standard_year="1999", letter="B", plan_letter="B", stages=stages,
    )  # fmt: skip
    exact = acceptance(plan, 100 * bad / lot_units, "hypergeometric").accepted_share
    lot = [1] * bad + [0] * (lot_units - bad)
    accepted = total = 0
    for draw in itertools.permutations(range(lot_units), 4):
        first, second = lot[draw[0]] + lot[draw[1]], lot[draw[2]] + lot[draw[3]]
        total += 1
        accepted += judge(plan, (first,) if first in (0, 2) else (first, second)) == "accepted"
    assert exact == pytest.approx(accepted / total, abs=1e-12)


def test_published_points_of_the_curve() -> None:
    """MIL-STD-105E Table X-J: Ac 5 of 80 is accepted 95 of 100 times at 3.32 % and 10 of 100 at 11.3 %."""
    plan = find_plan(1200, "II", 2.5)
    assert quality_at(plan, 0.95, "binomial") == pytest.approx(3.32, abs=0.01)
    assert quality_at(plan, 0.10, "binomial") == pytest.approx(11.3, abs=0.05)
    assert quality_at(plan, 0.95, "poisson") == pytest.approx(3.27, abs=0.01)
