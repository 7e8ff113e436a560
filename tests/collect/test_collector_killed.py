"""Killed at any point: what was answered for is in the lake, once."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from treadle.plant.collect import BATCH, open_collector
from treadle.plant.init import init_folder
from treadle.plant.move_collected import move_collected
from treadle.plant.write_keys import make_write_key
from treadle.settings import read_settings
from treadle.storage.lake import Lake, open_duckdb
from treadle.terms.tables import TABLES


def batch(names: list[str]) -> bytes:
    """Views and orders in turn, so that two sources of the layout read them."""
    told: list[dict[str, Any]] = [
        {"type": "track", "event": "Product Viewed", "messageId": one, "properties": {"sku": "S"}} if at % 2 else
        {"type": "track", "event": "Order Completed", "messageId": one,
         "properties": {"order_id": one, "products": [{"sku": "S", "quantity": 1}]}}
        for at, one in enumerate(names)
    ]  # fmt: skip
    return json.dumps({"batch": told}).encode()


def in_the_lake(folder: Path) -> Counter[str]:
    """How often each message is in the lake, by what its signal is known by."""
    rows = Lake(folder=folder).rows_sql(TABLES["signals"])
    if rows is None:
        return Counter()
    with open_duckdb("UTC") as connection:
        found = connection.execute(f"SELECT signal_id FROM ({rows})").fetchall()
    return Counter(one.removeprefix("segment:").removeprefix("Order Completed:").split(":")[0] for (one,) in found)


def die_at(folder: Path, step: int) -> None:
    """Move, and die at the so manieth time that something is made durable."""
    count = 0

    def counted(real: Any) -> Any:
        def step_or_die(*given: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                os._exit(9)
            return real(*given, **more)

        return step_or_die

    os.fsync, os.rename, os.replace = counted(os.fsync), counted(os.rename), counted(os.replace)
    move_collected(folder, read_settings(folder))
    os._exit(0)


def test_a_move_that_dies_at_any_step_is_ended_by_the_next(tmp_path: Path) -> None:
    made = tmp_path / "made"
    init_folder(made)
    names = [f"m{number}" for number in range(20)]
    collector = open_collector(made)
    collector.take(batch(names[:10]), BATCH)
    collector.commit.write_waiting()
    collector.take(batch(names[5:]), BATCH)
    collector.end()
    context = multiprocessing.get_context("spawn")
    died = 0
    for step in (1, 5, 10, 15):
        folder = tmp_path / f"dies-{step}"
        shutil.copytree(made, folder)
        child = context.Process(target=die_at, args=(folder, step))
        child.start()
        child.join(60)
        died += child.exitcode == 9
        move_collected(folder, read_settings(folder))
        assert in_the_lake(folder) == Counter(names), step
    assert died >= 3


class Server:
    """A real `treadle serve` on a free port."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "treadle", "serve", str(folder), "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        # What is said before it listens (the pages' scripts are fetched once) is read over.
        told = ""
        while "http://" not in told:
            line = self.process.stdout.readline()
            assert line, f"it ended before it listened: {told}"
            told += line
        self.address = "http://" + told.split("http://")[1].split()[0]

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


def test_a_server_that_is_killed_loses_nothing_it_answered_for(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the extra 'serve' is not installed")
    folder = tmp_path / "brand"
    init_folder(folder)
    key = make_write_key(folder, "test")[1]
    chance = random.Random(7)
    answered: set[str] = set()
    sent: set[str] = set()
    waiting: list[list[str]] = []
    number = 0

    def send(address: str) -> None:
        """Send new batches, and those again to which nobody answered, until nobody listens."""
        nonlocal number
        while True:
            if not waiting:
                waiting.append([f"m{number + at}" for at in range(20)])
                number += 20
            sent.update(waiting[0])
            body = json.dumps({"writeKey": key, **json.loads(batch(waiting[0]))}).encode()
            try:
                with urllib.request.urlopen(urllib.request.Request(f"{address}/v1/batch", body), timeout=20) as answer:
                    assert json.load(answer)["success"]
            except OSError:
                return
            except Exception:  # half an answer is none
                return
            answered.update(waiting.pop(0))

    for _ in range(2):
        server = Server(folder)
        sender = threading.Thread(target=send, args=(server.address,))
        sender.start()
        enough = len(answered) + 20 * chance.randint(5, 30)
        while len(answered) < enough and sender.is_alive():
            sender.join(0.01)
        server.kill()
        sender.join(60)
        move_collected(folder, read_settings(folder))
    found = in_the_lake(folder)
    assert len(answered) >= 200
    assert not answered - set(found)
    assert max(found.values()) == 1
    assert set(found) <= sent
