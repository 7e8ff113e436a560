"""Rows with a key, spread over buckets on disk and compared with what is there, one bucket at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.reading.sql_text import quoted, text_literal
from treadle.storage.row_identity import content_sql
from treadle.storage.set_aside import SetAside
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


@dataclass(slots=True)
class Resolved:
    """What became of the rows of all buckets, and what of it a person should hear."""

    kept: int = 0
    repeated: int = 0
    replaced: int = 0
    summed: int = 0
    notes: list[str] = field(default_factory=list)


def resolve_buckets(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, buckets_folder: Path, rows_folder: Path,
    existing: Mapping[str, pa.Table | str], aside: SetAside, progress: Progress, *, is_first_kept: bool = False,
) -> Resolved:  # fmt: skip
    """Compare each bucket with the rows that are there and write what is new.

    `existing` may hold `written` (a table) and `imported` (SQL over every version). Within the file, rows of one
    identity that say the same count once; where the table sums, they are added up; else they are a conflict and all of
    them are set aside. A row equal to the version that is there is repeated; a differing one replaces it, or
    with `is_first_kept` is repeated too: what is there stays.
    """
    files = sorted(buckets_folder.glob("*.arrows"))
    count = _bucket_count(files)
    known = _known_rows(connection, existing)
    result = Resolved()
    replaced_names: list[str] = []
    for done, path in enumerate(files):
        with pa.ipc.open_stream(str(path)) as reader:
            staged = reader.read_all()
        connection.register("staged", staged)
        where = f"WHERE id_low % {count} = {int(path.stem)}" if count > 1 else ""
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE resolved AS {_resolve_sql(spec, known, where, is_first_kept)}"
        )
        counts = dict(connection.execute("SELECT own_status, count(*) FROM resolved GROUP BY own_status").fetchall())
        result.kept += counts.get("kept", 0)
        result.repeated += counts.get("repeated", 0)
        result.replaced += counts.get("replaced", 0)
        result.summed += counts.get("summed", 0)
        if counts.get("conflict"):
            _set_aside(connection, spec, aside)
        if counts.get("kept", 0) + counts.get("replaced", 0):
            _write_bucket(connection, rows_folder / f"part-{path.stem}.parquet")
        if counts.get("replaced", 0):
            _write_superseded(connection, rows_folder / f"superseded-{path.stem}.parquet")
            replaced_names += _replaced_names(connection, spec)
        connection.unregister("staged")
        connection.execute("DROP TABLE resolved")
        del staged
        path.unlink()
        progress.step(f"comparing {spec.name}", done + 1, len(files))
    if result.summed:
        added = " and ".join(spec.sums)
        result.notes.append(
            f"{result.summed:,} rows had the key of another row of the file; their {added} were added up"
        )
    if replaced_names:
        more = ", …" if result.replaced > 3 else ""
        result.notes.append(f"replaced: {', '.join(sorted(replaced_names)[:3])}{more}")
    return result


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


def _resolve_sql(spec: TableSpec, known: str, where: str, is_first_kept: bool) -> str:
    """Each staged row with its status and version."""
    sums = [quoted(spec.column(one).stored_name) for one in spec.sums]
    added = "".join(f", CAST(sum({one}) AS BIGINT) AS {quoted('sum of ' + one[1:-1])}" for one in sums)
    together = ", ".join(f"a.{quoted('sum of ' + one[1:-1])} AS {one}" for one in sums)
    replaced = f" REPLACE ({together})" if sums else ""
    summed = f"SELECT p.*{replaced}, a.is_conflict FROM placed AS p JOIN agreed AS a USING (id_high, id_low)"
    more = "'summed'" if sums else "'repeated'"
    same = "TRUE" if is_first_kept else "own_before = content_hash"
    return f"""
        WITH newest AS (
            SELECT id_high, id_low, max(version) AS version, arg_max(content_hash, version) AS content_hash
            FROM ({known}) {where} GROUP BY id_high, id_low
        ),
        agreed AS (
            SELECT id_high, id_low, min(substance_hash) <> max(substance_hash) AS is_conflict{added}
            FROM staged GROUP BY id_high, id_low
        ),
        placed AS (
            SELECT *, row_number() OVER (PARTITION BY id_high, id_low ORDER BY line, part) AS own_place FROM staged
        ),
        summed AS ({summed}),
        hashed AS (SELECT * REPLACE ({content_sql(spec) if sums else "content_hash"} AS content_hash) FROM summed),
        compared AS (
            SELECT s.* EXCLUDE (version), n.version AS own_version, n.content_hash AS own_before
            FROM hashed AS s LEFT JOIN newest AS n ON s.id_high = n.id_high AND s.id_low = n.id_low
        )
        SELECT * EXCLUDE (own_version),
               CASE WHEN is_conflict THEN 'conflict' WHEN own_place > 1 THEN {more} WHEN own_before IS NULL THEN 'kept'
                    WHEN {same} THEN 'repeated' ELSE 'replaced' END AS own_status,
               CAST(COALESCE(own_version, 0) + 1 AS INTEGER) AS version
        FROM compared
    """


def _set_aside(connection: duckdb.DuckDBPyConnection, spec: TableSpec, aside: SetAside) -> None:
    """Rows that have one key and say different things: which of them is meant cannot be known."""
    rows = connection.sql("SELECT * FROM resolved WHERE own_status = 'conflict' ORDER BY line, part").to_arrow_table()
    found = rows.to_pylist()
    lines: dict[tuple[int, int], list[int]] = {}
    for row in found:
        lines.setdefault((row["id_high"], row["id_low"]), []).append(row["line"])
    for row in found:
        cells = {
            column.name: row[column.stored_name] / 100
            if column.kind == "money" and row[column.stored_name] is not None
            else row[column.stored_name]
            for column in spec.columns
        }
        others = [line for line in lines[row["id_high"], row["id_low"]][:6] if line != row["line"]]
        said = ", ".join(f"{one} {cells[one]}" for one in spec.key if cells[one] is not None)
        shown = ", ".join(str(line) for line in others[:4]) + (", …" if len(others) > 4 else "")
        what = f'"{said}" stands in other rows of this file with other content (rows {shown or row["line"]})'
        aside.row(row["line"], [(" ".join(spec.key), what, "Give each its own key, or keep one of them")], cells)


def _replaced_names(connection: duckdb.DuckDBPyConnection, spec: TableSpec) -> list[str]:
    """Some of the rows whose older version was replaced, by their keys."""
    keys = " || ' ' || ".join(
        f"COALESCE(CAST({quoted(spec.column(one).stored_name)} AS VARCHAR), '')" for one in spec.key
    )
    found = connection.execute(f"SELECT {keys} FROM resolved WHERE own_status = 'replaced' ORDER BY line, part LIMIT 3")
    return [" ".join(str(one).split()) for (one,) in found.fetchall()]


def _write_bucket(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(
        "COPY (SELECT * EXCLUDE (own_status, own_before, own_place, is_conflict, substance_hash) FROM resolved "
        "WHERE own_status IN ('kept', 'replaced') ORDER BY line, part) "
        f"TO {text_literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _write_superseded(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(
        "COPY (SELECT id_high, id_low, CAST(version - 1 AS INTEGER) AS version FROM resolved "
        f"WHERE own_status = 'replaced' ORDER BY line, part) TO {text_literal(str(path))} (FORMAT parquet)"
    )
