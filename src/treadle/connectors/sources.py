"""Files to sources of rows: which table, how read, by which mapping."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from treadle.connectors.columnar import ColumnarReader
from treadle.connectors.delimited import DelimitedReader
from treadle.connectors.field_sql import quoted
from treadle.connectors.json_lines import JsonLinesReader
from treadle.connectors.mapping import FieldRule, FileFormat, MappingFile, SourceMap
from treadle.connectors.raw_rows import Reader, Refused, content_id
from treadle.connectors.row_mapper import RowMapper
from treadle.connectors.sheets import SheetReader, sheet_names
from treadle.connectors.trends import TrendsReader
from treadle.errors import InputError, NotFoundError, Problem

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
SHEET_ENDINGS = (".xlsx", ".xls", ".xlsm", ".ods")
JSON_ENDINGS = (".jsonl", ".ndjson")
PARQUET_ENDINGS = (".parquet", ".pq")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedBatch:
    """Some rows of a source, with the table's column names."""

    rows: pa.Table
    refused: Sequence[Refused]
    left_out_rows: int
    done_bytes: int


@dataclass(slots=True, kw_only=True)
class FileSource:
    """One file as rows of one table."""

    path: Path
    table: str
    content_id: str
    mapping_id: str
    source: SourceMap | None = None
    sheet: str = ""
    key: Sequence[str] = ()
    key_space: str = ""
    assumptions: Sequence[str] = ()
    notes: Sequence[str] = ()
    lookup_paths: Sequence[Path] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Name shown to people; a sheet is named after its workbook."""
        return f"{self.path.name}:{self.sheet}" if self.sheet else self.path.name

    @property
    def total_bytes(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size

    def batches(self) -> Iterator[MappedBatch]:
        """The rows, mapped. Raises `InputError` where the file lacks columns that the mapping reads."""
        form = self.source.format if self.source is not None else FileFormat()
        reader = open_reader(self.path, form, self.sheet)
        connection = duckdb.connect()
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET memory_limit = '384MB'")
            connection.execute("SET threads = 2")
            source = self.source or _as_it_is(reader, self.file, self.table)
            lookups = self._load_lookups(connection, source)
            mapper = RowMapper(
                connection=connection, source=source, reader=reader, file=self.file, lookups=lookups, notes=self.notes
            )
            mapper.prepare()
            for batch in reader.batches():
                rows, left_out = mapper.map(batch.rows)
                yield MappedBatch(rows=rows, refused=batch.refused, left_out_rows=left_out, done_bytes=batch.done_bytes)
        finally:
            connection.close()

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


def open_reader(path: Path, form: FileFormat, sheet: str) -> Reader:
    """The reader of a file, by its ending. Raises `InputError` for an ending that none reads."""
    ending = path.suffix.lower()
    if form.reader == "trends":
        return TrendsReader(path=path)
    if ending in TEXT_ENDINGS:
        return DelimitedReader(path=path, delimiter=form.delimiter, encoding=form.encoding, skip_rows=form.skip_rows,
                               header=form.header, header_cell=form.header_cell)  # fmt: skip
    if ending in PARQUET_ENDINGS:
        return ColumnarReader(path=path)
    if ending in JSON_ENDINGS:
        return JsonLinesReader(path=path)
    if ending in SHEET_ENDINGS:
        return SheetReader(path=path, sheet=sheet or form.sheet, skip_rows=form.skip_rows, header_cell=form.header_cell)
    known = ", ".join((*TEXT_ENDINGS, *PARQUET_ENDINGS, *JSON_ENDINGS, *SHEET_ENDINGS))
    raise InputError.single(path.name, f'files ending in "{ending}" are not read', f"Convert it to one of {known}")


def open_sources(
    paths: Sequence[Path], *, tables: Sequence[str], table: str | None = None, mapping: MappingFile | None = None
) -> list[FileSource]:
    """Sources of all files, in the order of the mapping, else of the files.

    `tables` are the names of all tables. Without `table` and `mapping` a file's or sheet's own name must be one of
    them. Raises `InputError` or `NotFoundError` with everything that does not fit.
    """
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise NotFoundError(f"no such file: {', '.join(missing)}")
    if table is not None and table not in tables:
        raise InputError.single("--as", f"there is no table {table}", f"Known are {', '.join(tables)}")
    if mapping is not None:
        return _mapped_sources(paths, mapping, tables, table)
    found: list[FileSource] = []
    for path in paths:
        if path.suffix.lower() in SHEET_ENDINGS:
            found += _sheet_sources(path, tables, table)
            continue
        name = table or path.stem
        if name not in tables:
            raise InputError.single(
                path.name, "which table it belongs to is not known",
                f"Say --as with one of {', '.join(tables)}, or give a mapping with --map",
            )  # fmt: skip
        found.append(FileSource(path=path, table=name, content_id=content_id([path]), mapping_id=_plain_id(name, "")))
    return found


def _sheet_sources(path: Path, tables: Sequence[str], table: str | None) -> list[FileSource]:
    names = sheet_names(path)
    content = content_id([path])
    if table is not None:
        return [FileSource(path=path, table=table, content_id=content, mapping_id=_plain_id(table, ""))]
    known = [name for name in names if name in tables]
    if not known:
        raise InputError.single(
            path.name, f"none of its sheets ({', '.join(names)}) has the name of a table",
            f"Name sheets after tables ({', '.join(tables)}), or say --as",
        )  # fmt: skip
    return [
        FileSource(path=path, table=name, sheet=name, content_id=content, mapping_id=_plain_id(name, name))
        for name in known
    ]


def _mapped_sources(
    paths: Sequence[Path], mapping: MappingFile, tables: Sequence[str], only: str | None
) -> list[FileSource]:
    problems = [
        Problem(file=mapping.name, what=f"there is no table {one.table}", remedy=f"Known are {', '.join(tables)}")
        for one in mapping.sources
        if one.table not in tables
    ]
    found: list[FileSource] = []
    used: set[Path] = set()
    for number, source in enumerate(mapping.sources):
        for path in paths:
            if not fnmatch.fnmatch(path.name.lower(), source.file.lower()):
                continue
            used.add(path)
            if only is not None and source.table != only:
                continue
            seconds = [_find(one.file, path, paths) for one in source.lookups]
            used.update(second for second in seconds if second is not None)
            for lookup, second in zip(source.lookups, seconds):
                if second is None:
                    problems.append(
                        Problem(file=path.name, what=f"the mapping joins {lookup.file}, which is not there",
                                remedy="Put it beside this file or name it too")
                    )  # fmt: skip
            present = [second for second in seconds if second is not None]
            rules = [*source.columns.values(), *source.attributes.values()]
            shared = mapping.assumptions if source.table in ("products", "stock") else ()
            notes = dict.fromkeys([*shared, *(rule.assumption for rule in rules if rule.assumption)])
            found.append(
                FileSource(
                    path=path, table=source.table, source=source, key=source.key, key_space=mapping.name,
                    content_id=content_id([path, *present]), mapping_id=f"{mapping.text_id}-{number}",
                    assumptions=tuple(notes), notes=shared, lookup_paths=present, sheet=source.format.sheet,
                )
            )  # fmt: skip
    for path in paths:
        if path not in used:
            patterns = ", ".join(one.file for one in mapping.sources)
            problems.append(
                Problem(file=path.name, what=f"no source of mapping {mapping.name} is for it",
                        remedy=f"It reads {patterns}")
            )  # fmt: skip
    if problems:
        raise InputError(problems)
    return found


def _find(name: str, beside: Path, paths: Sequence[Path]) -> Path | None:
    for path in [*paths, beside.parent / name]:
        if fnmatch.fnmatch(path.name.lower(), name.lower()) and path.is_file():
            return path
    return None


def _as_it_is(reader: Reader, file: str, table: str) -> SourceMap:
    """The source of a file whose columns have the table's names already."""
    if reader.is_json:
        for batch in reader.batches():
            keys = _json_keys(batch.rows)
            if keys:
                return SourceMap(file=file, table=table, columns={name: FieldRule(source=name) for name in keys})
        raise InputError.single(file, "there is no JSON object in it", "Write one object per line")
    names = [name for name in reader.columns() if name and name not in ("line", "part")]
    return SourceMap(file=file, table=table, columns={name: FieldRule(source=name) for name in names})


def _json_keys(rows: pa.Table) -> list[str]:
    import json

    return list(dict.fromkeys(key for text in rows["json"].to_pylist() for key in json.loads(text)))


def _plain_id(table: str, sheet: str) -> str:
    """How a file without a mapping is read: as that table (and from that sheet)."""
    return hashlib.sha256(f"plain {table} {sheet}".encode()).hexdigest()[:16]
