"""What became of the messages that storefronts sent: what waits, what was read, and what was set aside and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from treadle.plant.collect import spool_folder
from treadle.plant.move_collected import FILE_PREFIX
from treadle.reading.delimited import DelimitedReader
from treadle.reading.raw_rows import OWN_LINE
from treadle.storage.lake import Lake
from treadle.storage.set_aside import ABOUT
from treadle.storage.spool.blocks import Block
from treadle.storage.spool.disk import FolderDisk
from treadle.storage.spool.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Of the files that are kept: messages that wait and their bytes, messages that were moved, how many were set
    aside, and those that are of no use to a plan by what they are. `damaged_bytes` could not be read."""

    waiting: int = 0
    waiting_bytes: int = 0
    moved: int = 0
    set_aside: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    damaged_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideMessage:
    """A message or a row of one that could not be used: where it is kept, when it came (where that is known), why, and
    its text."""

    place: str
    received_at: str
    reason: str
    text: str


def collected(folder: Path) -> Collected:
    """How a brand's collector stands. Raises `InputError` where a mark cannot be read."""
    home = spool_folder(folder)
    if not home.is_dir():
        return Collected()
    spool = Spool(disk=FolderDisk(folder=home))
    waiting = moved = aside = damaged = 0
    left_out: Counter[str] = Counter()
    for name in spool.segments():
        mark = spool.moved(name)
        moved += mark.messages
        aside += mark.set_aside
        damaged += mark.damaged_bytes
        left_out.update(mark.left_out)
        waiting += sum(len(one.lines) for one in spool.unread(name) if isinstance(one, Block))
    return Collected(
        waiting=waiting, waiting_bytes=spool.waiting_bytes(), moved=moved, set_aside=aside, left_out=dict(left_out),
        damaged_bytes=damaged,
    )  # fmt: skip


def set_aside_messages(folder: Path) -> Iterator[SetAsideMessage]:
    """Everything of the collectors that was set aside, oldest first: messages that could not be used, then rows of
    messages that the lake could not take. Messages that were not moved yet are among them."""
    home = spool_folder(folder)
    if not home.is_dir():
        return
    for path in sorted((home / "set_aside").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield _refused(path.stem, line)
    spool = Spool(disk=FolderDisk(folder=home))
    for name in spool.segments():
        for block in spool.unread(name):
            for line in block.lines if isinstance(block, Block) else ():
                if b'"refused":' in line and "refused" in json.loads(line):
                    yield _refused(f"{name[:-4]}-{block.start}", line)
    lake = Lake(folder=folder)
    for entry in lake.entries():
        if entry.file.startswith(FILE_PREFIX) and entry.set_aside_rows:
            yield from _rows(lake.set_aside_file(entry.number, entry.file))


def _refused(place: str, line: bytes) -> SetAsideMessage:
    told = json.loads(line)
    return SetAsideMessage(place=place, received_at=told["receivedAt"], reason=told["refused"], text=told["text"])


def _rows(path: Path) -> Iterator[SetAsideMessage]:
    if not path.is_file():
        return
    for batch in DelimitedReader(path=path).batches():
        for row in batch.rows.to_pylist():
            place = f"import {row['import']}, line {row[OWN_LINE]}"
            cells = {name: cell for name, cell in row.items() if name not in (*ABOUT, OWN_LINE) and cell}
            shown = ", ".join(f"{name} {cell}" for name, cell in cells.items())
            yield SetAsideMessage(place=place, received_at="", reason=row["reason"], text=shown)
