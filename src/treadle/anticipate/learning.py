"""The global model of series with a history: one set of trees for all series, origins and horizons."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.features import CALENDAR, Rows, rows_of
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.states import Family, states_of

#: Series whose states are held at once, most rows that trees learn from in a rehearsal and at last, and most held out.
#: Not tuned: bounds work and memory.
CHUNK = 6000
#: Not tuned: bounds work and memory.
REHEARSED_ROWS, MOST_ROWS, HELD_ROWS = 90_000, 160_000, 90_000
#: Two ways to weigh errors: by units against a variance between those of Poisson and gamma, so that few large sales do
#: not decide alone; and by the logarithm, which is what ranks are made of.
GROWTHS = (
    Growth(objective="tweedie", power=1.5, rounds=150, rate=0.06, leaves=31, leaf_rows=80),
    Growth(objective="regression", rounds=150, rate=0.06, leaves=31, leaf_rows=80),
)
#: Parts of the score that the trees of the logarithm may have, the likeliest first.
#: Judged on the tuning starts of weekly-units and vn2-sum.
LOG_SHARES = (0.0, 0.25, 0.5)
#: Rounds of trees, at least. Judged on the tuning starts of weekly-units and vn2-sum.
LEAST_ROUNDS = 30
#: From so many rows on, all rounds are used. Judged on the tuning starts of weekly-units and vn2-sum.
_ENOUGH_ROWS = 8000
#: How many usual rows the slope of 1 is worth. Judged on the tuning starts of weekly-units and vn2-sum.
_LINK_PRIOR = 200.0
#: A row counts for no more than this share of the rows, by base, does.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_MOST_BASE = 0.99
#: A column with one value on so many of the dates is one of dates. A round number, not tuned.
_DATED_SHARE = 0.98

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Which (series, origin, horizon) are meant, (N,) each."""

    series: Ints
    origin: Ints
    horizon: Ints

    @property
    def target(self) -> Ints:
        """Period each point speaks of."""
        return self.origin + self.horizon - 1

    def at(self, chosen: npt.NDArray[np.generic]) -> Points:
        """Some of the points."""
        return Points(series=self.series[chosen], origin=self.origin[chosen], horizon=self.horizon[chosen])


def draw(
    panel: Panel,
    first_origin: int,
    last_target: int,
    most: int,
    rng: np.random.Generator,
    *,
    whole_origins: bool = False,
) -> Points:
    """Points with an origin at or after `first_origin`, at least one period seen and the target, before
    `last_target`, on a stocked shelf; at most about `most`, chosen by chance.

    With `whole_origins`, series and origins are drawn with all their horizons, so that sums can be made of them.
    """
    ahead, span = panel.periods.ahead, last_target - first_origin
    if span < 1 or panel.count == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Points(series=empty, origin=empty, horizon=empty)
    per_series = sum(min(ahead, last_target - origin) for origin in range(first_origin, last_target))
    wanted = panel.count * per_series
    share = min(1.0, most / max(wanted, 1))
    if whole_origins:
        pairs = panel.count * span
        kept = _some(pairs, share, rng)
        series, origin = kept // span, first_origin + kept % span
        horizon = np.tile(np.arange(1, ahead + 1), len(kept))
        series, origin = np.repeat(series, ahead), np.repeat(origin, ahead)
    else:
        kept = _some(panel.count * span * ahead, min(1.0, share), rng)
        series, rest = kept // (span * ahead), kept % (span * ahead)
        origin, horizon = first_origin + rest // ahead, 1 + rest % ahead
    target = origin + horizon - 1
    usable = (target < last_target) & (panel.start[series] < origin)
    usable &= panel.exposure[series, np.minimum(target, panel.periods.seen - 1)] > 0.05
    return Points(series=series[usable], origin=origin[usable], horizon=horizon[usable])


def _some(count: int, share: float, rng: np.random.Generator) -> Ints:
    """Numbers below `count`, each kept with probability `share`, in order."""
    if share >= 1.0:
        return np.arange(count, dtype=np.int64)
    return np.unique(rng.integers(0, count, size=int(count * share)))


def gather(panel: Panel, family: Family, points: Points) -> Rows:
    """Features of points, made a chunk of series at a time; rows in the order of the points' series."""
    parts = list(chunks(panel, family, points))
    if not parts:
        empty = Points(series=np.zeros(0, int), origin=np.zeros(0, int), horizon=np.zeros(0, int))
        return next(chunks(panel, family, empty, whole=True))
    return Rows(
        matrix=np.concatenate([part.matrix for part in parts]),
        names=parts[0].names,
        series=np.concatenate([part.series for part in parts]),
        origin=np.concatenate([part.origin for part in parts]),
        horizon=np.concatenate([part.horizon for part in parts]),
        base=np.concatenate([part.base for part in parts]),
    )


