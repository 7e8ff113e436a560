"""A factory's plan of many made orders: `solve` plans one file; `row` compares with due-date dispatch and CP-SAT."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "factory"
SECONDS = 60.0
ORDERS = 500


def made_factory(orders: int, seed: int) -> dict[str, Any]:
    """Three factories with 3 tables and 14 lines in all, and that many orders of 40 styles, as a plain file.

    Lines are loaded to about nine tenths; a third of the orders waits for its fabric; due days are fair for most.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    shifts = [
        {"weekday": day, "start": start, "end": end}
        for day in range(5)
        for start, end in (("08:00", "12:00"), ("13:00", "17:00"))
    ]
    plants = [("NEAR", 5, 22.0, 2, 1, 3), ("MIDDLE", 5, 18.0, 2, 2, 6), ("FAR", 4, 14.0, 1, 3, 12)]
    factories = []
    lines = []
    for name, count, price, tables, finishing, transport in plants:
        mine = [{"line_id": f"{name}-{i}", "people": int(rng.integers(8, 16))} for i in range(1, count + 1)]
        lines += mine
        factories.append(
            {
                "factory_id": name,
                "shifts": shifts,
                "tables": [f"{name}-T{i}" for i in range(1, tables + 1)],
                "lines": mine,
                "minute_cost_cents": price,
                "minimum_units": {"NEAR": 1, "MIDDLE": 60, "FAR": 150}[name],
                "finishing_days": finishing,
                "transport_days": transport,
                "changeover_minutes": int(rng.integers(40, 90)),
            }
        )
    styles = [f"S{i:02d}" for i in range(40)]
    smv = {style: float(rng.uniform(6, 22)) for style in styles}
    pace = {
        style: {
            line["line_id"]: round(smv[style] / (line["people"] * float(rng.uniform(0.6, 0.85))), 3)
            for line in lines
            if rng.random() < 0.6
        }
        for style in styles
    }
    pace = {style: told or {lines[0]["line_id"]: round(smv[style] / 8, 3)} for style, told in pace.items()}
    return {
        "origin_day": "2026-03-02",
        "factories": factories,
        "minutes_per_unit": pace,
        "orders": _orders(orders, rng, styles, pace, len(lines)),
    }


