"""Markdowns against hand-worked cases, a slow recursion, and the fixed ladder of 30, 50 and 70 % in simulation."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from exit_market import ladder, played, sold_out_market

from treadle.decide.exit import ExitCase, _at_most, level_after, plan_exit
from treadle.terms.policy import MarkdownPolicy


def case(**more: object) -> ExitCase:
    values: dict[str, object] = {
        "option_id": "A",
        "price_cents": 1000,
        "stock_units": (1,),
        "size_shares": (1.0,),
        "weekly_units": (1.0,),
        "level_deviation": 0.0,
        "left_cents": 100.0,
    }
    return ExitCase(**(values | more))  # type: ignore[arg-type]


def test_one_unit_and_one_week_by_hand() -> None:
    """It sells with chance 1 - exp(-1) at full price; at half the price four times as many want it."""
    policy = MarkdownPolicy(price_elasticity=2.0, deepest_markdown_share=0.5, markdown_step_share=0.5)
    plan = plan_exit(case(), policy)
    full = 1000 * (1 - math.exp(-1)) + 100 * math.exp(-1)
    half = 500 * (1 - math.exp(-4)) + 100 * math.exp(-4)
    assert full > half and plan.keep_cents == plan.value_cents == pytest.approx(full)
    assert [week.discount for week in plan.weeks] == [0.0]
    slow = plan_exit(case(weekly_units=(0.3,)), policy)
    half = 500 * (1 - math.exp(-1.2)) + 100 * math.exp(-1.2)
    assert slow.value_cents == pytest.approx(half)
    assert slow.keep_cents == pytest.approx(1000 * (1 - math.exp(-0.3)) + 100 * math.exp(-0.3))
    assert slow.is_markdown_now and slow.weeks[0].price_cents == 500
    assert (slow.weeks[0].sold_units, slow.weeks[0].left_units) == (1.0, 0.0)


def test_a_unit_of_a_size_nobody_asks_for_brings_what_is_left() -> None:
    broken = plan_exit(case(stock_units=(1, 5), size_shares=(1.0, 0.0)))
    whole = plan_exit(case())
    assert broken.value_cents == pytest.approx(whole.value_cents + 5 * 100)


def test_the_plan_is_worth_what_a_slow_recursion_says() -> None:
    stock, rate, left, hold = 6, (1.5, 0.8, 2.0), 50.0, 3.0
    policy = MarkdownPolicy(price_elasticity=1.7, deepest_markdown_share=0.6, markdown_step_share=0.3)

    @cache
    def worth(week: int, there: int, at: int) -> float:
        if week == len(rate):
            return left * there
        best = -math.inf
        for k in range(at, 3):
            mean = rate[week] * policy.lift(policy.discounts[k])
            total, chance = 0.0, 1.0
            for demand in range(there + 1):
                mass = math.exp(-mean) * mean**demand / math.factorial(demand) if demand < there else chance
                chance -= mass
                after = there - demand
                total += mass * (demand * 900 * (1 - policy.discounts[k]) - hold * after + worth(week + 1, after, k))
            best = max(best, total)
        return best

    asked = case(price_cents=900, stock_units=(stock,), weekly_units=rate, left_cents=left, holding_cents=hold)
    assert plan_exit(asked, policy).value_cents == pytest.approx(worth(0, stock, 0))
    assert plan_exit(asked, policy, discount_now=0.3).value_cents == pytest.approx(worth(0, stock, 1))


def test_prices_never_rise_and_more_stock_is_never_dearer() -> None:
    prices = []
    for stock in (20, 60, 150, 400):
        plan = plan_exit(
            case(stock_units=(stock // 4, stock // 2, stock // 4), size_shares=(0.25, 0.5, 0.25), price_cents=3000,
                 weekly_units=(12.0,) * 8, level_deviation=0.3)
        )  # fmt: skip
        discounts = [week.discount for week in plan.weeks]
        assert discounts == sorted(discounts)
        assert plan.value_cents >= plan.keep_cents
        prices.append(plan.weeks[0].price_cents)
    assert prices == sorted(prices, reverse=True) and prices[0] > prices[-1]


def test_nothing_to_sell_or_no_time_left() -> None:
    assert plan_exit(case(stock_units=(0,))).weeks == ()
    late = plan_exit(case(stock_units=(7,), weekly_units=()))
    assert late.value_cents == late.keep_cents == 700 and not late.is_markdown_now


def test_a_level_leans_on_what_was_sold() -> None:
    assert level_after(0.5, 0.0, 0.0) == (1.0, 0.5)
    mean, deviation = level_after(0.5, 16.0, 8.0)
    assert mean == pytest.approx(20 / 12) and deviation == pytest.approx(1 / math.sqrt(20))
    assert level_after(0.0, 9.0, 3.0) == (1.0, 0.0)


def test_it_beats_the_fixed_ladder_in_simulation() -> None:
    """Level, price answer and sizes of each option are unknown to both; weeks are drawn alike for both."""
    gains = []
    for number in range(20):
        market = sold_out_market(number)
        gains.append(played(market, number, None) - played(market, number, ladder))
    gain = np.array(gains)
    assert gain.mean() > 2.0 * gain.std(ddof=1) / math.sqrt(len(gain))


@pytest.mark.parametrize("seed", range(5))
def test_chances_worked_out_together_are_those_of_each_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for deviation in (0.0, 0.1, 0.6, 1.5):
        units = np.floor((np.arange(150) + 0.5) * int(rng.integers(1, 5)))
        mean = float(rng.lognormal(1.0, 2.0))
        alone = [float(_at_most(units[at : at + 1], mean, deviation)[0]) for at in range(len(units))]
        assert _at_most(units, mean, deviation).tolist() == alone
