"""How wide, and how honest: over-dispersion from rehearsal errors, and the levels that really cover what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.dispersion import Line, line_of, plain_line
from treadle.anticipate.distribution import LADDER, quantiles
from treadle.anticipate.panel import Ints

Floats = npt.NDArray[np.floating]
Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
#: Edges of bands of the mean units within which errors are taken for alike. Round numbers, not tuned.
_BANDS = np.array([1.0, 5.0, 30.0, 100.0])
#: Rows below which the plain width stands. A round number, not tuned.
_LEAST_ROWS = 1500
#: Rows that the width is learned from, at most. Not tuned: bounds work and memory.
_MOST_ROWS = 60_000
#: Draws of a common error from which its side is believed. Judged on demo-truth and vn2-sum.
_MANY_DRAWS = 9.0
#: Series in a leaf of the trees of widths, at least, and leaves of a tree. Round numbers, not tuned.
_LEAF_SERIES, _LEAVES = 20, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Rehearsal rows (N,): what came (`actual`), what was expected (`mean`), features (N, F), stage, whether a row is a
    sum over the first periods (True) or one period, its series, from which origin it looked how far ahead, and whether
    its series was launched within the grid."""

    actual: Floats
    mean: Floats
    matrix: Floats
    stage: Ints
    is_sum: npt.NDArray[np.bool_]
    series: Ints
    origin: Ints
    horizon: Ints
    is_launched: Flags

    @classmethod
    def none(cls) -> Errors:
        """No rows."""
        nothing = np.zeros(0)
        whole = nothing.astype(np.int64)
        return cls(actual=nothing, mean=nothing, matrix=np.zeros((0, 1)), stage=whole, is_sum=nothing.astype(bool),
                   series=whole, origin=whole, horizon=whole, is_launched=nothing.astype(bool))  # fmt: skip

    def and_of(self, others: Errors) -> Errors:
        """Both rows, without their features, which may differ."""
        both = {
            name: np.concatenate([getattr(self, name), getattr(others, name)])
            for name in ("actual", "mean", "stage", "is_sum", "series", "origin", "horizon", "is_launched")
        }
        return Errors(matrix=np.zeros((len(both["mean"]), 1)), **both)

    def at(self, chosen: npt.NDArray[np.bool_]) -> Errors:
        """Some of the rows."""
        return Errors(actual=self.actual[chosen], mean=self.mean[chosen], matrix=self.matrix[chosen],
                      stage=self.stage[chosen], is_sum=self.is_sum[chosen], series=self.series[chosen],
                      origin=self.origin[chosen], horizon=self.horizon[chosen],
                      is_launched=self.is_launched[chosen])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Variance over mean of a count: a `line` in the mean, times what `trees` (None where there was too little to learn
    from) and `shift` say as logarithms."""

    line: Line
    trees: Trees | None = None
    shift: float = 0.0

    def spread(
        self, mean: Floats, matrix: Floats | None, stage: Ints, is_sum: Flags, horizon: Ints, is_launched: Flags
    ) -> Array:
        """Variance-to-mean ratio (N,), at least 1."""
        plain = self.line.spread(mean, stage, is_sum, horizon, is_launched)
        if self.trees is None or matrix is None:
            return plain
        raw = self.trees.raw(_inputs(mean, matrix, is_sum)) + self.shift
        return np.clip(plain * np.exp(raw), 1.0, 1.0 + 4.0 * np.maximum(mean, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """How far values lie from their means: their dispersion, and for (stage, band of the mean, is_sum) the `levels` of
    the distribution that hold what the `wanted` ones say."""

    dispersion: Dispersion
    wanted: Array
    levels: dict[tuple[int, int, bool], Array]

    def quantiles(
        self, mean: Floats, matrix: Floats | None, stage: Ints, is_sum: Flags, horizon: Ints, is_launched: Flags,
        shared: Floats | None = None,
    ) -> Array:  # fmt: skip
        """Calibrated quantiles (N, L), non-decreasing along the levels; `shared` (N,) is the deviation of what all
        series do together, about which rehearsed errors say nothing."""
        spread = self.dispersion.spread(mean, matrix, stage, is_sum, horizon, is_launched)
        if shared is not None:
            spread = spread + mean * shared**2
        found = np.zeros((len(mean), len(self.wanted)))
        cell = (stage * (len(_BANDS) + 1) + np.searchsorted(_BANDS, mean)) * 2 + is_sum
        for one in np.unique(cell):
            chosen = np.flatnonzero(cell == one)
            key = (int(one) // 2 // (len(_BANDS) + 1), int(one) // 2 % (len(_BANDS) + 1), bool(one % 2))
            backed = self.levels.get((-1, -1, key[2]), self.wanted)
            levels = self.levels.get(key, self.levels.get((key[0], -1, key[2]), backed))
            found[chosen] = quantiles(mean[chosen], spread[chosen], levels)
        return np.maximum.accumulate(found, axis=1)


def _inputs(mean: Floats, matrix: Floats, is_sum: Flags) -> Floats:
    extra = np.column_stack([np.log(np.maximum(mean, 1e-3)), is_sum]).astype(np.float32)
    return np.concatenate([matrix, extra], axis=1)


def learn_width(errors: Errors, names: list[str], wanted: Array, seed: int) -> Width:
    """Dispersion and level calibration from rehearsal errors.

    Levels are moved, per stage and size of the mean, to where they hold in the rehearsal: a conformal correction of the
    parametric quantiles, whose dispersion comes from other series than those it is judged on. Both sides move alike
    where few horizons were held out: to which side they all erred says little of the next one's then (`_sided`).
    """
    whole = learn_dispersion(errors, names, seed)
    spread = np.zeros(len(errors.mean))
    half = np.unique(errors.series, return_inverse=True)[1] % 2
    for one in range(2):
        mine = half == one
        other = whole if whole.trees is None else learn_dispersion(errors.at(~mine), names, seed)
        rows = errors.at(mine)
        spread[mine] = other.spread(
            np.maximum(rows.mean, 1e-3), rows.matrix, rows.stage, rows.is_sum, rows.horizon, rows.is_launched
        )
    return Width(dispersion=whole, wanted=wanted, levels=_levels(errors, spread, wanted, seed))


def learn_dispersion(errors: Errors, names: list[str], seed: int) -> Dispersion:
    """The target is the squared Pearson residual (y - m)²/m, whose mean is the variance-to-mean ratio (McCullagh and
    Nelder 1989, §9.2): a line in the mean, and trees for what depends on more than the mean. Of few series trees tell
    nothing, for a leaf holds a score of them; there the line knows of stage, launch and horizon.
    """
    mean = np.maximum(errors.mean, 1e-3)
    square = (errors.actual - mean) ** 2
    share = _alike_by_horizon(errors)
    series = len(np.unique(errors.series))
    if series < _LEAVES * _LEAF_SERIES:
        return Dispersion(line=line_of(mean, square, share, errors))
    line = plain_line(mean, square, share)
    target = square / mean / line.spread(mean, errors.stage, errors.is_sum, errors.horizon, errors.is_launched)
    target = np.clip(target, 0.02, max(float(np.quantile(target, 0.999)), 0.1))
    shift = float(np.log(np.average(target, weights=share)))
    # Rows of one series are alike: a leaf of few series would learn those series, not their kind.
    of_series = _LEAF_SERIES * len(mean) // series
    growth = Growth(
        objective="gamma", rounds=80, rate=0.08, leaves=_LEAVES, leaf_rows=max(min(200, len(mean) // 12), of_series)
    )
    sample = Sample(
        matrix=_inputs(mean, errors.matrix, errors.is_sum), target=target, weight=share,
        start=np.full(len(mean), shift),
    )  # fmt: skip
    return Dispersion(line=line, trees=grow(sample, [*names, "log_mean", "is_sum"], growth, seed), shift=shift)


def _alike_by_horizon(errors: Errors) -> Array:
    """Weights (N,) of mean 1 by which every horizon counts alike: what lies far ahead is seen from few origins of a
    held-out quarter, and would else be taken for as sure as what comes next."""
    kind = errors.horizon * 2 + errors.is_sum
    share = 1.0 / np.bincount(kind)[kind]
    return np.asarray(share / share.mean()) if len(share) else share


def _levels(errors: Errors, spread: Array, wanted: Array, seed: int) -> dict[tuple[int, int, bool], Array]:
    """For each cell with enough rows, each stage, and all periods and all sums, the levels that hold what the wanted
    ones say: quantiles of where the rehearsal's values lay in their own distribution, ties of counts drawn by chance
    (the randomised probability integral transform; Czado, Gneiting and Held 2009), drawn back where rows are few.
    """
    rng = np.random.default_rng(seed)
    chosen = np.arange(len(errors.mean))
    if len(chosen) > _MOST_ROWS:
        chosen = np.sort(rng.choice(chosen, _MOST_ROWS, replace=False))
    if not len(chosen):
        return {}
    mean, is_sum, stage = np.maximum(errors.mean[chosen], 1e-3), errors.is_sum[chosen], errors.stage[chosen]
    ladder = np.array(LADDER)
    low, high = between(errors.actual[chosen], quantiles(mean, spread[chosen], ladder), ladder)
    place = low + (high - low) * rng.random(len(low))
    band = np.searchsorted(_BANDS, mean)
    sided = _sided(errors)
    share = _alike_by_horizon(errors.at(np.isin(np.arange(len(errors.mean)), chosen)))
    found = {}
    for sums in (False, True):
        for one in [-1, *np.unique(stage).tolist()]:
            for size in [-1] if one < 0 else range(-1, len(_BANDS) + 1):
                rows = (is_sum == sums) & ((stage == one) | (one < 0)) & ((band == size) | (size < 0))
                if rows.sum() >= (_LEAST_ROWS if one >= 0 else 60):
                    trust = rows.sum() / (rows.sum() + 400.0)
                    told = _weighed_quantiles(place[rows], share[rows], wanted)
                    even = _weighed_quantiles(np.r_[place[rows], 1.0 - place[rows]], np.tile(share[rows], 2), wanted)
                    held = wanted + trust * (sided * told + (1.0 - sided) * even - wanted)
                    found[(one, size, sums)] = np.maximum.accumulate(held)
    return found


def _sided(errors: Errors) -> float:
    """How far it is believed to which side values lay: as many draws of what all err by as whole horizons fit into the
    held-out periods, wholly from `_MANY_DRAWS` on; one tells only how far. Launches come each at its own time.
    """
    target = errors.origin + errors.horizon
    if errors.origin.max() == errors.origin.min():
        return 1.0
    draws = float(target.max() - target.min() + 1) / float(errors.horizon.max())
    return float(np.clip((draws - 1.0) / (_MANY_DRAWS - 1.0), 0.0, 1.0))


def _weighed_quantiles(values: Array, weight: Array, wanted: Array) -> Array:
    """Quantiles (L,) of weighted values: the distribution's middle steps, joined."""
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    return np.interp(wanted, (total - 0.5 * weight[order]) / total[-1], values[order])


def between(actual: Floats, told: Array, wanted: Array) -> tuple[Array, Array]:
    """Levels (N,) of the last quantile below and the first above each value (0 and 1 outside): where the value lies in
    its own distribution (the probability integral transform of a count; Czado, Gneiting and Held 2009)."""
    levels = np.r_[0.0, wanted, 1.0]
    under = (told < actual[:, None] - 1e-9).sum(axis=1)
    over = (told <= actual[:, None] + 1e-9).sum(axis=1)
    return levels[under], levels[over + 1]
