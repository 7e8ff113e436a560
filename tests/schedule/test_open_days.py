from dataclasses import replace
from datetime import timedelta

from floors import MONDAY, balance, demand, factory

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.calendar import EVERY_DAY, OpenDays
from treadle.terms.policy import PromisePolicy

WEEKDAYS = OpenDays(weekdays=frozenset(range(5)))
SURE = PromisePolicy(
    cut_sd=0, sew_sd=0, line_sd=0, changeover_sd=0, rework_share=0, fabric_late_share=0, transport_late_share=0
)


def planned(plant, order, promise=SURE):
    schedule = plan_schedule([order], [plant], [balance()], origin_day=MONDAY, budget=Budget(work=0.0), promise=promise)
    assert check_schedule(schedule, [order], [plant], [balance()]) == ()
    return schedule


def slots(schedule):
    return {
        slot.stage: ((slot.start_minute // 1440), (slot.end_minute // 1440))
        for slot in schedule.slots
        if slot.stage in ("finish", "transport")
    }


def test_days_of_who_is_open_are_counted_by_hand():
    days = OpenDays(weekdays=frozenset({0, 3}), closed_days=frozenset({MONDAY + timedelta(days=3)}))
    assert days.first_from(MONDAY) == MONDAY
    assert days.first_from(MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=7)
    assert days.after(MONDAY, 0) == MONDAY
    assert days.after(MONDAY, 2) == MONDAY + timedelta(days=10)
    assert OpenDays(weekdays=frozenset()).first_from(MONDAY) == MONDAY
    assert [one.rule for one in OpenDays(weekdays=frozenset({9})).check()] == [
        "there is a weekday, 0 to 6, to be open on"
    ]


def test_a_friday_is_finished_on_monday_travels_and_is_received_when_the_warehouse_is_open():
    # Cloth on Friday: sewn on Friday, a working day of finishing is Monday, two days on the road are Wednesday.
    order = demand(fabric_ready_day=MONDAY + timedelta(days=4), due=20)
    plant = factory(finishing_days=1, transport_days=2, finishing=WEEKDAYS, receiving=WEEKDAYS)
    schedule = planned(plant, order)
    assert schedule.work_orders[0].planned_day == MONDAY + timedelta(days=9)
    assert slots(schedule) == {"finish": (4, 7), "transport": (7, 9)}
    shut = replace(plant, receiving=replace(WEEKDAYS, closed_days=frozenset({MONDAY + timedelta(days=9)})))
    assert planned(shut, order).work_orders[0].planned_day == MONDAY + timedelta(days=10)
    only_fridays = replace(plant, transport=OpenDays(weekdays=frozenset({4})))
    assert planned(only_fridays, order).work_orders[0].planned_day == MONDAY + timedelta(days=18)
    plain = replace(plant, finishing=EVERY_DAY, receiving=EVERY_DAY)
    assert planned(plain, order).work_orders[0].planned_day == MONDAY + timedelta(days=7)


def test_lateness_counts_from_the_day_of_receipt_and_a_due_day_on_which_nobody_is_there_is_met_before():
    # Sewn on Monday, due on Saturday: what would come on Saturday is received on Monday, two days late.
    order = demand(due=5, late_cents_per_day=1_000)
    far = factory(transport_days=5, receiving=WEEKDAYS)
    schedule = planned(far, order)
    assert (schedule.work_orders[0].late_days, schedule.cost_cents["lateness"]) == (2, 2_000)
    near = planned(factory(transport_days=4, receiving=WEEKDAYS), order)
    assert (near.work_orders[0].status, near.work_orders[0].promise_day) == ("kept", MONDAY + timedelta(days=4))


def test_a_delay_on_the_road_is_promised_for_a_day_of_receipt():
    slow = replace(SURE, transport_late_share=1.0, transport_late_days=0.01)
    order = demand(due=20)
    plant = factory(transport_days=4, receiving=WEEKDAYS)
    made = planned(plant, order, slow).work_orders[0]
    assert (made.planned_day, made.promise_day) == (MONDAY + timedelta(days=4), MONDAY + timedelta(days=7))
