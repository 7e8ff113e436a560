"""The CSV files of `tables/`, written by hand or by a system: read as any file is, each line and cell that cannot be
read a problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import InputError, Problem
from treadle.reading.cell_form import CellForm
from treadle.reading.cell_numbers import number_sql
from treadle.reading.cell_times import time_sql
from treadle.reading.column_forms import decided_forms
from treadle.reading.delimited import DelimitedReader
from treadle.reading.header_row import HeaderRule
from treadle.reading.sql_text import quoted
from treadle.reading.waiting_rows import Waiting, is_large
from treadle.storage.cells import RECORD, split_problems, type_rows
from treadle.terms.column_names import Matched, column_of, match_columns
from treadle.terms.table_spec import TableSpec

_ONE_WAY = "Write all days as 2026-03-31"


def table_path(folder: Path, table: str) -> Path:
    """Where a table's CSV lies in a brand's folder."""
    return folder / "tables" / f"{table}.csv"


def read_table(connection: duckdb.DuckDBPyConnection, folder: Path, spec: TableSpec) -> tuple[pa.Table, list[Problem]]:
    """All rows of a table's CSV, typed, with `line` and `problems`, and all problems of the file.

    A row with problems stays, so that its names still count where other tables refer to them; `good_rows` drops it.
    Without a required column, or with one whose days cannot be told, no row is good, and only the column is a problem.
    An absent file has no rows.
    """
    problems: list[Problem] = []
    return pa.concat_tables(read_parts(connection, folder, spec, problems)), problems


def read_parts(
    connection: duckdb.DuckDBPyConnection, folder: Path, spec: TableSpec, problems: list[Problem]
) -> Iterator[pa.Table]:
    """As `read_table`, part by part, one at least; what is wrong is added to `problems`. A large file's text waits on
    the disk, so that no more of it than a part is held."""
    written = _Written(connection=connection, path=table_path(folder, spec.name), spec=spec, problems=problems)
    for text in written.texts() if written.path.is_file() else [_no_rows(spec.names)]:
        typed = type_rows(connection, spec, text)
        bad = typed.filter(pc.not_equal(typed["problems"], ""))
        for line, said in zip(bad["line"].to_pylist(), bad["problems"].to_pylist()):
            for column, what, remedy in split_problems(said):
                if column not in written.undecided:
                    written.say(what, remedy, row=line, column=column, stops_plan=not spec.is_signal)
        if written.undecided or any(name not in text.column_names for name in spec.required):
            place = typed.schema.get_field_index("problems")
            typed = typed.set_column(place, "problems", pa.array([RECORD] * typed.num_rows, pa.string()))
        yield typed.drop_columns(["part"])


def good_rows(rows: pa.Table) -> pa.Table:
    """The rows without problems, and without the column that says so."""
    return rows.filter(pc.equal(rows["problems"], "")).drop_columns(["problems"])


@dataclass(kw_only=True)
class _Written:
    """One file, and what is said of it; `undecided` are columns of which nobody can say what their cells mean."""

    connection: duckdb.DuckDBPyConnection
    path: Path
    spec: TableSpec
    problems: list[Problem] = field(default_factory=list)
    undecided: set[str] = field(default_factory=set)

    @property
    def shown(self) -> str:
        """The file as problems name it."""
        return f"tables/{self.path.name}"

    def say(
        self, what: str, remedy: str, *, row: int | None = None, column: str | None = None, stops_plan: bool = True
    ) -> None:
        """Add a problem."""
        self.problems.append(
            Problem(file=self.shown, row=row, column=column, what=what, remedy=remedy, stops_plan=stops_plan)
        )

    def note(self, what: str) -> None:
        """Add what was decided while reading."""
        self.say(what, "Nothing to do, if that is right", stops_plan=False)

    def texts(self) -> Iterator[pa.Table]:
        """The rows as text by the table's columns, as the tables want their cells, with `line` and `part`: all of a
        small file at once, a large one's part by part."""
        if self._is_blank():
            remedy = f"Write the columns {', '.join(self.spec.names)} into its first line, or delete the file"
            self.say("the file is empty", remedy, stops_plan=self.spec.is_needed)
            yield _no_rows(self.spec.names)
            return
        rule = HeaderRule(is_known=lambda cell: bool(column_of(cell, self.spec.names)))
        reader = DelimitedReader(path=self.path, rule=rule, shown=self.shown, keeps_repeated=True)
        spill = self.path.parent.parent / ".treadle" / "spill"
        with Waiting(spill, is_held=not is_large(self.path)) as waiting:
            try:
                for batch in reader.batches():
                    waiting.add(self._kept(reader, batch.rows, batch.refused))
            except InputError as error:
                self.problems += [replace(one, file=self.shown) for one in error.problems]
                yield _no_rows(self.spec.names)
                return
            yield from self._told(reader, waiting)

    def _is_blank(self) -> bool:
        """True where nothing but blanks and separators stands in the file."""
        with self.path.open("rb") as file:
            while piece := file.read(1 << 20):
                if piece.strip(b"\xef\xbb\xbf \t\r\n,;|"):
                    return False
        return True

    def _told(self, reader: DelimitedReader, waiting: Waiting) -> Iterator[pa.Table]:
        """The rows that were read, once all are, with what is to be said of the file first."""
        for note in reader.notes:
            self.note(note)
        if reader.rows_above:
            self.note(f"what stands above the headings in row {reader.heading_row} is not read")
        found = match_columns([one for one in reader.columns() if one], self.spec.names)
        self._say_headings(reader, found)
        theirs = {ours: heading for heading, ours in found.read.items()}
        if not waiting.is_any:
            waiting.add(_no_rows(tuple(one for one in reader.columns() if one)))
        decided = decided_forms(theirs, self.spec, waiting.parts, self.shown, ask=_ONE_WAY)
        self.problems += decided.problems
        self.undecided |= {found.read[one.column] for one in decided.problems if one.column}
        for said in decided.notes:
            self.note(said)
        extra = [one for one in found.unread if self.spec.keeps_extra]
        for rows in waiting.parts():
            yield self._as_wanted(rows, theirs, extra, decided.forms)

    def _kept(self, reader: DelimitedReader, rows: pa.Table, refused: object) -> pa.Table:
        assert isinstance(refused, list)
        for line, what, _ in refused:
            remedy = "Put values that hold the separator in double quotes"
            if " cells under " not in what:
                remedy = "Save the sheet as CSV UTF-8 again"
            self.say(what, remedy, row=line, stops_plan=not self.spec.is_signal)
        return rows.select([*(one for one in reader.columns() if one), "line"])

    def _say_headings(self, reader: DelimitedReader, found: Matched) -> None:
        row, spec = reader.heading_row, self.spec
        for one in spec.required:
            if one not in found.read.values() and one not in found.claimed_twice:
                self.say("the column is missing", f"Add it: {spec.column(one).doc}", row=row, column=one)
        for one in reader.repeated:
            self.say("the column appears twice", "Keep one of them", row=row, column=one)
        for one, claims in found.claimed_twice.items():
            self.say(f"columns {' and '.join(claims)} both claim to be it", "Remove or rename one", row=row, column=one)
        for one in [] if spec.keeps_extra else found.unread:
            if not any(one in claims for claims in found.claimed_twice.values()):
                self.say(
                    "the column is not known and not read", f"Rename or remove it; known are {', '.join(spec.names)}",
                    row=row, column=one, stops_plan=False,
                )  # fmt: skip
        for said in found.renamed:
            self.note(said)

    def _as_wanted(
        self, rows: pa.Table, theirs: Mapping[str, str], extra: Sequence[str], forms: Mapping[str, CellForm]
    ) -> pa.Table:  # fmt: skip
        """Rows under the table's headings, with days and numbers as the tables want them."""
        rows = rows.select([*theirs.values(), *extra, "line"]).rename_columns([*theirs, *extra, "line"])
        if forms:
            rows = self._reformed(rows, forms)
        return rows.append_column("part", pa.array([0] * rows.num_rows, pa.int64()))

    def _reformed(self, rows: pa.Table, forms: Mapping[str, CellForm]) -> pa.Table:
        cells = {name: number_sql(form, quoted(name)) for name, form in forms.items()}
        chosen = [f"{time_sql(forms[name], cell, quoted)} AS {quoted(name)}" for name, cell in cells.items()]
        self.connection.register("written", rows)
        try:
            query = f"SELECT * REPLACE ({', '.join(chosen)}) FROM written ORDER BY line"
            return self.connection.sql(query).to_arrow_table()
        finally:
            self.connection.unregister("written")


def _no_rows(names: tuple[str, ...]) -> pa.Table:
    columns = {one: pa.array([], pa.string()) for one in names}
    columns["line"] = pa.array([], pa.int64())
    columns["part"] = pa.array([], pa.int64())
    return pa.table(columns)
