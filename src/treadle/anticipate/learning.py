"""The global model of series with a history: one set of trees for all series, origins and horizons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.baselines import STEADY, plain_levels
from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.features import CALENDAR, Rows, rows_of
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.states import Family, states_of

#: Series whose states are held at once, most rows that trees learn from in a rehearsal and at last, and most held out.
#: Not tuned: bounds work and memory.
CHUNK = 6000
#: Not tuned: bounds work and memory.
REHEARSED_ROWS, MOST_ROWS, HELD_ROWS = 90_000, 160_000, 90_000
#: Errors are weighed by units against a variance between those of Poisson and gamma, so that few large sales do not
#: decide alone; each tree sees other rows and columns.
GROWTH = Growth(objective="tweedie", power=1.5, rounds=150, rate=0.06, leaves=31, leaf_rows=80)
#: Forests that are averaged. Judged on the row panels; beside an order on the tuning months of next-month, whose totals
#: one tells as well.
_FORESTS, _FORESTS_BESIDE_ORDER = 2, 1
#: Rounds of trees, at least. Judged on the tuning starts of weekly-units and vn2-sum.
LEAST_ROUNDS = 30
#: From so many rows on, all rounds are used. Judged on the tuning starts of weekly-units and vn2-sum.
_ENOUGH_ROWS = 8000
#: Quarters of targets from which what trees say of the total is believed half. A round number, not tuned.
_TOTAL_QUARTERS = 1.0
#: Series whose total is asked for. Not tuned: bounds work.
_ASKED_SERIES = 6000
#: A row counts for no more than this share of the rows, by base, does.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_MOST_BASE = 0.99
#: A column with one value on so many of the dates is one of dates. A round number, not tuned.
_DATED_SHARE = 0.98

#: Part of those rows that means are learned from where an order is learned beside them: they tell how many sell how
#: much. Judged on the tuning months of next-month: the same order, and totals as near.
_BESIDE_ORDER = 0.4

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


def lesson_rows(panel: Panel, most: int) -> int:
    """Rows that means are learned from, of `most`."""
    return int(most * _BESIDE_ORDER) if panel.periods.is_next_month else most


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees for the mean over the base, and by what logarithm their means are bent at each horizon (H,) for series
    that stood before the grid (`bend_by`)."""

    trees: tuple[Trees, ...]
    bend: Array

    @property
    def rounds(self) -> int:
        """Rounds of each of its trees."""
        return self.trees[0].rounds

    def mean(self, panel: Panel, rows: Rows) -> Array:
        """Expected units (N,) of rows in common time."""
        bend = np.where(panel.stood[rows.series], self.bend[rows.horizon - 1], 0.0)
        return np.asarray(_plain_mean(self.trees, rows) * np.exp(bend))


def _plain_mean(trees: tuple[Trees, ...], rows: Rows) -> Array:
    score = np.mean([one.raw(rows.matrix) for one in trees], axis=0)
    return np.asarray(rows.base * np.exp(np.clip(score, -4.0, 4.0)), dtype=np.float64)


def forest_of(panel: Panel, family: Family, pace: Array, rows: Rows, now: int, seed: int, rounds: int = 0) -> Forest:
    """Trees grown on rows that were known at period `now`; `rounds` 0 finds how many by `rounds_for`."""
    sample = sample_of(panel, rows, pace, now)
    rounds = rounds or rounds_for(sample, rows, seed)
    growth = replace(GROWTH, rounds=rounds)
    forests = _FORESTS_BESIDE_ORDER if panel.periods.is_next_month else _FORESTS
    trees = tuple(grow_mean(sample, rows.names, growth, seed + at) for at in range(forests))
    return Forest(trees=trees, bend=bend_by(panel, family, trees, now, seed))


def bend_by(panel: Panel, family: Family, trees: tuple[Trees, ...], now: int, seed: int) -> Array:
    """Logarithms (H,) by which the trees' total at each horizon is drawn to that of the levels of the last quarter.

    In common time the total of series that stood before the grid stays where it is; what trees say of it at a horizon
    rests on as many targets as periods were seen beyond that horizon, each one draw of what all series did together,
    however many they are. A quarter's worth of them is believed half.
    """
    ahead, quarter = panel.periods.ahead, 3.0 * panel.periods.month * _TOTAL_QUARTERS
    lines = np.flatnonzero(panel.stood & (panel.start < now))
    if len(lines) > _ASKED_SERIES:
        lines = np.sort(np.random.default_rng(seed).choice(lines, _ASKED_SERIES, replace=False))
    if not len(lines):
        return np.zeros(ahead)
    horizon = np.tile(np.arange(1, ahead + 1), len(lines))
    asked = Points(series=np.repeat(lines, ahead), origin=np.full(len(horizon), now, dtype=np.int64), horizon=horizon)
    rows = gather(panel, family, asked)
    level = plain_levels(panel.take(lines))[STEADY][:, now]
    told = np.bincount(rows.horizon - 1, _plain_mean(trees, rows), ahead)
    apart = np.log(np.maximum(told, 1e-9) / max(float(level.sum()), 1e-9))
    targets = np.maximum(now - np.arange(1, ahead + 1), 0)
    return np.asarray(-np.clip(apart, -2.0, 2.0) * quarter / (quarter + targets))


def rounds_for(sample: Sample, rows: Rows, seed: int) -> int:
    """How many rounds serve: all where rows are many; else those that were best on other series, never on a later
    time, whose common movement would decide."""
    most = GROWTH.rounds
    if len(sample.target) >= _ENOUGH_ROWS:
        return most
    fold = np.unique(rows.series, return_inverse=True)[1] % 2
    best = []
    for one in range(2):
        mine, others = np.flatnonzero(fold == one), np.flatnonzero(fold != one)
        if min(len(mine), len(others)) < 50:
            return LEAST_ROUNDS
        best.append(grow_mean(_part(sample, others), rows.names, GROWTH, seed, _part(sample, mine)).rounds)
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
    return replace(sample, weight=sample.weight * size ** (2.0 - growth.power))
