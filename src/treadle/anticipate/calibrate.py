"""How wide, and how honest: over-dispersion from rehearsal errors, and the levels that really cover what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.distribution import LADDER, pinball, quantiles
from treadle.anticipate.panel import Ints

Floats = npt.NDArray[np.floating]
_BANDS = np.array([1.0, 5.0, 30.0])
_LEAST_ROWS = 1500
_MOST_ROWS = 60_000
_LEAF_SERIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Rehearsal rows (N,): what came (`actual`), what was expected (`mean`), features (N, F), stage, whether a row is a
    sum over the first periods (True) or one period, its series, and from which origin it looked how far ahead."""

    actual: Floats
    mean: Floats
    matrix: Floats
    stage: Ints
    is_sum: npt.NDArray[np.bool_]
    series: Ints
    origin: Ints
    horizon: Ints

    @classmethod
    def none(cls) -> Errors:
        """No rows."""
        nothing = np.zeros(0)
        whole = nothing.astype(np.int64)
        return cls(actual=nothing, mean=nothing, matrix=np.zeros((0, 1)), stage=whole, is_sum=nothing.astype(bool),
                   series=whole, origin=whole, horizon=whole)  # fmt: skip

    def and_of(self, others: Errors) -> Errors:
        """Both rows, without their features, which may differ."""
        both = {
            name: np.concatenate([getattr(self, name), getattr(others, name)])
            for name in ("actual", "mean", "stage", "is_sum", "series", "origin", "horizon")
        }
        return Errors(matrix=np.zeros((len(both["mean"]), 1)), **both)

    def at(self, chosen: npt.NDArray[np.bool_]) -> Errors:
        """Some of the rows."""
        return Errors(actual=self.actual[chosen], mean=self.mean[chosen], matrix=self.matrix[chosen],
                      stage=self.stage[chosen], is_sum=self.is_sum[chosen], series=self.series[chosen],
                      origin=self.origin[chosen], horizon=self.horizon[chosen])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """Variance-to-mean ratio by trees, or 1 + `alpha`·mean where there was too little to learn from; `levels` gives
    for (stage, band of the mean, is_sum) the levels of the distribution that cover the wanted ones."""

    trees: Trees | None
    alpha: float
    wanted: npt.NDArray[np.float64]
    levels: dict[tuple[int, int, bool], npt.NDArray[np.float64]]

    def spread(self, mean: Floats, matrix: Floats | None, is_sum: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """Variance-to-mean ratio (N,), at least 1."""
        if self.trees is None or matrix is None:
            return np.asarray(1.0 + self.alpha * mean)
        raw = self.trees.raw(_inputs(mean, matrix, is_sum))
        return np.clip(np.exp(raw), 1.0, 1.0 + 4.0 * np.maximum(mean, 1.0))

    def quantiles(
        self, mean: Floats, matrix: Floats | None, stage: Ints, is_sum: npt.NDArray[np.bool_],
        shared: Floats | None = None,
    ) -> npt.NDArray[np.float64]:  # fmt: skip
        """Calibrated quantiles (N, L), non-decreasing along the levels; `shared` (N,) is the deviation of what all
        series do together, about which rehearsed errors say nothing."""
        spread = self.spread(mean, matrix, is_sum)
        if shared is not None:
            spread = spread + mean * shared**2
        found = np.zeros((len(mean), len(self.wanted)))
        cell = (stage * (len(_BANDS) + 1) + np.searchsorted(_BANDS, mean)) * 2 + is_sum
        for one in np.unique(cell):
            chosen = np.flatnonzero(cell == one)
            key = (int(one) // 2 // (len(_BANDS) + 1), int(one) // 2 % (len(_BANDS) + 1), bool(one % 2))
            levels = self.levels.get(key, self.levels.get((-1, -1, key[2]), self.wanted))
            found[chosen] = quantiles(mean[chosen], spread[chosen], levels)
        return np.maximum.accumulate(found, axis=1)


def _inputs(mean: Floats, matrix: Floats, is_sum: npt.NDArray[np.bool_]) -> Floats:
    extra = np.column_stack([np.log(np.maximum(mean, 1e-3)), is_sum]).astype(np.float32)
    return np.concatenate([matrix, extra], axis=1)


def learn_width(errors: Errors, names: list[str], wanted: npt.NDArray[np.float64], seed: int) -> Width:
    """Dispersion and level calibration from rehearsal errors.

    The dispersion's target is the squared Pearson residual (y - m)²/m, whose mean is the variance-to-mean ratio
    (McCullagh and Nelder 1989, §9.2). Levels are moved, per stage and size of the mean, to where the pinball loss of
    the rehearsal is least: a conformal correction of the parametric quantiles.
    """
    mean = np.maximum(errors.mean, 1e-3)
    residual = (errors.actual - mean) ** 2
    weight = np.sum(mean**2)
    alpha = float(np.clip(np.sum(residual - mean) / weight, 0.0, 4.0)) if weight > 0 else 0.5
    trees = None
    if len(mean) >= 400:
        target = residual / mean
        target = np.clip(target, 0.02, max(float(np.quantile(target, 0.999)), 0.1))
        start = np.full(len(mean), np.log(target.mean()))
        # Rows of one series are alike: a leaf of few series would learn those series, not their kind.
        of_series = _LEAF_SERIES * len(mean) // max(len(np.unique(errors.series)), 1)
        leaf_rows = max(min(200, len(mean) // 12), of_series)
        growth = Growth(objective="gamma", rounds=80, rate=0.08, leaves=15, leaf_rows=leaf_rows)
        sample = Sample(matrix=_inputs(mean, errors.matrix, errors.is_sum), target=target,
                        weight=np.ones(len(mean)), start=start)  # fmt: skip
        grown = grow(sample, [*names, "log_mean", "is_sum"], growth, seed)
        trees = _Shifted(trees=grown, shift=float(start[0])) if len(start) else None
    plain = Width(trees=trees, alpha=alpha, wanted=wanted, levels={})
    return Width(trees=trees, alpha=alpha, wanted=wanted, levels=_levels(errors, plain, wanted, seed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shifted:
    """Trees whose raw score starts from a constant."""

    trees: Trees
    shift: float

    @property
    def rounds(self) -> int:
        """Trees that are used."""
        return self.trees.rounds

    def raw(self, matrix: Floats) -> npt.NDArray[np.float64]:
        """Raw scores (N,) of a matrix (N, F)."""
        return self.trees.raw(matrix) + self.shift


def _levels(
    errors: Errors, width: Width, wanted: npt.NDArray[np.float64], seed: int
) -> dict[tuple[int, int, bool], npt.NDArray[np.float64]]:
    """For each cell with enough rows, and for all periods and all sums, the levels with the least pinball loss."""
    rng = np.random.default_rng(seed)
    chosen = np.arange(len(errors.mean))
    if len(chosen) > _MOST_ROWS:
        chosen = np.sort(rng.choice(chosen, _MOST_ROWS, replace=False))
    mean, actual = np.maximum(errors.mean[chosen], 1e-3), errors.actual[chosen]
    is_sum, stage = errors.is_sum[chosen], errors.stage[chosen]
    if not len(chosen):
        return {}
    matrix = errors.matrix[chosen] if width.trees is not None else None
    ladder = np.array(LADDER)[2:-2]
    candidates = quantiles(mean, width.spread(mean, matrix, is_sum), ladder)
    weight = 1.0 / np.sqrt(mean + 1.0)
    band = np.searchsorted(_BANDS, mean)
    found = {}
    for sums in (False, True):
        for one in [-1, *np.unique(stage).tolist()]:
            for size in [-1] if one < 0 else range(len(_BANDS) + 1):
                rows = (is_sum == sums) & ((stage == one) | (one < 0)) & ((band == size) | (size < 0))
                if rows.sum() >= (_LEAST_ROWS if one >= 0 else 60):
                    found[(one, size, sums)] = _best(actual[rows], candidates[rows], weight[rows], wanted, ladder)
    return found


def _best(
    actual: Floats, candidates: Floats, weight: Floats, wanted: npt.NDArray[np.float64], ladder: Floats
) -> npt.NDArray[np.float64]:
    """The level of `ladder` that serves each wanted level best, drawn half-way back where rows are few."""
    trust = len(actual) / (len(actual) + 400.0)
    best = np.empty(len(wanted))
    for place, level in enumerate(wanted):
        near = np.abs(ladder - level) <= 0.20
        loss = (pinball(actual, candidates[:, near], np.full(int(near.sum()), level)) * weight[:, None]).mean(axis=0)
        flat = np.flatnonzero(loss <= loss.min() * 1.0005)
        options = ladder[near][flat]
        best[place] = level + trust * (options[np.argmin(np.abs(options - level))] - level)
    return np.maximum.accumulate(best)
