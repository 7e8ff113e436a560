"""What a shop system would export of a painted week: weekly totals of signals, shelves that ran empty, prices."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.simulate.market import CATEGORIES, COLOURS, Market, MarketSettings
from treadle.simulate.range import DAY_ZERO, option_id
from treadle.terms.signal import IN_STOCK, PRICE_PLAN, SIGNALS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def signal_rows(
    market: Market, prefix: str, own_week: int, week: int, sold: Ints, returned: Ints, discount_share: float
) -> pa.Table:
    """SIGNALS of a week: orders and returns by SKU, looks, searches and wishes by option, known when the week is over.

    `own_week` counts from the range's first week, `week` from `DAY_ZERO`; `sold` and `returned` are (options, sizes).
    """
    sizes = market.settings.sizes
    start = datetime.combine(DAY_ZERO + timedelta(days=7 * week), time(), UTC)
    names = [option_id(prefix, option) for option in range(len(sold))]
    price = np.round(market.price_cents * (1 - discount_share)).astype(np.int64)
    columns: dict[str, list[object]] = {name: [] for name in ("kind", "sku", "option_id", "query", "units", "price")}
    for kind, table in (("order", sold), ("return", returned)):
        option, size = np.nonzero(table)
        columns["kind"] += [kind] * len(option)
        columns["sku"] += [f"{names[o]}-{sizes[s]}" for o, s in zip(option.tolist(), size.tolist(), strict=True)]
        columns["option_id"] += [None] * len(option)
        columns["query"] += [None] * len(option)
        columns["units"] += table[option, size].tolist()
        columns["price"] += price[option].tolist()
    for kind, counts in (("view", market.views), ("search", market.searches), ("wish", market.wishes)):
        found = np.flatnonzero(counts[:, own_week]).tolist()
        asked = kind == "search"
        columns["kind"] += [kind] * len(found)
        columns["sku"] += [None] * len(found)
        columns["option_id"] += [names[o] for o in found]
        columns["query"] += [
            f"{COLOURS[int(market.colour[o])]} {CATEGORIES[int(market.category[o])]}" if asked else None for o in found
        ]
        columns["units"] += counts[found, own_week].tolist()
        columns["price"] += [None] * len(found)
    count = len(columns["kind"])
    empty = pa.nulls(count, pa.string())
    made = {
        "signal_id": [f"{prefix}{week}-{number}" for number in range(count)],
        "happened_at": pa.array([start] * count, SIGNALS.field("happened_at").type),
        "known_at": pa.array([start + timedelta(days=7, seconds=-1)] * count, SIGNALS.field("known_at").type),
        **{name: columns[name] for name in ("kind", "sku", "option_id", "query")},
        **dict.fromkeys(("customer_id", "channel", "shop"), empty),
        "units": pa.array(columns["units"], pa.float64()),
        "price_cents": pa.array(columns["price"], pa.int64()),
        "period_days": pa.array([7] * count, pa.int32()),
    }
    return pa.table(made, schema=SIGNALS)


def shelf_rows(prefix: str, week: int, open_share: Floats, settings: MarketSettings) -> pa.Table:
    """IN_STOCK of a week's seven days for SKUs that were not there all the time; `open_share` is (options, sizes)."""
    option, size = np.nonzero(open_share < 1.0)
    skus = [f"{option_id(prefix, o)}-{settings.sizes[s]}" for o, s in zip(option.tolist(), size.tolist(), strict=True)]
    passed = np.clip(open_share[option, size][:, None] * 7 - np.arange(7)[None, :], 0.0, 1.0)
    days = [DAY_ZERO + timedelta(days=7 * week + day) for day in range(7)]
    return pa.table(
        {
            "sku": pa.array(list(chain.from_iterable([sku] * 7 for sku in skus)), pa.string()),
            "shop": pa.nulls(7 * len(skus), pa.string()),
            "day": pa.array(days * len(skus), pa.date32()),
            "in_stock_share": pa.array(passed.ravel(), pa.float64()),
        },
        schema=IN_STOCK,
    )


def price_plan(coming: Market) -> pa.Table:
    """PRICE_PLAN of the season's markdown, known from the start."""
    settings = coming.settings
    first = DAY_ZERO + timedelta(days=7 * (settings.weeks - settings.markdown_weeks))
    last = DAY_ZERO + timedelta(days=7 * settings.weeks - 1)
    rows = [
        {
            "sku": f"{option_id('S', option)}-{size}",
            "from_day": first,
            "to_day": last,
            "price_cents": round(int(coming.price_cents[option]) * (1 - settings.markdown_share)),
            "is_promotion": True,
        }
        for option in range(settings.options)
        for size in settings.sizes
    ]
    return pa.Table.from_pylist(rows, schema=PRICE_PLAN)
