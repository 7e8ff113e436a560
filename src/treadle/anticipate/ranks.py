"""Which series will sell more than which next month: trees that learn an order, and the forecast laid in that order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from treadle.anticipate.boosting import Growth, Sample, grow
from treadle.anticipate.panel import Floats, Ints, Panel
from treadle.anticipate.traits import telling

Array = npt.NDArray[np.float64]

#: Months whose units are columns of their own. Half a year, not tuned.
_LAGS = 6
#: Months that are learned from, at most. Judged on the tuning months of next-month.
_MONTHS = 12
#: Months after which a lesson counts for half. Judged on the tuning months of next-month.
_HALF_LIFE = 4.0
#: Attributes, at most, those that tell the most series apart. Not tuned: bounds work and memory.
_MOST_ATTRIBUTES = 40
#: Texts of an attribute, at most, for it to be a column. Not tuned: bounds work.
_MOST_TEXTS = 1000
#: Series that the mean of all counts for beside those of one attribute's value. Not tuned.
_DRAWN = 20.0
#: Fewer lessons than this teach no order. A round number, not tuned.
_LEAST_ROWS = 2000
#: Two views on attributes, each with its trees: as categories, and as what their values did of late.
#: Judged on the tuning months of next-month.
_GROWTH = Growth(objective="regression", rounds=200, rate=0.05, leaves=31, leaf_rows=50, column_share=0.8)
_OF_LATE = Growth(objective="regression", rounds=200, rate=0.05, leaves=31, leaf_rows=50, column_share=0.5)


def is_asked_for_ranks(panel: Panel) -> bool:
    """Whether a forecast is asked of nothing but the next month: what is wanted then is an order."""
    return panel.periods.every == "month" and panel.periods.ahead == 1


def ranked(panel: Panel, lines: Ints, seed: int) -> Array | None:
    """Scores (n,) of series that have begun, higher for those that will sell more in the period after the last; None
    where too little was seen to learn an order.

    Learned is the logarithm of units, which orders many small series as well as the few large ones, from the months
    before and from attributes; the last months count most. Two kinds of trees are averaged: of attributes as
    categories, and of how series with the same values stood and moved in the last month.
    """
    seen = panel.periods.seen
    logs = np.log1p(panel.units).astype(np.float32)
    targets = [month for month in range(2, seen) if month >= seen - _MONTHS]
    taught = [np.flatnonzero((panel.start < month) & (panel.exposure[:, month] > 0.5)) for month in targets]
    if sum(map(len, taught)) < _LEAST_ROWS:
        return None
    weight = np.concatenate([np.full(len(rows), 0.5 ** ((seen - 1 - month) / _HALF_LIFE))
                             for rows, month in zip(taught, targets, strict=True)])  # fmt: skip
    target = np.concatenate([logs[rows, month] for rows, month in zip(taught, targets, strict=True)])
    kept = telling(panel, _MOST_ATTRIBUTES)
    groups = {name: codes for name, codes in panel.groups.items()
              if name in kept and name != "by_sku" and len(panel.labels.get(name, ())) <= _MOST_TEXTS}  # fmt: skip
    fixed = {f"is_{name}": values for name, values in panel.numeric.items() if name in kept}
    past = {month: np.column_stack([_past(panel, logs, month), *fixed.values()]) for month in (*targets, seen)}
    coded = np.column_stack([np.where(codes >= 0, codes, np.nan) for codes in groups.values()] or [logs[:, :0]])
    late = {month: _of_late(panel, logs, month, groups) for month in past} if groups else {}
    told = np.zeros(len(lines))
    for growth, named, more in (
        (_GROWTH, [f"of_{name}" for name in groups], dict.fromkeys(past, coded)),
        (_OF_LATE, [f"{kind}_{name}" for name in groups for kind in ("level", "turn")], late),
    ):
        if not more:
            continue
        names = [f"past_{place}" for place in range(past[seen].shape[1])] + named

        def rows_of(month: int, rows: Ints, more: dict[int, Floats] = more) -> Floats:
            return np.column_stack([past[month][rows], more[month][rows]]).astype(np.float32)

        matrix = np.concatenate([rows_of(month, rows) for rows, month in zip(taught, targets, strict=True)])
        trees = grow(Sample(matrix=matrix, target=target, weight=weight), names, growth, seed)
        told += trees.raw(rows_of(seen, lines))
    return told


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


def _of_late(panel: Panel, logs: Floats, month: int, groups: dict[str, Ints]) -> Floats:
    """For each attribute how series with the same value stood in the month before, and how they had moved since the one
    before that, against the mean of all, drawn to it where they are few (S, 2 G)."""
    now, before = logs[:, month - 1], logs[:, month - 2]
    alive = (now > 0) | (before > 0)
    columns: list[Floats] = []
    for codes in groups.values():
        many = int(codes.max(initial=-1)) + 2
        code = np.where(codes >= 0, codes, many - 1)
        count = np.bincount(code[alive], minlength=many) + _DRAWN
        for values in (now, now - before):
            apart = values[alive] - values[alive].mean() if alive.any() else values[alive]
            columns.append((np.bincount(code[alive], apart, minlength=many) / count)[code].astype(np.float32))
    return np.column_stack(columns)
