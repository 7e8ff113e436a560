"""Ten thousand options of eight sizes share a budget and sewing minutes by week: gap to the dual bound, and time.

The bound is the Lagrange dual of the whole problem, which here equals the linear program over mixtures of each
option's quantities (Geoffrion 1974). The greedy peer takes options by profit per cent of the scarcest limit at the
quantity each would choose alone, as long as they fit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

TASK = "shared-capacity"
HERE = Path(__file__).resolve().parents[1]
LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
FIRST_DAY = date(2026, 9, 6)
WEEKS = 6


def cases(options: int, seed: int) -> list[Any]:
    """Made options: demand, margin, set-up, minimum and price break of a broad range; eight sizes; due in six weeks."""
    from treadle.terms.buy import BuyCase, SizeCase
    from treadle.terms.product import CostBreak

    rng = np.random.default_rng(seed)
    found = []
    curve = np.array([0.04, 0.10, 0.18, 0.22, 0.20, 0.14, 0.08, 0.04])
    for at in range(options):
        mean = float(np.exp(rng.normal(5.0, 0.9)))
        deviation = float(rng.uniform(0.3, 0.8))
        scores = np.array([np.sqrt(2) * _erfinv(2 * level - 1) for level in LEVELS])
        units = mean * np.exp(deviation * scores - deviation**2 / 2)
        share = rng.dirichlet(curve * 200)
        price = int(rng.integers(1_500, 9_000))
        piece = int(price * rng.uniform(0.3, 0.6))
        break_at = int(rng.choice([200, 300, 500]))
        found.append(
            BuyCase(
                option_id=f"o{at:05d}",
                style_id=f"s{at // 3:05d}",
                sizes=tuple(
                    SizeCase(sku=f"o{at:05d}-{size}", size=str(size), share=float(share[size])) for size in range(8)
                ),
                demand_levels=LEVELS,
                demand_units=tuple(float(one) for one in units),
                demand_mean_units=mean,
                size_strength=300.0,
                price_cents=price,
                cost_breaks=(
                    CostBreak(from_units=1, setup_cents=int(rng.integers(5_000, 40_000)), cost_per_piece_cents=piece),
                    CostBreak(from_units=break_at, setup_cents=20_000, cost_per_piece_cents=int(piece * 0.93)),
                ),
                salvage_cents=int(price * 0.15),
                holding_cents=float(price) * 0.02,
                due_day=FIRST_DAY + timedelta(days=7 * int(rng.integers(0, WEEKS))),
                option_minimum_units=int(rng.choice([50, 100])),
                smv_minutes=float(rng.uniform(6, 40)),
            )
        )
    return found


def _erfinv(value: float) -> float:
    from scipy.special import erfinv

    return float(erfinv(value))


def greedy(free: Any, budget_cents: float, weeks: list[tuple[date, float]]) -> float:
    """Profit of the options taken whole by profit per share of what they use, until nothing more fits."""
    by_option: dict[str, list[Any]] = {}
    for line in free.lines:
        by_option.setdefault(line.option_id, []).append(line)
    total = sum(minutes for _, minutes in weeks)
    options = []
    for lines in by_option.values():
        cost = sum(line.cost_cents for line in lines)
        minutes = sum(line.units * line.smv_minutes for line in lines)
        profit = sum(line.expected_profit_cents for line in lines)
        if cost > 0:
            options.append((profit / (cost / budget_cents + minutes / total), profit, cost, minutes, lines[0].due_day))
    free_to = np.cumsum([minutes for _, minutes in weeks])
    days = [day for day, _ in weeks]
    used = np.zeros(len(weeks))
    spent = earned = 0.0
    for _, profit, cost, minutes, due in sorted(options, key=lambda one: -one[0]):
        first = days.index(due)
        if spent + cost <= budget_cents and (used[first:] + minutes <= free_to[first:]).all():
            spent, earned = spent + cost, earned + profit
            used[first:] += minutes
    return earned


def run(options: int, seed: int) -> dict[str, Any]:
    """Decide one made market under half the money and sixty per cent of the minutes it would like."""
    from treadle.decide.buy import decide_buy

    made = cases(options, seed)
    free = decide_buy(made, seed=seed)
    budget = int(0.5 * sum(line.cost_cents for line in free.lines))
    wanted = [0.0] * WEEKS
    for line in free.lines:
        wanted[(line.due_day - FIRST_DAY).days // 7] += line.units * line.smv_minutes
    weeks = [(FIRST_DAY + timedelta(days=7 * week), 0.6 * minutes) for week, minutes in enumerate(wanted)]
    began = time.perf_counter()
    plan = decide_buy(made, budget_cents=budget, capacity_minutes=weeks, seed=seed)
    seconds = time.perf_counter() - began
    gap = 1.0 - plan.profit_cents / plan.bound_cents
    simple = greedy(free, float(budget), weeks)
    return {
        "options": options,
        "gap_percent": round(100 * gap, 4),
        "seconds": round(seconds, 1),
        "greedy_gap_percent": round(100 * (1.0 - simple / plan.bound_cents), 3),
        "spent_share": round(plan.spent_cents / budget, 4),
    }


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Markets of the sizes in the set, the last of ten thousand options."""
    sizes = [int(line) for line in (HERE / "sets" / "shared_capacity.txt").read_text().split()]
    found = []
    for done, options in enumerate(sizes):
        found.append(run(options, seed))
        progress("markets", done + 1, len(sizes))
    last = found[-1]
    return {
        "task": TASK,
        "data": "made markets of 8 sizes; budget and six weekly limits of sewing minutes",
        "metric": "gap to the dual bound in percent, seconds of decide_buy",
        "seed": seed,
        "treadle": {"markets": found},
        "peers": {"greedy": {"gap_percent": [one["greedy_gap_percent"] for one in found]}},
        "aim": "gap <= 0.5 % and under 60 s at 10,000 options",
        "met": bool(last["gap_percent"] <= 0.5 and last["seconds"] < 60.0),
        "note": "",
    }
