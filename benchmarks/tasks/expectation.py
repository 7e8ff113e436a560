"""When orders in work will be there, judged by the truth of floors that were played.

benchmarks/run.py expectation --seed N [--floors 20]

Each floor is a small brand with five tied orders on two lines, sewn by painted people with absences, defects and bad
tablets. After two, three, four and seven days of scans every unfinished order is expected, and the day on which it was
truly there is looked up in what was said of that day. Days are whole, so the chance that was said of a day is spread
evenly over it: of calibrated days, half lie at or below one half. Lines of a floor share their days, so the interval is
over floors.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

TASK = "expectation"
LEVELS, MOST_OFF = (0.5, 0.8, 0.95), 0.03
AFTER_DAYS = (2, 3, 4, 7)
ROOT = Path(__file__).resolve().parents[2]


def row(seed: int, progress: Callable[[str, int, int], None], floors: str = "20") -> dict[str, Any]:
    """The row of the table."""
    told: list[list[tuple[float, float]]] = []
    for at in range(int(floors)):
        told.append(judged(1000 * seed + at))
        progress("floors", at + 1, int(floors))
    kept = {f"{level:g}": _kept(told, level) for level in LEVELS}
    return {
        "task": TASK,
        "data": f"{floors} played floors, {sum(map(len, told))} expectations of their unfinished orders after "
        f"{', '.join(map(str, AFTER_DAYS))} days, seed {seed}",
        "metric": "share of orders that were there by the day said with 50, 80 and 95 %, whole days spread evenly",
        "kept_low_mean_high": kept,
        "aim": "within 3 points at each",
        "met": all(abs(kept[f"{level:g}"][1] - level) <= MOST_OFF for level in LEVELS),
    }


def judged(seed: int) -> list[tuple[float, float]]:
    """Of each expectation of one floor the chances that were said of the day before the true one, and of that one."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "story")]
    from played_brand import truth, write_played_brand

    from treadle.plant import expect
    from treadle.plant.floor import take_scans
    from treadle.plant.floor_read import read_floor_of
    from treadle.track.expect import kept_share

    found = []
    with tempfile.TemporaryDirectory(prefix="treadle-expect-") as place:
        folder = Path(place) / "brand"
        played = write_played_brand(folder, seed=seed)
        sewn = {str(one["order_id"]): one["sewn_day"] for one in truth(played, "orders")}
        with played.scans.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        taken = 0
        for days in AFTER_DAYS:
            end = played.first_day + timedelta(days=days)
            until = sum(datetime.fromisoformat(one["known_at"]).date() < end for one in rows)
            path = Path(place) / f"until-{days}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows[taken:until])
            taken = until
            take_scans(folder, path, author="the benchmark")
            read = read_floor_of(folder)
            for line in expect._lines(read, read.now):
                for at, order in enumerate(line.orders):
                    day = sewn[order.order_id]
                    assert isinstance(day, date)
                    true, ahead = line.factory.arrival_day(day), line.waiting[: at + 1]
                    asked = [(*ahead[:-1], replace(ahead[-1], promise_day=one)) for one in (true - timedelta(1), true)]
                    before, by = (kept_share(one, line.pace, line.factory, read.now) for one in asked)
                    found.append((before, by))
    return found


def _kept(told: list[list[tuple[float, float]]], level: float) -> tuple[float, float, float]:
    """The share at or below a level: low, mean and high of 95 % over floors."""
    sums = np.array([
        (sum(min(max((level - before) / (by - before), 0.0), 1.0) if by > before + 1e-9 else float(by <= level)
             for before, by in floor), len(floor))
        for floor in told
    ])  # fmt: skip
    share = sums[:, 0].sum() / sums[:, 1].sum()
    off = (sums[:, 0] - share * sums[:, 1]) / sums[:, 1].mean()
    error = 1.96 * off.std(ddof=1) / np.sqrt(len(told)) if len(told) > 1 else 0.0
    return round(share - error, 3), round(share, 3), round(share + error, 3)
