"""A million scans folded, and a scan acknowledged beside fifty stations with a hundred thousand scans in the ledger.

benchmarks/run.py floor --seed N [--scans 1000000] [--stations 50] [--lasting 20]

The scans are made in columns: bundles of twenty pieces through a bulletin of ten operations, every tenth scan told
twice, in any order. They are read from a ledger on disk, in entries as a file brings them, and folded in a process of
its own, whose CPU seconds and greatest memory are counted. Then a service (uvicorn, one process) is asked by as many
stations at once, each with a key of its own, a scan a second each; a scan is acknowledged when the ledger has it on
disk.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

TASK = "floor"
OPERATIONS, UNITS = 10, 20
MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)
HELD = 100_000


def row(
    seed: int, progress: Callable[[str, int, int], None], scans: str = "1000000", stations: str = "50",
    lasting: str = "20",
) -> dict[str, Any]:  # fmt: skip
    """The row of the table."""
    with tempfile.TemporaryDirectory(prefix="treadle-floor-") as place:
        folder = Path(place)
        begun = time.process_time()
        write_ledger(folder / "million", int(scans), seed)
        made = time.process_time() - begun
        progress("scans written", 1, 3)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.tasks.floor", str(folder / "million"), str(int(scans))],
            cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
        )  # fmt: skip
        folded = json.loads(done.stdout)
        progress("folded", 2, 3)
        asked = acknowledged(folder / "served", int(stations), float(lasting), seed)
        progress("acknowledged", 3, 3)
    met = folded["cpu_seconds"] < 20 and folded["peak_gib"] < 1.0 and asked["p99_ms"] < 50 and not asked["refused"]
    return {
        "task": TASK,
        "data": f"{int(scans):,} made scans, a tenth told twice, seed {seed}",
        "metric": "CPU seconds and memory of reading and folding them; milliseconds until a scan is acknowledged",
        "treadle": {"written_cpu_seconds": round(made, 1), "folded": folded, "acknowledged": asked},
        "peers": {},
        "aim": "folded within 20 s and 1 GB; acknowledged within 50 ms (p99) beside 50 stations and 100,000 scans",
        "met": met,
    }


def bulletin() -> Any:
    """Ten operations in a row."""
    from treadle.terms.sewing import Bulletin, Operation

    return Bulletin(bulletin_id="B", operations=tuple(
        Operation(operation_id=f"op{at}", name=f"op{at}", machine="SNLS", smv_minutes=0.5, skill="SNLS",
                  predecessors=(f"op{at - 1}",) if at else ())
        for at in range(OPERATIONS)
    ))  # fmt: skip


def bundle_count(scans: int) -> int:
    """Bundles whose starts and finishes are so many scans."""
    return -(-scans // (2 * OPERATIONS))


def made_scans(scans: int, seed: int) -> pa.Table:
    """Starts and finishes of every bundle at every operation, shuffled."""
    from treadle.terms.floor import SCAN_SCHEMA

    rng = np.random.default_rng(seed)
    at = rng.permutation(scans)
    bundle, step, is_finish = at // (2 * OPERATIONS), at % (2 * OPERATIONS) // 2, at % 2
    moment = (bundle % 4_000) * 120 + step * 600 + is_finish * 540
    first = int(MORNING.timestamp() * 1_000_000)
    happened = pa.array(first + moment.astype(np.int64) * 1_000_000, pa.timestamp("us", "UTC"))
    empty = pa.array([""] * scans)
    columns = {
        "scan_id": _named("s-%08d", at), "bundle_id": _named("WO/b%06d", bundle), "operation_id": _named("op%d", step),
        "station_id": _named("S%d", step), "operator_id": _named("P%03d", step * 5 + bundle % 5),
        "kind": pa.array(np.where(is_finish == 1, "finish", "start")), "units": pa.array(np.full(scans, UNITS)),
        "happened_at": happened, "known_at": happened, "defect": empty, "replaces": empty, "to_bundle_id": empty,
    }  # fmt: skip
    return pa.table(columns, schema=SCAN_SCHEMA)


def _named(form: str, numbers: Any) -> pa.Array:
    distinct, codes = np.unique(numbers, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array([form % one for one in distinct])).cast(
        pa.string()
    )


def write_ledger(folder: Path, scans: int, seed: int) -> None:
    """A ledger that holds the bundles and the scans, and a tenth of the scans once more."""
    from treadle.storage.ledger.open import open_ledger
    from treadle.storage.scan_rows import to_bodies
    from treadle.terms.entry import Entry
    from treadle.terms.floor import BundlesTied, TiedBundle

    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    tied = tuple(
        TiedBundle(bundle_id=f"WO/b{at:06d}", order_id=f"WO-{at // 200}", units=UNITS, bulletin_id="B")
        for at in range(bundle_count(scans))
    )
    told = made_scans(scans, seed)
    bodies = [("bundles", BundlesTied(bundles=tied)), *(("scans", one) for one in to_bodies(told)),
              *(("scans", one) for one in to_bodies(told.slice(0, scans // 10)))]  # fmt: skip
    for at, (kind, body) in enumerate(bodies):
        ledger.add([Entry(kind=kind, subject="floor", happened_at=MORNING, known_at=MORNING, author="bench",
                          key=f"{kind}:{at}", body=body)])  # type: ignore[arg-type]  # fmt: skip


def main() -> None:
    """Read and fold in a process of its own; what it took, as JSON."""
    from treadle.storage.ledger.open import open_ledger
    from treadle.storage.scan_rows import from_entries
    from treadle.track.floor.follow import follow

    folder, scans = Path(sys.argv[1]), int(sys.argv[2])
    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    begun = time.process_time()
    told, bundles = from_entries(ledger.entries(kinds=["bundles", "scans"]))
    read = time.process_time() - begun
    floor = follow(told, bundles, {"B": bulletin()})
    sewn = sum(one.sewn_units for one in floor.orders)
    assert sewn == (scans // (2 * OPERATIONS)) * UNITS, sewn
    print(json.dumps({
        "cpu_seconds": round(time.process_time() - begun, 2), "read_cpu_seconds": round(read, 2),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3),
        "scans": told.num_rows, "sewn_units": sewn,
    }))  # fmt: skip


def acknowledged(folder: Path, stations: int, seconds: float, seed: int) -> dict[str, Any]:
    """Milliseconds until a scan is acknowledged, by many stations at once, beside a ledger that holds many."""
    from treadle.plant.init import init_folder
    from treadle.plant.people import make_key
    from treadle.plant.serving import open_brands

    init_folder(folder)
    write_ledger(folder, HELD, seed + 1)
    (brand,) = open_brands([folder]).values()
    keys = [make_key(brand, name=f"station {at}", role="station", author="bench") for at in range(stations)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "treadle", "serve", str(folder), "--port", "8613"], stdout=log, stderr=log
        )
        try:
            wait_for("http://127.0.0.1:8613/readyz")
            send("http://127.0.0.1:8613", keys[0], "warm")
            times: list[float] = []
            refused: list[str] = []
            until = time.monotonic() + seconds
            threads = [
                threading.Thread(target=station, args=(keys[at], at, until, times, refused)) for at in range(stations)
            ]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
        finally:
            server.terminate()
            server.wait(30)
    ms = np.array(times) * 1000.0
    return {
        "scans": len(times), "stations": stations, "held": HELD, "p50_ms": round(float(np.quantile(ms, 0.5)), 1),
        "p99_ms": round(float(np.quantile(ms, 0.99)), 1), "most_ms": round(float(ms.max()), 1), "refused": refused[:3],
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def wait_for(address: str) -> None:
    """Until the service answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the service did not begin")


def station(key: str, number: int, until: float, times: list[float], refused: list[str]) -> None:
    """A scan a second, as a person makes them; each station begins at a moment of its own."""
    time.sleep(number % 50 / 50)
    turn = 0
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            send("http://127.0.0.1:8613", key, f"{number}-{turn}")
            times.append(time.monotonic() - begun)
        except (OSError, ValueError) as error:
            refused.append(str(error))
        turn += 1
        time.sleep(max(0.0, 1.0 - (time.monotonic() - begun)))


def send(address: str, key: str, name: str) -> None:
    """Send a scan. Raises OSError or ValueError where it is not acknowledged."""
    scan = {"scan_id": name, "bundle_id": "WO/b000001", "operation_id": "op1", "kind": "start", "units": 1,
            "happened_at": (MORNING + timedelta(days=3)).isoformat()}  # fmt: skip
    request = urllib.request.Request(
        f"{address}/v1/scans", json.dumps({"scans": [scan]}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=30) as answer:
        if json.load(answer)["new"] != [name]:
            raise ValueError("not new")


if __name__ == "__main__":
    main()
