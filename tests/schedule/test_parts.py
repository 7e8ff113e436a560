"""Orders split over lines: units kept, costs kept, every rule checked, and only where it pays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floors import MONDAY, balance, demand, factory, made_plant
from hypothesis import given
from hypothesis import strategies as st

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.repair import repair_schedule
from treadle.schedule.rush import rush_order
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import FrozenSlot

SPLIT = SchedulePolicy(most_parts=3, least_part_units=60)


def planned(demands, factories, balances, rules=SPLIT, work=0.2):
    schedule = plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=work), rules=rules)
    assert check_schedule(schedule, demands, factories, balances, rules=rules) == ()
    return schedule


@given(
    units=st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40), min_size=1),
    parts=st.integers(2, 6),
    late=st.integers(0, 9_000),
)
def test_parts_hold_every_unit_once_and_are_even(units, parts, late):
    order = replace(demand(), units=units, late_cents_per_day=late)
    found = order.split(parts)
    if sum(units.values()) < parts:
        assert found == (order,)
        return
    assert [one.work_order_id for one in found] == [f"W1/{n}" for n in range(1, parts + 1)]
    for sku, wanted in units.items():
        assert sum(one.units.get(sku, 0) for one in found) == wanted
    totals = [one.total_units for one in found]
    assert max(totals) - min(totals) <= 1
    assert sum(one.spread_and_cut_minutes for one in found) == pytest.approx(order.spread_and_cut_minutes)
    assert abs(sum(one.late_cents_per_day for one in found) - late) <= parts


def test_a_frozen_order_stays_whole():
    fixed = demand(frozen=FrozenSlot(factory_id="F1", line_id="L1", sew_start_minute=600))
    assert fixed.split(3) == (fixed,)


def test_a_late_order_is_sewn_on_two_lines_at_once():
    """900 minutes of sewing end on Tuesday afternoon; in two parts both lines are done on Monday."""
    order = demand(units=720, due=0, cut=30, late_cents_per_day=30_000)
    plant = ([factory(lines=("L1", "L2"))], [balance(), balance(line_id="L2")])
    whole = planned([order], *plant, rules=SchedulePolicy())
    assert whole.work_orders[0].status == "late"
    schedule = planned([order], *plant)
    assert schedule.parts == {"W1": 2}
    assert [(one.work_order_id, one.part_of, one.status) for one in schedule.work_orders] == [
        ("W1/1", "W1", "at risk"),
        ("W1/2", "W1", "at risk"),
    ]
    assert {slot.resource_id for slot in schedule.slots if slot.stage == "sew"} == {"L1", "L2"}
    (reason,) = schedule.reasons
    assert (reason.code, reason.fact("orders")) == ("schedule.split", "W1 (2)")


def test_an_order_in_time_and_one_that_is_too_small_stay_whole():
    plant = ([factory(lines=("L1", "L2"))], [balance(), balance(line_id="L2")])
    assert planned([demand(due=9)], *plant).parts == {}
    assert planned([demand(units=100, due=0, cut=400, late_cents_per_day=9_000)], *plant).parts == {}


@pytest.mark.parametrize("seed", range(5))
def test_made_plants_keep_every_rule_also_in_rushes_and_repairs(seed):
    demands, factories, balances = made_plant(16, seed)
    demands = [replace(one, due_day=one.due_day - timedelta(days=3), late_cents_per_day=30_000) for one in demands]
    factories = [replace(one, overtime_minutes=120) for one in factories]
    schedule = planned(demands, factories, balances)
    rush = replace(demands[0], work_order_id="RUSH", fabric_ready_day=None)
    answer = rush_order(schedule, demands, factories, balances, rush, with_schedule=True, rules=SPLIT)
    assert check_schedule(answer.schedule, [*demands, rush], factories, balances, rules=SPLIT) == ()
    now = 2 * 1440 + 600
    mended = repair_schedule(schedule, demands, factories, balances, now_minute=now, rules=SPLIT)
    assert check_schedule(mended.schedule, mended.demands, factories, balances, now_minute=now, rules=SPLIT) == ()
