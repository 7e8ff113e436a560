"""Imports at once, and killed half-way, in processes of their own: nothing is lost, nothing counts twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from desk import Desk

from treadle.storage.lake import Lake

_IMPORT = """
import sys
from pathlib import Path
from treadle.plant.import_ import import_files

class Steps:
    def step(self, name, done, total):
        print(name, flush=True)

import_files(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]], table="signals", progress=Steps())
print("done", flush=True)
"""
HEAD = "happened_at,kind,sku,units,period_days"


def started(desk: Desk, *files: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", _IMPORT, str(desk.folder), *map(str, files)]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def days(desk: Desk, name: str, first: int, last: int, units: int) -> Path:
    """A daily total of `units` for each day of May from `first` to `last`."""
    totals = (f"2026-05-{day:02d},order,K,{units},1" for day in range(first, last + 1))
    return desk.file(name, "\n".join([HEAD, *totals]))


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_several_files_killed_half_way_are_all_in_or_none(tmp_path: Path, steps: int) -> None:
    desk = Desk(tmp_path)
    files = [days(desk, "a.csv", 1, 10, 1), days(desk, "b.csv", 8, 20, 2), days(desk, "c.csv", 21, 25, 3)]
    process = started(desk, *files)
    assert process.stdout is not None
    for _ in range(steps):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    is_done = b"done" in process.stdout.read()
    process.wait()
    whole = 7 * 1 + 13 * 2 + 5 * 3
    assert desk.pieces() in ((whole,) if is_done else (0, whole))
    assert len(Lake(folder=desk.folder).entries()) in (0, 3)
    assert desk.bring(*files, _as="signals") == 0 and desk.pieces() == whole
    lake = desk.folder / ".treadle" / "lake" / "signals"
    assert len(list(lake.iterdir())) == 3 and not (desk.folder / ".treadle" / "staging").exists()


def test_two_at_once_and_a_reader_beside_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    mine = [days(desk, "a.csv", 1, 10, 1), days(desk, "b.csv", 11, 20, 1)]
    its = [days(desk, "c.csv", 21, 25, 10), days(desk, "d.csv", 26, 30, 10)]
    both = [started(desk, *mine), started(desk, *its)]
    seen = set()
    while any(one.poll() is None for one in both):
        seen.add(desk.pieces())
    assert [one.wait() for one in both] == [0, 0]
    assert seen <= {0, 20, 100, 120} and desk.pieces() == 120
    entries = Lake(folder=desk.folder).entries()
    assert [one.number for one in entries] == [1, 2, 3, 4] and [one.replaced_rows for one in entries] == [0] * 4
    # The same files by two at once: each is taken in once.
    again = [started(desk, *mine), started(desk, *mine)]
    assert [one.wait() for one in again] == [0, 0]
    assert desk.pieces() == 120 and len(Lake(folder=desk.folder).entries()) == 4
    for one in (*both, *again):
        assert one.stdout is not None
        one.stdout.close()
