"""Lines to files that are only added to, and from there into the lake, with a mark of how far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from treadle.storage.spool.blocks import Block, Damage, block_bytes, read_blocks
from treadle.storage.spool.disk import Disk
from treadle.storage.spool.seen import SeenIds, packed
from treadle.terms.codec import from_text, to_text

#: A file is full beyond so many bytes, or when it was begun so long ago.
FULL_BYTES = 64 * 1024 * 1024
FULL_AFTER = timedelta(hours=1)
#: What is in the lake is kept so long: what it was known by keeps repeats out, and a mapping may turn out to be wrong.
KEPT_FOR = timedelta(days=7)
_SEGMENT = re.compile(r"(\d{6,})\.seg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far a file is in the lake: blocks up to `end_bytes`, last moved at `at`.

    `messages` of them were read, `set_aside` could not be; `left_out` are counts of what is of no use to a plan, by
    what it is. `damaged_bytes` stood between whole blocks and could not be read.
    """

    end_bytes: int = 0
    at: datetime | None = None
    messages: int = 0
    set_aside: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    damaged_bytes: int = 0


@dataclass(slots=True, kw_only=True)
class Spool:
    """The spool on one disk. Any number of processes may append, each to files of its own; one at a time moves."""

    disk: Disk
    full_bytes: int = FULL_BYTES
    _name: str = ""
    _size: int = 0
    _begun_at: datetime | None = None
    _ids: list[int] = field(default_factory=list)

    def append(self, lines: Sequence[bytes], ids: Sequence[int], now: datetime) -> None:
        """Have the disk hold lines, all of them; `ids` is what they are known by.

        Raises OSError where it cannot: then the file is not used again, and what of it is on the disk was answered to
        nobody.
        """
        raw = block_bytes(lines)
        self._begin_if_full(now)
        try:
            self.disk.append(self._name, raw)
            while not self.disk.sync(self._name):
                self._drop()
                self._begin_if_full(now)
                self.disk.append(self._name, raw)
        except OSError:
            self._drop()
            raise
        self._size += len(raw)
        self._ids.extend(ids)

    def close(self) -> None:
        """End the file that is written."""
        if self._name:
            self.disk.end(self._name)
            self.disk.write(_beside(self._name, "ids"), packed(self._ids).hex())
        self._drop()

    def _begin_if_full(self, now: datetime) -> None:
        is_old = self._begun_at is not None and not timedelta() <= now - self._begun_at < FULL_AFTER
        if self._name and (self._size >= self.full_bytes or is_old):
            self.close()
        if not self._name:
            number = max((int(name[:-4]) for name in self.segments()), default=0) + 1
            while not self.disk.begin(f"{number:06d}.seg"):
                number += 1
            self._name, self._size, self._begun_at = f"{number:06d}.seg", 0, now

    def _drop(self) -> None:
        if self._name:
            self.disk.end(self._name)
        self._name, self._size, self._begun_at = "", 0, None
        self._ids = []

    def segments(self) -> list[str]:
        """Names of the files of blocks, oldest first."""
        return sorted((name for name in self.disk.names() if _SEGMENT.fullmatch(name)), key=lambda one: int(one[:-4]))

    def moved(self, name: str) -> Moved:
        """How far a file is in the lake. Raises `InputError` where its mark cannot be read."""
        raw = self.disk.read(_beside(name, "moved"))
        remedy = "Delete it: the file is moved again, and what is in the lake counts once"
        return from_text(Moved, raw, file=_beside(name, "moved"), remedy=remedy) if raw else Moved()

    def mark(self, name: str, moved: Moved) -> None:
        """Say how far a file is in the lake."""
        self.disk.write(_beside(name, "moved"), to_text(moved))

    def unread(self, name: str) -> Iterator[Block | Damage]:
        """Blocks of a file that are not in the lake, as they stand now."""
        start = self.moved(name).end_bytes
        return read_blocks(self.disk.read(name, start), start)

    def waiting_bytes(self) -> int:
        """Bytes that are not in the lake; torn ends count too."""
        return sum(max(0, self.disk.size(name) - self.moved(name).end_bytes) for name in self.segments())

    def remember(self, seen: SeenIds, id_in: Callable[[bytes], int | None]) -> None:
        """Load what the kept lines are known by; `id_in` tells it of a line of a file that was not ended."""
        for name in self.segments():
            ids = self.disk.read(_beside(name, "ids"))
            if ids:
                seen.load(bytes.fromhex(ids.decode("ascii")))
                continue
            self.disk.settle(name)  # what counts as known is answered for, so it must outlive the machine
            for block in read_blocks(self.disk.read(name)):
                if isinstance(block, Block):
                    seen.add(one for line in block.lines if (one := id_in(line)) is not None)

    def forget(self, now: datetime) -> list[str]:
        """Take files away that are wholly in the lake for `KEPT_FOR`; their names."""
        gone = []
        for name in self.segments():
            moved = self.moved(name)
            if name == self._name or moved.at is None or now - moved.at < KEPT_FOR or any(self.unread(name)):
                continue
            for ending in ("seg", "ids", "moved"):
                self.disk.remove(_beside(name, ending))
            gone.append(name)
        return gone


def _beside(name: str, ending: str) -> str:
    return f"{name[:-4]}.{ending}"
