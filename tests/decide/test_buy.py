from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from decide_cases import one_case

from treadle.decide import check_buy, decide_buy
from treadle.terms.buy import BuyPlan
from treadle.terms.policy import BuyPolicy


def units_by_size(plan: BuyPlan) -> list[int]:
    return [line.units for line in plan.lines]


def test_one_size_is_bought_to_its_critical_fractile() -> None:
    # demand even on 20..180, price 30, cost 12, salvage 3: fractile 18/27 = 2/3, quantile 20 + 160 x 2/3 = 126.7
    plan = decide_buy([one_case(shares=(1.0,))], policy=BuyPolicy(least_return=0.0, draws=2000))
    assert plan.lines[0].units == pytest.approx(126.7, abs=2)
    assert plan.lines[0].reason.code == "buy.newsvendor"
    assert plan.lines[0].reason.fact("met_chance") == pytest.approx(0.667)


def test_expected_profit_is_the_newsvendor_formula() -> None:
    # q = 126.67: E[min(D, q)] = q - (q - 20)^2 / 320 = 91.1; profit = 30 x 91.1 + 3 x 35.6 - 12 x 126.7 = 13.2 hundred
    plan = decide_buy([one_case(shares=(1.0,))], policy=BuyPolicy(least_return=0.0, draws=2000))
    assert plan.profit_cents == pytest.approx(132_000, rel=0.01)
    assert plan.gap < 1e-6


def test_a_size_that_is_well_stocked_gets_none() -> None:
    plan = decide_buy([one_case(stock=(0, 300, 0))])
    small, middle, large = plan.lines
    assert (small.units > 0, middle.units, large.units > 0) == (True, 0, True)
    assert middle.reason.code == "buy.size_stocked"


def test_stock_is_counted_unit_for_unit() -> None:
    without = decide_buy([one_case(shares=(1.0,))]).lines[0].units
    with_stock = decide_buy([one_case(shares=(1.0,), stock=(30,))]).lines[0].units
    assert with_stock == pytest.approx(without - 30, abs=1)


def test_demand_before_the_due_day_eats_the_stock_first() -> None:
    case = replace(one_case(shares=(1.0,), stock=(50,)), demand_before_units=40.0)
    without = decide_buy([one_case(shares=(1.0,))]).lines[0].units
    assert decide_buy([case]).lines[0].units == pytest.approx(without - 10, abs=3)


def test_a_minimum_raises_a_small_order_that_still_pays() -> None:
    plan = decide_buy([one_case(minimum=140)])
    assert sum(units_by_size(plan)) == 140
    assert plan.option_reasons["shirt-red"].code == "buy.raised_minimum"


def test_a_minimum_that_does_not_pay_stops_the_option() -> None:
    plan = decide_buy([one_case(minimum=1000)])
    assert sum(units_by_size(plan)) == 0
    reason = plan.option_reasons["shirt-red"]
    assert reason.code == "buy.none_minimum"
    assert all(line.reason.code == "buy.none_minimum" for line in plan.lines)


def test_a_price_break_just_above_is_taken() -> None:
    dear = decide_buy([one_case()])
    cheap = decide_buy([one_case(breaks=((1, 0, 1200), (150, 0, 1000)))])
    assert sum(units_by_size(dear)) < 150 <= sum(units_by_size(cheap))
    assert cheap.option_reasons["shirt-red"].code == "buy.raised_price_break"


def test_a_set_up_dearer_than_the_profit_stops_the_option() -> None:
    assert sum(units_by_size(decide_buy([one_case(breaks=((1, 10_000_000, 1200),))]))) == 0


def test_a_style_minimum_is_reached_together_or_not_at_all() -> None:
    pair = [one_case("red", style_minimum=300), one_case("blue", style_minimum=300)]
    plan = decide_buy(pair)
    assert sum(units_by_size(plan)) == 300
    assert plan.option_reasons["red"].code == "buy.raised_style_minimum"
    alone = decide_buy([replace(case, style_minimum_units=5000) for case in pair])
    assert sum(units_by_size(alone)) == 0
    assert alone.option_reasons["red"].code == "buy.none_style_minimum"


