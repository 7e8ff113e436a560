"""Options together: the budget and the sewing minutes go where the next unit is worth most.

Money and minutes get shadow prices; at given prices every option decides apart, and the sum of their priced profits
plus the priced limits bounds what any plan can expect (Lagrange dual). The prices that make the bound least are found
by bisection and subgradient steps; the plan is built at prices just high enough to fit, then filled up by gain per
priced use. Bound and plan differ by little when there are many options (at most one option's jump per limit), and the
difference is stated, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import Choice, OptionCosts
from treadle.decide.curve import OptionCurves
from treadle.decide.style_minimum import PULL_ROUNDS, ROUGH_ROUNDS, Styles, best_in_styles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Judged on the rows two-stage and shared-capacity.
PRICE_STEPS = 80  # subgradient steps on the dual where several limits interact
#: Halves the price four million times, not tuned.
BISECTIONS = 22  # halvings of one shadow price


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What options share. Infinite where there is no limit.

    budget_cents: what may be spent; minutes_to: (n_period,) sewing minutes available up to the end of each period,
    rising; period: (n_option,) the period an option is due in (it uses the minutes of this and every
    later sum), n_period where it is due after the last.
    """

    budget_cents: float
    minutes_to: Floats
    period: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """All that sharing needs: the options' curves, costs and styles, and the limits."""

    curves: OptionCurves
    costs: OptionCosts
    styles: Styles
    limits: Limits

    def use(self, choice_units: Ints, choice_cost: Floats) -> Floats:
        """Use of each limit: cents spent, then minutes due up to each period: (1 + n_period,)."""
        minutes = np.bincount(
            self.limits.period, choice_units * self.costs.smv_minutes, minlength=len(self.limits.minutes_to)
        )
        return np.asarray(np.r_[choice_cost.sum(), np.cumsum(minutes)[: len(self.limits.minutes_to)]])

    def allowed(self) -> Floats:
        """The limits in the order of `use`."""
        return np.asarray(np.r_[self.limits.budget_cents, self.limits.minutes_to])


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What options choose at shadow prices: the choice, its use of the limits and the bound it proves."""

    prices: Floats
    choice: Choice
    use: Floats
    bound_cents: float


def minute_prices(market: Market, prices: Floats) -> Floats:
    """Price in cents of one unit of each option through its sewing minutes: (n_option,)."""
    from_period = np.r_[np.cumsum(prices[:0:-1])[::-1], 0.0]
    return np.asarray(market.costs.smv_minutes * from_period[market.limits.period])


def at_prices(market: Market, prices: Floats, rounds: int = PULL_ROUNDS) -> Priced:
    """Let every option (and style) choose at shadow prices (1 + n_period,), in cents per unit of each limit.

    rounds: how finely styles short of their minimum are settled; the bound holds for any number.
    """
    unit_price = minute_prices(market, prices)
    choice, gain = best_in_styles(market.curves, market.costs, market.styles, float(prices[0]), unit_price, rounds)
    limited = np.isfinite(market.allowed())
    priced_limits = float(prices[limited] @ market.allowed()[limited])
    use = market.use(choice.units, choice.cost_cents)
    return Priced(prices=prices, choice=choice, use=use, bound_cents=gain + priced_limits)


def best_prices(market: Market) -> tuple[Priced, float]:
    """Shadow prices that fit all limits at (nearly) the least bound, and the least bound found.

    Returns the choice of the fitting prices and the bound in cents on the expected profit of any plan.
    """
    count = 1 + len(market.limits.minutes_to)
    free = at_prices(market, np.zeros(count))
    allowed = market.allowed()
    if (free.use <= allowed).all():
        return free, free.bound_cents
    fitting, bound = _raise_until_fit(market, free)
    if (free.use > allowed).sum() > 1 or (fitting.prices > 0).sum() > 1:
        fitting, bound = _descend(market, fitting, bound)
    return fitting, min(bound, at_prices(market, fitting.prices).bound_cents)


def _raise_until_fit(market: Market, start: Priced) -> tuple[Priced, float]:
    """Raise the price of the most exceeded limit to where it just fits, again and again, until all fit."""
    allowed = market.allowed()
    now, bound = start, start.bound_cents
    for _ in range(4 * len(allowed)):
        excess = np.where(np.isfinite(allowed), now.use / np.maximum(allowed, 1e-9), 0.0)
        if (now.use <= allowed).all():
            break
        worst = int(np.argmax(np.where(now.use > allowed, excess, -1.0)))
        now, bound = _fit_one(market, now, worst, bound)
    return now, bound


def _fit_one(market: Market, now: Priced, limit: int, bound: float) -> tuple[Priced, float]:
    """The least price of one limit at which it fits, others unchanged: doubling, then bisection."""
    allowed = market.allowed()[limit]
    low = float(now.prices[limit])
    high = max(2.0 * low, 1e-3 if limit == 0 else 1.0)
    for _ in range(60):
        trial = at_prices(market, _with_price(now.prices, limit, high), ROUGH_ROUNDS)
        bound = min(bound, trial.bound_cents)
        if trial.use[limit] <= allowed:
            break
        low, high = high, 2.0 * high
    best = trial
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if high - low <= 1e-7 * max(high, 1e-9):
            break
        trial = at_prices(market, _with_price(now.prices, limit, middle), ROUGH_ROUNDS)
        bound = min(bound, trial.bound_cents)
        if trial.use[limit] <= allowed:
            high, best = middle, trial
        else:
            low = middle
    return best, bound


def _with_price(prices: Floats, limit: int, price: float) -> Floats:
    """The prices with one of them replaced."""
    changed = prices.copy()
    changed[limit] = price
    return changed


def _descend(market: Market, fitting: Priced, bound: float) -> tuple[Priced, float]:
    """Polyak subgradient steps on the dual towards the best fitting profit; keeps the best fitting choice.

    Each limit is scaled by its size, so that cents and minutes step alike (Held, Wolfe & Crowder 1974).
    """
    allowed = market.allowed()
    limited = np.isfinite(allowed)
    scale = np.where(limited, 1.0 / np.maximum(allowed, 1.0), 0.0)
    best, best_profit = fitting, float(fitting.choice.profit_cents.sum())
    now, lead, lead_bound, relax, still = fitting, fitting, fitting.bound_cents, 1.0, 0
    for _ in range(PRICE_STEPS):
        gradient = np.where(limited, allowed - now.use, 0.0) * scale
        gradient = np.where((now.prices <= 0) & (gradient > 0), 0.0, gradient)
        norm = float(gradient @ gradient)
        distance = now.bound_cents - best_profit
        if norm <= 1e-18 or distance <= 1e-6 * abs(best_profit):
            break
        step = relax * distance / norm
        moved = np.where(limited, np.maximum(now.prices - step * gradient * scale, 0.0), 0.0)
        now = at_prices(market, moved, ROUGH_ROUNDS)
        if now.bound_cents < lead_bound - 1e-9 * abs(lead_bound):
            lead, lead_bound, still = now, now.bound_cents, 0
        else:
            still += 1
        if still >= 8:
            relax, still, now = relax / 2, 0, lead
        if (now.use <= allowed).all() and float(now.choice.profit_cents.sum()) > best_profit:
            best, best_profit = now, float(now.choice.profit_cents.sum())
    closed, found = _raise_until_fit(market, lead)
    bound = min(bound, lead_bound, found)
    if (closed.use <= allowed).all() and float(closed.choice.profit_cents.sum()) > best_profit:
        best = closed
    return best, bound
