"""What decisions, a fast factory and signals are worth: paired seasons in the simulated world.

treadle's arms release the plan of every day as it stands (`plan_day`, the product's defaults; no findings, lays
size by size and dispatch without a search: `treadle.simulate.policies.policy_of`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "season-value"
HERE = Path(__file__).resolve().parents[1]
#: The signal strength of the placebo world.
PLACEBO = 0.0


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Profit as a share of hindsight for every arm, and paired differences, each with its 95 % interval.

    The seeds are fixed in sets/season_value.txt; `SEASONS_DIR` keeps lived seasons, so that a stopped run goes on.
    """
    from treadle.engine.local import LocalEngine
    from treadle.simulate.experiment import run, signal_arms, value_arms
    from treadle.simulate.value import value_tables

    class Steps:
        def step(self, name: str, done: int, total: int) -> None:
            progress(name, done, total)

    first, count = (int(word) for word in (HERE / "sets" / "season_value.txt").read_text().split())
    folder = Path(os.environ.get("SEASONS_DIR", str(HERE / "results" / "season_value")))
    started = time.perf_counter()
    arms = (*value_arms(), *signal_arms((PLACEBO,)))
    engines = LocalEngine(workers=2), LocalEngine(workers=1)
    results = run(arms, range(first, first + count), folder, *engines, Steps())
    tables = value_tables(results, (PLACEBO,))
    shares = {
        one["arm"]: {"share": round(one["share_of_hindsight"], 4),
                     "low": round(one["share_low"], 4), "high": round(one["share_high"], 4)}
        for one in tables["regret"].to_pylist()
    }  # fmt: skip
    worth = {
        one["what"]: [round(one[name]) for name in ("profit_difference", "low", "high")]
        for one in tables["differences"].to_pylist()
    }
    placebo = tables["signals"].to_pylist()[0]
    on_time = {
        one["arm"]: round(one["mean"], 4)
        for one in tables["arms"].to_pylist()
        if one["figure"] == "on_time_share" and one["arm"] in shares
    }
    best = {one["factory"]: one["rule"] for one in tables["constants"].to_pylist() if one["is_best"]}
    return {
        "task": TASK,
        "data": f"simulated: {count} paired seasons from seed {first}, 60 options, 26 weeks",
        "metric": "profit as a share of hindsight, 95 % intervals",
        "seed": seed,
        "seconds": round(time.perf_counter() - started, 1),
        "treadle": {name: value for name, value in shares.items() if name.startswith("treadle")}
        | {
            "differences": worth,
            "placebo": [round(placebo[name]) for name in ("profit_difference", "low", "high")],
            "orders_on_time": {name: share for name, share in on_time.items() if name.startswith("treadle")},
        },
        "peers": {name: value for name, value in shares.items() if not name.startswith("treadle")}
        | {"best_constants": best},
        "aim": "above the best constant rule at both factories, intervals above zero; the placebo's contains zero",
        "met": bool(placebo["low"] <= 0.0 <= placebo["high"])
        and all(low > 0 for what, (_, low, _) in worth.items() if what.startswith("decisions")),
        "note": "world not calibrated; the best constant rules were chosen of all covers tried, after the fact",
    }