def chunks(panel: Panel, family: Family, points: Points, whole: bool = False) -> Iterator[Rows]:
    """Features of points, chunk by chunk of series; series numbers in the rows are those of the panel."""
    order = np.argsort(points.series, kind="stable")
    ordered = points.at(order)
    for begin in range(0, panel.count, CHUNK):
        low, high = np.searchsorted(ordered.series, [begin, begin + CHUNK])
        if low == high and not whole:
            continue
        part = ordered.at(np.arange(low, high))
        lines = np.unique(part.series)
        if whole and not len(lines):
            lines = np.arange(min(panel.count, 1))
        small = panel.take(lines)
        states = states_of(small, family, lines)
        inner = np.searchsorted(lines, part.series)
        rows = rows_of(small, family, states, lines, inner, part.origin, part.horizon)
        yield Rows(
            matrix=rows.matrix, names=rows.names, series=part.series, origin=part.origin,
            horizon=part.horizon, base=rows.base,
        )  # fmt: skip
        if whole:
            return


def actual(panel: Panel, rows: Rows | Points) -> tuple[Floats, Floats]:
    """(units per full exposure, exposure) of each row's target period, (N,) each."""
    exposure = panel.exposure[rows.series, rows.target]
    units = panel.units[rows.series, rows.target] / np.maximum(exposure, np.float32(0.05))
    return np.asarray(units, dtype=np.float32), exposure


def sample_of(panel: Panel, rows: Rows, pace: Array, now: int) -> Sample:
    """Rows as a sample: rate in common time over the row's base, weight by exposure, pace (T + H,), price and nearness
    to `now` (a year's half-life). A row's size is its base, but no more than one of the largest hundredth."""
    rate, exposure = actual(panel, rows)
    recency = 0.5 ** ((now - rows.target) / panel.periods.year)
    times = pace[rows.target] * panel.lift_at(rows.series, rows.target)
    return Sample(
        matrix=_undated(rows), target=rate / rows.base, weight=exposure * recency * times,
        start=np.zeros(len(rate)), size=_heard(rows), base=rows.base,
    )  # fmt: skip


def _heard(rows: Rows) -> Array:
    """Base (N,) of rows, of none more than of one of the largest hundredth."""
    heard = np.minimum(rows.base, np.quantile(rows.base, _MOST_BASE)) if len(rows.base) else rows.base
    return np.asarray(heard, dtype=np.float64)


def _undated(rows: Rows) -> Floats:
    """The matrix with every column that `dated` names set to 0, so that nothing can be learned from it."""
    refused = dated(rows)
    if not refused:
        return rows.matrix
    matrix = rows.matrix.copy()
    matrix[:, refused] = 0.0
    return matrix


def dated(rows: Rows) -> list[int]:
    """Places of the columns that have one value per date (origin and target), which trees would take for a code of
    the date: what all series did then would be learned by heart, as often as there are series. Columns of the calendar
    stay: in common time they tell only what groups do apart from all."""
    date = rows.origin * (int(rows.horizon.max(initial=0)) + 1) + rows.horizon
    order = np.argsort(date, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(date[order]) > 0]) if len(date) else np.zeros(0, dtype=np.int64)
    if len(first) < 2 or len(first) == len(date):
        return []
    ordered = np.nan_to_num(rows.matrix[order], nan=-1e30)
    spread = np.maximum.reduceat(ordered, first, axis=0) - np.minimum.reduceat(ordered, first, axis=0)
    alike = np.mean(spread == 0, axis=0) > _DATED_SHARE
    return [place for place in np.flatnonzero(alike).tolist()
            if rows.names[place] != "horizon" and not rows.names[place].startswith(CALENDAR)]  # fmt: skip


def grow_all(sample: Sample, rows: Rows, seed: int, rounds: int = 0) -> list[Trees]:
    """Trees of every objective for the mean over the base; `rounds` 0 finds how many by `rounds_for`."""
    rounds = rounds or rounds_for(sample, rows, seed)
    return [grow_mean(sample, rows.names, replace(one, rounds=rounds), seed + at) for at, one in enumerate(GROWTHS)]


def rounds_for(sample: Sample, rows: Rows, seed: int) -> int:
    """How many rounds serve: all where rows are many; else those that were best on other series, never on a later
    time, whose common movement would decide."""
    most = GROWTHS[0].rounds
    if len(sample.target) >= _ENOUGH_ROWS:
        return most
    fold = np.unique(rows.series, return_inverse=True)[1] % 2
    best = []
    for one in range(2):
        mine, others = np.flatnonzero(fold == one), np.flatnonzero(fold != one)
        if min(len(mine), len(others)) < 50:
            return LEAST_ROUNDS
        best.append(grow_mean(_part(sample, others), rows.names, GROWTHS[0], seed, _part(sample, mine)).rounds)
    return int(np.clip(np.mean(best), LEAST_ROUNDS, most))


