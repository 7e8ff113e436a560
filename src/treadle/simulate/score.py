"""What a lived season was worth, in money and in pieces."""

from __future__ import annotations

import numpy as np

from treadle.simulate.range import DAY_ZERO
from treadle.simulate.world import SimulatedWorld

#: Days until a sale is paid, and until goods are, after they came: as platforms and factories have it. Not tuned.
PAYOUT_DAYS, GOODS_DAYS = 7, 30
#: What a minute of overtime costs beyond the price of the piece, in cents.
OVERTIME_CENTS = 20.0


def score(world: SimulatedWorld) -> dict[str, float]:
    """Money in whole currency units, pieces, metres and minutes of a season that is over.

    Profit is what customers paid, less refunds, less all pieces made, plus what left-over pieces still bring, less
    overtime. `on_time_share` is that of orders (of an option) that came by the day they were told for. `lost_units` are
    wishes for a SKU beyond what was sold of it that week; `service_<size>` is the share met. `cash_days` are those
    of the cash conversion cycle: goods on the shelf at cost over the cost of a day's sales, plus the days until sales
    are paid, less those until goods are; `cash_peak` is the most money that the season has laid out at a time.
    """
    books, told = world.books, world.settings
    price = world.market.price_cents[:, None].astype(float)
    left = world.left()
    cost = float((books.made.sum(axis=0) * np.round(price * told.cost_share)).sum())
    salvage = float((left * price).sum() * told.salvage_share)
    overtime = world.floor.overtime_minutes * OVERTIME_CENTS
    revenue = books.revenue_cents - books.refund_cents
    lost = np.maximum(books.wanted - books.sold, 0)
    found = {
        "profit": (revenue - cost + salvage - overtime) / 100,
        "revenue": revenue / 100,
        "margin_share": (revenue - cost) / max(revenue, 1),
        "sold_units": float(books.sold.sum()),
        "made_units": float(books.made.sum()),
        "lost_units": float(lost.sum()),
        "left_units": float(left.sum()),
        "markdown": books.markdown_cents / 100,
        "fabric_m": books.fabric_m,
        "overtime_minutes": world.floor.overtime_minutes,
        "orders": float(world.floor.orders),
        "on_time_share": 1 - books.late_orders / max(world.floor.orders, 1),
        "service": 1 - float(lost.sum()) / max(float(books.wanted.sum()), 1.0),
    }
    days, peak = _cash(world)
    found |= {"cash_days": days, "cash_peak": peak}
    by_size = lost.sum(axis=(0, 1)) / np.maximum(books.wanted.sum(axis=(0, 1)), 1)
    return found | {f"service_{size}": 1 - float(share) for size, share in zip(told.sizes, by_size, strict=True)}


def _cash(world: SimulatedWorld) -> tuple[float, float]:
    """Days of the cash conversion cycle, and the most money laid out at the end of any week."""
    books, told = world.books, world.settings
    price = world.market.price_cents.astype(float)
    cost = np.round(price * told.cost_share)
    weeks = len(books.sold)
    sold_cost = float((books.sold.sum(axis=(0, 2)) * cost).sum())
    shelf_days = float((books.shelf * cost).sum() / weeks) / max(sold_cost / (7.0 * weeks), 1e-9)
    flows = np.zeros(weeks + 12)
    for week in range(weeks):
        off = told.markdown_share * world.is_marked_down(week)
        flows[week + 1] += float((books.sold[week].sum(axis=1) * price).sum()) * (1.0 - off)
        flows[week] -= float((books.returned[week].sum(axis=1) * price).sum()) * (1.0 - off)
    for order in world.orders:
        for one in order.arrived:
            week = max((one.day - DAY_ZERO).days + GOODS_DAYS, 0) // 7
            flows[min(week, len(flows) - 1)] -= one.units * float(cost[world.option_of(one.sku)])
    return shelf_days + PAYOUT_DAYS - GOODS_DAYS, max(-float(np.cumsum(flows).min()), 0.0) / 100
