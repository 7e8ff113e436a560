"""Why an order is on its line, and what an hour more of a full line is worth: each moves with its cause."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.schedule.least_movement import replan_around
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget

TWO = [factory(lines=("L1", "L2"))]


def plan(demands, factories, balances):
    return plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=0.1))


def only(schedule):
    (order,) = schedule.work_orders
    return order.line_id, order.line_reason


def test_a_line_is_chosen_over_the_next_best_one_and_goes_where_that_becomes_cheaper():
    order = [demand(units=300, due=20)]
    line, why = only(plan(order, TWO, [balance(), balance(line_id="L2", minutes_per_unit=1.3)]))
    assert (line, why.code, why.fact("other"), why.fact("part")) == ("L1", "line.cheapest", "L2", "making")
    # 90 minutes more of four people at 20 cents are what the other line costs more, with money in work on the way.
    assert why.fact("part_cents") == 90 * 4 * 20
    assert why.fact("other_cost_cents") - why.fact("cost_cents") >= 90 * 4 * 20
    line, why = only(plan(order, TWO, [balance(), balance(line_id="L2", minutes_per_unit=0.7)]))
    assert (line, why.code, why.fact("other")) == ("L2", "line.cheapest", "L1")
    line, why = only(plan(order, TWO, [balance()]))
    assert (line, why.code) == ("L1", "line.only")


def test_a_change_of_style_is_named_where_it_is_what_the_other_line_costs_more():
    plant = [factory(lines=("L1", "L2"), changeover_minutes=240)]
    demands = [demand("A1", "S1", 200, 20), demand("B1", "S2", 200, 20), demand("A2", "S1", 200, 20)]
    both = [balance(), balance(line_id="L2", minutes_per_unit=1.01)]
    schedule = plan(demands, plant, both)
    lines = {one.work_order_id: one.line_id for one in schedule.work_orders}
    assert lines["A1"] == lines["A2"] != lines["B1"]
    reasons = {one.work_order_id: one.line_reason for one in schedule.work_orders}
    assert "changeover" in {one.fact("part") for one in reasons.values()}


def test_a_line_that_can_sew_one_style_says_why_it_has_one_order():
    demands = [demand(f"W{i}", "S1", 200, 30) for i in range(8)] + [demand("X", "S2", 200, 30, bulletin="C")]
    schedule = plan(demands, TWO, [balance(), balance("C", "L2")])
    first = {one.line_id: one for one in schedule.loads if one.week_from == MONDAY}
    assert first["L2"].orders == 1 and first["L2"].reason.fact("able") == 0
    freed = plan(demands, TWO, [balance(), balance("C", "L2"), balance(line_id="L2")])
    assert sum(one.line_id == "L2" for one in freed.work_orders) > 1, "able, it gets more of them"


def test_the_load_of_a_week_is_what_its_slots_say():
    demands, factories, balances = made_plant(40, 5)
    schedule = plan(demands, factories, balances)
    sewn = sum(one.planned_minutes for one in schedule.loads)
    slots = [one for one in schedule.slots if one.stage == "sew"]
    minutes = {
        one.factory_id: sum(
            part[1] - part[0]
            for slot in slots
            if slot.factory_id == one.factory_id
            for part in one.calendar.worked(MONDAY, slot.start_minute, slot.end_minute)
        )
        for one in factories
    }
    assert sewn == sum(minutes.values()) + sum(one.setup_minutes for one in slots)
    for one in schedule.loads:
        assert 0 <= one.planned_minutes <= one.capacity_minutes
        calendar = next(each.calendar for each in factories if each.factory_id == one.factory_id)
        assert one.capacity_minutes == calendar.week_minutes(one.week_from)


@pytest.mark.parametrize("minutes_per_unit", [1.0, 1.1])
def test_an_hour_more_saves_what_is_said(minutes_per_unit):
    demands = [demand(f"W{i}", units=400, due=2 + i, cut=10.0, late_cents_per_day=1000) for i in range(6)]
    plant = ([factory()], [balance(minutes_per_unit=minutes_per_unit)])
    before = plan(demands, *plant)
    said = before.loads[0]
    assert said.reason.code == "load.full" and said.late_cents >= 0
    # The line works an hour longer before anything of the week is sewn: on the day before, when its cloth is cut.
    longer = replace(plant[0][0].calendar, told_overtime=((MONDAY, 60),))
    after = replan_around(before, demands, [replace(plant[0][0], calendar=longer)], plant[1], changed={"F1"}).schedule
    saved = before.cost_cents["lateness"] - after.cost_cents["lateness"]
    assert abs(saved - said.hour_cents) <= 1000, "a day of one order at most, where the hour comes later in the week"
    idle = plan([replace(one, due_day=MONDAY + timedelta(days=60)) for one in demands], *plant)
    assert {one.hour_cents for one in idle.loads} == {0}
