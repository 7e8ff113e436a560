"""What an import would bring, shown before anything is written; and the draft of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from treadle.connectors.file_source import FileSource
from treadle.connectors.mapping import FileFormat
from treadle.connectors.open_reader import open_reader
from treadle.connectors.sources import open_sources
from treadle.errors import InputError, Problem
from treadle.plant.import_ import Said, asked
from treadle.plant.pattern_tables import table_files
from treadle.settings import read_settings
from treadle.storage.cells import type_rows
from treadle.storage.lake import open_duckdb
from treadle.storage.plain_rows import doubts_of
from treadle.terms.column_names import WORDS, column_of, folded, looks_like, match_columns
from treadle.terms.tables import TABLES

SHOWN_ROWS = 5
#: Rows of a file that a preview judges: enough to see what is not likely, few enough to hold.
DOUBTED_ROWS = 500_000


@dataclass(slots=True)
class Preview:
    """One file as rows of one table: the first rows as they would be read, columns read and not, and totals."""

    file: str
    table: str
    columns: list[str] = field(default_factory=list)
    first_rows: list[list[str]] = field(default_factory=list)
    rows: int = 0
    bad_rows: int = 0
    pieces: float = 0.0
    money: float = 0.0
    first_day: str = ""
    last_day: str = ""
    sizes: list[str] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    read_columns: list[str] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


def preview(
    folder: Path,
    files: Sequence[Path],
    *,
    table: str | None = None,
    mapping: Path | None = None,
    said: Said | None = None,
) -> list[Preview]:
    """What an import of these files would bring; nothing is written. Raises as `import_files` does."""
    settings = read_settings(folder)
    said = said or Said()
    given = table_files(files, table)
    found = open_sources(given.paths, tables=TABLES, asked=asked(table, mapping, said))
    return [_one(source, settings.time_zone, settings.currency) for source in found]


def _one(source: FileSource, time_zone: str, currency: str) -> Preview:
    seen = Preview(file=source.file, table=source.table)
    judged: list[pa.Table] = []
    sizes: dict[str, None] = {}
    shops: dict[str, None] = {}
    connection = open_duckdb(time_zone)
    try:
        for batch in source.batches():
            rows = batch.rows
            seen.rows += rows.num_rows + len(batch.refused)
            seen.bad_rows += len(batch.refused)
            plain = rows.drop_columns([one for one in ("currency",) if one in rows.column_names])
            typed = type_rows(connection, source.spec, plain, currency)
            good = typed.filter(pc.equal(typed["problems"], ""))
            seen.bad_rows += typed.num_rows - good.num_rows
            if not seen.columns:
                seen.columns = [one for one in plain.column_names if one not in ("line", "part")]
                texts = plain.slice(0, SHOWN_ROWS).select(seen.columns).to_pylist()
                seen.first_rows = [["" if cell is None else str(cell) for cell in row.values()] for row in texts]
            _add(seen, good)
            if not source.spec.is_signal and sum(one.num_rows for one in judged) < DOUBTED_ROWS:
                judged.append(good)
            for names, column in ((sizes, "size"), (shops, "shop"), (shops, "place_id")):
                if column in good.column_names:
                    names.update(dict.fromkeys(str(one) for one in good[column].unique().to_pylist() if one))
        if judged:
            seen.doubts = doubts_of(connection, pa.concat_tables(judged), source.spec, source.file, currency)
    finally:
        connection.close()
    seen.sizes, seen.shops = list(sizes), list(shops)
    seen.read_columns, seen.unread_columns = source.read_columns, source.unread_columns
    seen.remarks = source.remarks
    return seen


def _add(seen: Preview, good: pa.Table) -> None:
    """Pieces, money and days of good rows."""
    if not good.num_rows:
        return
    names = good.column_names
    if "units" in names:
        units = pc.fill_null(good["units"].cast(pa.float64()), 0.0)
        if "kind" in names:
            units = pc.if_else(pc.equal(good["kind"], "order"), units, 0.0)
        seen.pieces += pc.sum(units).as_py()
        if "price_cents" in names:
            price = pc.fill_null(good["price_cents"].cast(pa.float64()), 0.0)
            seen.money += pc.sum(pc.multiply(units, price)).as_py() / 100
    day = next((one for one in ("happened_at", "day", "due_day", "from_day") if one in names), "")
    if day:
        ends = pc.min_max(good[day]).as_py()
        days = [str(one)[:10] for one in (ends["min"], ends["max"]) if one is not None]
        if days:
            seen.first_day = min([days[0], *([seen.first_day] if seen.first_day else [])])
            seen.last_day = max(days[-1], seen.last_day)


def draft_mapping(path: Path, out: Path, *, table: str | None = None) -> str:
    """Write the draft of a mapping for a file and return its table: a line per column, and why it was guessed.

    Raises `InputError` where the file holds no rows or `out` is there already.
    """
    if out.exists():
        raise InputError.single(str(out), "there is a file already", "Choose another name for the draft")
    likely = {name: _matched(path, name) for name in ([table] if table else list(TABLES))}
    best = max(likely, key=lambda name: (len(set(TABLES[name].required) & set(likely[name][1].values())) /
                                         max(1, len(TABLES[name].required)), len(likely[name][1])))  # fmt: skip
    headings, read = likely[best]
    spec = TABLES[best]
    lines = [f"# Draft for {path.name}: correct it, then  treadle import DIR {path.name} --map {out.name}",
             f'name = "{folded(path.stem) or "mine"}"', "", "[[source]]", f'file = "{path.name}"', f'table = "{best}"',
             "# Columns left unread knowingly go here.", "not_read = []", "", "[source.columns]"]  # fmt: skip
    given = {ours: theirs for theirs, ours in read.items()}
    for column in spec.columns:
        if column.name in given:
            theirs = given[column.name]
            why = "its own name" if folded(theirs) == folded(column.name) else "another word for it"
            lines.append(f"{column.name} = {_quoted(theirs)}  # {why}; {column.doc}")
        elif column.is_required:
            lines.append(f'# {column.name} = "..."  # must be filled; {column.doc}')
    for heading in headings:
        if heading not in read:
            measure = looks_like(heading)
            lines.append(f"# not read: {_quoted(heading)}" + (f"  # looks like {measure}" if measure else ""))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return best


def _matched(path: Path, table: str) -> tuple[list[str], dict[str, str]]:
    names = TABLES[table].names
    reader = open_reader(path, FileFormat(), "", lambda cell: bool(column_of(cell, names)) or folded(cell) in WORDS)
    headings = [one for one in reader.columns() if one]
    return headings, dict(match_columns(headings, names).read)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
