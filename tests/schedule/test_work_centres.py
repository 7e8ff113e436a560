"""Stages beside cutting and sewing: by hand, on made plants with every rule checked, in rushes and repairs."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from floors import MONDAY, balance, demand, factory, made_plant, placed

from treadle.errors import InputError
from treadle.problems.factory import read_factory
from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.repair import repair_schedule
from treadle.schedule.rush import rush_order
from treadle.terms.budget import Budget
from treadle.terms.place import WorkCentre

CENTRES = (
    WorkCentre(work_centre_id="P1", stage="print", people=2),
    WorkCentre(work_centre_id="E1", stage="embroidery", people=1),
    WorkCentre(work_centre_id="I1", stage="press", people=3),
    WorkCentre(work_centre_id="K1", stage="pack", people=2),
    WorkCentre(work_centre_id="K2", stage="pack", people=2),
)


def planned(demands, factories, balances, work=0.2, **more):
    schedule = plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=work), **more)
    assert check_schedule(schedule, demands, factories, balances, rules=more.get("rules")) == ()
    return schedule


def spans(schedule, name):
    return [(s.stage, s.start_minute, s.end_minute) for s in schedule.slots if s.work_order_id == name]


def made_centres(orders, seed):
    """The made plant with stations at its first factory only, and stages that some of its orders need."""
    demands, factories, balances = made_plant(orders, seed)
    rng = np.random.default_rng(seed)
    demands = [
        replace(
            d,
            factory_id="",
            factory_reason=None,
            stage_minutes={
                stage: round(float(rng.uniform(0.1, 0.6)), 2)
                for stage in ("print", "embroidery", "press", "pack")
                if rng.random() < 0.4
            },
        )
        for d in demands
    ]
    factories = [replace(factories[0], work_centres=CENTRES), factories[1]]
    return placed(demands, factories, balances), factories, balances


def test_the_way_of_one_order_by_hand():
    """Cut 8:00 to 9:00; printing takes 240 x 0.5 / 2 = 60 minutes; 240 of sewing over lunch until 15:00; pressing
    240 x 0.25 / 3 = 20; then a day of finishing."""
    order = demand(stage_minutes={"print": 0.5, "press": 0.25, "wash": 3.0})
    schedule = planned([order], [factory(work_centres=CENTRES, finishing_days=1)], [balance()])
    assert spans(schedule, "W1") == [
        ("cut", 480, 540),
        ("print", 540, 600),
        ("sew", 600, 900),
        ("press", 900, 920),
        ("finish", 920, 920 + 1440),
    ]
    # (60 x 2 people + 20 x 3) x 20 cents; nobody washes here: it is in the days of finishing.
    assert schedule.cost_cents["stages"] == (60 * 2 + 20 * 3) * 20
    assert schedule.cost_cents["wip"] == round((920 - 480 - 60) * 0.25)


def test_a_factory_without_the_station_before_sewing_cannot_take_it():
    near, far = factory("NEAR"), factory("FAR", ("L2",), minute_cost_cents=90.0, work_centres=CENTRES)
    lines = [balance(), balance(line_id="L2")]
    needs = {"W1": "print", "W2": "fuse"}
    asked = [demand(name, stage_minutes={stage: 0.5}, factory_id="") for name, stage in needs.items()]
    order, nobody = planned(placed(asked, [near, far], lines), [near, far], lines).work_orders
    assert (order.factory_id, order.factory_reason.code) == ("FAR", "source.only_one")
    assert (nobody.status, nobody.late_reason.code) == ("infeasible", "infeasible.no_work_centre")
    assert nobody.late_reason.fact("stage") == "fuse"


def test_who_waits_for_a_station_is_told_which():
    demands = [demand(f"W{i}", units=240, due=1, stage_minutes={"print": 3.0}, late_cents_per_day=500) for i in (1, 2)]
    plant = [factory(lines=("L1", "L2"), tables=("T1", "T2"), work_centres=CENTRES)]
    late = planned(demands, plant, [balance(), balance(line_id="L2")]).work_orders
    waits = [order.late_reason for order in late if order.late_reason and order.late_reason.code == "late.stage_wait"]
    assert len(waits) == 1
    assert (waits[0].fact("resource"), waits[0].fact("before")) in (("P1", "W1"), ("P1", "W2"))


@pytest.mark.parametrize("seed", range(8))
def test_made_plants_keep_every_rule(seed):
    demands, factories, balances = made_centres(24, seed)
    schedule = planned(demands, factories, balances)
    used = {slot.stage for slot in schedule.slots}
    assert {"print", "press", "pack"} <= used


def test_many_orders_with_stations_are_planned_by_their_lines():
    demands, factories, balances = made_centres(80, 3)
    planned(demands, factories, balances, work=0.5)


@pytest.mark.parametrize("seed", range(4))
def test_a_rush_order_passes_the_stations_too(seed):
    demands, factories, balances = made_centres(20, seed)
    schedule = planned(demands, factories, balances)
    rush = replace(demands[0], work_order_id="RUSH", due_day=MONDAY + timedelta(days=6), late_cents_per_day=9_000,
                   fabric_ready_day=None, stage_minutes={"print": 0.3, "pack": 0.2})  # fmt: skip
    rush = replace(rush, factory_id="", factory_reason=None)
    (rush,) = placed([rush], factories, balances)
    answer = rush_order(schedule, demands, factories, balances, rush, with_schedule=True)
    assert check_schedule(answer.schedule, [*demands, rush], factories, balances) == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_repair_leaves_out_what_is_done_at_stations(seed):
    demands, factories, balances = made_centres(20, seed)
    schedule = planned(demands, factories, balances)
    now = 3 * 1440 + 600
    found = repair_schedule(schedule, demands, factories, balances, now_minute=now)
    assert check_schedule(found.schedule, found.demands, factories, balances, now_minute=now) == ()
    left = {demand.work_order_id for demand in found.demands}
    for slot in schedule.slots:
        if slot.stage not in ("finish", "transport") and slot.end_minute > now:
            assert slot.work_order_id in left


def test_the_check_sees_a_stage_left_out_and_one_too_early():
    order = demand(stage_minutes={"print": 0.5})
    plant = ([factory(work_centres=CENTRES)], [balance()])
    schedule = planned([order], *plant)

    def rules(slots):
        return {one.rule for one in check_schedule(replace(schedule, slots=tuple(slots)), [order], *plant)}

    print_slot = next(slot for slot in schedule.slots if slot.stage == "print")
    rest = [slot for slot in schedule.slots if slot.stage != "print"]
    assert "an order passes the stages that it needs" in rules(rest)
    early = replace(print_slot, start_minute=480, end_minute=540)
    assert "a stage waits for the one before" in rules([*rest, early])


def test_a_factory_file_names_work_centres_and_unknown_stages_are_refused():
    told = {
        "origin_day": "2026-03-02",
        "factories": [
            {"factory_id": "F", "shifts": [{"weekday": 0, "start": "08:00", "end": "16:00"}], "tables": ["T1"],
             "lines": [{"line_id": "L1", "people": 4}], "minute_cost_cents": 20,
             "work_centres": [{"work_centre_id": "P1", "stage": "print", "people": 2}]}
        ],
        "minutes_per_unit": {"S": {"L1": 0.5}},
        "orders": [{"work_order_id": "W", "style_id": "S", "units": 100, "due_day": "2026-03-16", "cut_minutes": 30,
                    "stage_minutes": {"print": 0.4}}],
    }  # fmt: skip
    plain = read_factory(told, "plant.json")
    schedule = planned(placed(plain.demands, plain.factories, plain.balances), plain.factories, plain.balances)
    assert [slot.stage for slot in schedule.slots] == ["cut", "print", "sew", "finish"]
    broken = json.loads(json.dumps(told))
    broken["orders"][0]["stage_minutes"] = {"varnish": 1.0}
    with pytest.raises(InputError, match="varnish"):
        read_factory(broken, "plant.json")
