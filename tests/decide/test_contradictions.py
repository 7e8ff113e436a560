"""Contradictions that a planner once met, as laws of their kinds: what is said together can be true together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reasons_bind import Asked, brand

from treadle.decide.changes import LEAST_UNITS, changes
from treadle.decide.course import CourseCase, choose_course
from treadle.decide.exit import ExitCase
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.course import Course
from treadle.terms.entry import PlannedOption
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason

UNITS = st.integers(0, 400)
#: Reasons that say why more is made than is likely to be wanted.
RAISED = (
    "buy.raised_minimum",
    "buy.raised_price_break",
    "buy.raised_style_minimum",
    "buy.whole_roll",
    "buy.begun_roll",
)


@given(st.lists(st.tuples(UNITS, st.floats(0, 1)), min_size=1, max_size=6), st.floats(0, 3000))
def test_no_more_is_sold_before_goods_arrive_than_lies_there(sizes: list[tuple[int, float]], before: float) -> None:
    case = BuyCase(
        option_id="o", style_id="s",
        sizes=tuple(SizeCase(sku=f"o-{at}", size=str(at), share=share, on_hand_units=units)
                    for at, (units, share) in enumerate(sizes)),
        demand_levels=(0.5,), demand_units=(10.0,), demand_mean_units=10.0, size_strength=10.0, price_cents=100,
        cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=10),), salvage_cents=1,
        holding_cents=0.0, due_day=date(2026, 3, 2), demand_before_units=before,
    )  # fmt: skip
    assert case.sold_before_units <= sum(units for units, _ in sizes) + 1e-9
    assert case.sold_before_units <= before + 1e-9


def course(stock: tuple[int, ...], shares: tuple[float, ...], weekly: tuple[float, ...], **more: Any) -> Course:
    asked = ExitCase(option_id="o", price_cents=3000, stock_units=stock, size_shares=shares, weekly_units=weekly,
                     level_deviation=0.0, left_cents=300.0)  # fmt: skip
    told: dict[str, Any] = {"buy_units": 0, "wanted_units": 0, "sold_units": 50.0}
    return choose_course(CourseCase(exit_case=asked, **{**told, **more}))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=4), st.floats(0.5, 20), st.integers(1, 10), st.randoms())
def test_cover_sell_out_and_leftovers_agree(stock: list[int], pace: float, weeks: int, random: Any) -> None:
    """Where demand comes as expected: what lasts less than its weeks sells out, what lasts longer does not."""
    raw = [random.uniform(0.2, 1.0) for _ in stock]
    found = course(tuple(stock), tuple(one / sum(raw) for one in raw), (pace,) * weeks)
    if found.weeks_of_cover < weeks - 0.2:
        assert found.sell_out_chance == 1.0 and found.left_units < 0.5
    if found.weeks_of_cover > weeks + 0.6 / pace * len(stock):
        assert found.sell_out_chance == 0.0 and found.left_units > 0.0


def test_each_course_without_its_cause_is_another() -> None:
    even, weekly = (0.5, 0.5), (5.0,) * 8
    pairs = (
        (course((9, 9), even, weekly, buy_units=20), course((9, 9), even, weekly), "course.scale"),
        (course((0, 0), even, weekly, buy_units=20, sold_units=0.0),
         course((0, 0), even, weekly, buy_units=20, sold_units=9.0), "course.start"),
        (course((9, 9), even, weekly, wanted_units=20, not_bought="buy.none_budget"),
         course((9, 9), even, weekly, not_bought="buy.none_budget"), "course.hold_limits"),
        (course((9, 9), even, weekly, wanted_units=20, not_bought="buy.none_minimum"),
         course((9, 9), even, weekly, wanted_units=20, not_bought="buy.none_budget"), "course.hold_minimum"),
        (course((0, 0), even, weekly), course((9, 9), even, weekly), "course.stop_gone"),
        (course((9, 9), even, ()), course((9, 9), even, weekly), "course.stop_over"),
        (course((200, 200), even, weekly), course((9, 9), even, weekly), "course.stop_markdown"),
        (course((9, 9), even, weekly), course((200, 200), even, weekly), "course.hold_covered"),
    )  # fmt: skip
    for found, other, code in pairs:
        assert found.reason.code == code and other.reason.code != code, code


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans(), st.integers(0, 80))
def test_more_than_nine_in_ten_would_want_is_only_made_for_a_reason_that_says_so(
    seed: int, minimum: bool, style_minimum: bool, stock: int
) -> None:
    cases = brand(seed, minimum=minimum, style_minimum=style_minimum, stock=stock)
    plan = Asked(cases).plan()
    for case in cases:
        units = sum(line.units for line in plan.lines if line.option_id == case.option_id)
        sure = [line for line in plan.lines if line.option_id == case.option_id and line.units]
        reason = plan.option_reasons[case.option_id]
        if sure and units > case.demand_units[-1] + len(sure) * 5:
            chance = reason.fact("needed_chance")
            assert reason.code in RAISED or (isinstance(chance, float) and chance < 0.25), (case.option_id, reason)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 1.5))
def test_money_that_is_left_is_not_said_to_earn_more_elsewhere(seed: int, share: float) -> None:
    cases = brand(seed, minimum=False, style_minimum=False, stock=5)
    budget = round(share * Asked(cases).plan().spent_cents)
    plan = replace(Asked(cases), budget_cents=budget).plan()
    if plan.spent_cents <= budget / 2:
        for option_id, reason in plan.option_reasons.items():
            case = next(one for one in cases if one.option_id == option_id)
            if reason.code in ("buy.none_budget", "buy.less_budget"):
                wanted = reason.fact("wanted_units")
                assert isinstance(wanted, int)
                cost = CostBreak.at(case.cost_breaks, wanted).cost_cents(wanted)
                assert cost > budget - plan.spent_cents, (option_id, reason, budget, plan.spent_cents)


ROW = st.fixed_dictionaries(
    {"units": UNITS, "serve_mean_units": st.floats(0, 400), "on_hand_units": UNITS, "on_order_units": UNITS,
     "price_cents": st.sampled_from([1000, 2000])}
)  # fmt: skip


@given(ROW, ROW, st.booleans())
def test_what_is_said_to_have_moved_moved_and_the_way_the_units_went(
    old: dict[str, Any], new: dict[str, Any], is_released: bool
) -> None:
    released = (None,) if is_released else ()
    last = [PlannedOption(option_id="a", **old)]
    rows = changes(last, pa.Table.from_pylist([{"option_id": "a", **new}]), released).to_pylist()  # type: ignore[arg-type]
    assert len(rows) == (old["units"] != new["units"])
    for row in rows:
        way = 1 if row["units_now"] > row["units_before"] else -1
        code = Reason.from_text(row["reason"]).code.removeprefix("change.")
        moved = {
            "demand": new["serve_mean_units"] - old["serve_mean_units"],
            "stock": old["on_hand_units"] - new["on_hand_units"],
            "order": old["on_order_units"] - new["on_order_units"],
        }
        moved["released"] = moved["order"]
        if code in moved:
            assert way * moved[code] >= LEAST_UNITS
            assert way * moved[code] >= max(way * moved[name] for name in ("demand", "stock", "order")) - 1e-9
        else:
            assert all(way * units < LEAST_UNITS for units in moved.values())
            assert (code == "price") == (old["price_cents"] != new["price_cents"])
            if code == "limits":  # it says that nothing of its own changed
                assert all(abs(units) < LEAST_UNITS for units in moved.values())
