"""Files to sources of rows: which table, how read, by which mapping."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from treadle.connectors.containers import Scratch, kind_of, unpacked
from treadle.connectors.file_columns import FileColumns
from treadle.connectors.file_source import FileSource, source_content_id
from treadle.connectors.inferred import inferred_rules, lacks_scales
from treadle.connectors.json_lines import first_keys
from treadle.connectors.mapping import FileFormat, MappingFile, SourceMap
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sheets import SheetReader, read_cells, sheet_names
from treadle.connectors.wide_reader import PIECES_OF, WIDE, read_sheet, wide_sheets
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.column_names import column_of, match_columns
from treadle.terms.table_spec import TableSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person said beside the files: the table, the mapping, columns left unread knowingly, which of day and
    month stands first, and a name that keeps the numbers of this source apart from another's."""

    table: str | None = None
    mapping: MappingFile | None = None
    waived: tuple[str, ...] = ()
    day_order: str = ""
    name: str = ""


def open_sources(
    paths: Sequence[Path], *, tables: Mapping[str, TableSpec], table: str | None = None,
    mapping: MappingFile | None = None, asked: Asked | None = None,
) -> list[FileSource]:  # fmt: skip
    """Sources of all files, in the order of the mapping, else of the files.

    `tables` are all tables. Without `table` and `mapping` a file's or sheet's own name must be one of them. Packed
    files are opened. Raises `InputError` or `NotFoundError` with everything that does not fit.
    """
    asked = asked or Asked(table=table, mapping=mapping)
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise NotFoundError(f"no such file: {', '.join(missing)}")
    is_wide = asked.table is not None and asked.table.partition(":")[0] == WIDE
    if asked.table is not None and asked.table not in tables and not is_wide:
        raise InputError.single("--as", f"there is no table {asked.table}", f"Known are {', '.join(tables)}")
    opened, scratch = unpacked(paths)
    if asked.mapping is not None:
        return _mapped_sources(opened, asked.mapping, tables, asked, scratch)
    found: list[FileSource] = []
    for path in opened:
        if is_wide:
            found += _wide_sources(path, tables, asked, scratch)
            continue
        if kind_of(path) == "sheets":
            found += _sheet_sources(path, tables, asked, scratch)
            continue
        name = asked.table or path.stem
        if name not in tables:
            raise InputError.single(
                path.name, "it is not clear which table it belongs to",
                f"Say --as with one of {', '.join(tables)}, or give a mapping with --map",
            )  # fmt: skip
        found += _plain_sources(path, tables, name, "", asked, scratch)
    return found


def _plain_sources(
    path: Path, tables: Mapping[str, TableSpec], name: str, sheet: str, asked: Asked, scratch: Scratch | None
) -> list[FileSource]:
    """A file as the table of that name; a list of products that names no size scales as these too."""
    spec = tables[name]
    one = _plain_source(path, spec, sheet, asked, scratch)
    if name != "products" or "size_scales" not in tables or not lacks_scales(_headings(path, sheet, spec)):
        return [one]
    scales = _plain_source(path, tables["size_scales"], sheet, asked, scratch)
    own = _plain_id("size_scales of products", sheet, asked)
    return [replace(scales, head_names=spec.names, mapping_id=own), one]


def _headings(path: Path, sheet: str, spec: TableSpec) -> list[str]:
    reader = open_reader(path, FileFormat(), sheet, lambda cell: bool(column_of(cell, spec.names)))
    return sorted(first_keys(reader)) if reader.is_json else [one for one in reader.columns() if one]


def _plain_source(path: Path, spec: TableSpec, sheet: str, asked: Asked, scratch: Scratch | None) -> FileSource:
    return FileSource(
        path=path, table=spec.name, spec=spec, sheet=sheet, content_id=source_content_id(path, (), sheet),
        mapping_id=_plain_id(spec.name, sheet, asked), waived=asked.waived, day_order=asked.day_order,
        key_space=asked.name, scratch=scratch,
    )  # fmt: skip


