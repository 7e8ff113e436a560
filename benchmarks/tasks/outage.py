"""A tablet through outages: 200 lives of a real browser, killed in each, before a network that is cut.

benchmarks/run.py outage --seed N [--lives 200]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "outage"
LIVES = 200
ROOT = Path(__file__).resolve().parents[2]


def row(seed: int, progress: Callable[[str, int, int], None], lives: str = "") -> dict[str, Any]:
    """Live so often, and count what was promised and what is there."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]
    from browser_site import serving
    from playwright.sync_api import sync_playwright
    from tablet_outage import live

    from conftest import make_planned
    from treadle.plant.bundles import tie_bundles
    from treadle.plant.floor_read import read_floor_of
    from treadle.plant.release import release_plan

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="treadle-outage-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "brand"
        make_planned(folder)
        release_plan(folder, folder / "plan", author="the benchmark", is_agreed=True)
        tie_bundles(folder, author="the benchmark")
        names = [one.bundle_id for one in read_floor_of(folder).bundles]
        with serving(folder) as site, sync_playwright() as made:
            told = live(
                made.chromium, int(site.url.rpartition(":")[2]), site.session("station"),
                Path(place) / "profile", names,
                lives=int(lives or LIVES), seed=seed, held=lambda: read_floor_of(folder).scans.to_pylist(),
                progress=progress,
            )  # fmt: skip
    bad = len(told.lost) + len(told.doubled) + len(told.wrong)
    return {
        "task": TASK,
        "data": f"{told.lives} lives of Chromium on one profile, each ended by a kill, {told.begun_without_network} "
        f"begun without a network; {len(told.promised)} scans promised, seed {seed}",
        "metric": "scans that were promised and are not there, are there twice, or are others",
        "value": bad,
        "promised": len(told.promised), "killed": told.killed, "lost": len(told.lost), "doubled": len(told.doubled),
        "other": len(told.wrong), "seconds": round(time.perf_counter() - begun),
        "aim": "none lost and none doubled in 200 lives",
        "met": bad == 0 and told.lives >= LIVES,
    }  # fmt: skip
