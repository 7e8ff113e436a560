"""Many callers share one write to the disk: whoever waits while one is under way goes together with the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

#: More than this waits for the disk: callers are asked to come again.
MOST_WAITING_BYTES = 32 * 1024 * 1024


class Log(Protocol):
    """Where lines go."""

    def __call__(self, lines: Sequence[bytes], ids: Sequence[int]) -> None:
        """Have the disk hold them, all or none as far as anybody is told. Raises OSError."""


class SpoolFull(Exception):
    """More waits for the disk than it can write soon."""


@dataclass(slots=True)
class _Group:
    lines: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    done: Future[None] = field(default_factory=Future)


@dataclass(slots=True, kw_only=True)
class GroupCommit:
    """Lines to a log, each once: `known` says which ids it holds already, `on_written` is told what it came to hold.

    `write_waiting` is one write. `start` has a thread do it whenever something waits; a simulation calls it itself.
    """

    log: Log
    known: Callable[[Sequence[int]], set[int]]
    on_written: Callable[[Sequence[int]], None]
    most_waiting_bytes: int = MOST_WAITING_BYTES
    _next: _Group = field(default_factory=_Group)
    _under_way: _Group | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None
    _is_ending: bool = False

    def offer(self, lines: Mapping[int, bytes]) -> tuple[list[Future[None]], set[int]]:
        """Lines by their ids, to be written with the next group: what to wait for, and which were there already.

        A line that is just being written for another caller is waited for, for it may fail. The futures raise OSError
        where the disk refused, and then nothing of it counts. Raises `SpoolFull`.
        """
        with self._changed:
            ids = list(lines)
            held = self.known(ids)
            waits: list[Future[None]] = []
            if self._under_way is not None and (doubled := lines.keys() & self._under_way.lines.keys()):
                held |= doubled
                waits.append(self._under_way.done)
            doubled = lines.keys() & self._next.lines.keys()
            fresh = [one for one in ids if one not in held and one not in doubled]
            size = sum(len(lines[one]) + 1 for one in fresh)
            if fresh and self._next.size + size > self.most_waiting_bytes and self._next.size:
                raise SpoolFull
            if fresh or doubled:
                self._next.lines.update((one, lines[one]) for one in fresh)
                self._next.size += size
                waits.append(self._next.done)
                self._changed.notify_all()
            return waits, held | doubled

    def write_waiting(self) -> bool:
        """Write what waits, and tell who waits for it; False where nothing does."""
        with self._changed:
            if not self._next.lines:
                return False
            group = self._under_way = self._next
            self._next = _Group()
        failed: Exception | None = None
        try:
            self.log(list(group.lines.values()), list(group.lines))
        except Exception as error:  # whoever waits is told, whatever it was, and the thread goes on
            failed = error
        with self._changed:
            if failed is None:
                self.on_written(list(group.lines))
            self._under_way = None
        if failed is None:
            group.done.set_result(None)
        else:
            group.done.set_exception(failed)
        return True

    def start(self) -> None:
        """Write in a thread of its own from now on."""
        self._thread = threading.Thread(target=self._run, name="collector", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Write what waits, and no more."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        while self.write_waiting():
            pass

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._next.lines and not self._is_ending:
                    self._changed.wait()
                if self._is_ending:
                    return
            self.write_waiting()