def test_the_budget_goes_to_the_option_that_brings_more_per_cent() -> None:
    rich, poor = one_case("rich", style_id="a", price_cents=6000), one_case("poor", style_id="b", price_cents=2000)
    plan = decide_buy([rich, poor], budget_cents=120_000)
    units = {line.option_id: 0 for line in plan.lines}
    for line in plan.lines:
        units[line.option_id] += line.units
    assert units["rich"] > 2 * units["poor"]
    assert plan.spent_cents <= 120_000
    assert plan.spent_cents > 118_000
    assert plan.limits[0].code == "limit.budget"
    assert plan.option_reasons["poor"].code in {"buy.less_budget", "buy.none_budget"}


def test_minutes_of_early_weeks_hold_only_for_early_lines() -> None:
    first, second = date(2026, 9, 7), date(2026, 9, 14)
    cases = [one_case("early", style_id="a", due_day=first), one_case("late", style_id="b", due_day=second)]
    plan = decide_buy(cases, capacity_minutes=[(first, 500.0), (second, 5000.0)])
    early = sum(line.units for line in plan.lines if line.option_id == "early")
    late = sum(line.units for line in plan.lines if line.option_id == "late")
    assert early == 50
    assert late > 100
    assert plan.option_reasons["early"].code == "buy.less_capacity"
    assert check_buy(plan, cases) == ()


def test_a_fast_second_order_makes_the_first_one_small() -> None:
    once = sum(units_by_size(decide_buy([one_case()])))
    twice = sum(units_by_size(decide_buy([one_case(again_cents=1250.0)])))
    assert twice < 0.6 * once


def test_a_dear_second_order_changes_nothing() -> None:
    once = decide_buy([one_case(shares=(1.0,))], policy=BuyPolicy(least_return=0.0, draws=2000))
    twice = decide_buy([one_case(shares=(1.0,), again_cents=3000.0)], policy=BuyPolicy(least_return=0.0, draws=2000))
    assert sum(units_by_size(twice)) == pytest.approx(sum(units_by_size(once)), rel=0.12)


def test_no_margin_and_no_demand_have_their_own_reasons() -> None:
    assert decide_buy([one_case(price_cents=1000)]).option_reasons["shirt-red"].code == "buy.none_margin"
    covered = decide_buy([one_case(stock=(500, 500, 500))])
    assert covered.option_reasons["shirt-red"].code == "buy.none_stock"


def test_zero_lines_are_kept_and_say_what_was_missed() -> None:
    plan = decide_buy([one_case()], budget_cents=0)
    assert [line.units for line in plan.lines] == [0, 0, 0]
    reason = plan.lines[0].reason
    assert reason.code == "buy.none_budget"
    assert float(reason.fact("missed_cents") or 0) > 100_000


def test_costs_of_the_lines_add_up_to_set_up_and_pieces() -> None:
    plan = decide_buy([one_case(breaks=((1, 777, 1201),))])
    units = sum(units_by_size(plan))
    assert plan.spent_cents == 777 + 1201 * units
    assert check_buy(plan, [one_case(breaks=((1, 777, 1201),))]) == ()


def test_the_worth_of_further_units_falls_and_starts_near_zero() -> None:
    plan = decide_buy([one_case()], policy=BuyPolicy(least_return=0.0, draws=1000))
    for curve in plan.worth:
        assert list(curve.next_unit_cents) == sorted(curve.next_unit_cents, reverse=True)
        assert -80 < curve.next_unit_cents[0] <= 0


def test_the_same_seed_gives_the_same_plan() -> None:
    cases = [one_case("a", style_id="a"), one_case("b", style_id="b")]
    assert decide_buy(cases, budget_cents=150_000, seed=5) == decide_buy(cases, budget_cents=150_000, seed=5)


def test_no_cases_make_an_empty_plan() -> None:
    assert decide_buy([], budget_cents=10).lines == ()


def test_check_finds_every_broken_rule() -> None:
    case = one_case(minimum=100)
    plan = decide_buy([case])
    first = replace(plan.lines[0], units=1, cost_cents=5)
    broken = replace(plan, lines=(first, replace(plan.lines[1], units=0, cost_cents=0)), spent_cents=1)
    rules = {found.rule for found in check_buy(broken, [case])}
    assert "the lines' costs add up" in rules
    assert "one line per SKU" in rules
    assert any(rule.startswith("the option's minimum of") for rule in rules)
    assert "the cost is 1200 cents" not in rules or "the factory quotes the quantity" not in rules
    assert len(rules) >= 4
