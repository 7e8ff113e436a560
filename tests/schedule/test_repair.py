import time
from dataclasses import replace
from datetime import timedelta

from floors import MONDAY, balance, demand, factory, made_plant

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.repair import repair_schedule
from treadle.terms.budget import Budget
from treadle.terms.schedule import FrozenSlot


def sewn(schedule):
    return {slot.work_order_id: slot for slot in schedule.slots if slot.stage == "sew"}


def test_late_fabric_lets_the_next_orders_keep_their_turn():
    demands = [demand(f"W{i}", units=420, due=20) for i in range(3)]
    plant = ([factory()], [balance()])
    schedule = plan_schedule(demands, *plant, origin_day=MONDAY, budget=Budget(work=0.1))
    first, second = sorted(sewn(schedule).values(), key=lambda slot: slot.start_minute)[:2]
    waits = [
        replace(d, fabric_ready_day=MONDAY + timedelta(days=3)) if d.work_order_id == second.work_order_id else d
        for d in demands
    ]
    # On Tuesday at 8:00 the first order is sewn, the second's fabric is not there, the third has been cut on Monday.
    found = repair_schedule(schedule, waits, *plant, now_minute=1440 + 480)
    assert check_schedule(found.schedule, found.demands, *plant, now_minute=1440 + 480) == ()
    assert first.work_order_id not in sewn(found.schedule)
    assert sewn(found.schedule)[second.work_order_id].start_minute >= second.start_minute
    assert found.schedule.work_orders[-1].status == "kept"


def test_a_begun_order_goes_on_and_a_lost_line_is_left():
    demands = [demand("W1", units=400, due=9), demand("W2", "S2", units=400, due=9)]
    two = ([factory(lines=("L1", "L2"))], [balance(), balance(line_id="L2")])
    schedule = plan_schedule(demands, *two, origin_day=MONDAY, budget=Budget(work=0.1))
    now = 700
    begun = next(slot for slot in sewn(schedule).values() if slot.start_minute < now)
    one = ([factory(lines=(begun.resource_id,))], [balance(line_id=begun.resource_id)])
    found = repair_schedule(schedule, demands, *one, now_minute=now)
    assert check_schedule(found.schedule, found.demands, *one, now_minute=now) == ()
    assert sewn(found.schedule)[begun.work_order_id] == begun
    assert {slot.resource_id for slot in sewn(found.schedule).values()} == {begun.resource_id}


def test_five_hundred_orders_are_repaired_within_two_seconds_and_most_keep_their_line():
    demands, factories, balances = made_plant(500, 3)
    schedule = plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=0.0))
    now = 5 * 1440
    day = MONDAY + timedelta(days=20)
    late = [replace(d, fabric_ready_day=day) if i % 50 == 0 else d for i, d in enumerate(demands)]
    began = time.process_time()
    found = repair_schedule(schedule, late, factories, balances, now_minute=now)
    assert time.process_time() - began < 3.0
    assert check_schedule(found.schedule, found.demands, factories, balances, now_minute=now) == ()
    before, after = sewn(schedule), sewn(found.schedule)
    kept = sum(before[name].resource_id == slot.resource_id for name, slot in after.items())
    assert kept > 0.9 * len(after)


def test_a_released_order_whose_cloth_is_late_leaves_its_start_but_not_its_line():
    demands = [demand(f"W{i}", units=420, due=20) for i in range(3)]
    plant = ([factory()], [balance()])
    schedule = plan_schedule(demands, *plant, origin_day=MONDAY, budget=Budget(work=0.1))
    released = [
        replace(
            one,
            frozen=FrozenSlot(factory_id=slot.factory_id, line_id=slot.resource_id, sew_start_minute=slot.start_minute),
        )
        for one in demands
        for slot in [sewn(schedule)[one.work_order_id]]
    ]
    assert repair_schedule(schedule, released, *plant, now_minute=0).schedule.slots == schedule.slots
    first = min(sewn(schedule).values(), key=lambda slot: slot.start_minute).work_order_id
    day = MONDAY + timedelta(days=3)
    late = [replace(one, fabric_ready_day=day) if one.work_order_id == first else one for one in released]
    found = repair_schedule(schedule, late, *plant, now_minute=0).schedule
    assert sewn(found)[first].start_minute >= 3 * 1440
    assert sewn(found)[first].resource_id == sewn(schedule)[first].resource_id
    assert next(reason.fact("order") for reason in found.reasons if reason.code == "schedule.frozen_moved") == first
