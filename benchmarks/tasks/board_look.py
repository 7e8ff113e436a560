"""What a move of the planning board would come to, before it is let go, with 500 orders on the board.

benchmarks/run.py board-look --seed N
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

TASK = "board-look"
ORDERS, LOOKS = 500, 30
ROOT = Path(__file__).resolve().parents[2]


def row(seed: int, progress: Callable[[str, int, int], None], orders: str = "") -> dict[str, Any]:
    """Fill the board, look at moves to other lines and days, and compare each with the whole plan."""
    import numpy as np

    from treadle.plant.board import move_of
    from treadle.plant.on_board import propose_board

    count, rng = int(orders or ORDERS), np.random.default_rng(seed)
    made = filled(count)
    usable = {(one.bulletin_id, one.line_id) for one in made.balances if one.status == "balanced"}
    lines = [(one, line) for one in made.factories for line in one.sewing_lines]
    starts = {slot.work_order_id: slot.start_minute // 1440 for slot in made.schedule.slots if slot.stage == "sew"}
    milliseconds, same = [], 0
    for at in range(LOOKS):
        progress("looking", at, LOOKS)
        demand = made.demands[int(rng.integers(len(made.demands)))]
        factory, line = next(
            lines[k] for k in rng.permutation(len(lines)) if (demand.bulletin_id, lines[k][1].line_id) in usable
        )
        later = starts[demand.work_order_id] + int(rng.integers(1, 15))
        day = made.schedule.origin_day + timedelta(days=later)
        while not factory.calendar.spans(day):
            day += timedelta(days=1)
        place = f"{factory.factory_id}/{line.line_id}"
        begun = time.perf_counter()
        wanted = [move_of(made, demand.work_order_id, line=place, day=day, reason="a look")]
        looked = propose_board(Path(), made, wanted, is_glance=True).repair
        milliseconds.append(1000.0 * (time.perf_counter() - begun))
        whole = propose_board(Path(), made, wanted).repair
        same += (looked.changed, looked.added_cents) == (whole.changed, whole.added_cents)
    middle = statistics.median(milliseconds)
    return {
        "task": TASK,
        "data": f"{count} made orders on {len(lines)} lines; {LOOKS} moves to another line and day, seed {seed}",
        "metric": "milliseconds from a place to what it comes to, the median",
        "value": round(middle),
        "most_ms": round(max(milliseconds)), "same_as_the_whole_plan": same,
        "aim": "within 300 ms, and the same as the whole plan",
        "met": middle <= 300.0 and same == LOOKS,
    }  # fmt: skip


def filled(count: int) -> Any:
    """The plan of three styles with its orders again and again, a week later each time, until there are so many."""
    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import make_planned
    from treadle.day.make import promising
    from treadle.plant.schedule import MadeWork, kept_schedule
    from treadle.schedule.plan import plan_schedule
    from treadle.terms.budget import Budget

    with tempfile.TemporaryDirectory(prefix="treadle-board-") as place:
        make_planned(Path(place) / "brand")
        made = kept_schedule(Path(place) / "brand")
    assert made is not None and made.standing is not None
    base, standing = made.demands, made.standing
    demands = tuple(
        replace(one, work_order_id=f"{one.work_order_id}-{at // len(base)}",
                due_day=one.due_day + timedelta(days=7 * (at // len(base))))
        for at in range(count)
        for one in [base[at % len(base)]]
    )  # fmt: skip
    rules = replace(standing.policy.schedule, most_parts=1, overtime_weeks=0)
    schedule = plan_schedule(
        demands, made.factories, made.balances, origin_day=made.schedule.origin_day, rules=rules,
        budget=Budget(work=0.0), seed=0, promise=promising(standing.snapshot, standing.policy),
    )  # fmt: skip
    stands = replace(standing, demands=demands, schedule=schedule, policy=replace(standing.policy, schedule=rules))
    return MadeWork(schedule=schedule, demands=demands, factories=made.factories, balances=made.balances,
                    standing=stands)  # fmt: skip
