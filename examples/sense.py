"""Sense: a few signals of one T-shirt become its history by week, with what an empty shelf hid."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from treadle.engine import LocalEngine
from treadle.sense import sense
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.signal import IN_STOCK, SIGNALS

MONDAY = date(2026, 3, 2)
COST = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=700),)
CATALOGUE = Catalogue(
    size_scales=(SizeScale(size_scale_id="letters", sizes=("S", "M", "L")),),
    styles=(Style(style_id="TEE", category="t-shirts", size_scale_id="letters"),),
    options=(Option(option_id="TEE-navy", style_id="TEE", colour="navy", price_cents=2500, cost_breaks=COST),),
    skus=tuple(Sku(sku=f"TEE-navy-{size}", option_id="TEE-navy", size=size) for size in ("S", "M", "L")),
)


def signals() -> pa.Table:
    """Six weeks in which M sells two a day, S and L one; M is sold out in the last three days of the fifth week."""
    rows = []
    for day in range(42):
        for size, units in (("S", 1), ("M", 2), ("L", 1)):
            if size == "M" and 32 <= day < 35:
                continue
            at = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=12)
            row = dict.fromkeys(SIGNALS.names)
            row |= {"signal_id": f"{day}-{size}", "happened_at": at, "known_at": at, "kind": "order"}
            rows.append(row | {"sku": f"TEE-navy-{size}", "units": float(units), "period_days": 0})
    return pa.Table.from_pylist(rows, schema=SIGNALS)


def shelf() -> pa.Table:
    """The days on which M was not there."""
    gone = [MONDAY + timedelta(days=day) for day in range(32, 35)]
    rows = [dict.fromkeys(IN_STOCK.names) | {"sku": "TEE-navy-M", "day": day, "in_stock_share": 0.0} for day in gone]
    return pa.Table.from_pylist(rows, schema=IN_STOCK)


def main() -> None:
    """Print the history of size M."""
    sensed = sense(
        LocalEngine().query, signals(), catalogue=CATALOGUE, as_of=MONDAY + timedelta(days=42), in_stock=shelf()
    )
    for row in sensed.history.to_pylist():
        if row["sku"] == "TEE-navy-M":
            told = f"{row['sold_units']:.0f} sold, on the shelf {row['in_stock_share']:.0%}"
            print(f"week of {row['week_start']}: {told}, wanted {row['demand_units']:.1f}")


if __name__ == "__main__":
    main()
