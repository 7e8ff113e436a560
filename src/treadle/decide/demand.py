"""Reading a forecast's quantile function between and beyond its levels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantile_units(levels: Floats, units: Floats, at: Floats) -> Floats:
    """Read quantile functions at probabilities `at`, with an exponential upper tail.

    levels: (J,) increasing in (0, 1), J >= 2; units: (n, J) non-decreasing along axis 1; at: (M,) in (0, 1).
    Between levels the function is linear; below the first it runs linearly towards the value that the first slope
    reaches, never under 0; above the last, units grow by the last gap each time the tail probability halves as
    it did between the last two levels (an exponential tail). Returns (n, M) units >= 0.
    """
    right = np.clip(np.searchsorted(levels, at), 1, len(levels) - 1)
    left = right - 1
    fraction = (at - levels[left]) / (levels[right] - levels[left])
    inner = units[:, left] + (units[:, right] - units[:, left]) * fraction
    above = at > levels[-1]
    if above.any():
        growth = np.log((1 - levels[-1]) / (1 - at[above])) / np.log((1 - levels[-2]) / (1 - levels[-1]))
        gap = (units[:, -1] - units[:, -2])[:, None]
        inner[:, above] = units[:, -1:] + gap * growth
    return np.asarray(np.maximum(inner, 0.0))


def even_probabilities(draws: int) -> Floats:
    """The midpoints of `draws` equal slices of (0, 1): (draws,)."""
    return (np.arange(draws, dtype=np.float64) + 0.5) / draws
