"""On data simulated from the model's own family, what is said to hold holds in every tier of volume."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.anticipate.calibrate import Errors, between, learn_width

LEVELS = np.round(np.arange(0.05, 0.96, 0.05), 2)
TIERS = {"under 1": (0.0, 1.0), "1 to 10": (1.0, 10.0), "10 to 100": (10.0, 100.0), "over 100": (100.0, np.inf)}


def family(rng: np.random.Generator, rows: int, over: float) -> Errors:
    """Negative binomial counts: variance over mean is 1 + over × mean, over three decades of means."""
    mean = np.exp(rng.uniform(np.log(0.2), np.log(400.0), rows))
    actual = rng.poisson(mean * rng.gamma(1.0 / over, over, rows)).astype(float)
    return Errors(
        actual=actual, mean=mean, matrix=rng.normal(size=(rows, 2)).astype(np.float32),
        stage=rng.integers(1, 4, rows), is_sum=np.zeros(rows, dtype=bool), series=np.arange(rows) // 20,
        origin=np.arange(rows) % 20, horizon=np.ones(rows, dtype=np.int64), is_launched=np.zeros(rows, dtype=bool),
    )  # fmt: skip


@pytest.mark.parametrize("over", [0.08, 0.4])
def test_coverage_is_within_two_points_in_every_tier(over: float) -> None:
    rng = np.random.default_rng(11)
    width = learn_width(family(rng, 24_000, over), ["one", "other"], LEVELS, 0)
    fresh = family(rng, 40_000, over)
    told = width.quantiles(fresh.mean, fresh.matrix, fresh.stage, fresh.is_sum, fresh.horizon, fresh.is_launched)
    low, high = between(fresh.actual, told, LEVELS)
    place = low + (high - low) * rng.random(len(low))
    for tier, (least, most) in TIERS.items():
        rows = (fresh.mean >= least) & (fresh.mean < most)
        for share in (0.5, 0.8, 0.9):
            inside = float((np.abs(place[rows] - 0.5) <= share / 2).mean())
            assert inside == pytest.approx(share, abs=0.02), (tier, share)


def test_a_common_doubt_widens_every_tier_by_as_much_as_it_is() -> None:
    rng = np.random.default_rng(12)
    width = learn_width(family(rng, 24_000, 0.1), ["one", "other"], LEVELS, 0)
    fresh = family(rng, 40_000, 0.1)
    common = np.exp(rng.normal(0.0, 0.3, len(fresh.mean)) - 0.045)
    actual = rng.poisson(fresh.mean * rng.gamma(10.0, 0.1, len(common)) * common).astype(float)
    shared = np.full(len(common), 0.3)
    told = width.quantiles(
        fresh.mean, fresh.matrix, fresh.stage, fresh.is_sum, fresh.horizon, fresh.is_launched, shared
    )
    low, high = between(actual, told, LEVELS)
    place = low + (high - low) * rng.random(len(low))
    for least, most in TIERS.values():
        rows = (fresh.mean >= least) & (fresh.mean < most)
        assert float((np.abs(place[rows] - 0.5) <= 0.4).mean()) == pytest.approx(0.8, abs=0.03)
