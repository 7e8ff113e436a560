"""A factory's plan of many made orders: `solve` plans one file; `row` compares with due-date dispatch and CP-SAT.

The row's own figure is what a user's plan does: the search that `treadle plan` and `treadle schedule` run, with the
work of the default settings. What a minute of search would add stands beside it and is not the claim.
"""

from __future__ import annotations

import json
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

TASK = "factory"
SECONDS = 60.0
ORDERS = 500
#: Name, lines, cents a minute, tables, days of finishing and transport, and fewest pieces of the row's factories.
PLANTS = (("NEAR", 4, 22.0, 1, 1, 3, 1), ("FAR", 4, 15.0, 1, 2, 10, 100))


def made_factory(orders: int, seed: int, plants: Sequence[tuple[Any, ...]] = PLANTS) -> dict[str, Any]:
    """Two factories with 20 resources (2 tables, 8 lines, 10 work centres) and eight stages (cut, print, embroidery,
    sew, press, inspect, pack, finishing), and that many orders of 40 styles, as a plain file.

    Lines are loaded to about nine tenths; a third of the orders waits for its fabric; due days are fair for most.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    shifts = [
        {"weekday": day, "start": start, "end": end}
        for day in range(5)
        for start, end in (("08:00", "12:00"), ("13:00", "17:00"))
    ]
    factories = []
    lines = []
    for name, count, price, tables, finishing, transport, least in plants:
        mine = [{"line_id": f"{name}-{i}", "people": int(rng.integers(8, 16))} for i in range(1, count + 1)]
        lines += mine
        factories.append(
            {
                "factory_id": name,
                "shifts": shifts,
                "tables": [f"{name}-T{i}" for i in range(1, tables + 1)],
                "lines": mine,
                "work_centres": [
                    {"work_centre_id": f"{name}-{stage}", "stage": stage, "people": people}
                    for stage, people in (("print", 2), ("embroidery", 1), ("press", 3), ("inspect", 2), ("pack", 3))
                ],
                "minute_cost_cents": price,
                "minimum_units": least,
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
    # Every style can be sewn near by: what the far factory is too big for has a place.
    pace = {style: {lines[0]["line_id"]: round(smv[style] / 8, 3), **told} for style, told in pace.items()}
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
        told["stage_minutes"] = {"press": 0.7, "inspect": 0.5, "pack": 0.6} | {
            stage: minutes
            for stage, minutes, share in (("print", 0.9, 0.3), ("embroidery", 1.2, 0.1))
            if rng.random() < share
        }
        if rng.random() < 0.33:
            told["fabric_ready_day"] = (
                first + datetime.timedelta(days=int(max(0, due - rng.uniform(7, 20))))
            ).isoformat()
        orders.append(told)
    return orders


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Plan a factory file within `seconds`.

    Option `method=plan`: with the counted work of the default settings, as a plan does, whatever `seconds` says;
    `method=dispatch`: earliest due date first, each order where it is there soonest; `method=cheapest`: each
    where it costs least at that moment.
    """
    end = time.monotonic() + seconds
    from treadle.schedule.improve import Improved, improve
    from treadle.schedule.shop import cost_of
    from treadle.schedule.written import write_schedule
    from treadle.terms.budget import Budget
    from treadle.terms.policy import Policy, PromisePolicy

    plain = _read(instance)
    method = options.get("method", "search")
    if method not in ("search", "plan"):
        demands, floor, solution = ruled(plain, is_soonest=method == "dispatch")
        cost = cost_of(floor.shop, solution)
        found = Improved(solution=solution, cost=cost, left=(), is_optimal=False, bound_cents=None, rounds=0)
    else:
        demands, floor = _sourced(plain)
        timed = Budget(work=float("inf"), left=lambda: end - time.monotonic() - 2.0)
        budget = Budget(work=Policy().schedule.schedule_work) if method == "plan" else timed
        found = improve(floor.shop, budget=budget, seed=seed)
    schedule = write_schedule(
        floor,
        found,
        demands,
        plain.origin_day,
        frozenset(),
        now_minute=0,
        seed=seed,
        promise=PromisePolicy(),
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


def _read(instance: Path) -> Any:
    from treadle.problems.factory import read_factory

    return read_factory(json.loads(instance.read_text(encoding="utf-8")), instance.name)


def _floor(plain: Any, demands: Sequence[Any], factories: Sequence[Any]) -> Any:
    from treadle.schedule.jobs import build_floor
    from treadle.terms.policy import SchedulePolicy

    return build_floor(
        demands, factories, plain.balances, origin_day=plain.origin_day, now_minute=0, rules=SchedulePolicy()
    )


def _sourced(plain: Any) -> tuple[Sequence[Any], Any]:
    """The orders at the factories that `treadle schedule` gives them, and their floor."""
    from treadle.day.sourcing import Known, sourced
    from treadle.terms.policy import SchedulePolicy

    demands = sourced(
        (), plain.demands, plain.factories, plain.balances, origin_day=plain.origin_day, rules=SchedulePolicy(),
        known=Known(),
    ).demands  # fmt: skip
    return demands, _floor(plain, demands, plain.factories)


def ruled(plain: Any, *, is_soonest: bool) -> tuple[Sequence[Any], Any, Any]:
    """A plain rule of the floor, which also says which factory: earliest due date first, each order on the line that
    has it there soonest, or where it costs least at that moment. The orders at their factories, the floor, the plan."""
    from treadle.schedule.board import Board
    from treadle.schedule.dispatch import due_day, least_minutes

    floors = [_floor(plain, [replace(d, factory_id=f.factory_id) for d in plain.demands], [f]) for f in plain.factories]
    boards = [Board(floor.shop) for floor in floors]
    jobs = [[(f, floor.job_of[d]) for f, floor in enumerate(floors) if floor.job_of[d] is not None]
            for d in range(len(plain.demands))]  # fmt: skip

    def turn(d: int) -> tuple[float, ...]:
        mine = [floors[f].shop.jobs[job] for f, job in jobs[d]]
        due = float(max(map(due_day, mine)))
        return (due, d) if is_soonest else (due, -mine[0].late_cents_per_day, min(map(least_minutes, mine)), d)

    chosen: dict[int, tuple[int, Any]] = {}
    for d in sorted(range(len(jobs)), key=turn):
        tried = [found for f, job in jobs[d] for found in (_soonest if is_soonest else _cheapest)(boards[f], job, f)]
        *_, f, placed = min(tried, key=lambda one: one[:-1])
        boards[f].place(dict(jobs[d])[f], placed)
        chosen[d] = f, placed
    demands = [replace(one, factory_id=plain.factories[chosen[d][0]].factory_id)
               for d, one in enumerate(plain.demands)]  # fmt: skip
    floor = _floor(plain, demands, plain.factories)
    board = Board(floor.shop, [chosen[d][1] for d in floor.demand_of])
    board.compact()
    return demands, floor, board.solution


def _soonest(board: Any, job: int, f: int) -> list[tuple[Any, ...]]:
    """Days late, end and place of an order at the earliest gap of each line."""
    from treadle.schedule.shop import ends

    shop, found = board.shop, []
    route = shop.jobs[job].route
    for w in range(len(route.steps[route.key].ways)):
        if board.append(job, w, 0):
            placed = board.solution[job]
            end = ends(shop, job, placed)[-1]
            days = shop.sites[route.site].day_ends
            found.append((bisect_left(days, end) - route.last_day, end, f, placed))
            board.take(job)
    return found


def _cheapest(board: Any, job: int, f: int) -> list[tuple[Any, ...]]:
    """Cents, end and place of an order where it costs least at a factory."""
    cents = board.insert(job)
    placed = board.solution[job]
    if placed is None:
        return []
    board.take(job)
    return [(cents, placed.starts[-1], f, placed)]


def monolith(instance: Path, seconds: float, seed: int) -> int | None:
    """Cents of the plan by one CP-SAT model of all orders, at the factories that our plan gives them, with 8 workers,
    hinted by the due-date rule; None if none."""
    from treadle.schedule.dispatch import due_date_dispatch
    from treadle.schedule.shop import cost_of
    from treadle.schedule.solvers.cp_sat import WORKERS, Effort, solve_jobs

    _, floor = _sourced(_read(instance))
    solution = due_date_dispatch(floor.shop)
    effort = Effort(work=0.0, seed=seed, workers=WORKERS, seconds=seconds)
    found = solve_jobs(floor.shop, solution, range(len(floor.shop.jobs)), effort)
    if not found.placed:
        return None
    return cost_of(floor.shop, [found.placed[j] for j in range(len(floor.shop.jobs))]).cents


def _decided(parts: dict[str, int]) -> int:
    """Cents of a plan without cutting and sewing, most of which every plan pays."""
    return parts["changeover"] + parts["lateness"] + parts["wip"]


def row(seed: int, progress: Callable[[str, int, int], None], seconds: float = SECONDS) -> dict[str, Any]:
    """The row of the table: 500 made orders by a plan's own search, by both dispatch rules and by one CP-SAT model."""
    from benchmarks.checks.factory import check

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "factory.json"
        path.write_text(json.dumps(made_factory(ORDERS, seed)), encoding="utf-8")
        plans = {}
        for done, method in enumerate(("plan", "search", "dispatch", "cheapest")):
            plans[method] = solve(path, seconds, seed, {"method": method})
            progress(f"{method} {plans[method]['cost_cents'] / 100:,.0f}", done + 1, 5)
        wrong = [fault for one in plans.values() for fault in check(path, one)]
        alone = monolith(path, seconds, seed)
        progress(f"CP-SAT monolith {'no plan' if alone is None else f'{alone / 100:,.0f}'}", 5, 5)
    return compared(plans, alone, len(wrong), seed, seconds)


def compared(
    plans: dict[str, dict[str, Any]], alone: int | None, violations: int, seed: int, seconds: float
) -> dict[str, Any]:
    """The record: the plan against the stronger of the two dispatch rules."""
    rules = {"due-date dispatch, soonest": plans["dispatch"], "due-date dispatch, at least cost": plans["cheapest"]}
    name, rule = min(rules.items(), key=lambda one: int(one[1]["cost_cents"]))
    ours, longer = plans["plan"], plans["search"]
    saved, more = (1 - one["cost_cents"] / rule["cost_cents"] for one in (ours, longer))
    besides = 1 - _decided(ours["parts"]) / _decided(rule["parts"])

    def told(one: dict[str, Any]) -> dict[str, Any]:
        return {key: one[key] for key in ("cost_cents", "late_orders", "parts")}

    return {
        "task": TASK,
        "data": f"{ORDERS} made orders, seed {seed}, with the search that a plan runs by default",
        "metric": "cost of the plan in cents, against the stronger of two dispatch rules",
        "seed": seed,
        "seconds": seconds,
        "treadle": told(ours) | {"violations": violations},
        "peers": {other: told(one) for other, one in rules.items()}
        | {f"treadle, {seconds:.0f} s of search": told(longer), "CP-SAT monolith": {"cost_cents": alone}},
        "aim": "at least 15 % less cost than the stronger dispatch rule",
        "met": not violations and saved >= 0.15,
        "note": f"{saved:.1%} less than the stronger rule ({name}), {more:.1%} with {seconds:.0f} s of search; most of "
        f"the money is wages that every plan pays: of changeover, lateness and work in progress {besides:.1%} less"
        + ("; the monolith found no plan" if alone is None else ""),
    }
