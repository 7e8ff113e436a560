"""Overtime, start-up learning, machines and threads: by hand, and on made plants with every rule checked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from floors import MONDAY, WEEK, balance, demand, factory, made_plant

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.repair import repair_schedule
from treadle.schedule.rush import rush_order
from treadle.schedule.startup import startup_minutes
from treadle.terms.budget import Budget


def planned(demands, factories, balances, work=0.2, **more):
    schedule = plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=work), **more)
    assert check_schedule(schedule, demands, factories, balances) == ()
    return schedule


def sew(schedule, name):
    return next(s for s in schedule.slots if (s.work_order_id, s.stage) == (name, "sew"))


def test_a_day_with_overtime_ends_later_and_a_closed_one_stays_closed():
    calendar = replace(WEEK, overtime_days=frozenset({MONDAY, date(2026, 3, 7)}), overtime_minutes=120)
    assert calendar.spans(MONDAY) == ((480, 720), (780, 1140))
    assert calendar.spans(date(2026, 3, 7)) == ()
    assert (calendar.overtime(MONDAY), calendar.overtime(date(2026, 3, 3))) == (120, 0)


def test_overtime_that_saves_a_late_day_is_worked_and_priced_by_hand():
    """60 minutes of cutting and 480 of sewing end on Tuesday at 9:00; an hour of overtime on Monday keeps the due day:
    60 minutes x 4 people x 20 cents x half = 2,400 cents against 5,000 of lateness."""
    order = demand(units=480, due=0, late_cents_per_day=5_000)
    plant = [factory(overtime_minutes=120, overtime_premium_share=0.5)]
    schedule = planned([order], plant, [balance()])
    assert schedule.overtime_days == {"F1": (MONDAY,)}
    assert schedule.work_orders[0].status == "at risk"  # planned in time with not an hour to spare
    assert sew(schedule, "W1").end_minute == 18 * 60
    assert schedule.cost_cents["overtime"] == 2_400
    (reason,) = schedule.reasons
    assert (reason.code, reason.fact("days"), reason.fact("saved_cents")) == ("schedule.overtime", 1, 5_000 - 2_400)


def test_overtime_that_costs_more_than_it_saves_is_not_worked():
    order = demand(units=480, due=0, late_cents_per_day=2_000)
    schedule = planned([order], [factory(overtime_minutes=120)], [balance()])
    assert (schedule.overtime_days, schedule.reasons, schedule.cost_cents["overtime"]) == ({}, (), 0)
    assert schedule.work_orders[0].status == "late"


@pytest.mark.parametrize("seed", range(5))
def test_made_plants_with_overtime_keep_every_rule_and_never_cost_more(seed):
    demands, factories, balances = made_plant(24, seed)
    demands = [replace(one, due_day=one.due_day - timedelta(days=2), late_cents_per_day=20_000) for one in demands]
    offering = [replace(one, overtime_minutes=180, overtime_premium_share=0.5) for one in factories]
    plain = planned(demands, factories, balances)
    longer = planned(demands, offering, balances)
    assert sum(longer.cost_cents.values()) <= 1.05 * sum(plain.cost_cents.values())
    if longer.overtime_days:
        assert longer.cost_cents["lateness"] < plain.cost_cents["lateness"]
    rush = replace(demands[0], work_order_id="RUSH", fabric_ready_day=None)
    answer = rush_order(longer, demands, offering, balances, rush, with_schedule=True)
    assert check_schedule(answer.schedule, [*demands, rush], offering, balances) == ()
    mended = repair_schedule(longer, demands, offering, balances, now_minute=2 * 1440)
    assert check_schedule(mended.schedule, mended.demands, offering, balances, now_minute=2 * 1440) == ()


def test_the_check_sees_overtime_that_nobody_paid():
    order = demand(units=480, due=0, late_cents_per_day=5_000)
    plant = ([factory(overtime_minutes=120)], [balance()])
    schedule = planned([order], *plant)
    unpaid = replace(schedule, cost_cents={**schedule.cost_cents, "overtime": 0})
    assert "money by part is recomputed" in {one.rule for one in check_schedule(unpaid, [order], *plant)}
    at_home = replace(schedule, overtime_days={})
    assert {one.rule for one in check_schedule(at_home, [order], *plant)} >= {"sew starts and ends within a shift"}


def test_start_up_is_lost_on_the_first_days_of_a_style_by_hand():
    """At half pace for a day of 480 minutes 240 are lost; at 80 % on the next 96 more; 100 minutes of work at half
    pace take 200, so 100 are lost."""
    assert startup_minutes(1_000, (0.5, 0.8), 480) == pytest.approx(240 + 96)
    assert startup_minutes(100, (0.5, 0.8), 480) == pytest.approx(100)
    assert startup_minutes(1_000, (), 480) == 0


def test_a_line_that_changes_its_style_learns_it_first():
    """Two styles of 240 minutes: 30 minutes of change, and at half pace all day another 240 lost."""
    demands = [demand("W1", "A", due=30), demand("W2", "B", due=30)]
    plant = [factory(changeover_minutes=30, startup_shares=(0.5,))]
    schedule = planned(demands, plant, [balance()])
    second = max((sew(schedule, name) for name in ("W1", "W2")), key=lambda slot: slot.start_minute)
    assert second.setup_minutes == 30 + 240
    same = planned([demand("W1", "A", due=30), demand("W2", "A", due=30)], plant, [balance()])
    assert {sew(same, name).setup_minutes for name in ("W1", "W2")} == {0}


def test_only_machines_that_the_line_does_not_have_yet_are_brought():
    plant = factory(
        changeover_minutes=20,
        machine_change_minutes=15,
        machines_of_style={"A": frozenset({"lockstitch"}), "B": frozenset({"lockstitch", "overlock", "coverstitch"})},
        changeovers=(("A", "C", 5),),
    )
    assert (plant.changeover("A", "B"), plant.changeover("B", "A")) == (20 + 2 * 15, 20)
    assert (plant.changeover("A", "C"), plant.changeover("A", "A"), plant.changeover(None, "B")) == (5, 0, 0)


def test_threads_are_changed_between_the_colours_of_an_order():
    plant = [factory(thread_change_minutes=15)]
    schedule = planned([demand(colours=3)], plant, [balance()])
    slot = sew(schedule, "W1")
    assert plant[0].calendar.minutes(MONDAY) == 480
    # 240 minutes and two changes of thread from 9:00, over an hour of lunch.
    assert (slot.start_minute, slot.end_minute) == (540, 540 + 240 + 30 + 60)
