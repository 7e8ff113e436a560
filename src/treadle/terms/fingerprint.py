"""One short text for everything a decision was made from: the same facts give the same text on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass

import pyarrow as pa


def canonical(thing: object) -> object:
    """Records, mappings and sets as nested tuples in a fixed order, tables as the digest of their content."""
    if isinstance(thing, pa.Table):
        return table_digest(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return (type(thing).__name__, *((one.name, canonical(getattr(thing, one.name))) for one in fields(thing)))
    if isinstance(thing, Mapping):
        return tuple(sorted(((repr(canonical(key)), canonical(value)) for key, value in thing.items()), key=repr))
    if isinstance(thing, Set):
        return tuple(sorted((canonical(one) for one in thing), key=repr))
    if isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        return tuple(canonical(one) for one in thing)
    return thing


def table_digest(table: pa.Table) -> str:
    """Digest of a table's column names, types and values, whatever its chunks."""
    sink = pa.BufferOutputStream()
    plain = table.replace_schema_metadata(None).combine_chunks()
    with pa.ipc.new_stream(sink, plain.schema) as writer:
        for batch in plain.to_batches(max_chunksize=1 << 16):
            writer.write_batch(batch)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def fingerprint(*things: object) -> str:
    """Sixteen hex digits that change when any of the things changes."""
    return hashlib.sha256(repr(canonical(things)).encode()).hexdigest()[:16]
