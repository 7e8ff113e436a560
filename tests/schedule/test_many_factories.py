"""Of many factories each one's clock holds its own orders: they are planned as if each stood alone."""

from __future__ import annotations

from dataclasses import replace

from floors import MONDAY, balance, demand, factory

from treadle.schedule.horizon import by_factory, most_minutes, slowest_minutes
from treadle.schedule.jobs import build_floor, fits
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy

COUNT = 14
PLANTS = [factory(f"F{at:02d}", (f"L{at:02d}",), tables=(f"T{at:02d}",), changeover_minutes=30) for at in range(COUNT)]
BALANCES = [balance("B", f"L{at:02d}", 1.0 + at / 10.0) for at in range(COUNT)]
ORDERS = [
    demand(f"W{at:02d}-{turn}", f"S{turn}", units=100 + 10 * at, due=2 + turn, factory_id=f"F{at:02d}")
    for at in range(COUNT) for turn in range(3)
]  # fmt: skip


def _slots(orders, plants):
    made = plan_schedule(orders, plants, BALANCES, origin_day=MONDAY, budget=Budget(work=0.0))
    return {one.work_order_id: (one.line_id, one.planned_day) for one in made.work_orders}, made


def test_many_factories_are_planned_as_each_of_them_alone() -> None:
    together, made = _slots(ORDERS, PLANTS)
    assert len(together) == len(ORDERS)
    for plant in PLANTS:
        mine = [one for one in ORDERS if one.factory_id == plant.factory_id]
        alone, _ = _slots(mine, [plant])
        assert {name: together[name] for name in alone} == alone
    assert all(one.status != "infeasible" for one in made.work_orders)


def test_a_clock_is_as_long_as_its_own_orders_need_and_holds_those_that_may_go_anywhere() -> None:
    free = replace(ORDERS[0], work_order_id="free", factory_id="")
    own = by_factory([*ORDERS, free], PLANTS)
    assert [len(one) for one in own] == [4] * COUNT
    assert by_factory(ORDERS, PLANTS[:2]) == [ORDERS, ORDERS]
    floor = build_floor(ORDERS, PLANTS, BALANCES, origin_day=MONDAY, now_minute=0, rules=SchedulePolicy())
    slowest = slowest_minutes(fits(BALANCES))
    for clock, mine in zip(floor.clocks, by_factory(ORDERS, PLANTS), strict=True):
        assert clock.day_ends[-1] >= most_minutes(mine, slowest, PLANTS)
        assert clock.day_ends[-1] < most_minutes(ORDERS, slowest, PLANTS)
