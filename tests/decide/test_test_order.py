"""Test orders: a test's value by hand and against a simulation, and the choice under a budget against all choices."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from treadle.decide.test_order import TestCase, plan_tests, value_of_test
from treadle.terms.product import CostBreak
from treadle.words import say


def case(option_id: str = "A", **more: Any) -> TestCase:
    values: dict[str, Any] = {
        "option_id": option_id,
        "levels": (20.0, 400.0),
        "test_share": 0.2,
        "price_cents": 3000,
        "cost_breaks": (CostBreak(from_units=100, setup_cents=0, cost_per_piece_cents=1500),),
        "minimum_units": 100,
        "left_cents": 300.0,
        "piece_cents": 2000,
    }
    return TestCase(**(values | more))


def test_nothing_to_learn_is_worth_no_test() -> None:
    """One sure level: a test can only cost more than the order that is right anyway."""
    sure = case(levels=(400.0,))
    assert value_of_test(sure, 30) < value_of_test(sure, 0)
    (order,) = plan_tests([sure], [10, 30], 10**9).orders
    assert order.units == 0 and order.reason.code == "test.order_now" and order.blind_units > 350


def test_one_piece_by_hand() -> None:
    """Levels 0 and 10 alike, half of it in the test; one piece at 5 that sells at 20 and leaves nothing.

    The piece sells with chance (1 - exp(-5)) / 2, and then the level is 10: the best order of 6 or more at 10 each is
    made. Unsold, level 10 is so unlikely that none is ordered; the piece may still sell later.
    """
    hand = case(
        levels=(0.0, 10.0), test_share=0.5, price_cents=2000, left_cents=0.0, piece_cents=500, minimum_units=6,
        cost_breaks=(CostBreak(from_units=6, setup_cents=0, cost_per_piece_cents=1000),),
    )  # fmt: skip

    def sales(units: int) -> float:
        mass = [math.exp(-5) * 5**n / math.factorial(n) for n in range(units)]
        return sum(n * one for n, one in enumerate(mass)) + units * (1 - sum(mass))

    sold_out = (1 - math.exp(-5)) / 2
    best = max(2000 * sales(units) - 1000 * units for units in range(6, 15))
    assert best > 0
    still = math.exp(-5) / 2 * (1 - math.exp(-5)) * 2000
    assert value_of_test(hand, 1) == pytest.approx(sold_out * (2000 + best) + still - 500, rel=1e-5)


def test_the_value_is_what_a_simulation_of_the_test_earns() -> None:
    """Played on drawn levels with the best order for each of three outcomes (few, many, sold out), it earns what was
    promised, or little less: the promise orders by each outcome."""
    asked = case(levels=(10.0, 30.0, 200.0, 300.0), wait_share=0.1)
    (order,) = plan_tests([asked], [40], 10**9).orders
    assert order.units == 40 and order.go_units is not None and 0.4 < order.go_chance < 0.6
    rng = np.random.default_rng(3)
    level = rng.choice(asked.levels, 40_000)
    sold = np.minimum(rng.poisson(level * 0.2), 40)
    wait = np.minimum(rng.poisson(level * 0.1), 40 - sold)
    later = rng.poisson(level * 0.7)
    earned = 0.0
    for group in (sold < order.go_units, (sold >= order.go_units) & (sold < 40), sold == 40):
        profits = []
        for units in (0, *range(100, 240, 5)):
            there = 40 - sold - wait + units
            sells = np.minimum(later, there)
            money = 3000 * (sold + wait + sells) + 300 * (there - sells) - 2000 * 40 - 1500 * units
            profits.append(money[group].sum() / len(level))
        earned += max(profits)
    promised = order.worth_cents + order.blind_cents
    assert 0.99 * promised < earned < 1.005 * promised


def test_the_budget_goes_where_a_test_is_worth_most_and_the_bound_holds() -> None:
    cases = [
        case("A"),
        case("B", levels=(100.0, 400.0)),
        case("C", levels=(5.0, 600.0), price_cents=5000),
        case("D", levels=(300.0,)),
    ]
    sizes = [10, 25, 60]
    for budget in (20_000, 60_000, 130_000, 10**7):
        plan = plan_tests(cases, sizes, budget)
        assert plan.cost_cents <= budget
        best = 0.0
        for choice in itertools.product([0, *sizes], repeat=4):
            if sum(2000 * size for size in choice) <= budget:
                worth = sum(
                    value_of_test(one, size) - value_of_test(one, 0) for one, size in zip(cases, choice, strict=True)
                )
                best = max(best, worth)
        assert best - 1e-6 <= plan.bound_cents
        assert plan.worth_cents >= 0.97 * best
    free = {order.option_id: order.units for order in plan.orders}
    assert free["C"] > 0 and free["D"] == 0


def test_every_order_says_why() -> None:
    poor = plan_tests([case("A"), case("B")], [25], 50_000)
    assert [order.reason.code for order in poor.orders] == ["test.order", "test.budget"]
    never = plan_tests([case("N", levels=(1.0, 2.0))], [25], 10**9).orders[0]
    assert never.reason.code == "test.not_worth" and never.units == 0
    for order in (*poor.orders, never):
        assert "–" not in say(order.reason) and "–" not in say(order.reason, "zh")
