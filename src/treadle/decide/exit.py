"""Exit: by how much to mark an option down each week, so that what is left brings most before its season ends.

Demand answers to price with a constant elasticity (Talluri & van Ryzin, *The Theory and Practice of Revenue
Management*, 2004, ch. 7); prices never rise again. The plan is found by dynamic programming backwards over the weeks
(as Gallego & van Ryzin, Management Science 40(8), 1994, in discrete time). Its state is how much demand has come since
today, from which follows what each size has sold: as the run breaks, less and less of the demand finds its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, pdtr

from treadle.terms.course import ExitPlan, ExitWeek
from treadle.terms.policy import MarkdownPolicy

Floats = NDArray[np.float64]

#: Most states of a plan; demand beyond that many units is counted in steps of several.
#: Not tuned: bounds work and memory.
MOST_STATES = 120
#: States whose chances are worked out together: those after the last that can come need none. Not tuned: changes no
#: result.
TOGETHER = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCase:
    """An option with Z sizes and W weeks to sell it in.

    `stock_units` (Z,) what is there or still comes; `size_shares` (Z,) of demand, adding to 1; `weekly_units` (W,)
    expected demand at `price_cents`; `level_deviation` how unsure its level is (standard deviation of a factor with
    mean 1); `left_cents` what a unit brings that is left at the end; `holding_cents` cost of a unit and week.
    """

    option_id: str
    price_cents: int
    stock_units: tuple[int, ...]
    size_shares: tuple[float, ...]
    weekly_units: tuple[float, ...]
    level_deviation: float
    left_cents: float
    holding_cents: float = 0.0


def plan_exit(case: ExitCase, policy: MarkdownPolicy | None = None, *, discount_now: float = 0.0) -> ExitPlan:
    """The markdowns worth most from a discount of `discount_now` on, to be planned again each week.

    Weeks follow each other as if demand came as expected; the values are expectations over demand (Poisson around a
    gamma level). A first markdown is only proposed where it brings more than keeping the price by a hundredth.
    """
    policy = policy or MarkdownPolicy()
    grid = _Grid.of(case, policy)
    first = next((at for at, one in enumerate(grid.discounts) if one >= discount_now - 1e-9), 0)
    if not case.weekly_units or grid.total == 0:
        left = case.left_cents * grid.total
        return ExitPlan(option_id=case.option_id, weeks=(), value_cents=left, keep_cents=left)
    values, worth = _values(case, grid, len(grid.discounts))
    keep = float(_values(case, grid, first + 1)[0][first][0])
    best = float(values[first][0])
    if best < keep + policy.least_markdown_gain_share * abs(keep):
        weeks = _path(case, grid, [one[: first + 1] for one in worth], first)
        return ExitPlan(option_id=case.option_id, weeks=weeks, value_cents=keep, keep_cents=keep)
    weeks = _path(case, grid, worth, first)
    return ExitPlan(option_id=case.option_id, weeks=weeks, value_cents=best, keep_cents=keep)


def level_after(deviation: float, sold_units: float, expected_units: float) -> tuple[float, float]:
    """Mean and deviation of a level with mean 1 after `sold_units` were sold where `expected_units` were expected.

    Gamma and Poisson (Gelman et al., *Bayesian Data Analysis*, 2013, ch. 2.6).
    """
    if deviation <= 0.0:
        return 1.0, 0.0
    shape = 1.0 / deviation**2
    mean = (shape + sold_units) / (shape + expected_units)
    return mean, float(1.0 / np.sqrt(shape + sold_units))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Of one case. States: demand so far (G,) in steps of `step` units, and units sold of all sizes by then (G,); the
    discounts, and how many times as much is wanted at each."""

    step: int
    sold: Floats
    total: int
    discounts: tuple[float, ...]
    lifts: tuple[float, ...]
    #: Chances of a week's demand by its mean, and of still more: each is asked for by two plans.
    chances: dict[float, tuple[Floats, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, case: ExitCase, policy: MarkdownPolicy) -> _Grid:
        stock, share = np.array(case.stock_units, dtype=np.float64), np.array(case.size_shares)
        wanted = (stock > 0) & (share > 0)
        until_empty = float(np.max(stock[wanted] / share[wanted], initial=0.0))
        discounts = policy.discounts
        lifts = tuple(policy.lift(one) for one in discounts)
        most = sum(case.weekly_units) * lifts[-1]
        reach = most + 4.0 * np.sqrt(most + (case.level_deviation * most) ** 2) + 1.0
        units = int(np.ceil(min(until_empty, reach)))
        step = max(1, -(-units // MOST_STATES))
        demand = np.arange(-(-units // step) + 1, dtype=np.float64) * step
        sold = np.minimum(demand[:, None] * share[None, :], stock[None, :]).sum(axis=1)
        return cls(step=step, sold=sold, total=int(stock.sum()), discounts=discounts, lifts=lifts)

    def after(self, worth: Floats, mean: float, deviation: float) -> Floats:
        """Expected worth (G,) after a week of demand with this mean, of `worth` (G,) by state; the last state stays."""
        count = len(worth)
        if mean not in self.chances:
            edges = np.floor((np.arange(count) + 0.5) * self.step)
            chance = _at_most(edges, mean, deviation)
            chance[1:] -= chance[:-1].copy()
            self.chances[mean] = chance, float(1.0 - chance.sum())
        chance, more = self.chances[mean]
        ahead = np.empty(2 * count - 1)
        ahead[:count], ahead[count:] = worth, worth[-1]
        return np.asarray(np.correlate(ahead, chance, "valid") + more * worth[-1])


def _at_most(units: Floats, mean: float, deviation: float) -> Floats:
    """Chance of at most so many units: Poisson, or negative binomial where the level is unsure."""
    if mean <= 0.0:
        return np.ones_like(units)
    if deviation <= 0.0:
        return np.array(pdtr(units, mean))
    shape = 1.0 / deviation**2
    found = np.ones_like(units)
    for first in range(0, len(units), TOGETHER):
        some = slice(first, first + TOGETHER)
        found[some] = betainc(shape, units[some] + 1.0, shape / (shape + mean))
        if found[some][-1] == 1.0:  # and so it is of whatever is more
            break
    return found


def _values(case: ExitCase, grid: _Grid, allowed: int) -> tuple[list[Floats], list[list[Floats]]]:
    """Worth from today on, by the smallest discount still allowed and by state: `allowed` (G,). And that of each week
    at a discount with all that follows: W lists of `allowed` (G,)."""
    later = [case.left_cents * (grid.total - grid.sold)] * allowed
    found: list[list[Floats]] = []
    for week in reversed(range(len(case.weekly_units))):
        worth = [_week_worth(case, grid, week, at, later[at]) for at in range(allowed)]
        found.append(worth)
        later = worth[:]
        for at in reversed(range(allowed - 1)):
            later[at] = np.maximum(worth[at], later[at + 1])
    return later, found[::-1]


def _week_worth(case: ExitCase, grid: _Grid, week: int, at: int, later: Floats) -> Floats:
    """Worth (G,) of a week at a discount and of what follows."""
    price = case.price_cents * (1.0 - grid.discounts[at])
    kept = price * grid.sold - case.holding_cents * (grid.total - grid.sold) + later
    mean = case.weekly_units[week] * grid.lifts[at]
    return grid.after(kept, mean, case.level_deviation) - price * grid.sold


def _path(case: ExitCase, grid: _Grid, worth: Sequence[Sequence[Floats]], at: int) -> tuple[ExitWeek, ...]:
    """The weeks if demand comes as expected, from what each is worth at a discount."""
    found = []
    stock, share = np.array(case.stock_units, dtype=np.float64), np.array(case.size_shares)
    demand, sold = 0.0, 0.0
    for week, units in enumerate(case.weekly_units):
        state = min(round(demand / grid.step), len(grid.sold) - 1)
        at += int(np.argmax([float(one[state]) for one in worth[week][at:]]))
        demand += units * grid.lifts[at]
        now = float(np.minimum(demand * share, stock).sum())
        price = round(case.price_cents * (1.0 - grid.discounts[at]))
        left = grid.total - now
        found.append(ExitWeek(discount=grid.discounts[at], price_cents=price, sold_units=now - sold, left_units=left))
        sold = now
    return tuple(found)
