"""What customers did, as a table: one row per act, or one row per day or week total."""

from __future__ import annotations

import pyarrow as pa

from treadle.terms.schema import OUTPUTS

#: What a customer can do. 'order' counts units sold; 'return' and 'cancel' are counted apart, never netted here.
SIGNAL_KINDS = ("view", "search", "cart", "wish", "order", "return", "cancel")

#: Kinds that are looks and wishes, not money.
TRAFFIC_KINDS = ("view", "search", "cart", "wish")

#: One row per signal. Exactly one of `sku`, `option_id`, `query` must say what it is about (an order names a
#: SKU; a view or wish may name only the option; a search has a `query` and perhaps an option it led to).
#: `period_days` is 0 for a single act, 1 or 7 for a total of the day or week that begins at `happened_at`.
SIGNALS = pa.schema(
    [
        pa.field("signal_id", pa.string(), nullable=False),
        pa.field("happened_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("known_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("sku", pa.string()),
        pa.field("option_id", pa.string()),
        pa.field("query", pa.string()),
        pa.field("customer_id", pa.string()),
        pa.field("channel", pa.string()),
        pa.field("shop", pa.string()),
        pa.field("units", pa.float64(), nullable=False),
        pa.field("price_cents", pa.int64()),
        pa.field("period_days", pa.int32(), nullable=False),
    ]
)

#: Signals that count nowhere, and the rule that found them.
LEFT_OUT = OUTPUTS["left_out"].arrow

#: Share of a day (0 to 1) that a SKU was on the shelf of a shop; a day without a row counts as in stock.
IN_STOCK = pa.schema(
    [
        pa.field("sku", pa.string(), nullable=False),
        pa.field("shop", pa.string()),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("in_stock_share", pa.float64(), nullable=False),
    ]
)

#: Prices known ahead, by SKU and span of days (both ends included).
PRICE_PLAN = pa.schema(
    [
        pa.field("sku", pa.string(), nullable=False),
        pa.field("from_day", pa.date32(), nullable=False),
        pa.field("to_day", pa.date32(), nullable=False),
        pa.field("price_cents", pa.int64(), nullable=False),
        pa.field("is_promotion", pa.bool_(), nullable=False),
    ]
)

#: A relative index of searches elsewhere, as exported: only rows of one `window` can be compared. `period_days` is 1, 7
#: or 30 (a calendar month), `first_day` the period's first.
INTEREST = pa.schema(
    [
        pa.field("term", pa.string(), nullable=False),
        pa.field("region", pa.string(), nullable=False),
        pa.field("first_day", pa.date32(), nullable=False),
        pa.field("period_days", pa.int64(), nullable=False),
        pa.field("window", pa.string(), nullable=False),
        pa.field("index", pa.float64(), nullable=False),
    ]
)
