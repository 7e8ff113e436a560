"""Forecasts of the recent past as they would have been made then, to know how far to trust the next ones."""

from __future__ import annotations

import numpy as np

from treadle.replenish.doubt import USUAL, Doubt, fit_doubt
from treadle.replenish.features import Describer, Points
from treadle.replenish.foresee import LEARNED_WEEKS, Learner, learn
from treadle.replenish.past import DemandHistory

#: Last weeks that are rehearsed: a year, so that every season speaks.
REHEARSED_WEEKS = 52
REHEARSED_ROWS = 120_000


def rehearse(history: DemandHistory, learner: Learner, seed: int) -> Doubt:
    """Learn from what was known before the last year (or the last third of a shorter past), forecast on from every
    second week of it, and fit the doubt to what came."""
    weeks = history.units.shape[1]
    first = weeks - min(REHEARSED_WEEKS, weeks // 3)
    if first < 20:
        return USUAL
    foresight = learn(history.until(first), learner, seed, most=REHEARSED_ROWS)
    pairs = np.arange(len(history.units))
    now = np.arange(first, weeks, 2)
    line, asked, ahead = (axis.ravel() for axis in np.meshgrid(
        pairs, now, np.arange(1, LEARNED_WEEKS + 1), indexing="ij"
    ))  # fmt: skip
    target = np.minimum(asked + ahead - 1, weeks - 1)
    good = (asked + ahead <= weeks) & (history.share[line, target] >= 1.0)
    points = Points(line=line, now=asked, ahead=ahead).take(np.flatnonzero(good))
    if not len(points.line):
        return USUAL
    mean = foresight.mean(Describer(history).describe(points))
    units = history.units[points.line, points.target]
    return fit_doubt(mean, units, points.line, points.now)
