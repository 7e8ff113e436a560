"""The rows that count: what is written in `tables/` and what was imported, the newest version of each row once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.reading.sql_text import quoted, text_literal
from treadle.reading.waiting_rows import Waiting, is_large
from treadle.storage.cells import type_rows
from treadle.storage.dropped_rows import NAMES, TABLE, dropped_names, has_dropped
from treadle.storage.folder_csv import good_rows, read_parts, read_table, table_path
from treadle.storage.intake import open_set_asides
from treadle.storage.kept_rows import ReadRows, Source, Told, held, keep_rows, kept_rows, one_by_one, rows_key
from treadle.storage.lake import Lake
from treadle.storage.made_before import MADE_BEFORE
from treadle.storage.memory import give_back
from treadle.storage.repeated_keys import once_each
from treadle.storage.row_identity import identified
from treadle.storage.signals_on_disk import DEALT, HELD_SIGNALS, PART_SIGNALS, SignalsOnDisk
from treadle.storage.touched_files import FilesStamp, stamp_of_files
from treadle.storage.wild_days import Apart, days_apart, read_confirmed
from treadle.terms.signal import SIGNALS
from treadle.terms.signal_parts import Signals
from treadle.terms.table_spec import TableSpec
from treadle.terms.tables import TABLES

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class FolderRows:
    """Reads the tables of one folder; `problems` grows with every table read.

    Rows have the stored columns of their table, `attributes` where kept, `line`, and `import_number` (0: written
    in `tables/`). `stamp` is that of the folder's files before they were read (None: nothing is taken from memory).
    """

    lake: Lake
    connection: duckdb.DuckDBPyConnection
    problems: list[Problem]
    imported_files: Mapping[int, str]
    stamp: FilesStamp | None = None
    also_named: dict[str, set[str]] = field(default_factory=dict)
    _written: dict[str, Source] = field(default_factory=dict)
    _sql: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, folder: Path, connection: duckdb.DuckDBPyConnection, *, is_anew: bool = False
    ) -> FolderRows:  # fmt: skip
        """A reader of the folder; what an import set aside and still stops a plan is a problem already. `is_anew`: all
        is read again, so that `problems` hold those too that stop nothing."""
        stamp = None if is_anew else stamp_of_files(folder)
        lake = Lake(folder=folder).as_it_is()
        journal = lake.journal()
        problems = [
            Problem(
                file=str(lake.set_aside_file(entry.number, entry.file).relative_to(folder)),
                what=f"{entry.set_aside_rows} rows of {entry.file} for table {entry.table} were set aside",
                remedy=f"Correct them in {entry.file} and import it again",
            )
            for entry in open_set_asides(journal)
        ]
        return cls(
            lake=lake, connection=connection, problems=problems,
            imported_files={entry.number: entry.file for entry in journal}, stamp=stamp,
        )  # fmt: skip

    def once(self, build: Callable[..., Made], *given: object) -> Made:
        """What `build` makes of these rows (and of `given`), or made before while no file of the folder was touched.

        `build` must look at nothing else. Where something stops a plan, it is asked each time.
        """
        place = (self.lake.folder.absolute(), self.time_zone)
        kept = [] if self.stamp is None else MADE_BEFORE.get(place, self.stamp, build, given)
        if kept:
            found: Made = kept[0]
            return found
        made = build(self, *given)
        if self.stamp is not None and not any(one.stops_plan for one in self.problems):
            MADE_BEFORE.keep(place, self.stamp, build, given, made)
        return made

    @cached_property
    def time_zone(self) -> str:
        """The zone in which days and moments without an offset are read."""
        found: str = self.connection.execute("SELECT current_setting('TimeZone')").fetchall()[0][0]
        return found

    def read(self, table: str) -> pa.Table:
        """Rows of a table that count, with those of the CSV first."""
        spec = TABLES[table]
        if not spec.is_signal and not self.lake.parts(table):
            written = self.written_rows(spec)
            if written is not None and not self._of_dropped(spec):
                return written.select(self.columns(spec)).sort_by("line")
        query = self.sql(table)
        if query is None:
            return self._empty(spec)
        order = "happened_at, signal_id" if spec.is_signal else "import_number, line"
        return self.connection.sql(f"SELECT * FROM ({query}) ORDER BY {order}").to_arrow_table()

    def read_signals(self, known_before: datetime) -> Signals:
        """The signals that were known at a moment, in order, without those of days that lie far apart from all others.
        There are many of them, so what was read of the written ones is let go: whoever asks for it again has it read
        again."""
        apart = signals_apart(self)
        spec = TABLES["signals"]
        query = self.sql(spec.name)
        if query is None:
            return SIGNALS.empty_table()
        moments = [("known_at <= ", known_before)]
        if apart.first is not None:
            moments.append(("happened_at >= ", midnight(apart.first, self.time_zone)))
        if apart.last is not None:
            after = date.fromordinal(apart.last.toordinal() + 1)
            moments.append(("happened_at < ", midnight(after, self.time_zone)))
        told = " AND ".join(f"{said}CAST({text_literal(at.isoformat())} AS TIMESTAMPTZ)" for said, at in moments)
        chosen = ", ".join(quoted(one) for one in SIGNALS.names)
        written = self._written.get(spec.name)
        if written is not None and not isinstance(written, pa.Table):
            self.connection.register(f"written_{spec.name}", one_by_one(written))
        many = sum(count for day, count in self.days_of_signals if day < known_before.date())
        found = self._sorted_signals(chosen, f"FROM ({query}) WHERE {told} ORDER BY happened_at, signal_id", many)
        if self._written.pop(spec.name, None) is not None:
            self.connection.unregister(f"written_{spec.name}")
            self._sql.pop(spec.name)
        return found

    def _sorted_signals(self, chosen: str, rest: str, many: int) -> Signals:
        """Rows of SIGNALS by SQL, held, or on the disk where there are many."""
        if many <= HELD_SIGNALS:
            rows = self.connection.sql(f"SELECT {chosen} {rest}").to_arrow_table()
            return rows.cast(SIGNALS).combine_chunks()
        rows = self.connection.sql(f"SELECT {chosen}, {DEALT} AS dealt {rest}").to_arrow_reader(PART_SIGNALS)
        return SignalsOnDisk(rows, "dealt", -(-many // PART_SIGNALS), self.lake.home / "spill")

    def sql(self, table: str) -> str | None:
        """SQL of the rows that `read` returns, in no order, for what is too large to hold; None without rows."""
        if table not in self._sql:
            self._sql[table] = self._rows_sql(TABLES[table])
        return self._sql[table]

    def _rows_sql(self, spec: TableSpec) -> str | None:
        table = spec.name
        written = self.written_source(spec)
        imported = self.lake.rows_sql(spec)
        columns = ", ".join(quoted(one) for one in self.columns(spec))
        gone = self._of_dropped(spec)
        selects = []
        if written is not None and (not isinstance(written, pa.Table) or written.num_rows):
            self.connection.register(f"written_{table}", written)
            hidden = self.lake.rows_sql(spec, is_every_version=True)
            anti = f" ANTI JOIN ({hidden}) AS newer USING (id_high, id_low)" if hidden else ""
            selects.append(f"SELECT {columns} FROM written_{table}{anti}")
        if imported is not None:
            selects.append(f"SELECT {columns} FROM ({imported})")
        found = " UNION ALL ".join(selects) if selects else None
        return f"SELECT * FROM ({found}) WHERE {gone}" if found and gone else found

    def _of_dropped(self, spec: TableSpec) -> str:
        """SQL of which rows count beside what was dropped from the range; empty where all of them do."""
        if spec.name == TABLE or spec.is_signal or not has_dropped(self.lake):
            return ""
        conditions = []
        for column in spec.columns:
            table, _, named = (column.refers_to or "").partition(".")
            names = self.dropped.get(named, set()) if table == TABLE else set()
            if names:
                listed, cell = ", ".join(text_literal(one) for one in sorted(names)), quoted(column.stored_name)
                conditions.append(f"({cell} IS NULL OR {cell} NOT IN ({listed}))")
        return " AND ".join(conditions)

    @cached_property
    def dropped(self) -> dict[str, set[str]]:
        """Names of products that were dropped from the range: rows of other tables that name them do not count."""
        products = self.read(TABLE)
        return dropped_names(self.lake, {one: products[one].to_pylist() for one in NAMES})

    @cached_property
    def days_of_signals(self) -> tuple[tuple[date, int], ...]:
        """Days on which signals became known and how many did, in the order of days.

        A total that ends at midnight belongs to the day before; an act dated by its day alone to that day.
        """
        spec = TABLES["signals"]
        sources = [one for one in (self.written_source(spec), self.lake.rows_sql(spec)) if one is not None]
        found: dict[date, int] = {}
        for one in sources:
            if not isinstance(one, str):
                self.connection.register("signals_written", one)
            source = f"({one})" if isinstance(one, str) else "signals_written"
            last = "CASE WHEN known_at > happened_at THEN known_at - to_microseconds(1) ELSE known_at END"
            day = f"CAST(timezone({text_literal(self.time_zone)}, {last}) AS DATE)"
            query = f"SELECT {day} AS day, count(*) FROM {source} GROUP BY day"
            for each, count in self.connection.execute(query).fetchall():
                found[each] = found.get(each, 0) + int(count)
            if not isinstance(one, str):
                self.connection.unregister("signals_written")
        return tuple(sorted(found.items()))

    def columns(self, spec: TableSpec) -> list[str]:
        """Names of the columns that `read` returns."""
        stored = [column.stored_name for column in spec.columns]
        return [*stored, *(["attributes"] if spec.keeps_extra else []), "line", "import_number"]

    def place(self, table: str, line: int, import_number: int) -> tuple[str, int]:
        """File and row where a person finds a row."""
        shown = f"tables/{table}.csv" if import_number == 0 else self.imported_files[import_number]
        return shown, line

    def hidden_rows(self, table: str) -> list[tuple[int, str]]:
        """Lines of the CSV that an import replaced by another content, with the file that did."""
        spec = TABLES[table]
        imported = self.lake.rows_sql(spec)
        if imported is None or not table_path(self.lake.folder, table).is_file():
            return []
        rows = good_rows(read_table(self.connection, self.lake.folder, spec)[0])
        self.connection.register("mine", identified(self.connection, spec, rows))
        found = self.connection.execute(
            "SELECT mine.line, newer.import_number FROM mine JOIN "
            f"({imported}) AS newer USING (id_high, id_low) "
            "WHERE mine.content_hash <> newer.content_hash ORDER BY 1"
        ).fetchall()
        self.connection.unregister("mine")
        return [(line, self.imported_files[number]) for line, number in found]

    def written_rows(self, spec: TableSpec) -> pa.Table | None:
        """Good rows of the CSV with their identity, a repeated key only once."""
        found = self.written_source(spec)
        return None if found is None else held(found)

    def written_source(self, spec: TableSpec) -> Source | None:
        """As `written_rows`; many signals stay on the disk, to be gone through there."""
        path = table_path(self.lake.folder, spec.name)
        if not path.is_file():
            return None
        if spec.name in self._written:
            return self._written[spec.name]
        key = rows_key(path, spec, self.time_zone)
        is_held = not spec.is_signal or not is_large(path)
        found = kept_rows(self.lake.home, spec.name, key, is_held=is_held) or self._read_written(spec, key, is_held)
        self.problems.extend(found.told.problems)
        for column, names in found.told.names.items():
            self.also_named.setdefault(column, set()).update(names)
        self._written[spec.name] = found.rows
        return found.rows

    def _read_written(self, spec: TableSpec, key: str, is_held: bool) -> ReadRows:
        """Read the rows of the CSV, and keep them."""
        problems: list[Problem] = []
        bad, halves = [], []
        with Waiting(self.lake.home / "spill", is_held=is_held) as waiting:
            for part in read_parts(self.connection, self.lake.folder, spec, problems):
                bad.append(part.filter(pc.not_equal(part["problems"], "")))
                good = identified(self.connection, spec, good_rows(part), has_content=False)
                halves.append(good["id_high"].to_numpy())
                waiting.add(good)
            names = _names_of(spec, pa.concat_tables(bad))
            if not is_held:
                give_back()
            once = once_each(spec, waiting.parts, halves, problems)
            told = Told(problems=tuple(problems), names=names)
            keep_rows(self.lake.home, spec.name, key, once(), told)
            kept = None if is_held else kept_rows(self.lake.home, spec.name, key, is_held=False)
            return kept or ReadRows(rows=pa.concat_tables(once()), told=told)

    def _empty(self, spec: TableSpec) -> pa.Table:
        none = pa.table({"line": pa.array([], pa.int64()), "part": pa.array([], pa.int64())})
        return identified(self.connection, spec, type_rows_of(self.connection, spec, none)).select(self.columns(spec))


def _names_of(spec: TableSpec, bad: pa.Table) -> dict[str, tuple[str, ...]]:
    """Names in rows that cannot be read: other tables may refer to them without a problem of their own."""
    return {
        f"{spec.name}.{column.name}": tuple(sorted({one for one in bad[column.name].to_pylist() if one is not None}))
        for column in spec.columns
        if column.kind in ("id", "text")
    }


def type_rows_of(connection: duckdb.DuckDBPyConnection, spec: TableSpec, text: pa.Table) -> pa.Table:
    """Typed rows with `line`, none of them bad."""
    return type_rows(connection, spec, text).drop_columns(["problems", "part"])


def newest_known_day(rows: FolderRows) -> date | None:
    """The day after the last day with a usual number of signals: the default of `--as-of`."""
    counts = rows.days_of_signals
    if not counts:
        return None
    last = signals_apart(rows).last or counts[-1][0]
    return date.fromordinal(last.toordinal() + 1)


def signals_apart(rows: FolderRows) -> Apart:
    """Days of signals that lie far apart from all others, and that nobody has confirmed."""
    return days_apart(rows.days_of_signals, read_confirmed(rows.lake.folder))


def midnight(day: date, time_zone: str) -> datetime:
    """The moment at which a day begins for the brand."""
    return datetime.combine(day, time(0), ZoneInfo(time_zone))
