"""Scale, hold or stop: each verdict by a case made for it, and its figures by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from treadle.decide.course import Course, CourseCase, choose_course, left_at_end, weeks_of_cover
from treadle.decide.exit import ExitCase
from treadle.words import say


def exit_case(stock: int, weekly: tuple[float, ...], **more: Any) -> ExitCase:
    values: dict[str, Any] = {
        "option_id": "A",
        "price_cents": 3000,
        "stock_units": (stock // 2, stock - stock // 2),
        "size_shares": (0.5, 0.5),
        "weekly_units": weekly,
        "level_deviation": 0.3,
        "left_cents": 300.0,
    }
    return ExitCase(**(values | more))


def course(stock: int, weekly: tuple[float, ...], buy: int = 0, wanted: int = 0, sold: float = 30.0) -> Course:
    asked = CourseCase(exit_case=exit_case(stock, weekly), buy_units=buy, wanted_units=wanted, sold_units=sold)
    return choose_course(asked)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (course(0, (20.0,) * 6, buy=100, wanted=100, sold=0.0), "course.start"),
        (course(10, (20.0,) * 6, buy=80, wanted=80), "course.scale"),
        (course(10, (20.0,) * 6, wanted=80), "course.hold_limits"),
        (course(40, (20.0,) * 6), "course.hold_covered"),
        (course(400, (20.0,) * 6), "course.stop_markdown"),
        (course(0, (0.2,) * 6), "course.stop_gone"),
        (course(9, ()), "course.stop_over"),
    ],
)
def test_each_course_has_its_cause_and_says_it(found: Course, code: str) -> None:
    assert found.reason.code == code and found.course == code.split(".")[1].split("_")[0]
    for language in ("en", "zh"):
        told = say(found.reason, language)
        assert "–" not in told and "{" not in told
    assert (found.course == "stop" and bool(found.exit_plan.weeks)) == (code == "course.stop_markdown")


def test_the_reason_of_a_stop_names_price_gain_and_cover() -> None:
    found = course(400, (20.0,) * 6)
    told = say(found.reason)
    assert "400 in stock and on order last 20.0 weeks of 6" in told
    assert f"by {found.exit_plan.weeks[0].discount:.0%}" in told
    assert found.reason.fact("gain_cents") == round(found.exit_plan.value_cents - found.exit_plan.keep_cents) > 0


def test_weeks_of_cover_by_hand() -> None:
    assert weeks_of_cover(exit_case(30, (20.0, 20.0))) == 1.5
    assert weeks_of_cover(exit_case(60, (20.0, 10.0))) == 5.0  # 30 in two weeks, then 30 at 10 a week
    assert weeks_of_cover(exit_case(0, (20.0,))) == 0.0
    assert weeks_of_cover(exit_case(5, (0.0, 0.0))) == math.inf
    assert weeks_of_cover(exit_case(5, ())) == math.inf


def test_what_is_left_counts_sizes_apart() -> None:
    even = exit_case(40, (40.0,), level_deviation=0.0)
    assert left_at_end(even) == (0.0, 1.0)
    broken = exit_case(40, (40.0,), level_deviation=0.0, stock_units=(0, 40))
    assert left_at_end(broken) == (20.0, 0.0)
    wide, chance = left_at_end(exit_case(40, (40.0,), level_deviation=0.5))
    assert wide > 4.0 and 0.3 < chance < 0.7


def test_stock_that_the_weeks_left_outlast_sells_out_and_other_stock_may_not() -> None:
    # 55 pieces and 62 wanted in ten weeks, but most stock is of the size that few want: pieces alone would last 8.9
    # weeks while nothing ever sells out.
    odd = replace(exit_case(0, (6.2,) * 10), stock_units=(5, 50), size_shares=(0.6, 0.4))
    assert weeks_of_cover(odd) > 10 and left_at_end(odd)[1] < 0.5
    rng = np.random.default_rng(7)
    for _ in range(60):
        case = replace(
            exit_case(0, tuple(rng.uniform(1, 20, 6).tolist())), stock_units=tuple(rng.integers(0, 60, 3).tolist()),
            size_shares=tuple(rng.dirichlet(np.ones(3)).tolist()), level_deviation=float(rng.uniform(0, 0.6)),
        )  # fmt: skip
        left, chance = left_at_end(case)
        if weeks_of_cover(case) <= 6:
            assert chance > 0.25
        if chance == 0.0:
            assert weeks_of_cover(case) > 6 and left > 0


def test_a_minimum_that_stops_an_order_is_no_matter_of_money() -> None:
    stopped = CourseCase(exit_case=exit_case(10, (20.0,) * 6), buy_units=0, wanted_units=30, sold_units=5.0,
                         not_bought="buy.none_style_minimum")  # fmt: skip
    assert choose_course(stopped).reason.code == "course.hold_minimum"
    spent = replace(stopped, not_bought="buy.none_budget")
    assert choose_course(spent).reason.code == "course.hold_limits"
