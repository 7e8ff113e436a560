"""Rows into the lake: typed, compared with what is there, and committed all at once or not at all.

Memory stays flat: rows pass in batches; where rows have a key they are first spread over buckets by the hash of
their identity, and buckets are then compared one at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from treadle.errors import InputError
from treadle.storage.buckets import Buckets, resolve_buckets
from treadle.storage.cells import split_problems, type_rows
from treadle.storage.dropped_rows import TABLE, as_changed, asked_note, drop, has_dropped, missing_rows
from treadle.storage.equal_rows import EQUAL_ROWS, settle_equal_rows
from treadle.storage.folder_csv import good_rows, read_table, table_path
from treadle.storage.lake import JournalEntry, Lake, open_duckdb
from treadle.storage.money import in_currency
from treadle.storage.row_identity import identified, identified_sql, identity_sql
from treadle.storage.set_aside import SetAside, cells_of
from treadle.terms.budget import Progress
from treadle.terms.table_spec import TableSpec
from treadle.terms.tables import TABLES

#: One bucket for so many bytes of input.
BYTES_PER_BUCKET = 32 * 1024 * 1024
MAX_BUCKETS = 256
#: Columns that say on which day pieces moved; the first that a table has.
DAYS = ("happened_at", "due_day", "from_day", "day", "counted_on")
#: Columns of a mended file of set-aside rows: which import set the row aside, and its line there.
MENDS = ("mends_import", "mends_line")


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
    the table that identify a row within `key_space` (empty: the table's own key). `assumptions` are notes that every
    row carries. Once the rows were read, `read_columns`, `unread_columns` and `remarks` say what the file holds.
    """

    table: str
    content_id: str
    mapping_id: str
    key: Sequence[str]
    key_space: str
    assumptions: Sequence[str]
    read_columns: list[str]
    unread_columns: list[str]
    remarks: list[str]

    @property
    def file(self) -> str:
        """Name shown to people."""

    @property
    def total_bytes(self) -> int:
        """Size of the source."""

    def is_unchanged(self) -> bool:
        """Whether it still holds what `content_id` names."""

    def batches(self) -> Iterable[RowBatch]:
        """The rows, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How rows are taken in: days without an offset in `time_zone`, amounts in `currency`; `equal_rows` says what rows
    without identity are that equal rows of an earlier file ('skip': the same acts exported again, 'keep': others).
    `is_first_kept`: a row that is known already stays as it is, whatever is said of it again. `is_missing_dropped`:
    products that earlier editions of a list have and this one lacks leave the range, but for the SKUs in `held`."""

    time_zone: str
    currency: str = ""
    equal_rows: str = ""
    is_first_kept: bool = False
    is_missing_dropped: bool = False
    held: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Tally:
    read: int = 0
    kept: int = 0
    repeated: int = 0
    replaced: int = 0
    summed: int = 0
    left_out: int = 0
    mends: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def import_rows(
    folder: Path, source: RowSource, *, time_zone: str, progress: Progress, currency: str = "", equal_rows: str = "",
    is_first_kept: bool = False,
) -> JournalEntry:  # fmt: skip
    """Bring the rows of a source into the folder and return what became of them. As `import_sources` does."""
    ways = Ways(time_zone=time_zone, currency=currency, equal_rows=equal_rows, is_first_kept=is_first_kept)
    return import_sources(folder, [source], ways, progress)[0]


def import_sources(
    folder: Path, sources: Sequence[RowSource], ways: Ways, progress: Progress
) -> tuple[JournalEntry, ...]:
    """Bring the rows of all sources into the folder, together or not at all, and return what became of each.

    The same content read the same way a second time changes nothing: its rows count as repeated. Raises
    `InputError` where the source lacks a required column, changes while it is read, or holds rows again that have no
    identity and `equal_rows` does not say what they are. A row that cannot be read is set aside; in a table other
    than signals it stops a plan until the mended file was imported (see `open_set_asides`).
    """
    lake = Lake(folder=folder)
    if ways.equal_rows and ways.equal_rows not in EQUAL_ROWS:
        raise InputError.single("--equal-rows", f"{ways.equal_rows} is not known", f"Say {' or '.join(EQUAL_ROWS)}")
    found: list[JournalEntry] = []
    with lake.locked():
        for at, source in enumerate(sources):
            progress.step("importing files", at, len(sources))
            found.append(_repeated(lake, source, ways) or _staged(lake, source, ways, progress))
        lake.commit()
    progress.step("importing files", len(sources), len(sources))
    return tuple(found)


def _repeated(lake: Lake, source: RowSource, ways: Ways) -> JournalEntry | None:
    """The import that brought the same content, read the same way; none where products leave the range, or have."""
    if ways.is_missing_dropped or (source.table == TABLE and has_dropped(lake)):
        return None
    for entry in lake.journal():
        same = (entry.table, entry.content_id, entry.mapping_id)
        if same == (source.table, source.content_id, source.mapping_id):
            good = entry.read_rows - entry.set_aside_rows
            return replace(entry, kept_rows=0, replaced_rows=0, summed_rows=0, repeated_rows=good)
    return None


