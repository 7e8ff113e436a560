"""Take messages of storefront SDKs: answered for once the disk has them, each once, bad ones set aside and told."""

from __future__ import annotations

import errno
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from treadle.connectors.segment_messages import KINDS, Refused, id_in, parse_body, read_post
from treadle.errors import InputError
from treadle.storage.spool.disk import Disk, FolderDisk
from treadle.storage.spool.group_commit import GroupCommit, SpoolFull
from treadle.storage.spool.seen import SeenIds, id_of
from treadle.storage.spool.spool import Spool

__all__ = ["BATCH", "KINDS", "Collector", "SpoolFull", "Taken", "key_in", "open_collector", "spool_folder"]
#: What a request to the address for many messages is of.
BATCH = ""
#: The disk keeps so much free: a plan, the ledger and a clean stop need room too.
LEAST_FREE_BYTES = 64 * 1024 * 1024


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def made_id() -> str:
    """An id for a message of which nothing tells a repeat: each such post is one of its own."""
    return f"made-{uuid.uuid4().hex}"


def spool_folder(folder: Path) -> Path:
    """Where a brand's messages wait."""
    return folder / ".treadle" / "collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a request held, told once all `waits` are over: `messages` that could be read, of which `repeated` were
    there already, and those refused. `skew_seconds`: how far the sender's clock was behind, None where it said no
    moment of sending."""

    waits: Sequence[Future[None]]
    messages: int
    repeated: int
    refused: Sequence[Refused]
    skew_seconds: float | None = None


@dataclass(slots=True, kw_only=True)
class Collector:
    """A brand's collector in this process. `clock` tells the moment of receipt."""

    spool: Spool
    clock: Callable[[], datetime] = now
    fallback_id: Callable[[], str] = made_id
    seen: SeenIds = field(default_factory=SeenIds)
    commit: GroupCommit = field(init=False)

    def __post_init__(self) -> None:
        self.spool.remember(self.seen, lambda line: None if (one := id_in(line)) is None else id_of(one))
        self.commit = GroupCommit(log=self._write, known=self.seen.known, on_written=self.seen.add)

    def take(self, body: bytes, kind: str) -> Taken:
        """Take a request's body: a message of `kind`, or with `BATCH` many.

        Nothing is answered for before every one of `waits` is over; one that raises OSError says that the disk refused,
        and the sender must send again. Raises `InputError` for a body that is none of the convention, and `SpoolFull`
        where too much waits.
        """
        post = read_post(body, kind, self.clock(), self.fallback_id)
        lines: dict[int, bytes] = {}
        repeated = 0
        for one in post.messages:
            known_by = id_of(one.message_id)
            repeated += known_by in lines
            lines.setdefault(known_by, one.line)
        messages = set(lines)
        lines.update((id_of(one.message_id), one.line) for one in post.refused)
        waits, held = self.commit.offer(lines)
        return Taken(
            waits=waits, messages=len(post.messages), repeated=repeated + len(held & messages), refused=post.refused,
            skew_seconds=post.skew_seconds,
        )  # fmt: skip

    def _write(self, lines: Sequence[bytes], ids: Sequence[int]) -> None:
        if self.spool.disk.free_bytes() < LEAST_FREE_BYTES:
            raise OSError(errno.ENOSPC, "the disk is nearly full")
        self.spool.append(lines, ids, self.clock())

    def start(self) -> None:
        """Write in a thread of its own from now on."""
        self.commit.start()

    def end(self) -> None:
        """Write what waits and end the file."""
        self.commit.end()
        self.spool.close()


def open_collector(folder: Path, *, clock: Callable[[], datetime] = now, disk: Disk | None = None) -> Collector:
    """The collector of a brand's folder, not started."""
    return Collector(spool=Spool(disk=disk or FolderDisk(folder=spool_folder(folder))), clock=clock)


def key_in(body: bytes) -> str:
    """The write key that a body names; empty where it names none. Of a batch its messages may name it."""
    try:
        told = parse_body(body)
    except InputError:
        return ""
    batch = told.get("batch")
    first = batch[0] if isinstance(batch, list) and batch and isinstance(batch[0], dict) else {}
    found = told.get("writeKey") or first.get("writeKey")
    return found if isinstance(found, str) else ""
