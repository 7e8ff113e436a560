"""Amounts of other currencies: converted by the brand's table of rates, or set aside."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from treadle.reading.sql_text import quoted, text_literal
from treadle.storage.cells import RECORD, UNIT
from treadle.terms.table_spec import TableSpec


def in_currency(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, typed: pa.Table, codes: pa.ChunkedArray, currency: str,
    written: pa.Table, imported: str | None,
) -> pa.Table:  # fmt: skip
    """Typed rows with their amounts in the brand's currency; `codes` name those of the rows, empty: the brand's.

    The rate is the newest that holds on the row's day (a table without a day: the newest of all). `written` and
    `imported` (SQL) are the rows of table currency_rates. A row of a currency without a rate gets a problem.
    """
    money = [column.stored_name for column in spec.columns if column.kind == "money"]
    connection.register("amounts", typed.append_column("currency", codes.cast(pa.string())))
    connection.register("rates_written", written)
    columns = "upper(currency) AS code, from_day, rate"
    rates = f"SELECT {columns} FROM rates_written" + (
        f" UNION ALL SELECT {columns} FROM ({imported})" if imported else ""
    )
    day = "CAST(happened_at AS DATE)" if spec.is_signal else "DATE '2100-12-31'"
    code = "upper(TRIM(COALESCE(a.currency, '')))"
    own = f"({code} = '' OR {code} = {text_literal(currency.upper())})"
    filled = " OR ".join(f"a.{quoted(one)} IS NOT NULL" for one in money)
    what = f"'\"' || {code} || '\" is not the brand''s currency {currency}'"
    remedy = "Add its rate to tables/currency_rates.csv, or take these rows out"
    problem = f"CASE WHEN NOT {own} AND r.rate IS NULL AND ({filled}) THEN {text_literal('currency' + UNIT)} || {what} || {text_literal(UNIT + remedy)} END"  # noqa: E501
    converted = ", ".join(
        f"CASE WHEN {own} THEN a.{quoted(one)} "
        f"ELSE CAST(round_even(a.{quoted(one)} * r.rate, 0) AS BIGINT) END AS {quoted(one)}"
        for one in money
    )
    joined = f"concat_ws({text_literal(RECORD)}, NULLIF(a.problems, ''), {problem})"
    query = f"""
        SELECT a.* EXCLUDE (currency) REPLACE ({converted}, {joined} AS problems)
        FROM (SELECT *, {day} AS rate_day, row_number() OVER () AS own_place FROM amounts) AS a
        ASOF LEFT JOIN ({rates}) AS r ON {code} = r.code AND a.rate_day >= r.from_day
        ORDER BY a.own_place
    """
    try:
        found = connection.sql(query).to_arrow_table()
        return found.drop_columns(["rate_day", "own_place"])
    finally:
        connection.unregister("amounts")
        connection.unregister("rates_written")
