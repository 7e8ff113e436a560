"""Move what storefronts sent into the lake, by the mapping of the layout `segment`: nothing lost, nothing twice.

A block that is in the lake is marked afterwards; killed in between, it is moved again, and the lake knows its rows.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from treadle.connectors.layouts import known_layout
from treadle.connectors.sources import Asked, open_sources
from treadle.plant.collect import now, spool_folder
from treadle.settings import Settings
from treadle.storage.intake import import_rows
from treadle.storage.lake import JournalEntry, write_durably
from treadle.storage.spool.blocks import Block
from treadle.storage.spool.disk import FolderDisk
from treadle.storage.spool.spool import Spool
from treadle.terms.budget import Progress, stoppable
from treadle.terms.tables import TABLES

LAYOUT = "segment"
FILE_PREFIX = "collected-"
#: So much goes into the lake in one import.
CHUNK_BYTES = 64 * 1024 * 1024


class Into(Protocol):
    """Where messages go: the lake, or what stands for it."""

    def __call__(self, name: str, lines: Sequence[bytes]) -> None:
        """Take all of these messages, or none; again under any name they change nothing."""

    def aside(self, name: str, lines: Sequence[bytes]) -> None:
        """Keep lines that could not be used; under the same name they take the place of those before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedIn:
    """What was moved: messages read, of them those that say what customers did, refused ones, and the others by what
    they are. `damaged_bytes` could not be read; `entries` are the lake's imports."""

    messages: int = 0
    signals: int = 0
    set_aside: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    damaged_bytes: int = 0
    entries: Sequence[JournalEntry] = ()


def move_collected(
    folder: Path, settings: Settings, *, progress: Progress | None = None, left: Callable[[], float] | None = None,
    clock: Callable[[], datetime] = now,
) -> MovedIn:  # fmt: skip
    """Move everything that a brand's collectors hold into its lake; nothing where none ever ran.

    Raises `InputError` where a mark cannot be read, and `Stopped` between two files, with nothing half-moved.
    """
    home = spool_folder(folder)
    if not home.is_dir():
        return MovedIn()
    told = stoppable(progress, left)
    lake = _IntoLake(folder=folder, settings=settings, home=home, progress=told)
    with FileLock(folder / ".treadle" / "collected.lock"):
        spool = Spool(disk=FolderDisk(folder=home))
        found = move(spool, lake, clock, told)
        spool.forget(clock())
    return replace(found, entries=tuple(lake.entries))


def move(spool: Spool, into: Into, clock: Callable[[], datetime], progress: Progress) -> MovedIn:
    """Move the unread blocks of every file, oldest first, in chunks, and mark each chunk once it is in."""
    total = MovedIn()
    names = spool.segments()
    for done, name in enumerate(names):
        progress.step("moving what was collected", done, len(names))
        while (chunk := _chunk(spool, name)) is not None:
            start, end, lines, damaged = chunk
            sorted_out = _sort_out(lines)
            place = f"{name[:-4]}-{start}"
            if sorted_out.refused:
                into.aside(place, sorted_out.refused)
            if sorted_out.acts:
                into(f"{FILE_PREFIX}{place}.jsonl", sorted_out.acts)
            before = spool.moved(name)
            spool.mark(
                name,
                replace(
                    before, end_bytes=end, at=clock(), messages=before.messages + len(lines),
                    set_aside=before.set_aside + len(sorted_out.refused), damaged_bytes=before.damaged_bytes + damaged,
                    left_out=_added(before.left_out, sorted_out.left_out),
                ),
            )  # fmt: skip
            total = MovedIn(
                messages=total.messages + len(lines), signals=total.signals + len(sorted_out.acts),
                set_aside=total.set_aside + len(sorted_out.refused), damaged_bytes=total.damaged_bytes + damaged,
                left_out=_added(total.left_out, sorted_out.left_out),
            )  # fmt: skip
    progress.step("moving what was collected", len(names), len(names))
    return total


def _chunk(spool: Spool, name: str) -> tuple[int, int, list[bytes], int] | None:
    """The next unread lines of a file: where they start and end, the lines, and damaged bytes between them."""
    lines: list[bytes] = []
    start, end, damaged = -1, -1, 0
    for block in spool.unread(name):
        start = block.start if start < 0 else start
        if not isinstance(block, Block):
            damaged += block.end - block.start
            continue
        lines += block.lines
        end = block.end
        if end - start >= CHUNK_BYTES:
            break
    return None if end < 0 else (start, end, lines, damaged)


@dataclass(slots=True)
class _SortedOut:
    acts: list[bytes] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def _sort_out(lines: Sequence[bytes]) -> _SortedOut:
    """Messages that the layout reads, refused ones, and the others counted by what they are."""
    wanted = frozenset(name for names in read_events() for name in names)
    found = _SortedOut()
    for line in lines:
        told = json.loads(line)
        if "refused" in told:
            found.refused.append(line)
        elif told.get("type") == "track" and told["event"] in wanted:
            found.acts.append(line)
        else:
            kind = str(told.get("type"))
            found.left_out[f"track {told['event']}"[:120] if kind == "track" else kind] += 1
    return found


def read_events() -> list[frozenset[str]]:
    """Names of the events that each source of the layout reads."""
    return [
        frozenset(name for one in source.where if one.column == "event" for name in one.any_of)
        for source in known_layout(LAYOUT).sources
    ]


def _added(before: Mapping[str, int], more: Mapping[str, int]) -> Mapping[str, int]:
    return dict(Counter(before) + Counter(more))


@dataclass(slots=True, kw_only=True)
class _IntoLake:
    folder: Path
    settings: Settings
    home: Path
    progress: Progress
    entries: list[JournalEntry] = field(default_factory=list)

    def __call__(self, name: str, lines: Sequence[bytes]) -> None:
        """As `Into`: a file of the messages, read by those sources of the layout for which there are any."""
        mapping = known_layout(LAYOUT)
        present = {json.loads(line)["event"] for line in lines}
        with tempfile.TemporaryDirectory(dir=self.home, prefix="moving-") as scratch:
            path = Path(scratch) / name
            path.write_bytes(b"".join(line + b"\n" for line in lines))
            sources = open_sources([path], tables=TABLES, asked=Asked(mapping=mapping))
            for source, events in zip(sources, read_events(), strict=True):
                if not present & events:
                    continue
                self.entries.append(
                    import_rows(
                        self.folder, source, time_zone=self.settings.time_zone, currency=self.settings.currency,
                        progress=self.progress, is_first_kept=True,
                    )
                )  # fmt: skip

    def aside(self, name: str, lines: Sequence[bytes]) -> None:
        """As `Into.aside`: a file of the lines beside those that wait."""
        text = b"".join(line + b"\n" for line in lines).decode("utf-8")
        write_durably(self.home / "set_aside" / f"{name}.jsonl", text)
