"""How far demand lies from its mean: fitted on rehearsed forecasts, drawn as paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from treadle.replenish.past import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Demand of a pair in a week is Poisson around mean × level × week.

    `level` is gamma with mean 1 and standard deviation `level_deviation`, one draw for all coming weeks of a pair;
    `week` is gamma with mean 1 and shape `shape` × mean ^ `power`, drawn anew each week (so that a week is negative
    binomial: Hilbe, *Negative Binomial Regression*, 2011, ch. 8).
    """

    level_deviation: float
    shape: float
    power: float

    def shapes(self, mean: Floats) -> Floats:
        """Shape of the weekly gamma for each mean."""
        return np.clip(self.shape * np.maximum(mean, 1e-3) ** self.power, 0.05, 200.0)


#: Where too little was rehearsed to fit anything.
USUAL = Doubt(level_deviation=0.25, shape=3.0, power=0.1)


def fit_doubt(mean: Floats, units: Floats, pair: Ints, now: Ints) -> Doubt:
    """Fit from rehearsed forecasts: `mean` and `units` (N,) of single weeks, asked of `pair` at `now` (N,).

    Weeks asked together share their level; so the product of two weeks' errors, over the product of their means, has
    the level's variance as its mean. What a single week's squared error holds beyond that and the Poisson is the
    week's own, fitted against the mean by weighted least squares of logarithms over twelve groups of means.
    """
    if len(mean) < 500:
        return USUAL
    error = units - mean
    key = pair * (int(now.max()) + 1) + now
    _, group = np.unique(key, return_inverse=True)
    error_sum = np.bincount(group, error)
    cross = error_sum**2 - np.bincount(group, error**2)
    base = np.bincount(group, mean) ** 2 - np.bincount(group, mean**2)
    variance = float(np.clip(np.sum(cross / (1 + np.sqrt(base))) / np.sum(base / (1 + np.sqrt(base))), 0.0025, 0.5))
    order = np.argsort(mean, kind="stable")
    centres, extras, weights = [], [], []
    for part in np.array_split(order, 12):
        squares = float(np.mean(mean[part] ** 2))
        extra = float(np.mean(error[part] ** 2) - np.mean(mean[part])) / squares
        own = max((extra - variance) / (1 + variance), 0.01)
        centres.append(np.log(float(np.mean(mean[part]))))
        extras.append(-np.log(own))
        weights.append(float(np.sqrt(len(part))))
    power, shift = np.polyfit(centres, extras, 1, w=weights)
    power = float(np.clip(power, 0.0, 1.0))
    return Doubt(level_deviation=float(np.sqrt(variance)), shape=float(np.exp(shift)), power=power)


def draw_paths(mean: Floats, doubt: Doubt, count: int, rng: np.random.Generator) -> Floats:
    """Demand paths (S, count, H) around means (S, H)."""
    pairs, weeks = mean.shape
    level_shape = 1.0 / doubt.level_deviation**2
    level = rng.gamma(level_shape, 1.0 / level_shape, (pairs, count, 1))
    shape = doubt.shapes(mean)[:, None, :]
    week = rng.standard_gamma(np.broadcast_to(shape, (pairs, count, weeks))) / shape
    return np.asarray(rng.poisson(mean[:, None, :] * level * week), dtype=np.float64)
