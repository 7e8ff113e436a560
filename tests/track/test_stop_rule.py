"""The stop rule holds its stated share of false alarms, piece by piece and in lots, and finds a bad process."""

from __future__ import annotations

import numpy as np
import pytest
from floor_cases import scan, table
from hypothesis import given
from hypothesis import strategies as st

from treadle.terms.floor import StopRule
from treadle.track.floor.stop_rule import alarm_share, make_stop_rule, points, stop_alarms

RULE = make_stop_rule(0.02, 0.08, false_alarm_share=0.05, pieces=300)


def stopped_share(rule: StopRule, defect_share: float, lot: int, runs: int = 1500) -> float:
    """Simulated noise: the share of runs of `rule.pieces` pieces that are stopped, told in lots."""
    chance = np.random.default_rng(7)
    bad = chance.random((runs, rule.pieces // lot, lot)) < defect_share
    return float(
        np.mean([max(points(rule, [(lot, int(one)) for one in run.sum(axis=1)])) >= rule.limit for run in bad])
    )


def test_piece_by_piece_the_simulated_share_is_the_stated_one() -> None:
    seen = stopped_share(RULE, 0.02, 1)
    assert RULE.false_alarm_share <= 0.05
    assert seen == pytest.approx(RULE.false_alarm_share, abs=4 * (0.05 * 0.95 / 1500) ** 0.5)


def test_in_lots_it_stops_no_more_often_and_still_finds_a_bad_process() -> None:
    assert stopped_share(RULE, 0.02, 20) <= RULE.false_alarm_share + 0.01
    assert stopped_share(RULE, 0.08, 20) > 0.9


def test_the_exact_share_equals_the_count_of_all_courses() -> None:
    """Ten pieces, every course of good and bad counted."""
    rule = StopRule(weight=4, limit=5, accepted_share=0.3, bad_share=0.5, pieces=10, false_alarm_share=0.0)
    total = 0.0
    for course in range(2**10):
        bad = [(course >> at) & 1 for at in range(10)]
        if max(points(rule, [(1, one) for one in bad])) >= 5:
            total += 0.3 ** sum(bad) * 0.7 ** (10 - sum(bad))
    assert alarm_share(4, 5, 0.3, 10) == pytest.approx(total, abs=1e-12)


@given(st.floats(0.005, 0.1), st.floats(1.5, 6), st.sampled_from([0.001, 0.01, 0.1]), st.integers(50, 200))
def test_the_limit_is_the_smallest_that_holds(share: float, times: float, alarms: float, pieces: int) -> None:
    rule = make_stop_rule(share, min(share * times, 0.9), false_alarm_share=alarms, pieces=pieces)
    assert rule.false_alarm_share <= alarms
    if rule.limit > 1:
        assert alarm_share(rule.weight, rule.limit - 1, share, pieces) > alarms


def test_an_operation_is_stopped_at_the_bundle_that_reached_the_limit() -> None:
    rows = [scan(f"f{at}", f"B{at}", "hem", units=10, minute=at) for at in range(4)]
    rows += [scan(f"d{at}", f"B{at}", "hem", "defect", 4, minute=at + 0.5) for at in (2, 3)]
    rule = StopRule(weight=10, limit=45, accepted_share=0.02, bad_share=0.3, pieces=100, false_alarm_share=0.01)
    assert [(one.operation_id, one.bundle_id, one.points, one.pieces, one.defects) for one in stop_alarms(table(rows),
    rule)] == [
        ("hem", "B3", 60, 40, 8)
    ]  # fmt: skip
    assert stop_alarms(table(list(reversed(rows))), rule) == stop_alarms(table(rows), rule)


@pytest.mark.parametrize(("share", "bad"), [(0.0, 0.1), (0.2, 0.1), (0.1, 1.0)])
def test_shares_that_are_none_are_refused(share: float, bad: float) -> None:
    with pytest.raises(ValueError, match="the accepted share"):
        make_stop_rule(share, bad)
