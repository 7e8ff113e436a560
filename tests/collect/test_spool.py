"""The spool: what was answered for is there after any crash, and a repeat is known."""

from __future__ import annotations

import errno
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from benchmarks.factory_world import World
from hypothesis import given
from hypothesis import strategies as st

from treadle.storage.spool.blocks import Block, Damage, block_bytes, read_blocks
from treadle.storage.spool.disk import FolderDisk
from treadle.storage.spool.group_commit import GroupCommit, SpoolFull
from treadle.storage.spool.seen import SeenIds, id_of, packed
from treadle.storage.spool.spool import KEPT_FOR, Moved, Spool

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINES = st.lists(st.binary(max_size=30).map(lambda one: one.replace(b"\n", b"")), min_size=1, max_size=4)


@given(st.lists(LINES, max_size=5), st.integers(0, 400))
def test_a_file_cut_anywhere_holds_the_blocks_before_the_cut(groups: list[list[bytes]], cut: int) -> None:
    raw = b"".join(block_bytes(one) for one in groups)
    ends = [sum(len(block_bytes(one)) for one in groups[:count]) for count in range(len(groups) + 1)]
    found = list(read_blocks(raw[:cut]))
    whole = sum(end <= min(cut, len(raw)) for end in ends) - 1
    assert [one.lines for one in found if isinstance(one, Block)] == [tuple(one) for one in groups[:whole]]
    assert not any(isinstance(one, Damage) for one in found)


@given(st.lists(LINES, min_size=2, max_size=5), st.data())
def test_a_spoiled_byte_costs_its_own_block_and_is_told(groups: list[list[bytes]], data: st.DataObject) -> None:
    blocks = [block_bytes(one) for one in groups]
    victim = data.draw(st.integers(0, len(groups) - 2))
    place = data.draw(st.integers(0, len(blocks[victim]) - 1))
    spoiled = bytearray(blocks[victim])
    spoiled[place] ^= 1 + data.draw(st.integers(0, 254))
    raw = b"".join([*blocks[:victim], bytes(spoiled), *blocks[victim + 1 :]])
    found = list(read_blocks(raw))
    kept = [one.lines for one in found if isinstance(one, Block)]
    assert kept == [tuple(one) for at, one in enumerate(groups) if at != victim]
    start = sum(map(len, blocks[:victim]))
    assert [(one.start, one.end) for one in found if isinstance(one, Damage)] == [(start, start + len(spoiled))]


def test_a_line_with_a_line_end_is_no_line() -> None:
    with pytest.raises(ValueError, match="line end"):
        block_bytes([b"a\nb"])


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=40), max_size=6), st.lists(st.integers(0, 2**64 - 1)))
def test_what_was_seen_is_known_and_nothing_else(groups: list[list[int]], others: list[int]) -> None:
    seen = SeenIds()
    for one in groups:
        seen.load(packed(one)) if len(one) % 2 else seen.add(one)
    told = {one for group in groups for one in group}
    assert seen.known([*sorted(told), *others]) == told | (set(others) & told)


def test_of_too_many_the_oldest_are_forgotten() -> None:
    seen = SeenIds(most=3_000)
    for start in range(0, 12_000, 1_000):
        seen.load(packed(range(start, start + 1_000)))
    assert len(seen.known(range(11_000, 12_000))) == 1_000
    assert sum(map(len, seen.runs)) <= 3_000


def texts(spool: Spool) -> list[bytes]:
    return [
        line for name in spool.segments() for one in spool.unread(name) if isinstance(one, Block) for line in one.lines
    ]


def test_files_fill_are_marked_and_forgotten_in_time(tmp_path: Path) -> None:
    spool = Spool(disk=FolderDisk(folder=tmp_path), full_bytes=200)
    for number in range(6):
        spool.append([b"x" * 80 + b"%d" % number], [number], NOON + timedelta(minutes=number))
    names = spool.segments()
    assert len(names) > 1 and len(texts(spool)) == 6
    spool.mark(names[0], Moved(end_bytes=spool.disk.size(names[0]), at=NOON))
    assert spool.forget(NOON + KEPT_FOR - timedelta(seconds=1)) == []
    assert spool.forget(NOON + KEPT_FOR) == [names[0]]
    assert not list(tmp_path.glob(f"{names[0][:-4]}.*"))
    spool.append([b"later"], [9], NOON + timedelta(hours=5))
    assert texts(spool)[-1] == b"later" and spool.segments()[-1] > names[-1]


