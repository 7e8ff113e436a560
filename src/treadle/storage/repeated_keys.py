"""Rows of a file's own that stand there twice: the first of each key is kept, and what a table sums is added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.terms.table_spec import TableSpec

#: Rows part by part, again at every call.
Parts = Callable[[], Iterable[pa.Table]]


def once_each(spec: TableSpec, parts: Parts, halves: Sequence[np.ndarray[Any, Any]], problems: list[Problem]) -> Parts:
    """The first row of each key, with what the table sums added up; other rows of a key are added to `problems`.

    `halves` are the first halves of all rows' identities. Only rows that agree in these are looked at one by one: of
    many millions none is held but them.
    """
    alike = _repeated(np.concatenate(halves))
    if not len(alike):
        return parts
    columns = [spec.column(one).stored_name for one in spec.sums]
    asked = ["id_high", "id_low", "line", *columns]
    suspects = [part.select(asked).filter(_is_among(part["id_high"], alike)) for part in parts()]
    first: dict[tuple[int, int], int] = {}
    dropped: list[int] = []
    added: dict[str, dict[int, Any]] = {column: {} for column in columns}
    for row in pa.concat_tables(suspects).to_pylist():
        line = first.setdefault((row["id_high"], row["id_low"]), row["line"])
        for column, sums in added.items():
            sums[line] = sums.get(line, 0) + (row[column] or 0)
        if line != row["line"]:
            dropped.append(row["line"])
            if not columns:
                problems.append(_twice(spec, row["line"], line))
    return lambda: _kept(parts(), np.array(dropped, dtype=np.int64), added)


def _repeated(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Values that stand there more than once, each once, in order."""
    found = np.sort(values)
    return np.unique(found[1:][found[1:] == found[:-1]])


def _is_among(column: pa.ChunkedArray, values: np.ndarray[Any, Any]) -> Any:
    return pc.is_in(column, value_set=pa.array(values, column.type))


def _twice(spec: TableSpec, line: int, first: int) -> Problem:
    return Problem(
        file=f"tables/{spec.name}.csv", row=line, column=", ".join(spec.key),
        what=f"the same key stands in row {first}", remedy="Keep one of the two rows", stops_plan=not spec.is_signal,
    )  # fmt: skip


def _kept(
    parts: Iterable[pa.Table], dropped: np.ndarray[Any, Any], added: dict[str, dict[int, Any]]
) -> Iterator[pa.Table]:
    """Rows without those of some lines, with the sums of those that stand for several; none is empty in a column that
    is summed."""
    for part in parts:
        rows = part.filter(pc.invert(_is_among(part["line"], dropped)))
        for column, sums in added.items():
            kind = rows.schema.field(column).type
            place = pc.index_in(rows["line"], value_set=pa.array(list(sums), pa.int64()))
            told = pa.array(list(sums.values()), kind).take(place)
            whole = pc.coalesce(told, rows[column], pa.scalar(0, kind))
            rows = rows.set_column(rows.schema.get_field_index(column), column, whole)
        yield rows
