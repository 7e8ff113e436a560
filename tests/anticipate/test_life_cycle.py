"""What ages make of a whole range is learned as a life cycle."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from treadle.anticipate import anticipate

MONDAY = np.datetime64("2024-01-01")
WEEKS = 30


def life(age: np.ndarray) -> np.ndarray:
    """Part of a piece's best week at each week of life: up for six weeks, down for ten."""
    up, down = (age + 1) / 6, 1 - (age - 5) / 10
    return np.where(age < 0, 0.0, np.clip(np.minimum(up, down), 0.05, 1.0))


def two_ranges(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Units (80, WEEKS) of a range launched in weeks 0 to 4 and one launched in weeks 18 to 20, and launches."""
    launch = np.r_[rng.integers(0, 5, 40), rng.integers(18, 21, 40)]
    level = np.exp(rng.normal(3.2, 0.5, 80))
    expected = level[:, None] * life(np.arange(WEEKS)[None, :] - launch[:, None])
    return rng.poisson(expected), launch


def history_of(units: np.ndarray, launch: np.ndarray, known: int) -> pa.Table:
    line, week = np.nonzero(np.arange(known)[None, :] >= launch[:, None])
    names = np.array([f"s{one:02d}" for one in range(len(units))])
    return pa.table({"sku": names[line], "date": MONDAY + 7 * week, "units": units[line, week].astype(float)})


def test_a_second_range_follows_the_life_cycle_of_the_first() -> None:
    units, launch = two_ranges(np.random.default_rng(4))
    known, ahead = 24, 6
    told = anticipate(history_of(units, launch, known), horizon=ahead, every="week")
    mean = told["mean"].to_numpy().reshape(-1, ahead).sum(axis=1)
    coming = units[:, known : known + ahead].sum(axis=1)
    level = units[:, known - 4 : known].mean(axis=1) * ahead
    second = slice(40, 80)
    error = np.abs(mean - coming)[second].sum() / coming[second].sum()
    of_level = np.abs(level - coming)[second].sum() / coming[second].sum()
    assert error < 0.7 * of_level
