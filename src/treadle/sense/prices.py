"""What an option will cost its buyers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pyarrow as pa

from treadle.terms.product import Catalogue


def planned_prices(price_plan: pa.Table, catalogue: Catalogue, first: date, weeks: int) -> dict[str, int]:
    """Mean planned price (PRICE_PLAN) of each option over so many weeks from a day, where the plan names it: cents by
    option."""
    horizon = 7 * weeks
    last = first + timedelta(days=horizon - 1)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in price_plan.to_pylist():
        sku = catalogue.sku.get(row["sku"])
        days = (min(row["to_day"], last) - max(row["from_day"], first)).days + 1
        if sku is not None and days > 0:
            total = sums[sku.option_id]
            total[0] += days * row["price_cents"]
            total[1] += days
    found = {}
    for option_id, (money, days) in sums.items():
        option = catalogue.option[option_id]
        covered = days / max(len(catalogue.skus_of_option[option_id]), 1)
        rest = max(horizon - covered, 0.0) if covered < horizon * 0.999 else 0.0
        found[option_id] = round((money / days * covered + rest * option.price_cents) / (covered + rest))
    return found
