import pytest
from floors import MONDAY, made_plant

from treadle.schedule.board import Board
from treadle.schedule.dispatch import dispatch, due_date_dispatch
from treadle.schedule.improve import improve
from treadle.schedule.jobs import build_floor
from treadle.schedule.shop import cost_of, violations
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy


@pytest.fixture(scope="module")
def shop():
    return build_floor(*made_plant(90, 6), origin_day=MONDAY, now_minute=0, rules=SchedulePolicy()).shop


def test_many_jobs_are_planned_soundly_cheaper_and_the_same_twice(shop):
    first, second = (improve(shop, budget=Budget(work=0.6), seed=4) for _ in range(2))
    assert first.solution == second.solution
    assert violations(shop, first.solution) == []
    assert first.cost == cost_of(shop, first.solution)
    assert first.cost.cents < 0.99 * cost_of(shop, due_date_dispatch(shop)).cents


def test_no_work_leaves_orders_where_dispatch_puts_them(shop):
    assert improve(shop, budget=Budget(work=0.0), seed=4).solution == dispatch(shop)[0]


def test_the_clock_above_ends_the_search(shop):
    ticks = iter([1.0 - 0.01 * i for i in range(100)])
    found = improve(shop, budget=Budget(work=float("inf"), left=lambda: next(ticks, 0.0)), seed=4)
    assert violations(shop, found.solution) == []


def test_what_taking_a_job_off_saves_is_what_the_plan_then_costs_less(shop):
    board = Board(shop, due_date_dispatch(shop))
    for job in range(0, 90, 7):
        before = cost_of(shop, board.solution).cents
        placed, worth = board.solution[job], board.worth(job)
        board.take(job)
        assert abs(before - worth - cost_of(shop, board.solution).cents) < 1
        added = board.insert(job)
        assert abs(added + before - worth - cost_of(shop, board.solution).cents) < 2
        board.take(job)
        board.place(job, placed)
