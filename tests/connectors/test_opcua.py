"""Scans from a real server of OPC UA: each change is kept once, and a server that was away is found again."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from treadle.errors import InputError
from treadle.plant.init import init_folder
from treadle.plant.listen import Heard, listen_to_machines
from treadle.storage.ledger.open import open_ledger
from treadle.storage.scan_rows import from_entries

sync = pytest.importorskip("asyncua.sync", reason="the extra 'opcua' is not installed")

SCAN = {
    "bundle_id": "WO/b1", "operation_id": "hem", "kind": "finish", "units": 4, "happened_at": "2026-03-02T08:00:00Z",
}  # fmt: skip


class Machine:
    """A server with one variable, on a port of its own."""

    def __init__(self, port: int) -> None:
        self.address = f"opc.tcp://127.0.0.1:{port}"
        self.server = sync.Server()
        self.server.set_endpoint(self.address)
        space = self.server.register_namespace("urn:mill")
        self.variable = self.server.nodes.objects.add_variable(f"ns={space};s=Line1.Scans", "Scans", "")
        self.node_id = self.variable.nodeid.to_string()
        self.server.start()

    def say(self, *told: Any) -> None:
        for one in told:
            self.variable.write_value(one if isinstance(one, str) else json.dumps(one))
            time.sleep(0.15)

    def end(self) -> None:
        self.server.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def machine() -> Iterator[Machine]:
    found = Machine(free_port())
    yield found
    found.end()


def heard_while(folder: Path, at: Machine, most: int, do: Callable[[], None]) -> Heard:
    """What is heard until so many messages came, or half a minute is over."""
    end = time.monotonic() + 30
    found: list[Heard] = []
    listener = threading.Thread(target=lambda: found.append(listen_to_machines(
        folder, at.address, [at.node_id], author="machines", say=lambda _: None,
        is_over=lambda heard: heard.messages >= most or time.monotonic() > end,
    )))  # fmt: skip
    listener.start()
    time.sleep(1.0)
    do()
    listener.join(60)
    return found[0]


def kept(folder: Path) -> list[str]:
    scans, _ = from_entries(open_ledger(folder, currency="EUR", time_zone="UTC").entries(kinds=["scans"]))
    return sorted(scans["scan_id"].to_pylist())


def test_each_change_is_kept_once_and_what_cannot_be_read_is_counted(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    both = [{**SCAN, "scan_id": name} for name in ("s-1", "s-2")]
    broken = {**SCAN, "scan_id": "s-3", "kind": "finnish"}
    heard = heard_while(folder, machine, 4, lambda: machine.say(both[0], {"scans": both}, "nothing", broken))
    assert (heard.messages, heard.new, heard.known, heard.refused) == (4, 2, 1, 2)
    assert "finnish" in heard.reasons[0]
    assert kept(folder) == ["s-1", "s-2"]


def test_a_server_that_was_away_is_found_again(tmp_path: Path) -> None:
    folder, port = tmp_path / "brand", free_port()
    init_folder(folder)
    first = Machine(port)

    def restarted() -> None:
        first.say({**SCAN, "scan_id": "before"})
        first.end()
        second = Machine(port)
        try:
            time.sleep(4.0)
            second.say({**SCAN, "scan_id": "after"})
            time.sleep(1.0)
        finally:
            second.end()

    heard_while(folder, first, 2, restarted)
    assert kept(folder) == ["after", "before"]


def test_what_is_not_there_is_said(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)

    def refused(address: str, node_id: str) -> str:
        with pytest.raises(InputError) as error:
            listen_to_machines(folder, address, [node_id], author="m", say=lambda _: None, is_over=lambda _: False)
        return str(error.value)

    assert "no OPC UA server answers" in refused(f"opc.tcp://127.0.0.1:{free_port()}", "ns=2;s=x")
    assert "has no variable" in refused(machine.address, "ns=2;s=Nothing")
    assert "is no address" in refused("mqtt://host", "ns=2;s=x")
