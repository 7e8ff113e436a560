"""Forecasts of the recent past as they would have been made then, to know how far to trust the next ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from treadle.replenish.doubt import USUAL, Doubt, fit_doubt
from treadle.replenish.features import Describer, Points
from treadle.replenish.foresee import LEARNED_WEEKS, Learner, learn, plain_mean
from treadle.replenish.past import DemandHistory, Floats

#: Last weeks that are rehearsed: a year, so that every season speaks.
REHEARSED_WEEKS = 52
REHEARSED_ROWS = 120_000

#: Weights of the trees that are compared; ties go to the first.
TRUSTS = (1.0, 0.5, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How sure forecasts are, and how far the trees are better than the last year's plain mean."""

    doubt: Doubt
    trust: float


def rehearse(history: DemandHistory, learner: Learner, seed: int) -> Rehearsal:
    """Learn from what was known before the last year (or the last third of a shorter past), forecast on from every
    second week of it, and compare with what came."""
    weeks = history.units.shape[1]
    first = weeks - min(REHEARSED_WEEKS, weeks // 3)
    if first < 20:
        return Rehearsal(doubt=USUAL, trust=1.0)
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
        return Rehearsal(doubt=USUAL, trust=1.0)
    answers = Describer(history).describe(points)
    units = history.units[points.line, points.target]
    told, plain = foresight.trees_mean(answers), plain_mean(answers)
    means = {trust: told**trust * plain ** (1.0 - trust) for trust in TRUSTS}
    lost = {trust: _missed(units, mean) for trust, mean in means.items()}
    # Trees that beat the plain mean keep all trust: rehearsed on a shorter past, they look worse than they are now.
    trust = 1.0 if lost[1.0] <= lost[0.0] else min(TRUSTS, key=lost.__getitem__)
    doubt = fit_doubt(means[trust], units, points.line, points.now, len(history.units))
    return Rehearsal(doubt=doubt, trust=trust)


def _missed(units: Floats, mean: Floats) -> float:
    """Poisson log-likelihood lost, up to what does not depend on the mean."""
    return float(np.sum(mean - units * np.log(np.maximum(mean, 1e-9))))
