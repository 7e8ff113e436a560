"""The order rule played over weeks in a made world whose demand is known: no other amount costs much less, and a
forecast that is a tenth off costs little."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from treadle.replenish.order import decide_orders, weeks_needed
from treadle.replenish.stock import Terms

TERMS = Terms(lead_weeks=2, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)
PAIRS, WEEKS, WARM, PATHS = 60, 34, 6, 120
#: Shape of the gamma that a week's demand is Poisson around.
SHAPE = 4.0


@cache
def cost(forecast_times: float, order_times: float = 1.0) -> float:
    """Lost units and a fifth of those on hand at the end of every week after the first six, of one who forecasts so
    many times the true mean and orders so many times what the rule says."""
    rng = np.random.default_rng(5)
    mean = np.exp(rng.normal(1.3, 0.7, PAIRS))
    on_hand, first, second = (np.round(times * mean) for times in (2.0, 1.0, 1.0))
    ahead, total = weeks_needed(TERMS), 0.0
    for week in range(WEEKS):
        shape = (PAIRS, PATHS, ahead)
        drawn = np.random.default_rng(week)
        paths = drawn.poisson(forecast_times * mean[:, None, None] * drawn.gamma(SHAPE, 1.0 / SHAPE, shape))
        receipts = np.zeros((PAIRS, ahead))
        receipts[:, 0], receipts[:, 1] = first, second
        ordered = decide_orders(paths.astype(float), on_hand, receipts, TERMS).units
        demand = rng.poisson(mean * rng.gamma(SHAPE, 1.0 / SHAPE, PAIRS))
        shelf = on_hand + first
        on_hand = np.maximum(shelf - demand, 0.0)
        if week >= WARM:
            total += float(np.maximum(demand - shelf, 0.0).sum() + 0.2 * on_hand.sum())
        first, second = second, np.round(order_times * ordered)
    return total


@pytest.mark.parametrize("times", [0.9, 1.1])
def test_a_forecast_that_is_a_tenth_off_costs_little(times: float) -> None:
    assert cost(times) < 1.06 * cost(1.0)


@pytest.mark.parametrize("times", [0.85, 0.93, 1.08, 1.2])
def test_with_a_right_forecast_no_other_amount_costs_much_less(times: float) -> None:
    assert cost(1.0, times) > 0.985 * cost(1.0)
