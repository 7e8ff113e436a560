"""The rows of a table's file as they were last read, kept by the bytes of the file: a file that is the same is not read
cell by cell again. Whatever is kept is made anew where it is gone, torn or of other bytes.

    .treadle/rows_read/<table>.arrow
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from treadle.errors import InputError, Problem
from treadle.terms.codec import from_text, to_text
from treadle.terms.table_spec import TableSpec

FOLDER = "rows_read"
_KEY, _TOLD = b"key", b"told"
#: Rows of a batch: who goes through a file holds some of them at a time. Not tuned: bounds memory.
_BATCH_ROWS = 65_536
#: Rows that are held (`pyarrow.Table`), or that stay on the disk (`pyarrow.dataset.Dataset`, which is read where it is
#: needed: it brings much along).
Source: TypeAlias = Any
#: Packages whose text decides what a cell means; another text of theirs reads anew.
_READERS = ("storage", "connectors", "reading", "terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The problems of a file, and by column the names in rows that cannot be read."""

    problems: tuple[Problem, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRows:
    """Good rows of a file, and what is told of the others. Those of a large file stay on the disk, for whoever asks to
    go through them there."""

    rows: Source
    told: Told

    @property
    def table(self) -> pa.Table:
        """The rows, held."""
        return held(self.rows)


def held(rows: Source) -> pa.Table:
    """Rows, held whole."""
    return rows if isinstance(rows, pa.Table) else rows.to_table().replace_schema_metadata(None)


def one_by_one(rows: Source) -> pa.RecordBatchReader:
    """Rows that stay on the disk, to be gone through once, batch by batch: a data set reads as far ahead as it can, and
    holds a third of a large file while it is sorted."""

    def batches() -> Iterator[pa.RecordBatch]:
        with pa.OSFile(rows.files[0]) as file, pa.ipc.open_file(file) as reader:
            for at in range(reader.num_record_batches):
                yield reader.get_batch(at)

    return pa.RecordBatchReader.from_batches(rows.schema, batches())


def rows_key(path: Path, spec: TableSpec, time_zone: str) -> str:
    """A digest of all that the rows of a file depend on."""
    whole = hashlib.sha256(repr((_readers_digest(), spec, time_zone)).encode())
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


def kept_rows(home: Path, table: str, key: str, *, is_held: bool = True) -> ReadRows | None:
    """The rows of a table as they were read of the bytes that `key` names; None where they are not kept. Where they
    need not be held, they are a data set of the file."""
    try:
        with pa.OSFile(str(_place(home, table))) as file, pa.ipc.open_file(file) as reader:
            metadata = reader.schema.metadata or {}
            if metadata.get(_KEY) != key.encode():
                return None
            told = from_text(Told, metadata[_TOLD], file=str(_place(home, table)), remedy="Delete it")
            if not is_held:
                reader.get_batch(max(reader.num_record_batches - 1, 0))  # a torn file is read anew
                from pyarrow.dataset import dataset

                return ReadRows(rows=dataset(str(_place(home, table)), format="ipc"), told=told)
            return ReadRows(rows=reader.read_all().replace_schema_metadata(None), told=told)
    except (OSError, ValueError, KeyError, InputError):
        return None


def keep_rows(home: Path, table: str, key: str, parts: Iterable[pa.Table], told: Told) -> None:
    """Keep the rows of a table, in place of those before; a folder that cannot be written is read whole again. `parts`
    are one at least."""
    metadata = {_KEY: key.encode(), _TOLD: to_text(told).encode()}
    place = _place(home, table)
    fresh = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        writer = None
        with pa.OSFile(str(fresh), "wb") as file:
            for part in parts:
                rows = part.replace_schema_metadata(metadata)
                writer = writer or pa.ipc.new_file(file, rows.schema, options=options)
                writer.write_table(rows, max_chunksize=_BATCH_ROWS)
            if writer is not None:
                writer.close()
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)


def _place(home: Path, table: str) -> Path:
    return home / FOLDER / f"{table}.arrow"


@cache
def _readers_digest() -> str:
    """A digest of the text of the modules that read."""
    whole = hashlib.sha256()
    ours = Path(__file__).parents[1]
    for package in _READERS:
        for path in sorted((ours / package).rglob("*.py")):
            whole.update(path.read_bytes())
    return whole.hexdigest()
