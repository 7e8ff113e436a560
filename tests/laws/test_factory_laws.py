"""What holds for every factory: the state of an order is decided once, and every table and answer agrees with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.day.sourcing import Known, sourced, sourced_beside
from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.rush import rush_order
from treadle.terms.budget import Budget
from treadle.terms.calendar import OpenDays, Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable
from treadle.terms.place import Factory
from treadle.terms.policy import PromisePolicy, SchedulePolicy
from treadle.terms.reason import Reason
from treadle.terms.schedule import KEPT, ORDER_STATUSES, WorkOrderDemand
from treadle.terms.sewing import LineBalance, Operator, SewingLine

MONDAY = date(2026, 3, 2)
#: Few plays: laws hold for any number.
FEW = PromisePolicy(samples=60)


@st.composite
def open_days(draw):
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    closed = draw(st.sets(st.integers(0, 20), max_size=3))
    return OpenDays(weekdays=frozenset(weekdays), closed_days=frozenset(MONDAY + timedelta(days=d) for d in closed))


@st.composite
def plants(draw):
    """One or two factories of one or two lines, and up to six orders of three styles."""
    factories, balances = [], []
    for f in range(draw(st.integers(1, 2))):
        lines = [f"L{f}{n}" for n in range(draw(st.integers(1, 2)))]
        shifts = tuple(Shift(weekday=day, start_minute=480, end_minute=960) for day in range(draw(st.integers(4, 6))))
        people = tuple(Operator(operator_id=f"P{n}", efficiency={}) for n in range(draw(st.integers(2, 5))))
        factories.append(
            Factory(
                factory_id=f"F{f}", name=f"F{f}", calendar=ShiftCalendar(shifts=shifts),
                cutting_tables=(CuttingTable(table_id=f"T{f}"),), minute_cost_cents=draw(st.sampled_from([15.0, 20.0])),
                sewing_lines=tuple(SewingLine(line_id=one, operators=people) for one in lines),
                finishing_days=draw(st.integers(0, 2)), transport_days=draw(st.integers(0, 3)),
                changeover_minutes=draw(st.sampled_from([0, 45])), finishing=draw(open_days()),
                transport=draw(open_days()), receiving=draw(open_days()),
            )
        )  # fmt: skip
        for style in range(3):
            for line in lines:
                pace = draw(st.sampled_from([0.0, 0.7, 1.0, 1.6]))
                balances.append(
                    LineBalance(
                        bulletin_id=f"S{style}", line_id=line, stations=(), pitch_minutes=pace, minutes_per_unit=pace,
                        line_efficiency=1.0, bottleneck_station_id="", reason=Reason.of("balance.given"),
                        status="balanced" if pace else "infeasible",
                    )
                )  # fmt: skip
    demands = chosen([draw(orders(f"W{n}")) for n in range(draw(st.integers(1, 6)))], factories, balances)
    return demands, factories, balances


@st.composite
def orders(draw, name):
    style = f"S{draw(st.integers(0, 2))}"
    return WorkOrderDemand(
        work_order_id=name, style_id=style, bulletin_id=style, units={style: draw(st.integers(20, 900))},
        due_day=MONDAY + timedelta(days=draw(st.integers(0, 18))),
        spread_and_cut_minutes=float(draw(st.integers(0, 90))),
    )  # fmt: skip


def chosen(demands, factories, balances):
    """The orders at the factories that are chosen for them."""
    return sourced(
        (), demands, factories, balances, origin_day=MONDAY, rules=SchedulePolicy(), known=Known()
    ).demands  # fmt: skip


def planned(plant, seed=0):
    demands, factories, balances = plant
    return plan_schedule(
        demands, factories, balances, origin_day=MONDAY, budget=Budget(work=0.0), seed=seed, promise=FEW
    )


@given(plants())
@settings(max_examples=60, deadline=None)
def test_an_order_is_kept_where_its_promise_is_in_time_and_no_table_says_otherwise(plant):
    schedule = planned(plant)
    assert check_schedule(schedule, *plant) == ()
    told = {line.work_order_id: line for line in schedule.promise_lines()}
    for order in schedule.work_orders:
        if order.promise_day is None:
            assert order.status == "infeasible"
            continue
        assert (order.status == "kept") == (max(order.promise_day, order.planned_day) <= order.due_day)
        assert (order.status == "late") == (order.planned_day > order.due_day)
        assert (order.late_reason is None) == (order.status == KEPT)
        assert (told[order.work_order_id].status, told[order.work_order_id].due_day) == (order.status, order.due_day)
        receiving = next(one.receiving for one in plant[1] if one.factory_id == order.factory_id)
        assert receiving.is_open(order.planned_day)
        assert all(receiving.is_open(day) for day in told[order.work_order_id].days.values())


@given(plants(), orders("RUSH"), st.sampled_from([None, 2_000, 60_000]))
@settings(max_examples=40, deadline=None)
def test_a_rush_orders_verdict_agrees_with_its_table_and_with_the_plan_that_holds_it(plant, rush, worth):
    demands, factories, balances = plant
    schedule = planned(plant)
    rush = sourced_beside(schedule, demands, rush, factories, balances, rules=SchedulePolicy(), known=Known())
    answer = rush_order(
        schedule, demands, factories, balances, rush, worth_cents=worth, promise=FEW, with_schedule=True
    )
    if answer.chosen is None:
        assert not answer.is_accepted
        return
    good = [one for one in answer.options if one.status == KEPT and not one.harmed_orders]
    if worth is None:
        assert answer.is_accepted == bool(good)
    else:
        assert answer.is_accepted == (answer.chosen.total_cents <= worth)
        if any(one.status == KEPT and one.total_cents <= worth for one in answer.options):
            assert answer.chosen.status == KEPT
    facts = dict(answer.reason.facts)
    assert facts["promise_day"] == answer.chosen.promise_day.isoformat()
    assert facts["planned_day"] == answer.chosen.planned_day.isoformat()
    assert facts["harmed_orders"] == len(answer.chosen.harmed_orders)
    written = {one.work_order_id: one for one in answer.schedule.work_orders}
    assert (written["RUSH"].planned_day, written["RUSH"].promise_day, written["RUSH"].status) == (
        answer.chosen.planned_day, answer.chosen.promise_day, answer.chosen.status,
    )  # fmt: skip
    before = {one.work_order_id: one for one in schedule.work_orders}
    moved = {one.work_order_id: one for one in answer.chosen.moved}
    for name, old in before.items():
        new = written[name]
        if name in moved:
            assert (moved[name].status_before, moved[name].status_after) == (old.status, new.status)
            assert (moved[name].promise_before, moved[name].promise_after) == (old.promise_day, new.promise_day)
        else:
            assert (old.planned_day, old.promise_day, old.status) == (new.planned_day, new.promise_day, new.status)


@pytest.mark.parametrize("kind", ["nobody moves", "in time", "earliest", "cheapest"])
def test_each_way_to_take_a_rush_order_stands_as_its_days_say(kind):
    assert ORDER_STATUSES.index("kept") < ORDER_STATUSES.index("at risk") < ORDER_STATUSES.index("late")
    line = SewingLine(line_id="L", operators=(Operator(operator_id="P", efficiency={}),))
    factory = Factory(
        factory_id="F", name="F", cutting_tables=(CuttingTable(table_id="T"),), sewing_lines=(line,),
        calendar=ShiftCalendar(shifts=tuple(Shift(weekday=d, start_minute=480, end_minute=960) for d in range(5))),
        minute_cost_cents=20.0,
    )  # fmt: skip
    balance = LineBalance(
        bulletin_id="S", line_id="L", stations=(), pitch_minutes=1.0, minutes_per_unit=1.0, line_efficiency=1.0,
        bottleneck_station_id="", status="balanced", reason=Reason.of("balance.given"),
    )  # fmt: skip
    one = WorkOrderDemand(
        work_order_id="W", style_id="S", bulletin_id="S", units={"S": 900}, due_day=MONDAY + timedelta(days=1),
        spread_and_cut_minutes=0.0, factory_id="F",
    )  # fmt: skip
    plant = ([one], [factory], [balance])
    rush = replace(one, work_order_id="RUSH", units={"S": 200}, due_day=MONDAY)
    answer = rush_order(planned(plant), *plant, rush, promise=FEW)
    # 900 of 960 minutes by Tuesday night: before it the rush order is in time and makes the other late.
    assert (answer.is_accepted, answer.reason.code) == (False, "rush.refuse_harm")
    option = {option.kind: option for option in answer.options}[kind]
    assert option.status == ("kept" if kind in ("in time", "earliest") else "late")