def _part(sample: Sample, chosen: Ints) -> Sample:
    def of(values: npt.NDArray[np.floating] | None) -> npt.NDArray[np.floating] | None:
        return None if values is None else values[chosen]

    return Sample(matrix=sample.matrix[chosen], target=sample.target[chosen], weight=sample.weight[chosen],
                  start=of(sample.start), size=of(sample.size), base=of(sample.base))  # fmt: skip


def grow_mean(sample: Sample, names: list[str], growth: Growth, seed: int, check: Sample | None = None) -> Trees:
    """Trees for the mean over the base; thin samples get small trees. A row weighs as its objective's variance says:
    base^(2 - power) (Poisson: power 1)."""
    leaf_rows = int(np.clip(len(sample.target) / 400, 5, growth.leaf_rows))
    leaves = int(np.clip(len(sample.target) / 60, 4, growth.leaves))
    fitted = replace(growth, leaves=leaves, leaf_rows=leaf_rows)
    return grow(_weighed(sample, growth), names, fitted, seed, None if check is None else _weighed(check, growth))


def _weighed(sample: Sample, growth: Growth) -> Sample:
    size = np.ones(len(sample.target)) if sample.size is None else sample.size
    if growth.objective == "regression" and sample.base is not None:
        units = sample.target * sample.base
        return replace(sample, target=np.log((units + 1.0) / (sample.base + 1.0)))
    power = growth.power if growth.objective == "tweedie" else 1.0
    return replace(sample, weight=sample.weight * size ** (2.0 - power))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The one monotone map from the trees' score, in which those of the logarithm have `log_share`, to expected units:
    log mean = `constant` + `slope` × score."""

    constant: float = 0.0
    slope: float = 1.0
    log_share: float = LOG_SHARES[0]

    def mean(self, scored: Scored) -> Array:
        """Expected units (N,) of rows."""
        log = self.constant + self.slope * scored.both(self.log_share)
        return np.asarray(np.exp(np.clip(log, -20.0, 20.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What trees of the `mean` and trees of the `log` say of rows (N,), each as a logarithm of units."""

    mean: Array
    log: Array

    @classmethod
    def of(cls, trees: list[Trees], rows: Rows) -> Scored:
        """The scores of rows by the trees of `grow_all`."""
        mean, log = (np.clip(one.raw(rows.matrix), -4.0, 4.0) for one in trees)
        return cls(mean=np.asarray(np.log(rows.base) + mean, dtype=np.float64), log=np.log(rows.base + 1.0) + log)

    def both(self, log_share: float) -> Array:
        """The two, mixed."""
        return np.asarray((1.0 - log_share) * self.mean + log_share * self.log)


def link_of(
    scored: Scored, rows: Rows, units: npt.NDArray[np.floating], weight: npt.NDArray[np.floating], log_share: float
) -> Link:
    """The link whose slope has the least Poisson deviance (Newton's method), leaning on 1 where rows are few.

    Its total is what the trees of the mean say: the total of a held-out quarter is a few draws of what all series do
    together, however many rows it has. A row counts for no more than one of the largest hundredth, by base.
    """
    weight = weight * _heard(rows) / rows.base
    score = scored.both(log_share)
    middle = float(np.average(score, weights=weight))
    centred = score - middle
    constant, slope = math.log(max(float(np.average(units, weights=weight)), 1e-9)), 1.0
    prior = _LINK_PRIOR * float(np.average(units, weights=weight))
    for _ in range(30):
        mean = np.exp(np.clip(constant + slope * centred, -20.0, 20.0))
        rest, square = weight * (units - mean), weight * mean
        gradient = np.array([rest.sum(), (rest * centred).sum() - prior * (slope - 1.0)])
        second = np.array([[square.sum(), (square * centred).sum()],
                           [(square * centred).sum(), (square * centred**2).sum() + prior]])  # fmt: skip
        step = np.clip(np.linalg.solve(second + 1e-9 * np.eye(2), gradient), -1.0, 1.0)
        constant, slope = constant + float(step[0]), slope + float(step[1])
        if np.abs(step).max() < 1e-6:
            break
    slope = float(np.clip(slope, 0.3, 2.0))
    told = float(np.average(np.exp(np.clip(slope * score, -20.0, 20.0)), weights=weight))
    wanted = float(np.average(np.exp(scored.mean), weights=weight))
    return Link(constant=math.log(max(wanted, 1e-9) / max(told, 1e-9)), slope=slope, log_share=log_share)
