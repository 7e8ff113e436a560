"""A million bundle operations on a sewing line, by treadle's event engine and by simpy; both must say the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

TASK = "floor-speed"
STATIONS, BUNDLES, WAITING = 20, 50_000, 3


def row(
    seed: int, progress: Callable[[str, int, int], None], stations: int = STATIONS, bundles: int = BUNDLES
) -> dict[str, Any]:
    """The row of the table: the same line and the same drawn times in both, the best of three plays against one."""
    import numpy as np
    from benchmarks.floor_model import simpy_line

    from treadle.sew.flow import play

    rng = np.random.default_rng(seed)
    people = [int(one) for one in rng.integers(1, 4, stations)]
    minutes = 12.0 * np.array(people)[:, None] * rng.uniform(0.85, 1.0, (stations, 1))
    ticks = np.rint(minutes * np.exp(0.15 * rng.standard_normal((stations, bundles))) * 60_000).astype(np.int64)
    times = []
    for done in range(3):
        begun = time.perf_counter()
        ours = play(ticks, people, WAITING, 120_000)
        times.append(time.perf_counter() - begun)
        progress(f"treadle {times[-1]:.2f} s", done + 1, 4)
    begun = time.perf_counter()
    theirs = simpy_line(ticks, people, WAITING, 120_000)
    peer = time.perf_counter() - begun
    progress(f"simpy {peer:.2f} s", 4, 4)
    is_same = (ours.begun.tolist(), ours.done.tolist(), ours.blocked_ticks) == theirs
    count = stations * bundles
    return {
        "task": TASK,
        "data": f"{count:,} bundle operations on a made line of {stations} stations, seed {seed}",
        "metric": "seconds",
        "seed": seed,
        "seconds": None,
        "treadle": {
            "seconds": [round(one, 3) for one in times],
            "operations_per_second": round(count / sorted(times)[1]),
            "same_as_simpy": is_same,
        },
        "peers": {"simpy": {"seconds": round(peer, 3), "operations_per_second": round(count / peer)}},
        "aim": "at least 5 times as fast as simpy, with the same results",
        "met": is_same and peer / sorted(times)[1] >= 5.0,
        "note": f"{peer / sorted(times)[1]:.1f} times as fast (median of three), every bundle at the same millisecond"
        if is_same
        else "the two do not say the same",
    }
