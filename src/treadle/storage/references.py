"""Names that lead nowhere: one problem per name, with the first row that uses it and how many do."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.storage.folder_rows import FolderRows
from treadle.storage.tables import TABLES


def reference_problems(rows: FolderRows, *, with_signals: bool) -> list[Problem]:
    """Check every column that refers to another table. Signals are many, so they are read only where asked for."""
    problems: list[Problem] = []
    known: dict[str, pa.Array] = {}
    for spec in TABLES.values():
        if spec.is_signal and not with_signals:
            continue
        columns = [column for column in spec.columns if column.refers_to is not None]
        if not columns:
            continue
        table = rows.read(spec.name)
        for column in columns:
            target = column.refers_to or ""
            if target not in known:
                known[target] = _names(rows, target)
            problems += _unknown(rows, table, spec.name, column.name, target, known[target], spec.is_signal)
    return problems


def _names(rows: FolderRows, target: str) -> pa.Array:
    table, _, column = target.partition(".")
    names = set(rows.read(table)[column].drop_null().to_pylist())
    return pa.array(sorted(names | rows.also_named.get(target, set())), pa.string())


def _unknown(
    rows: FolderRows, table: pa.Table, name: str, column: str, target: str, known: pa.Array, is_signal: bool
) -> list[Problem]:
    values = table[column].combine_chunks()
    lost = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known)))
    if not pc.any(lost).as_py():
        return []
    found = table.select([column, "line", "import_number"]).filter(lost)
    counts: dict[str, tuple[int, str, int]] = {}
    for one in found.to_pylist():
        count, file, line = counts.get(one[column]) or (0, *rows.place(name, one["line"], one["import_number"]))
        counts[one[column]] = (count + 1, file, line)
    other = target.partition(".")[0]
    problems = []
    for value, (count, file, line) in counts.items():
        rest = f" (and {count - 1} more rows)" if count > 1 else ""
        problems.append(
            Problem(file=file, row=line, column=column, what=f'"{value}" is not in table {other}{rest}',
                    remedy=f"Correct the name, or add it to tables/{other}.csv", stops_plan=not is_signal)
        )  # fmt: skip
    return problems
