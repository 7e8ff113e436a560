"""New lines are told from launches: those launched together are held out together, and a feast is no launch's merit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from treadle.anticipate import anticipate
from treadle.anticipate.newness import _launch_folds

MONDAY = np.datetime64("2024-01-01")


def test_those_launched_together_are_held_out_together() -> None:
    start = np.repeat(np.arange(3, 13), 20)
    fold = _launch_folds(start, np.random.default_rng(0))
    assert all(len(set(fold[start == one])) == 1 for one in range(3, 13))
    assert sorted(set(fold.tolist())) == [0, 1, 2, 3, 4]
    assert (np.diff(fold) >= 0).all()


def test_where_all_came_at_once_chance_holds_out() -> None:
    fold = _launch_folds(np.full(100, 4), np.random.default_rng(0))
    assert sorted(set(fold.tolist())) == [0, 1, 2, 3, 4]


def test_what_was_launched_in_a_feast_does_not_raise_what_comes_after_it() -> None:
    rng = np.random.default_rng(3)
    weeks, count = 12, 400
    launch = np.where(np.arange(count) < 240, 0, rng.integers(8, 11, count))
    expected = np.where(np.arange(weeks)[None, :] >= launch[:, None], 10.0, 0.0)
    expected[:, 9:11] *= 3.0
    units = rng.poisson(expected)
    line, week = np.nonzero(np.arange(weeks)[None, :] >= launch[:, None])
    names = np.array([f"s{one:03d}" for one in range(count)])
    history = pa.table({"sku": names[line], "date": MONDAY + 7 * week, "units": units[line, week].astype(float)})
    coming = pa.table({
        "sku": np.r_[names, ["new"]],
        "launch_day": np.r_[MONDAY + 7 * launch, [MONDAY + 7 * weeks]],
        "kind": np.r_[np.full(count, "shirt"), ["shirt"]],
    })  # fmt: skip
    told = [
        row["mean"] for row in anticipate(history, coming, horizon=3, every="week").to_pylist() if row["sku"] == "new"
    ]
    raw = float(units[240:][expected[240:] > 0].mean())
    assert raw > 18.0
    assert np.mean(told) < 15.0


def test_two_dozen_launches_teach_how_new_ones_rise() -> None:
    """A range that stands is no launch: its first weeks on the grid say nothing of how one begins."""
    rng = np.random.default_rng(4)
    weeks, stood, launched = 30, 40, 24
    launch = np.r_[np.full(stood, -1), 5 + np.arange(launched) // 4 * 3]
    age = np.arange(weeks)[None, :] - launch[:, None]
    expected = np.where(launch[:, None] < 0, 10.0, np.where(age >= 0, 2.0 + 2.0 * np.minimum(age, 8), 0.0))
    units = rng.poisson(expected)
    line, week = np.nonzero((age >= 0) | (launch[:, None] < 0))
    names = np.array([f"s{one:02d}" for one in range(len(launch))])
    history = pa.table({"sku": names[line], "date": MONDAY + 7 * week, "units": units[line, week].astype(float)})
    days = MONDAY + 7 * np.r_[np.where(launch < 0, -50, launch), [weeks]]
    coming = pa.table({"sku": np.r_[names, ["new"]], "launch_day": days})
    told = [
        row["mean"] for row in anticipate(history, coming, horizon=8, every="week").to_pylist() if row["sku"] == "new"
    ]
    assert told[-1] > 2.0 * told[0]
