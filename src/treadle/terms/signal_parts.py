"""Signals that are too many to be held: gone through part by part, all acts of a customer in one of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.signal import SIGNALS


class SignalParts(ABC):
    """Rows of SIGNALS in parts, each of which can be held. A customer's acts are all in one part, rows keep their order
    within it. `digest` is that of the whole table (`terms.fingerprint.table_digest`), `first_at` when the first of them
    happened; None where there is none."""

    num_rows: int
    digest: str
    first_at: datetime | None

    @abstractmethod
    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Each part in turn, with some columns of it."""


#: Signals that are held, or too many for it.
Signals: TypeAlias = pa.Table | SignalParts


def parts_of(signals: Signals, columns: Sequence[str] = tuple(SIGNALS.names)) -> Iterator[pa.Table]:
    """Signals in parts; those that are held are one."""
    if isinstance(signals, SignalParts):
        yield from signals.parts(columns)
    else:
        yield signals.select(list(columns))


def rows_where(
    signals: Signals, keep: Callable[[pa.Table], Any], columns: Sequence[str] = tuple(SIGNALS.names)
) -> pa.Table:
    """The rows that `keep` marks, few enough to be held; it sees `columns` alone. Rows of one part keep their order."""
    kept = [part.filter(keep(part)) for part in parts_of(signals, columns)]
    return pa.concat_tables(kept) if kept else SIGNALS.empty_table().select(list(columns))


def some_of(signals: Signals, column: str, keep: Callable[[Any], Any], named: str) -> Signals:
    """The signals whose `column` `keep` marks; held where the signals are, else marked anew whenever they are gone
    through. `named` says which they are, for their digest."""
    if isinstance(signals, SignalParts):
        return _Some(signals, column, keep, named)
    return signals.filter(keep(signals[column])).combine_chunks()


class _Some(SignalParts):
    """Rows of parts that a column marks."""

    def __init__(self, whole: SignalParts, column: str, keep: Callable[[Any], Any], named: str) -> None:
        self._whole, self._column, self._keep = whole, column, keep
        told = [(part.num_rows, pc.min(part["happened_at"]).as_py()) for part in self.parts(("happened_at",))]
        self.num_rows = sum(rows for rows, _ in told)
        self.first_at = min((first for _, first in told if first is not None), default=None)
        self.digest = sha256(f"{named} of {whole.digest}".encode()).hexdigest()

    def parts(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Each part in turn, with some columns of it."""
        for part in self._whole.parts(tuple({*columns, self._column})):
            yield part.filter(self._keep(part[self._column])).select(list(columns)).combine_chunks()


def first_moment(signals: Signals) -> datetime | None:
    """When the first signal happened; None where there is none."""
    if isinstance(signals, SignalParts):
        return signals.first_at
    found: datetime | None = pc.min(signals["happened_at"]).as_py()
    return found
