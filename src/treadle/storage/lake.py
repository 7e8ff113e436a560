"""The lake: imported rows as Parquet that is only ever added to, and a journal that says what counts.

    .treadle/lake/<table>/<import number>/part-*.parquet         rows, each with identity, version and import
    .treadle/lake/<table>/<import number>/superseded-*.parquet   identity and version of rows that a newer one replaced
    .treadle/lake/<table>/<import number>/dropped-*.parquet      identity and version of rows that its list lacks
    .treadle/journal/<import number>.json                        one finished import; written last, by rename
    .treadle/set_aside/<import number>-<file>.csv                rows that could not be read: line, column, reason, row

Files that no journal entry names are the remains of an import that was killed: they are not read, and the next
import removes them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from filelock import FileLock

from treadle.errors import InputError, NotFoundError
from treadle.reading.sql_text import text_literal
from treadle.terms.codec import from_text, to_text
from treadle.terms.table_spec import TableSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One finished import of one file into one table.

    read_rows = kept_rows + repeated_rows + replaced_rows + summed_rows + set_aside_rows. `left_out_rows` are lines
    which the mapping says are not for this table; they are not read. `summed_rows` were added to another row of their
    key. `reasons` count why rows were set aside; `mends` is the import whose set-aside rows these are, mended;
    `undoes` the import (or undoing) that this entry takes back, and then there are no rows. `pieces` and
    `money_cents` are those of the orders (in other tables of all rows) that came new, `first_day` and `last_day`
    theirs. `missing` are products that an earlier edition of the list named and this one does not; they stay in the
    range until somebody says that they are gone.
    """

    number: int
    table: str
    file: str
    content_id: str
    mapping_id: str
    read_rows: int
    kept_rows: int
    repeated_rows: int
    replaced_rows: int
    set_aside_rows: int
    left_out_rows: int
    assumptions: tuple[str, ...] = ()
    summed_rows: int = 0
    read_columns: tuple[str, ...] = ()
    unread_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    mends: int = 0
    undoes: int = 0
    pieces: float = 0.0
    money_cents: float = 0.0
    first_day: str = ""
    last_day: str = ""
    missing: tuple[str, ...] = ()


