"""The service under mixed load from a second process: planners, collectors and scanners, and what the ledger costs.

benchmarks/run.py serve --seed N [--span 20] [--brand DIR]

Each lane asks again as soon as it was answered (a closed loop): planners read the plan, its lines and the orders and
change a line, collectors send batches of 20 messages, scanners batches of 20 scans. Three sides one after the other,
each on a fresh copy of one planned brand: the ledger in SQLite, in PostgreSQL, and the same handlers whose use cases
were asked once and then answer from memory, so that what the ledger costs is seen. The collector has no ledger in any
of them: its answer waits for the disk.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TASK = "serve"
SECONDS, WARM_SECONDS = 20.0, 3.0
SIDES = ("sqlite", "postgres", "without a ledger")
#: Lanes of each kind, and what a batch holds.
PLANNERS, COLLECTORS, SCANNERS, BATCH = 2, 2, 2, 20
ROOT = Path(__file__).resolve().parents[2]


def row(
    seed: int, progress: Callable[[str, int, int], None], span: str = "", sides: str = "", brand: str = ""
) -> dict[str, Any]:
    """Serve each side, load it, and count."""
    lasts = float(span or SECONDS)
    found: dict[str, Any] = {}
    wanted = tuple(one for one in SIDES if not sides or one in sides.split(","))
    with tempfile.TemporaryDirectory(prefix="treadle-serve-") as place:
        base = planned(Path(place), brand)
        for at, side in enumerate(wanted):
            progress("serving", at, len(wanted))
            folder = Path(place) / f"side-{at}"
            shutil.copytree(base, folder)
            found[side] = measured(folder, side, lasts, seed)
    made = "a planned brand" if brand else "made: three styles, planned"
    told = {side.replace(" ", "_"): one for side, one in found.items()}
    return {
        "task": TASK,
        "data": f"{made}; {PLANNERS} planners, {COLLECTORS} collectors and {SCANNERS} scanners in a second process for "
        f"{lasts:g} s on each side, in batches of {BATCH}",
        "metric": "requests a second of all lanes together, the ledger in SQLite; milliseconds by kind beside it",
        "value": found[wanted[0]]["requests_a_second"],
        "sides": told,
        **{f"{name}_requests_a_second": one["requests_a_second"] for name, one in told.items()},
        "refused": sum(one["refused"] for one in found.values()),
        "aim": None,
        "met": None,
    }


def planned(place: Path, brand: str) -> Path:
    """A brand of three styles that is planned (or a copy of the planned `brand`), and keys for its lanes."""
    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import make_planned
    from treadle.plant.people import make_key
    from treadle.plant.serving import open_brands
    from treadle.plant.write_keys import make_write_key

    folder = place / "brand"
    if brand:
        shutil.copytree(brand, folder)
    else:
        make_planned(folder)
    there = open_brands([folder])["brand"]
    keys = {"planner": str(make_key(there, name="planner", role="planner", author="the benchmark")),
            "station": str(make_key(there, name="station", role="station", author="the benchmark")),
            "collector": make_write_key(folder, "the benchmark")[1]}  # fmt: skip
    (place / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    return folder


def measured(folder: Path, side: str, seconds: float, seed: int) -> dict[str, Any]:
    """One side: served by a process of its own, loaded by another."""
    if side == "postgres":
        move_to_postgres(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.tasks.serve", "serve", str(folder), side], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        load = subprocess.run(
            [sys.executable, "-m", "benchmarks.tasks.serve", "load", address, str(folder.parent / "keys.json"),
             str(seconds), str(seed)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        spent = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    finally:
        process.terminate()
        process.wait(30)
    told: dict[str, list[float]] = json.loads(load.stdout.splitlines()[-1])
    refused = int(told.pop("refused")[0])
    answered = sum(len(one) for one in told.values())
    return {
        "requests_a_second": round(answered / seconds, 1),
        "server_cpu_ms_a_request": round((int(spent[11]) + int(spent[12])) * 10 / max(1, answered), 2),
        "refused": refused,
        **{name: {"a_second": round(len(one) / seconds, 1), **quantiles(one)} for name, one in sorted(told.items())},
    }


def quantiles(took: Sequence[float]) -> dict[str, float]:
    """The middle and the 99th of 100, in milliseconds."""
    rising = sorted(took) or [0.0]
    return {"p50_ms": round(rising[len(rising) // 2], 1), "p99_ms": round(rising[int(len(rising) * 0.99)], 1)}


def move_to_postgres(folder: Path) -> None:
    """Let the folder's ledger be in a real PostgreSQL, with the entries that it has."""
    from benchmarks.tasks.kills import postgres_server

    from treadle.plant.backup import back_up, restore

    file = folder.with_suffix(".tar.gz")
    back_up(folder, file)
    shutil.rmtree(folder)
    restore(file, folder, database=postgres_server())


def serve(folder: Path, side: str) -> None:
    """The server's life: everything as `treadle serve` has it, without workers."""
    import uvicorn

    from treadle.api.app import create_app
    from treadle.api.limits import Buckets, Limits
    from treadle.api.log import write_logs
    from treadle.api.serve import address_of, listening
    from treadle.api.served import Served
    from treadle.plant.serving import ServedBrand

    write_logs()
    if side == SIDES[2]:
        answer_from_memory()
    wide = Limits(requests=Buckets(size=1e9, per_second=1e9))
    app = create_app(Served(brands={"brand": ServedBrand(brand_id="brand", folder=folder)}), wide)
    with listening("127.0.0.1", 0) as listener:
        print(address_of(listener), flush=True)
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