def _staged(lake: Lake, source: RowSource, ways: Ways, progress: Progress) -> JournalEntry:
    number = lake.next_number()
    return _Intake(lake=lake, spec=TABLES[source.table], source=source, number=number, ways=ways).run(progress)


def open_set_asides(journal: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Imports whose set-aside rows still stop a plan: the newest of each file into a table other than signals, less the
    rows that came mended in a file of their own."""
    newest = {(entry.table, entry.file): entry for entry in journal if not entry.mends}
    mended: dict[int, int] = {}
    for entry in journal:
        if entry.mends:
            good = entry.read_rows - entry.set_aside_rows
            mended[entry.mends] = mended.get(entry.mends, 0) + good
    return [
        entry for entry in newest.values()
        if entry.set_aside_rows > mended.get(entry.number, 0) and not TABLES[entry.table].is_signal
    ]  # fmt: skip


@dataclass(slots=True)
class _Intake:
    lake: Lake
    spec: TableSpec
    source: RowSource
    number: int
    ways: Ways
    seen: list[pa.Table] = field(default_factory=list)

    def run(self, progress: Progress) -> JournalEntry:
        """Read, compare, and put where it will count."""
        staging = self.lake.staging
        shutil.rmtree(staging, ignore_errors=True)
        rows_folder, buckets_folder, spill = (staging / one for one in ("rows", "buckets", "spill"))
        for one in (rows_folder, buckets_folder, spill):
            one.mkdir(parents=True)
        connection = open_duckdb(self.ways.time_zone, spill)
        tally = _Tally()
        aside = SetAside(path=staging / "set_aside.csv", number=self.number)
        try:
            self._stage(connection, progress, tally, aside, rows_folder, buckets_folder)
            straight = rows_folder / "part-all.parquet"
            if straight.is_file():
                dropped, told = settle_equal_rows(connection, self.lake, self.spec, straight, self.source.file,
                                                  self.ways.equal_rows)  # fmt: skip
                tally.notes += [told] if told else []
                tally.kept -= dropped
                tally.repeated += dropped
            if any(buckets_folder.iterdir()):
                found = resolve_buckets(
                    connection, self.spec, buckets_folder, rows_folder, self._existing(connection), aside, progress,
                    is_first_kept=self.ways.is_first_kept,
                )  # fmt: skip
                tally.kept += found.kept
                tally.repeated += found.repeated
                tally.replaced, tally.summed = found.replaced, found.summed
                tally.notes += found.notes
            missing = self._missing(connection, rows_folder, tally) if not aside.count else ()
            pieces, money_cents, first_day, last_day = _totals(connection, self.spec, rows_folder)
        finally:
            connection.close()
            aside.close()
        if not self.source.is_unchanged():
            raise InputError.single(
                self.source.file, "the file changed while it was read", "Wait until it is written, and import it again"
            )
        entry = JournalEntry(
            number=self.number, table=self.spec.name, file=self.source.file, content_id=self.source.content_id,
            mapping_id=self.source.mapping_id, read_rows=tally.read, kept_rows=tally.kept,
            repeated_rows=tally.repeated, replaced_rows=tally.replaced, set_aside_rows=aside.count,
            left_out_rows=tally.left_out, summed_rows=tally.summed, assumptions=tuple(self.source.assumptions),
            read_columns=tuple(self.source.read_columns), unread_columns=tuple(self.source.unread_columns),
            notes=(*self.source.remarks, *tally.notes), reasons=aside.summary(),
            mends=max(tally.mends) if tally.mends else 0, pieces=pieces, money_cents=money_cents,
            first_day=first_day, last_day=last_day, missing=missing,
        )  # fmt: skip
        self.lake.stage(entry, rows_folder, aside.path if aside.count else None)
        shutil.rmtree(staging, ignore_errors=True)
        return entry

    def _missing(self, connection: duckdb.DuckDBPyConnection, rows_folder: Path, tally: _Tally) -> tuple[str, ...]:
        """Products of earlier editions of this list that it lacks; where a person said so, they are dropped."""
        if self.spec.name != TABLE or not self.seen:
            return ()
        seen = pa.concat_tables(self.seen)
        rows = missing_rows(connection, self.lake, self.spec, self.source.file, self.source.mapping_id, seen)
        rows = rows.filter(pc.invert(pc.is_in(rows["sku"], pa.array(sorted(self.ways.held), pa.string()))))
        if rows.num_rows:
            is_dropped = self.ways.is_missing_dropped
            tally.notes.append(asked_note(rows, self.source.file, self.number, is_dropped=is_dropped))
            if not is_dropped:
                return tuple(rows["sku"].to_pylist())
            drop(rows, rows_folder)
        return ()

    def _stage(
        self, connection: duckdb.DuckDBPyConnection, progress: Progress, tally: _Tally, aside: SetAside,
        rows_folder: Path, buckets_folder: Path,
    ) -> None:  # fmt: skip
        """Type every batch; rows with a key go to buckets, rows without straight to their Parquet file."""
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
                    aside.columns = [one for one in batch.rows.column_names if one not in ("line", "part", *MENDS)]
                    is_checked = True
                tally.left_out += batch.left_out_rows
                for line, reason, text in batch.refused:
                    tally.read += 1
                    aside.refused(line, reason, text)
                good = self._typed(connection, batch.rows, tally, aside)
                if self.spec.name == TABLE:
                    self.seen.append(good.select(["id_high", "id_low"]))
                if self._has_key(batch.rows):
                    buckets.add(connection, good)
                elif good.num_rows:
                    good = good.drop_columns(["substance_hash"])
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

    def _typed(self, connection: duckdb.DuckDBPyConnection, rows: pa.Table, tally: _Tally, aside: SetAside) -> pa.Table:
        """Good rows with identity, hashes and import number; the others set aside."""
        mends = [one for one in MENDS if one in rows.column_names]
        plain = rows.drop_columns([*mends, *(["currency"] if "currency" in rows.column_names else [])])
        typed = type_rows(connection, self.spec, plain, self.ways.currency)
        for one in mends:
            typed = typed.append_column(one, rows[one])
        if "currency" in rows.column_names and self.ways.currency:
            rates = TABLES["currency_rates"]
            known = read_table(connection, self.lake.folder, rates)[0]
            imported = self.lake.rows_sql(rates)
            typed = in_currency(connection, self.spec, typed, rows["currency"], self.ways.currency, good_rows(known),
                                imported)  # fmt: skip
        tally.read += typed.num_rows
        is_good = pc.equal(typed["problems"], "")
        if not pc.all(is_good).as_py():
            for place in pc.indices_nonzero(pc.invert(is_good)).to_pylist():
                said = split_problems(typed["problems"][place].as_py())
                aside.row(typed["line"][place].as_py(), said, cells_of(rows, place))
            typed = typed.filter(is_good)
        is_mended = len(mends) == len(MENDS)
        if is_mended:
            typed = self._mended(typed, tally)
        identity = identity_sql(self.spec, self.source.key, self.source.key_space, self.source.content_id, is_mended)
        connection.register("typed", typed)
        try:
            return connection.sql(identified_sql(self.spec, identity, self.number)).to_arrow_table()
        finally:
            connection.unregister("typed")

    def _mended(self, typed: pa.Table, tally: _Tally) -> pa.Table:
        """Rows that an earlier import set aside: known by their place in its file."""
        contents = {str(entry.number): entry.content_id[:16] for entry in self.lake.journal()}
        numbers = [str(one or "") for one in typed["mends_import"].to_pylist()]
        tally.mends |= {int(one) for one in numbers if one in contents}
        found = [contents.get(one, self.source.content_id[:16]) for one in numbers]
        return typed.append_column("mends_content", pa.array(found, pa.string()))

    def _has_key(self, rows: pa.Table) -> bool:
        """False where rows are told apart by file and row number alone, so that nothing can repeat them."""
        if self.source.key:
            return True
        if self.spec.is_signal and "period_days" in rows.column_names:
            return True
        return any(one in rows.column_names for one in (*self.spec.key, *MENDS))

    def _check_columns(self, rows: pa.Table) -> None:
        given = set(rows.column_names)
        missing = [one for one in self.spec.required if one not in given]
        if missing:
            others = ", ".join(sorted({*given, *self.source.unread_columns} - {"line", "part"}))
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
            found["imported"] = as_changed(self.lake, self.spec, imported)
        return found


def _totals(connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows_folder: Path) -> tuple[float, float, str, str]:
    """Pieces, money, first and last day of the new rows, to hold beside the source."""
    parts = sorted(str(path) for path in rows_folder.glob("part-*.parquet"))
    names = {column.stored_name for column in spec.columns}
    if not parts or "units" not in names:
        return 0.0, 0.0, "", ""
    money = "sum(units * price_cents)" if "price_cents" in names else "0"
    where = "WHERE kind = 'order'" if spec.is_signal else ""
    day = next((one for one in DAYS if one in names), "NULL")
    ends = f"CAST(CAST(min({day}) AS DATE) AS VARCHAR), CAST(CAST(max({day}) AS DATE) AS VARCHAR)"
    found = connection.execute(f"SELECT sum(units), {money}, {ends} FROM read_parquet($1) {where}", [parts]).fetchall()[
        0
    ]
    return float(found[0] or 0), float(found[1] or 0), found[2] or "", found[3] or ""