_TOGETHER = re.compile(rb'"noun":\s*"JournalEntries"')


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntries:
    """The imports of one command, which count together or not at all."""

    entries: tuple[JournalEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """The imported rows of a brand's folder. `staged` are imports of a command that is not done: they count for whoever
    holds this lake, and for all once they are committed, together."""

    folder: Path
    staged: list[JournalEntry] = field(default_factory=list, compare=False)
    _known: tuple[JournalEntry, ...] | None = field(default=None, compare=False)

    def as_it_is(self) -> Lake:
        """The lake with the imports that count now, read once: for who reads all of it and adds nothing."""
        return Lake(folder=self.folder, _known=tuple(self.entries()))

    @property
    def home(self) -> Path:
        """Where treadle keeps what it is not for people to edit."""
        return self.folder / ".treadle"

    @property
    def staging(self) -> Path:
        """Where an import builds what is not yet committed."""
        return self.home / "staging"

    def import_folder(self, table: str, number: int) -> Path:
        """Folder of the rows that one import added to a table."""
        return self.home / "lake" / table / f"{number:06d}"

    def set_aside_file(self, number: int, file: str) -> Path:
        """The rows that one import could not read."""
        plain = re.sub(r"[^\w. -]+", "_", file)
        while len(plain.encode()) > 120:
            plain = plain[1:]
        return self.home / "set_aside" / f"{number:06d}-{plain}.csv"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one writer; a killed holder lets go of it. Remains of killed imports are removed."""
        self.home.mkdir(parents=True, exist_ok=True)
        with FileLock(self.home / "lock"):
            self._sweep()
            yield

    def _sweep(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        known = {(entry.table, entry.number) for entry in self.entries()}
        for path in (self.home / "lake").glob("*/*"):
            if path.is_dir() and path.name.isdigit() and (path.parent.name, int(path.name)) not in known:
                shutil.rmtree(path)
        numbers = {number for _, number in known}
        for path in (self.home / "set_aside").glob("*.csv"):
            number = path.name.partition("-")[0]
            if number.isdigit() and int(number) not in numbers:
                path.unlink()

    def entries(self) -> list[JournalEntry]:
        """All entries, oldest first: finished imports, also those taken back, and what took them back.

        Files that are not ours (a sync tool's copies, an editor's rests) are not read. Raises `InputError` for an entry
        of ours that is torn.
        """
        if self._known is not None:
            return list(self._known)
        found: list[JournalEntry] = []
        for path in sorted((self.home / "journal").glob("*.json")):
            if not re.fullmatch(r"[0-9]{6,}", path.stem):
                continue
            remedy = "Take it from a copy of the folder, or move it away and import that file again"
            place = str(path.relative_to(self.folder))
            raw = path.read_bytes()
            if _TOGETHER.search(raw[:200]):
                found += from_text(JournalEntries, raw, file=place, remedy=remedy).entries
            else:
                found.append(from_text(JournalEntry, raw, file=place, remedy=remedy))
        return sorted([*found, *self.staged], key=lambda entry: entry.number)

    def journal(self) -> list[JournalEntry]:
        """Imports that count, oldest first."""
        entries = self.entries()
        undone: set[int] = set()
        for entry in reversed(entries):
            if entry.undoes and entry.number not in undone:
                undone.add(entry.undoes)
        return [entry for entry in entries if not entry.undoes and entry.number not in undone]

    def next_number(self) -> int:
        """The number of the next entry."""
        return max((entry.number for entry in self.entries()), default=0) + 1

    def has_undone(self, table: str) -> bool:
        """Whether an import into that table was taken back."""
        counting = {entry.number for entry in self.journal()}
        return any(not one.undoes and one.table == table and one.number not in counting for one in self.entries())

    def undo(self, number: int) -> JournalEntry:
        """Take an import back: an entry says so, its rows stay where they are. An undoing can be undone.

        Raises `NotFoundError` where there is no such import, `InputError` where it does not count any more.
        """
        with self.locked():
            entries = {entry.number: entry for entry in self.entries()}
            if number not in entries:
                known = ", ".join(str(one) for one in list(entries)[-8:]) or "none"
                raise NotFoundError(f"there is no import {number} in {self.folder}; the last are {known}")
            undone = {entry.undoes for entry in entries.values() if entry.undoes and not self._is_undone(entry.number)}
            if number in undone:
                raise InputError.single(f"import {number}", "it was taken back before", "Nothing needs to be done")
            one = entries[number]
            entry = JournalEntry(
                number=max(entries) + 1, table=one.table, file=one.file, content_id="", mapping_id="", read_rows=0,
                kept_rows=0, repeated_rows=0, replaced_rows=0, set_aside_rows=0, left_out_rows=0, undoes=number,
            )  # fmt: skip
            self._write_entry(entry)
            return entry

    def _is_undone(self, number: int) -> bool:
        undone: set[int] = set()
        for entry in reversed(self.entries()):
            if entry.undoes and entry.number not in undone:
                undone.add(entry.undoes)
        return number in undone

    def stage(self, entry: JournalEntry, staged: Path, set_aside: Path | None) -> None:
        """Put the files of one import where they will be; it counts once `commit` was called. Until then they are swept
        by whoever holds the folder next."""
        target = self.import_folder(entry.table, entry.number)
        sync_tree(staged)
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.rename(target)
        sync_folder(target.parent)
        if set_aside is not None:
            kept = self.set_aside_file(entry.number, entry.file)
            kept.parent.mkdir(parents=True, exist_ok=True)
            sync_file(set_aside)
            set_aside.rename(kept)
            sync_folder(kept.parent)
        self.staged.append(entry)

    def commit(self) -> None:
        """Make all staged imports count, in one step: one file of the journal holds them."""
        entries = tuple(self.staged)
        if len(entries) == 1:
            self._write_entry(entries[0])
        elif entries:
            text = to_text(JournalEntries(entries=entries), indent=1)
            write_durably(self.home / "journal" / f"{entries[0].number:06d}.json", text)
        self.staged.clear()

    def _write_entry(self, entry: JournalEntry) -> None:
        write_durably(self.home / "journal" / f"{entry.number:06d}.json", to_text(entry, indent=1))

    def parts(self, table: str, name: str = "part-*.parquet") -> list[str]:
        """Paths of the committed files of a table, oldest import first."""
        found: list[str] = []
        for entry in self.journal():
            if entry.table == table:
                found += sorted(str(one) for one in self.import_folder(table, entry.number).glob(name))
        return found

    def rows_sql(self, spec: TableSpec, *, is_every_version: bool = False) -> str | None:
        """SQL of a table's rows: the newest version of each, or every version; None where nothing was imported.

        Columns: the stored columns, `attributes` where kept, `id_high`, `id_low`, `content_hash`, `version`,
        `import_number`, `line`.
        """
        parts = self.parts(spec.name)
        if not parts:
            return None
        rows = f"SELECT * FROM read_parquet([{', '.join(text_literal(one) for one in parts)}], union_by_name = true)"
        if self.has_undone(spec.name) and not is_every_version:
            order = "version DESC, import_number DESC"
            newest = f"{rows} QUALIFY row_number() OVER (PARTITION BY id_high, id_low ORDER BY {order}) = 1"
            return self._without_dropped(spec, newest)
        superseded = self.parts(spec.name, "superseded-*.parquet")
        if is_every_version:
            return rows
        if superseded:
            listed = ", ".join(text_literal(one) for one in superseded)
            rows = f"SELECT * FROM ({rows}) ANTI JOIN read_parquet([{listed}]) AS old USING (id_high, id_low, version)"
        return self._without_dropped(spec, rows)

    def _without_dropped(self, spec: TableSpec, rows: str) -> str:
        dropped = self.parts(spec.name, "dropped-*.parquet")
        if not dropped:
            return rows
        listed = ", ".join(text_literal(one) for one in dropped)
        return f"SELECT * FROM ({rows}) ANTI JOIN read_parquet([{listed}]) AS gone USING (id_high, id_low, version)"


def open_duckdb(time_zone: str, spill: Path | None = None, memory: str = "320MB") -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that reads days in the brand's time zone and spills to disk beyond `memory`."""
    connection = duckdb.connect()
    connection.execute(f"SET TimeZone = {text_literal(time_zone)}")
    connection.execute(f"SET memory_limit = {text_literal(memory)}")
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")
    if spill is not None:
        connection.execute(f"SET temp_directory = {text_literal(str(spill))}")
    return connection


def write_durably(path: Path, text: str) -> None:
    """Write a file so that after a crash it is either wholly there or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have the disk hold a file's content."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the disk hold a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(path: Path) -> None:
    """Have the disk hold all files of a folder."""
    for one in sorted(path.rglob("*")):
        if one.is_file():
            sync_file(one)
    sync_folder(path)
