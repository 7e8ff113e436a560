"""Products that a later edition of a list lacks: asked about, and dropped from the range where a person says so.

.treadle/lake/products/<import number>/dropped-all.parquet   identity and version of rows that count no more, with names

A row that comes again later has a higher version, and counts; an import that is taken back drops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from treadle.reading.sql_text import text_literal
from treadle.storage.lake import Lake
from treadle.terms.table_spec import TableSpec

#: The table whose rows may be dropped so, and the columns by which others name them.
TABLE, NAMES = "products", ("sku", "option_id", "style_id")
FILE = "dropped-all.parquet"
SHOWN = 3


def missing_rows(
    connection: duckdb.DuckDBPyConnection, lake: Lake, spec: TableSpec, file: str, mapping_id: str, seen: pa.Table
) -> pa.Table:
    """Rows that count, came of a file of this name or read this way, and are not among `seen` (identities)."""
    imported = lake.rows_sql(spec)
    of_list = [
        str(one.number)
        for one in lake.journal()
        if one.table == spec.name and (one.file == file or one.mapping_id == mapping_id)
    ]
    if imported is None or not of_list or not seen.num_rows:
        return pa.table({name: pa.array([], pa.string()) for name in NAMES})
    connection.register("seen", seen)
    try:
        return connection.sql(
            f"SELECT {', '.join(NAMES)}, id_high, id_low, version FROM ({imported}) "
            f"WHERE import_number IN ({', '.join(of_list)}) AND (id_high, id_low) NOT IN "
            "(SELECT (id_high, id_low) FROM seen) ORDER BY sku"
        ).to_arrow_table()
    finally:
        connection.unregister("seen")


def drop(rows: pa.Table, folder: Path) -> None:
    """Write rows that count no more among the files of an import that is staged."""
    pq.write_table(rows, folder / FILE, compression="zstd")


def asked_note(missing: pa.Table, file: str, number: int, *, is_dropped: bool) -> str:
    """What an import says of rows that its list lacks."""
    skus = missing["sku"].to_pylist()
    some = ", ".join(skus[:SHOWN]) + (f" and {len(skus) - SHOWN} more" if len(skus) > SHOWN else "")
    if is_dropped:
        return f"dropped from the range, as they are not in this list: {some} (back with treadle undo DIR {number})"
    return (
        f"{some}: in the range by an earlier edition of this list, not in this one. They stay in the range; if they "
        f"are gone, say treadle import DIR {file} --drop-missing"
    )


def as_changed(lake: Lake, spec: TableSpec, versions: str) -> str:
    """SQL of all versions, where one that was dropped is equal to nothing that comes: it is taken in again."""
    parts = _parts(lake) if spec.name == TABLE else []
    if not parts:
        return versions
    gone = f"SELECT (id_high, id_low, version) FROM read_parquet([{', '.join(text_literal(one) for one in parts)}])"
    content = f"CASE WHEN (id_high, id_low, version) IN ({gone}) THEN 0 ELSE content_hash END"
    return f"SELECT * REPLACE ({content} AS content_hash) FROM ({versions})"


def dropped_names(lake: Lake, current: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Names of products that were dropped, by column of `NAMES`, without those that the range has all the same."""
    parts = _parts(lake)
    tables = [pq.read_table(one, columns=list(NAMES), partitioning=None) for one in parts]
    return {
        name: {one for table in tables for one in table[name].to_pylist() if one} - set(current[name]) for name in NAMES
    }


def _parts(lake: Lake) -> list[str]:
    return lake.parts(TABLE, "dropped-*.parquet")


def has_dropped(lake: Lake) -> bool:
    """Whether anything was dropped from the range."""
    return bool(_parts(lake))
