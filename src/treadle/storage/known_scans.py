"""Which scans and bundles a ledger holds, read on from where it was read last: a batch costs what it brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from threading import Lock

import pyarrow as pa

from treadle.storage.floor_facts import FLOOR_KINDS
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.scan_rows import contents, from_entries

#: Bytes by which a scan is known again: of a million scans two are taken for one with a chance of one in 10^27.
_DIGEST_BYTES = 16
#: Entries that are read at once.
_ENTRIES_AT_ONCE = 500


class KnownScans:
    """The contents of all scans of a ledger, and the order of each bundle. Holds nothing that the ledger does not."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._number = 0
        self._seen: set[bytes] = set()
        self.order_of: dict[str, str] = {}

    @contextmanager
    def up_to_date(self, ledger: Ledger) -> Iterator[KnownScans]:
        """Hold it for one writer of this process, after it has read what came since it last did."""
        with self._lock:
            newest = ledger.newest(FLOOR_KINDS)
            if newest < self._number:
                self._number, self._seen, self.order_of = 0, set(), {}
            while self._number < newest:
                entries = ledger.entries(kinds=FLOOR_KINDS, after=self._number, most=_ENTRIES_AT_ONCE)
                scans, bundles = from_entries(entries)
                self._seen.update(map(_digest, contents(scans)))
                self.order_of |= {one.bundle_id: one.order_id for one in bundles}
                self._number = entries[-1].number
            yield self

    def not_there(self, scans: pa.Table) -> pa.Table:
        """Scans whose id and content are not there yet, each once."""
        keep, new = [], set()
        for place, content in enumerate(contents(scans)):
            digest = _digest(content)
            if digest not in self._seen and digest not in new:
                keep.append(place)
                new.add(digest)
        return scans.take(pa.array(keep, pa.int64()))


def _digest(content: str) -> bytes:
    return blake2b(content.encode("utf-8"), digest_size=_DIGEST_BYTES).digest()