def _wide_sources(
    path: Path, tables: Mapping[str, TableSpec], asked: Asked, scratch: Scratch | None
) -> list[FileSource]:
    """A wide sheet as products, size scales, and what its pieces are, by its own words or by `--as wide:TABLE`."""
    sheets = wide_sheets(path)
    said = (asked.table or "").partition(":")[2]
    remedy = ", ".join(f"--as {WIDE}:{name} ({PIECES_OF[name]})" for name in PIECES_OF)
    if said and said not in PIECES_OF:
        raise InputError.single("--as", f"{asked.table} is not known", f"Say {remedy}")
    if not sheets:
        raise InputError.single(path.name, "no sheet has sizes across beside a column of styles", "Say --as TABLE")
    is_book = kind_of(path) == "sheets"
    names = sheet_names(path) if is_book else []
    found: list[FileSource] = []
    for sheet in sheets:
        read = read_sheet(path, sheet)
        meaning = said or read.meaning
        if read.pieces and not meaning:
            what = f"it holds {read.pieces:,.0f} pieces and does not say what they are"
            raise InputError.single(path.name, what, f"Say {remedy}")
        shown = sheet if len(names) > 1 else ""
        for table in dict.fromkeys(["size_scales", "products", *([meaning] if read.pieces else [])]):
            one = _plain_source(path, tables[table], sheet, asked, scratch)
            found.append(replace(one, is_wide=True, mapping_id=_plain_id(f"{WIDE} {table}", shown, asked)))
    unread = [name for name in names if name not in sheets and any(any(row) for row in read_cells(path, name))]
    if unread:
        found[0].remarks.append(f"not read of {path.name}: sheet {', '.join(unread)}")
    return found


def _sheet_sources(
    path: Path, tables: Mapping[str, TableSpec], asked: Asked, scratch: Scratch | None
) -> list[FileSource]:
    """All sheets of a workbook that are tables; the others are named."""
    names = sheet_names(path)
    if asked.table is not None:
        spec = tables[asked.table]
        known = [name for name in names if _fits(path, name, spec)] or names[:1]
        found = [
            one
            for name in known
            for one in _plain_sources(path, tables, spec.name, name if len(names) > 1 else "", asked, scratch)
        ]
    else:
        known = [name for name in names if name in tables]
        if not known:
            raise InputError.single(
                path.name, f"none of its sheets ({', '.join(names)}) has the name of a table",
                f"Name sheets after tables ({', '.join(tables)}), or say --as",
            )  # fmt: skip
        found = [_plain_source(path, tables[name], name, asked, scratch) for name in known]
    unread = [name for name in names if name not in known and any(any(row) for row in read_cells(path, name))]
    if unread:
        found[0].remarks.append(f"not read of {path.name}: sheet {', '.join(unread)}")
    return found


def _fits(path: Path, sheet: str, spec: TableSpec) -> bool:
    """Whether a sheet has the columns that the table needs."""
    reader = open_reader(path, FileFormat(), sheet, lambda cell: bool(column_of(cell, spec.names)))
    if not isinstance(reader, SheetReader):
        return False
    found = match_columns([one for one in reader.columns() if one], spec.names)
    headings = [one for one in reader.columns() if one]
    made, _ = inferred_rules(headings, found.read, spec)
    return {*spec.required} <= {*found.read.values(), *found.claimed_twice, *made}


