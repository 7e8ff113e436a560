"""The global model of series with a history: one set of trees for all series, origins and horizons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, Trees, grow
from treadle.anticipate.features import Rows, rows_of
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.states import Family, states_of

#: Series whose states are held at once, and most rows that trees learn from.
CHUNK = 6000
MOST_ROWS = 260_000


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
        shift=np.concatenate([part.shift for part in parts]),
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
            horizon=part.horizon, base=rows.base, shift=rows.shift,
        )  # fmt: skip
        if whole:
            return


def actual(panel: Panel, rows: Rows | Points) -> tuple[Floats, Floats]:
    """(units per full exposure, exposure) of each row's target period, (N,) each."""
    exposure = panel.exposure[rows.series, rows.target]
    units = panel.units[rows.series, rows.target] / np.maximum(exposure, np.float32(0.05))
    return np.asarray(units, dtype=np.float32), exposure


def sample_of(panel: Panel, rows: Rows, now: int) -> Sample:
    """Rows as a sample: rate per exposure, weight by exposure and nearness to `now` (a year's half-life)."""
    rate, exposure = actual(panel, rows)
    recency = 0.5 ** ((now - rows.target) / panel.periods.year)
    return Sample(matrix=rows.matrix, target=rate, weight=exposure * recency, start=np.log(rows.base) + rows.shift)


def grow_mean(sample: Sample, names: list[str], growth: Growth, seed: int, check: Sample | None = None) -> Trees:
    """Trees for the mean, starting from each row's base; thin samples get small trees."""
    leaf_rows = int(np.clip(len(sample.target) / 400, 5, growth.leaf_rows))
    leaves = int(np.clip(len(sample.target) / 60, 4, growth.leaves))
    fitted = Growth(
        objective=growth.objective, level=growth.level, rounds=growth.rounds, rate=growth.rate, leaves=leaves,
        leaf_rows=leaf_rows, shrink=growth.shrink, column_share=growth.column_share, patience=growth.patience,
    )  # fmt: skip
    return grow(sample, names, fitted, seed, check)


def mean_of(trees: list[Trees], rows: Rows) -> npt.NDArray[np.float64]:
    """Expected units (N,) of rows: base times the exponential of the trees' mean raw score, within a factor 50."""
    raw = np.mean([one.raw(rows.matrix) for one in trees], axis=0)
    return np.asarray(rows.base * np.exp(np.clip(raw, -4.0, 4.0)), dtype=np.float64)
