"""Plain forecasters to compare with: levels by series, negative-binomial quantiles around them, LightGBM on lags."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def levels_of(units: Array, start: Array, season: int, on: Array | None = None) -> dict[str, Array]:
    """Level (S,) of every plain method after the whole of `units` (S, T); a series begins at `start` (S,); periods
    that are not `on` (S, T) are left out."""
    count, periods = units.shape
    on = np.ones(units.shape, dtype=bool) if on is None else on
    live = on & (np.arange(periods)[None, :] >= start[:, None])
    found: dict[str, Array] = {}
    for window in (2, 4, 8, 13, 26):
        if window <= periods:
            seen = live[:, -window:]
            found[f"mean_of_{window}_weeks"] = (units[:, -window:] * seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    back = [periods - season + step for step in range(min(season, 13))] if season <= periods else []
    found["seasonal_naive"] = units[:, back].mean(axis=1) if back else units[:, -1]
    for alpha in (0.1, 0.2, 0.4):
        level, begun = np.zeros(count), np.zeros(count, dtype=bool)
        for now in range(periods):
            step = np.where(begun, alpha, 1.0) * live[:, now]
            level, begun = level + step * (units[:, now] - level), begun | live[:, now]
        found[f"smoothing_{alpha}"] = level
    found |= _intermittent(units, live)
    return found


def _intermittent(units: Array, live: Array) -> dict[str, Array]:
    """Croston (1972) and TSB (Teunter, Syntetos and Babai 2011), each with two pairs of weights."""
    count, periods = units.shape
    found = {}
    size, gap, waited = np.zeros(count), np.ones(count), np.zeros(count)
    for now in range(periods):
        waited = waited + live[:, now]
        sale = (units[:, now] > 0) & live[:, now]
        rate = np.where(size == 0, 1.0, 0.1)
        size = np.where(sale, size + rate * (units[:, now] - size), size)
        gap = np.where(sale, gap + rate * (waited - gap), gap)
        waited = np.where(sale, 0, waited)
    found["croston"] = size / np.maximum(gap, 1)
    for alpha, beta in ((0.1, 0.1), (0.2, 0.2), (0.1, 0.3)):
        size, chance, seen = np.zeros(count), np.zeros(count), np.zeros(count)
        for now in range(periods):
            sale = (units[:, now] > 0) & live[:, now]
            seen = seen + live[:, now]
            size = np.where(sale, size + np.where(size == 0, 1.0, alpha) * (units[:, now] - size), size)
            chance = chance + np.maximum(beta, 1 / np.maximum(seen, 1)) * live[:, now] * (sale - chance)
        found[f"tsb_{alpha}_{beta}"] = size * chance
    return found


def spread_of(actual: Array, mean: Array) -> float:
    """Alpha of a variance mean + alpha mean² from what came against what was told (method of moments)."""
    mean = np.maximum(mean, 1e-3)
    return float(np.clip(((actual - mean) ** 2 - mean).sum() / (mean**2).sum(), 0.01, 10.0))


def wide_quantiles(mean: Array, alpha: float, levels: Array) -> Array:
    """Negative-binomial quantiles (N, L) around means (N,)."""
    from scipy.stats import nbinom

    mean = np.maximum(mean, 1e-3)
    size = 1.0 / alpha
    return np.column_stack([nbinom.ppf(level, size, size / (size + mean)) for level in levels])


def pinball(actual: Array, told: Array, levels: Array) -> Array:
    """Pinball loss (N,) summed over the levels."""
    gap = actual[:, None] - told
    return np.asarray(np.maximum(levels * gap, (levels - 1) * gap).sum(axis=1))


def boosted(matrix: Array, target: Array, asked: Array, seed: int, objective: str, level: float = 0.5) -> Array:
    """Plain LightGBM, 200 trees."""
    import lightgbm

    settings = {"objective": objective, "alpha": level, "learning_rate": 0.05, "num_leaves": 31, "verbosity": -1,
                "min_data_in_leaf": 50, "num_threads": 1, "seed": seed, "deterministic": True,
                "force_col_wise": True, "feature_fraction": 0.8}  # fmt: skip
    if objective != "quantile":
        settings.pop("alpha")
    grown = lightgbm.train(settings, lightgbm.Dataset(matrix, target), num_boost_round=200)
    return np.maximum(np.asarray(grown.predict(asked)), 0.0)


def command(tables: dict[str, Any], horizon: int, seed: int, *more: str) -> Any:
    """The table that `treadle anticipate --every week` writes for some tables (history, products, known)."""
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        given: list[str] = []
        for name, table in tables.items():
            pq.write_table(table, Path(folder) / f"{name}.parquet")
            given += [f"--{name}", str(Path(folder) / f"{name}.parquet")]
        out = Path(folder) / "forecast.parquet"
        subprocess.run(
            [sys.executable, "-m", "treadle", "anticipate", *given, "--horizon", str(horizon), "--every", "week",
             "--seed", str(seed), "--out", str(out), *more],
            check=True, capture_output=True,
        )  # fmt: skip
        return pq.read_table(out)


#: Tiers of what was expected of a row, and their upper bounds.
TIERS = {"under 1": 1.0, "1 to 10": 10.0, "10 and more": np.inf}
COVERED = (0.5, 0.8, 0.9)


def placed(actual: Array, told: Array, levels: Array, seed: int = 0) -> Array:
    """Randomised probability integral transform (N,) of counts in quantile forecasts (N, L) (Czado, Gneiting and Held
    2009): uniform where the quantiles hold, unlike the share inside closed quantiles, which ties of counts flatter."""
    steps = np.r_[0.0, levels, 1.0]
    low = steps[(told < actual[:, None] - 1e-9).sum(axis=1)]
    high = steps[(told <= actual[:, None] + 1e-9).sum(axis=1) + 1]
    return np.asarray(low + (high - low) * np.random.default_rng(seed).random(len(actual)))


def covered_by_tier(
    actual: Array, mean: Array, told: Array, levels: Array, seed: int = 0
) -> dict[str, dict[str, float]]:
    """Shares of rows inside the middle 50, 80 and 90 % by randomised PIT, in all and by tier of the mean; a share whose
    levels were not told is left out."""
    where = placed(actual, told, levels, seed)
    below, found = 0.0, {}
    parts = {"all": np.ones(len(mean), dtype=bool)}
    for tier, bound in TIERS.items():
        parts[tier] = (mean >= below) & (mean < bound)
        below = bound
    for tier, rows in parts.items():
        if rows.sum() >= 50:
            found[tier] = {
                f"{round(100 * share)}": round(float((np.abs(where[rows] - 0.5) <= share / 2).mean()), 4)
                for share in COVERED
                if levels.min() <= 0.5 - share / 2 + 1e-9
            }
    return found


def ranked_probability(actual: Array, told: Array, levels: Array) -> float:
    """Continuous ranked probability score per unit: twice the mean pinball loss over the levels (Gneiting and Ranjan
    2011, eq. 18)."""
    return float(2.0 * pinball(actual, told, levels).sum() / len(levels) / actual.sum())
