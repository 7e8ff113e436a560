"""Do the quantiles hold? Rehearsal errors of each fifth of the series judged by what the others taught."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.calibrate import Errors, between, learn_width
from treadle.anticipate.panel import Ints

Array = npt.NDArray[np.float64]

#: Fewer held-out rows than this say nothing of a level. A round number, not tuned.
LEAST_ROWS = 50
#: Parts of the series that are judged apart. A round number, not tuned.
FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Of held-out periods (or sums over first periods, `is_sum`) of a life stage: the share (L,) below each wanted
    level (L,), where a tie counts in part."""

    stage: int
    is_sum: bool
    rows: int
    levels: Array
    shares: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Where held-out values (N,) lay in their own distribution, as normal scores; which series, origin and horizon each
    is of, whether it is a sum over the first periods, and how much it counts (the root of what was expected)."""

    score: Array
    weight: Array
    series: Ints
    origin: Ints
    horizon: Ints
    is_sum: npt.NDArray[np.bool_]

    @classmethod
    def none(cls) -> Scores:
        """No values."""
        whole = np.zeros(0, dtype=np.int64)
        return cls(score=np.zeros(0), weight=np.zeros(0), series=whole, origin=whole, horizon=whole,
                   is_sum=np.zeros(0, dtype=bool))  # fmt: skip


def held_out(errors: Errors, names: list[str], wanted: Array, seed: int) -> tuple[list[Held], Scores]:
    """What share of held-out values lay below each quantile, by life stage, all stages together under -1; and where in
    its own distribution each value lay.

    Widths are learned from four fifths of the series and judged on the others, so nothing is judged by itself. Stages
    with fewer than `LEAST_ROWS` rows are left out.
    """
    fold = np.unique(errors.series, return_inverse=True)[1] % FOLDS
    if not len(fold) or fold.max() < FOLDS - 1:
        return [], Scores.none()
    low, high = np.zeros(len(fold)), np.zeros(len(fold))
    for mine in (fold == one for one in range(FOLDS)):
        width = learn_width(errors.at(~mine), names, wanted, seed)
        rows = errors.at(mine)
        told = width.quantiles(
            np.maximum(rows.mean, 1e-3), rows.matrix, rows.stage, rows.is_sum, rows.horizon, rows.is_launched
        )
        low[mine], high[mine] = between(rows.actual, told, wanted)
    found = []
    for is_sum in (False, True):
        for stage in [-1, *np.unique(errors.stage).tolist()]:
            chosen = (errors.is_sum == is_sum) & ((errors.stage == stage) | (stage < 0))
            if chosen.sum() >= LEAST_ROWS:
                shares = _below(low[chosen], high[chosen], wanted)
                found.append(
                    Held(stage=int(stage), is_sum=is_sum, rows=int(chosen.sum()), levels=wanted, shares=shares)
                )
    return found, _scores(errors, (low + high) / 2)


def _scores(errors: Errors, share: Array) -> Scores:
    """Shares (N,) of the distribution below each value as normal scores."""
    from scipy.special import ndtri

    return Scores(
        score=ndtri(np.clip(share, 0.01, 0.99)), weight=np.sqrt(np.maximum(errors.mean, 1e-3)), series=errors.series,
        origin=errors.origin, horizon=errors.horizon, is_sum=errors.is_sum,
    )  # fmt: skip


def _below(low: Array, high: Array, wanted: Array) -> Array:
    """Mean share (L,) of values below each level, each spread evenly between its two levels."""
    part = (wanted[None, :] - low[:, None]) / (high - low)[:, None]
    return np.asarray(np.clip(part, 0.0, 1.0).mean(axis=0))
