"""Parquet files, row group by row group. Files with nested columns give each row as a JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from treadle.errors import InputError
from treadle.reading.raw_rows import RawBatch, usable_headings

BATCH_ROWS = 32_768
#: A row group is unpacked column by column, so its size is bounded; and so are the rows that a byte may stand for.
MOST_GROUP_BYTES = 768 * 1024 * 1024
MOST_ROWS_PER_BYTE = 1_000


@dataclass(slots=True)
class ColumnarReader:
    """A Parquet file; a row's `line` is its number in the file, from 1."""

    path: Path
    notes: list[str] = field(default_factory=list)
    is_json: bool = field(default=False, init=False)
    _names: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        try:
            about = pq.read_metadata(self.path)
            schema = about.schema.to_arrow_schema()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise InputError.single(self.path.name, "the file is not Parquet", "Export it again") from error
        size = self.path.stat().st_size
        largest = max((about.row_group(place).total_byte_size for place in range(about.num_row_groups)), default=0)
        if largest > MOST_GROUP_BYTES or about.num_rows > MOST_ROWS_PER_BYTE * size + 1_000_000:
            what = (
                f"{about.num_rows:,} rows, {largest / 2**20:,.0f} MB a row group, are packed in {size / 2**20:,.1f} MB"
            )
            raise InputError.single(self.path.name, what, "Write it with row groups of at most 256 MB")
        self._names = usable_headings(self.path.name, schema.names, 1)
        self.is_json = any(pa.types.is_nested(kind) for kind in schema.types)

    def columns(self) -> Sequence[str]:
        """Names of the columns; empty where a column is nested and rows are JSON."""
        return [] if self.is_json else self._names

    def batches(self) -> Iterator[RawBatch]:
        """Rows with the file's own types; JSON text where columns are nested."""
        size = self.path.stat().st_size
        done = 0
        with pq.ParquetFile(self.path) as file:
            total = max(1, file.metadata.num_rows)
            width = max(1, file.metadata.num_columns)
            for batch in self._read(file, max(256, min(BATCH_ROWS, 2_000_000 // width))):
                rows = pa.Table.from_batches([batch])
                if self.is_json:
                    rows = _as_json(rows)
                else:
                    rows = rows.rename_columns(usable_headings(self.path.name, rows.column_names, 1))
                lines = pa.array(range(done + 1, done + rows.num_rows + 1), pa.int64())
                done += rows.num_rows
                yield RawBatch(rows=rows.append_column("line", lines), refused=(), done_bytes=size * done // total)

    def _read(self, file: pq.ParquetFile, rows: int) -> Iterator[pa.RecordBatch]:
        """Batches of a file whose footer is sound; its pages may not be."""
        try:
            yield from file.iter_batches(batch_size=rows)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            what = f"it is damaged ({str(error)[:80]})"
            raise InputError.single(self.path.name, what, "Export it again") from error


def _as_json(rows: pa.Table) -> pa.Table:
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("nested", rows)
        return connection.sql("SELECT CAST(to_json(nested) AS VARCHAR) AS json FROM nested").to_arrow_table()
    finally:
        connection.close()
