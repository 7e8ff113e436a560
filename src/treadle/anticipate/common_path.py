"""The coming path of a common level: its level now, the week's rhythm, the year's season, and how sure that is.

All on logarithms of the pace of a panel (T,), one number per period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.anticipate.periods import Periods
from treadle.terms.feasts import holds_presents

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Usual doubt of a logarithm of the pace, and how many rehearsed origins it is worth.
#: Judged on the tuning starts of weekly-units and vn2-sum.
_USUAL, _WORTH = 0.15, 6.0
#: The doubt of a logarithm of the pace is at most this. Judged on the tuning starts of weekly-units and vn2-sum.
_MOST_DOUBT = 0.6
#: Standard deviation over median of absolute normal errors; how many times its noise a change of level must be worth.
#: The first by definition; the second judged on weekly-units and vn2-sum.
_NORMAL, _CAUTION = 1.48, 4.0
#: How many times its standard error, squared, a quarter's slope must be worth; fewer periods have none; months in which
#: it loses half. Judged on the row panels and on made shops that grow, shrink and stand.
_TREND_CAUTION, _TREND_PERIODS, _TREND_MONTHS = 25.0, 8, 1.0
#: Half-life of the quick level, in months. Judged on the tuning starts of weekly-units and vn2-sum.
_QUICK = 1.0 / 3.0
#: Origins from which the rule is played again. Not tuned: bounds work and memory.
_MOST_ORIGINS = 60
#: A season is believed to come back by this part, on the word of so many periods.
#: Judged on the tuning starts of vn2-sum.
_RETURN, _RETURN_WORTH = 0.9, 20.0
#: Logarithm of what the trade sells more in the season of presents: retail of all kinds in December against September
#: to November, 1.155 over .977 (United States Census Bureau, seasonal factors of 2011; clothing alone 1.593 over
#: .987). Not tuned.
_PRESENTS = 0.17
#: Years looked back for the season. Not tuned: bounds work and memory.
_LONGEST_YEARS = 4
#: Weight of a season against that of the year after it. Judged on the tuning starts of vn2-sum.
_OLDER = 0.6
#: Mean absolute to standard deviation of a normal error. By definition.
_DEVIATION = 1.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The `level` now, without rhythm and season, the `coming` path (H,), and its `fading` (≤ 0) from one period to the
    next."""

    level: float
    coming: Array
    fading: float = 0.0


