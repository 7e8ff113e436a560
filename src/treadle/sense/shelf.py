"""What stood on the shelf and at which price: daily facts folded into weeks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense.panel import Floats, Ints, Weeks, codes_of


def in_stock_share(
    in_stock: pa.Table | None,
    *,
    sku_of_pair: Ints,
    find: Callable[[Ints, Ints], Ints],
    shops: pa.Array,
    skus: pa.Array,
    born: Ints,
    first_day: int,
    weeks: Weeks,
) -> Floats:
    """Share of each week's live days on which the pair could be bought and was watched, shape (pairs, weeks).

    Live days begin at `born`; days before `first_day` (the first signal of all) were not watched. `in_stock`
    follows IN_STOCK; a day without a row counts as in stock, a row without a shop holds for all shops.
    """
    starts, ends = weeks.starts[None, :], weeks.starts[None, :] + 7
    live = np.clip(ends - np.maximum(starts, born[:, None]), 0, 7)
    seen_from = np.maximum(np.maximum(starts, born[:, None]), first_day)
    watched = np.clip(ends - seen_from, 0, 7).astype(np.float64)
    if in_stock is not None and in_stock.num_rows:
        watched -= _missing_days(in_stock, sku_of_pair, find, shops, skus, seen_from, weeks)
    share: Floats = np.divide(watched, live, out=np.zeros_like(watched), where=live > 0)
    return np.clip(share, 0.0, 1.0)


def _missing_days(
    in_stock: pa.Table,
    sku_of_pair: Ints,
    find: Callable[[Ints, Ints], Ints],
    shops: pa.Array,
    skus: pa.Array,
    seen_from: Ints,
    weeks: Weeks,
) -> Floats:
    """Days of absence per pair and week, only those on or after `seen_from`."""
    sku = codes_of(in_stock["sku"], skus)
    day = in_stock["day"].cast(pa.int32()).to_numpy().astype(np.int64)
    gone = 1.0 - np.clip(in_stock["in_stock_share"].to_numpy(), 0.0, 1.0)
    everywhere = pc.is_null(in_stock["shop"]).to_numpy()
    week = weeks.place(day)
    usable = (sku >= 0) & (week >= 0) & (week < weeks.count) & (gone > 0.0)
    missing = np.zeros((len(sku_of_pair), weeks.count))
    placed = usable & ~everywhere
    row = find(sku[placed], codes_of(in_stock["shop"], shops)[placed])
    _add(missing, row, week[placed], day[placed], gone[placed], seen_from)
    wide = np.flatnonzero(usable & everywhere)
    if len(wide):
        order = np.argsort(sku_of_pair, kind="stable")
        left = np.searchsorted(sku_of_pair[order], sku[wide], side="left")
        right = np.searchsorted(sku_of_pair[order], sku[wide], side="right")
        times = right - left
        at = np.repeat(wide, times)
        offset = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
        row = order[np.repeat(left, times) + offset]
        _add(missing, row, week[at], day[at], gone[at], seen_from)
    return missing


def _add(missing: Floats, row: Ints, week: Ints, day: Ints, gone: Floats, seen_from: Ints) -> None:
    """Add absences in place, leaving out days on which the pair was not yet live or not yet watched."""
    counts = (row >= 0) & (day >= seen_from[np.maximum(row, 0), week])
    np.add.at(missing, (row[counts], week[counts]), gone[counts])


def planned_prices(price_plan: pa.Table | None, skus: pa.Array, weeks: Weeks) -> Floats:
    """Mean planned price in cents per SKU and week over the days that have one; NaN where none has.

    Where spans overlap, a promotion wins over a plain price and a later `from_day` over an earlier one.
    Shape (SKUs, weeks). `price_plan` follows PRICE_PLAN, both ends of a span included.
    """
    shape = (len(skus), weeks.count)
    if price_plan is None or price_plan.num_rows == 0 or weeks.count == 0:
        return np.full(shape, np.nan)
    sku = codes_of(price_plan["sku"], skus)
    start = price_plan["from_day"].cast(pa.int32()).to_numpy().astype(np.int64) - weeks.first
    stop = price_plan["to_day"].cast(pa.int32()).to_numpy().astype(np.int64) + 1 - weeks.first
    start, stop = np.clip(start, 0, 7 * weeks.count), np.clip(stop, 0, 7 * weeks.count)
    is_promotion = price_plan["is_promotion"].to_numpy(zero_copy_only=False)
    order = np.lexsort((price_plan["from_day"].cast(pa.int32()).to_numpy(), is_promotion))
    order = order[(sku[order] >= 0) & (stop[order] > start[order])]
    length = stop[order] - start[order]
    total = int(length.sum())
    offset = np.arange(total) - np.repeat(np.cumsum(length) - length, length)
    daily = np.full((len(skus), 7 * weeks.count), np.nan)
    cents = price_plan["price_cents"].to_numpy().astype(np.float64)
    daily[np.repeat(sku[order], length), np.repeat(start[order], length) + offset] = np.repeat(cents[order], length)
    by_week = daily.reshape(len(skus), weeks.count, 7)
    priced = np.isfinite(by_week)
    days = priced.sum(axis=2)
    total_cents = np.where(priced, by_week, 0.0).sum(axis=2)
    mean: Floats = np.divide(total_cents, days, out=np.full(shape, np.nan), where=days > 0)
    return mean


def weekly_prices(planned: Floats, paid: Floats, priced_units: Floats, list_price: Floats) -> Floats:
    """The price of each week in cents: planned, else paid on average, else the last known, else the list price.

    All shapes (pairs, weeks) but `list_price` (pairs,).
    """
    mean_paid = np.divide(paid, priced_units, out=np.full_like(paid, np.nan), where=priced_units > 0)
    price = np.where(np.isfinite(planned), planned, mean_paid)
    if price.shape[1] == 0:
        return price
    place = np.where(np.isfinite(price), np.arange(price.shape[1])[None, :], -1)
    last = np.maximum.accumulate(place, axis=1)
    carried = np.take_along_axis(price, np.maximum(last, 0), axis=1)
    return np.where(last >= 0, carried, list_price[:, None])
