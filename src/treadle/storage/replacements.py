"""What imports changed of what was there: which rows, by which import, from what to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from treadle.errors import Problem
from treadle.reading.sql_text import quoted
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import JournalEntry
from treadle.terms.table_spec import Column, TableSpec
from treadle.terms.tables import TABLES

EXAMPLES = 3


def replaced_and_in_conflict(rows: FolderRows, after: int) -> list[Problem]:
    """Every replacement and conflict of the imports after number `after` (that of the last plan), counted with three
    examples each; earlier ones are counted in a line."""
    found: list[Problem] = []
    earlier = 0
    for entry in rows.lake.journal():
        conflicts = [one for one in entry.reasons if "with other content" in one]
        if entry.number <= after:
            earlier += bool(entry.replaced_rows or conflicts)
            continue
        if entry.replaced_rows:
            found.append(_replaced(rows, entry))
        found += [
            Problem(file=entry.file, what=f"import {entry.number} set aside {one}", stops_plan=False,
                    remedy="Give each row its own key in the file and import it again")
            for one in conflicts
        ]  # fmt: skip
    if earlier:
        what = f"{earlier:,} imports before the last plan replaced rows or held rows in conflict"
        remedy = "Nothing to do; treadle export DIR TABLE --history shows every version"
        found.append(Problem(file="imports", what=what, remedy=remedy, stops_plan=False))
    return found


def _replaced(rows: FolderRows, entry: JournalEntry) -> Problem:
    spec = TABLES[entry.table]
    pairs = _pairs(rows, spec, entry.number)
    changed: Counter[str] = Counter()
    shown: list[str] = []
    for new, old in pairs:
        changes = [column for column in spec.columns if new[column.stored_name] != old[column.stored_name]]
        changed.update(column.name for column in changes)
        if len(shown) < EXAMPLES:
            told = ", ".join(_change(one, old[one.stored_name], new[one.stored_name]) for one in changes)
            shown.append(f"row {new['line']} ({_known_by(spec, new)}): {told or 'other attributes'}")
    more = f"; and {len(pairs) - EXAMPLES:,} more" if len(pairs) > EXAMPLES else ""
    columns = ", ".join(f"{column} in {count:,}" for column, count in changed.most_common())
    examples = f": {'; '.join(shown)}{more}" if shown else ""
    return Problem(
        file=entry.file, what=f"import {entry.number} replaced {entry.replaced_rows:,} rows of {entry.table}"
        f"{f' ({columns})' if len(changed) > 1 or more else ''}{examples}",
        remedy=f"Nothing to do, or take it back with treadle undo DIR {entry.number}", stops_plan=False,
    )  # fmt: skip


def _pairs(rows: FolderRows, spec: TableSpec, number: int) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The rows that an import replaced, each with the version before it."""
    every = rows.lake.rows_sql(spec, is_every_version=True)
    if every is None:
        return []
    columns = ", ".join(quoted(column.stored_name) for column in spec.columns)
    known = f"{columns}, line, id_high, id_low, version"
    sources = [f"SELECT {known}, import_number FROM ({every})"]
    written = rows.written_rows(spec)
    if written is not None and written.num_rows:
        rows.connection.register("written_before", written)
        sources.append(f"SELECT {known}, 0 AS import_number FROM written_before")
    query = f"""
        WITH every AS ({" UNION ALL ".join(sources)}),
        fresh AS (SELECT * FROM every WHERE import_number = {number}),
        before AS (
            SELECT e.* FROM every AS e SEMI JOIN fresh AS f ON e.id_high = f.id_high AND e.id_low = f.id_low
            WHERE e.import_number < {number}
            QUALIFY row_number() OVER (
                PARTITION BY e.id_high, e.id_low ORDER BY e.version DESC, e.import_number DESC
            ) = 1
        )
        SELECT f AS new, b AS old FROM fresh AS f JOIN before AS b ON f.id_high = b.id_high AND f.id_low = b.id_low
        ORDER BY f.line
    """
    try:
        return [(new, old) for new, old in rows.connection.execute(query).fetchall()]
    finally:
        if len(sources) > 1:
            rows.connection.unregister("written_before")


def _known_by(spec: TableSpec, row: Mapping[str, Any]) -> str:
    """What a person knows a row by: its key; of a signal what was done to what."""
    names: Sequence[str] = ("kind", "sku", "option_id", "query", "happened_at") if spec.is_signal else spec.key
    values = (_value(row[spec.column(one).stored_name], spec.column(one)) for one in names)
    return " ".join(value for value in values if value != "empty")


def _change(column: Column, old: object, new: object) -> str:
    return f"{column.name} {_value(old, column)} → {_value(new, column)}"


def _value(value: object, column: Column) -> str:
    if value is None or value == "":
        return "empty"
    if column.kind == "money" and isinstance(value, int):
        return f"{value / 100:,.2f}"
    if isinstance(value, float):
        return f"{value:,.15g}"
    text = f"{value:%Y-%m-%d}" if column.kind in ("day", "moment") else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
