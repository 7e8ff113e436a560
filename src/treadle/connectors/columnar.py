"""Parquet files, row group by row group. Files with nested columns give each row as a JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from treadle.connectors.raw_rows import RawBatch
from treadle.errors import InputError

BATCH_ROWS = 32_768


@dataclass(slots=True)
class ColumnarReader:
    """A Parquet file; a row's `line` is its number in the file, from 1."""

    path: Path
    is_json: bool = field(default=False, init=False)
    _names: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        try:
            schema = pq.read_schema(self.path)
        except pa.ArrowInvalid as error:
            raise InputError.single(self.path.name, "the file is not Parquet", "Export it again") from error
        self._names = list(schema.names)
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
            for batch in file.iter_batches(batch_size=max(256, min(BATCH_ROWS, 2_000_000 // width))):
                rows = pa.Table.from_batches([batch])
                if self.is_json:
                    rows = _as_json(rows)
                lines = pa.array(range(done + 1, done + rows.num_rows + 1), pa.int64())
                done += rows.num_rows
                yield RawBatch(rows=rows.append_column("line", lines), refused=(), done_bytes=size * done // total)


def _as_json(rows: pa.Table) -> pa.Table:
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("nested", rows)
        return connection.sql("SELECT CAST(to_json(nested) AS VARCHAR) AS json FROM nested").to_arrow_table()
    finally:
        connection.close()
