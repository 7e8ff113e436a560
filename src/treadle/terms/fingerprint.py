"""One short text for everything a decision was made from: the same facts give the same text on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.signal_parts import SignalParts

#: Metadata of a record's field: False where no decision is made from it, so that a fingerprint leaves it out.
DECIDES = "decides"
#: Metadata of a record's field: True where it counts only once it holds something, so that a field that is new leaves
#: the fingerprints of what has none as they were.
WHERE_TOLD = "where_told"
#: Metadata of a record's field: True where it counts only once it is not the default, for the same reason.
WHERE_CHANGED = "where_changed"


def canonical(thing: object) -> object:
    """Records, mappings and sets as nested tuples in a fixed order, tables as the digest of their content."""
    if isinstance(thing, pa.Table):
        return table_digest(thing)
    if isinstance(thing, SignalParts):
        return thing.digest
    if is_dataclass(thing) and not isinstance(thing, type):
        told = (one for one in fields(thing) if one.metadata.get(DECIDES, True))
        told = (one for one in told if not one.metadata.get(WHERE_TOLD, False) or getattr(thing, one.name))
        told = (one for one in told if not one.metadata.get(WHERE_CHANGED) or getattr(thing, one.name) != one.default)
        return (type(thing).__name__, *((one.name, canonical(getattr(thing, one.name))) for one in told))
    if isinstance(thing, Mapping):
        return tuple(sorted(((repr(canonical(key)), canonical(value)) for key, value in thing.items()), key=repr))
    if isinstance(thing, Set):
        return tuple(sorted((canonical(one) for one in thing), key=repr))
    if isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        return tuple(canonical(one) for one in thing)
    return thing


def table_digest(table: pa.Table) -> str:
    """Digest of a table's column names, kinds and values: the same however the values lie in memory.

    Chunks, slices, dictionaries, wide offsets and what lies under an empty cell make no difference; -0.0 is 0.0.
    """
    whole = TableDigest()
    whole.add(table)
    return whole.digest()


class TableDigest:
    """The digest of a table that comes part by part; parts of one table, in its order, have the digest of the whole."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, tuple[str, dict[str, _Stream]]] = {}

    def add(self, part: pa.Table) -> None:
        """The next rows."""
        self._rows += part.num_rows
        for name, column in zip(part.column_names, part.columns, strict=True):
            _, streams = self._columns.setdefault(name, (_kind(column.type), {}))
            for chunk in column.chunks:
                _add(streams, "", chunk)

    def digest(self) -> str:
        """Digest of all rows so far; no more are added after it was asked for."""
        whole = hashlib.sha256(str(self._rows).encode())
        for name, (kind, streams) in self._columns.items():
            told = [(path, stream.digest()) for path, stream in sorted(streams.items()) if stream.is_told]
            whole.update(repr((name, kind, told)).encode())
        return whole.hexdigest()


class _Stream:
    """Bytes of one aspect of a column, chunk by chunk. `is_told`: anything in it says more than its length."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self._waiting = 0
        self.is_told = False

    def digest(self) -> str:
        self._flush()
        return self._sha.hexdigest()

    def add(self, values: np.ndarray[Any, Any]) -> None:
        self._flush()
        self._sha.update(np.ascontiguousarray(values).view(np.uint8).data)
        self.is_told = self.is_told or len(values) > 0

    def skip(self, rows: int) -> None:
        """So many cells that are there: told as ones, and only where others are not."""
        self._waiting += rows

    def _flush(self) -> None:
        while self._waiting:
            some = min(self._waiting, 1 << 20)
            self._sha.update(b"\x01" * some)
            self._waiting -= some


def _add(streams: dict[str, _Stream], path: str, array: pa.Array) -> None:
    """The values of a chunk, each aspect to its stream: which cells are there, lengths, and values."""
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return _add(streams, path, array.storage)
    if pa.types.is_dictionary(kind):
        return _add(streams, path, array.dictionary_decode())
    there = streams.setdefault(f"{path}?", _Stream())
    if array.null_count:
        there.add(array.is_valid().cast(pa.uint8()).to_numpy(zero_copy_only=False))
    else:
        there.skip(len(array))
    if pa.types.is_null(kind):
        return None
    if pa.types.is_struct(kind):
        for at, field in enumerate(array.flatten()):
            _add(streams, f"{path}.{at}", field)
        return None
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        lengths = pc.list_value_length(array).fill_null(0).cast(pa.int64())
        streams.setdefault(f"{path}#", _Stream()).add(lengths.to_numpy(zero_copy_only=False))
        return _add(streams, f"{path}[]", array.flatten())
    values = streams.setdefault(f"{path}=", _Stream())
    if _is_text(kind):
        wide = pa.large_binary()
        plain = array.cast(pa.large_string()).cast(wide) if "binary" not in str(kind) else array.cast(wide)
        plain = plain.fill_null(b"") if plain.null_count else plain
        streams.setdefault(f"{path}#", _Stream()).add(pc.binary_length(plain).to_numpy(zero_copy_only=False))
        _, offsets, data = plain.buffers()
        if data is not None and len(plain):
            first, last = np.frombuffer(offsets, np.int64)[[plain.offset, plain.offset + len(plain)]]
            values.add(np.frombuffer(data, np.uint8)[first:last])
        return None
    values.add(_numbers(array))
    return None


def _numbers(array: pa.Array) -> np.ndarray[Any, Any]:
    """Cells of fixed width as bytes, empty ones as 0."""
    kind = array.type
    if pa.types.is_boolean(kind):
        return array.fill_null(False).cast(pa.uint8()).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    if pa.types.is_floating(kind):
        found = array.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False) + 0.0
        return np.where(np.isnan(found), np.nan, found)
    if pa.types.is_integer(kind):
        return array.fill_null(0).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    if pa.types.is_temporal(kind) and kind.bit_width in (32, 64):
        whole = pa.int32() if kind.bit_width == 32 else pa.int64()
        return array.view(whole).fill_null(0).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
    return np.frombuffer("".join(f"{cell!r}\n" for cell in array.to_pylist()).encode(), np.uint8)


def _is_text(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (
        pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
        pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view,
    ))  # fmt: skip


def _kind(kind: pa.DataType) -> str:
    """What a type is called, without how it lies in memory."""
    if pa.types.is_dictionary(kind):
        return _kind(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list of {_kind(kind.value_type)}"
    return str(kind).replace("large_", "").replace("_view", "")


def fingerprint(*things: object) -> str:
    """Sixteen hex digits that change when any of the things changes."""
    return hashlib.sha256(repr(canonical(things)).encode()).hexdigest()[:16]
