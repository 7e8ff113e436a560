"""What is sold ahead is made, whatever else is: beside the forecast, before other options, beyond the budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from decide_cases import one_case
from hypothesis import given
from hypothesis import strategies as st

from treadle.decide.buy import decide_buy
from treadle.decide.sold_ahead import net_of_sold, short_of_sold, with_room
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.policy import BuyPolicy

POLICY = BuyPolicy(least_return=0.0, draws=2000)


def sold(case: BuyCase, *units: int) -> BuyCase:
    sizes = tuple(replace(one, firm_units=count) for one, count in zip(case.sizes, units, strict=True))
    return replace(case, sizes=sizes)


def units(plan: BuyPlan) -> list[int]:
    return [line.units for line in plan.lines]


def test_it_adds_to_what_the_forecast_asks_for_size_by_size() -> None:
    plain = decide_buy([one_case()], policy=POLICY)
    more = decide_buy([sold(one_case(), 7, 0, 11)], policy=POLICY)
    assert sum(units(more)) == pytest.approx(sum(units(plain)) + 18, abs=2)
    assert units(more)[0] >= 7 and units(more)[2] >= 11
    assert more.profit_cents == pytest.approx(plain.profit_cents + 18 * (3000 - 1200), rel=0.02)


def test_nobody_wants_it_and_it_is_made_for_those_who_paid() -> None:
    assert units(decide_buy([one_case(mean=0.0)], policy=POLICY)) == [0, 0, 0]
    plan = decide_buy([sold(one_case(mean=0.0), 3, 0, 5)], policy=POLICY)
    assert units(plan) == [3, 0, 5] and plan.option_reasons["shirt-red"].code == "buy.sold_ahead"


def test_the_minimum_comes_with_it() -> None:
    plan = decide_buy([sold(one_case(mean=0.0, minimum=50), 3, 0, 5)], policy=POLICY)
    assert sum(units(plan)) == 50 and units(plan)[0] >= 3 and units(plan)[2] >= 5


def test_it_comes_before_an_option_that_earns_more() -> None:
    rich = one_case("rich", style_id="rich", price_cents=9000)
    poor = sold(one_case("poor", style_id="poor", price_cents=1300, mean=0.0), 20, 20, 20)
    plan = decide_buy([rich, poor], budget_cents=100_000, policy=POLICY)
    assert units(plan)[3:] == [20, 20, 20]
    without = decide_buy([rich, sold(poor, 0, 0, 0)], budget_cents=100_000, policy=POLICY)
    assert sum(units(without)[:3]) > sum(units(plan)[:3])


def test_a_price_below_its_cost_does_not_unmake_a_promise() -> None:
    assert units(decide_buy([sold(one_case(price_cents=1000, mean=0.0), 4, 0, 0)], policy=POLICY)) == [4, 0, 0]


def test_room_is_made_in_budget_and_minutes_and_said() -> None:
    case = sold(one_case(mean=0.0), 10, 10, 10)
    budget, minutes, told = with_room([case], 20_000, 200.0)
    assert (budget, minutes) == (36_000, 300.0) and told[0].code == "limit.sold_ahead"
    assert with_room([case], 36_000, 300.0) == (36_000, 300.0, ())
    assert with_room([case], None, None) == (None, None, ())
    plan = decide_buy([case], budget_cents=budget, capacity_minutes=minutes, policy=POLICY)
    assert units(plan) == [10, 10, 10] and plan.check() == ()


def test_what_a_limit_kept_out_is_put_back_with_its_minima() -> None:
    case = sold(one_case(mean=0.0, minimum=40, style_minimum=60), 10, 0, 10)
    nothing = replace(decide_buy([one_case(mean=0.0)], policy=POLICY))
    raised = short_of_sold(nothing, [case])
    assert sum(raised.values()) == 60 and raised["shirt-red-0"] >= 10 and raised["shirt-red-2"] >= 10
    plain = sold(one_case(mean=0.0), 10, 0, 10)
    assert short_of_sold(decide_buy([plain], policy=POLICY), [plain]) == {}


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 120))
def test_stock_then_receipts_serve_what_is_sold(on_hand: int, on_order: int, units_sold: int) -> None:
    left, coming, missing = net_of_sold((on_hand, on_order), units_sold)
    assert left + coming - missing == on_hand + on_order - units_sold
    assert min(left, coming, missing) >= 0 and (missing == 0 or left == coming == 0)
    assert coming == on_order or left == 0


#: A reason, and what takes its cause away.
SOLD_CAUSES: dict[str, Callable[[BuyCase], BuyCase]] = {
    "buy.sold_ahead": lambda case: replace(case, demand_units=tuple(50.0 for _ in case.demand_units),
                                           demand_mean_units=50.0),
    "buy.sold_ahead_and_more": lambda case: sold(case, 0, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("code", SOLD_CAUSES)
def test_a_reason_without_its_cause_is_another(code: str) -> None:
    case = sold(one_case(mean=0.0 if code == "buy.sold_ahead" else 100.0), 3, 3, 3)
    before = decide_buy([case], policy=POLICY)
    after = decide_buy([SOLD_CAUSES[code](case)], policy=POLICY)
    assert before.option_reasons["shirt-red"].code == code
    assert after.option_reasons["shirt-red"].code != code and sum(units(after)) != sum(units(before))
