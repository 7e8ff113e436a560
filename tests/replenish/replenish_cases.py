from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa


def sold_weeks(pairs: int = 12, weeks: int = 80, seed: int = 3) -> pa.Table:
    """A history of pairs whose means run from 1 to 12 units, some weeks without stock."""
    rng = np.random.default_rng(seed)
    first = datetime.date(2023, 1, 2)
    rows: dict[str, list[object]] = {name: [] for name in ("sku", "site", "date", "units", "in_stock")}
    for pair in range(pairs):
        mean = 1.0 + pair
        for week in range(weeks):
            full = bool(rng.random() > 0.1)
            rows["sku"].append(f"{pair // 2:03d}")
            rows["site"].append("AB"[pair % 2])
            rows["date"].append(first + datetime.timedelta(days=7 * week))
            rows["units"].append(int(rng.poisson(mean)) if full else 0)
            rows["in_stock"].append(full)
    return pa.table(rows)


def stock_of(pairs: int = 12, on_hand: int = 0) -> pa.Table:
    return pa.table(
        {
            "sku": [f"{pair // 2:03d}" for pair in range(pairs)],
            "site": ["AB"[pair % 2] for pair in range(pairs)],
            "on_hand": [on_hand] * pairs,
            "receipt_in_1_week": [0] * pairs,
            "receipt_in_2_weeks": [0] * pairs,
        }
    )
