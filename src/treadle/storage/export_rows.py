"""A table of a brand's folder as it is held now, or all versions of its rows, in the columns that a person fills."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from treadle.errors import Problem
from treadle.reading.sql_text import quoted, text_literal
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb
from treadle.terms.table_spec import Column, TableSpec
from treadle.terms.tables import TABLES

#: Columns of a history beside the table's own: which version of its row it is (0: written in `tables/`), the import
#: that brought it (0: none), its file and line, and whether it is what a plan reads now.
VERSION_COLUMNS = ("version", "import_number", "file", "line", "is_held")


def held_rows(
    folder: Path, table: str, *, time_zone: str, is_text: bool, is_every_version: bool = False
) -> tuple[pa.Table, list[Problem]]:
    """Rows of a table that `treadle import` reads again as they are, and the problems of rows that are left out.

    `is_text`: all cells as text, as a CSV holds them; else numbers, days, points in time and flags are of their type.
    With `is_every_version` also rows that a newer import replaced, with VERSION_COLUMNS, each row's versions together.
    """
    spec = TABLES[table]
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="2GB")
    try:
        rows = FolderRows.of(folder, connection)
        before = len(rows.problems)
        query = _every_version(rows, spec) if is_every_version else rows.sql(table)
        problems = rows.problems[before:]
        if query is None:
            names = [*spec.names, *(VERSION_COLUMNS if is_every_version else ())]
            return pa.table({one: pa.array([], pa.string()) for one in names}), problems
        chosen = [f"{_cell(column, is_text)} AS {quoted(column.name)}" for column in spec.columns]
        if spec.keeps_extra:
            keys = f"SELECT DISTINCT unnest(json_keys(attributes)) FROM ({query}) ORDER BY 1"
            extra = [key for (key,) in connection.execute(keys).fetchall() if key not in spec.names]
            chosen += [
                f"json_extract_string(attributes, {text_literal(_pointer(key))}) AS {quoted(key)}" for key in extra
            ]
        order = "happened_at, signal_id" if spec.is_signal else "import_number, line"
        if is_every_version:
            chosen += [quoted(one) for one in VERSION_COLUMNS]
            order = "place, version, import_number, line"
        return connection.sql(f"SELECT {', '.join(chosen)} FROM ({query}) ORDER BY {order}").to_arrow_table(), problems
    finally:
        connection.close()


def _every_version(rows: FolderRows, spec: TableSpec) -> str | None:
    """SQL of all versions; `place` numbers the rows as they first came."""
    stored = [quoted(column.stored_name) for column in spec.columns]
    stored += ["attributes"] if spec.keeps_extra else []
    columns = ", ".join([*stored, "id_high", "id_low", "version", "import_number", "line"])
    written = rows.written_rows(spec)
    imported = rows.lake.rows_sql(spec, is_every_version=True)
    selects = []
    if written is not None and written.num_rows:
        rows.connection.register(f"written_{spec.name}", written)
        selects.append(f"SELECT {columns} FROM written_{spec.name}")
    if imported is not None:
        selects.append(f"SELECT {columns} FROM ({imported})")
    if not selects:
        return None
    files = " ".join(f"WHEN {number} THEN {text_literal(file)}" for number, file in sorted(rows.imported_files.items()))
    here = text_literal(f"tables/{spec.name}.csv")
    file = f"CASE import_number {files} ELSE {here} END" if files else here
    newest = "ORDER BY import_number DESC, version DESC, line DESC"
    return f"""
        SELECT *, {file} AS file,
               ROW_NUMBER() OVER (PARTITION BY id_high, id_low {newest}) = 1 AS is_held,
               MIN(import_number * CAST(1000000000000 AS BIGINT) + line) OVER (PARTITION BY id_high, id_low) AS place
        FROM ({" UNION ALL ".join(selects)})
    """


def _cell(column: Column, is_text: bool) -> str:
    """SQL of a stored cell as a person fills it."""
    cell = quoted(column.stored_name)
    if column.kind == "money":
        amount = f"CAST({cell} * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(20, 2))"
        return f"CAST({amount} AS VARCHAR)" if is_text else amount
    if column.kind == "clock":
        hours, minutes = f"CAST({cell} // 60 AS VARCHAR)", f"CAST({cell} % 60 AS VARCHAR)"
        return f"lpad({hours}, 2, '0') || ':' || lpad({minutes}, 2, '0')"
    if column.kind == "flag" and is_text:
        return f"CASE WHEN {cell} THEN 'yes' WHEN NOT {cell} THEN 'no' END"
    return f"CAST({cell} AS VARCHAR)" if is_text else cell


def _pointer(key: str) -> str:
    """The JSON pointer of a key of an object."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
