"""How far series err together: the part of a forecast's error that all share, that those of one group share, and that
is a series' own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from treadle.anticipate.coverage import Scores
from treadle.anticipate.panel import Ints

Array = npt.NDArray[np.float64]

#: The group of all series.
ALL = "all"
#: What all share where nothing was held out, and the number of held-out periods that this counts for.
#: Judged on demo-truth.
USUAL_SHARE, USUAL_PERIODS = 0.1, 4.0
#: No more than this is shared: something always stays a series' own. A round number, not tuned.
MOST_SHARED = 0.95
#: Pairs from which a group's own part counts for half. A round number, not tuned.
FEW_PAIRS = 200.0


def shared_errors(scores: Scores, groups: Mapping[str, Ints]) -> dict[str, float]:
    """Parts of the variance of a series' error that all series share ('all') and that members of each group share
    beyond that; they add up to at most `MOST_SHARED`.

    scores: normal scores of held-out values; groups: codes (S,) of each series by name, -1 where it has none. Groups
    may cross or lie within one another. The scores are taken as sums of independent factors (a Gaussian copula with a
    factor per group): pairs of one origin and horizon that share a group have as covariance what their common factors
    carry, which gives an equation per group, solved by least squares without negative parts.
    """
    names = [ALL, *groups]
    codes = [np.zeros(len(scores.series), dtype=np.int64), *(codes[scores.series] for codes in groups.values())]
    square = float(np.sum((scores.weight * scores.score) ** 2))
    if square <= 0.0:
        return {ALL: USUAL_SHARE} | dict.fromkeys(groups, 0.0)
    variance = square / float(np.sum(scores.weight**2))
    matrix, target = np.zeros((len(names), len(names))), np.zeros(len(names))
    for row, mine in enumerate(codes):
        product, weight, pairs = _pairs(scores, mine)
        if weight <= 0.0:
            continue
        trust = np.sqrt(pairs / (pairs + FEW_PAIRS))
        target[row] = trust * product / weight / variance
        for column, other in enumerate(codes):
            both = mine if column == row else _crossed(mine, other)
            matrix[row, column] = trust * _pairs(scores, both)[1] / weight
    from scipy.optimize import nnls

    found, _ = nnls(matrix, target)
    periods = len(np.unique(scores.origin + scores.horizon))
    found[0] = (periods * found[0] + USUAL_PERIODS * USUAL_SHARE) / (periods + USUAL_PERIODS)
    found *= min(1.0, MOST_SHARED / max(float(found.sum()), 1e-9))
    return dict(zip(names, found.tolist(), strict=True))


def _crossed(one: Ints, other: Ints) -> Ints:
    """Codes of pairs of codes, -1 where either is missing."""
    return np.where((one >= 0) & (other >= 0), one * (int(other.max(initial=0)) + 1) + other, -1)


def _pairs(scores: Scores, codes: Ints) -> tuple[float, float, float]:
    """Over all pairs of rows of one origin, horizon and code: the sum of products of weighted scores, of products of
    weights, and how many pairs there are."""
    chosen = codes >= 0
    key = np.stack([scores.origin[chosen], scores.horizon[chosen], scores.is_sum[chosen], codes[chosen]])
    group = np.unique(key, axis=1, return_inverse=True)[1].ravel()
    weight = scores.weight[chosen]
    value = weight * scores.score[chosen]

    def pairs_of(values: Array) -> float:
        return float((np.bincount(group, values) ** 2).sum() - (values**2).sum()) / 2.0

    return pairs_of(value), pairs_of(weight), pairs_of(np.ones(len(group)))
