"""What the signals amount to, by period: the table `sense` makes and `anticipate` reads."""

from __future__ import annotations

import pyarrow as pa

#: One row per SKU, shop and week from its launch (or first signal) to the last whole week. `shop` is '' where
#: the brand has no shops. `demand_units` is what would have sold with a full shelf: sold, plus what an empty shelf
#: turned away, less what came over from a neighbour's empty shelf (so it may lie below `sold_units`).
#: `demand_low`/`demand_high` hold it with 80 %. `in_stock_share` is the part of the week's live days on which it
#: could be bought and was watched. Traffic here is only what named the SKU itself.
HISTORY = pa.schema(
    [
        pa.field("sku", pa.string(), nullable=False),
        pa.field("shop", pa.string(), nullable=False),
        pa.field("week_start", pa.date32(), nullable=False),
        pa.field("sold_units", pa.float64(), nullable=False),
        pa.field("returned_units", pa.float64(), nullable=False),
        pa.field("cancelled_units", pa.float64(), nullable=False),
        pa.field("demand_units", pa.float64(), nullable=False),
        pa.field("demand_low", pa.float64(), nullable=False),
        pa.field("demand_high", pa.float64(), nullable=False),
        pa.field("in_stock_share", pa.float64(), nullable=False),
        pa.field("price_cents", pa.float64(), nullable=False),
        pa.field("views", pa.float64(), nullable=False),
        pa.field("searches", pa.float64(), nullable=False),
        pa.field("carts", pa.float64(), nullable=False),
        pa.field("wishes", pa.float64(), nullable=False),
    ]
)

#: All traffic by option and week, whether it named the option or a SKU of it, also before its launch. Weeks
#: without any have no row.
TRAFFIC = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("week_start", pa.date32(), nullable=False),
        pa.field("views", pa.float64(), nullable=False),
        pa.field("searches", pa.float64(), nullable=False),
        pa.field("carts", pa.float64(), nullable=False),
        pa.field("wishes", pa.float64(), nullable=False),
    ]
)

#: One row per option and week: the SKUs' rows added up (prices and in-stock shares weighted by the size curve),
#: plus the traffic that named only the option.
OPTION_HISTORY = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("week_start", pa.date32(), nullable=False),
        pa.field("sold_units", pa.float64(), nullable=False),
        pa.field("returned_units", pa.float64(), nullable=False),
        pa.field("demand_units", pa.float64(), nullable=False),
        pa.field("in_stock_share", pa.float64(), nullable=False),
        pa.field("price_cents", pa.float64(), nullable=False),
        pa.field("views", pa.float64(), nullable=False),
        pa.field("searches", pa.float64(), nullable=False),
        pa.field("carts", pa.float64(), nullable=False),
        pa.field("wishes", pa.float64(), nullable=False),
    ]
)
