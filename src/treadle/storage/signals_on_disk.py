"""Signals that are too many to be held: sorted once, dealt out by customer into parts of a file without a name."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import IO

import numpy as np
import pyarrow as pa

from treadle.reading.waiting_rows import unnamed_file
from treadle.terms.fingerprint import TableDigest
from treadle.terms.signal import SIGNALS
from treadle.terms.signal_parts import SignalParts

#: Signals up to which they are held, and of a part beyond. Not tuned: bounds memory; a part takes some 400 MB while it
#: is cleaned and counted.
HELD_SIGNALS, PART_SIGNALS = 1_000_000, 500_000
#: SQL of the number by which rows are dealt out: a customer's are all dealt to one part, the others one by one.
DEALT = "hash(coalesce(customer_id, signal_id))"


class SignalsOnDisk(SignalParts):
    """Signals in a file that is gone once nobody asks for them any more. Whoever goes through them may be several."""

    def __init__(self, rows: pa.RecordBatchReader, dealt: str, parts: int, folder: Path) -> None:
        """Write down `rows`, of SIGNALS in their order and a column `dealt` of whole numbers, as so many parts."""
        self._file: IO[bytes] = unnamed_file(folder)
        weakref.finalize(self, self._file.close)
        self._lock = Lock()
        self._batches: list[list[int]] = [[] for _ in range(parts)]
        self.num_rows, self.first_at = 0, None
        whole = TableDigest()
        whole.add(SIGNALS.empty_table())
        with pa.ipc.new_file(self._file, SIGNALS) as writer:
            written = 0
            for batch in rows:
                table = pa.Table.from_batches([batch])
                part = (table[dealt].to_numpy() % parts).astype(np.uint16)
                table = table.select(SIGNALS.names).cast(SIGNALS)
                whole.add(table)
                if self.first_at is None and table.num_rows:
                    self.first_at = table["happened_at"][0].as_py()
                self.num_rows += table.num_rows
                sorted_rows = table.take(pa.array(np.argsort(part, kind="stable"))).combine_chunks()
                ends = np.cumsum(np.bincount(part, minlength=parts))
                for one, (first, last) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
                    for mine in sorted_rows.slice(first, last - first).to_batches():
                        writer.write_batch(mine)
                        self._batches[one].append(written)
                        written += 1
        self.digest = whole.digest()

    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Each part in turn, with some columns of it."""
        fields = [SIGNALS.get_field_index(one) for one in columns]
        options = pa.ipc.IpcReadOptions(included_fields=sorted(fields))
        for batches in self._batches:
            with self._lock:
                reader = pa.ipc.open_file(self._file, options=options)
                found = [reader.get_batch(at) for at in batches]
            yield pa.Table.from_batches(found, reader.schema).select(list(columns)).combine_chunks()