def answer_from_memory() -> None:
    """Ask each use case once, and answer from memory from then on: handlers without a ledger below them."""
    from treadle.api import caller, floor, orders, plans
    from treadle.plant.scan_batch import Batch

    def remember(module: Any, name: str, which: Callable[..., Any]) -> None:
        real, kept = getattr(module, name), dict[Any, Any]()

        def told(*words: Any, **named: Any) -> Any:
            key = which(*words, **named)
            if key not in kept:
                kept[key] = real(*words, **named)
            return kept[key]

        setattr(module, name, told)

    remember(caller, "caller_of", lambda _, token: str(token))
    remember(plans.drafts, "draft_of", lambda _, plan_id: plan_id)
    remember(plans.drafts, "edit_line", lambda _, plan_id, line_id, **__: line_id)
    remember(orders.use, "orders_of", lambda _, factory_id=None: factory_id)

    def taken(_: Any, rows: Sequence[dict[str, Any]], **__: Any) -> Batch:
        return Batch(new=tuple(one["scan_id"] for one in rows), known=(), refused=())

    floor.take_batch = taken  # type: ignore[assignment]


def load(address: str, keys: dict[str, str], seconds: float, seed: int) -> dict[str, list[float]]:
    """Ask from every lane until the time is over; milliseconds of each answer by kind, once warm."""
    import http.client

    took: dict[str, list[float]] = {}
    refused = [0.0]
    lock = threading.Lock()
    start = time.perf_counter() + WARM_SECONDS
    host = address.removeprefix("http://")
    bearer = {name: {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
              for name, key in keys.items()}  # fmt: skip
    bearer["collector"]["Authorization"] = "Basic " + base64.b64encode(f"{keys['collector']}:".encode()).decode()

    def lane(kind: str, number: int) -> None:
        connection = http.client.HTTPConnection(host, timeout=120)

        def ask(name: str, method: str, path: str, body: Any = None) -> Any:
            began = time.perf_counter()
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, bearer[kind])
            answer = connection.getresponse()
            told = answer.read()
            now = time.perf_counter()
            with lock:
                if answer.status >= 400:
                    refused[0] += 1
                    print(f"{method} {path}: {answer.status} {told[:200]!r}", file=sys.stderr, flush=True)
                elif began >= start:
                    took.setdefault(name, []).append((now - began) * 1000)
            return told

        turn, line_ids = 0, list[str]()
        while time.perf_counter() < start + seconds:
            turn += 1
            name = f"{seed}-{number}-{turn}"
            if kind == "planner":
                ask("plan read", "GET", "/v1/plans/current")
                page = json.loads(ask("lines read", "GET", "/v1/plans/current/lines?limit=50"))
                line_ids = line_ids or [one["line_id"] for one in page["lines"]]
                ask("orders read", "GET", "/v1/orders?limit=50")
                line_id = line_ids[(7 * number + turn) % len(line_ids)]
                ask("line changed", "PATCH", f"/v1/plans/current/lines/{line_id}", {"units": turn % 50})
            elif kind == "collector":
                ask("batch collected", "POST", "/v1/batch", {"batch": messages(name)})
            else:
                ask("scans taken", "POST", "/v1/scans", {"scans": scans(name)})
        connection.close()

    kinds = ["planner"] * PLANNERS + ["collector"] * COLLECTORS + ["station"] * SCANNERS
    threads = [threading.Thread(target=lane, args=(kind, at)) for at, kind in enumerate(kinds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if missing := {"lines read", "batch collected", "scans taken"} - set(took):
        raise SystemExit(f"nobody was answered: {', '.join(sorted(missing))}")
    return {**took, "refused": refused}


def messages(name: str) -> list[dict[str, Any]]:
    """What customers did."""
    return [
        {"type": "track", "event": "Product Viewed", "messageId": f"{name}-{at}", "anonymousId": f"a{at}",
         "timestamp": "2026-03-02T09:00:00Z", "properties": {"sku": f"S{at}", "price": 59.9}}
        for at in range(BATCH)
    ]  # fmt: skip


def scans(name: str) -> list[dict[str, Any]]:
    """What stations scanned."""
    return [
        {"scan_id": f"{name}-{at}", "bundle_id": f"B{name}|front", "operation_id": "hem", "kind": "finish", "units": 4,
         "happened_at": "2026-03-02T08:00:00+01:00", "station_id": "st-1", "operator_id": f"op-{at}"}
        for at in range(BATCH)
    ]  # fmt: skip


def main() -> None:
    """A process of one side: the server, or the load, which tells its numbers as one line of JSON."""
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]), sys.argv[3])
    else:
        address, keys, seconds, seed = sys.argv[2:]
        told = load(address, json.loads(Path(keys).read_text(encoding="utf-8")), float(seconds), int(seed))
        print(json.dumps(told))


if __name__ == "__main__":
    main()
