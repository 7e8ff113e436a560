"""Rows of a file that wait until all of it was looked at: those of a large one on the disk, part by part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyarrow as pa

#: Bytes of a file up to which its rows wait in memory, and of text in a part beyond. Not tuned: bounds memory.
LARGE_BYTES, PART_BYTES = 64 * 2**20, 32 * 2**20


def is_large(path: Path) -> bool:
    """Whether the rows of a file are too many to be held."""
    return path.stat().st_size > LARGE_BYTES


class Waiting:
    """Tables of one schema in the order in which they were added: held, or in a file in `folder`."""

    def __init__(self, folder: Path, *, is_held: bool) -> None:
        self.folder, self.is_held = folder, is_held
        self.held: list[pa.Table] = []
        self.file: IO[bytes] | None = None
        self.writer: Any = None

    def __enter__(self) -> Waiting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.writer is not None:
            self.writer.close()
        if self.file is not None:
            self.file.close()

    @property
    def is_any(self) -> bool:
        """Whether rows wait."""
        return bool(self.held) or self.file is not None

    def add(self, rows: pa.Table) -> None:
        """Let rows wait."""
        if self.is_held:
            self.held.append(rows)
            return
        if self.file is None:
            self.file = unnamed_file(self.folder)
            self.writer = pa.ipc.new_file(self.file, rows.schema)
        self.writer.write_table(rows)

    def parts(self) -> Iterator[pa.Table]:
        """All rows, again at every call; nothing where none were added."""
        if self.file is None:
            yield from [pa.concat_tables(self.held)] if self.held else []
            return
        if self.writer is not None:
            self.writer.close()
            self.writer = None
        self.file.seek(0)
        reader = pa.ipc.open_file(self.file)
        if not reader.num_record_batches:
            yield reader.schema.empty_table()
        some: list[pa.RecordBatch] = []
        for at in range(reader.num_record_batches):
            some.append(reader.get_batch(at))
            if sum(one.nbytes for one in some) >= PART_BYTES or at + 1 == reader.num_record_batches:
                yield pa.Table.from_batches(some)
                some = []


def unnamed_file(folder: Path) -> IO[bytes]:
    """A file without a name, which is gone once it is closed; beside the brand where that can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=folder)
    except OSError:
        return tempfile.TemporaryFile()
