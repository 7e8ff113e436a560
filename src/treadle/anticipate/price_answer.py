"""How demand answers to prices that are known ahead: what an announced offer lifts, told apart from each series' level.

A week of an offer is no new level, and the week after one no fall. So units are divided by what their price lifts
before levels, pace and trees are learned, and forecasts are multiplied by what the coming prices lift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from treadle.anticipate.panel import PRICE, Floats, Ints, Panel

Array = npt.NDArray[np.float64]

#: A price is reduced where it lies this far below the usual one. Below it lie roundings and taxes, not tuned.
_REDUCED = 0.03
#: Units of two neighbouring periods at which a series' own ups and downs weigh as much as the chance of counts: a fifth
#: from period to period. A round number, not tuned.
_OWN_UNITS = 40.0
#: Periods in which prices moved, as many as would tell the same if each told alike, that are needed before anything is
#: believed. Two starts of offers and an end of one, not tuned.
_LEAST_PERIODS = 3.0
#: Rows that are learned from, at most. Not tuned: bounds work.
_MOST_ROWS = 400_000
#: Largest answers: of the logarithm of the price, and of being reduced at all. Beyond what is published, not tuned.
_MOST = np.array([8.0, 2.0])
#: Deviation of a lift's logarithm, at most. Told too high or low by four fifths, not tuned.
_MOST_DOUBT = 0.6
#: Logarithm of the largest lift, either way. A round number, not tuned.
_WIDEST = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Neighbouring periods of series (N,): the later `period`, units `before` and `now`, logarithm of the later shelf's
    `offered` share against the earlier's, and how the two causes moved (N, 2)."""

    period: Ints
    before: Array
    now: Array
    offered: Array
    causes: Array


def lifted(panel: Panel) -> Panel:
    """The panel at usual prices, with how many times the usual each period's price lifts (`lift`) and how sure that is
    of those to come (`lift_doubt`); as it is where no price is known ahead, or prices moved too seldom to learn from.
    """
    causes = _causes(panel)
    if causes is None:
        return panel
    answer, doubt = answer_of(_moves(panel, causes))
    if not answer.any():
        return panel
    lift = np.exp(np.clip(causes @ answer, -_WIDEST, _WIDEST)).astype(np.float32)
    seen = panel.periods.seen
    coming = causes[:, seen:]
    unsure = np.sqrt(np.maximum(np.einsum("shi,ij,shj->sh", coming, doubt, coming), 0.0))
    return replace(
        panel, units=(panel.units / lift[:, :seen]).astype(np.float32), lift=lift,
        lift_doubt=np.minimum(unsure, _MOST_DOUBT).astype(np.float32),
    )  # fmt: skip


def _causes(panel: Panel) -> Floats | None:
    """Of every series and period (S, T + H, 2): how far the price lies below the usual one (as a logarithm), and
    whether it is reduced. A price that is not told is the last one told."""
    price = panel.known.get(PRICE)
    if price is None or not len(price):
        return None
    price = np.where(price > 0, price, np.nan)
    begun = np.arange(price.shape[1])[None, :] >= panel.start[:, None]
    place = np.where(np.isnan(price), 0, np.arange(price.shape[1])[None, :])
    filled = np.take_along_axis(price, np.maximum.accumulate(place, axis=1), axis=1)
    told = np.where(begun & (np.arange(price.shape[1]) < panel.periods.seen)[None, :], filled, np.nan)
    told = np.where(np.all(np.isnan(told), axis=1)[:, None], filled, told)
    none = np.all(np.isnan(told), axis=1)
    usual = np.nanmedian(np.where(none[:, None], 1.0, told), axis=1)
    filled = np.where(none[:, None], 1.0, filled)
    below = np.log(usual[:, None]) - np.log(np.where(np.isnan(filled), usual[:, None], filled))
    return np.stack([below, below > _REDUCED], axis=-1).astype(np.float32)


