"""What people look for elsewhere: windows of a relative index brought to one scale, by term, region and week."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from treadle.sense.panel import Floats, Ints, week_of
from treadle.terms.history import OUTSIDE_INTEREST


def stitch_interest(interest: pa.Table, *, week_weekday: int = 0, least_shared_days: int = 14) -> pa.Table:
    """Interest (INTEREST) as OUTSIDE_INTEREST: one index by term, region and whole week, 100 in its highest week.

    A term's longest window gives the scale; windows that share at least `least_shared_days` days with what is scaled
    already are multiplied by the ratio of the sums over those days, longest overlap first. Where several windows tell
    a day, the one of the shortest periods wins, then the newer one. Windows that share too little are left out.
    """
    rows = interest.to_pylist()
    groups: dict[tuple[str, str], dict[str, list[dict[str, object]]]] = {}
    for row in rows:
        groups.setdefault((row["term"], row["region"]), {}).setdefault(row["window"], []).append(row)
    made = [
        {"term": term, "region": region, **week}
        for (term, region), windows in sorted(groups.items())
        for week in _weeks([_daily(windows[name]) for name in sorted(windows)], week_weekday, least_shared_days)
    ]
    return pa.Table.from_pylist(made, schema=OUTSIDE_INTEREST)


class _Window:
    """One window by day: its day numbers, the index of each, and the length of its periods."""

    def __init__(self, days: Ints, index: Floats, period: int) -> None:
        self.days, self.index, self.period = days, index, period


def _daily(rows: Iterable[dict[str, object]]) -> _Window:
    """The rows of one window spread over the days of their periods; the next period ends the one before."""
    told = sorted((np.datetime64(str(row["first_day"]), "D").astype(int), float(str(row["index"]))) for row in rows)
    period = int(str(next(iter(rows))["period_days"]))
    starts = np.array([day for day, _ in told], dtype=np.int64)
    usual = np.diff(starts) if period > 7 else np.full(max(len(starts) - 1, 0), period)
    lengths = np.append(np.minimum(usual, np.diff(starts)), period).astype(np.int64)
    offset = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    days = np.repeat(starts, lengths) + offset
    return _Window(days, np.repeat(np.array([index for _, index in told]), lengths), period)


def _weeks(windows: list[_Window], week_weekday: int, least_shared_days: int) -> list[dict[str, object]]:
    """The windows of one term on one scale, as whole weeks."""
    first = min(int(one.days[0]) for one in windows)
    last = max(int(one.days[-1]) for one in windows)
    total, finest = np.full(last - first + 1, np.nan), np.full(last - first + 1, np.inf)
    waiting = sorted(windows, key=lambda one: (-len(one.days), one.period))
    while waiting:
        shared = [_shared(one, total, first) for one in waiting]
        place = 0 if np.isnan(total).all() else int(np.argmax([len(days) for days in shared]))
        window, days = waiting.pop(place), shared[place]
        factor = 1.0
        if not np.isnan(total).all():
            if len(days) < least_shared_days:
                break
            factor = float(total[days - first].sum() / window.index[np.isin(window.days, days)].sum())
        at = window.days - first
        better = window.period <= finest[at]
        total[at[better]] = window.index[better] * factor
        finest[at[better]] = window.period
    known = np.flatnonzero(~np.isnan(total))
    starts, of_day, count = np.unique(week_of(known + first, week_weekday), return_inverse=True, return_counts=True)
    mean = np.bincount(of_day, weights=total[known]) / count
    whole = count == 7
    highest = float(mean[whole].max(initial=0.0))
    return [
        {"week_start": np.datetime64(int(start), "D").astype(object), "index": float(value / highest * 100.0)}
        for start, value in zip(starts[whole], mean[whole], strict=True)
        if highest > 0
    ]


def _shared(window: _Window, total: Floats, first: int) -> Ints:
    """Days on which both the window and what is scaled already tell interest."""
    both = (total[window.days - first] > 0) & (window.index > 0)
    days: Ints = window.days[both]
    return days
