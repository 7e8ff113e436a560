"""The shared buy against enumeration of every whole quantity on small markets."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from treadle.decide.apart import NO_END, OptionCosts, best_apart, worth_of
from treadle.decide.buy import settle
from treadle.decide.curve import SkuMoney, option_curves
from treadle.decide.exact import GAP
from treadle.decide.share import Limits, Market, best_prices
from treadle.decide.style_minimum import Styles

MOST = 26  # units of an option that enumeration looks at


def small_market(seed: int, options: int = 3, style_minimum: int = 0, limited: bool = True) -> tuple[Market, list]:
    """A random market of few options with two sizes each, and the raw demand it was made from."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(0, 10, size=(2 * options, 40))
    sold = rng.uniform(20, 60, 2 * options)
    money = SkuMoney(
        sold_cents=sold, left_cents=rng.uniform(0, 5, 2 * options), again_cents=np.full(2 * options, np.inf)
    )
    option_of_sku = np.repeat(np.arange(options), 2)
    curves = option_curves(iter([(np.arange(2 * options), option_of_sku, demand, demand)]), money, options)
    breaks = rng.integers(6, 12, options)
    minimum = rng.integers(1, 6, options)
    lowest = np.stack([minimum, np.maximum(breaks, minimum)], axis=1)
    highest = np.stack([breaks - 1, np.full(options, NO_END)], axis=1)
    piece = rng.uniform(8, 20, options)
    costs = OptionCosts(
        lowest=lowest,
        highest=highest,
        setup_cents=np.repeat(rng.uniform(0, 40, options)[:, None], 2, axis=1),
        piece_cents=np.stack([piece, piece * 0.85], axis=1),
        smv_minutes=rng.uniform(1, 4, options),
    )
    limits = Limits(
        budget_cents=float(rng.uniform(100, 400)) if limited else np.inf,
        minutes_to=np.array([rng.uniform(15, 60)]) if limited else np.zeros(0),
        period=np.zeros(options, dtype=np.int64),
    )
    styles = Styles(style_of_option=np.zeros(options, dtype=np.int64), minimum_units=np.array([style_minimum]))
    return Market(curves=curves, costs=costs, styles=styles, limits=limits), [demand, money, option_of_sku]


def slow_worth(raw: list, option: int, units: int) -> float:
    """The best worth of `units` of an option over all splits to its two sizes, from the scenarios themselves."""
    demand, money, option_of_sku = raw
    one, two = np.flatnonzero(option_of_sku == option)

    def expected(sku: int, many: int) -> float:
        sells = np.minimum(demand[sku], many)
        return float((money.sold_cents[sku] * sells + money.left_cents[sku] * (many - sells)).mean())

    return max(expected(one, first) + expected(two, units - first) for first in range(units + 1))


def slow_cost(costs: OptionCosts, option: int, units: int) -> float:
    """Cost of a quantity, infinite where no break allows it."""
    if units == 0:
        return 0.0
    fits = (costs.lowest[option] <= units) & (units <= costs.highest[option])
    return float((costs.setup_cents[option] + costs.piece_cents[option] * units)[fits].min()) if fits.any() else np.inf


def enumerate_best(market: Market, raw: list) -> float:
    """The best profit of any plan that keeps every rule, by trying them all."""
    options = len(market.costs.smv_minutes)
    table = [[(slow_worth(raw, o, q), slow_cost(market.costs, o, q)) for q in range(MOST)] for o in range(options)]
    minutes = market.limits.minutes_to[0] if len(market.limits.minutes_to) else np.inf
    best = 0.0
    for units in product(*([q for q in range(MOST) if np.isfinite(table[o][q][1])] for o in range(options))):
        if 0 < sum(units) < market.styles.minimum_units[0]:
            continue
        cost = sum(table[o][q][1] for o, q in enumerate(units))
        used = sum(market.costs.smv_minutes[o] * q for o, q in enumerate(units))
        if cost <= market.limits.budget_cents and used <= minutes:
            best = max(best, sum(table[o][q][0] for o, q in enumerate(units)) - cost)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_apart_is_exact(seed: int) -> None:
    market, raw = small_market(seed, limited=False)
    nothing = np.zeros(3)
    choice, _ = best_apart(market.curves, market.costs, np.arange(3), 0.0, nothing, nothing)
    for option in range(3):
        profits = [slow_worth(raw, option, q) - slow_cost(market.costs, option, q) for q in range(MOST)]
        assert choice.profit_cents[option] == pytest.approx(max(profits), abs=1e-6)


def test_the_merged_curve_is_the_best_split() -> None:
    market, raw = small_market(3)
    for option, units in product(range(3), range(20)):
        fast = worth_of(market.curves, np.array([option]), np.array([[units]]))[0, 0]
        best = slow_worth(raw, option, units)
        past_list = units > market.curves.units_to[market.curves.first[option + 1] - 1]
        assert past_list or fast == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("style_minimum", [0, 15])
def test_together_is_the_optimum_and_its_bound_holds(style_minimum: int) -> None:
    for seed in range(20):
        market, raw = small_market(seed, style_minimum=style_minimum)
        settled, bound = best_prices(market)
        plan = settle(market, settled)
        best = enumerate_best(market, raw)
        assert (plan.use <= market.allowed() + 1e-6).all()
        assert plan.profit() <= best + 1e-6 <= bound + 1e-5
        assert plan.profit() >= best * (1.0 - GAP) - 1e-6, "the program of few options stops at this gap"
