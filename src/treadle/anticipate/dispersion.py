"""How far values lie from their means before anything but stage, horizon and size is looked at: a line in the mean.

A level that was misjudged stays so, one that walks strays further with every period. So the excess of the variance over
that of a count grows with the horizon by a power: for each life stage by its own, for what was launched within the grid
apart from what stood before it, and for sums apart from periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from treadle.anticipate.stages import STAGES

Floats = npt.NDArray[np.floating]
Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Excess over the squared mean, at most and at least, and where nothing was rehearsed. Beyond what is seen, not tuned.
_MOST, _LEAST, _USUAL = 4.0, 1e-3, 0.5
#: Powers of the horizon that are tried: from a level that stands to one whose changes walk. Not tuned: bounds work.
_POWERS = np.linspace(0.0, 1.5, 16)
#: Power that is believed beforehand, half way between a level that is misjudged and one that walks, and how surely
#: (standard deviation): either is one deviation away. Round numbers, not tuned.
_BELIEVED, _UNSURE = 0.5, 0.5
#: Series that what is usual counts for beside a stage's own. A round number, not tuned.
_USUAL_SERIES = 10.0
#: Stages, whether launched within the grid, whether a sum. By definition.
_SHAPE = (len(STAGES), 2, 2)
#: Steps of a logarithm of the mean within which rows are added up. Not tuned: bounds work.
_STEP = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Variance over mean of a count: 1 + excess · (horizon / `farthest`)^power · mean, with `excess` and `power` by
    stage, whether the series was launched within the grid, and whether it is a sum (4, 2, 2)."""

    excess: Array
    power: Array
    farthest: int

    def spread(self, mean: Floats, stage: Ints, is_sum: Flags, horizon: Ints, is_launched: Flags) -> Array:
        """Variance-to-mean ratio (N,), at least 1."""
        kind = stage, is_launched.astype(np.int64), is_sum.astype(np.int64)
        grown = (np.minimum(horizon, self.farthest) / self.farthest) ** self.power[kind]
        return np.asarray(1.0 + self.excess[kind] * grown * mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Rows added up: weight, mean, squared miss and horizon over the farthest (C,), and how many series are behind."""

    weight: Array
    mean: Array
    square: Array
    ahead: Array
    kind: Ints
    series: float

    def at(self, chosen: Flags, series: float) -> _Cells:
        """Some of the cells."""
        return _Cells(weight=self.weight[chosen], mean=self.mean[chosen], square=self.square[chosen],
                      ahead=self.ahead[chosen], kind=self.kind[chosen], series=series)  # fmt: skip


class Kinds(Protocol):
    """Of rehearsed rows (N,): stage, whether a row is a sum, its horizon and series, and whether that was launched."""

    @property
    def stage(self) -> Ints:
        """Life stage."""
        ...

    @property
    def is_sum(self) -> Flags:
        """Whether it is a sum over the first periods."""
        ...

    @property
    def horizon(self) -> Ints:
        """How many periods ahead, 1 for the next."""
        ...

    @property
    def series(self) -> Ints:
        """Whose it is."""
        ...

    @property
    def is_launched(self) -> Flags:
        """Whether the series was launched within the grid."""
        ...


def plain_line(mean: Floats, square: Floats, weight: Floats) -> Line:
    """One excess for all, by moments of weighted squared misses (N,) of means (N,)."""
    below = float(np.sum(weight * mean**2))
    excess = float(np.clip(np.sum(weight * (square - mean)) / below, 0.0, _MOST)) if below > 0 else _USUAL
    return Line(excess=np.full(_SHAPE, excess), power=np.zeros(_SHAPE), farthest=1)


def line_of(mean: Floats, square: Floats, weight: Floats, rows: Kinds) -> Line:
    """The line from means and squared misses (N,) of rehearsed rows.

    Variances by the likelihood of a normal around the mean (pseudo-likelihood: Davidian and Carroll, "Variance function
    estimation", Journal of the American Statistical Association 82, 1987). Rows of one series are alike, so what they
    say of the power counts once per series; each stage, of what was launched or stood, leans on all.
    """
    excess, power = np.full(_SHAPE, _USUAL), np.full(_SHAPE, _BELIEVED)
    farthest = int(rows.horizon.max(initial=1))
    for sums in (0, 1):
        mine = np.flatnonzero(rows.is_sum == bool(sums))
        if not len(mine):
            continue
        kind, series = 2 * rows.stage[mine] + rows.is_launched[mine], rows.series[mine]
        cells = _added_up(mean[mine], square[mine], weight[mine], kind, rows.horizon[mine] / farthest, series)
        most, usual = _fitted(cells, _BELIEVED)
        excess[..., sums], power[..., sums] = most, usual
        for one in np.unique(kind).tolist():
            count = float(len(np.unique(series[kind == one])))
            place = one // 2, one % 2, sums
            own, power[place] = _fitted(cells.at(cells.kind == one, count), usual)
            share = count / (count + _USUAL_SERIES)
            excess[place] = np.exp(share * np.log(own) + (1.0 - share) * np.log(most))
    return Line(excess=excess, power=power, farthest=farthest)


def _added_up(mean: Floats, square: Floats, weight: Floats, kind: Ints, ahead: Floats, series: Ints) -> _Cells:
    """Rows of one kind, horizon and size of the mean as one. The squared miss of a count of variance V varies by
    2 V² + V where that of a normal does by 2 V²: small ones say little."""
    size = np.round(np.log(mean) / _STEP).astype(np.int64)
    far = np.unique(ahead, return_inverse=True)[1]
    key = (kind * (far.max() + 1) + far) * (size.max() - size.min() + 1) + size - size.min()
    first, back = np.unique(key, return_index=True, return_inverse=True)[1:]
    weight = np.asarray(weight * mean / (mean + 0.5), dtype=np.float64)
    total = np.asarray(np.bincount(back, weight), dtype=np.float64)
    return _Cells(
        weight=total, mean=np.bincount(back, weight * mean) / total, square=np.bincount(back, weight * square) / total,
        ahead=np.asarray(ahead[first], dtype=np.float64), kind=kind[first], series=float(len(np.unique(series))),
    )  # fmt: skip


def _fitted(cells: _Cells, believed: float) -> tuple[float, float]:
    """Excess at the farthest horizon, and power, that are likeliest with what is believed of the power."""
    best, found = np.inf, (_USUAL, believed)
    for power in _POWERS:
        excess, loss = _likeliest(cells, cells.ahead**power)
        loss = 0.5 * cells.series * loss + 0.5 * ((power - believed) / _UNSURE) ** 2
        if loss < best:
            best, found = loss, (excess, float(power))
    return found


def _likeliest(cells: _Cells, grown: Array) -> tuple[float, float]:
    """The likeliest excess by Fisher's scoring, and its mean loss log V + square / V."""
    excess, slope = _USUAL, grown * cells.mean**2
    variance = cells.mean + excess * slope
    for _ in range(25):
        told = cells.weight * slope / variance**2
        last = excess
        excess = float(np.clip(np.sum(told * (cells.square - cells.mean)) / np.sum(told * slope), _LEAST, _MOST))
        variance = cells.mean + excess * slope
        if abs(excess - last) < 1e-4 * last:
            break
    loss = np.log(variance) + cells.square / variance
    return excess, float(np.sum(cells.weight * loss) / np.sum(cells.weight))