def told_path(log: Array, periods: Periods, part: Array | None = None, ahead: int | None = None) -> Told:
    """The coming path by one rule: rhythm of the week and season of earlier years around the level now.

    The level is the mean of a slow and a quick one (half-life a third of a month). The slow one is the weighted mean of
    the last quarter (half-life a month), moved to the median of the last month as far as the two differ by more than
    chance, where three of four of the month's periods lie on that side: a change of level a month old is followed
    wholly, a feast within the month is not. No period is heard far from that level (`_heard`). Where the quarter leans
    beyond all chance, the level is that of its last period, and goes on by a damped trend (Gardner and McKenzie,
    "Forecasting trends in time series", Management Science 31, 1985).

    `part` (T,) is the logarithm of what part of all was sold by series that stood before the grid, None where all did:
    where those fade, and others come in their place, they go on fading (`_fading`).
    """
    ahead = periods.ahead if ahead is None else ahead
    span = len(log) + ahead
    if not len(log):
        return Told(level=0.0, coming=np.zeros(ahead))
    fading = 0.0 if part is None else _fading(log, part, periods)
    faded = fading * (np.arange(span) - len(log) + 1)
    log = log - faded[: len(log)]
    rhythm = _rhythm(log, span) if periods.every == "day" else np.zeros(span)
    flat = log - rhythm[: len(log)]
    season, is_plain = _season(flat, span, periods)
    quarter = np.flatnonzero(is_plain)[-(13 if periods.every == "week" else 3 * periods.month) :]
    flat, away = (flat - season[: len(log)])[quarter], np.asarray(quarter - len(log) + 1, dtype=np.float64)
    trend = _slope(flat, away, _TREND_CAUTION) if len(flat) >= _TREND_PERIODS else 0.0
    leaning = trend * np.cumsum(0.5 ** (np.arange(1, ahead + 1) / (_TREND_MONTHS * periods.month)))
    standing = flat - trend * away
    slow = _level(standing, periods.month)
    level = 0.5 * (slow + _weighted(_heard(standing, slow), periods.month * _QUICK))
    coming = level + leaning + (faded + season + rhythm)[len(log) :]
    return Told(level=level, coming=np.asarray(coming), fading=fading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Standard deviations of a coming path's logarithm: of `each` period (H,), and of the `sums` (H,) from the first
    period to each, in which the misses of single periods partly meet."""

    each: Array
    sums: Array


def backtested(log: Array, periods: Periods, part: Array | None = None) -> Doubt:
    """What the rule would have said from earlier origins against what came; `part` (T,) as `told_path` takes it.

    It leans on what is usual, and half way on the horizon before; doubt of a period never falls with the horizon. Where
    a year has been seen, origins before its end were told by another rule and do not count, unless only few are left.
    """
    ahead, seen = periods.ahead, len(log)
    missed, count = np.zeros((2, ahead)), np.zeros(ahead)
    learned = periods.year + 2 * periods.month
    first = max(3, seen - 2 * periods.year, learned if seen >= learned + 3 * periods.month else 0)
    for origin in range(first, seen, 1 + max(seen - first, 0) // _MOST_ORIGINS):
        known = None if part is None else part[:origin]
        told = told_path(log[:origin], periods, known, min(ahead, seen - origin)).coming
        came = log[origin : origin + len(told)]
        missed[0, : len(told)] += np.abs(told - came)
        missed[1, : len(told)] += np.abs(np.log(np.cumsum(np.exp(told)) / np.cumsum(np.exp(came))))
        count[: len(told)] += 1
    doubt = np.zeros((2, ahead))
    usual = np.full(2, _USUAL)
    for step in range(ahead):
        doubt[:, step] = (_DEVIATION * missed[:, step] + usual * _WORTH) / (count[step] + _WORTH)
        usual = np.sqrt(_USUAL * doubt[:, step])
    each = np.minimum(np.maximum.accumulate(doubt[0]), _MOST_DOUBT)
    return Doubt(each=each, sums=np.minimum(doubt[1], each))


def _fading(log: Array, part: Array, periods: Periods) -> float:
    """Step (≤ 0) of the logarithm from one period to the next at which a range fades: the slope of the last half year's
    pace, or that of the part of all that standing series sold, whichever falls less: demand that falls alone is a
    season, a part that falls alone is growth by others."""
    some = min(len(log), 6 * periods.month)
    if some < 4:
        return 0.0
    when = np.arange(some, dtype=np.float64)
    return max(min(_slope(values[-some:], when, _CAUTION), 0.0) for values in (log, part))


def _slope(values: Array, when: Array, caution: float) -> float:
    """Slope of values over their times, drawn to none as far as it may be chance: the positive part of James and Stein
    (1961), with its squared standard error counted `caution` times."""
    when = when - when.mean()
    slope = float(when @ values) / float(when @ when)
    rest = values - values.mean() - slope * when
    noise = float(rest @ rest) / (len(values) - 2) / float(when @ when)
    return slope * max(0.0, 1.0 - caution * noise / max(slope**2, 1e-12))


def _level(quarter: Array, month: int) -> float:
    """The level that a quarter's periods tell: the positive part of James and Stein (1961) between its weighted mean
    and its last month, whose noise is told by how neighbouring periods differ."""
    slow = _weighted(_heard(quarter, float(np.median(quarter))), month)
    if len(quarter) < 3:
        return slow
    last = quarter[-month:]
    noise = float(np.median(np.abs(np.diff(quarter)))) * _NORMAL / np.sqrt(2.0)
    spare = len(last) // 4
    if max((last > slow + noise).sum(), (last < slow - noise).sum()) < len(last) - spare:
        return slow
    apart = float(np.median(last)) - slow
    return slow + apart * max(0.0, 1.0 - float(_CAUTION * noise**2 / len(last) / max(apart**2, 1e-12)))


def _heard(quarter: Array, middle: float) -> Array:
    """A quarter's periods, none further from a middle than twice what is usual for them: a feast of its own, or a sale,
    is no level (the location of Huber 1964, one step)."""
    usual = _NORMAL * float(np.median(np.abs(quarter - np.median(quarter))))
    return np.clip(quarter, middle - 2.0 * usual, middle + 2.0 * usual)


def _weighted(quarter: Array, half_life: float) -> float:
    """The mean of a quarter's periods, the last one weighing most."""
    return float(np.average(quarter, weights=0.5 ** (np.arange(len(quarter))[::-1] / half_life)))


def _rhythm(log: Array, span: int) -> Array:
    """A weekday's part (span,): the median of the last eight weeks' days against the seven days around them, drawn to
    none as far as the days of one weekday differ among themselves (James and Stein 1961)."""
    if len(log) < 14:
        return np.zeros(span)
    around = np.convolve(np.pad(log, 3, mode="edge"), np.ones(7) / 7, mode="valid")
    apart, day = (log - around)[-56:], np.arange(len(log))[-56:] % 7
    by_day = np.array([np.median(apart[day == one]) for one in range(7)])
    by_day = by_day - by_day.mean()
    noise = float(np.var(apart - by_day[day])) * 7 / len(apart)
    return np.asarray(by_day[np.arange(span) % 7] * max(0.0, 1.0 - noise / max(float(np.var(by_day)), 1e-12)))


def _season(log: Array, span: int, periods: Periods) -> tuple[Array, Flags]:
    """Season's part (span,), and which seen periods (T,) tell the level.

    The mean over earlier years of how far the same time lay from the half years around it, as far as that has come
    back before; before a year and two months are seen, only the season of presents is known by the calendar.
    """
    year = periods.year
    if len(log) < year + 2 * periods.month:
        return _presents(log, span, periods)
    apart = log - _middle_of_year(log, year // 2)
    padded = np.pad(apart, 1, mode="edge")
    smooth = 0.125 * padded[:-2] + 0.75 * padded[1:-1] + 0.125 * padded[2:]
    total, count = np.zeros(span), np.zeros(span)
    for years in range(1, _LONGEST_YEARS + 1):
        back = np.arange(span) - years * year
        there = (back >= 0) & (back < len(log))
        total[there] += _OLDER ** (years - 1) * smooth[back[there]]
        count[there] += _OLDER ** (years - 1)
    raw = np.where(count > 0, total / np.maximum(count, 1e-9), 0.0)
    both = count[: len(log)] > 0
    told, came = raw[: len(log)][both], apart[both]
    worth = _RETURN_WORTH * float(np.mean(told**2))
    part = (float(told @ came) + _RETURN * worth) / max(float(told @ told) + worth, 1e-12)
    return np.asarray(np.clip(part, 0.0, 1.0) * raw), np.ones(len(log), dtype=bool)


def _middle_of_year(log: Array, half: int) -> Array:
    """Median (T,) of the periods up to half a year before and after each."""
    padded = np.pad(log, half, constant_values=np.nan)
    return np.asarray(np.nanmedian(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1), axis=1))


def _presents(log: Array, span: int, periods: Periods) -> tuple[Array, Flags]:
    """Part (span,) of periods from Black Friday to Christmas where no year has been seen: their median against that of
    the quarter around, drawn to none by two weeks, for Black Friday comes first and highest; the level is told from the
    other periods. Where none of them has been seen, what the trade sells more then."""
    every = np.ones(len(log), dtype=bool)
    if periods.every == "month":
        return np.zeros(span), every
    length_days = 7 if periods.every == "week" else 1
    inside = holds_presents(periods.first_day + np.arange(span) * length_days, length_days)
    seen = inside[: len(log)]
    if (~seen).sum() < 3:
        return np.zeros(span), every
    if not seen.any():
        return np.where(inside, _PRESENTS, 0.0), every
    others, feasts = np.flatnonzero(~seen), np.flatnonzero(seen)
    away = np.abs(others[:, None] - feasts[None, :]).min(axis=1)
    near = others[np.argsort(away, kind="stable")[: 3 * periods.month + 1]]
    apart = float(np.median(log[seen]) - np.median(log[near]))
    weeks = seen.sum() * length_days / 7.0
    return np.asarray(inside * apart * weeks / (weeks + 2.0)), ~seen
