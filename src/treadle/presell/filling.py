"""How many a campaign will have sold when it ends, from what it has sold so far: a distribution, not a number.

Three things are joined: what was expected of its buyers before it opened, how many have come, and which share of a
campaign's buyers has usually come by then, with its doubt. Buyers are thought to come one by one (Poisson) around a
crowd of unknown size; the size is drawn from what was expected, the share from past campaigns, and each draw counts by
how well it explains the count so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln, ndtri

from treadle.terms.campaign import Campaign
from treadle.terms.filling import FILL_LEVELS, FillForecast, FillShape

Floats = NDArray[np.float64]

#: Times at which shares are learned. Round numbers, not tuned.
TIMES = (0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
#: Before any campaign was seen: buyers come evenly but for a quarter more at the beginning, and stray by so much.
#: Round numbers, not tuned.
FIRST_SHARES = (0.04, 0.09, 0.16, 0.22, 0.32, 0.42, 0.56, 0.7, 0.84, 0.92, 1.0)
#: A round number, not tuned.
FIRST_SPREAD = 0.12
#: What is thought before counts as so many campaigns that were seen. A round number, not tuned.
FIRST_CAMPAIGNS = 4
#: Fewer buyers than this say nothing of a shape. A round number, not tuned.
LEAST_UNITS = 5
#: Draws of crowd and share, in a grid of this many by this many. Not tuned: steadier and slower with more.
GRID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is expected of a campaign's buyers before it opens: the mean of their number, and how far campaigns stray
    from it (standard deviation of the logarithm)."""

    mean_units: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Final counts of a campaign with their weights, which add up to 1: what is here, and what still comes: (n,)."""

    units: int
    remaining: Floats
    weights: Floats

    def final(self) -> Floats:
        """The final counts."""
        return self.remaining + self.units


def past_shape(past: Sequence[Sequence[tuple[float, int]]]) -> FillShape:
    """The shape of past campaigns, each as the (share of its time, pieces) of its orders; those of few buyers say
    nothing."""
    rows, totals = [], []
    for orders in past:
        total = sum(units for _, units in orders)
        if total >= LEAST_UNITS:
            rows.append([sum(units for at, units in orders if at <= time) / total for time in TIMES])
            totals.append(total)
    first = np.array(FIRST_SHARES)
    if not rows:
        return FillShape(times=TIMES, shares=FIRST_SHARES, spreads=_spreads(np.full(len(TIMES), FIRST_SPREAD)))
    seen = np.array(rows)
    weight = FIRST_CAMPAIGNS / (FIRST_CAMPAIGNS + len(seen))
    mean = weight * first + (1.0 - weight) * seen.mean(axis=0)
    # What shares of few buyers stray by chance alone is no doubt of the shape: it is in the counts themselves.
    chance = (mean * (1.0 - mean))[None, :] / np.array(totals)[:, None]
    strays = np.maximum(((seen - mean) ** 2 - chance).mean(axis=0), 1e-6)
    spread = np.sqrt(weight * FIRST_SPREAD**2 + (1.0 - weight) * strays)
    return FillShape(times=TIMES, shares=tuple(mean.tolist()), spreads=_spreads(spread), campaigns=len(seen))


def _spreads(found: Floats) -> tuple[float, ...]:
    """By the end all have come."""
    return (*found[:-1].tolist(), 0.0)


def past_expected(finals: Sequence[int]) -> Expected:
    """What past campaigns' final counts lead to expect where nothing else is known. Raises ValueError for none."""
    if not finals:
        raise ValueError("there is no past campaign to go by")
    logs = np.log(np.maximum(np.array(finals, dtype=np.float64), 0.5))
    return Expected(mean_units=float(np.mean(finals)), spread=max(float(np.std(logs)), 0.3))


def final_draws(units: int, time: float, expected: Expected, shape: FillShape) -> Draws:
    """Draws of what still comes to a campaign that has so many at a share of its time."""
    grid = (np.arange(GRID) + 0.5) / GRID
    deviation = max(expected.spread, 1e-3)
    crowd = expected.mean_units * np.exp(deviation * ndtri(grid) - deviation**2 / 2.0)
    mean, spread = shape.at(time)
    share = _shares(mean, spread, grid)
    rate = np.maximum(crowd[:, None] * share[None, :], 1e-9)
    log_fit = units * np.log(rate) - rate - gammaln(units + 1.0)
    weights = np.exp(log_fit - log_fit.max())
    left = (crowd[:, None] * (1.0 - share[None, :])).ravel()
    weights = weights.ravel() / weights.sum()
    # Each draw of what is left is itself spread as counts are, by five even points of a Poisson's normal form.
    points = ndtri((np.arange(5) + 0.5) / 5)
    remaining = np.maximum(left[:, None] + np.sqrt(left)[:, None] * points[None, :], 0.0)
    return Draws(units=units, remaining=np.rint(remaining).ravel(), weights=np.repeat(weights / 5.0, 5))


def _shares(mean: float, spread: float, grid: Floats) -> Floats:
    """Shares of the buyers that have come: a beta of that mean and spread at even probabilities."""
    mean = min(max(mean, 1e-4), 1.0 - 1e-9)
    most = mean * (1.0 - mean)
    variance = min(spread * spread, 0.9 * most)
    if variance <= 1e-12:
        return np.full(len(grid), mean)
    strength = most / variance - 1.0
    return np.asarray(betaincinv(mean * strength, (1.0 - mean) * strength, grid))


def forecast_of(draws: Draws, time: float, threshold_units: int) -> FillForecast:
    """The distribution of the final count in figures."""
    final = draws.final()
    order = np.argsort(final, kind="stable")
    reached = np.cumsum(draws.weights[order])
    at = np.searchsorted(reached, np.array(FILL_LEVELS) - 1e-12).clip(max=len(final) - 1)
    return FillForecast(
        time=time, units=draws.units, mean_units=float(final @ draws.weights),
        quantiles=tuple(int(one) for one in final[order][at]),
        fill_chance=float(draws.weights[final >= threshold_units].sum()),
    )  # fmt: skip


def time_of(campaign: Campaign, moment: datetime) -> float:
    """The share of a campaign's time that is over at a moment: 0 to 1."""
    terms = campaign.terms
    whole = (terms.closes_at - terms.opens_at).total_seconds()
    return min(max((moment - terms.opens_at).total_seconds() / whole, 0.0), 1.0)


def orders_of(campaign: Campaign) -> list[tuple[float, int]]:
    """The (share of its time, pieces) at which orders joined a campaign, whatever became of them later."""
    return [
        (time_of(campaign, one.joined_at), one.pieces) for one in campaign.orders.values() if one.joined_at is not None
    ]