def _mapped_sources(
    paths: Sequence[Path], mapping: MappingFile, tables: Mapping[str, TableSpec], asked: Asked, scratch: Scratch | None
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
            if source.table not in tables or not is_for(source, path):
                continue
            used.add(path)
            if asked.table is not None and source.table != asked.table:
                continue
            seconds = [_find(one.file, path, paths) for one in source.lookups]
            used.update(second for second in seconds if second is not None)
            for lookup, second in zip(source.lookups, seconds):
                if second is None:
                    problems.append(
                        Problem(file=path.name, what=f"the mapping joins {lookup.file}, which does not exist",
                                remedy="Put it beside this file or name it too")
                    )  # fmt: skip
            present = [second for second in seconds if second is not None]
            found += [
                _mapped_source(path, source, sheet, mapping, number, present, tables[source.table], asked, scratch)
                for sheet in _sheets_for(path, source)
            ]
    for path in paths:
        if path not in used:
            patterns = ", ".join(
                dict.fromkeys(one.file if one.file != "*" else " + ".join(one.recognise) for one in mapping.sources)
            )
            problems.append(
                Problem(file=path.name, what=f"no source of mapping {mapping.name} reads it",
                        remedy=f"It reads {patterns}")
            )  # fmt: skip
    if problems:
        raise InputError(problems)
    return found


def _mapped_source(
    path: Path, source: SourceMap, sheet: str, mapping: MappingFile, number: int, seconds: Sequence[Path],
    spec: TableSpec, asked: Asked, scratch: Scratch | None,
) -> FileSource:  # fmt: skip
    rules = [*source.columns.values(), *source.attributes.values()]
    shared = mapping.assumptions if source.table in ("products", "stock") else ()
    notes = dict.fromkeys([*shared, *(rule.assumption for rule in rules if rule.assumption)])
    place = f"-{sheet}" if sheet and sheet != source.format.sheet else ""
    return FileSource(
        path=path, table=source.table, spec=spec, source=source, key=source.key,
        key_space=f"{asked.name}|{mapping.name}" if asked.name else mapping.name,
        content_id=source_content_id(path, seconds, sheet),
        mapping_id=_tagged(f"{mapping.text_id}-{number}{place}", asked),
        assumptions=tuple(notes), notes=shared, lookup_paths=seconds, sheet=sheet, waived=asked.waived,
        day_order=asked.day_order, scratch=scratch,
    )  # fmt: skip


def is_for(source: SourceMap, path: Path) -> bool:
    """Whether a source of a mapping is for a file: by the file's name, or by its columns where it says which."""
    if source.file != "*" or not source.recognise:
        return fnmatch.fnmatch(path.name.lower(), source.file.lower())
    return bool(_recognised_sheets(path, source))


def _sheets_for(path: Path, source: SourceMap) -> list[str]:
    """The sheets that a source of a mapping reads: the one it names, all that have its columns, else the first."""
    if source.format.reader or kind_of(path) != "sheets":
        return [""]
    if source.format.sheet:
        return [source.format.sheet]
    found = _recognised_sheets(path, source) if source.recognise or source.format.header_cell else []
    names = sheet_names(path)
    return (found or names[:1]) if len(names) > 1 else [""]


def _recognised_sheets(path: Path, source: SourceMap) -> list[str]:
    """Sheets (or '' for a file that has none) that hold all columns by which the source is known."""
    is_book = kind_of(path) == "sheets"
    found = []
    for sheet in sheet_names(path) if is_book else [""]:
        try:
            reader = open_reader(path, source.format, sheet)
            names = first_keys(reader) if reader.is_json else reader.columns()
            columns = FileColumns(path.name, source, tuple(names))
            if all(columns.find(name) is not None for name in source.recognise):
                found.append(sheet)
        except InputError:
            continue
    return found


def _find(name: str, beside: Path, paths: Sequence[Path]) -> Path | None:
    for path in [*paths, beside.parent / name]:
        if fnmatch.fnmatch(path.name.lower(), name.lower()) and path.is_file():
            return path
    return None


def _plain_id(table: str, sheet: str, asked: Asked) -> str:
    """How a file without a mapping is read: as that table (and from that sheet)."""
    return _tagged(hashlib.sha256(f"plain {table} {sheet}".encode()).hexdigest()[:16], asked)


def _tagged(mapping_id: str, asked: Asked) -> str:
    return f"{mapping_id}-{asked.name}" if asked.name else mapping_id
