"""Rows that belong together (the lines of an order, the variants of a product), wherever they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from treadle.reading.raw_rows import RawBatch, Reader


def whole_groups(reader: Reader, column: str) -> Iterator[RawBatch]:
    """The batches of a reader, cut anew so that no group of equal cells of `column` lies in two of them.

    Where the rows of a group do not follow each other (a sheet that was sorted), the file is read as one batch.
    """
    if _is_scattered(reader, column):
        every = list(reader.batches())
        refused = [line for batch in every for line in batch.refused]
        done = every[-1].done_bytes if every else 0
        yield RawBatch(rows=pa.concat_tables([batch.rows for batch in every]), refused=refused, done_bytes=done)
        return
    kept: list[pa.Table] = []
    refused = []
    done = 0
    for batch in reader.batches():
        refused += batch.refused
        done = batch.done_bytes
        cut = _last_group(batch.rows[column])
        if cut == 0 and kept:
            kept.append(batch.rows)
            continue
        kept.append(batch.rows.slice(0, cut))
        yield RawBatch(rows=pa.concat_tables(kept), refused=refused, done_bytes=done)
        kept, refused = [batch.rows.slice(cut)], []
    if kept:
        yield RawBatch(rows=pa.concat_tables(kept), refused=refused, done_bytes=done)


def _is_scattered(reader: Reader, column: str) -> bool:
    """Whether a group's rows stand apart: the group begins a second time."""
    seen: set[int] = set()
    last: str | None = None
    for batch in reader.batches():
        cells: Sequence[str | None] = batch.rows[column].cast(pa.string()).to_pylist()
        for cell in cells:
            if cell == last or not cell:
                continue
            mark = hash(cell)
            if mark in seen:
                return True
            seen.add(mark)
            last = cell
    return False


def _last_group(cells: pa.ChunkedArray) -> int:
    """Where the last group of a batch begins."""
    texts = pc.fill_null(cells.cast(pa.string()), "").to_pylist()
    place = len(texts) - 1
    while place > 0 and texts[place - 1] == texts[place]:
        place -= 1
    return max(0, place)
