"""Server and worker killed at random moments under load from a second process: nothing answered for is lost or doubled.

benchmarks/run.py kills --seed N [--kills 300] [--database postgres]

The server (uvicorn over the whole application) and the worker (which moves into the lake what came) are processes of
their own, forked from one that has everything loaded, so that a life costs a fraction of a second, and ended by
`kill -9` after a random while: either, or both. The load is a second process that sends batches to the collector and
orders of a shop, each again until somebody answers, and notes what was answered. At the end all of it must be there,
once, and the books must balance.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "kills"
KILLS = {"sqlite": 300, "postgres": 100}
SHOP, SECRET = "tees.example", "hush"
#: A life lasts for up to so many answers, or seconds; an answer is a note of about so many bytes.
MOST_ANSWERS, MOST_SECONDS, LINE_BYTES = 20, 20.0, 60
BATCH = 20


def main() -> None:
    """The load: send until the file `stop` is there, then until everything was answered."""
    import threading

    address, key, notes = sys.argv[1:]
    place = Path(notes)
    turns = [(send_batch, "messages"), (send_batch, "messages"), (send_order, "orders")]
    threads = [
        threading.Thread(target=keep_sending, args=(address, key, place, lane, send, name))
        for lane, (send, name) in enumerate(turns)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def keep_sending(address: str, key: str, place: Path, lane: int, send: Callable[..., list[str]], name: str) -> None:
    """One thing after another, each again until it is answered; what was answered is noted."""
    number = 0
    with (place / f"{name}-{lane}").open("a", encoding="utf-8") as file:
        while not (place / "stop").exists():
            while True:
                try:
                    names = send(address, key, f"{lane}-{number}")
                    break
                except (OSError, ValueError, http.client.HTTPException):  # none, or half of an answer
                    time.sleep(0.05)
            file.write("".join(f"{one}\n" for one in names))
            file.flush()
            number += 1
            time.sleep(0.02)


def ask(address: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Post and read the whole answer. Raises OSError or ValueError where there is none, or half of one."""
    request = urllib.request.Request(f"{address}{path}", body, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def send_batch(address: str, key: str, name: str) -> list[str]:
    """Messages of customers: views and orders."""
    names = [f"{name}-{at}" for at in range(BATCH)]
    told = [
        {"type": "track", "event": "Order Completed", "messageId": one,
         "properties": {"order_id": one, "products": [{"sku": "S", "quantity": 1, "price": 10}]}} if at % 5 == 0 else
        {"type": "track", "event": "Product Viewed", "messageId": one, "properties": {"sku": "S"}}
        for at, one in enumerate(names)
    ]  # fmt: skip
    token = base64.b64encode(f"{key}:".encode()).decode()
    if ask(address, "/v1/batch", json.dumps({"batch": told}).encode(), {"Authorization": f"Basic {token}"})["success"]:
        return names
    raise ValueError("not taken")


def send_order(address: str, key: str, name: str) -> list[str]:
    """An order of a shop."""
    body = json.dumps({
        "id": name, "name": f"#{name}", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T09:00:00Z",
        "currency": "EUR", "line_items": [{"id": 1, "sku": "S", "quantity": 2, "price": "10.00"}],
    }).encode()  # fmt: skip
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {
        "X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": SHOP, "X-Shopify-Hmac-Sha256": signature,
    }  # fmt: skip
    if ask(address, "/v1/shopify/webhooks", body, headers)["what"] in ("order", "repeat"):
        return [name]
    raise ValueError("not taken")


def serve(folder: Path, port: int) -> None:
    """The server's life."""
    import uvicorn

    from treadle.api.app import create_app
    from treadle.api.serve import listening
    from treadle.api.served import Served
    from treadle.plant.serving import open_brands

    app = create_app(Served(brands=open_brands([folder])))
    with listening("127.0.0.1", port) as listener:
        config = uvicorn.Config(app, log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


def work(folder: Path) -> None:
    """The worker's life: bring into the lake what came, again and again."""
    from treadle.plant.arrivals import take_in
    from treadle.settings import read_settings

    settings = read_settings(folder)
    while True:
        take_in(folder, settings)
        time.sleep(0.2)


def let_go(folder: Path) -> None:
    """Close what this process holds of the database: a connection that lives share is nobody's."""
    from treadle.storage.ledger.address import postgres_engine, read_address

    at = read_address(folder / ".treadle")
    if at is not None:
        postgres_engine(*at).dispose()


def forked(life: Callable[[], None]) -> int:
    """Begin a life in a process of its own."""
    child = os.fork()
    if child:
        return child
    try:
        life()
    except BaseException as error:
        if not isinstance(error, SystemExit):
            print(f"a life ended by itself: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(1)


def row(
    seed: int, progress: Callable[[str, int, int], None], kills: str = "", database: str = "sqlite"
) -> dict[str, Any]:
    """Serve, load, kill, and count."""
    from treadle.plant.init import init_folder
    from treadle.plant.shopify import connect_shop
    from treadle.plant.write_keys import make_write_key

    number = int(kills or KILLS[database])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="treadle-kills-") as place:
        folder, notes = Path(place) / "brand", Path(place) / "notes"
        notes.mkdir()
        init_folder(folder)
        if database == "postgres":
            keep_in_postgres(folder)
        connect_shop(folder, SHOP, SECRET)
        key = make_write_key(folder, "kills")[1]
        let_go(folder)
        lives, ended_alone = killing(folder, notes, key, number, random.Random(seed), progress)
        found = counted(folder, notes)
    broken = {name: told for name, told in found.items() if name.startswith(("lost", "twice", "audit")) and told}
    return {
        "task": TASK,
        "data": f"made: messages and orders from a second process, {database}",
        "metric": "promises broken after kill -9 of server and worker at random moments",
        "kills": number,
        "lives": lives,
        "lives_that_ended_by_themselves": ended_alone,
        **found,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "aim": 0,
        "value": len(broken),
        "met": not broken and not ended_alone,
    }


def killing(
    folder: Path, notes: Path, key: str, number: int, chance: random.Random,
    progress: Callable[[str, int, int], None],
) -> tuple[int, int]:  # fmt: skip
    """Kill so often while the load goes on; then let it end in peace. Lives, and those that ended by themselves."""
    import subprocess

    import treadle.api.app
    import treadle.plant.arrivals  # loaded once, before anything is forked  # noqa: F401

    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    lives: dict[str, Callable[[], None]] = {"server": lambda: serve(folder, port), "worker": lambda: work(folder)}
    running = {name: forked(life) for name, life in lives.items()}
    load = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.tasks.kills", f"http://127.0.0.1:{port}", key, str(notes)],
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    begun, alone = 2, 0
    try:
        for done in range(number):
            live_a_while(notes, chance)
            for name in chance.choice((["server"], ["worker"], ["server", "worker"])):
                ended, _ = os.waitpid(running[name], os.WNOHANG)
                alone += ended != 0
                if not ended:
                    os.kill(running[name], signal.SIGKILL)
                    os.waitpid(running[name], 0)
                running[name] = forked(lives[name])
                begun += 1
            if done % 10 == 9:
                progress("killing", done + 1, number)
        (notes / "stop").touch()
        load.wait(300)
    finally:
        load.kill()
        for child in running.values():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return begun, alone


def live_a_while(notes: Path, chance: random.Random) -> None:
    """A life: one in five ends while it begins, the others after some answers, in the middle of the next."""
    answers = 0 if chance.random() < 0.2 else chance.randint(1, MOST_ANSWERS)
    before, end = notes_bytes(notes), time.monotonic() + MOST_SECONDS
    wanted = before + answers * LINE_BYTES
    while notes_bytes(notes) < wanted and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(chance.uniform(0.0, 0.1 if answers else 0.5))


def notes_bytes(notes: Path) -> int:
    """How much was noted."""
    return sum(path.stat().st_size for path in notes.iterdir())


def counted(folder: Path, notes: Path) -> dict[str, Any]:
    """What was answered for, beside what is there."""
    from treadle.plant.arrivals import take_in
    from treadle.plant.books import ledger_of
    from treadle.settings import read_settings
    from treadle.storage.lake import Lake, open_duckdb
    from treadle.terms.shop_order import ShopOrder
    from treadle.terms.tables import TABLES

    settings = read_settings(folder)
    take_in(folder, settings)
    with open_duckdb("UTC") as connection:
        rows = Lake(folder=folder).rows_sql(TABLES["signals"])
        names = connection.execute(f"SELECT signal_id FROM ({rows})").fetchall()
    there = Counter(
        name.removeprefix("segment:").removeprefix("Order Completed:").split(":")[0] for (name,) in names
        if name.startswith("segment:")
    )  # fmt: skip
    lines = Counter(name.split(":")[2] for (name,) in names if name.startswith("shopify:"))
    messages, orders = noted(notes, "messages"), noted(notes, "orders")
    ledger = ledger_of(folder, settings)
    states = {held.state.order_id for held in ledger.states(ShopOrder)}
    entries = Counter(one.subject for one in ledger.entries(kinds=["shop order"]))
    return {
        "messages_answered": len(messages),
        "orders_answered": len(orders),
        "lost_messages": sorted(messages - set(there))[:5],
        "lost_orders": sorted((orders - states) | (orders - set(lines)))[:5],
        "twice_messages": [name for name, times in there.items() if times > 1][:5],
        "twice_orders": [name for name, times in (lines + entries).items() if times > 1 and "/" in name][:5]
        + [name for name, times in lines.items() if times > 1][:5],
        "audit": [str(one) for one in ledger.audit()][:5],
    }


def noted(notes: Path, name: str) -> set[str]:
    """What was answered."""
    return {line for path in notes.glob(f"{name}-*") for line in path.read_text(encoding="utf-8").splitlines()}


def keep_in_postgres(folder: Path) -> None:
    """Let the folder's ledger be in a real PostgreSQL, as the suite starts one."""
    import uuid

    from treadle.storage.ledger.open import keep_in_database

    keep_in_database(folder, postgres_server(), uuid.uuid4().hex[:12])


def postgres_server() -> str:
    """The address of a PostgreSQL that lives as long as this process."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "storage"))
    from ledgers import postgres_address

    return postgres_address()


if __name__ == "__main__":
    main()
