"""A brand's floor as this process read it last: read anew when something came, or at most so many seconds old."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from treadle.plant.floor_read import FloorRead, read_floor_of
from treadle.plant.order_of import seen_books
from treadle.plant.touched import Stamp, stamp_of

#: Floors that are kept in memory: those of the brands that are asked for most.
_MOST = 4


@dataclass(slots=True)
class _Kept:
    """A floor, what the folder was like then, and when that was (seconds of a clock that never goes back)."""

    read: FloorRead
    stamp: Stamp
    at: float


@dataclass(slots=True)
class SeenFloors:
    """Floors by folder."""

    kept: dict[Path, _Kept] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def floor(self, folder: Path, most_seconds: float) -> FloorRead:
        """As `seen_floor`."""
        with self.lock:
            there = self.kept.get(folder)
            now = time.monotonic()
            if there is not None and now - there.at <= most_seconds:
                return there.read
            stamp = stamp_of(folder)
            if there is None or there.stamp != stamp:
                read = read_floor_of(folder, seen_books(folder))
                if there is not None:
                    read.take_over(there.read)
                there = _Kept(read, stamp, now)
            there.at = now
            self.kept.pop(folder, None)
            self.kept[folder] = there
            while len(self.kept) > _MOST:
                del self.kept[next(iter(self.kept))]
            return there.read


_SEEN = SeenFloors()


def seen_floor(folder: Path, *, most_seconds: float = 0.0) -> FloorRead:
    """The floor of a folder, at most so many seconds old (0: as it is now). Raises as `read_floor_of`."""
    return _SEEN.floor(folder, most_seconds)
