"""From a mean and an over-dispersion to quantiles: negative binomial for counts, its gamma limit for large ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

#: Levels for which tables are kept; wanted levels lie between them after calibration.
LADDER = tuple(np.round(np.concatenate([[0.002, 0.005], np.arange(0.01, 0.995, 0.01), [0.995, 0.998]]), 4).tolist())
#: Means of the table of distributions; between them it is read in straight lines. Not tuned: bounds work and memory.
_MEANS = np.geomspace(1e-3, 120.0, 470)
#: Spreads of that table, as variance over mean. Not tuned: bounds work and memory.
_SPREADS = np.concatenate([[1.0], 1.0 + np.geomspace(0.05, 120.0, 44)])
#: Shapes of that table. Not tuned: bounds work and memory.
_SHAPES = np.geomspace(1e-2, 1e5, 400)


@lru_cache(maxsize=1)
def _count_table() -> npt.NDArray[np.int32]:
    """Quantiles of the negative binomial with mean m and variance m·f, (means, spreads, LADDER), by summing its
    probabilities: p(0) = f^(-m/(f-1)), p(k+1) = p(k) · (k + r)/(k + 1) · (1 - 1/f), r = m/(f-1)."""
    mean, spread = (axis.ravel() for axis in np.meshgrid(_MEANS, _SPREADS, indexing="ij"))
    is_poisson = spread <= 1.0
    size = mean / np.where(is_poisson, 1.0, spread - 1.0)
    share = 1.0 - 1.0 / spread
    with np.errstate(divide="ignore"):
        log_probability = np.where(is_poisson, -mean, -size * np.log(spread))
    probability = np.exp(log_probability)
    below = probability.copy()
    levels = np.array(LADDER)
    found = np.zeros((len(mean), len(levels)), dtype=np.int32)
    alive = np.arange(len(mean))
    count = 0
    while len(alive) and count < 6000:
        short = below[alive, None] < levels[None, :]
        found[alive] += short
        alive = alive[short[:, -1]]
        step = np.where(is_poisson[alive], mean[alive], (count + size[alive]) * share[alive]) / (count + 1)
        log_probability[alive] += np.log(step)
        below[alive] += np.exp(log_probability[alive])
        count += 1
    return found.reshape(len(_MEANS), len(_SPREADS), len(levels))


@lru_cache(maxsize=1)
def _gamma_table() -> npt.NDArray[np.float64]:
    """Quantiles of the gamma distribution with mean 1 and the shapes of `_SHAPES`, (shapes, LADDER)."""
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(_SHAPES[:, None], np.array(LADDER)[None, :]) / _SHAPES[:, None])


def quantiles(mean: Floats, spread: Floats, levels: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Quantiles (N, L) of counts with the given means and variance-to-mean ratios (N,).

    `levels` is (L,) or (N, L); each is moved to the nearest of `LADDER`. Means up to 120 are read from a table of the
    negative binomial (steps of 2.5 %), larger ones from the gamma distribution with the same two moments.
    """
    wanted = np.broadcast_to(np.atleast_2d(levels), (len(mean), np.shape(levels)[-1]))
    ladder = np.array(LADDER)
    place = np.clip(np.searchsorted(0.5 * (ladder[1:] + ladder[:-1]), wanted), 0, len(ladder) - 1)
    found = np.zeros(wanted.shape)
    small = mean <= _MEANS[-1]
    step = np.log(_MEANS[1] / _MEANS[0])
    row = np.round(np.log(np.maximum(mean[small], _MEANS[0]) / _MEANS[0]) / step).astype(int)
    row = np.minimum(row, len(_MEANS) - 1)
    column = np.searchsorted(0.5 * (_SPREADS[1:] + _SPREADS[:-1]), spread[small])
    found[small] = _count_table()[row[:, None], column[:, None], place[small]]
    large = ~small
    if large.any():
        shape = mean[large] / np.maximum(spread[large], 1.0)
        at = np.clip(np.log(shape / _SHAPES[0]) / np.log(_SHAPES[1] / _SHAPES[0]), 0, len(_SHAPES) - 1.001)
        low, part = at.astype(int), at - at.astype(int)
        table = _gamma_table()
        lower, upper = table[low[:, None], place[large]], table[low[:, None] + 1, place[large]]
        found[large] = mean[large, None] * (lower + part[:, None] * (upper - lower))
    found[mean <= 0] = 0.0
    return found
