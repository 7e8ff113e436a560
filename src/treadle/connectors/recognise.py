"""What a file is, found from its columns, rows and preamble: a known layout, or a table of the brand's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.containers import kind_of
from treadle.connectors.field_sql import sources_of
from treadle.connectors.file_columns import FileColumns
from treadle.connectors.inferred import inferred_rules
from treadle.connectors.json_lines import first_keys
from treadle.connectors.layouts import find_mapping, known_layouts
from treadle.connectors.mapping import FileFormat, SourceMap
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sheets import sheet_names
from treadle.connectors.wide_reader import WIDE, wide_sheets
from treadle.errors import InputError
from treadle.terms.column_names import column_of, match_columns
from treadle.terms.table_spec import TableSpec

#: From this confidence on a guess is acted upon, if no other comes near it; below it a person is asked.
SURE, NEAR = 0.8, 0.1
#: Below this it is no guess at all.
LEAST = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One thing that a file may be: a layout (`layout`) or a table (`table`), how sure that is (0 to 1), and why."""

    title: str
    confidence: float
    why: str
    layout: str = ""
    table: str = ""

    @property
    def option(self) -> str:
        """What a person adds to the command to say so."""
        return f"--map {self.layout}" if self.layout else f"--as {self.table}"


def guesses(path: Path, tables: Mapping[str, TableSpec]) -> list[Guess]:
    """What a file may be, likeliest first. Raises `InputError` for what holds no rows."""
    found = _layout_guesses(path)
    is_known = any(one.layout and one.confidence >= SURE for one in found)
    found += _table_guesses(path, tables, may_infer=not is_known)
    wide = wide_sheets(path)
    if wide and not any(one.layout and one.confidence >= SURE for one in found):
        why = "sizes stand across beside a column of styles"
        found.append(Guess(title="a wide sheet of styles and sizes", confidence=0.97, why=why, table=WIDE))
    return sorted((one for one in found if one.confidence >= LEAST), key=lambda one: (-one.confidence, one.title))


def is_sure(found: Sequence[Guess]) -> bool:
    """Whether the likeliest guess may be acted upon without asking."""
    if not found or found[0].confidence < SURE:
        return False
    return len(found) == 1 or found[0].confidence - found[1].confidence >= NEAR


def _layout_guesses(path: Path) -> list[Guess]:
    found = []
    for name in known_layouts():
        mapping = find_mapping(Path(name))
        if name == "trends":
            try:
                list(open_reader(path, FileFormat(reader="trends"), "").batches())
            except InputError:
                continue
            why = "a line names terms and places"
            found.append(Guess(title=mapping.title, confidence=0.95, why=why, layout=name))
            continue
        shares = [share for source in mapping.sources if (share := _share(path, source)) is not None]
        if shares:
            best = max(shares)
            why = f"it has the columns by which one is known, and {best:.0%} of all that are read"
            found.append(
                Guess(title=mapping.title, confidence=round(0.6 + 0.4 * best, 2), why=why, layout=mapping.name)
            )
    return found


def _share(path: Path, source: SourceMap) -> float | None:
    """The share of a source's columns that a file has; None where it lacks those by which it is known."""
    if not source.recognise:
        return None
    wanted = [name for rule in source.columns.values() for name in sources_of(rule)]
    kind = kind_of(path)
    whole = open_reader(path, source.format, "") if kind in ("json", "parquet") else None
    if whole is not None and whole.is_json:
        keys = first_keys(whole)
        if not set(source.recognise) <= keys:
            return None
        plain = [name for name in dict.fromkeys(wanted) if "." not in name and "[" not in name and name != "part"]
        return sum(name in keys for name in plain) / max(1, len(plain))
    best: float | None = None
    for sheet in sheet_names(path) if kind == "sheets" else [""]:
        try:
            columns = FileColumns(path.name, source, tuple(open_reader(path, source.format, sheet).columns()))
            if any(columns.find(name) is None for name in source.recognise):
                continue
            plain = [name for name in dict.fromkeys(wanted) if name not in ("part", "row in group", "price paid")]
            share = sum(columns.find(name) is not None for name in plain) / max(1, len(plain))
            best = max(best or 0.0, share)
        except InputError:
            continue
    return best


def _table_guesses(path: Path, tables: Mapping[str, TableSpec], *, may_infer: bool) -> list[Guess]:
    kind = kind_of(path)
    if kind == "sheets" and set(sheet_names(path)) & set(tables):
        return [Guess(title="sheets named after tables", confidence=1.0, why="its sheets have their names", table="")]
    found = []
    for spec in tables.values():
        headings = sorted(first_keys(open_reader(path, FileFormat(), ""))) if kind == "json" else _headings(path, spec)
        matched = match_columns(headings, spec.names)
        made = inferred_rules(headings, matched.read, spec)[0] if may_infer else {}
        read = {*matched.read.values(), *made}
        has_one = all(set(names) & read for names in spec.one_of)
        if not headings or not set(spec.required) <= read or not has_one:
            continue
        used = {*matched.read, *(name for rule in made.values() for name in sources_of(rule))}
        confidence = 1.0 if path.stem == spec.name else round(0.4 + 0.55 * len(used) / len(headings), 2)
        why = f"{len(used)} of its {len(headings)} columns are columns of {spec.name}"
        found.append(Guess(title=f"table {spec.name}", confidence=confidence, why=why, table=spec.name))
    return found


def _headings(path: Path, spec: TableSpec) -> list[str]:
    try:
        reader = open_reader(path, FileFormat(), "", lambda cell: bool(column_of(cell, spec.names)))
        return [name for name in reader.columns() if name]
    except InputError:
        return []
