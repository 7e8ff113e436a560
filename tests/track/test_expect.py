"""When orders will be there: pace learned from days, quantiles that hold, ways out with their price."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import exp, log

import numpy as np
import pytest

from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.expectation import LineDay, LinePace
from treadle.terms.place import Factory
from treadle.terms.sewing import Operator, SewingLine
from treadle.track.alarms import OtherLine, choices
from treadle.track.expect import Waiting, expect_line, learn_pace, line_days, sewn_day, working_minutes

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, 0)
WEEK = ShiftCalendar(
    shifts=tuple(
        Shift(weekday=day, start_minute=start, end_minute=end)
        for day in range(5)
        for start, end in ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
    )
)


def factory(overtime: int = 120) -> Factory:
    line = SewingLine(line_id="L1", operators=(Operator(operator_id="ana", efficiency={"": 1.0}),))
    return Factory(
        factory_id="F", name="F", calendar=WEEK, cutting_tables=(CuttingTable(table_id="T"),), sewing_lines=(line,),
        minute_cost_cents=20.0, overtime_minutes=overtime,
    )  # fmt: skip


def learned(paces: list[float], told: float = 10.0) -> LinePace:
    days = [
        LineDay(day=MONDAY + timedelta(days=at), earned_minutes=480 * one, worked_minutes=480)
        for at, one in enumerate(paces)
    ]
    return learn_pace("F", "L1", told, days, 480.0, told_sd=0.1)


def test_a_pace_moves_with_the_days_and_its_doubt_falls() -> None:
    none, few, many = learned([]), learned([8.0] * 2), learned([8.0] * 60)
    assert (none.pace, none.doubt) == (10.0, pytest.approx(0.1))
    assert 10.0 > few.pace > many.pace > 8.0
    assert none.doubt > few.doubt > many.doubt
    # One day of variance σ² beside a prior of variance τ²: the mean of its logarithm by hand.
    one = learned([8.0])
    assert one.pace == pytest.approx(10 * exp((log(0.8) + 0.15**2 / 2) / (1 + 0.15**2 / 0.1**2)))
    early = [LineDay(day=MONDAY, earned_minutes=1.0, worked_minutes=30.0)]
    assert learn_pace("F", "L1", 10.0, early, 480.0, told_sd=0.1).days == 0, "half an hour teaches nothing"


def test_working_time_is_counted_by_the_calendar() -> None:
    assert sewn_day(WEEK, datetime(2026, 3, 6, 16, 0), 60.0) == date(2026, 3, 6)
    assert sewn_day(WEEK, datetime(2026, 3, 6, 16, 0), 61.0) == date(2026, 3, 9), "over the weekend"
    assert working_minutes(WEEK, MORNING, 24 * 60 + 9 * 60) == 480 + 60
    assert working_minutes(WEEK, MORNING, 60.0) == 0.0
    hours = {datetime(2026, 3, 2, hour): 10.0 for hour in (8, 11, 12, 13)} | {datetime(2026, 3, 3, 8): 7.0}
    days = line_days(hours, WEEK, datetime(2026, 3, 3, 8, 40))
    assert [(one.earned_minutes, one.worked_minutes) for one in days] == [(30.0, 180.0), (7.0, 40.0)], (
        "hours without work, the break and what is still to come are none of it"
    )
    (begun,) = line_days({**hours, datetime(2026, 3, 2, 14): 4.0}, WEEK, datetime(2026, 3, 2, 17, 0))
    assert begun.worked_minutes == 180.0, "nor is an hour in which an order begins or ends"


def test_orders_wait_for_those_before_them_and_days_rise() -> None:
    first = Waiting(order_id="A", left_minutes=9_600.0, promise_day=MONDAY + timedelta(days=1))
    second = Waiting(order_id="B", left_minutes=4_800.0, promise_day=MONDAY + timedelta(days=30), slowest_minutes=960.0,
                     slowest_operation="hem")  # fmt: skip
    a, b = expect_line([first, second], learned([10.0] * 10), factory(), MORNING, probability=0.9)
    assert [day for _, day in a.days] == sorted(day for _, day in a.days)
    assert a.day(0.5) == date(2026, 3, 3)
    assert b.day(0.5) == date(2026, 3, 5), "two days before it, and its slowest operation takes two more"
    assert b.reason.code == "expect.slowest"
    assert a.kept_share == pytest.approx(0.5, abs=0.05), "it ends with that day if all goes as expected"
    assert b.kept_share == 1.0
    assert a.reason.fact("before_minutes") == 0.0
    assert b.reason.fact("before_minutes") == 9_600.0


def test_quantiles_hold_for_lines_that_are_as_they_are_told() -> None:
    """Lines with a pace of their own and good and bad days: seen for six days, then the rest of the work."""
    rng = np.random.default_rng(5)
    hits = {0.5: 0, 0.8: 0, 0.95: 0}
    runs = 150
    for _ in range(runs):
        true = 10.0 * exp(0.1 * rng.standard_normal())
        seen = learned([true * exp(0.15 * rng.standard_normal()) for _ in range(6)])
        left = 480.0 * 10.0 * (28 + rng.random())
        told = expect_line([Waiting(order_id="A", left_minutes=left, promise_day=MONDAY)], seen, factory(), MORNING,
                           probability=0.8)[0]  # fmt: skip
        day = MONDAY
        while True:
            left -= 480.0 * true * exp(0.15 * rng.standard_normal()) if WEEK.spans(day) else 0.0
            if left <= 0:
                break
            day += timedelta(days=1)
        for level in hits:
            hits[level] += day <= told.day(level)
    for level, count in hits.items():
        # Days are whole, so that a share may lie above what was asked for, never far below.
        assert level - 0.06 <= count / runs <= min(level + 0.18, 1.0), level


def test_a_promise_that_would_break_has_ways_out_with_their_price() -> None:
    pace = learned([10.0] * 20)
    late = Waiting(order_id="A", left_minutes=480.0 * 10 * 5.5, promise_day=date(2026, 3, 6))
    told = expect_line([late], pace, factory(), MORNING, probability=0.9)[0]
    assert told.kept_share < 0.2

    def ways(hours: int, others: tuple[OtherLine, ...] = ()) -> dict[str, int]:
        found = choices(told, [late], pace, factory(hours), MORNING, people=1, unbegun_minutes=10_000.0, others=others,
                        probability=0.9, late_cents_per_day=5_000.0)  # fmt: skip
        for one in found:
            assert one.kept_share >= 0.9 or one.kind != found[0].kind, "what holds comes first"
        return {one.kind: one.cost_cents for one in found}

    assert set(ways(0)) == {"tell"}
    cost = ways(120)["overtime"]
    assert cost % (120 * 30) == 0, "whole days of two hours at 20 cents and half as much again"
    idle = OtherLine(pace=pace, people=12, waiting=(), changeover_minutes=60.0)
    assert ways(0, (idle,))["other_line"] == 60 * 12 * 20
    days = (told.day(0.9) - late.promise_day).days
    assert ways(0)["tell"] == days * 5_000 > 0
