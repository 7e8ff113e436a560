"""Rows without identity that an earlier import had already: the same acts exported again, or others like them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from treadle.errors import InputError
from treadle.reading.sql_text import text_literal
from treadle.storage.lake import Lake
from treadle.terms.table_spec import TableSpec

SKIP, KEEP = "skip", "keep"
EQUAL_ROWS = (SKIP, KEEP)
#: Fewer equal rows are chance: a day's export of a small shop has them.
LEAST_EQUAL = 5


def settle_equal_rows(
    connection: duckdb.DuckDBPyConnection, lake: Lake, spec: TableSpec, staged: Path, file: str, decision: str
) -> tuple[int, str]:
    """How many staged rows were dropped because an earlier import has them, and what a person should hear of it.

    Where half of this file, or half of an earlier one, would count twice, a person decides: without a `decision`
    `InputError` says which file it is. Fewer equal rows are taken for other acts, and told.
    """
    imported = lake.rows_sql(spec)
    if imported is None or decision == KEEP:
        return 0, ""
    rows = f"read_parquet({text_literal(str(staged))})"
    new = f"SELECT content_hash, count(*) AS new_rows FROM {rows} GROUP BY content_hash"
    both = "content_hash, import_number"
    old = f"SELECT {both}, count(*) AS old_rows FROM ({imported}) GROUP BY {both}"
    found = connection.execute(
        f"SELECT import_number, sum(least(new_rows, old_rows)) FROM ({new}) JOIN ({old}) USING (content_hash) "
        "GROUP BY import_number ORDER BY 2 DESC, 1"
    ).fetchall()
    if not found:
        return 0, ""
    total = connection.execute(f"SELECT count(*) FROM read_parquet({text_literal(str(staged))})").fetchall()[0][0]
    entries = {entry.number: entry for entry in lake.journal()}
    doubled = [
        (number, int(equal)) for number, equal in found
        if number in entries and equal >= LEAST_EQUAL and 2 * equal >= min(total, entries[number].kept_rows)
    ]  # fmt: skip
    if decision == SKIP:
        return _without(connection, staged, imported), ""
    number, equal = (doubled or found)[0]
    other = entries[number].file if number in entries else "an earlier import"
    told = f"{int(equal):,} of its {total:,} rows equal rows of {other} (import {number})"
    if not doubled:
        return 0, f"{told}; they were taken for other acts (--equal-rows skip takes them for the same)"
    raise InputError.single(
        file, f"{told}, and the rows have no identity",
        "Say --equal-rows skip if they are the same acts exported again, --equal-rows keep if not",
    )  # fmt: skip


def _without(connection: duckdb.DuckDBPyConnection, staged: Path, imported: str) -> int:
    """Rewrite the staged rows without as many of each content as are there already."""
    path = text_literal(str(staged))
    before = connection.execute(f"SELECT count(*) FROM read_parquet({path})").fetchall()[0][0]
    fresh = staged.with_name("part-fresh.parquet")
    old = f"SELECT content_hash, count(*) AS old_rows FROM ({imported}) GROUP BY content_hash"
    connection.execute(
        f"COPY (SELECT * EXCLUDE (own_rows, own_place) FROM (SELECT s.*, COALESCE(o.old_rows, 0) AS own_rows, "
        "row_number() OVER (PARTITION BY s.content_hash ORDER BY s.line, s.part) AS own_place "
        f"FROM read_parquet({path}) AS s "
        f"LEFT JOIN ({old}) AS o USING (content_hash)) WHERE own_place > own_rows ORDER BY line, part) "
        f"TO {text_literal(str(fresh))} (FORMAT parquet, COMPRESSION zstd)"
    )
    after = connection.execute(f"SELECT count(*) FROM read_parquet({text_literal(str(fresh))})").fetchall()[0][0]
    staged.unlink()
    if after:
        fresh.replace(staged)
    else:
        fresh.unlink()
    return int(before - after)