def _orders(
    count: int, rng: Any, styles: list[str], pace: dict[str, dict[str, float]], lines: int
) -> list[dict[str, Any]]:
    """Orders whose due days spread over the days that the lines need for all of them."""
    import datetime

    popular = rng.dirichlet([0.7] * len(styles))
    chosen = [
        (styles[int(rng.choice(len(styles), p=popular))], int(rng.lognormal(5.2, 0.7)) + 20) for _ in range(count)
    ]
    minutes = sum(units * sum(pace[style].values()) / len(pace[style]) for style, units in chosen)
    span = minutes / lines / 480 * 7 / 5 / 0.9
    first = datetime.date(2026, 3, 2)
    orders = []
    for i, (style, units) in enumerate(chosen):
        due = 9 + float(rng.uniform(0, span))
        told = {
            "work_order_id": f"W{i:04d}",
            "style_id": style,
            "units": units,
            "due_day": (first + datetime.timedelta(days=int(due))).isoformat(),
            "cut_minutes": round(15 + units * float(rng.uniform(0.1, 0.3)), 1),
            "late_cents_per_day": round(units * float(rng.uniform(8, 40))),
        }
        if rng.random() < 0.33:
            told["fabric_ready_day"] = (
                first + datetime.timedelta(days=int(max(0, due - rng.uniform(7, 20))))
            ).isoformat()
        orders.append(told)
    return orders


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Plan a factory file within `seconds`, as a plan does. Option `method=dispatch`: the due-date rule alone."""
    end = time.monotonic() + seconds
    from treadle.schedule.dispatch import due_date_dispatch
    from treadle.schedule.improve import Improved, improve
    from treadle.schedule.jobs import build_floor
    from treadle.schedule.plain_factory import read_factory
    from treadle.schedule.plan import write_schedule
    from treadle.schedule.shop import cost_of
    from treadle.terms.budget import Budget
    from treadle.terms.schedule import ScheduleRules

    plain = read_factory(json.loads(instance.read_text(encoding="utf-8")), instance.name)
    rules = ScheduleRules()
    floor = build_floor(
        plain.demands, plain.factories, plain.balances, origin_day=plain.origin_day, now_minute=0, rules=rules
    )
    if options.get("method", "search") == "dispatch":
        solution = due_date_dispatch(floor.shop)
        cost = cost_of(floor.shop, solution)
        found = Improved(solution=solution, cost=cost, left=(), is_optimal=False, bound_cents=None, rounds=0)
    else:
        budget = Budget(work=float("inf"), left=lambda: end - time.monotonic() - 2.0)
        found = improve(floor.shop, budget=budget, seed=seed)
    schedule = write_schedule(
        floor,
        found,
        plain.demands,
        plain.origin_day,
        frozenset(),
        now_minute=0,
        rules=rules,
        seed=seed,
        promise_probability=0.9,
    )
    return {
        "cost_cents": sum(schedule.cost_cents.values()),
        "parts": dict(schedule.cost_cents),
        "late_orders": sum(order.status == "late" for order in schedule.work_orders),
        "slots": [
            {
                "work_order_id": slot.work_order_id,
                "stage": slot.stage,
                "factory_id": slot.factory_id,
                "resource_id": slot.resource_id,
                "start_minute": slot.start_minute,
                "end_minute": slot.end_minute,
            }
            for slot in schedule.slots
        ],
    }


def monolith(instance: Path, seconds: float, seed: int) -> int | None:
    """Cents of the plan by one CP-SAT model of all orders with 8 workers, hinted by the due-date rule; None if none."""
    from treadle.schedule.dispatch import due_date_dispatch
    from treadle.schedule.jobs import build_floor
    from treadle.schedule.plain_factory import read_factory
    from treadle.schedule.shop import cost_of
    from treadle.schedule.solvers.cp_sat import WORKERS, Effort, solve_jobs
    from treadle.terms.schedule import ScheduleRules

    plain = read_factory(json.loads(instance.read_text(encoding="utf-8")), instance.name)
    floor = build_floor(
        plain.demands, plain.factories, plain.balances, origin_day=plain.origin_day, now_minute=0, rules=ScheduleRules()
    )
    solution = due_date_dispatch(floor.shop)
    effort = Effort(work=0.0, seed=seed, workers=WORKERS, seconds=seconds)
    found = solve_jobs(floor.shop, solution, range(len(floor.shop.jobs)), effort)
    if not found.placed:
        return None
    return cost_of(floor.shop, [found.placed[j] for j in range(len(floor.shop.jobs))]).cents


def row(seed: int, progress: Callable[[str, int, int], None], seconds: float = SECONDS) -> dict[str, Any]:
    """The row of the table: 500 made orders by our search, by due-date dispatch and by one CP-SAT model."""
    from benchmarks.checks.factory import check

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "factory.json"
        path.write_text(json.dumps(made_factory(ORDERS, seed)), encoding="utf-8")
        ours = solve(path, seconds, seed, {})
        wrong = check(path, ours)
        progress(f"treadle {ours['cost_cents'] / 100:,.0f}", 1, 3)
        plain = solve(path, seconds, seed, {"method": "dispatch"})
        progress(f"due-date dispatch {plain['cost_cents'] / 100:,.0f}", 2, 3)
        alone = monolith(path, seconds, seed)
        progress(f"CP-SAT monolith {'no plan' if alone is None else f'{alone / 100:,.0f}'}", 3, 3)
    saved = 1 - ours["cost_cents"] / plain["cost_cents"]
    return {
        "task": TASK,
        "data": f"{ORDERS} made orders, seed {seed}",
        "metric": "cost of the plan in cents",
        "seed": seed,
        "seconds": seconds,
        "treadle": {
            "cost_cents": ours["cost_cents"],
            "parts": ours["parts"],
            "late_orders": ours["late_orders"],
            "violations": len(wrong),
        },
        "peers": {
            "due-date dispatch": {"cost_cents": plain["cost_cents"], "late_orders": plain["late_orders"]},
            "CP-SAT monolith": {"cost_cents": alone},
        },
        "aim": "at least 15 % less cost than due-date dispatch",
        "met": not wrong and saved >= 0.15,
        "note": f"{saved:.1%} less than dispatch" + ("; the monolith found no plan" if alone is None else ""),
    }
