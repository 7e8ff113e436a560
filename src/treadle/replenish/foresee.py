"""Weekly demand of every pair, learned from all of them at once on weeks whose shelf was full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from treadle.replenish.features import Answers, Describer, Points
from treadle.replenish.past import DemandHistory, Floats

#: Horizons on which the trees learn; later weeks are answered by the same trees.
LEARNED_WEEKS = 4
MOST_ROWS = 400_000
#: A pair must have been on the shelf so long before its weeks teach others.
_SHELF_WEEKS = 4.0
_FIRST_WEEK = 30


class Grown(Protocol):
    """Trees as the learner hands them over."""

    def raw(self, matrix: Floats) -> Floats:
        """Log of demand over level (N,) for a matrix (N, F)."""


class Learner(Protocol):
    """Grows trees of a count: log of the mean of `target` (N,) starts at `start` (N,) and is bent by the features."""

    def __call__(self, answers: Answers, target: Floats, weight: Floats, seed: int) -> Grown:
        """Trees grown on the answers' matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """Trees grown on a history, ready to be asked; `trust` (0 to 1) is the weight of their logarithm against that of
    the last year's plain mean."""

    trees: tuple[Grown, ...]
    trust: float = 1.0

    def mean(self, answers: Answers) -> Floats:
        """Expected units (N,) of described points."""
        told = self.trees_mean(answers)
        if self.trust >= 1.0:
            return told
        return np.asarray(told**self.trust * plain_mean(answers) ** (1.0 - self.trust))

    def trees_mean(self, answers: Answers) -> Floats:
        """Expected units (N,) by the trees alone."""
        bent = np.zeros(len(answers.level))
        for grown in self.trees:
            bent += grown.raw(answers.matrix) / len(self.trees)
        return np.asarray(answers.level * np.exp(np.clip(bent, -5.0, 5.0)))


def plain_mean(answers: Answers) -> Floats:
    """Units per week of the last year (N,), weeks of an empty shelf left out."""
    return np.asarray(answers.level * np.exp(answers.matrix[:, answers.names.index("rate_52")]))


def lessons(history: DemandHistory, first_week: int, rng: np.random.Generator, most: int = MOST_ROWS) -> Points:
    """Points whose outcome is known and was not cut short by an empty shelf, at most `most`, asked after
    `first_week` at the earliest."""
    pairs, weeks = history.units.shape
    shelf = np.concatenate([np.zeros((pairs, 1)), np.cumsum(history.share, axis=1)], axis=1)
    now = np.arange(first_week, weeks)
    line, now, ahead = (axis.ravel() for axis in np.meshgrid(
        np.arange(pairs), now, np.arange(1, LEARNED_WEEKS + 1), indexing="ij"
    ))  # fmt: skip
    points = Points(line=line, now=now, ahead=ahead)
    target = np.minimum(points.target, weeks - 1)
    good = (points.target < weeks) & (shelf[line, now] >= _SHELF_WEEKS) & (history.share[line, target] > 0.5)
    chosen = np.flatnonzero(good)
    if len(chosen) > most:
        chosen = np.sort(rng.choice(chosen, most, replace=False))
    return points.take(chosen)


def learn(history: DemandHistory, learner: Learner, seed: int, *, models: int = 1, most: int = MOST_ROWS) -> Foresight:
    """Grow trees on a whole history, `models` times with other random choices, from at most `most` points; without
    enough of it, the levels alone are the forecast."""
    first = min(_FIRST_WEEK, max(history.units.shape[1] // 2, 1))
    points = lessons(history, first, np.random.default_rng(seed), most)
    if len(points.line) < 200:
        return Foresight(trees=())
    answers = Describer(history).describe(points)
    share = history.share[points.line, points.target]
    target = history.units[points.line, points.target] / share
    trees = tuple(learner(answers, target, share, seed + number) for number in range(models))
    return Foresight(trees=trees)


def coming(history: DemandHistory, foresight: Foresight, weeks: int) -> Floats:
    """Expected units (S, weeks) of the weeks after the history."""
    pairs, now = history.units.shape
    points = Points(
        line=np.repeat(np.arange(pairs), weeks),
        now=np.full(pairs * weeks, now, dtype=np.int64),
        ahead=np.tile(np.arange(1, weeks + 1), pairs),
    )
    return foresight.mean(Describer(history).describe(points)).reshape(pairs, weeks)
