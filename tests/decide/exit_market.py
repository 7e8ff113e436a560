"""Options that did not sell, and what marking them down brings: as planned each week, or by a fixed ladder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from treadle.decide.exit import ExitCase, level_after, plan_exit
from treadle.terms.policy import MarkdownPolicy

Ladder = Callable[[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What is known of an option, and its hidden level and price answer."""

    case: ExitCase
    level: float
    elasticity: float


def sold_out_market(seed: int) -> Market:
    """An option with one to four times the stock that it is expected to sell in 6 to 10 weeks."""
    rng = np.random.default_rng((7, seed))
    weeks = int(rng.integers(6, 11))
    expected = float(rng.uniform(20, 150))
    share = rng.dirichlet((4.0, 8.0, 8.0, 4.0))
    stock = rng.multinomial(int(expected * rng.uniform(1.0, 4.0)), rng.dirichlet(40 * share + 1))
    price = int(rng.integers(1500, 8000))
    case = ExitCase(
        option_id=f"O{seed}",
        price_cents=price,
        stock_units=tuple(stock.tolist()),
        size_shares=tuple(share.tolist()),
        weekly_units=tuple((expected / weeks * np.linspace(1.2, 0.8, weeks)).tolist()),
        level_deviation=0.4,
        left_cents=0.1 * price,
    )
    return Market(case=case, level=float(rng.gamma(6.25, 0.16)), elasticity=float(rng.uniform(1.4, 2.6)))


def ladder(week: int, weeks: int) -> float:
    """30, 50 and 70 % for a third of the weeks each."""
    return (0.3, 0.5, 0.7)[min(3 * week // weeks, 2)]


def played(market: Market, seed: int, by: Ladder | None, policy: MarkdownPolicy | None = None) -> float:
    """What the option brings in cents, by a ladder or planned anew each week; the same customers come to both."""
    policy = policy or MarkdownPolicy()
    truth = MarkdownPolicy(price_elasticity=market.elasticity)
    stock = np.array(market.case.stock_units)
    share = np.array(market.case.size_shares)
    discount, sold, expected, money = 0.0, 0.0, 0.0, 0.0
    weeks = len(market.case.weekly_units)
    for week, units in enumerate(market.case.weekly_units):
        if by is not None:
            discount = by(week, weeks)
        else:
            mean, deviation = level_after(market.case.level_deviation, sold, expected)
            ahead = tuple(one * mean for one in market.case.weekly_units[week:])
            now = replace(market.case, stock_units=tuple(stock.tolist()), weekly_units=ahead, level_deviation=deviation)
            plan = plan_exit(now, policy, discount_now=discount)
            discount = plan.weeks[0].discount if plan.weeks else discount
        rng = np.random.default_rng((11, seed, week))
        # Quantiles of the same draws, so that a deeper cut brings the same customers and more.
        arrivals = rng.exponential(1.0, 4000).cumsum()
        came = int(np.searchsorted(arrivals, market.level * units * truth.lift(discount)))
        wanted = np.bincount(rng.choice(len(share), 4000, p=share)[:came], minlength=len(share))
        served = np.minimum(wanted, stock)
        expected += units * policy.lift(discount) * float(share[stock > 0].sum())
        sold += float(served.sum())
        stock = stock - served
        money += float(served.sum()) * market.case.price_cents * (1.0 - discount)
    return money + float(stock.sum()) * market.case.left_cents
