"""Speed of the command: 100,000 made SKUs of 104 weeks, 13 weeks of 19 quantiles; AutoETS on a sample, scaled."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TASK = "anticipate-speed"
HERE = Path(__file__).resolve().parents[1]
#: Numbers of SKUs: the one of the aim last.
COUNTS = tuple(int(line) for line in (HERE / "sets" / "anticipate_speed.txt").read_text().split())
WEEKS, AHEAD, SAMPLE, CORES = 104, 13, 150, 2
Array = np.ndarray[Any, Any]


def made(count: int, seed: int) -> Array:
    """Units (S, 104): gamma rates with a year's wave, negative-binomial sales, three in ten launched on the way."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.8, 2.5, count)[:, None] * (1 + 0.4 * np.sin(2 * np.pi * np.arange(WEEKS) / 52 + 1.0))
    units = rng.poisson(rate * rng.gamma(2.0, 0.5, (count, WEEKS)))
    begin = np.where(rng.random(count) < 0.3, rng.integers(0, 90, count), 0)
    return np.where(np.arange(WEEKS)[None, :] >= begin[:, None], units, 0)


def command_time(count: int, seed: int) -> dict[str, float]:
    """Wall seconds of the command in a process of its own, and the peak memory of any such process so far."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    units = made(count, seed)
    told = units > 0
    told[:, -1] |= ~told.any(axis=1)  # what never sold has one row, of zero units
    line, week = np.nonzero(told)
    names = np.array([f"s{one:06d}" for one in range(count)])
    with tempfile.TemporaryDirectory() as folder:
        history, out = Path(folder) / "history.parquet", Path(folder) / "forecast.parquet"
        days = np.datetime64("2022-01-03") + 7 * week
        pq.write_table(pa.table({"sku": names[line], "date": days, "units": units[line, week]}), history)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "treadle", "anticipate", "--history", str(history), "--horizon", str(AHEAD),
             "--every", "week", "--seed", str(seed), "--out", str(out)],
            check=True, capture_output=True,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        rows = pq.read_metadata(out).num_rows
    if rows != count * AHEAD:
        raise ValueError(f"{rows} rows where {count * AHEAD} were due")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return {"seconds": round(seconds, 1), "peak_gib": round(peak, 2)}


def auto_ets_time(count: int, seed: int) -> dict[str, float]:
    """AutoETS of a sample on one core, scaled to all SKUs on two."""
    from statsforecast.models import AutoETS

    units = made(SAMPLE, seed).astype(float)
    AutoETS(season_length=1).forecast(units[0], h=AHEAD)
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line in units:
            AutoETS(season_length=52).forecast(line, h=AHEAD, level=[10, 20, 30, 40, 50, 60, 70, 80, 90])
    seconds = (time.perf_counter() - began) / SAMPLE * count / CORES
    return {
        "seconds": round(seconds, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def row(seed: int, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The command at all sizes, then the peer's sample."""
    found = {}
    for done, count in enumerate(COUNTS):
        found[f"{count}_skus"] = command_time(count, seed)
        progress("sizes", done + 1, len(COUNTS))
    most = found[f"{COUNTS[-1]}_skus"]
    small = found[f"{COUNTS[0]}_skus"]
    met = most["seconds"] < 600 and most["peak_gib"] < 6 and small["seconds"] < 180
    return {
        "task": TASK,
        "data": f"made: {' and '.join(f'{count:,}' for count in COUNTS)} SKUs of {WEEKS} weeks",
        "metric": "wall seconds and peak memory of 13 weeks of 19 quantiles, reading and writing Parquet included",
        "seed": seed,
        "treadle": found,
        "peers": {f"auto_ets_{SAMPLE}_scaled_to_{COUNTS[-1]}_on_{CORES}_cores": auto_ets_time(COUNTS[-1], seed)},
        "aim": "100,000 SKUs in under 600 s and 6 GiB, 13,000 in under 180 s",
        "met": bool(met),
        "note": "The command uses one core for most of its time. The peer's time is scaled from a sample.",
    }
