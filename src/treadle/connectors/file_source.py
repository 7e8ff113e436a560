"""One file as rows of one table, by a mapping or by the names of its columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from treadle.connectors.containers import Scratch
from treadle.connectors.field_sql import sources_of
from treadle.connectors.inferred import inferred_rules
from treadle.connectors.mapping import FieldRule, FileFormat, SourceMap
from treadle.connectors.open_reader import open_reader
from treadle.connectors.plain_orders import WITHOUT_MINUS
from treadle.connectors.row_mapper import RowMapper
from treadle.connectors.wide_reader import WideReader
from treadle.errors import InputError, Problem
from treadle.reading.column_forms import decided_forms
from treadle.reading.raw_rows import OWN_LINE, Reader, Refused, content_id
from treadle.reading.sql_text import quoted
from treadle.terms.column_names import column_of, folded, match_columns
from treadle.terms.table_spec import TableSpec

#: Columns of a file of set-aside rows that say where a row was, and their names in its rows.
MENDED = {"import": "mends_import", OWN_LINE: "mends_line"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedBatch:
    """Some rows of a source, with the table's column names."""

    rows: pa.Table
    refused: Sequence[Refused]
    left_out_rows: int
    done_bytes: int


@dataclass(slots=True, kw_only=True)
class FileSource:
    """One file as rows of one table. `waived` columns are left unread knowingly; `day_order` says which of day and
    month stands first where a column does not show it; `is_wide` that the file has sizes across;
    `head_names` are columns of another table by which the headings are known: those of products, whose sizes are meant.

    Once its batches have been read, `read_columns` and `unread_columns` name what the file holds, and `remarks` say
    what was decided on the way.
    """

    path: Path
    table: str
    spec: TableSpec
    content_id: str
    mapping_id: str
    source: SourceMap | None = None
    sheet: str = ""
    key: Sequence[str] = ()
    key_space: str = ""
    assumptions: Sequence[str] = ()
    notes: Sequence[str] = ()
    lookup_paths: Sequence[Path] = field(default_factory=list)
    waived: Sequence[str] = ()
    day_order: str = ""
    remarks: list[str] = field(default_factory=list)
    read_columns: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)
    scratch: Scratch | None = None
    is_wide: bool = False
    head_names: Sequence[str] = ()

    @property
    def file(self) -> str:
        """Name shown to people; a sheet is named after its workbook."""
        return f"{self.path.name}:{self.sheet}" if self.sheet else self.path.name

    @property
    def total_bytes(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size

    def is_unchanged(self) -> bool:
        """Whether the file still holds what it held when it was opened."""
        return self.content_id == source_content_id(self.path, self.lookup_paths, self.sheet)

    def batches(self) -> Iterator[MappedBatch]:
        """The rows, mapped. Raises `InputError` where the file lacks columns that the mapping reads, where two columns
        claim to be one, and where a column that nobody reads looks like one that is missing."""
        form = self.source.format if self.source is not None else FileFormat()
        is_known = None if self.source is not None else self._knows
        reader = (
            WideReader(path=self.path, sheet=self.sheet, table=self.table) if self.is_wide
            else open_reader(self.path, form, self.sheet, is_known)
        )  # fmt: skip
        connection = duckdb.connect()
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET memory_limit = '384MB'")
            connection.execute("SET threads = 2")
            source = self.source or self._as_it_is(reader)
            source = replace(source, not_read=(*source.not_read, *self.waived))
            lookups = self._load_lookups(connection, source)
            mapper = RowMapper(
                connection=connection, source=source, reader=reader, file=self.file, lookups=lookups, notes=self.notes
            )
            self._decide_forms(mapper)
            mapper.prepare()
            if not reader.is_json:
                self.read_columns, self.unread_columns = mapper.read(), mapper.unread()
                self._stop_misunderstanding(mapper)
            for batch in mapper.raw_batches():
                rows, left_out = mapper.map(batch.rows)
                yield MappedBatch(rows=rows, refused=batch.refused, left_out_rows=left_out, done_bytes=batch.done_bytes)
            self._stop_misunderstanding(mapper)
            self.read_columns, self.unread_columns = mapper.read(), mapper.unread()
            self._remark(*getattr(reader, "notes", ()))
        finally:
            connection.close()

    def _knows(self, cell: str) -> bool:
        return bool(column_of(cell, self.head_names or self.spec.names))

    def _remark(self, *said: str) -> None:
        self.remarks += [one for one in dict.fromkeys(said) if one not in self.remarks]

    def _decide_forms(self, mapper: RowMapper) -> None:
        plain = {rule.source for rule in mapper.source.columns.values() if rule.source}
        places = {} if mapper.reader.is_json else {name: mapper.columns.find(name) for name in sorted(plain)}
        there = {name: one for name, one in places.items() if one is not None}
        source = mapper.source
        as_it_is = {
            name: there[rule.source] for name, rule in source.columns.items()
            if rule.source in there and replace(rule, replace=()) == FieldRule(source=rule.source)
            and rule.replace in ((), WITHOUT_MINUS)
        }  # fmt: skip
        found = decided_forms(
            as_it_is, self.spec, lambda: (batch.rows for batch in mapper.reader.batches()), self.file,
            day_order=self.day_order,
        )  # fmt: skip
        if found.problems:
            raise InputError(found.problems)
        marked = {
            name: replace(source.columns[name], thousands=form.thousands, decimal=form.decimal,
                          date_formats=form.date_formats, epoch=form.epoch)
            for name, form in found.forms.items()
        }  # fmt: skip
        mapper.source = replace(source, columns={**source.columns, **marked})
        self._remark(*found.notes)

    def _stop_misunderstanding(self, mapper: RowMapper) -> None:
        """A default must not stand in for a column that was written but not understood."""
        problems = [
            Problem(file=self.file, column=name, row=None,
                    what=f"nobody reads this column, it looks like {_spoken(measure)}, and nothing else says that",
                    remedy=f"Map it, rename it to one of {', '.join(self.spec.names)}, or say "
                    f'--not-read "{name}"')
            for name, measure in mapper.not_understood(self.spec.names).items()
        ]  # fmt: skip
        if problems:
            raise InputError(problems)

    def _load_lookups(self, connection: duckdb.DuckDBPyConnection, source: SourceMap) -> dict[str, Sequence[str]]:
        found: dict[str, Sequence[str]] = {}
        for one, path in zip(source.lookups, self.lookup_paths, strict=True):
            reader = open_reader(path, one.format, "")
            table = quoted("lookup " + one.name)
            is_made = False
            for batch in reader.batches():
                connection.register("piece", batch.rows.drop_columns(["line"]))
                connection.execute(
                    f"INSERT INTO {table} SELECT * FROM piece" if is_made
                    else f"CREATE TEMP TABLE {table} AS SELECT * FROM piece"
                )  # fmt: skip
                is_made = True
                connection.unregister("piece")
            if not is_made:
                raise InputError.single(path.name, "there is no row in it", "A file that is looked up must have rows")
            found[one.name] = list(reader.columns())
            keys = ", ".join(quoted(theirs) for theirs in one.on.values())
            twice = connection.execute(
                f"SELECT {keys}, count(*) FROM {table} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
            ).fetchall()
            if twice:
                shown = ", ".join(str(cell) for cell in twice[0][:-1])
                raise InputError.single(
                    path.name, f"{', '.join(one.on.values())} = {shown} stands in {twice[0][-1]} rows",
                    "A file that is looked up must have each key once",
                )  # fmt: skip
        return found

    def _as_it_is(self, reader: Reader) -> SourceMap:
        """The source of a file whose columns have the table's names, in any spelling and in other words."""
        headings = _json_keys(reader, self.file) if reader.is_json else [one for one in reader.columns() if one]
        if set(MENDED) <= set(headings):
            headings = [one for one in headings if one not in ("column", "reason", "text")]
        found = match_columns(headings, self.head_names or self.spec.names)
        if found.claimed_twice:
            raise InputError([
                Problem(file=self.file, row=1, column=name, what=f"columns {' and '.join(claims)} both claim to be it",
                        remedy="Remove or rename one")
                for name, claims in found.claimed_twice.items()
            ])  # fmt: skip
        self._remark(*found.renamed)
        columns = {ours: FieldRule(source=theirs) for theirs, ours in found.read.items() if ours in self.spec.names}
        made, notes = inferred_rules(headings, found.read, self.spec, is_scale=bool(self.head_names))
        self._remark(*notes)
        columns |= made
        used = {name for rule in made.values() for name in sources_of(rule)}
        rest = [one for one in found.unread if one not in used]
        if set(MENDED) <= set(headings):
            columns |= {ours: FieldRule(source=theirs) for theirs, ours in MENDED.items()}
            rest = [one for one in rest if one not in MENDED]
        money = next((one for one in rest if folded(one) in ("currency", "currencycode", "wahrung", "devise")), "")
        has_money = any(column.kind == "money" for column in self.spec.columns)
        currency = money if has_money and "currency" not in self.spec.names else ""
        attributes = {one: FieldRule(source=one) for one in rest if one != currency} if self.spec.keeps_extra else {}
        return SourceMap(file=self.file, table=self.table, columns=columns, attributes=attributes, currency=currency)


def source_content_id(path: Path, lookup_paths: Sequence[Path], sheet: str) -> str:
    """The identity of what a source holds: its content and that of files joined to it, and which sheet is meant."""
    found = content_id([path, *lookup_paths])
    return content_id_of_sheet(found, sheet) if sheet else found


def content_id_of_sheet(content: str, sheet: str) -> str:
    """Rows of two sheets of one workbook are apart, though their numbers are the same."""
    import hashlib

    return hashlib.sha256(f"{content}:{sheet}".encode()).hexdigest()


def _spoken(measure: str) -> str:
    return {"units": "pieces", "price": "a price or an amount of money", "size": "a size", "day": "a day"}[measure]


def _json_keys(reader: Reader, file: str) -> list[str]:
    """Names of the fields of the objects of a file."""
    keys: dict[str, None] = {}
    for batch in reader.batches():
        for text in batch.rows["json"].to_pylist():
            keys.update(dict.fromkeys(key for key in json.loads(text) if key))
    if not keys:
        raise InputError.single(file, "there is no JSON object in it", "Write one object per line")
    return list(keys)
