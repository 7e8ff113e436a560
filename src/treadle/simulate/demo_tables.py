"""The demo's files of products, prices, stock and money, as text columns of the brand's folder."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from treadle.simulate.demo_interest import DAYS, Interest
from treadle.simulate.demo_outlets import WAREHOUSE, outlet_tables, spread_over_shops
from treadle.simulate.demo_range import AS_OF, HISTORY_DAYS, SIZE_SCALE_ID, SIZES, STYLES, DemoOption, day_of
from treadle.simulate.demo_shop import Sold

#: Set-up per order and cost per piece (as a share of the list price) from so many units on.
_COST_STEPS = ((0, 90.0, 0.30), (150, 90.0, 0.27), (400, 90.0, 0.25))


def product_tables(options: tuple[DemoOption, ...]) -> dict[str, pa.Table]:
    """Tables products, size_scales, cost_breaks, places, shops and budget."""
    rows = []
    for option in options:
        style = option.style
        for size in SIZES:
            rows.append(
                {
                    "sku": f"{option.option_id}-{size}",
                    "style_id": style.style_id,
                    "option_id": option.option_id,
                    "colour": option.colour,
                    "size": size,
                    "size_scale_id": SIZE_SCALE_ID,
                    "category": style.category,
                    "price": f"{style.price_cents / 100:.2f}",
                    "season_start": day_of(option.launch).isoformat(),
                    "season_end": "" if option.last == DAYS - 1 else day_of(option.last).isoformat(),
                    "launch_day": day_of(option.launch).isoformat(),
                    "pattern_id": style.pattern_id,
                    "bulletin_id": style.bulletin_id,
                    "fabric_id": style.fabric_id,
                    "minimum_units": "30",
                    "style_minimum_units": "60",
                    "name": style.name,
                    "neckline": style.neckline,
                    "fabric": style.fabric,
                    "fit": style.fit,
                    "print": style.pattern,
                }
            )
    costs = [
        {
            "style_id": style.style_id,
            "from_units": str(units),
            "setup_cost": f"{setup:.2f}",
            "cost_per_piece": f"{style.price_cents * share / 100:.2f}",
        }
        for style in STYLES
        for units, setup, share in _COST_STEPS
    ]
    return {
        "products": pa.Table.from_pylist(rows),
        "size_scales": pa.Table.from_pylist([
            {"size_scale_id": SIZE_SCALE_ID, "size": size, "place": str(place)}
            for place, size in enumerate(SIZES, 1)]),
        "cost_breaks": pa.Table.from_pylist(costs),
        **outlet_tables(),
        "budget": pa.Table.from_pylist([
            {"from_day": AS_OF.isoformat(), "to_day": (AS_OF + timedelta(days=27)).isoformat(), "amount": "90000.00"}]),
    }  # fmt: skip


def price_plan(options: tuple[DemoOption, ...], interest: Interest) -> pa.Table:
    """Every SKU's price from the first day to the end of the known offers, in spans of one price."""
    rows = []
    for place, option in enumerate(options):
        share = interest.price_share[place]
        first, last = max(option.launch, 0), option.last
        turns = [first, *(np.flatnonzero(np.diff(share[first : last + 1])) + first + 1).tolist()]
        for start, stop in zip(turns, [*(turn - 1 for turn in turns[1:]), last], strict=True):
            cents = int(np.floor(option.style.price_cents * share[start] + 0.5))
            for size in SIZES:
                rows.append(
                    {
                        "sku": f"{option.option_id}-{size}",
                        "from_day": day_of(start).isoformat(),
                        "to_day": day_of(stop).isoformat(),
                        "price": f"{cents / 100:.2f}",
                        "is_promotion": "yes" if share[start] < 1.0 else "no",
                    }
                )
    return pa.Table.from_pylist(rows)


def stock_tables(options: tuple[DemoOption, ...], sold: Sold) -> dict[str, pa.Table]:
    """Tables stock, on_order and in_stock as they stand at the end of the history."""
    skus = [[f"{option.option_id}-{size}" for size in SIZES] for option in options]
    stock = [
        {"sku": skus[option][size], "place_id": WAREHOUSE, "units": str(int(sold.stock[option, size]))}
        for option, size in np.ndindex(*sold.stock.shape)
        if options[option].launch < HISTORY_DAYS
    ]
    coming = [
        {
            "order_id": f"PO-{order:04d}",
            "sku": skus[option][size],
            "place_id": WAREHOUSE,
            "units": str(units),
            "due_day": day_of(due).isoformat(),
        }
        for due, order, option, size, units in sold.on_order
    ]
    return {
        "stock": pa.Table.from_pylist(spread_over_shops(stock)),
        "on_order": pa.Table.from_pylist(coming),
        "in_stock": _absences(options, sold, skus),
    }


def _absences(options: tuple[DemoOption, ...], sold: Sold, skus: list[list[str]]) -> pa.Table:
    """Days of a SKU's life on which it was not there all day."""
    days = np.arange(HISTORY_DAYS)
    live = np.array([(days >= option.launch) & (days <= option.last) for option in options])
    option, size, day = np.nonzero(live[:, None, :] & (sold.present < 0.9995))
    share = np.round(sold.present[option, size, day], 3)
    dates = [day_of(number).isoformat() for number in range(HISTORY_DAYS)]
    return pa.table(
        {
            "sku": [skus[o][s] for o, s in zip(option.tolist(), size.tolist(), strict=True)],
            "day": [dates[d] for d in day.tolist()],
            "in_stock_share": [f"{one:.3f}" for one in share.tolist()],
        }
    )


def truth_table(options: tuple[DemoOption, ...], wanted: np.ndarray) -> pa.Table:
    """True demand by SKU and week, history and hidden future; weeks begin on the demo's first weekday."""
    weekly = wanted.reshape(len(options), len(SIZES), DAYS // 7, 7).sum(axis=3)
    option, size, week = (grid.ravel() for grid in np.indices(weekly.shape))
    starts = [day_of(7 * number) for number in range(DAYS // 7)]
    weeks: list[date] = [starts[w] for w in week.tolist()]
    return pa.table(
        {
            "sku": [f"{options[o].option_id}-{SIZES[s]}" for o, s in zip(option.tolist(), size.tolist(), strict=True)],
            "option_id": [options[o].option_id for o in option.tolist()],
            "week_start": pa.array(weeks, pa.date32()),
            "demand_units": weekly.ravel(),
            "is_future": week >= HISTORY_DAYS // 7,
        }
    )
