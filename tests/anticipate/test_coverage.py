"""Whether quantiles hold is judged on series that the widths were not learned from."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.anticipate.calibrate import Errors, between
from treadle.anticipate.coverage import held_out

LEVELS = np.round(np.arange(0.05, 0.96, 0.05), 2)


def errors(rng: np.random.Generator, spread: float, rows: int = 4000) -> Errors:
    """Gamma-Poisson counts about their means, 40 rows of each series."""
    mean = np.exp(rng.normal(2.0, 0.7, rows))
    actual = rng.poisson(mean * rng.gamma(1 / spread, spread, rows)).astype(float)
    return Errors(
        actual=actual,
        mean=mean,
        matrix=rng.normal(size=(rows, 1)).astype(np.float32),
        stage=np.where(np.arange(rows) % 2 == 0, 1, 3),
        is_sum=np.zeros(rows, dtype=bool),
        series=np.arange(rows) // 40,
        origin=np.arange(rows) % 40,
        horizon=np.ones(rows, dtype=np.int64),
        is_launched=np.zeros(rows, dtype=bool),
    )


@pytest.mark.parametrize("spread", [0.1, 0.6])
def test_learned_quantiles_hold_on_series_they_were_not_learned_from(spread: float) -> None:
    found, _ = held_out(errors(np.random.default_rng(3), spread), ["nothing"], LEVELS, 0)
    assert [(one.stage, one.is_sum, one.rows) for one in found] == [
        (-1, False, 4000),
        (1, False, 2000),
        (3, False, 2000),
    ]
    for one in found:
        assert np.abs(one.shares - LEVELS).max() < 0.05
        assert 0.76 <= one.shares[17] - one.shares[1] <= 0.84


def test_series_unlike_those_the_width_was_learned_from_are_found_out() -> None:
    rng = np.random.default_rng(5)
    calm, wild = errors(rng, 0.02, rows=3200), errors(rng, 1.5, rows=800)
    every = Errors(
        actual=np.r_[calm.actual, wild.actual],
        mean=np.r_[calm.mean, wild.mean],
        matrix=np.zeros((4000, 1), dtype=np.float32),
        stage=np.r_[np.full(3200, 3), np.full(800, 1)],
        is_sum=np.zeros(4000, dtype=bool),
        series=np.r_[5 * (calm.series // 4) + 1 + calm.series % 4, 5 * wild.series],  # the wild are one fold
        origin=np.r_[calm.origin, wild.origin],
        horizon=np.ones(4000, dtype=np.int64),
        is_launched=np.zeros(4000, dtype=bool),
    )
    inside = {one.stage: one.shares[17] - one.shares[1] for one in held_out(every, ["nothing"], LEVELS, 0)[0]}
    assert inside[1] < 0.6
    assert 0.75 <= inside[3] <= 0.85


def test_a_count_that_ties_with_quantiles_lies_between_the_levels_about_it() -> None:
    told = np.array([[0.0, 0.0, 1.0, 3.0]])
    wanted = np.array([0.2, 0.4, 0.6, 0.8])
    lows, highs = between(np.array([0.0]), told, wanted)
    assert (lows[0], highs[0]) == (0.0, 0.6)
    lows, highs = between(np.array([2.0]), told, wanted)
    assert (lows[0], highs[0]) == (0.6, 0.8)
    lows, highs = between(np.array([9.0]), told, wanted)
    assert (lows[0], highs[0]) == (0.8, 1.0)


def test_few_rows_say_nothing() -> None:
    assert held_out(Errors.none(), ["nothing"], LEVELS, 0)[0] == []
    few = errors(np.random.default_rng(1), 0.3, rows=160)
    assert held_out(few, ["nothing"], LEVELS, 0)[0] == []
