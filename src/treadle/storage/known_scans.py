"""Which scans and bundles a ledger holds, read on from where it was read last: a batch costs what it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from threading import Lock

import pyarrow as pa

from treadle.storage.floor_facts import FLOOR_KINDS
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import contents, first_known_first, from_entries
from treadle.terms.entry import Entry

#: Bytes by which a scan is known again: of a million scans two are taken for one with a chance of one in 10^27.
_DIGEST_BYTES = 16
#: Entries that are read at once.
_ENTRIES_AT_ONCE = 500


class KnownScans:
    """The contents of all scans of a ledger, and the order of each bundle. Holds nothing that the ledger does not."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: Entry | None = None
        self._own: set[int] = set()
        self._seen: set[bytes] = set()
        self.order_of: dict[str, str] = {}

    @contextmanager
    def up_to_date(self, ledger: Ledger) -> Iterator[KnownScans]:
        """Hold it for one writer of this process, after it has read what came since it last did."""
        with self._lock:
            while True:
                after = self._last.number - 1 if self._last else 0
                entries = ledger.entries(kinds=FLOOR_KINDS, after=after, most=_ENTRIES_AT_ONCE)
                if self._last is not None and not (entries and entries[0].key == self._last.key):
                    # Another ledger is in the place of the one that was read.
                    self._last, self._own, self._seen, self.order_of = None, set(), set(), {}
                    continue
                fresh = entries[1:] if self._last else entries
                if not fresh:
                    break
                self._read(fresh)
            yield self

    def add(self, ledger: Ledger, entries: Sequence[Entry], scans: pa.Table) -> None:
        """Add entries that hold these scans; what this process wrote it need not read again."""
        added = ledger.add(entries)
        self._seen.update(map(_digest, contents(scans)))
        self._own |= {one.number for one in added.entries}

    def _read(self, entries: Sequence[Entry]) -> None:
        others = [one for one in entries if one.number not in self._own]
        self._own -= {one.number for one in entries}
        if others:
            scans, bundles = from_entries(others)
            self._seen.update(map(_digest, contents(scans)))
            self.order_of |= {one.bundle_id: one.order_id for one in bundles}
        self._last = entries[-1]

    def not_there(self, scans: pa.Table) -> pa.Table:
        """Scans whose id and content are not there yet, each once: as it became known first."""
        scans = first_known_first(scans)
        keep, new = [], set()
        for place, content in enumerate(contents(scans)):
            digest = _digest(content)
            if digest not in self._seen and digest not in new:
                keep.append(place)
                new.add(digest)
        return scans.take(pa.array(keep, pa.int64()))


def _digest(content: str) -> bytes:
    return blake2b(content.encode("utf-8"), digest_size=_DIGEST_BYTES).digest()
