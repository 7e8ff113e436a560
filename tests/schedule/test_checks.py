from dataclasses import replace
from datetime import timedelta

import pytest
from floors import MONDAY, made_plant

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget


@pytest.fixture(scope="module")
def sound():
    plant = made_plant(12, 1)
    return plant, plan_schedule(*plant, origin_day=MONDAY, budget=Budget(work=0.0))


def broken(schedule, stage, **changes):
    at = next(i for i, slot in enumerate(schedule.slots) if slot.stage == stage)
    slot = schedule.slots[at]
    moved = replace(slot, **{name: change(getattr(slot, name)) for name, change in changes.items()})
    return replace(schedule, slots=(*schedule.slots[:at], moved, *schedule.slots[at + 1 :]))


@pytest.mark.parametrize(
    ("stage", "changes", "rule"),
    [
        ("sew", {"end_minute": lambda m: m + 7}, "working minutes"),
        ("cut", {"start_minute": lambda m: m - 1440, "end_minute": lambda m: m - 1440}, "before now"),
        ("cut", {"resource_id": lambda _: "T99"}, "resource of its factory"),
        ("sew", {"setup_minutes": lambda m: m + 5}, "changeover"),
        ("finish", {"end_minute": lambda m: m + 1440}, "finishing takes its days"),
        ("sew", {"resource_id": lambda _: "L99"}, "balanced for the bulletin"),
    ],
)
def test_a_moved_slot_is_found(sound, stage, changes, rule):
    plant, schedule = sound
    found = check_schedule(broken(schedule, stage, **changes), *plant)
    assert any(rule in violation.rule for violation in found)


def test_two_orders_at_once_are_found(sound):
    plant, schedule = sound
    sews = [slot for slot in schedule.slots if slot.stage == "sew"]
    first, second = next((a, b) for a in sews for b in sews if a is not b and a.resource_id == b.resource_id)
    at = schedule.slots.index(second)
    moved = replace(second, start_minute=first.start_minute, end_minute=first.end_minute)
    spoilt = replace(schedule, slots=(*schedule.slots[:at], moved, *schedule.slots[at + 1 :]))
    assert any(violation.rule == "one order at a time" for violation in check_schedule(spoilt, *plant))


def test_a_better_promise_and_cheaper_money_are_found(sound):
    plant, schedule = sound
    order = schedule.work_orders[0]
    early = replace(order, planned_day=order.planned_day - timedelta(days=1))
    spoilt = replace(schedule, work_orders=(early, *schedule.work_orders[1:]))
    assert any("planned day" in violation.rule for violation in check_schedule(spoilt, *plant))
    early = replace(order, promise_day=order.planned_day - timedelta(days=30))
    spoilt = replace(schedule, work_orders=(early, *schedule.work_orders[1:]))
    assert any("promise" in violation.rule for violation in check_schedule(spoilt, *plant))
    cheap = replace(schedule, cost_cents={**schedule.cost_cents, "sewing": 1})
    assert any("money" in violation.rule for violation in check_schedule(cheap, *plant))


def test_a_missing_order_is_found(sound):
    plant, schedule = sound
    spoilt = replace(schedule, work_orders=schedule.work_orders[1:])
    assert any(violation.rule == "every demand is scheduled" for violation in check_schedule(spoilt, *plant))
