"""Ctrl-C at the command line: one sentence, the shell's own code, and no half-written file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def hard_shop() -> str:
    """Fifteen jobs, each once on every machine: nobody proves its optimum within a minute."""
    draw = random.Random(5)
    lines = ["15 15 1"]
    for _ in range(15):
        lines.append(" ".join(["15", *(f"1 {one} {draw.randint(1, 99)}" for one in draw.sample(range(1, 16), 15))]))
    return "\n".join(lines) + "\n"


def until_it_works(running: subprocess.Popen[str]) -> None:
    """Wait until a process has taken more processor than its start takes, where the system tells; else long enough."""
    told = Path(f"/proc/{running.pid}/stat")
    if not told.exists():
        time.sleep(20.0)
    while told.exists() and running.poll() is None:
        ticks = told.read_text().rpartition(")")[2].split()[11:13]
        if sum(map(int, ticks)) >= 6.0 * os.sysconf("SC_CLK_TCK"):
            return
        time.sleep(0.1)


@pytest.fixture
def heard_by_children() -> Iterator[None]:
    """A shell starts what runs behind it deaf to Ctrl-C, and so are its children; where it is heard, they hear it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard_by_children")
@pytest.mark.skipif(os.name != "posix", reason="sends the signal of a terminal")
def test_an_interrupted_command_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "shop.txt").write_text(hard_shop())
    command = [sys.executable, "-m", "treadle", "schedule", "shop.txt", "--work", "5000", "--out", "plan.json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as running:  # fmt: skip
        until_it_works(running)
        began = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=80)
    assert running.returncode == 130
    assert told.strip().splitlines()[-1] == "Stopped. No half-written file was left behind."
    assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.txt"]
    assert time.monotonic() - began < 60
