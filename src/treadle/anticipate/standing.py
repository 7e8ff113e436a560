"""How each series stood before a month: its share of all that was sold and what became of it, how those fared that
began with it, and what all its attributes together say of levels, of changes and of surprises."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import Floats, Ints, Panel

Array = npt.NDArray[np.float64]

#: Weights of the newest month in smoothed shares. Slow, middling and quick, not tuned.
_WEIGHTS = (0.3, 0.5, 0.7)
#: Months in which it is counted how often a series sold. Half a year, not tuned.
_HALF_YEAR = 6
#: Series that must have a value of an attribute for it to be asked. A round number, not tuned.
_LEAST_ALIKE = 10
#: Values of attributes that are asked together, at most, the commonest first. Not tuned: bounds work and memory.
_MOST_VALUES = 1000
#: Penalty of the ridge regression on values. Not tuned.
_PENALTY = 30.0
#: Series that the mean of all counts for beside those of one group. Not tuned.
DRAWN = 20.0


def shares_of(panel: Panel) -> Floats:
    """Logarithm of each series' units of each month, were as much sold in it as in a usual one (S, T)."""
    total = np.maximum(panel.units.sum(axis=0), 1e-9)
    return np.asarray(np.log1p(panel.units / total * total.mean()), dtype=np.float32)


def shapes(panel: Panel, shares: Floats, month: int) -> Floats:
    """What became of each series' share before a month (S, 16): its last three months, three smoothed ones, its place
    among those that sold last month, months without a break, months sold in of the last half year, its mean since it
    began, how far the last month lies from that and from the highest, months since the highest, and its bend."""
    share, units = shares[:, :month], panel.units[:, :month]
    age = np.maximum(month - panel.start, 1)
    mean = share.sum(axis=1) / age
    place = np.zeros(panel.count, dtype=np.float32)
    sold = units[:, -1] > 0
    _, back, count = np.unique(units[sold, -1], return_inverse=True, return_counts=True)
    place[sold] = ((np.cumsum(count) - (count + 1) / 2.0)[back] + 0.5) / max(int(sold.sum()), 1)
    gaps = units[:, ::-1] <= 0
    run = np.where(gaps.any(axis=1), gaps.argmax(axis=1), month)
    columns = [_back(share, one) for one in (1, 2, 3)]
    columns += [_smoothed(share, panel.start, weight) for weight in _WEIGHTS]
    columns += [place, run, (units[:, -_HALF_YEAR:] > 0).sum(axis=1), mean, share[:, -1] - mean]
    columns += [share[:, -1] - share.max(axis=1), month - share.argmax(axis=1)]
    columns += [_back(share, 1) - 2 * _back(share, 2) + _back(share, 3)]
    return np.column_stack(columns).astype(np.float32)


def _back(share: Floats, months: int) -> Floats:
    """The share so many months before the end, NaN before the first (S,)."""
    if share.shape[1] < months:
        return np.full(len(share), np.nan, dtype=np.float32)
    return np.asarray(share[:, -months])


def _smoothed(share: Floats, start: Ints, weight: float) -> Floats:
    """Exponentially weighted share, from each series' first month (S,)."""
    level = share[:, 0]
    for month in range(1, share.shape[1]):
        level = np.where(start < month, (1 - weight) * level + weight * share[:, month], share[:, month])
    return np.asarray(level)


def means_of(codes: Ints, values: Floats, there: npt.NDArray[np.bool_]) -> Floats:
    """Mean of values (S,) against that of all, by code, over series that are `there`; drawn to it where they are few.
    A missing code (-1) is a code of its own. Shape (S,)."""
    many = int(codes.max(initial=-1)) + 2
    code = np.where(codes >= 0, codes, many - 1)
    apart = values[there] - (values[there].mean() if there.any() else 0.0)
    total = np.bincount(code[there], apart, minlength=many)
    return np.asarray((total / (np.bincount(code[there], minlength=many) + DRAWN))[code], dtype=np.float32)


def cohorts(panel: Panel, logs: Floats, month: int, groups: dict[str, Ints]) -> Floats:
    """How those stood last month, and moved since the one before, that began in the same month, and those of them with
    the same value of the first attribute (S, 2 or 4)."""
    now, before = logs[:, month - 1], logs[:, month - 2]
    alive = (now > 0) | (before > 0)
    keys = [np.asarray(panel.start, dtype=np.int64)]
    for codes in list(groups.values())[:1]:
        keys.append(np.unique(panel.start * (int(codes.max(initial=0)) + 2) + codes + 1, return_inverse=True)[1])
    return np.column_stack([means_of(key, values, alive) for key in keys for values in (now, now - before)])


class Together:
    """What all values of all attributes say together: ridge regressions on them (Hastie, Tibshirani and Friedman 2009,
    §3.4) over the series that sold in the last two months before the one asked."""

    def __init__(self, groups: dict[str, Ints]) -> None:
        """`groups` name → codes (S,), -1 where missing."""
        import scipy.sparse

        count = len(next(iter(groups.values())))
        parts: list[Any] = []
        for codes in groups.values():
            rows = np.flatnonzero(codes >= 0)
            shape = (count, int(codes.max(initial=0)) + 1)
            parts.append(scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, codes[rows])), shape=shape))
        every = scipy.sparse.hstack(parts, format="csr")
        held = np.asarray(every.sum(axis=0)).ravel()
        kept = np.argsort(-held, kind="stable")[:_MOST_VALUES]
        self._values: Any = every[:, np.sort(kept[held[kept] >= _LEAST_ALIKE])]

    def told(self, panel: Panel, logs: Floats, month: int) -> Floats:
        """Before a month (S, 4): the change that the values tell, the level, the surprise, and the series' own.

        A surprise is what last month lay above a linear regression on the two months before it, on all before it and
        on age; NaN in the first four months and for series that began with it.
        """
        now, before = logs[:, month - 1], logs[:, month - 2]
        alive = (now > 0) | (before > 0)
        columns = [*self._regressed(alive, np.column_stack([now - before, now])).T]
        own = np.full(panel.count, np.nan)
        if month < 4 or not (older := alive & (panel.start < month - 1)).any():
            return np.column_stack([*columns, own, own]).astype(np.float32)
        known = np.column_stack([
            np.ones(panel.count), before, logs[:, month - 3], np.log1p(panel.units[:, : month - 1].sum(axis=1)),
            month - panel.start,
        ])  # fmt: skip
        apart = now - known @ np.linalg.lstsq(known[older], now[older], rcond=None)[0]
        begun = panel.start < month - 1
        own[begun] = apart[begun]
        columns += [*self._regressed(older, apart[:, None]).T, own]
        return np.column_stack(columns).astype(np.float32)

    def _regressed(self, taught: npt.NDArray[np.bool_], target: Array) -> Array:
        """Ridge regressions of targets (S, n) over some series, told for all (S, n)."""
        if not taught.any() or not self._values.shape[1]:
            return np.zeros(target.shape)
        values = self._values[np.flatnonzero(taught)]
        square = (values.T @ values).toarray()
        square[np.diag_indices_from(square)] += _PENALTY
        middle = target[taught].mean(axis=0)
        return np.asarray(self._values @ np.linalg.solve(square, values.T @ (target[taught] - middle)))
