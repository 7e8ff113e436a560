"""Rows with a key, spread over buckets on disk and compared with what is there, one bucket at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.storage.cells import literal
from treadle.terms.budget import Progress
from treadle.terms.table_spec import TableSpec


@dataclass(slots=True)
class Buckets:
    """Arrow files, one per bucket of identities; rows keep their order within a bucket."""

    folder: Path
    count: int
    writers: dict[int, pa.ipc.RecordBatchStreamWriter] = field(default_factory=dict)

    def add(self, connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
        """Append rows to the buckets of their identities."""
        if not self.writers:
            (self.folder / "count").write_text(str(self.count))
        if self.count == 1:
            self._write(0, rows)
            return
        connection.register("spread", rows)
        try:
            buckets = connection.sql(f"SELECT id_low % {self.count} AS bucket FROM spread").to_arrow_table()
        finally:
            connection.unregister("spread")
        bucket = buckets["bucket"].combine_chunks().cast(pa.int64())
        order = pc.sort_indices(pa.table({"bucket": bucket, "place": pa.array(range(len(bucket)))}),
                                sort_keys=[("bucket", "ascending"), ("place", "ascending")])  # fmt: skip
        ordered, sizes = rows.take(order), pc.value_counts(bucket)
        start = 0
        for one in sorted(sizes.to_pylist(), key=lambda entry: entry["values"]):
            self._write(one["values"], ordered.slice(start, one["counts"]))
            start += one["counts"]

    def _write(self, bucket: int, rows: pa.Table) -> None:
        if bucket not in self.writers:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            path = self.folder / f"{bucket:03d}.arrows"
            self.writers[bucket] = pa.ipc.new_stream(str(path), rows.schema, options=options)
        self.writers[bucket].write_table(rows)

    def close(self) -> None:
        """Finish all files."""
        for writer in self.writers.values():
            writer.close()
        self.writers.clear()


def resolve_buckets(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, buckets_folder: Path, rows_folder: Path,
    existing: Mapping[str, pa.Table | str], number: int, progress: Progress,
) -> tuple[int, int, int]:  # fmt: skip
    """Compare each bucket with the rows that are there and write what is new.

    `existing` may hold `written` (a table) and `imported` (SQL over every version). A row equal to the version
    before it is repeated; a differing one replaces it; both in the order of the file. Returns rows kept, repeated
    and replaced.
    """
    files = sorted(buckets_folder.glob("*.arrows"))
    count = _bucket_count(files)
    known = _known_rows(connection, existing)
    kept = repeated = replaced = 0
    for done, path in enumerate(files):
        with pa.ipc.open_stream(str(path)) as reader:
            staged = reader.read_all()
        connection.register("staged", staged)
        where = f"WHERE id_low % {count} = {int(path.stem)}" if count > 1 else ""
        connection.execute(f"CREATE OR REPLACE TEMP TABLE resolved AS {_resolve_sql(known, where)}")
        counts = dict(connection.execute("SELECT status, count(*) FROM resolved GROUP BY status").fetchall())
        kept += counts.get("kept", 0)
        repeated += counts.get("repeated", 0)
        replaced += counts.get("replaced", 0)
        if counts.get("kept", 0) + counts.get("replaced", 0):
            _write_bucket(connection, rows_folder / f"part-{path.stem}.parquet")
        if counts.get("replaced", 0):
            _write_superseded(connection, rows_folder / f"superseded-{path.stem}.parquet")
        connection.unregister("staged")
        connection.execute("DROP TABLE resolved")
        del staged
        path.unlink()
        progress.step(f"comparing {spec.name}", done + 1, len(files))
    return kept, repeated, replaced


def _bucket_count(files: list[Path]) -> int:
    """How many buckets the rows were spread over: one, or as many as were asked for."""
    marker = files[0].parent / "count" if files else None
    return int(marker.read_text()) if marker is not None and marker.is_file() else 1


def _known_rows(connection: duckdb.DuckDBPyConnection, existing: Mapping[str, pa.Table | str]) -> str:
    """SQL of identity, version and content hash of every row that is there, newest versions and older ones."""
    sources = []
    columns = "id_high, id_low, version, content_hash"
    for label, rows in existing.items():
        if isinstance(rows, str):
            sources.append(f"SELECT {columns} FROM ({rows})")
        else:
            connection.register(label, rows)
            sources.append(f"SELECT {columns} FROM {label}")
    if not sources:
        return (
            "SELECT CAST(0 AS UBIGINT) AS id_high, CAST(0 AS UBIGINT) AS id_low, 0 AS version, "
            "CAST(0 AS UBIGINT) AS content_hash WHERE FALSE"
        )
    return " UNION ALL ".join(sources)


def _resolve_sql(known: str, where: str) -> str:
    """Each staged row with its status and version; `before` is the content of the version it follows."""
    same = "PARTITION BY s.id_high, s.id_low ORDER BY s.line, s.part"
    return f"""
        WITH newest AS (
            SELECT id_high, id_low, max(version) AS version, arg_max(content_hash, version) AS content_hash
            FROM ({known}) {where} GROUP BY id_high, id_low
        ),
        compared AS (
            SELECT s.* EXCLUDE (version), n.version AS old_version,
                   COALESCE(lag(s.content_hash) OVER ({same}), n.content_hash) AS before
            FROM staged AS s LEFT JOIN newest AS n ON s.id_high = n.id_high AND s.id_low = n.id_low
        ),
        judged AS (
            SELECT *, CASE WHEN before IS NULL THEN 'kept' WHEN before = content_hash THEN 'repeated'
                           ELSE 'replaced' END AS status
            FROM compared
        )
        SELECT * EXCLUDE (old_version),
               CAST(COALESCE(old_version, 0) + sum(CASE WHEN status = 'repeated' THEN 0 ELSE 1 END)
                    OVER (PARTITION BY id_high, id_low ORDER BY line, part) AS INTEGER) AS version
        FROM judged
    """


def _write_bucket(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(
        "COPY (SELECT * EXCLUDE (status, before) FROM resolved WHERE status <> 'repeated' ORDER BY line, part) "
        f"TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _write_superseded(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(
        "COPY (SELECT id_high, id_low, CAST(version - 1 AS INTEGER) AS version FROM resolved "
        f"WHERE status = 'replaced' ORDER BY line, part) TO {literal(str(path))} (FORMAT parquet)"
    )
