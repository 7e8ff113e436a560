"""Sensing a season of acts as a plan does, from Parquet to weekly histories, beside plain counts by DuckDB and polars.

Every contender runs in a process of its own, so that its memory is its own. The peers count acts by option, week and
kind and nothing more: they leave out no robot and no double post, join no catalogue and say nothing of empty shelves.
They tell what reading and counting alone cost, so the row has no aim but to be known; where nothing is to be cleaned,
all three must count the same.
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
ACTS, WEEKS, OPTIONS = 10_000_000, 26, 5_000
FIRST = date(2026, 1, 5)
KINDS = ("view", "search", "cart", "wish", "order")
SHARES = (0.80, 0.08, 0.06, 0.04, 0.02)
COUNT = """
SELECT COALESCE(option_id, SUBSTR(sku, 1, 8)) AS option, DATE_TRUNC('week', happened_at) AS week, kind,
    SUM(units) AS units
FROM read_parquet('{}') GROUP BY 1, 2, 3
"""


def make_acts(folder: Path, seed: int, acts: int, progress: Callable[[str, int, int], None]) -> None:
    """SIGNALS, one file a week: heavy-tailed options, acts by ever new customers, so that every act counts."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from treadle.terms.signal import SIGNALS

    rng = np.random.default_rng(seed)
    names = pa.array([f"OPT{place:05d}" for place in range(OPTIONS)])
    skus = pa.array([f"OPT{place:05d}-M" for place in range(OPTIONS)])
    for week in range(WEEKS):
        count = acts // WEEKS
        option = pa.array((OPTIONS * rng.random(count) ** 2.5).astype(np.int32))
        kind = rng.choice(len(KINDS), count, p=SHARES)
        is_order = pa.array(kind == KINDS.index("order"))
        start = np.datetime64(FIRST + timedelta(weeks=week), "us")
        moment = pa.array(start + np.sort(rng.integers(0, 7 * 86_400_000_000, count)), pa.timestamp("us", "UTC"))
        number = np.arange(week * count, (week + 1) * count)
        empty = pa.nulls(count, pa.string())
        columns = {
            "signal_id": pa.array(np.char.mod("a%08d", number)),
            "happened_at": moment,
            "known_at": moment,
            "kind": pa.array(KINDS).take(pa.array(kind)),
            "sku": pa.compute.if_else(is_order, skus.take(option), empty),
            "option_id": pa.compute.if_else(is_order, empty, names.take(option)),
            "query": empty,
            "customer_id": pa.array(np.char.mod("c%08d", number)),
            "channel": empty,
            "shop": empty,
            "units": pa.array(np.ones(count)),
            "price_cents": pa.nulls(count, pa.int64()),
            "period_days": pa.array(np.zeros(count, dtype=np.int32)),
        }
        pq.write_table(pa.table(columns, schema=SIGNALS), folder / f"{week:02d}.parquet", compression="zstd")
        progress("making acts", week + 1, WEEKS)


def by_treadle(folder: Path) -> dict[str, float]:
    """treadle's sensing, as a plan runs it, with everything it finds."""
    import pyarrow.parquet as pq

    from treadle.engine.local import LocalEngine
    from treadle.sense.sensed import sense
    from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style

    names = [f"OPT{place:05d}" for place in range(OPTIONS)]
    cost = (CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1000),)
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("M",)),),
        styles=tuple(Style(style_id=one, category="tops", size_scale_id="one") for one in names),
        options=tuple(
            Option(option_id=one, style_id=one, colour="navy", price_cents=3000, cost_breaks=cost, launch_day=FIRST)
            for one in names
        ),
        skus=tuple(Sku(sku=f"{one}-M", option_id=one, size="M") for one in names),
    )
    signals = pq.read_table(folder)
    found = sense(
        LocalEngine().query, signals, catalogue=catalogue, as_of=FIRST + timedelta(weeks=WEEKS)
    ).option_history
    columns = {"view": "views", "search": "searches", "cart": "carts", "wish": "wishes", "order": "sold_units"}
    return {kind: float(sum(found[name].to_pylist())) for kind, name in columns.items()}


def by_duckdb(folder: Path) -> dict[str, float]:
    """DuckDB's own counts."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        counted = connection.sql(COUNT.format(folder / "*.parquet")).to_arrow_table()
    totals = dict.fromkeys(KINDS, 0.0)
    for kind, units in zip(counted["kind"].to_pylist(), counted["units"].to_pylist(), strict=True):
        totals[kind] += units
    return totals


def by_polars(folder: Path) -> dict[str, float]:
    """polars' own counts."""
    import polars as pl

    counted = (
        pl.scan_parquet(folder / "*.parquet")
        .group_by(
            pl.coalesce("option_id", pl.col("sku").str.slice(0, 8)), pl.col("happened_at").dt.truncate("1w"), "kind"
        )
        .agg(pl.col("units").sum())
        .collect()
    )
    return dict(counted.group_by("kind").agg(pl.col("units").sum()).iter_rows())


CONTENDERS = {"treadle": by_treadle, "duckdb, counts only": by_duckdb, "polars, counts only": by_polars}


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Run one contender in a process of its own: seconds of its work, peak memory, what it counted."""
    command = [sys.executable, "-m", "benchmarks.tasks.volume", name, str(folder)]
    told = subprocess.run(
        command, cwd=Path(__file__).resolve().parents[2], check=True, capture_output=True, text=True
    ).stdout
    result: dict[str, Any] = json.loads(told.splitlines()[-1])
    return result


def row(seed: int, progress: Callable[[str, int, int], None], acts: int = ACTS, rounds: int = 2) -> dict[str, Any]:
    """Make the acts, run every contender `rounds` times in turn, and keep each one's fastest."""
    folder = Path(tempfile.mkdtemp(prefix="treadle-volume-"))
    best: dict[str, dict[str, Any]] = {}
    try:
        make_acts(folder, seed, acts, progress)
        size = sum(path.stat().st_size for path in folder.iterdir())
        for turn in range(rounds):
            for place, name in enumerate(CONTENDERS):
                one = measured(name, folder)
                if name not in best or one["seconds"] < best[name]["seconds"]:
                    best[name] = one
                progress("counting", turn * len(CONTENDERS) + place + 1, rounds * len(CONTENDERS))
    finally:
        shutil.rmtree(folder)
    counted = [one.pop("counted") for one in best.values()]
    same = all(one == counted[0] for one in counted)
    treadle = best.pop("treadle")
    treadle["acts_per_second"] = round(acts / treadle["seconds"])
    treadle["times_as_long_as_duckdb"] = round(treadle["seconds"] / best["duckdb, counts only"]["seconds"], 1)
    return {
        "task": TASK,
        "data": f"{acts:,} made acts of {OPTIONS:,} options, {WEEKS} weekly Parquet files, {size / 1e6:.0f} MB",
        "metric": "seconds and peak memory from Parquet to cleaned weekly histories and findings, as a plan senses",
        "seed": seed,
        "seconds": treadle["seconds"],
        "treadle": treadle,
        "peers": best,
        "aim": None,
        "met": None,
        "note": f"Totals by kind {'agree' if same else 'DISAGREE'}. The peers only count; treadle also cleans, joins "
        "the catalogue, reckons with empty shelves and finds what rises. Records up to e4f5891 timed exact counts of "
        "visitors that no command used; that code is gone.",
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
