"""The service under a simulated clock, disk and network: 30 days a seed, as many seeds as two minutes hold, or 10,000.

benchmarks/run.py factory-seeds --seed N --all    lives seeds N to N + 9,999: on two cores about an hour
A seed that breaks a promise is named; `python -m benchmarks.factory_world SEED` lives it again and tells what happened.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from typing import Any

TASK = "factory-seeds"
DAYS, SECONDS, ALL = 30, 120.0, 10_000


def row(
    seed: int, progress: Callable[[str, int, int], None], all: str = "", span: str = "", processes: str = ""
) -> dict[str, Any]:
    """Live seeds from `seed` on, in so many processes (default: one a processor)."""
    from benchmarks.factory_world import FAULTS, World

    began = time.monotonic()
    budget = float("inf") if all else float(span or SECONDS)
    broken: dict[int, list[str]] = {}
    sums: Counter[str] = Counter()
    many = int(processes or os.cpu_count() or 1)
    with ProcessPoolExecutor(many, mp_context=multiprocessing.get_context("spawn")) as pool:
        seeds = iter(range(seed, seed + ALL))
        waiting = {pool.submit(lived, one) for one in itertools.islice(seeds, 2 * many)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in done:
                name, found, counts = one.result()
                sums.update(counts)
                if found:
                    broken[name] = found
                if sums["seeds"] % 25 == 0:
                    progress("living seeds", sums["seeds"], ALL if all else sums["seeds"])
            if time.monotonic() - began < budget:
                waiting |= {pool.submit(lived, one) for one in itertools.islice(seeds, len(done))}
    minutes = (time.monotonic() - began) / 60.0
    found_after: dict[str, int | None] = {}
    for fault in FAULTS:
        tried = (place for place in range(50) if World(seed + place, days=DAYS, fault=fault).live())
        found_after[fault] = next(tried, None)
    return {
        "task": TASK,
        "data": f"made: {DAYS} days a seed of customers, shops, jobs, deaths, torn disks, lost requests, wrong clocks",
        "metric": "seeds in which a promise was broken",
        "seeds": sums["seeds"],
        "seeds_a_minute": round(sums["seeds"] / minutes, 1),
        "processes": many,
        "seconds_of_processor_a_seed": round(sums["cpu_ms"] / 1000 / max(1, sums["seeds"]), 2),
        "messages": sums["messages"],
        "answered": sums["answered"],
        "deaths": sums["deaths"],
        "broken": {str(name): told[:3] for name, told in broken.items()},
        "planted_mistakes_found_in_seed": {name: None if at is None else seed + at for name, at in found_after.items()},
        "aim": 0,
        "value": len(broken),
        "met": not broken and all_found(found_after),
        "note": "What runs is the service's own collector, spool, move, job table, ledger and joined orders.",
    }


def lived(seed: int) -> tuple[int, list[str], dict[str, int]]:
    """One seed: which promises it broke, and what happened in it."""
    from benchmarks.factory_world import World

    cpu = time.process_time()
    world = World(seed, days=DAYS)
    found = world.live()
    deaths = sum(" dies " in one or "power fails" in one for one in world.trail)
    return seed, found, {
        "seeds": 1, "messages": len(world.sent), "answered": len(world.acked), "deaths": deaths,
        "cpu_ms": round((time.process_time() - cpu) * 1000),
    }  # fmt: skip


def all_found(found_after: dict[str, int | None]) -> bool:
    """Whether every planted mistake was found."""
    return all(at is not None for at in found_after.values())
