"""The service under a simulated clock, disk and network: 30 days a seed, as many seeds as two minutes hold, or 10,000.

benchmarks/run.py factory-seeds --seed N --all yes    lives seeds N to N + 9,999
A seed that breaks a promise is named; `python -m benchmarks.factory_world SEED` lives it again and tells what happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

TASK = "factory-seeds"
DAYS, SECONDS, ALL = 30, 120.0, 10_000


def row(seed: int, progress: Callable[[str, int, int], None], all: str = "", span: str = "") -> dict[str, Any]:
    """Live seeds from `seed` on."""
    from benchmarks.factory_world import FAULTS, World

    began, cpu = time.monotonic(), time.process_time()
    budget = float(span or SECONDS)
    broken: dict[int, list[str]] = {}
    lived = messages = answered = deaths = 0
    while lived < ALL and (all or time.monotonic() - began < budget):
        world = World(seed + lived, days=DAYS)
        found = world.live()
        if found:
            broken[seed + lived] = found
        lived += 1
        messages += len(world.sent)
        answered += len(world.acked)
        deaths += sum(" dies " in one or "power fails" in one for one in world.trail)
        if lived % 25 == 0:
            progress("living seeds", lived, ALL if all else lived)
    found_after: dict[str, int | None] = {}
    for fault in FAULTS:
        tried = (place for place in range(50) if World(seed + place, days=DAYS, fault=fault).live())
        found_after[fault] = next(tried, None)
    return {
        "task": TASK,
        "data": f"made: {DAYS} days a seed of customers, shops, jobs, deaths, torn disks, lost requests, wrong clocks",
        "metric": "seeds in which a promise was broken",
        "seeds": lived,
        "seconds_of_processor_a_seed": round((time.process_time() - cpu) / max(1, lived), 2),
        "messages": messages,
        "answered": answered,
        "deaths": deaths,
        "broken": {str(name): told[:3] for name, told in broken.items()},
        "planted_mistakes_found_in_seed": {name: None if at is None else seed + at for name, at in found_after.items()},
        "aim": 0,
        "value": len(broken),
        "met": not broken and all_found(found_after),
        "note": "What runs is the service's own collector, spool, move, job table, ledger and joined orders.",
    }


def all_found(found_after: dict[str, int | None]) -> bool:
    """Whether every planted mistake was found."""
    return all(at is not None for at in found_after.values())
