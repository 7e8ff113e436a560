"""What to do today: money both ways by hand, and its books: what an action is worth is what the plan says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.decide.actions import actions
from treadle.decide.buy import decide_buy
from treadle.decide.course import CourseCase, choose_course
from treadle.decide.exit import ExitCase
from treadle.decide.standing import stock_worth_cents
from treadle.terms.action import ACTIONS, Action
from treadle.terms.buy import BuyCase, BuyPlan, SizeCase
from treadle.terms.course import Course
from treadle.terms.order import OpenOrder, Order, OrderLine
from treadle.terms.policy import BuyPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.snapshot import Snapshot
from treadle.words import LANGUAGES, say

DAY = date(2026, 3, 2)
LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
POLICY = Policy(buy=BuyPolicy(draws=200))


def case(name: str = "a", *, stock: int = 0, minimum: int = 0, scale: float = 1.0, style: str = "s") -> BuyCase:
    """One size, demand even on 20 to 180 times a scale, price 30, cost 12 a piece, what is left brings 3."""
    return BuyCase(
        option_id=name, style_id=style, sizes=(SizeCase(sku=f"{name}-M", size="M", share=1.0, on_hand_units=stock),),
        demand_levels=LEVELS, demand_units=tuple(scale * (20 + 160 * level) for level in LEVELS),
        demand_mean_units=100.0 * scale, size_strength=500.0, price_cents=3000, salvage_cents=300, holding_cents=0.0,
        cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1200),), due_day=DAY,
        option_minimum_units=minimum,
    )  # fmt: skip


def snapshot(cases: tuple[BuyCase, ...], orders: tuple[Order, ...] = ()) -> Snapshot:
    price = (CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1200),)
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("M",)),),
        styles=tuple(Style(style_id=one, category="trousers", size_scale_id="one")
                     for one in dict.fromkeys(case.style_id for case in cases)),
        options=tuple(Option(option_id=one.option_id, style_id=one.style_id, colour=f"colour {one.option_id}",
                             price_cents=3000, cost_breaks=price) for one in cases),
        skus=tuple(Sku(sku=size.sku, option_id=one.option_id, size=size.size) for one in cases for size in one.sizes),
    )  # fmt: skip
    nothing = pa.table({"sku": pa.array([], pa.string()), "from_day": pa.array([], pa.date32())})
    return Snapshot(
        as_of=DAY, currency="EUR", time_zone="UTC", catalogue=catalogue, places=(), factories=(), fabrics={},
        patterns={}, bulletins={}, signals=nothing, in_stock=nothing, price_plan=nothing, on_hand=(), receipts=(),
        orders=orders,
    )  # fmt: skip


def decided(cases: tuple[BuyCase, ...]) -> BuyPlan:
    return decide_buy(cases, policy=POLICY.buy, seed=POLICY.plan.seed)


def told(cases: tuple[BuyCase, ...]) -> tuple[Action, ...]:
    return actions(snapshot(cases), POLICY, cases, decided(cases), (), ())


def test_stock_brings_what_it_brings_by_hand() -> None:
    # Of 60, all are sold three times in four, and half of the 40 below is left the fourth time: 5 on average.
    brings = stock_worth_cents((case(),), {"a-M": 60}, POLICY.buy, 0)
    assert brings["a"] == pytest.approx(55 * 3000 + 5 * 300, rel=0.01)
    # What sells before another buy could come counts as what sells after it.
    waiting = replace(case(), demand_before_units=30.0, demand_units=tuple(u - 30 for u in case().demand_units),
                      demand_mean_units=70.0)  # fmt: skip
    assert stock_worth_cents((waiting,), {"a-M": 60}, POLICY.buy, 0)["a"] == pytest.approx(brings["a"], rel=0.01)


def test_an_order_is_worth_the_expected_profit_of_its_lines_and_is_of_its_whole_style() -> None:
    cases = (case("a"), case("b", stock=20))
    (order,) = told(cases)
    buy = decided(cases)
    assert (order.action, order.name, order.option_id) == ("order", "trousers s", "")
    assert order.worth_cents == buy.profit_cents and order.cost_cents == buy.spent_cents
    assert order.undone_cents == pytest.approx(20 * 3000, rel=0.01), "twenty pieces sell for certain"
    (alone,) = told((case("a"),))
    assert (alone.option_id, alone.name) == ("a", "colour a trousers s")


def test_none_is_ordered_where_the_least_order_would_lose_and_without_the_minimum_it_is() -> None:
    (hold,) = told((case("a", minimum=400),))
    assert hold.action == "hold" and hold.worth_cents > 0 and hold.cost_cents == 0
    # 400 for 4,800, of which 100 sell and 300 are left: 3,000 + 900 - 4,800
    assert hold.done_cents - hold.undone_cents == pytest.approx(90_000, rel=0.02)
    assert told((case("a", minimum=0),))[0].action == "order"
    covered = told((case("a", stock=200, minimum=400),))
    assert covered == (), "nothing is missing, so nobody must be told to leave it"


def course(stock: int) -> Course:
    asked = ExitCase(option_id="a", price_cents=3000, stock_units=(stock,), size_shares=(1.0,),
                     weekly_units=(10.0,) * 4, level_deviation=0.3, left_cents=300.0)  # fmt: skip
    return choose_course(CourseCase(exit_case=asked, buy_units=0, wanted_units=0, sold_units=100.0))


def test_a_markdown_is_worth_what_its_plan_gains() -> None:
    cases = (case("a", stock=200, minimum=900),)
    stop = course(200)
    assert stop.course == "stop"
    (found,) = actions(snapshot(cases), POLICY, cases, decided(cases), (stop,), ())
    assert found.action == "mark_down" and found.units == 200
    assert found.worth_cents == pytest.approx(float(str(stop.reason.fact("gain_cents"))), abs=1)
    assert actions(snapshot(cases), POLICY, cases, decided(cases), (course(20),), ()) == ()


def order(open_units: int) -> Order:
    terms = ReleasedOrder(work_order_id="W-1", style_id="s", units={"a-M": open_units}, due_day=DAY - timedelta(days=3),
                          promise_day=DAY - timedelta(days=2), origin_day=DAY - timedelta(days=30))  # fmt: skip
    return Order(terms=terms, lines=(OrderLine(sku="a-M", ordered_units=open_units),))


def open_order(status: str, units: int) -> OpenOrder:
    late, asked = {"late_days": 2}, {"risen_units": units, "counted_day": "2026-03-01"}
    reason = Reason.of("order.overdue", order="W-1", open_units=units, promise_day="2026-02-28", **late, **asked)
    return OpenOrder(order_id="W-1", style_id="s", factory_id="", status=status, ordered_units=units, received_units=0,
                     cancelled_units=0, open_units=units, due_day=DAY, promise_day=DAY, late_days=2,
                     comes_days=(DAY, DAY, DAY), cost_cents=100, reason=reason)  # fmt: skip


def late(cases: tuple[BuyCase, ...], status: str) -> tuple[Action, ...]:
    """Actions on an order of forty of which all are open; the option is nothing that would be ordered."""
    found = actions(snapshot(cases, (order(40),)), POLICY, cases, decided(cases), (), (open_order(status, 40),))
    return tuple(one for one in found if one.action != "hold")


def test_an_overdue_order_is_worth_its_pieces_and_a_question_those_that_may_still_come() -> None:
    # Counted are 50 on the shelf and, where it is overdue, the 40 to come; where it is asked about, the shelf has them.
    overdue, asked = (case("a", stock=90, minimum=900),), (case("a", stock=50, minimum=900),)
    (chase,) = late(overdue, "overdue")
    with_them = stock_worth_cents(overdue, {"a-M": 90}, POLICY.buy, 0)["a"]
    without = stock_worth_cents(overdue, {"a-M": 50}, POLICY.buy, 0)["a"]
    assert (chase.action, chase.done_cents, chase.undone_cents) == ("chase", with_them, without)
    assert with_them > without
    (answer,) = late(asked, "asked")
    assert (answer.action, answer.done_cents, answer.undone_cents) == ("answer", with_them, without)
    assert late(asked, "in time") == ()
    for language in LANGUAGES:
        assert "W-1" in say(chase.reason, language) and "–" not in say(chase.reason, language)
        assert "W-1" in say(answer.reason, language) and "–" not in say(answer.reason, language)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_orders_and_holds_tell_the_plans_money_and_the_first_is_worth_most(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cases = tuple(
        case(f"o{at}", stock=int(rng.integers(0, 150)), minimum=int(rng.integers(0, 300)) * int(rng.integers(0, 2)),
             scale=float(rng.uniform(0.1, 2.0)), style=f"s{at // 2}")
        for at in range(int(rng.integers(1, 8)))
    )  # fmt: skip
    buy, found = decided(cases), told(cases)
    worths = [one.worth_cents for one in found]
    assert worths == sorted(worths, reverse=True)
    assert {one.action for one in found} <= set(ACTIONS)
    orders = [one for one in found if one.action == "order"]
    assert sum(one.worth_cents for one in orders) == sum(line.expected_profit_cents for line in buy.lines if line.units)
    assert sum(one.cost_cents for one in orders) == buy.spent_cents
    assert {one.style_id for one in orders} == {line.style_id for line in buy.lines if line.units}
    assert all(one.worth_cents > 0 for one in found if one.action == "hold")
    for one in found:
        for language in LANGUAGES:
            assert "–" not in say(one.reason, language)
