"""How far demand strays from its mean is found again where it is known; paths carry it, and what all do together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.calibrate import Errors
from treadle.anticipate.doubt import USUAL, Doubt, draw_units, fit_doubt
from treadle.anticipate.forecast import forecast_panel
from treadle.anticipate.paths import SamplePaths
from treadle.anticipate.reading import read_panel, with_pairs
from treadle.terms.budget import Silence


def drawn(mean: np.ndarray, doubt: Doubt, rng: np.random.Generator) -> np.ndarray:
    """One path (S, H) of every pair, all of them alike."""
    return draw_units(mean, replace(doubt, unrest=None), 0, rng)


def test_doubt_is_found_again_where_it_is_known() -> None:
    rng = np.random.default_rng(2)
    true = Doubt(level_deviation=0.4, shape=3.0, power=0.0)
    mean = np.repeat(np.exp(rng.normal(1.0, 1.0, (4000, 1))), 4, axis=1)
    units = drawn(mean, true, rng)
    pair = np.repeat(np.arange(4000), 4)
    found = fit_doubt(mean.ravel(), units.ravel(), pair, np.zeros(16000, dtype=np.int64), 4000)
    assert found.level_deviation == pytest.approx(0.4, abs=0.05)
    assert found.shapes(np.array([3.0]))[0] == pytest.approx(3.0, rel=0.25)
    assert fit_doubt(mean.ravel()[:50], units.ravel()[:50], pair[:50], pair[:50], 4000) == USUAL


def test_a_restless_pair_is_told_from_a_calm_one() -> None:
    rng = np.random.default_rng(3)
    mean = rng.uniform(6.0, 10.0, (200, 100))
    calm = drawn(mean[:100], Doubt(level_deviation=0.01, shape=20.0, power=0.0), rng)
    restless = drawn(mean[100:], Doubt(level_deviation=0.01, shape=2.0, power=0.0), rng)
    units = np.concatenate([calm, restless])
    pair, now = np.repeat(np.arange(200), 100), np.tile(np.arange(100), 200)
    found = fit_doubt(mean.ravel(), units.ravel(), pair, now, 200)
    assert found.unrest is not None
    assert found.unrest[:100].mean() < 0.7
    assert found.unrest[100:].mean() > 1.3


def test_paths_have_the_mean_and_the_spread_they_were_told() -> None:
    doubt = Doubt(level_deviation=0.3, shape=4.0, power=0.0)
    paths = draw_units(np.tile([6.0, 2.0], (200_000, 1)), doubt, 0, np.random.default_rng(0))
    assert paths.mean(axis=0) == pytest.approx([6.0, 2.0], rel=0.02)
    # Var = m + m² ((1 + 0.09)(1 + 1/4) − 1); covariance = 0.09 m₁ m₂.
    assert paths[:, 0].var() == pytest.approx(6 + 36 * (1.09 * 1.25 - 1), rel=0.03)
    assert np.cov(paths.T)[0, 1] == pytest.approx(0.09 * 12, rel=0.05)


def told(ahead: int = 4) -> SamplePaths:
    rng = np.random.default_rng(8)
    units = rng.poisson(np.linspace(2.0, 20.0, 60)[:, None], (60, 20)).astype(float)
    line, week = (axis.ravel() for axis in np.indices(units.shape))
    history = pa.table({"sku": np.array([f"s{one:02d}" for one in line]), "units": units.ravel(),
                        "date": np.datetime64("2025-03-03") + 7 * week})  # fmt: skip
    panel = read_panel(history, None, None, ahead=ahead, every="week")
    panel, lines = with_pairs(panel, ["s03", "unseen"], None)
    assert lines.tolist() == [3, 60]
    answer = forecast_panel(panel, np.array([0.1, 0.5, 0.9]), 0, Silence(), cumulative=False)
    return SamplePaths.of(answer, 2000, 0)


def test_paths_have_the_means_of_the_forecast_and_rise_together() -> None:
    paths = told()
    lines = np.array([10, 50, 60])
    units = paths.of_series(lines)
    assert units.shape == (3, 2000, 4)
    assert units.mean(axis=1) == pytest.approx(paths.answer.mean[lines], rel=0.05)
    totals = paths.of_series(np.arange(60)).sum(axis=(0, 2))
    common = paths.common.mean(axis=1)
    assert np.corrcoef(totals, common)[0, 1] > 0.8
    each, level = paths.answer.common.each, paths.answer.common.sums
    wanted = np.sqrt(level.mean() ** 2 + np.mean(each**2 - level**2) / len(each))
    assert common.std() == pytest.approx(wanted, rel=0.15)


def test_a_series_has_the_same_paths_whoever_else_is_asked_for() -> None:
    paths = told()
    both, alone = paths.of_series(np.array([4, 9])), paths.of_series(np.array([9]))
    assert np.array_equal(both[1], alone[0])
    assert paths.doubts[True] == USUAL or paths.doubts[True].level_deviation > 0


def test_errors_of_old_and_new_series_are_kept_together() -> None:
    rows = Errors.none().and_of(Errors.none())
    assert len(rows.mean) == 0 and rows.matrix.shape == (0, 1)
