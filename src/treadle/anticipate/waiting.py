"""Series that have not sold yet and bear no launch day: which are likely to come next, told from their attributes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.appeal import FOLDS, appeal
from treadle.anticipate.panel import Ints, Panel
from treadle.anticipate.traits import Traits

Floats = npt.NDArray[np.floating]
Array = npt.NDArray[np.float64]

#: Series that must have come, and have stayed away, before anything is learned. A round number, not tuned.
_LEAST = 60
#: Rows at which no earlier period is asked any more. A round number, not tuned.
_ENOUGH_ROWS = 3000
#: Rows that are learned from, at most. Not tuned: bounds work and memory.
_MOST_ROWS = 12_000
#: Periods back from which the question is put again. Judged on the tuning months of next-month.
_MOST_PERIODS = 3
#: A ranking that correlates less with what came, held out, is none. A round number, not tuned.
_LEAST_CORRELATION = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Of `lines` (n,), series that wait for their first sale: `share` (n,), of mean 1, by which each is likelier to
    sell in the next period than their average; `come` the part that comes in a period, `level` units of the next
    period per waiting series."""

    lines: Ints
    share: Array
    come: float
    level: float

    def ahead(self, launched: Floats) -> Array:
        """Expected units (H,) of a waiting series from those of a launched one (H,) by age: in every period the same
        part of those still waiting comes, and the first period has the level seen."""
        periods = np.arange(len(launched))
        coming = self.come * (1.0 - self.come) ** periods
        units = np.convolve(coming, launched)[: len(launched)]
        return np.asarray(units * self.level / max(float(units[0]), 1e-9))


def waiting_of(panel: Panel, traits: Traits, lines: Ints, seed: int) -> Waiting | None:
    """How likely each of some never sold, undated lines is to come, and how much it will sell.

    Learned from the same question put one to three periods ago: of the series that had not sold then, which did, and
    how much. None where too few came or waited, or where held-out answers do not rank what came.
    """
    pool = _pool(panel, seed)
    if pool is None or not traits.width or not len(lines):
        return None
    series, units, weight = pool
    fold = np.random.default_rng(seed).integers(0, FOLDS, panel.count)[series]
    matrix = traits.matrix[series]
    held, asked = np.zeros(len(series)), np.zeros(len(lines))
    for target in ((units > 0).astype(np.float64), np.log1p(units)):
        told = appeal(matrix, target, weight, traits.matrix[lines], fold, seed)
        width = max(float(told.held.std()), 1e-9)
        held += 0.5 * told.held / width
        asked += 0.5 * told.asked / width
    if np.corrcoef(held, np.log1p(units))[0, 1] < _LEAST_CORRELATION:
        return None
    slope = _slope(held, units, weight)
    share = np.exp(np.clip(slope * (asked - asked.mean()), -4.0, 4.0))
    return Waiting(
        lines=lines,
        share=np.asarray(share / share.mean()),
        come=float(np.average(units > 0, weights=weight)),
        level=float(np.average(units, weights=weight)),
    )


def never_sold(panel: Panel) -> npt.NDArray[np.bool_]:
    """Series (S,) without a unit so far whose launch day is not given."""
    return np.asarray(~(panel.units > 0).any(axis=1) & ~panel.is_dated, dtype=np.bool_)


def _pool(panel: Panel, seed: int) -> tuple[Ints, Array, Array] | None:
    """Rows (N,) of series that had not sold before one of the last periods: series, units then, weight halving with
    each period back; None where fewer than 60 came or stayed away."""
    seen = panel.periods.seen
    sold = panel.units > 0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), seen)
    open_to = ~panel.is_dated
    parts: list[tuple[Ints, Array, Array]] = []
    for back in range(1, min(_MOST_PERIODS, seen - 1) + 1):
        then = seen - back
        series = np.flatnonzero((first >= then) & open_to)
        parts.append((series, panel.units[series, then].astype(np.float64), np.full(len(series), 0.5 ** (back - 1))))
        if sum(len(part[0]) for part in parts) >= _ENOUGH_ROWS:
            break
    if not parts:
        return None
    series, units, weight = (np.concatenate([part[place] for part in parts]) for place in range(3))
    if len(series) > _MOST_ROWS:
        kept = np.sort(np.random.default_rng(seed).choice(len(series), _MOST_ROWS, replace=False))
        series, units, weight = series[kept], units[kept], weight[kept]
    came = int((units > 0).sum())
    if came < _LEAST or len(units) - came < _LEAST:
        return None
    return series.astype(np.int64), units, weight


def _slope(score: Floats, units: Floats, weight: Floats) -> float:
    """Slope of a Poisson regression of units on the score, with a free constant, by Newton's method; 0 to 3."""
    centred = score - score.mean()
    constant, slope = math.log(max(float(np.average(units, weights=weight)), 1e-9)), 0.0
    for _ in range(25):
        mean = np.exp(np.clip(constant + slope * centred, -20.0, 20.0))
        rest = weight * (units - mean)
        square = weight * mean
        second = np.array([[square.sum(), (square * centred).sum()],
                           [(square * centred).sum(), (square * centred**2).sum()]])  # fmt: skip
        gradient = np.array([rest.sum(), (rest * centred).sum()])
        step = np.clip(np.linalg.solve(second + 1e-9 * np.eye(2), gradient), -1.0, 1.0)
        constant, slope = constant + float(step[0]), slope + float(step[1])
    return float(np.clip(slope, 0.0, 3.0))
