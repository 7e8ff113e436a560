"""Widths: to which side a quarter erred is one draw, and what lies far ahead counts as much as what is near."""

from dataclasses import replace

import numpy as np
import pytest

from treadle.anticipate.calibrate import Errors, learn_width

LEVELS = np.array([0.1, 0.5, 0.9])


def _errors(rows: int, horizon: np.ndarray, deviation: np.ndarray, bias: float, origins: int = 2) -> Errors:
    rng = np.random.default_rng(2)
    mean = np.full(rows, 60.0)
    actual = rng.poisson(mean * np.exp(rng.normal(bias, 1.0, rows) * deviation))
    return Errors(actual=actual.astype(float), mean=mean, matrix=horizon[:, None].astype(np.float32),
                  stage=np.full(rows, 3), is_sum=np.zeros(rows, dtype=bool), series=np.arange(rows) % 200,
                  origin=np.arange(rows) % origins, horizon=horizon)  # fmt: skip


def test_a_quarter_that_fell_short_widens_both_ways() -> None:
    rows = 4000
    errors = _errors(rows, np.full(rows, 8), np.full(rows, 0.3), bias=-1.0)
    width = learn_width(errors, ["horizon"], LEVELS, 0)
    low, middle, high = width.quantiles(np.full(1, 60.0), errors.matrix[:1], errors.stage[:1], np.zeros(1, bool))[0]
    assert middle == pytest.approx(60.0, rel=0.07)
    assert high - middle > 0.6 * (middle - low)


def test_a_side_that_many_horizons_erred_to_is_believed() -> None:
    rows = 4000
    errors = _errors(rows, np.ones(rows, dtype=np.int64), np.full(rows, 0.3), bias=-1.0, origins=40)
    width = learn_width(errors, ["horizon"], LEVELS, 0)
    middle = width.quantiles(np.full(1, 60.0), errors.matrix[:1], errors.stage[:1], np.zeros(1, bool))[0, 1]
    assert middle < 50.0


def test_far_horizons_are_as_wide_as_they_were_however_few_saw_them() -> None:
    near, far = 5700, 300
    horizon = np.repeat([1, 8], [near, far])
    deviation = np.where(horizon == 8, 0.6, 0.15)
    errors = _errors(near + far, horizon, deviation, bias=0.0)
    errors = replace(errors, matrix=np.zeros_like(errors.matrix))
    width = learn_width(errors, ["nothing"], LEVELS, 0)
    alone = learn_width(errors.at(horizon == 1), ["nothing"], LEVELS, 0)

    def wide(one: object) -> float:
        told = one.quantiles(np.full(1, 60.0), errors.matrix[:1], errors.stage[:1], np.zeros(1, bool))[0]  # type: ignore[attr-defined]
        return float(told[-1] - told[0])

    assert wide(width) > 1.4 * wide(alone)
