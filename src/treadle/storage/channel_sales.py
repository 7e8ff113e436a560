"""What was sold through each channel on each day, as the signals of a folder say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError
from treadle.storage.brand import require_folder
from treadle.storage.brand_products import build_catalogue
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb
from treadle.storage.ledger.moments import midnight

#: Channel, day, kind, SKU, units, and cents of a piece where they were told.
SaleRow = tuple[str, date, str, str, float, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSales:
    """Rows of orders, returns and cancellations by channel and day, and what a piece of each SKU is offered at."""

    rows: tuple[SaleRow, ...]
    price_cents: Mapping[str, int]


def channel_sales(folder: Path, until: date, *, time_zone: str) -> ChannelSales:
    """All that was known when `until` began. Raises `NotFoundError`, and `InputError` for what cannot be read."""
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill")
    try:
        rows = FolderRows.of(folder, connection)
        found = rows.once(_sales, until)
        stopping = [one for one in rows.problems if one.stops_plan]
        if stopping:
            raise InputError(stopping)
        return found
    finally:
        connection.close()


def _sales(rows: FolderRows, until: date) -> ChannelSales:
    catalogue, query = rows.once(build_catalogue), rows.sql("signals")
    found: list[SaleRow] = []
    if query is not None:
        moment = midnight(until, rows.time_zone).isoformat()
        found = rows.connection.execute(
            f"""
            SELECT channel, CAST(happened_at AS DATE) AS day, kind, sku, sum(units), price_cents
            FROM ({query})
            WHERE kind IN ('order', 'return', 'cancel') AND channel IS NOT NULL AND sku IS NOT NULL
              AND known_at <= CAST('{moment}' AS TIMESTAMPTZ)
            GROUP BY channel, day, kind, sku, price_cents ORDER BY channel, day, kind, sku, price_cents
            """
        ).fetchall()
    price = {sku.sku: catalogue.option[sku.option_id].price_cents for sku in catalogue.skus}
    return ChannelSales(rows=tuple(found), price_cents=price)