def test_a_clock_that_steps_back_begins_another_file(tmp_path: Path) -> None:
    spool = Spool(disk=FolderDisk(folder=tmp_path))
    spool.append([b"a"], [1], NOON)
    spool.append([b"b"], [2], NOON - timedelta(days=1))
    assert len(spool.segments()) == 2 and texts(spool) == [b"a", b"b"]


def test_ids_are_remembered_of_ended_files_and_of_torn_ones(tmp_path: Path) -> None:
    spool = Spool(disk=FolderDisk(folder=tmp_path))
    spool.append([b"one"], [id_of("one")], NOON)
    spool.close()
    spool.append([b"two"], [id_of("two")], NOON)
    with (tmp_path / spool.segments()[-1]).open("ab") as file:
        file.write(b"#block 1 5 00000000\nthr")
    seen = SeenIds()
    Spool(disk=FolderDisk(folder=tmp_path)).remember(seen, lambda line: id_of(line.decode()))
    assert seen.known([id_of(one) for one in ("one", "two", "three")]) == {id_of("one"), id_of("two")}


def test_what_is_known_after_a_process_died_outlives_the_machine() -> None:
    """Killed between a write and its sync: whoever sends again is told that it is there, so it must be on the disk."""
    disk = World(0).disk
    disk.begin("000001.seg")
    disk.append("000001.seg", block_bytes([b"one"]))
    spool, seen = Spool(disk=disk), SeenIds()
    spool.remember(seen, lambda line: id_of(line.decode()))
    assert seen.known([id_of("one")])
    disk.tear()
    assert texts(spool) == [b"one"]


def test_a_file_that_was_taken_away_loses_nothing(tmp_path: Path) -> None:
    spool = Spool(disk=FolderDisk(folder=tmp_path))
    spool.append([b"a"], [1], NOON)
    (tmp_path / spool.segments()[0]).unlink()
    spool.append([b"b"], [2], NOON)
    assert texts(spool) == [b"b"]


class Refusing:
    """A log that fails when it is told to, and waits for a signal before it answers."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.is_broken = False
        self.go = threading.Event()
        self.entered = threading.Event()
        self.go.set()

    def __call__(self, lines: Sequence[bytes], ids: Sequence[int]) -> None:
        self.entered.set()
        assert self.go.wait(10)
        if self.is_broken:
            raise OSError(errno.ENOSPC, "no room")
        self.lines += lines


def group_commit(log: Refusing, most: int = 1000) -> tuple[GroupCommit, SeenIds]:
    seen = SeenIds()
    return GroupCommit(log=log, known=seen.known, on_written=seen.add, most_waiting_bytes=most), seen


def test_a_repeat_of_what_is_being_written_waits_and_fails_with_it() -> None:
    log = Refusing()
    commit, seen = group_commit(log)
    commit.start()
    log.go.clear()
    log.is_broken = True
    first, _ = commit.offer({1: b"a"})
    assert log.entered.wait(10)
    second, held = commit.offer({1: b"a", 2: b"b"})
    assert held == {1} and len(second) == 2
    log.go.set()
    for wait in [*first, *second]:
        with pytest.raises(OSError, match="no room"):
            wait.result(10)
    assert seen.known([1, 2]) == set()
    log.is_broken = False
    again, held = commit.offer({1: b"a", 2: b"b"})
    for wait in again:
        wait.result(10)
    assert held == set() and log.lines == [b"a", b"b"] and seen.known([1, 2]) == {1, 2}
    commit.end()


def test_callers_that_wait_go_together() -> None:
    log = Refusing()
    commit, _ = group_commit(log)
    waits = [commit.offer({number: b"%d" % number})[0] for number in range(5)]
    assert commit.write_waiting() and not commit.write_waiting()
    assert all(wait.done() for one in waits for wait in one) and len({id(one[0]) for one in waits}) == 1


def test_too_much_is_refused_and_what_waits_stays() -> None:
    commit, _ = group_commit(Refusing(), most=10)
    commit.offer({1: b"a" * 8})
    with pytest.raises(SpoolFull):
        commit.offer({2: b"b" * 8})
    assert commit.offer({1: b"a" * 8})[1] == {1}
    commit.write_waiting()
    assert commit.offer({2: b"b" * 8})[1] == set()
