"""Limits told beside what breaks them are those that every plan is checked by; prices apart are prices together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.decide.check import check_buy
from treadle.decide.open_to_buy import open_to_buy, over_bought
from treadle.decide.over_limits import over_option, over_shared, over_styles
from treadle.decide.price import price_buy
from treadle.decide.priced import Priced
from treadle.terms.buy import BuyCase, PlannedReceipts, SizeCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason

DAY = date(2026, 9, 1)
POLICY = BuyPolicy(draws=64)


def case(option_id: str, style_id: str, mean: float = 40.0, least: int = 0, style_least: int = 0) -> BuyCase:
    levels = (0.1, 0.5, 0.9)
    sizes = tuple(
        SizeCase(sku=f"{option_id}-{size}", size=size, share=share)
        for size, share in (("S", 0.3), ("M", 0.5), ("L", 0.2))
    )
    return BuyCase(
        option_id=option_id, style_id=style_id, sizes=sizes, demand_levels=levels,
        demand_units=tuple(mean * one for one in (0.6, 1.0, 1.5)), demand_mean_units=mean, size_strength=200.0,
        price_cents=3000, salvage_cents=600, holding_cents=10.0, due_day=DAY, smv_minutes=10.0,
        cost_breaks=(CostBreak(from_units=1, setup_cents=500, cost_per_piece_cents=1200),
                     CostBreak(from_units=50, setup_cents=500, cost_per_piece_cents=1000)),
        option_minimum_units=least, style_minimum_units=style_least,
    )  # fmt: skip


CASES = (case("a-red", "a", least=20, style_least=50), case("a-blue", "a", mean=15), case("b-red", "b"))
PERIOD = PlannedReceipts(from_day=DAY, to_day=DAY + timedelta(days=30), amount_cents=90_000)
SKUS = [size.sku for one in CASES for size in one.sizes]
REASONS = dict.fromkeys(SKUS, Reason.of("buy.none"))


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9), st.integers(0, 150_000), st.integers(0, 1500))
def test_a_buy_is_beyond_no_limit_where_its_check_finds_nothing(units: list[int], budget: int, minutes: int) -> None:
    wanted = dict(zip(SKUS, units, strict=True))
    buy = price_buy(CASES, wanted, REASONS, budget_cents=budget, capacity_minutes=minutes, policy=POLICY)
    buy = replace(buy, capacity_weeks=((DAY, minutes / 2),))
    rows = open_to_buy([PERIOD], [(DAY, 10_000)], buy)
    own = [over_option(one, [line for line in buy.lines if line.option_id == one.option_id]) for one in CASES]
    shared = over_shared(buy.lines, budget_cents=budget, capacity_minutes=minutes, capacity_weeks=buy.capacity_weeks,
                         open_to_buy=rows)  # fmt: skip
    told = [*(one for found in own for one in found), *over_styles(CASES, buy.lines).values(), *shared]
    assert len(told) == len(check_buy(buy, CASES)) + len(over_bought(rows))


@given(st.lists(st.integers(0, 200), min_size=3, max_size=3))
def test_an_option_tried_alone_is_priced_as_within_the_buy(units: list[int]) -> None:
    priced = Priced.of(CASES, POLICY, seed=3)
    mine = {size.sku: many for size, many in zip(CASES[1].sizes, units, strict=True)}
    whole = price_buy(CASES, mine, REASONS, policy=POLICY, seed=3)
    assert priced.lines("a-blue", mine, REASONS) == [line for line in whole.lines if line.option_id == "a-blue"]
    worth = {one.sku: one.next_unit_cents for one in whole.worth}
    assert all(priced.next_cents(sku, mine, POLICY.worth_units) == worth[sku] for sku in mine if worth)


def test_a_total_is_split_into_the_sizes_that_bring_most() -> None:
    priced = Priced.of(CASES, POLICY, seed=3)
    for total in (0, 1, 7, 40, 3000):
        units = priced.split("b-red", total)
        assert sum(units.values()) == total
        (point,) = priced.points("b-red", [total])
        profit = sum(line.expected_profit_cents for line in priced.lines("b-red", units, REASONS))
        assert point.expected_profit_cents == pytest.approx(profit, abs=3)
        for sku in units if total in (7, 40) else ():
            other = next(one for one in units if one != sku)
            if units[sku]:
                worse = units | {sku: units[sku] - 1, other: units[other] + 1}
                lines = priced.lines("b-red", worse, REASONS)
                assert sum(line.expected_profit_cents for line in lines) <= profit + 3


def test_what_is_beyond_a_limit_is_told_with_both_numbers() -> None:
    lines = Priced.of(CASES, POLICY, seed=0).lines("a-red", {"a-red-M": 12}, REASONS)
    (option,) = over_option(CASES[0], lines)
    assert (option.code, option.fact("units"), option.fact("least_units")) == ("over.option", 12, 20)
    style = over_styles(CASES, lines)["a"]
    assert (style.code, style.fact("least_units")) == ("over.style", 50)
    codes = [
        one.code
        for one in over_shared(
            lines,
            budget_cents=1,
            capacity_minutes=1,
            capacity_weeks=((DAY, 1.0),),
            open_to_buy=open_to_buy([PERIOD], [(DAY, 90_000)], price_buy(CASES, {"a-red-M": 12}, REASONS)),
        )
    ]
    assert codes == ["over.budget", "over.minutes", "over.minutes_by", "over.open_to_buy"]
