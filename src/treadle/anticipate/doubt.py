"""How far demand of a series lies from its mean: fitted on rehearsed forecasts, drawn as paths."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Demand of a pair in a week is Poisson around mean × level × week.

    `level` is gamma with mean 1 and standard deviation `level_deviation`, one draw for all coming weeks of a pair;
    `week` is gamma with mean 1 and shape `shape` × mean ^ `power`, drawn anew each week (so that a week is negative
    binomial: Hilbe, *Negative Binomial Regression*, 2011, ch. 8). `unrest` (S,) is how many times the usual weekly
    variance a pair has of its own, None where all are alike.
    """

    level_deviation: float
    shape: float
    power: float
    unrest: Floats | None = None

    def shapes(self, mean: Floats, pair: Ints | None = None) -> Floats:
        """Shape of the weekly gamma for each mean; of the pairs' own unrest where they are given."""
        shapes = self.shape * np.maximum(mean, 1e-3) ** self.power
        if self.unrest is not None and pair is not None:
            shapes = shapes / self.unrest[pair]
        return np.clip(shapes, 0.05, 200.0)


#: One over the variance of pairs' unrest around 1. Judged on the row vn2-game.
UNREST_PRIOR = 2.0

#: Where too little was rehearsed to fit anything.
USUAL = Doubt(level_deviation=0.25, shape=3.0, power=0.1)


def fit_doubt(mean: Floats, units: Floats, pair: Ints, now: Ints, pairs: int) -> Doubt:
    """Fit from rehearsed forecasts: `mean` and `units` (N,) of single weeks, asked of `pair` at `now` (N,),
    of `pairs` pairs in all.

    Weeks asked together share their level; so the product of two weeks' errors, over the product of their means, has
    the level's variance as its mean. What a single week's squared error holds beyond that and the Poisson is the
    week's own.
    """
    if len(mean) < 500:
        return USUAL
    error = units - mean
    key = pair * (int(now.max()) + 1) + now
    _, group = np.unique(key, return_inverse=True)
    error_sum = np.bincount(group, error)
    cross = error_sum**2 - np.bincount(group, error**2)
    base = np.bincount(group, mean) ** 2 - np.bincount(group, mean**2)
    scale = 1.0 + np.sqrt(np.maximum(base, 0.0))
    shared = float(np.sum(cross / scale)) / max(float(np.sum(base / scale)), 1e-9)
    variance = float(np.clip(shared, 0.0025, 0.5))
    shape, power = _fit_weeks(mean, error, variance)
    usual = Doubt(level_deviation=float(np.sqrt(variance)), shape=shape, power=power)
    return replace(usual, unrest=_own_unrest(usual, mean, error, pair, pairs))


def _own_unrest(usual: Doubt, mean: Floats, error: Floats, pair: Ints, pairs: int) -> Floats:
    """Each pair's weekly variance against the usual one (S,), leaning on 1 the less its own weeks say.

    A normal prior around 1 met by the pair's squared errors, each as sure as a gamma's square is (its variance about
    four times its squared mean); every outcome was asked about twice, so it counts half.
    """
    variance = usual.level_deviation**2
    inverse = 1.0 / usual.shapes(mean)
    whole = mean + mean**2 * ((1.0 + variance) * (1.0 + inverse) - 1.0)
    excess = ((error**2 - mean) / mean**2 - variance) / (1.0 + variance)
    weight = 0.5 * mean**4 / (4.0 * whole**2)
    seen = np.bincount(pair, weight * excess * inverse, pairs)
    power = np.bincount(pair, weight * inverse**2, pairs)
    return np.asarray(np.clip((seen + UNREST_PRIOR) / (power + UNREST_PRIOR), 0.2, 4.0))


def _fit_weeks(mean: Floats, error: Floats, variance: float) -> tuple[float, float]:
    """Shape and power of the weekly gamma: the line through the excess of twelve groups of means that misses least,
    each group weighted by how surely its excess is known."""
    centre, excess, weight = [], [], []
    for part in np.array_split(np.argsort(mean, kind="stable"), 12):
        squares = float(np.mean(mean[part] ** 2))
        over = (error[part] ** 2 - mean[part]) / squares
        centre.append(float(np.mean(mean[part])))
        excess.append((float(np.mean(over)) - variance) / (1.0 + variance))
        weight.append(len(part) / max(float(np.var(over)), 1e-9))
    best = (np.inf, 3.0, 0.0)
    for power in np.linspace(0.0, 1.0, 11):
        falls = np.array(centre) ** -power
        inverse = max(float(np.sum(weight * falls * excess) / np.sum(weight * falls**2)), 0.01)
        missed = float(np.sum(weight * (excess - inverse * falls) ** 2))
        if missed < best[0]:
            best = (missed, 1.0 / inverse, float(power))
    return best[1], best[2]


def draw_units(mean: Floats, doubt: Doubt, pair: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Units (P, H) of one pair on P paths with means (P, H)."""
    level_shape = 1.0 / doubt.level_deviation**2
    level = rng.gamma(level_shape, 1.0 / level_shape, (len(mean), 1))
    shape = doubt.shapes(mean, np.full(mean.shape, pair))
    week = rng.standard_gamma(shape) / shape
    return np.asarray(rng.poisson(mean * level * week), dtype=np.float64)
