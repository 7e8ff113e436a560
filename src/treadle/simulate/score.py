"""What a lived season was worth, in money and in pieces."""

from __future__ import annotations

import numpy as np

from treadle.simulate.world import SimulatedWorld

#: What a minute of overtime costs beyond the price of the piece, in cents.
OVERTIME_CENTS = 20.0


def score(world: SimulatedWorld) -> dict[str, float]:
    """Money in whole currency units, pieces, metres and minutes of a season that is over.

    Profit is what customers paid, less refunds, less all pieces made, plus what left-over pieces still bring, less
    overtime. `on_time_share` is that of orders (of an option) that came by the day they were told for. `lost_units` are
    wishes for a SKU beyond what was sold of it that week; `service_<size>` is the share met.
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
    by_size = lost.sum(axis=(0, 1)) / np.maximum(books.wanted.sum(axis=(0, 1)), 1)
    return found | {f"service_{size}": 1 - float(share) for size, share in zip(told.sizes, by_size, strict=True)}
