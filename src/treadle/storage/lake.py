"""The lake: imported rows as Parquet that is only ever added to, and a journal that says what counts.

    .treadle/lake/<table>/<import number>/part-*.parquet         rows, each with identity, version and import
    .treadle/lake/<table>/<import number>/superseded-*.parquet   identity and version of rows that a newer one replaced
    .treadle/journal/<import number>.json                        one finished import; written last, by rename
    .treadle/set_aside/<import number>-<file>.csv                rows that could not be read: line, column, reason, row

Files that no journal entry names are the remains of an import that was killed: they are not read, and the next
import removes them.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from treadle.storage.cells import literal
from treadle.terms.table_spec import TableSpec

#: SQL type of each kind of cell in the lake.
STORED_TYPES = {
    "number": "DOUBLE", "share": "DOUBLE", "whole": "BIGINT", "money": "BIGINT", "day": "DATE",
    "moment": "TIMESTAMPTZ", "flag": "BOOLEAN", "clock": "INTEGER",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One finished import of one file into one table.

    read_rows = kept_rows + repeated_rows + replaced_rows + set_aside_rows. `left_out_rows` are lines which the
    mapping says are not for this table; they are not read.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """The imported rows of a brand's folder."""

    folder: Path

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
        return self.home / "set_aside" / f"{number:06d}-{Path(file).name}.csv"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one writer; a killed holder lets go of it. Remains of killed imports are removed."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self._sweep()
            yield

    def _sweep(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        known = {(entry.table, entry.number) for entry in self.journal()}
        for path in (self.home / "lake").glob("*/*"):
            if path.is_dir() and (path.parent.name, int(path.name)) not in known:
                shutil.rmtree(path)
        numbers = {number for _, number in known}
        for path in (self.home / "set_aside").glob("*.csv"):
            if int(path.name.partition("-")[0]) not in numbers:
                path.unlink()

    def journal(self) -> list[JournalEntry]:
        """All finished imports, oldest first."""
        entries = []
        for path in sorted((self.home / "journal").glob("*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            entries.append(JournalEntry(**{**kept, "assumptions": tuple(kept["assumptions"])}))
        return entries

    def commit(self, entry: JournalEntry, staged: Path, set_aside: Path | None) -> None:
        """Make one import count: its files first, its journal entry last."""
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
        write_durably(
            self.home / "journal" / f"{entry.number:06d}.json",
            json.dumps(asdict(entry), indent=1, ensure_ascii=False) + "\n",
        )

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
        rows = f"SELECT * FROM read_parquet([{', '.join(literal(one) for one in parts)}], union_by_name = true)"
        superseded = self.parts(spec.name, "superseded-*.parquet")
        if not superseded or is_every_version:
            return rows
        listed = ", ".join(literal(one) for one in superseded)
        return f"SELECT * FROM ({rows}) ANTI JOIN read_parquet([{listed}]) AS old USING (id_high, id_low, version)"


def open_duckdb(time_zone: str, spill: Path | None = None, memory: str = "320MB") -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that reads days in the brand's time zone and spills to disk beyond `memory`."""
    connection = duckdb.connect()
    connection.execute(f"SET TimeZone = {literal(time_zone)}")
    connection.execute(f"SET memory_limit = {literal(memory)}")
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")
    if spill is not None:
        connection.execute(f"SET temp_directory = {literal(str(spill))}")
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
