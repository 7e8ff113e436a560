"""Names that lead nowhere: one problem per name, with the first row that uses it and how many do."""

from __future__ import annotations

from treadle.errors import Problem
from treadle.storage.dropped_rows import TABLE as DROPPED_OF
from treadle.storage.folder_rows import FolderRows
from treadle.terms.tables import TABLES


def reference_problems(rows: FolderRows, *, with_signals: bool) -> list[Problem]:
    """Check every column that refers to another table. Signals are many, so they are read only where asked for."""
    problems: list[Problem] = []
    known: dict[str, set[str]] = {}
    for spec in TABLES.values():
        if spec.is_signal and not with_signals:
            continue
        columns = [column for column in spec.columns if column.refers_to is not None]
        if not columns:
            continue
        query = rows.sql(spec.name)
        if query is None:
            continue
        for column in columns:
            target = column.refers_to or ""
            if target not in known:
                known[target] = _names(rows, target)
            problems += _unknown(rows, query, spec.name, column.name, target, known[target], spec.is_signal)
    return problems


def _names(rows: FolderRows, target: str) -> set[str]:
    table, _, column = target.partition(".")
    names = set(rows.read(table)[column].drop_null().to_pylist())
    gone = rows.dropped.get(column, set()) if table == DROPPED_OF else set()
    return names | rows.also_named.get(target, set()) | gone


def _unknown(
    rows: FolderRows, query: str, name: str, column: str, target: str, known: set[str], is_signal: bool
) -> list[Problem]:
    """Names of a column that are not known, with the first row of each; the table itself is never held."""
    found = rows.connection.execute(
        f"SELECT {column}, count(*), min({{'import_number': import_number, 'line': line}}) FROM ({query}) "
        f"WHERE {column} IS NOT NULL GROUP BY {column}"
    ).fetchall()
    other = target.partition(".")[0]
    remedy = f"Correct the name, or add it to tables/{other}.csv"
    if other == DROPPED_OF:
        remedy += "; if it is gone, say treadle check DIR --drop-missing"
    problems = []
    for value, count, first in found:
        if value in known:
            continue
        file, line = rows.place(name, first["line"], first["import_number"])
        rest = f" (and {count - 1} more rows)" if count > 1 else ""
        problems.append(
            Problem(file=file, row=line, column=column, what=f'"{value}" is not in table {other}{rest}',
                    remedy=remedy, stops_plan=not is_signal)
        )  # fmt: skip
    return problems
