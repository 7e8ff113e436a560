"""Which series will sell more than which next month: trees that learn an order, and the forecast laid in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, grow
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.standing import Together, cohorts, means_of, shapes, shares_of
from treadle.anticipate.traits import telling

Array = npt.NDArray[np.float64]

#: Months whose units are columns of their own. Half a year, not tuned.
_LAGS = 6
#: Months that are learned from, at most. Judged on the tuning months of next-month.
_MONTHS = 12
#: Months after which a lesson counts for half. Judged on the tuning months of next-month.
_HALF_LIFE = 4.0
#: Attributes, at most, those that tell the most series apart; all of them together where they are asked together.
#: Not tuned: bounds work and memory.
_MOST_ATTRIBUTES, _TOGETHER = 40, 80
#: Texts of an attribute, at most, for it to be a column. Not tuned: bounds work.
_MOST_TEXTS = 3000
#: Fewer lessons than this teach no order. A round number, not tuned.
_LEAST_ROWS = 2000
#: Of series that have not sold for more than so many months every fourth is a lesson, and of old months this part at
#: least; what is left out is made up for in weight. Judged on the tuning months of next-month: the same order in half
#: the time.
_RESTING_MONTHS, _RESTING_SHARE, _OLD_SHARE = 3, 0.25, 0.35
#: Three views on attributes, each with its trees: as categories, as what their values did of late, and as both in one
#: number each beside what the series' share of all did. Judged on the tuning months of next-month.
_GROWTH = Growth(objective="regression", rounds=150, rate=0.065, leaves=31, leaf_rows=50, column_share=0.8)
_OF_LATE = Growth(objective="regression", rounds=150, rate=0.065, leaves=31, leaf_rows=50, column_share=0.5)
_STANDING = Growth(objective="regression", rounds=150, rate=0.065, leaves=31, leaf_rows=50, column_share=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """One way to look at attributes: how its trees are grown, their columns' names, and month → columns (S, F)."""

    growth: Growth
    names: list[str]
    columns: dict[int, Floats]


def ranked(panel: Panel, lines: Ints, seed: int) -> Array | None:
    """Scores (n,) of series that have begun, higher for those that will sell more in the period after the last; None
    where too little was seen to learn an order.

    Learned is the logarithm of units, which orders many small series as well as the few large ones, from the months
    before and from attributes; the last months count most. Three kinds of trees are averaged: of attributes as
    categories, of how series with the same values stood and moved in the last month, and of how the series stood among
    all, what began with it, and what its attributes say together.
    """
    seen = panel.periods.seen
    logs = np.log1p(panel.units).astype(np.float32)
    months = [month for month in range(2, seen) if month >= seen - _MONTHS]
    if sum(int(_begun(panel, month).sum()) for month in months) < _LEAST_ROWS:
        return None
    past = {month: _past(panel, logs, month) for month in (*months, seen)}
    rng = np.random.default_rng(seed)
    told = np.zeros(len(lines))
    for view in _views(panel, logs, list(past)):
        taught = [_lessons(panel, month, rng) for month in months]
        weight = np.concatenate([times for _, times in taught])
        target = np.concatenate([logs[rows, month] for (rows, _), month in zip(taught, months, strict=True)])
        matrix = np.concatenate([np.column_stack([past[month][rows], view.columns[month][rows]])
                                 for (rows, _), month in zip(taught, months, strict=True)])  # fmt: skip
        names = [f"past_{place}" for place in range(past[seen].shape[1])] + view.names
        trees = grow(Sample(matrix=matrix, target=target, weight=weight), names, view.growth, seed)
        told += trees.raw(np.column_stack([past[seen][lines], view.columns[seen][lines]]))
    return told


def _begun(panel: Panel, month: int) -> npt.NDArray[np.bool_]:
    """Series (S,) that had begun before a month and stood on a shelf in it."""
    return np.asarray((panel.start < month) & (panel.exposure[:, month] > 0.5))


