"""The demo brand's tables as the nouns that the room reads, without passing through a folder."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.signal import IN_STOCK, PRICE_PLAN, SIGNALS


def catalogue_of(products: pa.Table) -> Catalogue:
    rows = products.to_pylist()
    styles, options = {}, {}
    for row in rows:
        styles[row["style_id"]] = Style(
            style_id=row["style_id"], category=row["category"], size_scale_id=row["size_scale_id"]
        )
        options[row["option_id"]] = Option(
            option_id=row["option_id"],
            style_id=row["style_id"],
            colour=row["colour"],
            price_cents=round(float(row["price"]) * 100),
            cost_breaks=(CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=500),),
            launch_day=dt.date.fromisoformat(row["launch_day"]),
            attributes={name: row[name] for name in ("neckline", "fabric", "fit", "print")},
        )
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="letters", sizes=("XS", "S", "M", "L", "XL", "XXL")),),
        styles=tuple(styles.values()),
        options=tuple(options.values()),
        skus=tuple(Sku(sku=r["sku"], option_id=r["option_id"], size=r["size"]) for r in rows),
    )


def _cents(prices: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.round(pc.multiply(prices.cast(pa.float64()), 100)).cast(pa.int64())


def signals_of(table: pa.Table) -> pa.Table:
    happened = table["happened_at"].cast(pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    columns = {
        name: table[name] if name in table.column_names else pa.nulls(table.num_rows, SIGNALS.field(name).type)
        for name in SIGNALS.names
        if name not in ("happened_at", "known_at", "price_cents")
    }
    columns |= {"happened_at": happened, "known_at": happened, "price_cents": _cents(table["price"])}
    return pa.table(columns).select(SIGNALS.names).cast(SIGNALS)


def in_stock_of(table: pa.Table) -> pa.Table:
    return pa.table(
        {
            "sku": table["sku"],
            "shop": pa.nulls(table.num_rows, pa.string()),
            "day": table["day"].cast(pa.date32()),
            "in_stock_share": table["in_stock_share"].cast(pa.float64()),
        }
    ).cast(IN_STOCK)


def price_plan_of(table: pa.Table) -> pa.Table:
    return pa.table(
        {
            "sku": table["sku"],
            "from_day": table["from_day"].cast(pa.date32()),
            "to_day": table["to_day"].cast(pa.date32()),
            "price_cents": _cents(table["price"]),
            "is_promotion": pc.equal(table["is_promotion"], "yes"),
        }
    ).cast(PRICE_PLAN)
