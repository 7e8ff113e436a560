"""What a row is known by and what it says, as SQL over typed rows, and the rows of a folder's own CSV with it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from treadle.reading.sql_text import quoted, text_literal
from treadle.terms.table_spec import TableSpec

#: Columns of an act that must agree where one file names it twice: a page and a server that both report an order do so
#: at different moments and by different ways, and mean the same.
SUBSTANCE = ("kind", "sku", "option_id", "query", "shop", "units", "price_cents", "period_days")
#: By these a total is known, where it has no identity of its own: the same days exported again replace, never add.
OF_A_TOTAL = ("kind", "sku", "option_id", "query", "period_days", "happened_at", "channel", "shop")


def stored_names(spec: TableSpec) -> list[str]:
    """Columns that the lake keeps of a row's own."""
    return [*(column.stored_name for column in spec.columns), *(["attributes"] if spec.keeps_extra else [])]


def lake_value(spec: TableSpec, stored: str) -> str:
    """SQL of what the lake keeps of a column: `known_at` is worked out where it was not given."""
    if spec.is_signal and stored == "known_at":
        ends = "happened_at + to_days(CAST(period_days AS INTEGER))"
        return f"COALESCE(known_at, CASE WHEN period_days > 0 THEN {ends} ELSE happened_at END)"
    return quoted(stored)


def content_sql(spec: TableSpec, left_out: Sequence[str] = ()) -> str:
    """SQL of a hash of all that a row says, but for its identity and the columns `left_out`."""
    own = ("signal_id",) if spec.is_signal else ()
    values = [
        "''" if one in (*own, *left_out) else f"COALESCE(CAST({lake_value(spec, one)} AS VARCHAR), '')"
        for one in stored_names(spec)
    ]
    return lower_sql(f"md5_number(concat_ws(chr(31), {', '.join(values)}))")


def upper_sql(number: str) -> str:
    """SQL of `md5_number_upper` of what `number` is `md5_number` of: the same in a fifth of the time."""
    return f"CAST({number} & CAST(18446744073709551615 AS UHUGEINT) AS UBIGINT)"


def lower_sql(number: str) -> str:
    """SQL of `md5_number_lower`, likewise."""
    return f"CAST({number} >> 64 AS UBIGINT)"


def substance_sql(spec: TableSpec) -> str:
    """SQL of a hash of what rows of one file must agree in if they have one identity."""
    if spec.is_signal:
        values = [f"COALESCE(CAST({quoted(one)} AS VARCHAR), '')" for one in SUBSTANCE]
        return lower_sql(f"md5_number(concat_ws(chr(31), {', '.join(values)}))")
    return content_sql(spec, tuple(spec.column(one).stored_name for one in spec.sums))


def identity_sql(spec: TableSpec, key: Sequence[str], key_space: str, content_id: str, is_mended: bool) -> str:
    """SQL of the text by which a row is known: the mapping's key, the table's, a total's, else its place."""
    mended = "mends_content" if is_mended else text_literal(content_id[:16])
    place = "mends_line" if is_mended else "CAST(line AS VARCHAR)"
    row = f"{mended} || ':' || {place} || CASE WHEN part > 0 THEN ':' || part ELSE '' END"
    if key:
        return f"concat_ws('|', {text_literal(key_space or spec.name)}, {_texts(spec, key)})"
    space = f"{text_literal(key_space.split('|')[0])}, " if key_space else ""
    if not spec.key:
        return row
    together = f"concat_ws('|', {space}{_texts(spec, spec.key)})"
    empty = " AND ".join(f"{quoted(spec.column(one).stored_name)} IS NULL" for one in spec.key)
    if not spec.is_signal:
        return f"CASE WHEN {empty} THEN {row} ELSE {together} END"
    total = f"concat_ws('|', 'total', {space}{_texts(spec, OF_A_TOTAL)})"
    return f"CASE WHEN NOT ({empty}) THEN {together} WHEN period_days > 0 THEN {total} ELSE {row} END"


def _texts(spec: TableSpec, columns: Sequence[str]) -> str:
    cells = (f"COALESCE(CAST({quoted(spec.column(one).stored_name)} AS VARCHAR), '')" for one in columns)
    return ", ".join(cells)


def identified_sql(
    spec: TableSpec, identity: str, number: int, *, extra: Sequence[str] = (), table: str = "typed"
) -> str:
    """SQL of typed rows with identity, hashes, version and import number."""
    stored = stored_names(spec)
    chosen = [f"{lake_value(spec, one)} AS {quoted(one)}" for one in stored]
    if spec.is_signal:
        chosen[stored.index("signal_id")] = "COALESCE(signal_id, identity) AS signal_id"
    return f"""
        SELECT {", ".join(chosen)}, {upper_sql("identity_number")} AS id_high, {lower_sql("identity_number")} AS id_low,
               {content_sql(spec)} AS content_hash, {substance_sql(spec)} AS substance_hash,
               CAST(1 AS INTEGER) AS version, CAST({number} AS INTEGER) AS import_number, line, part
               {"".join(f", {one}" for one in extra)}
        FROM (SELECT *, md5_number(identity) AS identity_number FROM (SELECT *, {identity} AS identity FROM {table}))
    """


def identified(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows: pa.Table, *, has_content: bool = True
) -> pa.Table:  # fmt: skip
    """Typed rows of the folder's own CSV with the identity an import would give them, version 0; with the hash of what
    they say where that is compared."""
    with_part = rows.append_column("part", pa.array([0] * rows.num_rows, pa.int64()))
    connection.register("typed", with_part)
    try:
        query = identified_sql(spec, identity_sql(spec, (), "", "written", is_mended=False), 0)
        left_out = "substance_hash" if has_content else "substance_hash, content_hash"
        found = connection.sql(f"SELECT * EXCLUDE ({left_out}) FROM ({query})").to_arrow_table()
    finally:
        connection.unregister("typed")
    version = found.schema.get_field_index("version")
    return found.set_column(version, "version", pa.array([0] * found.num_rows, pa.int32()))
