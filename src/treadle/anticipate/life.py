"""What age makes of what was launched, told apart from each series' level.

A drop that has sold for three weeks will rise yet, one that has sold for twenty will fade: no level says so, and trees
see too few drops. So units are divided by the life that other drops had at that age before anything else is learned,
and forecasts are multiplied by the life to come, as they are by what prices lift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Ints, Panel

Array = npt.NDArray[np.float64]

#: Launches, and drops apart from one another, that are needed before anything is learned. Round numbers, not tuned.
_LEAST_LAUNCHES, _LEAST_DROPS = 20, 3
#: Launches are parted by time into so many drops at most. Not tuned: bounds work.
_MOST_DROPS = 8
#: Series of a usual level that a step of the life is drawn to none by. A round number, not tuned.
_STILL = 2.0
#: Units beside which a series counts as little. Half a piece, not tuned.
_LITTLE = 0.5
#: Logarithm of the most and the least that a life may be. A round number, not tuned.
_WIDEST = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lives:
    """Roots of units (n, A) of launched `series` by age over the root of their own level, NaN where not seen, and the
    drop (n,) each was launched in."""

    series: Ints
    root: Array
    drop: Ints

    def summed(self) -> tuple[Array, Array]:
        """Sums (drops, A - 1) of roots at an age, and of the same series' at the next."""
        both = np.isfinite(self.root[:, 1:]) & np.isfinite(self.root[:, :-1])
        now, then = np.where(both, self.root[:, :-1], 0.0), np.where(both, self.root[:, 1:], 0.0)
        of_drop = self.drop[None, :] == np.arange(int(self.drop.max()) + 1)[:, None]
        return of_drop @ now, of_drop @ then


def in_life(panel: Panel) -> Panel:
    """The panel in common time with units over the life of their age, and the life within its `lift`; as it is where
    fewer than 20 were launched at a known day within the grid, or lives of one drop say nothing of those of the others.
    """
    seen, span = panel.periods.seen, panel.periods.seen + panel.periods.ahead
    lives = _lives_of(panel)
    if lives is None:
        return panel
    now, then = lives.summed()
    others = [_curve(now.sum(axis=0) - now[one], then.sum(axis=0) - then[one]) for one in range(len(now))]
    belief = _belief(lives, others, panel.periods.month)
    if belief <= 0.0:
        return panel
    curve = np.array([*others, _curve(now.sum(axis=0), then.sum(axis=0))])
    told_by = np.full(panel.count, len(others))
    told_by[lives.series] = lives.drop
    launched = np.flatnonzero((panel.start > 0) & (panel.start < span) & (panel.is_dated | panel.is_new))
    age = np.arange(span)[None, :] - panel.start[launched, None]
    told = curve[told_by[launched, None], np.clip(age, 0, span - 1)]
    life = np.ones((panel.count, span), dtype=np.float32)
    life[launched] = np.where(age >= 0, np.exp(np.clip(belief * told, -_WIDEST, _WIDEST)), 1.0)
    units = (panel.units / life[:, :seen]).astype(np.float32)
    return replace(panel, units=units, lift=life if panel.lift is None else panel.lift * life)


def _lives_of(panel: Panel) -> _Lives | None:
    """The launches seen within the grid at a known day, or None where they are few."""
    seen, span = panel.periods.seen, panel.periods.seen + panel.periods.ahead
    series = np.flatnonzero((panel.start > 0) & (panel.start < seen) & panel.is_dated)
    distinct, back, count = np.unique(panel.start[series], return_inverse=True, return_counts=True)
    if len(series) < _LEAST_LAUNCHES or len(distinct) < _LEAST_DROPS:
        return None
    drops = min(len(distinct), _MOST_DROPS)
    middle = np.cumsum(count) - count / 2.0
    place = np.arange(drops) if drops == len(distinct) else np.floor(drops * middle / len(series)).astype(np.int64)
    at = panel.start[series, None] + np.arange(span)[None, :]
    inside = np.minimum(at, seen - 1)
    exposure = panel.exposure[series[:, None], inside]
    there = (at < seen) & (exposure > 0.05)
    root = np.where(there, np.sqrt(panel.units[series[:, None], inside] / np.maximum(exposure, 0.05)), 0.0)
    usual = root.sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return _Lives(series=series, root=np.where(there, root / (usual + _LITTLE)[:, None], np.nan),
                  drop=np.unique(place[back], return_inverse=True)[1])  # fmt: skip


def _curve(now: Array, then: Array) -> Array:
    """Logarithm (A,) of a life by age, around its mean: steps chained from age to age, flat where nothing was seen."""
    step = np.where(now + then > 0, 2.0 * np.log((then + _STILL) / (now + _STILL)), 0.0)
    chained = np.pad(np.r_[0.0, np.cumsum(step)], 1, mode="edge")
    smooth = 0.25 * chained[:-2] + 0.5 * chained[1:-1] + 0.25 * chained[2:]
    weight = np.r_[now[:1], now]
    return np.asarray(smooth - (np.average(smooth, weights=weight) if weight.sum() > 0 else 0.0))


def _belief(lives: _Lives, others: list[Array], month: int) -> float:
    """How far a drop's changes over a month and over two follow the lives of the other drops: the slope of the one on
    the other, drawn to none by its doubt over drops (the positive part of James and Stein 1961), at most wholly."""
    along, square = np.zeros(len(others)), np.zeros(len(others))
    smooth = 0.5 * (lives.root[:, 1:] + lives.root[:, :-1])
    for ahead in (month, 2 * month):
        came = 2.0 * np.log((smooth[:, ahead:] + 0.2) / (smooth[:, :-ahead] + 0.2))
        for drop, curve in enumerate(others):
            moved = came[lives.drop == drop]
            told = np.broadcast_to(curve[1 + ahead :] - curve[1:-ahead], moved.shape)
            there = np.isfinite(moved)
            along[drop] += float(np.sum(told[there] * moved[there]))
            square[drop] += float(np.sum(told[there] ** 2))
    heard = square > 0
    if heard.sum() < _LEAST_DROPS:
        return 0.0
    along, square = along[heard], square[heard]
    slope = float(along.sum() / square.sum())
    apart = float(np.sum((along - slope * square) ** 2)) / float(square.sum()) ** 2 * len(square) / (len(square) - 1)
    return float(np.clip(slope * max(0.0, 1.0 - apart / max(slope**2, 1e-12)), 0.0, 1.0)) if slope > 0 else 0.0
