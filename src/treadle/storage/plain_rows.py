"""Rows of one table that stand in no folder, judged by the rules of the table like any others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.errors import Problem
from treadle.storage.cells import split_problems, type_rows
from treadle.storage.doubts import Seen, doubts
from treadle.storage.lake import open_duckdb
from treadle.terms.table_spec import TableSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRows:
    """Good rows by column with `line`, every problem of the others, and what is doubted about the good ones."""

    rows: Sequence[Mapping[str, Any]]
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def judged_rows(text: pa.Table, spec: TableSpec, file: str, *, currency: str = "", time_zone: str = "UTC") -> PlainRows:
    """Text columns named as the table's, with `line` and `part`, read as its types; a key that stands twice is a
    problem. `file` is said in problems; `time_zone` holds for moments without an offset."""
    with open_duckdb(time_zone) as connection:
        typed = type_rows(connection, spec, text, currency)
        found = doubts_of(connection, typed.filter(pc.equal(typed["problems"], "")), spec, file, currency)
    problems: list[Problem] = []
    rows: list[Mapping[str, Any]] = []
    first_of: dict[tuple[Any, ...], int] = {}
    for row in typed.to_pylist():
        said = split_problems(row.pop("problems"))
        problems += [
            Problem(file=file, row=row["line"], column=column, what=what, remedy=remedy)
            for column, what, remedy in said
        ]
        key = tuple(row[spec.column(one).stored_name] for one in spec.key)
        first = first_of.setdefault(key, row["line"]) if spec.key else row["line"]
        if first != row["line"]:
            problems.append(
                Problem(file=file, row=row["line"], column=", ".join(spec.key),
                        what=f"the same key stands in row {first}", remedy="Keep one of the two rows")
            )  # fmt: skip
        elif not said:
            rows.append(row)
    return PlainRows(rows=rows, problems=tuple(problems), doubts=tuple(found))


def doubts_of(
    connection: duckdb.DuckDBPyConnection, good: pa.Table, spec: TableSpec, file: str, currency: str
) -> list[Problem]:
    """What is not likely in typed rows of a file."""
    connection.register("good_rows", good)
    try:
        seen = Seen(
            connection=connection, spec=spec, query="SELECT *, 0 AS import_number FROM good_rows", currency=currency,
            place=lambda line, _: (file, line),
        )  # fmt: skip
        return doubts(seen)
    finally:
        connection.unregister("good_rows")


def judged_cells(rows: Sequence[Mapping[str, object]], spec: TableSpec, file: str, *, currency: str = "") -> PlainRows:
    """As `judged_rows`, of rows that another reader has made: cells by column, and `line`."""
    names = [one for one in spec.names if any(one in row for row in rows)]
    text = pa.table(
        {
            **{name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names},
            "line": pa.array([row["line"] for row in rows], pa.int64()),
            "part": pa.array([0] * len(rows), pa.int64()),
        }
    )
    return judged_rows(text, spec, file, currency=currency)


def _text(cell: object) -> str | None:
    return None if cell is None else "yes" if cell is True else "no" if cell is False else str(cell)
