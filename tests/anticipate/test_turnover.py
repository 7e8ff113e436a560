"""A shop whose range turns over: series fade one by one while others come, and its total stands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate

SEEN, AHEAD = 13, 13


def turnover(life_weeks: float, count: int, seed: int) -> tuple[pa.Table, np.ndarray, list[str]]:
    """History of the weeks seen, units to come (S, H) and names of what had sold by then; series come at an even rate
    and fade each at its own, `life_weeks` by the median."""
    rng = np.random.default_rng(seed)
    begun = rng.uniform(-6.0 * life_weeks, SEEN + AHEAD, count)
    fades = life_weeks * np.exp(rng.normal(0.0, 0.5, count))
    age = np.arange(SEEN + AHEAD)[None, :] - begun[:, None]
    rate = np.exp(rng.normal(1.0, 1.0, count))[:, None] * np.exp(-np.maximum(age, 0.0) / fades[:, None])
    units = rng.poisson(np.where(age >= 0, rate, 0.0) * np.exp(rng.normal(0.0, 0.08, SEEN + AHEAD))).astype(float)
    sold = np.flatnonzero(units[:, :SEEN].any(axis=1))
    line, week = np.nonzero(np.cumsum(units[sold, :SEEN], axis=1) > 0)
    names = [f"s{number}" for number in sold]
    days = np.datetime64("2023-01-02") + 7 * week
    history = pa.table({"sku": np.array(names)[line], "date": days, "units": units[sold][line, week]})
    return history, units[sold, SEEN:], names


@pytest.mark.parametrize(("life_weeks", "seed"), [(12.0, 1), (25.0, 2)])
def test_a_fading_range_is_not_told_to_stand(life_weeks: float, seed: int) -> None:
    history, came, names = turnover(life_weeks, 2000, seed)
    told = anticipate(history, horizon=AHEAD, every="week", seed=0)
    mean = dict(zip(told["sku"].to_pylist()[::AHEAD], told["mean"].to_numpy().reshape(-1, AHEAD).sum(axis=1)))
    total = np.array([mean[name] for name in names])
    stood = history["units"].to_numpy().sum() / SEEN * AHEAD
    assert came.sum() < 0.85 * stood
    assert total.sum() == pytest.approx(came.sum(), rel=0.25)
