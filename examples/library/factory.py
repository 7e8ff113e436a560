"""A schedule: two orders on a line, the day each is there, and how sure that is."""

from __future__ import annotations

import treadle

FACTORY = {
    "origin_day": "2026-03-02",
    "factories": [
        {
            "factory_id": "F1",
            "shifts": [{"weekday": day, "start": "08:00", "end": "17:00"} for day in range(5)],
            "tables": ["T1"],
            "lines": [{"line_id": "L1", "people": 12}],
            "minute_cost_cents": 20.0,
            "changeover_minutes": 60,
        }
    ],
    "minutes_per_unit": {"TEE": {"L1": 0.6}, "POLO": {"L1": 1.1}},
    "orders": [
        {"work_order_id": "W1", "style_id": "TEE", "units": 900, "due_day": "2026-03-09", "cut_minutes": 120},
        {"work_order_id": "W2", "style_id": "POLO", "units": 1900, "due_day": "2026-03-04", "cut_minutes": 150},
    ],
}


def main() -> None:
    """Print the plan, what is late and why, and the promises."""
    plan = treadle.plan_factory(FACTORY, work=0.5)
    print(plan.summary())
    for order, why in plan.why_late().items():
        print(f"{order}: {why}")
    print(treadle.promise(FACTORY, "W1", work=0.5).summary())


if __name__ == "__main__":
    main()
