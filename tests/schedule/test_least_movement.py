from dataclasses import replace
from datetime import timedelta

import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.errors import InputError
from treadle.schedule.checks import check_schedule
from treadle.schedule.least_movement import replan_around
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.schedule import MOVED, RELEASED, FrozenSlot

DAY = 1440


def sewn(schedule):
    return {slot.work_order_id: slot for slot in schedule.slots if slot.stage == "sew"}


def put(one, line_id="L1", minute=None, factory_id="F1", why=MOVED):
    slot = FrozenSlot(
        factory_id=factory_id, line_id=line_id, sew_start_minute=minute or 0, is_start_kept=minute is not None, why=why,
        note="the planner",
    )  # fmt: skip
    return replace(one, frozen=slot)


def plan(demands, factories, balances):
    return plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=0.1))


def test_an_order_put_on_a_day_stands_there_and_only_what_was_in_its_way_is_pushed():
    demands = [demand(f"W{i}", units=420, due=20) for i in range(4)]
    plant = ([factory()], [balance()])
    before = plan(demands, *plant)
    turn = [one.work_order_id for one in sorted(sewn(before).values(), key=lambda slot: slot.start_minute)]
    tuesday = DAY + 8 * 60
    wanted = [put(one, minute=tuesday) if one.work_order_id == turn[3] else one for one in demands]
    found = replan_around(before, wanted, *plant, touched={turn[3]}, changed={"F1"})
    assert check_schedule(found.schedule, found.demands, *plant) == ()
    after = sewn(found.schedule)
    assert after[turn[3]].start_minute == tuesday
    assert after[turn[0]] == sewn(before)[turn[0]]
    rest = [one for one in sorted(after, key=lambda name: after[name].start_minute) if one != turn[3]]
    assert rest == turn[:3], "what is pushed keeps its turn"
    order = next(one for one in found.schedule.work_orders if one.work_order_id == turn[3])
    assert order.factory_reason.code == "factory.moved"
    assert order.factory_reason.fact("note") == "the planner"


def test_a_change_at_one_factory_leaves_every_promise_of_another_alone():
    demands, factories, balances = made_plant(60, 3)
    before = plan(demands, factories, balances)
    holiday = MONDAY + timedelta(days=3)
    closed = [
        replace(one, calendar=replace(one.calendar, closed_days=frozenset({holiday})))
        if one.factory_id == "F1"
        else one
        for one in factories
    ]
    found = replan_around(before, demands, closed, balances, changed={"F1"})
    assert check_schedule(found.schedule, found.demands, closed, balances) == ()
    told = {one.work_order_id: one for one in found.schedule.work_orders}
    others = [one for one in before.work_orders if one.factory_id == "F2"]
    assert len(others) > 5
    for one in others:
        assert told[one.work_order_id].promise_day == one.promise_day
        assert sewn(found.schedule)[one.work_order_id] == sewn(before)[one.work_order_id]
    day = (holiday - MONDAY).days
    assert all(slot.start_minute // DAY != day for slot in sewn(found.schedule).values() if slot.factory_id == "F1")


def test_an_order_that_would_be_late_at_the_end_of_a_line_goes_before_others_where_that_is_cheaper():
    two = ([factory(lines=("L1", "L2"))], [balance(), balance(line_id="L2")])
    demands = [demand(f"W{i}", units=420, due=25, late_cents_per_day=100) for i in range(5)]
    urgent = demand("U", units=200, due=3, late_cents_per_day=90_000)
    before = plan([*demands, urgent], *two)
    other = "L2" if sewn(before)["U"].resource_id == "L1" else "L1"
    found = replan_around(before, [*demands, put(urgent, other)], *two, touched={"U"}, changed={"F1"})
    assert check_schedule(found.schedule, found.demands, *two) == ()
    order = next(one for one in found.schedule.work_orders if one.work_order_id == "U")
    assert (order.line_id, order.late_days) == (other, 0)


def test_a_place_that_cannot_be_is_refused_with_the_day_that_can():
    demands = [demand("W0", units=420, due=9), demand("W1", units=420, due=9, cut=900.0)]
    plant = ([factory()], [balance()])
    before = plan(demands, *plant)
    early = [demands[0], put(demands[1], minute=8 * 60)]
    with pytest.raises(InputError, match=r"cannot be cut by then.*2026-03-0[4-6]"):
        replan_around(before, early, *plant, touched={"W1"}, changed={"F1"})
    slot = sewn(before)["W0"]
    released = put(demands[0], minute=slot.start_minute, why=RELEASED)
    there = put(replace(demands[1], spread_and_cut_minutes=0.0), minute=slot.start_minute)
    with pytest.raises(InputError, match="W0 is fixed there then"):
        replan_around(before, [released, there], *plant, touched={"W1"}, changed={"F1"})


def test_overtime_makes_no_order_later_and_what_moves_makes_the_plan_cheaper():
    demands = [demand(f"W{i}", units=300, due=20) for i in range(3)]
    plant = ([factory()], [balance()])
    before = plan(demands, *plant)
    longer = replace(plant[0][0], calendar=replace(plant[0][0].calendar, told_overtime=((MONDAY, 120),)))
    found = replan_around(before, demands, [longer], plant[1], changed={"F1"})
    assert check_schedule(found.schedule, found.demands, [longer], plant[1]) == ()
    after = sewn(found.schedule)
    assert all(after[name].start_minute <= slot.start_minute for name, slot in sewn(before).items())
    parts = ("sewing", "cutting", "wip", "lateness", "changeover")
    assert sum(found.schedule.cost_cents[one] for one in parts) <= sum(before.cost_cents[one] for one in parts)
