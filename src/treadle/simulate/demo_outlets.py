"""The demo's shops: what lies in them at the end of the history, and who is served from their shelves.

Nothing is drawn here, so that the brand stays the same brand: pieces lie in shops instead of the warehouse, and known
customers collect what they order. No number here was tuned.
"""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from treadle.simulate.demo_range import AS_OF

WAREHOUSE = "warehouse"
#: Id, name, room in pieces, days from the warehouse, the day it opens where that is to come, the shop it is like.
_SHOPS: tuple[tuple[str, str, int, int, date | None, str], ...] = (
    ("harbour", "Harbour street", 400, 1, None, ""),
    ("station", "At the station", 250, 1, None, ""),
    ("mill", "The old mill", 600, 2, AS_OF + timedelta(days=7), "harbour"),
)
#: Pieces of a SKU that a shop still has, SKU after SKU, where the warehouse has four times as many.
_ON_SHELVES = {"harbour": (2, 1, 0, 2, 1), "station": (1, 0, 1, 0)}
#: Of twelve customers of the web and the app, three collect what they order, each in one of these shops.
_SHOP_OF = {0: "harbour", 6: "harbour", 3: "station"}
_CUSTOMERS = 12


def outlet_tables() -> dict[str, pa.Table]:
    """Tables places and shops: two shops that sell, one that opens a week after the demo's day."""
    return {
        "places": pa.Table.from_pylist([
            {"place_id": WAREHOUSE, "kind": "warehouse", "name": "Central warehouse"},
            *({"place_id": name, "kind": "shop", "name": told} for name, told, *_ in _SHOPS)]),
        "shops": pa.Table.from_pylist([
            {"place_id": name, "capacity": str(room), "display": "1", "lead_days": str(days),
             "opens_on": "" if opens is None else opens.isoformat(), "like_place_id": like}
            for name, _, room, days, opens, like in _SHOPS]),
    }  # fmt: skip


def spread_over_shops(stock: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of table stock, all of the warehouse, with what lies in shops taken out of it: together as many pieces."""
    found = []
    for place, row in enumerate(stock):
        left, moved = int(row["units"]), []
        for shop, pattern in _ON_SHELVES.items():
            units = min(pattern[place % len(pattern)], left // 4)
            if units:
                moved.append({**row, "place_id": shop, "units": str(units)})
                left -= units
        found += [{**row, "units": str(left)}, *moved]
    return found


def with_shops(signals: pa.Table) -> pa.Table:
    """Signals with the shop from whose shelf somebody was served: orders, returns and cancellations of customers who
    collect what they order."""
    shops = []
    for kind, customer in zip(signals["kind"].to_pylist(), signals["customer_id"].to_pylist(), strict=True):
        is_known = kind in ("order", "return", "cancel") and bool(customer) and customer[1:].isdigit()
        shops.append(_SHOP_OF.get(int(customer[1:]) % _CUSTOMERS) if is_known else None)
    return signals.append_column("shop", pa.array(shops, pa.string()))
