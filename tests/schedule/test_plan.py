from datetime import timedelta

import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import FrozenSlot


def plan(demands, factories, balances, work=0.3, now_minute=0, **more):
    schedule = plan_schedule(
        demands, factories, balances, origin_day=MONDAY, now_minute=now_minute, budget=Budget(work=work), **more
    )
    rules = more.get("rules")
    assert check_schedule(schedule, demands, factories, balances, now_minute=now_minute, rules=rules) == ()
    return schedule


def slot(schedule, name, stage):
    return next(s for s in schedule.slots if (s.work_order_id, s.stage) == (name, stage))


def test_one_order_by_hand():
    # 60 minutes of cutting from 8:00, 240 minutes of sewing from 9:00 with the lunch break between: until 14:00.
    schedule = plan([demand()], [factory(transport_days=1)], [balance()])
    assert (slot(schedule, "W1", "cut").start_minute, slot(schedule, "W1", "cut").end_minute) == (480, 540)
    assert (slot(schedule, "W1", "sew").start_minute, slot(schedule, "W1", "sew").end_minute) == (540, 840)
    order = schedule.work_orders[0]
    assert order.status == "kept"
    assert order.planned_day == MONDAY + timedelta(days=1)
    # 240 minutes x 4 people x 20 cents; 60 x 2 x 20; 300 minutes x 0.25 cents of 240 units.
    assert schedule.cost_cents == {
        "cutting": 2400,
        "stages": 0,
        "sewing": 19200,
        "changeover": 0,
        "overtime": 0,
        "lateness": 0,
        "wip": 75,
    }
    assert schedule.status == "optimal"


def test_two_of_a_style_stand_together_to_save_changeovers():
    demands = [demand("W1", "A", due=30), demand("W2", "B", due=31), demand("W3", "A", due=32)]
    schedule = plan(demands, [factory(changeover_minutes=120)], [balance()])
    assert schedule.cost_cents["changeover"] == 120 * 4 * 20
    assert schedule.status == "optimal"


def test_an_order_that_fits_nowhere_is_in_the_result_with_its_cause():
    schedule = plan(
        [demand("W1", units=50), demand("W2", bulletin="UNKNOWN")], [factory(minimum_units=100)], [balance()]
    )
    assert [order.status for order in schedule.work_orders] == ["infeasible", "infeasible"]
    assert schedule.work_orders[0].late_reason.code == "infeasible.below_minimum"
    assert schedule.work_orders[0].late_reason.fact("minimum_units") == 100
    assert schedule.work_orders[1].late_reason.code == "infeasible.no_capable_factory"
    assert schedule.slots == ()


@pytest.mark.parametrize(
    ("demands", "more", "code"),
    [
        ([demand(units=2400, due=2)], {}, "late.lead_time"),
        ([demand(due=2, fabric_ready_day=MONDAY + timedelta(days=3))], {}, "late.material"),
        ([demand("W0", units=900, due=1, priority=1), demand("W1", due=1)], {}, "late.capacity"),
        (
            [demand("W0", "A", 200, due=0, cut=10, priority=1), demand("W1", "B", 200, due=0, cut=10)],
            {"changeover_minutes": 90},
            "late.changeover",
        ),
        (
            [demand("W0", units=10, due=0, cut=400, priority=1), demand("W1", units=60, due=0, cut=100)],
            {},
            "late.cutting_wait",
        ),
    ],
)
def test_each_cause_of_lateness(demands, more, code):
    schedule = plan(demands, [factory(**more)], [balance()])
    late = [order for order in schedule.work_orders if order.status == "late"]
    assert [order.late_reason.code for order in late] == [code]
    assert late[0].late_reason.fact("chain")


def test_a_holiday_is_named_as_the_cause():
    from dataclasses import replace

    from floors import WEEK

    closed = replace(WEEK, closed_days=frozenset({MONDAY, MONDAY + timedelta(days=1)}))
    order = plan([demand(due=0)], [factory(calendar=closed)], [balance()]).work_orders[0]
    assert order.late_reason.code == "late.calendar"
    assert order.late_reason.fact("closed_days") == 2


def test_a_frozen_order_stays_and_others_go_around_it():
    frozen = demand("W9", "A", units=200, due=9, frozen=FrozenSlot(factory_id="F1", line_id="L1", sew_start_minute=780))
    demands = [demand("W1", "A", units=300, due=9), frozen, demand("W2", "A", units=60, due=9)]
    schedule = plan(demands, [factory()], [balance()])
    assert slot(schedule, "W9", "sew").start_minute == 780
    assert schedule.work_orders[1].factory_reason.code == "factory.frozen"


def test_a_begun_order_needs_no_cutting_and_keeps_its_past_start():
    begun = demand("W9", units=300, due=9, frozen=FrozenSlot(factory_id="F1", line_id="L1", sew_start_minute=500))
    schedule = plan([begun, demand("W1")], [factory()], [balance()], now_minute=600)
    assert [s.stage for s in schedule.slots if s.work_order_id == "W9"] == ["sew", "finish"]
    assert slot(schedule, "W1", "sew").start_minute == slot(schedule, "W9", "sew").end_minute


def test_a_transfer_batch_lets_sewing_start_after_the_first_lay():
    order = demand(units=400, cut=240, lay_minutes=(60.0, 60.0, 60.0, 60.0))
    rules = SchedulePolicy(is_overlapping=True)
    schedule = plan([order], [factory()], [balance()], rules=rules)
    assert slot(schedule, "W1", "sew").start_minute == 540
    assert slot(plan([order], [factory()], [balance()]), "W1", "sew").start_minute == 780


def test_the_same_inputs_and_seed_give_the_same_schedule():
    demands, factories, balances = made_plant(40, 5)
    first, second = (plan(demands, factories, balances, work=0.5, seed=3) for _ in range(2))
    assert first == second


def test_the_search_costs_no_more_than_dispatch():
    demands, factories, balances = made_plant(60, 2)
    quick = plan(demands, factories, balances, work=0.0)
    better = plan(demands, factories, balances, work=1.5)
    assert sum(better.cost_cents.values()) < 0.995 * sum(quick.cost_cents.values())
