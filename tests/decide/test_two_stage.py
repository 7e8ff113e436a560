"""The Sport Obermeyer case: one order at the critical fractile, and a small first order where a second can follow."""

from __future__ import annotations

from datetime import date

import pytest
from scipy.special import ndtri

from treadle.decide.buy import decide_buy
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak

LEVELS = tuple(round(0.01 * step, 2) for step in range(1, 100))


def _parka(mean: float, deviation: float, price: int, again: float | None) -> BuyCase:
    units = tuple(float(max(mean + deviation * ndtri(level), 0.0)) for level in LEVELS)
    return BuyCase(
        option_id="parka",
        style_id="parka",
        sizes=(SizeCase(sku="parka", size="one", share=1.0),),
        demand_levels=LEVELS,
        demand_units=units,
        demand_mean_units=mean,
        size_strength=1e6,
        price_cents=price,
        cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=round(0.76 * price)),),
        salvage_cents=round(0.68 * price),
        holding_cents=0.0,
        due_day=date(2026, 9, 7),
        again_cents=again,
        early_units=() if again is None else tuple(0.2 * unit for unit in units),
    )


@pytest.mark.parametrize(("mean", "deviation", "price"), [(1017, 388, 11000), (2150, 807, 17300), (4017, 1113, 7300)])
def test_a_single_order_is_the_three_quarter_fractile(mean: float, deviation: float, price: int) -> None:
    # A unit short costs 24 % of the price, a unit over 8 %: 0.24 / 0.32 = 0.75, z = 0.6745.
    plan = decide_buy([_parka(mean, deviation, price, None)], policy=BuyPolicy(least_return=0.0, draws=4096))
    assert plan.lines[0].units == pytest.approx(mean + 0.6745 * deviation, rel=0.01)


def test_a_second_order_makes_the_first_one_smaller_the_cheaper_it_is() -> None:
    units = [
        decide_buy([_parka(2150, 807, 17300, again)], policy=BuyPolicy(least_return=0.0, draws=2048)).lines[0].units
        for again in (None, 0.90 * 17300, 0.80 * 17300, 0.77 * 17300)
    ]
    assert units == sorted(units, reverse=True)
    assert units[0] > units[1] > units[3]


def test_a_cheaper_second_order_leaves_all_but_the_early_demand_to_it() -> None:
    # A unit needed early with chance a earns price x a + again x (1 - a), which pays its cost of 0.76 where
    # a >= (0.76 - 0.75) / (1 - 0.75) = 0.04: the first order is the 0.96 point of the early demand, z = 1.7507.
    plan = decide_buy([_parka(2150, 807, 17300, 0.75 * 17300)], policy=BuyPolicy(least_return=0.0, draws=4096))
    assert plan.lines[0].units == pytest.approx(0.2 * (2150 + 807 * 1.7507), rel=0.01)
