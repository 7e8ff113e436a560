"""The steps of a mapping before its cells, as SQL: groups filled and numbered, prices paid, lists opened, columns
turned into rows, second files joined, lines left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from treadle.connectors.mapping import PaidRule, SourceMap
from treadle.reading.cell_numbers import plain_number_sql
from treadle.reading.sql_text import quoted, text_literal

#: Number of a row among those that share the column `fill_within`, and what was paid for a piece of it.
ROW_IN_GROUP, PRICE_PAID = "row in group", "price paid"

Find = Callable[[str], str | None]


def filled_sql(source: SourceMap, find: Find) -> str:
    """SQL of raw rows with empty cells filled within their group, numbered, and with the price paid."""
    group = find(source.fill_within)
    if group is None:
        return "SELECT * FROM raw"
    key = f"COALESCE(NULLIF(TRIM(CAST({quoted(group)} AS VARCHAR)), ''), 'line ' || line)"
    columns = list(dict.fromkeys(found for name in source.fill_down if (found := find(name)) is not None))
    replaced = []
    for name in columns:
        cell = f"NULLIF(TRIM(CAST({quoted(name)} AS VARCHAR)), '')"
        above = f"last_value({cell} IGNORE NULLS) OVER (PARTITION BY {key} ORDER BY line)"
        anywhere = f"first_value({cell} IGNORE NULLS) OVER (PARTITION BY {key} ORDER BY line {_WHOLE})"
        replaced.append(f"COALESCE({above}, {anywhere}) AS {quoted(name)}")
    replace = f" REPLACE ({', '.join(replaced)})" if replaced else ""
    number = f"CAST(row_number() OVER (PARTITION BY {key} ORDER BY line) AS VARCHAR) AS {quoted(ROW_IN_GROUP)}"
    rows = f"SELECT *{replace}, {number}, {key} AS {quoted('group key')} FROM raw"
    return rows if source.paid is None else _paid_sql(source.paid, rows, find)


_WHOLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"


def _paid_sql(paid: PaidRule, rows: str, find: Find) -> str:
    """Rows with the column 'price paid'; it is the price where the rest is not said or does not add up."""

    def number(name: str) -> str:
        column = find(name) if name else None
        return "NULL" if column is None else plain_number_sql(f"CAST({quoted(column)} AS VARCHAR)")

    price, units = number(paid.price), number(paid.units)
    value = f"({price} * {units} - COALESCE({number(paid.line_discount)}, 0))"
    over = f"OVER (PARTITION BY {quoted('group key')})"
    has_line_discount = bool(paid.line_discount) and find(paid.line_discount) is not None
    sums = (
        f"SELECT *, {value} AS {quoted('line value')}, sum({value}) {over} AS {quoted('order value')}, "
        f"max({number(paid.order_discount)}) {over} AS {quoted('order discount')}, "
        f"max({number(paid.subtotal)}) {over} AS {quoted('order subtotal')}, "
        f"count(*) {over} AS {quoted('order rows')} FROM ({rows})"
    )
    value, total, discount, subtotal = (
        quoted(one) for one in ("line value", "order value", "order discount", "order subtotal")
    )
    adds_up = f"abs({subtotal} - {total}) <= 0.005 + 0.01 * {quoted('order rows')}"
    shares = [f"WHEN {total} <= 0 THEN 1.0", f"WHEN {adds_up} THEN 1.0",
              f"WHEN {discount} > 0 THEN GREATEST(0.0, ({total} - {discount}) / {total})"]  # fmt: skip
    if not has_line_discount:
        shares.append(f"WHEN {subtotal} > 0 AND {subtotal} < {total} THEN {subtotal} / {total}")
    share = f"CAST(CASE {' '.join(shares)} ELSE 1.0 END AS DOUBLE)"
    each = f"CAST({value} AS DOUBLE) * {share} / NULLIF(CAST({units} AS DOUBLE), 0)"
    column = find(paid.price)
    plain = "NULL" if column is None else f"CAST({quoted(column)} AS VARCHAR)"
    shown = f"rtrim(rtrim(CAST(CAST(GREATEST({each}, 0) AS DECIMAL(18, 4)) AS VARCHAR), '0'), '.')"
    return f"SELECT *, COALESCE(CASE WHEN {price} >= 0 THEN {shown} END, {plain}) AS {quoted(PRICE_PAID)} FROM ({sums})"


def shaped_sql(source: SourceMap, columns: Sequence[str], find: Find) -> str:
    """SQL of filled rows with lists exploded or columns unpivoted, each with its `part` of the line."""
    if source.explode:
        path = text_literal(json_path(source.explode) + "[*]")
        return (
            "SELECT json, line, item, CAST(place - 1 AS BIGINT) AS part FROM (SELECT json, line, "
            f"unnest(json_extract(json, {path})) AS item, "
            f"generate_subscripts(json_extract(json, {path}), 1) AS place FROM filled)"
        )
    unpivot = source.unpivot
    if unpivot is None:
        return "SELECT *, CAST(0 AS BIGINT) AS part FROM filled"
    wide = [name for name in columns if re.fullmatch(unpivot.columns, name)]
    kept = [name for name in columns if name and name not in wide]
    cells = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in wide)
    keep = ", ".join(quoted(name) for name in kept)
    keep = f", {keep}" if keep else ""
    long = (
        f"SELECT line{keep}, {quoted(unpivot.name)}, NULLIF(TRIM({quoted(unpivot.value)}), '') AS "
        f"{quoted(unpivot.value)} FROM (SELECT line{keep}, {cells} FROM filled) UNPIVOT ({quoted(unpivot.value)} "
        f"FOR {quoted(unpivot.name)} IN ({', '.join(quoted(name) for name in wide)}))"
    )
    name, value = quoted(unpivot.name), quoted(unpivot.value)
    numbered = "CAST(row_number() OVER (PARTITION BY line ORDER BY {}) - 1 AS BIGINT) AS part"
    if not unpivot.is_span:
        return f"SELECT *, {numbered.format(name)} FROM ({long}) WHERE {value} IS NOT NULL"
    island = (
        f"SELECT *, CAST({name} AS DATE) - CAST(row_number() OVER (PARTITION BY line, {value} "
        f"ORDER BY {name}) AS INTEGER) AS island FROM ({long}) WHERE {value} IS NOT NULL"
    )
    last = quoted(unpivot.name + "_to")
    return (
        f"SELECT line{keep}, {value}, min({name}) AS {name}, max({name}) AS {last}, "
        f"{numbered.format(f'min({name})')} FROM ({island}) GROUP BY line{keep}, {value}, island"
    )


def looked_sql(source: SourceMap, lookups: Mapping[str, Sequence[str]], ref: Callable[[str], str]) -> str:
    """SQL of shaped rows (alias `s`) with the columns of second files."""
    chosen, joins = ["s.*"], []
    for one in source.lookups:
        chosen += [f"{one.name}.{quoted(c)} AS {quoted(f'{one.name}.{c}')}" for c in lookups[one.name]]
        on = " AND ".join(
            f"COALESCE({ref(mine)}, '') = COALESCE(CAST({one.name}.{quoted(theirs)} AS VARCHAR), '')"
            for mine, theirs in one.on.items()
        )
        joins.append(f"LEFT JOIN {quoted('lookup ' + one.name)} AS {one.name} ON {on}")
    return f"SELECT {', '.join(chosen)} FROM shaped AS s {' '.join(joins)}"


def json_path(dotted: str) -> str:
    """'a.b c.d' as the JSON path $."a"."b c"."d"."""
    return "$" + "".join(f'."{part}"' for part in dotted.replace('"', "").split("."))
