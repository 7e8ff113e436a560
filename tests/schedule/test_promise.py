from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.errors import InputError
from treadle.schedule.dispatch import dispatch
from treadle.schedule.jobs import build_floor
from treadle.schedule.plan import plan_schedule
from treadle.schedule.promise import day_kept, sample_ready_days
from treadle.terms.budget import Budget
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.schedule import FrozenSlot

CERTAIN = PromisePolicy(
    cut_sd=0, sew_sd=0, line_sd=0, changeover_sd=0, rework_share=0, fabric_late_share=0, transport_late_share=0
)


def plan(demands, uncertainty, probability=0.9, work=0.0, seed=0, factories=None, balances=None):
    return plan_schedule(
        demands,
        factories or [factory(transport_days=1, changeover_minutes=30)],
        balances or [balance()],
        origin_day=MONDAY,
        budget=Budget(work=work),
        promise=replace(uncertainty, probability=probability),
        seed=seed,
    )


def test_without_uncertainty_the_promise_is_the_plan():
    demands, factories, balances = made_plant(30, 3)
    schedule = plan(demands, CERTAIN, factories=factories, balances=balances)
    for order, promise in zip(schedule.work_orders, schedule.promises, strict=True):
        assert order.promise_day == order.planned_day == promise.planned_day
        assert {day for _, day in promise.days} == {order.planned_day}


def test_sewing_half_as_slow_again_by_hand():
    # 60 minutes of cutting and 400 of sewing end at 16:40 on Monday; 1.5 times the sewing ends on Tuesday.
    slow = replace(CERTAIN, sew_factor=1.5)
    order = plan([demand(units=400)], slow).work_orders[0]
    assert (order.planned_day, order.promise_day) == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))


def test_a_delay_rarer_than_the_probability_allows_is_not_reckoned():
    # One parcel in five is late by a day or more: 75 % is kept without a buffer, 90 % is not.
    risky = replace(CERTAIN, transport_late_share=0.2, transport_late_days=0.5, samples=4000)
    schedule = plan([demand(due=1)], risky, probability=0.75)
    assert schedule.work_orders[0].promise_day == schedule.work_orders[0].planned_day
    sure = plan([demand(due=1)], risky, probability=0.9).work_orders[0]
    assert sure.promise_day > sure.planned_day
    assert (sure.status, sure.late_reason.code, sure.late_reason.fact("chance") < 0.9) == (
        "at risk",
        "risk.buffer",
        True,
    )


def test_late_fabric_moves_the_promise_and_is_named():
    waits = demand(fabric_ready_day=MONDAY + timedelta(days=2))
    late = replace(CERTAIN, fabric_late_share=1.0, fabric_late_days=0.01)
    order = plan([waits], late).work_orders[0]
    assert order.promise_day == order.planned_day + timedelta(days=1)
    assert order.promise_reason.code == "promise.material"
    assert order.promise_reason.fact("chain").endswith("fabric")
    assert order.promise_reason.fact("buffer_days") == 1


def test_the_order_before_is_named():
    orders = plan([demand("W1", due=0), demand("W2", due=9)], CERTAIN).work_orders
    assert orders[0].promise_reason.code == "promise.lead_time"
    assert orders[1].promise_reason.code == "promise.resource"
    assert orders[1].promise_reason.fact("before") == "W1"


def test_a_frozen_start_is_never_earlier_and_is_named():
    quick = replace(CERTAIN, sew_factor=0.01)
    fixed = demand(frozen=FrozenSlot(factory_id="F1", line_id="L1", sew_start_minute=3 * 1440 + 480))
    order = plan([fixed], quick).work_orders[0]
    assert order.promise_day == MONDAY + timedelta(days=4)
    assert order.promise_reason.code == "promise.frozen"


def test_a_promise_is_kept_as_often_as_it_says_in_other_draws():
    demands, factories, balances = made_plant(40, 5)
    schedule = plan(demands, PromisePolicy(), probability=0.8, factories=factories, balances=balances)
    floor = build_floor(demands, factories, balances, origin_day=MONDAY, now_minute=0, rules=SchedulePolicy())
    days = sample_ready_days(
        floor, dispatch(floor.shop)[0], demands, origin_day=MONDAY, now_minute=0, uncertainty=PromisePolicy(), seed=77
    )
    ids = [floor.shop.jobs[j].name for j in range(len(floor.shop.jobs))]
    told = {promise.work_order_id: promise for promise in schedule.promises}
    at_least = [np.mean(days[j] <= (told[name].day(0.8) - MONDAY).days) for j, name in enumerate(ids)]
    day_before = [np.mean(days[j] < (told[name].day(0.8) - MONDAY).days) for j, name in enumerate(ids)]
    assert min(at_least) > 0.75
    assert max(day_before) < 0.85


def test_the_day_of_a_share_is_the_first_that_holds_it():
    days = np.array([3, 1, 2, 5, 4])
    assert [day_kept(days, share) for share in (0.2, 0.21, 0.6, 0.8, 0.99)] == [1, 2, 3, 4, 5]


def test_an_impossible_uncertainty_is_refused_with_all_reasons():
    with pytest.raises(InputError) as caught:
        plan([demand()], replace(CERTAIN, cut_sd=-1.0, samples=0), probability=1.0)
    assert len(caught.value.problems) == 3


def test_the_promise_of_an_order_does_not_move_because_another_line_has_one_more():
    factories = [factory(lines=("L1", "L2"))]
    balances = [balance(), balance("C", "L2")]
    alone = plan([demand(units=900)], PromisePolicy(), factories=factories, balances=balances)
    more = [demand(units=900), demand("W2", "S2", bulletin="C", cut=0.0)]
    both = plan(more, PromisePolicy(), factories=factories, balances=balances)
    assert alone.promises[0].days == both.promises[0].days
