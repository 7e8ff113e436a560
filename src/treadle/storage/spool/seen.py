"""What was taken before, by eight bytes each: millions of messages in little memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint64]
#: So many are kept apart before they are sorted away.
FRESH = 65_536
#: At most so many are remembered, at least half as many: 64 to 128 MB.
MOST = 16_000_000


def id_of(text: str) -> int:
    """A text as a number of 64 bits; two texts share one by chance once in 10^19 pairs."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(slots=True, kw_only=True)
class SeenIds:
    """Numbers that were seen: a set of the newest, sorted runs of the others, each at least twice as long as the next.

    Beyond `most` the longest run, which is the oldest, is forgotten.
    """

    most: int = MOST
    fresh: set[int] = field(default_factory=set)
    runs: list[Ids] = field(default_factory=list)

    def known(self, ids: Sequence[int]) -> set[int]:
        """Those of the numbers that were seen."""
        found = {one for one in ids if one in self.fresh}
        if self.runs and ids:
            asked = np.array(ids, dtype=np.uint64)
            for run in self.runs:
                places = np.minimum(np.searchsorted(run, asked), len(run) - 1)
                found.update(asked[run[places] == asked].tolist())
        return found

    def add(self, ids: Iterable[int]) -> None:
        """Remember numbers."""
        self.fresh.update(ids)
        if len(self.fresh) >= FRESH:
            self._settle(np.sort(np.fromiter(self.fresh, np.uint64, len(self.fresh))))
            self.fresh = set()

    def load(self, raw: bytes) -> None:
        """Remember what `packed` wrote; a torn end is left out."""
        ids = np.frombuffer(raw[: len(raw) // 8 * 8], dtype="<u8").astype(np.uint64)
        if len(ids):
            self._settle(np.unique(ids))

    def _settle(self, run: Ids) -> None:
        runs = [*self.runs, run]
        while len(runs) > 1 and len(runs[-2]) < 2 * len(runs[-1]):
            last = runs.pop()
            runs[-1] = np.unique(np.concatenate([runs[-1], last]))
        while len(runs) > 1 and sum(map(len, runs)) > self.most:
            runs.pop(0)
        if sum(map(len, runs)) > self.most:
            runs = [run]
        self.runs = runs


def packed(ids: Iterable[int]) -> bytes:
    """Numbers as bytes that `load` reads."""
    return np.array(sorted(ids), dtype="<u8").tobytes()
