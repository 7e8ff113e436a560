"""Signals by option, day and kind with exact unique visitors: made events, one Parquet file a day, peers on the same.

Every contender runs in a process of its own, so that its memory is its own, and must give the same table. The bare scan
(DuckDB reading the same columns and counting nothing apart) tells how fast the disk and the decoding alone would be.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TASK = "volume"
EVENTS, DAYS = 50_000_000, 125
KINDS = ("view", "search", "cart", "wish", "order")
WORKERS = 2
BY, VISITOR = ("option_id", "kind"), "customer_id"
PER_DAY = (
    "SELECT option_id, kind, COUNT(*) AS acts, COUNT(DISTINCT customer_id) AS visitors "
    "FROM read_parquet('{}') GROUP BY option_id, kind ORDER BY option_id, kind"
)


def make_events(folder: Path, seed: int, events: int, days: int, progress: Callable[[str, int, int], None]) -> None:
    """One file a day: heavy-tailed options and visitors, a third of the acts on what the visitor saw that day before;
    visitors are named by text as shops export them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    options = pa.array([f"OPT{place:05d}-{place % 7}" for place in range(5000)])
    for day in range(days):
        count = events // days
        option = (5000 * rng.random(count) ** 2.5).astype(np.int32)
        kind = rng.choice(len(KINDS), count, p=(0.80, 0.08, 0.06, 0.04, 0.02)).astype(np.int32)
        visitor = (600_000 * rng.random(count) ** 3).astype(np.int64)
        again = np.flatnonzero(rng.random(count) < 0.35)
        of = (again * rng.random(len(again))).astype(np.int64)
        option[again], visitor[again] = option[of], visitor[of]
        names = pa.array(np.char.add("anon-", np.char.mod("%08x", visitor * 2_654_435_761 % 2**32)))
        table = pa.table(
            {
                "option_id": options.take(pa.array(option)),
                "kind": pa.array(KINDS).take(pa.array(kind)),
                "customer_id": names,
            }
        )
        pq.write_table(table, folder / f"{date(2026, 1, 1) + timedelta(days=day)}.parquet", compression="zstd")
        progress("making events", day + 1, days)


def days_of(folder: Path) -> dict[date, Path]:
    """Files by day."""
    return {date.fromisoformat(path.stem): path for path in sorted(folder.glob("*.parquet"))}


def by_treadle(folder: Path) -> list[int]:
    """treadle's engine."""
    from treadle.engine.local import LocalEngine

    table = LocalEngine(workers=WORKERS).count_days(days_of(folder), by=BY, visitor=VISITOR)
    return [table.num_rows, sum(table["acts"].to_pylist()), sum(table["visitors"].to_pylist())]


def by_duckdb(folder: Path) -> list[int]:
    """DuckDB's own query, one day at a time."""
    import duckdb

    found = [0, 0, 0]
    with duckdb.connect(config={"threads": WORKERS}) as connection:
        for path in days_of(folder).values():
            table = connection.sql(PER_DAY.format(path)).to_arrow_table()
            counts = (table.num_rows, sum(table["acts"].to_pylist()), sum(table["visitors"].to_pylist()))
            found = [one + more for one, more in zip(found, counts, strict=True)]
    return found


def by_polars(folder: Path) -> list[int]:
    """polars, one day at a time."""
    import polars

    found = [0, 0, 0]
    for path in days_of(folder).values():
        counted = (
            polars.scan_parquet(path)
            .group_by(*BY)
            .agg(polars.len().alias("acts"), polars.col(VISITOR).n_unique().alias("visitors"))
            .sort(*BY)
            .collect()
        )
        found = [found[0] + counted.height, found[1] + int(counted["acts"].sum()),
                 found[2] + int(counted["visitors"].sum())]  # fmt: skip
    return found


def by_scan(folder: Path) -> list[int]:
    """The bare scan: the same columns read, nothing counted apart."""
    import duckdb

    query = "SELECT COUNT(option_id), COUNT(kind), MAX(customer_id) FROM read_parquet('{}')"
    total = 0
    with duckdb.connect(config={"threads": WORKERS}) as connection:
        for path in days_of(folder).values():
            total += connection.execute(query.format(path)).fetchall()[0][0]
    return [0, total, 0]


CONTENDERS = {"treadle": by_treadle, "duckdb": by_duckdb, "polars": by_polars, "bare scan": by_scan}


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Run one contender in a process of its own: seconds of its work, peak memory, what it counted."""
    command = [sys.executable, "-m", "benchmarks.tasks.volume", name, str(folder)]
    root = Path(__file__).resolve().parents[2]
    environment = {"PYTHONPATH": str(root), "POLARS_MAX_THREADS": str(WORKERS), "OMP_NUM_THREADS": "1", "PATH": ""}
    told = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(told.splitlines()[-1])
    return result


def row(
    seed: int, progress: Callable[[str, int, int], None], events: int = EVENTS, days: int = DAYS, rounds: int = 2
) -> dict[str, Any]:
    """Make the events, run every contender `rounds` times in turn, and keep each one's fastest."""
    folder = Path(tempfile.mkdtemp(prefix="treadle-volume-"))
    best: dict[str, dict[str, Any]] = {}
    try:
        make_events(folder, seed, events, days, progress)
        size = sum(path.stat().st_size for path in folder.iterdir())
        for turn in range(rounds):
            for place, name in enumerate(CONTENDERS):
                one = measured(name, folder)
                if name not in best or one["seconds"] < best[name]["seconds"]:
                    best[name] = one
                progress("counting", turn * len(CONTENDERS) + place + 1, rounds * len(CONTENDERS))
    finally:
        shutil.rmtree(folder)
    counted = {name: one.pop("counted") for name, one in best.items()}
    same = counted["treadle"] == counted["duckdb"] == counted["polars"]
    for one in best.values():
        one["events_per_second"] = round(events / one["seconds"])
    treadle = best.pop("treadle")
    faster = best["duckdb"]["seconds"] / treadle["seconds"]
    treadle |= {
        "times_duckdb": round(faster, 2),
        "times_polars": round(best["polars"]["seconds"] / treadle["seconds"], 2),
        "share_of_scan_speed": round(best["bare scan"]["seconds"] / treadle["seconds"], 3),
    }
    return {
        "task": TASK,
        "data": f"{events:,} made events, {days} daily Parquet files, {size / 1e6:.0f} MB",
        "metric": "seconds to acts and exact unique visitors by option, kind and day",
        "seed": seed,
        "seconds": treadle["seconds"],
        "treadle": treadle,
        "peers": best,
        "aim": "at least 1.5 times DuckDB one day at a time, under 1 GB, the same counts",
        "met": bool(same and faster >= 1.5 and treadle["peak_mb"] < 1000),
        "note": f"rows, acts and visitors {'agree' if same else 'DISAGREE'} ({counted['treadle']}); {WORKERS} threads",
    }


def main() -> None:
    """One contender over a folder, told as one line of JSON."""
    import resource

    name, folder = sys.argv[1], Path(sys.argv[2])
    began = time.perf_counter()
    counted = CONTENDERS[name](folder)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": round(peak), "counted": counted}))


if __name__ == "__main__":
    main()
