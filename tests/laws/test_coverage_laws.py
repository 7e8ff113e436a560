"""Told from end to end on histories of the model's own family, quantiles hold what they say in every tier of volume."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.calibrate import between

SERIES, WEEKS, AHEAD, OVER = 11_000, 28, 4, 0.25
#: Levels in steps of a point: a count is placed between the levels about it, and steps of five make 1 point of error in
#: the middle half of small counts. Of 11,000 series a share of a tier is .5 points off by chance.
LEVELS = np.round(np.arange(0.01, 0.995, 0.01), 2)
TIERS = {"under 1": (0.0, 1.0), "1 to 5": (1.0, 5.0), "5 to 20": (5.0, 20.0), "over 20": (20.0, np.inf)}


def test_told_from_end_to_end_quantiles_hold_in_every_tier() -> None:
    rng = np.random.default_rng(21)
    level = np.exp(rng.uniform(np.log(0.3), np.log(60.0), SERIES))
    week = rng.gamma(1.0 / OVER, OVER, (SERIES, WEEKS + AHEAD))
    units = rng.poisson(level[:, None] * week).astype(float)
    history = pa.table(
        {
            "sku": np.repeat([f"s{one:04d}" for one in range(SERIES)], WEEKS),
            "date": np.tile(np.datetime64("2025-02-03") + 7 * np.arange(WEEKS), SERIES),
            "units": units[:, :WEEKS].ravel(),
        }
    )
    told = anticipate(history, horizon=AHEAD, every="week", quantiles=LEVELS.tolist())
    quantiles = np.column_stack([told[f"q{round(100 * one):02d}"].to_numpy() for one in LEVELS])
    mean = told["mean"].to_numpy()
    low, high = between(units[:, WEEKS:].ravel(), quantiles, LEVELS)
    place = low + (high - low) * rng.random(len(low))
    for share in (0.5, 0.8, 0.9):
        inside = np.abs(place - 0.5) <= share / 2
        assert float(inside.mean()) == pytest.approx(share, abs=0.02), share
        for tier, (least, most) in TIERS.items():
            rows = (mean >= least) & (mean < most)
            assert rows.sum() > 8000
            assert float(inside[rows].mean()) == pytest.approx(share, abs=0.02), (tier, share)


def test_told_of_small_brands_whose_levels_walk_quantiles_hold_near_and_far() -> None:
    """Seven brands of sixty series, as few as options of a brand are: the far weeks are as honest as the near ones."""
    series, weeks, ahead = 60, 40, 8
    places, horizon = [], np.tile(np.arange(1, ahead + 1), 7 * series)
    for seed in range(7):
        rng = np.random.default_rng(seed)
        walk = np.cumsum(rng.normal(0.0, 0.12, (series, weeks + ahead)), axis=1)
        level = np.exp(rng.uniform(0.0, np.log(40.0), series))[:, None] * np.exp(walk)
        units = rng.poisson(level * rng.gamma(10.0, 0.1, level.shape)).astype(float)
        history = pa.table(
            {
                "sku": np.repeat([f"s{one:02d}" for one in range(series)], weeks),
                "date": np.tile(np.datetime64("2025-02-03") + 7 * np.arange(weeks), series),
                "units": units[:, :weeks].ravel(),
            }
        )
        told = anticipate(history, horizon=ahead, every="week", quantiles=LEVELS.tolist())
        quantiles = np.column_stack([told[f"q{round(100 * one):02d}"].to_numpy() for one in LEVELS])
        low, high = between(units[:, weeks:].ravel(), quantiles, LEVELS)
        places.append(low + (high - low) * rng.random(len(low)))
    inside = np.abs(np.concatenate(places) - 0.5) <= 0.4
    assert float(inside.mean()) == pytest.approx(0.8, abs=0.02)
    for first in (1, 5):
        rows = (horizon >= first) & (horizon < first + 4)
        assert float(inside[rows].mean()) == pytest.approx(0.8, abs=0.04), first
