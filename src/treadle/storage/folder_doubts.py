"""What is not likely in a brand's folder: by the rules of each table, and between tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from treadle.errors import Problem
from treadle.storage.doubts import SHOWN_ROWS, Seen, doubts
from treadle.storage.folder_rows import FolderRows
from treadle.storage.import_notes import far_days_of_signals
from treadle.storage.lake import open_duckdb
from treadle.terms.tables import TABLES
from treadle.terms.tables.products import IN_CENTS

#: A price paid so many times the list price, or such a part of it, is of another unit; and so is one of so many costs.
MANY_TIMES, MANY_COSTS = 20, 60
_OTHER_UNIT = (
    f"price_cents > {MANY_TIMES} * list_cents OR (price_cents > 0 AND price_cents * {MANY_TIMES} < list_cents)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A rule between tables: rows of `table`, joined, that hold `off` are doubted; `value` and `other` are in cents and
    fill the sentence."""

    table: str
    column: str
    joined: str
    off: str
    value: str
    other: str
    said: str
    advice: str = IN_CENTS


def folder_doubts(rows: FolderRows, *, currency: str, chosen: frozenset[int] | None = None) -> list[Problem]:
    """Notes on what can be read and is not likely; of the imports `chosen` alone where they are named."""
    found: list[Problem] = []
    for table, spec in TABLES.items():
        query = None if spec.is_signal else rows.sql(table)
        if query is not None:
            found += doubts(_seen(rows, table, query, currency, chosen))
    return [*found, *_between(rows, currency, chosen)]


def import_doubts(folder: Path, numbers: Iterable[int], *, currency: str, time_zone: str) -> list[Problem]:
    """What is not likely in the rows of some imports, beside all that the folder holds."""
    chosen = frozenset(numbers)
    if not chosen:
        return []
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="1GB")
    try:
        rows = FolderRows.of(folder, connection)
        return [
            *folder_doubts(rows, currency=currency, chosen=chosen),
            *far_days_of_signals(rows, time_zone, chosen=chosen),
        ]
    finally:
        connection.close()


def _seen(rows: FolderRows, table: str, query: str, currency: str, chosen: frozenset[int] | None) -> Seen:
    return Seen(
        connection=rows.connection, spec=TABLES[table], query=query, chosen=chosen, currency=currency,
        place=lambda line, number: rows.place(table, line, number),
    )  # fmt: skip


def _between(rows: FolderRows, currency: str, chosen: frozenset[int] | None) -> list[Problem]:
    """Prices and costs of one table beside those of another."""
    products = rows.sql("products")
    if products is None:
        return []
    found: list[Problem] = []
    for rule in _rules(products):
        query = rows.sql(rule.table)
        if query is None:
            continue
        seen = _seen(rows, rule.table, query, currency, chosen)
        doubted = f"FROM ({query}) {rule.joined} WHERE ({rule.off}) AND {seen.is_chosen()}"
        first = rows.connection.execute(
            f"SELECT line, import_number, {rule.value} / 100.0, {rule.other} / 100.0, count(*) OVER () {doubted} "
            f"ORDER BY import_number, line LIMIT {SHOWN_ROWS + 1}"
        ).fetchall()
        if first:
            said = rule.said.replace("{other}", f"{first[0][3]:,.2f}")
            found += seen.told(rule.column, [row[:3] for row in first], said, rule.advice, first[0][4])
    return [*found, *_costly_minutes(rows, products, currency, chosen)]


def _rules(products: str) -> tuple[_Beside, ...]:
    listed = f"JOIN (SELECT sku AS own_sku, price_cents AS list_cents FROM ({products})) ON sku = own_sku"
    by_option = (
        "JOIN (SELECT style_id AS own_style, option_id AS own_option, min(price_cents) AS list_cents "
        f"FROM ({products}) GROUP BY style_id, option_id) ON coalesce(option_id = own_option, style_id = own_style)"
    )
    far = "{value} is far from the list price {other}"
    return (
        _Beside(table="signals", column="price", joined=listed, off=f"kind = 'order' AND ({_OTHER_UNIT})",
                value="price_cents", other="list_cents", said=far),
        _Beside(table="price_plan", column="price", joined=listed, off=_OTHER_UNIT, value="price_cents",
                other="list_cents", said=far),
        _Beside(table="cost_breaks", column="cost_per_piece", joined=by_option, off="cost_per_piece_cents > list_cents",
                value="cost_per_piece_cents", other="list_cents", said="a piece costs {value} and is sold for {other}"),
        _Beside(table="products", column="price", joined="", value="price_cents", other="unit_cost_cents",
                off=f"unit_cost_cents > 0 AND price_cents > {MANY_COSTS} * unit_cost_cents",
                said=f"{{value}} is more than {MANY_COSTS} times its cost {{other}}",
                advice="Is one of them in another unit, such as cents?"),
    )  # fmt: skip


def _costly_minutes(rows: FolderRows, products: str, currency: str, chosen: frozenset[int] | None) -> list[Problem]:
    """Factories at which sewing alone costs more than any style is sold for: minutes in cents, or hours."""
    factories, bulletins = rows.sql("factories"), rows.sql("bulletins")
    if factories is None or bulletins is None:
        return []
    seen = _seen(rows, "factories", factories, currency, chosen)
    found = rows.connection.execute(
        f"SELECT line, import_number, minute_cost FROM ({factories}) WHERE {seen.is_chosen()} AND minute_cost * 100 > ("
        "SELECT max(price_cents / minutes) FROM (SELECT bulletin_id, sum(smv_minutes) AS minutes "
        f"FROM ({bulletins}) GROUP BY bulletin_id) JOIN ({products}) USING (bulletin_id) WHERE minutes > 0) "
        "ORDER BY import_number, line"
    ).fetchall()
    what = "at {value} a minute, sewing alone costs more than any style is sold for"
    return seen.told("minute_cost", found, what, "Is it in cents, or the price of an hour?")
