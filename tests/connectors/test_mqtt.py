"""Scans from a real broker: kept before they are acknowledged, once however often they come, also what came
meanwhile."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle.errors import InputError
from treadle.plant.init import init_folder
from treadle.plant.listen import Heard, listen_to_broker
from treadle.storage.ledger.open import open_ledger
from treadle.storage.scan_rows import from_entries

mqtt = pytest.importorskip("paho.mqtt.client", reason="the extra 'mqtt' is not installed")
amqtt_broker = pytest.importorskip("amqtt.broker", reason="amqtt, a broker for tests, is not installed")

SCAN = {
    "bundle_id": "WO/b1",
    "operation_id": "hem",
    "kind": "finish",
    "units": 4,
    "happened_at": "2026-03-02T08:00:00Z",
}


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """A broker in a thread of its own, on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    loop = asyncio.new_event_loop()
    config = {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
    }
    ready, ended = threading.Event(), threading.Event()
    stop = asyncio.Event()

    async def life() -> None:
        server = amqtt_broker.Broker(config)
        await server.start()
        ready.set()
        await stop.wait()
        await server.shutdown()

    def run() -> None:
        loop.run_until_complete(life())
        ended.set()

    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(20)
    yield f"mqtt://127.0.0.1:{port}"
    loop.call_soon_threadsafe(stop.set)
    ended.wait(10)


def publish(url: str, *messages: Any, topic: str = "line/scans") -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", int(url.rpartition(":")[2]))
    client.loop_start()
    for one in messages:
        payload = one if isinstance(one, bytes) else json.dumps(one).encode()
        client.publish(topic, payload, qos=1).wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


def heard_of(folder: Path, url: str, most: int) -> Heard:
    turns = iter(range(300))
    return listen_to_broker(folder, url, "line/scans", name="mill", author="hangers", say=lambda _: None,
                            is_over=lambda heard: heard.messages >= most or next(turns, None) is None)  # fmt: skip


def while_listening(folder: Path, url: str, *messages: Any) -> Heard:
    """What is heard of messages that are published while somebody listens."""
    found: list[Heard] = []
    listener = threading.Thread(target=lambda: found.append(heard_of(folder, url, len(messages))))
    listener.start()
    time.sleep(1.0)
    publish(url, *messages)
    listener.join(60)
    return found[0]


def test_what_comes_is_kept_once_and_what_cannot_be_read_is_told(broker: str, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    told: list[dict[str, str]] = []
    ear = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    ear.on_message = lambda _client, _data, message: told.append(json.loads(message.payload))
    ear.connect("127.0.0.1", int(broker.rpartition(":")[2]))
    ear.subscribe("line/scans/refused", qos=1)
    ear.loop_start()
    first = [{**SCAN, "scan_id": "s-1"}, {**SCAN, "scan_id": "s-2"}]
    broken = {**SCAN, "scan_id": "s-3", "kind": "finnish"}
    heard = while_listening(folder, broker, first[0], {"scans": first}, b"\xff", [broken], "nothing")
    assert (heard.messages, heard.new, heard.refused) == (5, 2, 3)
    again = while_listening(folder, broker, first[1], {**SCAN, "scan_id": "s-4"})
    assert (again.new, again.known) == (1, 1)
    scans, _ = from_entries(open_ledger(folder, currency="EUR", time_zone="UTC").entries(kinds=["scans"]))
    assert sorted(scans["scan_id"].to_pylist()) == ["s-1", "s-2", "s-4"]
    until = time.monotonic() + 10
    while len(told) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    ear.disconnect()
    ear.loop_stop()
    assert sorted(one["scan_id"] for one in told) == ["", "", "s-3"]
    assert any("finnish" in one["why"] for one in told)


def test_where_no_broker_is_it_is_said(tmp_path: Path) -> None:
    init_folder(tmp_path / "brand")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with pytest.raises(InputError, match="no broker answers"):
        heard_of(tmp_path / "brand", f"mqtt://127.0.0.1:{port}", 1)
    for wrong in ("http://broker", "mqtt://", "mqtt://host:port"):
        with pytest.raises(InputError, match="no address of a broker"):
            heard_of(tmp_path / "brand", wrong, 1)
