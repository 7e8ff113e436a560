"""Quoted costs of campaigns against plans with them made whole: lays on true markers, placed in the day's schedule,
with what others are then late for.

benchmarks/run.py ladder --folder BRAND [--campaigns 50]    a planned brand's folder (its plan in BRAND/plan)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

TASK = "ladder"
CAMPAIGNS = 50


def row(seed: int, progress: Callable[[str, int, int], None], folder: str = "", campaigns: str = "") -> dict[str, Any]:
    """Options and quantities drawn from the seed, log-evenly from the least that is made to 3,000."""
    from treadle.day.ahead import cost_curve, planned_order
    from treadle.plant.kept_markers import kept_nester
    from treadle.plant.presell.propose import order_beside
    from treadle.plant.written_plan import read_current_plan

    if not folder:
        raise SystemExit("name a planned brand's folder: --folder BRAND")
    place = Path(folder)
    snapshot, plan = read_current_plan(place, place / "plan")
    draw = kept_nester(place, plan.policy)
    rng = np.random.default_rng(seed)
    made = sorted(case.option_id for case in plan.cases if plan.catalogue.style[case.style_id].is_made)
    count = int(campaigns or CAMPAIGNS)
    gaps, seconds, missed = [], [], 0
    for turn in range(count):
        option_id = made[int(rng.integers(len(made)))]
        began = time.process_time()
        curve = cost_curve(snapshot, plan, option_id, draw=draw)
        seconds.append(time.process_time() - began)
        units = round(float(np.exp(rng.uniform(np.log(max(curve.least_units, 10)), np.log(3_000)))))
        lays, demand = planned_order(
            snapshot, plan, option_id, units, snapshot.as_of + timedelta(days=plan.policy.plan.lead_days + 30), draw
        )
        answer = order_beside(snapshot, plan, demand)
        if not answer.options:
            missed += 1
            continue
        added = min(answer.options, key=lambda one: one.total_cents).added_cents
        whole = lays.cost_cents + added["making"] + added["changeover"] + added["lateness"]
        gaps.append(abs(curve.at(units).cost_cents / whole - 1.0))
        progress("planning campaigns", turn + 1, count)
    return {
        "task": TASK,
        "data": f"{len(made)} options of a planned brand",
        "metric": "largest gap of a quoted cost from that of the plan with the order",
        "campaigns": len(gaps),
        "without_a_place": missed,
        "mean_gap": round(float(np.mean(gaps)), 4),
        "gap_q90": round(float(np.quantile(gaps, 0.9)), 4),
        "within_2_per_cent": round(float(np.mean(np.array(gaps) <= 0.02)), 3),
        "seconds_of_processor_a_quote": round(float(np.median(seconds)), 3),
        "slowest_quote_seconds": round(max(seconds), 3),
        "aim": 0.02,
        "value": round(max(gaps), 4),
        "met": max(gaps) <= 0.02 and float(np.median(seconds)) <= 0.3,
    }
