"""Schedule: three work orders of two styles on one factory with two lines; when each can be promised."""

from __future__ import annotations

from typing import Any

from treadle.day.sourcing import Known, sourced
from treadle.problems.factory import read_factory
from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.policy import SchedulePolicy
from treadle.words import say

HOURS = (("08:00", "12:00"), ("13:00", "17:00"))
TOLD: dict[str, Any] = {
    "origin_day": "2026-03-02",
    "factories": [
        {
            "factory_id": "F1",
            "shifts": [{"weekday": day, "start": start, "end": end} for day in range(5) for start, end in HOURS],
            "tables": ["T1"],
            "lines": [{"line_id": "L1", "people": 12}, {"line_id": "L2", "people": 8}],
            "minute_cost_cents": 20.0,
            "finishing_days": 1,
            "transport_days": 2,
            "changeover_minutes": 60,
        }
    ],
    "minutes_per_unit": {"TEE": {"L1": 0.6, "L2": 0.9}, "POLO": {"L1": 1.1}},
    "orders": [
        {"work_order_id": "W1", "style_id": "TEE", "units": 900, "due_day": "2026-03-09", "cut_minutes": 120},
        {"work_order_id": "W2", "style_id": "POLO", "units": 1900, "due_day": "2026-03-09", "cut_minutes": 150},
        {"work_order_id": "W3", "style_id": "TEE", "units": 500, "due_day": "2026-03-16", "cut_minutes": 80},
    ],
}


def main() -> None:
    """Print a line per order, and what is late and why."""
    plain = read_factory(TOLD, "example")
    factories, balances = plain.factories, plain.balances
    orders = sourced(
        (), plain.demands, factories, balances, origin_day=plain.origin_day, rules=SchedulePolicy(), known=Known()
    ).demands
    schedule = plan_schedule(orders, factories, balances, origin_day=plain.origin_day, budget=Budget(work=0.5))
    for order in schedule.work_orders:
        told = f"planned {order.planned_day}, promised {order.promise_day}, {order.status}"
        print(f"{order.work_order_id}  {told}. {say(order.late_reason) if order.late_reason else ''}".rstrip())
    print(f"cost {sum(schedule.cost_cents.values()) / 100:,.2f} ({schedule.status})")
    print(f"rules broken: {len(check_schedule(schedule, orders, factories, balances))}")


if __name__ == "__main__":
    main()
