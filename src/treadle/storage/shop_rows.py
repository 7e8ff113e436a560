"""What a folder says of its shops: rules, stock by place as it was counted, and what each outlet sold of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from treadle.errors import InputError
from treadle.storage.brand import require_folder
from treadle.storage.brand_orders import counted_stock
from treadle.storage.brand_written import read_places
from treadle.storage.folder_rows import FolderRows
from treadle.storage.lake import open_duckdb
from treadle.storage.ledger.moments import midnight
from treadle.storage.noun_rows import noun_rows
from treadle.terms.place import Place
from treadle.terms.shop import ShopRule
from treadle.terms.stock import OnHand


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRows:
    """Places in the order of their rows, a rule for each shop, stock by place, and units sold by (SKU, shop), old ones
    counting less ('' is where an order names no shop)."""

    places: tuple[Place, ...]
    rules: Mapping[str, ShopRule]
    counted: tuple[OnHand, ...]
    sold: Mapping[tuple[str, str], float]


def shop_rows(folder: Path, as_of: date, *, time_zone: str, weeks: int, half_life_weeks: float) -> ShopRows:
    """What was known when `as_of` began, sales of the last `weeks`. Raises `InputError` for what cannot be read."""
    require_folder(folder)
    connection = open_duckdb(time_zone, folder / ".treadle" / "spill", memory="2GB")
    try:
        rows = FolderRows.of(folder, connection)
        places, rules = rows.once(read_places), rows.once(_rules)
        counted = rows.once(counted_stock)
        sold = rows.once(_sold, as_of, weeks, half_life_weeks)
        stopping = [one for one in rows.problems if one.stops_plan]
        if stopping:
            raise InputError(stopping)
        return ShopRows(places=places, rules=rules, counted=counted, sold=sold)
    finally:
        connection.close()


def _rules(rows: FolderRows) -> dict[str, ShopRule]:
    """A rule for each shop, in the order of the places."""
    told = {
        row.text("place_id"): ShopRule(
            place_id=row.text("place_id"),
            capacity_units=None if row.values["capacity"] is None else row.whole("capacity"),
            display_units=row.whole("display"), opens_on=row.day("opens_on"), closes_on=row.day("closes_on"),
            like_place_id=row.text("like_place_id"), lead_days=row.whole("lead_days"),
        )
        for row in noun_rows(rows, "shops")
    }  # fmt: skip
    return {one.place_id: told.get(one.place_id, ShopRule(place_id=one.place_id))
            for one in rows.once(read_places) if one.kind == "shop"}  # fmt: skip


def _sold(rows: FolderRows, as_of: date, weeks: int, half_life_weeks: float) -> dict[tuple[str, str], float]:
    query = rows.sql("signals")
    if query is None:
        return {}
    end = midnight(as_of, rows.time_zone).isoformat()
    begin = midnight(as_of - timedelta(days=7 * weeks), rows.time_zone).isoformat()
    days = 7.0 * half_life_weeks
    found = rows.connection.execute(
        f"""
        SELECT sku, coalesce(shop, ''),
               sum(units * power(0.5, date_diff('hour', happened_at, CAST('{end}' AS TIMESTAMPTZ)) / 24.0 / {days}))
        FROM ({query})
        WHERE kind = 'order' AND sku IS NOT NULL AND known_at <= CAST('{end}' AS TIMESTAMPTZ)
          AND happened_at >= CAST('{begin}' AS TIMESTAMPTZ)
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    return {(sku, shop): float(units) for sku, shop, units in found}