def _moves(panel: Panel, causes: Floats) -> Moves:
    """All neighbouring periods on a shelf, of those periods in which some series' price moved and some other's did not,
    counted from the second after a launch."""
    seen = panel.periods.seen
    causes = causes[:, :seen]
    stocked = panel.exposure > 0.5
    launched = (panel.start + (panel.start > 0))[:, None]
    there = stocked[:, 1:] & stocked[:, :-1] & (np.arange(1, seen)[None, :] > launched)
    there &= panel.units[:, 1:] + panel.units[:, :-1] > 0
    moved = np.abs(np.diff(causes[:, :, 0], axis=1)) > _REDUCED / 2
    mixed = np.any(there & moved, axis=0) & np.any(there & ~moved, axis=0)
    series, step = np.nonzero(there & mixed[None, :])
    if len(series) > _MOST_ROWS:
        some = np.arange(0, len(series), -(-len(series) // _MOST_ROWS))
        series, step = series[some], step[some]
    share = panel.exposure[series, step + 1] / panel.exposure[series, step]
    return Moves(
        period=(step + 1).astype(np.int64), before=panel.units[series, step].astype(np.float64),
        now=panel.units[series, step + 1].astype(np.float64), offered=np.log(share).astype(np.float64),
        causes=(causes[series, step + 1] - causes[series, step]).astype(np.float64),
    )  # fmt: skip


def answer_of(moves: Moves) -> tuple[Array, Array]:
    """What demand answers (2,) to the logarithm by which a price lies below the usual, and to its being reduced at all,
    neither below 0; and its covariance (2, 2).

    Of two neighbouring periods' units, those of the later one are binomial, with odds of what all did that period times
    the price's lift: the series' own levels fall out (conditional Poisson regression; Cameron and Trivedi, *Regression
    Analysis of Count Data*, 2013, §9.4). The answer is drawn to none by its doubt over the periods in which prices
    moved (the positive part of James and Stein's estimate, 1961): series that move together are one observation.
    """
    free = np.asarray(np.abs(moves.causes).max(axis=0, initial=0.0) > 0, dtype=np.bool_)
    while free.any():
        answer, doubt, periods = _fitted(moves, free)
        unsure = np.where(free & ((answer < 0) | (periods < _LEAST_PERIODS)), np.minimum(answer, 0.0) + periods, np.inf)
        if not np.isfinite(unsure).any():
            size = float(answer[free] @ np.linalg.solve(doubt, answer[free]))
            whole = np.zeros((2, 2))
            whole[np.ix_(free, free)] = doubt
            return np.minimum(answer, _MOST) * max(1.0 - free.sum() / max(size, 1e-9), 0.0), whole
        free[int(np.argmin(unsure))] = False
    return np.zeros(2), np.zeros((2, 2))


def _fitted(moves: Moves, free: npt.NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """The answer (2,) with its free parts fitted, the others 0, their covariance (F, F), and from how many periods each
    is told (2,), by Newton's method; what all series did in each period is solved for apart, as periods share no rows.
    """
    cause = moves.causes[:, free]
    total = moves.before + moves.now
    weight = 1.0 / (1.0 + total / _OWN_UNITS)
    period = np.unique(moves.period, return_inverse=True)[1]
    count, wide = int(period.max()) + 1, cause.shape[1]
    own, answer = np.zeros(count), np.zeros(wide)

    def by_period(values: Array) -> Array:
        return np.asarray(np.bincount(period, values, minlength=count), dtype=np.float64)

    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-np.clip(own[period] + moves.offered + cause @ answer, -20.0, 20.0)))
        rest, square = weight * (moves.now - total * chance), weight * total * chance * (1.0 - chance) + 1e-12
        across = np.column_stack([by_period(square * one) for one in cause.T])
        along = by_period(square)
        apart = cause - (across / along[:, None])[period]
        inner = (apart * square[:, None]).T @ apart + 1e-6 * np.eye(wide)
        scored = apart * rest[:, None]
        step = np.clip(np.linalg.solve(inner, scored.sum(axis=0)), -1.0, 1.0)
        answer = answer + step
        own = own + np.clip((by_period(rest) - across @ step) / along, -2.0, 2.0)
        if np.abs(step).max() < 1e-6:
            break
    clustered = np.column_stack([by_period(one) for one in scored.T])
    told = np.column_stack([by_period(square * one**2) for one in apart.T])
    periods = told.sum(axis=0) ** 2 / np.maximum((told**2).sum(axis=0), 1e-12)
    few = float(periods.min())
    back = np.linalg.inv(inner)
    doubt = back @ (clustered.T @ clustered) @ back * few / max(few - wide, 0.5) + back
    found, many = np.zeros(2), np.zeros(2)
    found[free], many[free] = answer, periods
    return found, np.asarray(doubt), many
