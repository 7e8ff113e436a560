from dataclasses import replace
from datetime import timedelta

import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.errors import InputError
from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.rush import rush_order
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import FrozenSlot


def standing(demands, factories, balances, work=0.2):
    return plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=work))


def kinds(answer):
    return {option.kind: option for option in answer.options}


def test_a_rush_order_before_all_others_by_hand():
    # Three orders of one style, a day of sewing each (420 + 60 of cutting on Monday); due in good time.
    demands = [demand(f"W{i}", units=420, due=20) for i in range(3)]
    plant = (demands, [factory()], [balance()])
    schedule = standing(*plant)
    rush = demand("RUSH", units=60, due=0, late_cents_per_day=100_000)
    answer = rush_order(schedule, *plant, rush, with_schedule=True)
    assert answer.is_accepted
    assert answer.reason.code == "rush.accept_harmless"
    assert answer.chosen.planned_day == MONDAY
    assert kinds(answer)["nobody moves"].planned_day > MONDAY
    assert kinds(answer)["nobody moves"].moved == ()
    assert {one.work_order_id for one in answer.chosen.moved} == {"W0", "W1", "W2"}
    assert all(one.late_days == 0 for one in answer.chosen.moved)
    assert check_schedule(answer.schedule, [*demands, rush], *plant[1:]) == ()
    # Making: 60 minutes of sewing by 4 people and 60 of cutting by 2, at 20 cents.
    assert answer.chosen.added_cents["making"] == 60 * 4 * 20 + 60 * 2 * 20


def test_frozen_and_held_orders_stay():
    fixed = demand("W1", units=420, frozen=FrozenSlot(factory_id="F1", line_id="L1", sew_start_minute=540))
    plant = ([fixed], [factory()], [balance()])
    schedule = standing(*plant)
    rush = demand("RUSH", units=120, due=0, late_cents_per_day=100_000)
    answer = rush_order(schedule, *plant, rush)
    assert all(option.moved == () for option in answer.options)
    free = ([replace(fixed, frozen=None)], *plant[1:])
    plan = standing(*free)
    assert rush_order(plan, *free, rush).chosen.planned_day == MONDAY
    held = rush_order(plan, *free, rush, hold_minutes=1440)
    assert all(option.moved == () for option in held.options)


def test_what_hurts_others_more_than_it_earns_is_refused():
    demands = [demand("W1", units=400, due=0, late_cents_per_day=50_000)]
    plant = (demands, [factory()], [balance()])
    schedule = standing(*plant)
    rush = demand("RUSH", units=300, due=0, late_cents_per_day=60_000)
    refused = rush_order(schedule, *plant, rush, worth_cents=1_000)
    assert (refused.is_accepted, refused.reason.code) == (False, "rush.refuse_worth")
    assert rush_order(schedule, *plant, rush, worth_cents=1_000_000).is_accepted
    plain = rush_order(schedule, *plant, rush)
    assert (plain.is_accepted, plain.reason.code) == (False, "rush.refuse_harm")
    assert plain.reason.fact("first") == "W1"


def test_a_style_that_nobody_can_sew_is_said_to_be_impossible():
    plant = ([demand()], [factory()], [balance()])
    answer = rush_order(standing(*plant), *plant, demand("RUSH", bulletin="UNKNOWN"))
    assert (answer.is_accepted, answer.chosen, answer.reason.code) == (False, None, "rush.infeasible")


def test_a_schedule_of_other_orders_is_refused():
    plant = ([demand()], [factory()], [balance()])
    with pytest.raises(InputError, match="W9"):
        rush_order(standing(*plant), [demand(), demand("W9")], *plant[1:], demand("RUSH"))


def test_five_hundred_orders_are_answered_with_the_work_of_a_hundred_and_sixty_places():
    """A plan of 1,500 steps is pushed 160 times at most, a longer one less often; mending looks at 3 x 12 orders."""
    demands, factories, balances = made_plant(500, 2)
    schedule = standing(demands, factories, balances, work=0.0)
    rush = demand("RUSH", "S1", 240, 12, 40.0, "B-S1", late_cents_per_day=20_000)
    answer = rush_order(schedule, demands, factories, balances, rush)
    steps = len(schedule.slots)
    assert 20 * steps < answer.pushed_steps <= 160 * max(1_500, steps) + 36 * steps
    found = kinds(answer)
    assert found["earliest"].planned_day <= found["nobody moves"].planned_day
    assert found["cheapest"].total_cents <= min(option.total_cents for option in answer.options)
    full = rush_order(schedule, demands, factories, balances, rush, with_schedule=True)
    assert full.options == answer.options
    assert check_schedule(full.schedule, [*demands, rush], factories, balances, rules=SchedulePolicy()) == ()
    parts = sum(full.schedule.cost_cents.values()) - sum(schedule.cost_cents.values())
    assert abs(parts - answer.chosen.total_cents) <= len(demands)


def test_the_same_answer_twice():
    demands, factories, balances = made_plant(30, 4)
    schedule = standing(demands, factories, balances, work=0.0)
    rush = demand("RUSH", "S1", 240, 12, 40.0, "B-S1")
    first, second = (rush_order(schedule, demands, factories, balances, rush) for _ in range(2))
    assert first == second
    assert first.chosen.promise_day >= first.chosen.planned_day - timedelta(days=1)


def test_a_line_that_sews_while_the_rush_order_is_still_cut_keeps_every_rule() -> None:
    """Its turn on the line was put before its own cutting could begin: this case raised IndexError."""
    told = [(1211, 729.0, 1), (713, 570.0, 21), (442, 57.0, 39), (431, 518.0, 15), (624, 50.0, 6)]
    demands = [demand(f"W{i}", units=units, cut=cut, due=due) for i, (units, cut, due) in enumerate(told)]
    plant = (demands, [factory()], [balance()])
    schedule = standing(*plant, work=0.05)
    rush = demand("RUSH", units=46, due=9, cut=122.0, late_cents_per_day=100_000)
    answer = rush_order(schedule, *plant, rush, hold_minutes=1304, with_schedule=True)
    assert answer.is_accepted and answer.schedule is not None
    assert check_schedule(answer.schedule, [*demands, rush], *plant[1:]) == ()
