"""The collector under a steady load: 3,000 events a second in batches of 100, from a second process on the same cores.

The server is `treadle serve` as anybody starts it, on a folder on this disk. The sender keeps to its plan of moments
whatever the answers do (an open loop): an answer that comes late counts from the moment at which it was due, so that a
server that stalls is not spared. What was answered for is then moved into the lake and counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "collect"
EVENTS_A_SECOND, BATCH, SECONDS, WARM_SECONDS = 3_000, 100, 30, 3
AIM_MS = 200.0
CONNECTIONS = 8


def messages(number: int, size: int) -> bytes:
    """A batch as SDKs send it: views, carts and orders with the context that libraries add."""
    told = []
    for at in range(size):
        name = f"{number}-{at}"
        item = {"product_id": f"P{at % 40}", "sku": f"SKU-{at % 160}", "name": "Shirt of washed linen", "price": 59.9}
        is_order = at % 50 == 0
        event = "Order Completed" if is_order else "Product Viewed" if at % 5 else "Product Added"
        told.append({
            "type": "track", "event": event, "messageId": f"bench-{name}", "anonymousId": f"a-{number % 977}-{at % 7}",
            "timestamp": "2026-03-02T09:00:00.123Z", "integrations": {},
            "context": {"library": {"name": "analytics-node", "version": "2.3.0"}, "locale": "en-GB",
                        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "ip": "203.0.113.7",
                        "page": {"path": f"/shop/{at}", "title": "Shirts", "url": f"https://shop.example/shop/{at}"}},
            "properties": {"order_id": name, "products": [{**item, "quantity": 1}]} if is_order else item,
        })  # fmt: skip
    return json.dumps({"batch": told, "sentAt": "2026-03-02T09:00:01.000Z"}).encode()


def send(address: str, key: str, events_a_second: int, seconds: float, size: int, begin: int) -> dict[str, Any]:
    """Send to a plan of moments from several connections; milliseconds of every answer, and what was answered for."""
    import base64
    import http.client
    import queue
    import threading

    count = int(events_a_second * seconds / size)
    bodies = [messages(begin + number, size) for number in range(count)]
    host = address.removeprefix("http://")
    headers = {
        "Content-Type": "application/json", "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
    }  # fmt: skip
    due: queue.Queue[tuple[float, int] | None] = queue.Queue()
    took: list[float] = []
    answered: list[int] = []
    refused: list[int] = []

    def work() -> None:
        connection = http.client.HTTPConnection(host, timeout=60)
        while (one := due.get()) is not None:
            moment, number = one
            connection.request("POST", "/v1/batch", bodies[number], headers)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - moment) * 1000)
            (answered if answer.status == 200 else refused).append(number)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for one in threads:
        one.start()
    cpu, start = time.process_time(), time.perf_counter()
    for number in range(count):
        moment = start + number * size / events_a_second
        if (wait := moment - time.perf_counter()) > 0:
            time.sleep(wait)
        due.put((moment, number))
    for _ in threads:
        due.put(None)
    for one in threads:
        one.join()
    return {
        "took": took, "answered": len(answered), "refused": len(refused), "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
    }  # fmt: skip


class Served:
    """`treadle serve` in a process of its own, without workers."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "treadle", "serve", str(folder), "--port", "0", *self.without_workers()]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = next(one for one in self.process.stdout if "http://" in one)
        self.address = "http://" + line.split("http://")[1].split()[0]

    @staticmethod
    def without_workers() -> list[str]:
        """Options so that nothing else runs."""
        told = subprocess.run([sys.executable, "-m", "treadle", "serve", "--help"], capture_output=True, text=True)
        return ["--workers", "0"] if "--workers" in told.stdout else []

    def cpu(self) -> float:
        """Seconds of processor that the server has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(30)


def row(
    seed: int, progress: Callable[[str, int, int], None], span: str = "", events: str = "", batch: str = ""
) -> dict[str, Any]:
    """Serve, send, move, and count."""
    from treadle.plant.init import init_folder
    from treadle.plant.move_collected import move_collected
    from treadle.plant.write_keys import make_write_key
    from treadle.settings import read_settings

    lasts, rate, size = float(span or SECONDS), int(events or EVENTS_A_SECOND), int(batch or BATCH)
    with tempfile.TemporaryDirectory(prefix="treadle-collect-") as place:
        folder = Path(place) / "brand"
        init_folder(folder)
        key = make_write_key(folder, "benchmark")[1]
        server = Served(folder)
        try:
            asked = [server.address, key, str(rate), str(size)]
            sent(asked, WARM_SECONDS, seed * 10**7)
            progress("sending", 0, 1)
            before = server.cpu()
            load = os.getloadavg()[0]
            found = sent(asked, lasts, seed * 10**7 + 10**6)
            served_cpu = server.cpu() - before
        finally:
            server.end()
        progress("moving", 0, 1)
        cpu = time.process_time()
        moved = move_collected(folder, read_settings(folder))
        move_cpu = time.process_time() - cpu
    took = sorted(found["took"])
    count = found["answered"] * size
    p50, p99 = took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.99))]
    warm = int(rate * WARM_SECONDS / size) * size
    return {
        "task": TASK,
        "data": f"made: {count:,} messages in batches of {size}, {lasts:g} s after {WARM_SECONDS} s to warm up",
        "metric": "milliseconds to an answer (99 of 100 within), open loop, beside the sender on the same cores",
        "value": round(p99, 1),
        "p50_ms": round(p50, 1),
        "p99_ms": round(p99, 1),
        "most_ms": round(took[-1], 1),
        "events_a_second": round(count / found["seconds"]),
        "refused_requests": found["refused"],
        "server_microseconds_of_processor_an_event": round(served_cpu / max(1, count) * 1e6, 1),
        "moving_microseconds_of_processor_an_event": round(move_cpu / max(1, moved.messages) * 1e6, 1),
        "sender_microseconds_of_processor_an_event": round(found["cpu"] / max(1, count) * 1e6, 1),
        "load_before": round(load, 1),
        "lost": count + warm - moved.messages,
        "aim": f"{EVENTS_A_SECOND} events a second, p99 below {AIM_MS:g} ms, nothing lost",
        "met": p99 < AIM_MS and count / found["seconds"] > 0.97 * EVENTS_A_SECOND and not found["refused"]
        and moved.messages == count + warm,
    }  # fmt: skip


def sent(asked: list[str], seconds: float, begin: int) -> dict[str, Any]:
    """Send from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.tasks.collect", *asked, str(seconds), str(begin)]
    told = subprocess.run(
        command, cwd=Path(__file__).resolve().parents[2], check=True, capture_output=True, text=True
    ).stdout
    result: dict[str, Any] = json.loads(told.splitlines()[-1])
    return result


def main() -> None:
    """Send, and tell it as one line of JSON."""
    address, key, rate, size, seconds, begin = sys.argv[1:]
    print(json.dumps(send(address, key, int(rate), float(seconds), int(size), int(begin))))


if __name__ == "__main__":
    main()
