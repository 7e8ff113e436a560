"""Told from end to end on histories of the model's own family, quantiles hold what they say in every tier of volume."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.calibrate import between

SERIES, WEEKS, AHEAD, OVER = 2800, 28, 4, 0.25
LEVELS = np.round(np.arange(0.05, 0.96, 0.05), 2)
#: Rows of one series err alike: of some 700 series a share is 3 points off by chance once in ten, so there are 2,800.
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
    told = anticipate(history, horizon=AHEAD, every="week")
    quantiles = np.column_stack([told[f"q{round(100 * one):02d}"].to_numpy() for one in LEVELS])
    mean = told["mean"].to_numpy()
    low, high = between(units[:, WEEKS:].ravel(), quantiles, LEVELS)
    place = low + (high - low) * rng.random(len(low))
    for share in (0.5, 0.8, 0.9):
        inside = np.abs(place - 0.5) <= share / 2
        assert float(inside.mean()) == pytest.approx(share, abs=0.02), share
        for tier, (least, most) in TIERS.items():
            rows = (mean >= least) & (mean < most)
            assert rows.sum() > 800
            assert float(inside[rows].mean()) == pytest.approx(share, abs=0.03), (tier, share)