def _lessons(panel: Panel, month: int, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Series that a month teaches of, and their weights: the newer, the more; some only of those that have rested."""
    recency = 0.5 ** ((panel.periods.seen - 1 - month) / _HALF_LIFE)
    rests = ~(panel.units[:, max(0, month - _RESTING_MONTHS) : month] > 0).any(axis=1)
    share = np.where(rests, _RESTING_SHARE, 1.0) * max(recency, _OLD_SHARE)
    rows = np.flatnonzero(_begun(panel, month) & (rng.random(panel.count) < share))
    return rows, (recency / share[rows]).astype(np.float32)


def _views(panel: Panel, logs: Floats, months: list[int]) -> Iterator[_View]:
    """The ways to look at attributes; the first alone where there are none."""

    def texts(most: int) -> dict[str, Ints]:
        kept = telling(panel, most)
        return {name: codes for name, codes in panel.groups.items()
                if name in kept and name != "by_sku" and len(panel.labels.get(name, ())) <= _MOST_TEXTS}  # fmt: skip

    few, many = texts(_MOST_ATTRIBUTES), texts(_TOGETHER)
    kept = telling(panel, _MOST_ATTRIBUTES)
    numbers = {f"is_{name}": values for name, values in panel.numeric.items() if name in kept}
    fixed = np.column_stack([*numbers.values(), *_coded(few)] or [logs[:, :0]]).astype(np.float32)
    yield _View(growth=_GROWTH, names=[*numbers, *(f"of_{name}" for name in few)],
                columns=dict.fromkeys(months, fixed))  # fmt: skip
    if not few:
        return
    named = [f"{kind}_{name}" for name in few for kind in ("level", "turn")]
    held = np.column_stack([*numbers.values()] or [logs[:, :0]])
    late = {month: np.column_stack([held, _of_late(logs, month, few)]).astype(np.float32) for month in months}
    yield _View(growth=_OF_LATE, names=[*numbers, *named], columns=late)
    shares, together, coded = shares_of(panel), Together(many), np.column_stack(_coded(many))
    stood = {month: np.column_stack([shapes(panel, shares, month), together.told(panel, logs, month),
                                     cohorts(panel, logs, month, few), held, coded]).astype(np.float32)
             for month in months}  # fmt: skip
    numbered = [f"stood_{place}" for place in range(stood[months[0]].shape[1] - len(many))]
    yield _View(growth=_STANDING, names=[*numbered, *(f"of_{name}" for name in many)], columns=stood)


def _coded(groups: dict[str, Ints]) -> list[Array]:
    """Codes as numbers, NaN where missing."""
    return [np.where(codes >= 0, codes, np.nan) for codes in groups.values()]


def in_order(mean: Array, score: Array) -> Array:
    """The means (n,) laid in the order of the scores: the highest score gets the highest mean, so that their total and
    spread stay what they were; equal scores share theirs."""
    laid = np.empty(len(mean))
    laid[np.argsort(score, kind="stable")] = np.sort(mean)
    _, tied = np.unique(score, return_inverse=True)
    return np.asarray(np.bincount(tied, laid)[tied] / np.bincount(tied)[tied])


def _past(panel: Panel, logs: Floats, month: int) -> Floats:
    """What each series did before a month (S, F), in logarithms: its last months, their mean, its total, peak and turn,
    and how many months ago it first and last sold."""
    shown = np.where(panel.exposure[:, :month] > 0.5, logs[:, :month], np.nan).astype(np.float32)
    lags = np.full((panel.count, _LAGS), np.nan, dtype=np.float32)
    some = min(month, _LAGS)
    lags[:, _LAGS - some :] = shown[:, month - some :]
    units = panel.units[:, :month]
    sold = units > 0
    first = np.where(sold.any(axis=1), month - sold.argmax(axis=1), np.nan)
    last = np.where(sold.any(axis=1), 1 + sold[:, ::-1].argmax(axis=1), np.nan)
    return np.column_stack([
        lags, np.log1p(units.sum(axis=1)), np.log1p(units[:, -3:].mean(axis=1)), logs[:, :month].max(axis=1),
        first, last, lags[:, -1] - lags[:, -2],
    ]).astype(np.float32)  # fmt: skip


def _of_late(logs: Floats, month: int, groups: dict[str, Ints]) -> Floats:
    """For each attribute how series with the same value stood in the month before, and how they had moved since the one
    before that, against the mean of all, drawn to it where they are few (S, 2 G)."""
    now, before = logs[:, month - 1], logs[:, month - 2]
    alive = (now > 0) | (before > 0)
    return np.column_stack([means_of(codes, values, alive) for codes in groups.values()
                            for values in (now, now - before)])  # fmt: skip
