"""Rows into the lake: typed, compared with what is there, and committed all at once or not at all.

Memory stays flat: rows pass in batches; where rows have a key they are first spread over buckets by the hash of
their identity, and buckets are then compared one at a time.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TextIO

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from treadle.errors import InputError
from treadle.storage.buckets import Buckets, resolve_buckets
from treadle.storage.cells import literal, name, split_problems, type_rows
from treadle.storage.folder_csv import good_rows, read_table, table_path
from treadle.storage.lake import JournalEntry, Lake, open_duckdb
from treadle.storage.tables import TABLES
from treadle.terms.budget import Progress
from treadle.terms.table_spec import TableSpec

#: One bucket for so many bytes of input.
BYTES_PER_BUCKET = 32 * 1024 * 1024
MAX_BUCKETS = 256


class RowBatch(Protocol):
    """Some rows of a source: `rows` has `line`, `part` and text columns named as the table's; `refused` are lines that
    could not even be split (line, reason, text); `left_out_rows` were not meant for the table; `done_bytes` of the
    source have been read."""

    @property
    def rows(self) -> pa.Table:
        """The rows."""

    @property
    def refused(self) -> Sequence[tuple[int, str, str]]:
        """Lines that are no rows."""

    @property
    def left_out_rows(self) -> int:
        """How many rows the mapping leaves out."""

    @property
    def done_bytes(self) -> int:
        """How far the source is read."""


class RowSource(Protocol):
    """A file as rows of one table.

    `content_id` names its content (and that of files joined to it), `mapping_id` how it is read. `key` are columns of
    the table that identify a row within `key_space` (empty: the table's own key). `shown_columns` are read for
    set-aside rows. `assumptions` are notes that every row carries.
    """

    table: str
    content_id: str
    mapping_id: str
    key: Sequence[str]
    key_space: str
    assumptions: Sequence[str]

    @property
    def file(self) -> str:
        """Name shown to people."""

    @property
    def total_bytes(self) -> int:
        """Size of the source."""

    def batches(self) -> Iterable[RowBatch]:
        """The rows, in the order of the file."""


@dataclass(slots=True)
class _Tally:
    read: int = 0
    kept: int = 0
    repeated: int = 0
    replaced: int = 0
    set_aside: int = 0
    left_out: int = 0


def import_rows(folder: Path, source: RowSource, *, time_zone: str, progress: Progress) -> JournalEntry:
    """Bring the rows of a source into the folder and return what became of them.

    The same content read the same way a second time changes nothing: its rows count as repeated. Raises
    `InputError` where the source lacks a required column. A row that cannot be read is set aside; in a table other
    than signals it stops a plan until the mended file was imported (see `open_set_asides`).
    """
    spec = TABLES[source.table]
    lake = Lake(folder=folder)
    with lake.locked():
        journal = lake.journal()
        for entry in journal:
            same = (entry.table, entry.content_id, entry.mapping_id)
            if same == (source.table, source.content_id, source.mapping_id):
                good = entry.read_rows - entry.set_aside_rows
                return replace(entry, kept_rows=0, replaced_rows=0, repeated_rows=good)
        number = journal[-1].number + 1 if journal else 1
        return _Intake(lake=lake, spec=spec, source=source, number=number, time_zone=time_zone).run(progress)


def open_set_asides(journal: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Imports whose set-aside rows still stop a plan: the newest of each file into a table other than signals."""
    newest = {(entry.table, entry.file): entry for entry in journal}
    return [entry for entry in newest.values() if entry.set_aside_rows and not TABLES[entry.table].is_signal]


def mapping_free_id(table: str) -> str:
    """The `mapping_id` of a file whose columns already have the table's names."""
    return hashlib.sha256(f"plain {table}".encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Intake:
    lake: Lake
    spec: TableSpec
    source: RowSource
    number: int
    time_zone: str

    def run(self, progress: Progress) -> JournalEntry:
        """Stage, compare, commit."""
        staging = self.lake.staging
        rows_folder, buckets_folder, spill = (staging / one for one in ("rows", "buckets", "spill"))
        for one in (rows_folder, buckets_folder, spill):
            one.mkdir(parents=True)
        connection = open_duckdb(self.time_zone, spill)
        tally = _Tally()
        aside = staging / "set_aside.csv"
        try:
            with aside.open("w", encoding="utf-8", newline="") as file:
                self._stage(connection, progress, tally, file, rows_folder, buckets_folder)
            if any(buckets_folder.iterdir()):
                found = resolve_buckets(
                    connection, self.spec, buckets_folder, rows_folder, self._existing(connection), self.number,
                    progress,
                )  # fmt: skip
                tally.kept, tally.repeated, tally.replaced = found
        finally:
            connection.close()
        entry = JournalEntry(
            number=self.number, table=self.spec.name, file=self.source.file, content_id=self.source.content_id,
            mapping_id=self.source.mapping_id, read_rows=tally.read, kept_rows=tally.kept,
            repeated_rows=tally.repeated, replaced_rows=tally.replaced, set_aside_rows=tally.set_aside,
            left_out_rows=tally.left_out, assumptions=tuple(self.source.assumptions),
        )  # fmt: skip
        self.lake.commit(entry, rows_folder, aside if tally.set_aside else None)
        shutil.rmtree(staging, ignore_errors=True)
        return entry

    def _stage(
        self, connection: duckdb.DuckDBPyConnection, progress: Progress, tally: _Tally, aside: TextIO,
        rows_folder: Path, buckets_folder: Path,
    ) -> None:  # fmt: skip
        """Type every batch; rows with a key go to buckets, rows without straight to their Parquet file."""
        out = csv.writer(aside)
        out.writerow(["line", "column", "reason", "row"])
        buckets = Buckets(
            folder=buckets_folder,
            count=min(MAX_BUCKETS, max(1, -(-self.source.total_bytes // BYTES_PER_BUCKET))),
        )
        straight: pq.ParquetWriter | None = None
        is_checked = False
        try:
            for batch in self.source.batches():
                if not is_checked:
                    self._check_columns(batch.rows)
                    is_checked = True
                tally.left_out += batch.left_out_rows
                for line, reason, text in batch.refused:
                    tally.read += 1
                    tally.set_aside += 1
                    out.writerow([line, "", reason, text])
                good = self._typed(connection, batch.rows, tally, out)
                if self._has_key(batch.rows):
                    buckets.add(connection, good)
                elif good.num_rows:
                    if straight is None:
                        straight = pq.ParquetWriter(rows_folder / "part-all.parquet", good.schema,
                                                    compression="zstd")  # fmt: skip
                    straight.write_table(good)
                    tally.kept += good.num_rows
                progress.step(f"reading {self.source.file}", batch.done_bytes, self.source.total_bytes)
        finally:
            buckets.close()
            if straight is not None:
                straight.close()

    def _typed(self, connection: duckdb.DuckDBPyConnection, rows: pa.Table, tally: _Tally, out: _Writer) -> pa.Table:
        """Good rows with identity, content hash and import number; the others set aside."""
        typed = type_rows(connection, self.spec, rows)
        tally.read += typed.num_rows
        is_good = pc.equal(typed["problems"], "")
        if not pc.all(is_good).as_py():
            for place in pc.indices_nonzero(pc.invert(is_good)).to_pylist():
                tally.set_aside += 1
                said = split_problems(typed["problems"][place].as_py())
                line = typed["line"][place].as_py()
                out.writerow([
                    line, " ".join(column for column, _, _ in said),
                    "; ".join(f"{what}. {remedy}" for _, what, remedy in said), _shown(rows, place),
                ])  # fmt: skip
            typed = typed.filter(is_good)
        connection.register("typed", typed)
        try:
            return connection.sql(self._identify_sql(typed)).to_arrow_table()
        finally:
            connection.unregister("typed")

    def _identify_sql(self, typed: pa.Table) -> str:
        stored = [column.stored_name for column in self.spec.columns]
        stored += ["attributes"] if self.spec.keeps_extra else []
        chosen = [f"{_lake_value(self.spec, one)} AS {name(one)}" for one in stored]
        values = [f"COALESCE(CAST({_lake_value(self.spec, one)} AS VARCHAR), '')" for one in stored]
        row = f"{literal(self.source.content_id[:16] + ':')} || line || CASE WHEN part > 0 THEN ':' || part ELSE '' END"
        if self.source.key:
            space = self.source.key_space or self.source.table
            parts = [f"COALESCE(CAST({name(self._stored(one))} AS VARCHAR), '')" for one in self.source.key]
            identity = f"concat_ws('|', {literal(space)}, {', '.join(parts)})"
        elif self.spec.key:
            keyed = [f"COALESCE(CAST({name(self._stored(one))} AS VARCHAR), '')" for one in self.spec.key]
            together = f"concat_ws('|', {', '.join(keyed)})"
            empty = " AND ".join(f"{name(self._stored(one))} IS NULL" for one in self.spec.key)
            identity = f"CASE WHEN {empty} THEN {row} ELSE {together} END"
        else:
            identity = row
        if self.spec.is_signal:
            spot = stored.index("signal_id")
            chosen[spot] = "COALESCE(signal_id, identity) AS signal_id"
            values[spot] = "''"
        return f"""
            SELECT {", ".join(chosen)}, md5_number_upper(identity) AS id_high, md5_number_lower(identity) AS id_low,
                   md5_number_lower(concat_ws(chr(31), {", ".join(values)})) AS content_hash,
                   CAST(1 AS INTEGER) AS version, CAST({self.number} AS INTEGER) AS import_number, line, part
            FROM (SELECT *, {identity} AS identity FROM typed)
        """

    def _stored(self, column: str) -> str:
        return self.spec.column(column).stored_name

    def _has_key(self, rows: pa.Table) -> bool:
        """False where rows are told apart by file and row number alone, so that nothing can repeat them."""
        if self.source.key:
            return True
        return any(one in rows.column_names for one in self.spec.key)

    def _check_columns(self, rows: pa.Table) -> None:
        given = set(rows.column_names)
        missing = [one for one in self.spec.required if one not in given]
        if missing:
            others = ", ".join(sorted(given - {"line", "part"}))
            raise InputError.single(
                self.source.file,
                f"table {self.spec.name} needs {', '.join(missing)}, the file has {others or 'no columns'}",
                "Rename the columns, or say with --map which column is what",
                row=1,
            )

    def _existing(self, connection: duckdb.DuckDBPyConnection) -> Mapping[str, pa.Table | str]:
        """What is there already: the folder's own CSV (as a table) and the lake (as SQL)."""
        found: dict[str, pa.Table | str] = {}
        if table_path(self.lake.folder, self.spec.name).is_file():
            rows = good_rows(read_table(connection, self.lake.folder, self.spec)[0])
            if rows.num_rows:
                found["written"] = identified(connection, self.spec, rows)
        imported = self.lake.rows_sql(self.spec, is_every_version=True)
        if imported is not None:
            found["imported"] = imported
        return found


class _Writer(Protocol):
    def writerow(self, row: Sequence[object], /) -> object:
        """Write one row."""


def identified(connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows: pa.Table) -> pa.Table:
    """Typed rows of the folder's own CSV with the identity an import would give them, version 0."""
    source = _Written(table=spec.name)
    intake = _Intake(lake=Lake(folder=Path()), spec=spec, source=source, number=0, time_zone="UTC")
    with_part = rows.append_column("part", pa.array([0] * rows.num_rows, pa.int64()))
    connection.register("typed", with_part)
    try:
        found = connection.sql(intake._identify_sql(with_part)).to_arrow_table()
    finally:
        connection.unregister("typed")
    version = found.schema.get_field_index("version")
    return found.set_column(version, "version", pa.array([0] * found.num_rows, pa.int32()))


@dataclass(slots=True)
class _Written:
    """The folder's own CSV as a source whose rows without a key are known by their line."""

    table: str
    file: str = ""
    content_id: str = "written"
    mapping_id: str = ""
    key: Sequence[str] = ()
    key_space: str = ""
    assumptions: Sequence[str] = ()
    total_bytes: int = 0

    def batches(self) -> Iterator[RowBatch]:
        """No rows: they are at hand already."""
        return iter(())


def _lake_value(spec: TableSpec, stored: str) -> str:
    """SQL of what the lake keeps of a column: `known_at` is worked out where it was not given."""
    if spec.is_signal and stored == "known_at":
        ends = "happened_at + to_days(CAST(period_days AS INTEGER))"
        return f"COALESCE(known_at, CASE WHEN period_days > 0 THEN {ends} ELSE happened_at END)"
    return name(stored)


def _shown(rows: pa.Table, place: int) -> str:
    """A row as text, for the set-aside file."""
    cells = ((one, rows[one][place].as_py()) for one in rows.column_names if one not in ("line", "part"))
    return ", ".join(f"{one}={cell}" for one, cell in cells if cell is not None)
