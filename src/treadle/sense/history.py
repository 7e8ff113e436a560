"""Signals to history: what was sold, looked at and on the shelf, by SKU, shop and week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense import shelf, sql
from treadle.sense.panel import Floats, Ints, Products, Weeks, codes_of, day_number, local_days, week_of
from treadle.terms.history import HISTORY, TRAFFIC
from treadle.terms.product import Catalogue
from treadle.terms.signal import TRAFFIC_KINDS

#: History column of each kind of signal.
KIND_COLUMNS: Mapping[str, str] = {
    "order": "sold_units",
    "return": "returned_units",
    "cancel": "cancelled_units",
    "view": "views",
    "search": "searches",
    "cart": "carts",
    "wish": "wishes",
}


class Query(Protocol):
    """Runs ANSI SQL over named Arrow tables; every engine has one."""

    def __call__(self, sql: str, /, **tables: pa.Table) -> pa.Table:
        """Return the rows that `sql` asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the signals amount to before the empty shelf is looked at.

    `history` follows HISTORY with `demand_units` = `sold_units`; `traffic` follows TRAFFIC and holds all traffic
    by option and week, whether it named the option or one of its SKUs, also before its launch; `searches` has
    query, week_start, searches, unled_searches. `counts` reconciles signal rows: read = counted + unknown product
    + unfinished week (+ nothing else).
    """

    history: pa.Table
    traffic: pa.Table
    searches: pa.Table
    counts: Mapping[str, int]


def build_history(
    query: Query,
    signals: pa.Table,
    *,
    catalogue: Catalogue,
    as_of: date,
    in_stock: pa.Table | None = None,
    price_plan: pa.Table | None = None,
    week_weekday: int = 0,
    time_zone: str = "UTC",
) -> Counted:
    """Count signals (SIGNALS) into whole weeks before `as_of`, for every SKU from its launch.

    A week without a row is zeros. A SKU begins at its `launch_day`, or at its first order where that is earlier
    or no day is given. Totals of a day count like acts; a total of seven days that straddles two weeks is
    shared by days. `in_stock` (IN_STOCK) lowers `in_stock_share`; where shop is null it holds for all shops of
    the SKU. A first week whose days are partly before the first signal counts as seen only in part, so its
    `in_stock_share` is lower. The price is the plan's mean over the week's days, else what was paid, else the
    last one, else the list price. Signals of SKUs and options not in the catalogue are counted, not used.
    """
    products = Products.of(catalogue)
    acts, counts = _acts(signals, products, as_of, week_weekday, time_zone)
    by_sku = query(sql.BY_SKU, acts=acts)
    by_option = query(sql.BY_OPTION, acts=acts)
    by_query = query(sql.BY_QUERY, acts=acts)
    end = int(week_of(np.array([day_number(as_of)]), week_weekday)[0])
    day_column = acts["day"].to_numpy()
    first_day = int(day_column.min()) if acts.num_rows else end - 7
    first = int(week_of(np.array([first_day]), week_weekday)[0])
    weeks = Weeks(first=first, count=max(0, (end - first) // 7))
    pairs = _Pairs.of(by_sku, in_stock, products)
    table = _history(pairs, by_sku, products, weeks, first_day, in_stock, price_plan)
    return Counted(
        history=table,
        traffic=_traffic(by_sku, by_option, products, weeks),
        searches=_searches(by_query, end),
        counts=counts,
    )


def _acts(
    signals: pa.Table, products: Products, as_of: date, week_weekday: int, time_zone: str
) -> tuple[pa.Table, dict[str, int]]:
    """Signals with day and week, seven-day totals split over weeks; unknown products and open weeks left out."""
    days = local_days(signals["happened_at"], time_zone)
    span = np.maximum(signals["period_days"].to_numpy().astype(np.int64), 1)
    sku = codes_of(signals["sku"], products.skus)
    option = codes_of(signals["option_id"], products.options)
    has_sku = pc.is_valid(signals["sku"]).to_numpy()
    has_option = pc.is_valid(signals["option_id"]).to_numpy()
    known = np.where(has_sku, sku >= 0, np.where(has_option, option >= 0, True))
    end = int(week_of(np.array([day_number(as_of)]), week_weekday)[0])
    weeks = week_of(days, week_weekday)
    late = weeks >= end
    counts = {
        "read": signals.num_rows,
        "counted": int(np.sum(known & ~late)),
        "unknown product": int(np.sum(~known)),
        "unfinished week": int(np.sum(known & late)),
    }
    inside = np.minimum(span, weeks + 7 - days) / span
    frame = pa.table(
        {
            "day": days,
            "week": weeks,
            "sku": signals["sku"],
            "option_id": signals["option_id"],
            "query": signals["query"],
            "shop": pc.fill_null(signals["shop"], ""),
            "kind": signals["kind"],
            "units": signals["units"].to_numpy() * inside,
            "price_cents": signals["price_cents"].cast(pa.float64()),
        }
    )
    rest = frame.set_column(frame.schema.get_field_index("week"), "week", pa.array(weeks + 7))
    rest = rest.set_column(
        rest.schema.get_field_index("units"), "units", pa.array(signals["units"].to_numpy() * (1.0 - inside))
    )
    kept = frame.filter(pa.array(known & ~late))
    spilled = rest.filter(pa.array(known & (inside < 1.0) & (weeks + 7 < end)))
    return pa.concat_tables([kept, spilled]).combine_chunks(), counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """The pairs of SKU and shop that have a history, in the order of their names."""

    sku: Ints
    shop: Ints
    shops: pa.Array

    @classmethod
    def of(cls, by_sku: pa.Table, in_stock: pa.Table | None, products: Products) -> _Pairs:
        """Pairs that sold, were looked at or stood on a shelf; every other SKU once with the shop ''."""
        named = [by_sku.select(["sku", "shop"])]
        if in_stock is not None:
            placed = in_stock.select(["sku", "shop"]).filter(pc.is_valid(in_stock["shop"]))
            named.append(placed.cast(named[0].schema))
        both = pa.concat_tables(named).group_by(["sku", "shop"]).aggregate([])
        shops = pa.array(sorted({"", *both["shop"].to_pylist()}), pa.string())
        sku, shop = codes_of(both["sku"], products.skus), codes_of(both["shop"], shops)
        sku, shop = sku[sku >= 0], shop[sku >= 0]
        silent = np.setdiff1d(np.arange(len(products.skus)), sku)
        sku = np.concatenate([sku, silent])
        shop = np.concatenate([shop, np.full(len(silent), shops.index("").as_py(), dtype=np.int64)])
        by_name = np.argsort(pc.rank(products.skus).to_numpy()) if len(products.skus) else np.arange(0)
        place = np.empty(len(by_name), dtype=np.int64)
        place[by_name] = np.arange(len(by_name))
        order = np.lexsort((shop, place[sku]))
        return cls(sku=sku[order], shop=shop[order], shops=shops)

    def find(self, sku: Ints, shop: Ints) -> Ints:
        """Row of each pair; -1 where it is not here."""
        width = len(self.shops)
        keys = self.sku * width + self.shop
        order = np.argsort(keys, kind="stable")
        asked = sku * width + shop
        spot = np.searchsorted(keys[order], asked)
        spot_in = np.minimum(spot, max(len(keys) - 1, 0))
        hit = (sku >= 0) & (shop >= 0)
        if len(keys) == 0:
            return np.full(len(asked), -1, dtype=np.int64)
        found: Ints = np.where(hit & (keys[order][spot_in] == asked), order[spot_in], -1)
        return found


def _history(
    pairs: _Pairs,
    by_sku: pa.Table,
    products: Products,
    weeks: Weeks,
    first_day: int,
    in_stock: pa.Table | None,
    price_plan: pa.Table | None,
) -> pa.Table:
    """The rows of HISTORY from the counted signals, the shelf and the price plan."""
    shape = (len(pairs.sku), weeks.count)
    row = pairs.find(codes_of(by_sku["sku"], products.skus), codes_of(by_sku["shop"], pairs.shops))
    week = weeks.place(by_sku["week"].to_numpy())
    kinds = by_sku["kind"].to_numpy(zero_copy_only=False)
    panels: dict[str, Floats] = {}
    for kind, name in KIND_COLUMNS.items():
        panels[name] = np.zeros(shape)
        one = kinds == kind
        np.add.at(panels[name], (row[one], week[one]), by_sku["units"].to_numpy()[one])
    orders = kinds == "order"
    paid, priced = np.zeros(shape), np.zeros(shape)
    np.add.at(paid, (row[orders], week[orders]), by_sku["paid_cents"].to_numpy()[orders])
    np.add.at(priced, (row[orders], week[orders]), by_sku["priced_units"].to_numpy()[orders])
    born = _born(row, by_sku, kinds, products.launch_day[pairs.sku], weeks)
    share = shelf.in_stock_share(
        in_stock, sku_of_pair=pairs.sku, find=pairs.find, shops=pairs.shops, skus=products.skus,
        born=born, first_day=first_day, weeks=weeks,
    )  # fmt: skip
    planned = shelf.planned_prices(price_plan, products.skus, weeks)[pairs.sku]
    price = shelf.weekly_prices(planned, paid, priced, products.list_price_cents[pairs.sku])
    live_row, live_week = np.nonzero(weeks.starts[None, :] + 6 >= born[:, None])
    columns = {name: panel[live_row, live_week] for name, panel in panels.items()}
    sold = columns["sold_units"]
    return pa.table(
        {
            "sku": products.skus.take(pa.array(pairs.sku[live_row])),
            "shop": pairs.shops.take(pa.array(pairs.shop[live_row])),
            "week_start": pa.array(weeks.starts[live_week].astype(np.int32)).cast(pa.date32()),
            **columns,
            "demand_units": sold,
            "came_over_units": np.zeros(len(sold)),
            "demand_low": sold,
            "demand_high": sold,
            "in_stock_share": share[live_row, live_week],
            "price_cents": price[live_row, live_week],
        }
    ).select(HISTORY.names).cast(HISTORY)  # fmt: skip


def _born(row: Ints, by_sku: pa.Table, kinds: np.ndarray, launch_day: Ints, weeks: Weeks) -> Ints:
    """Day on which each pair's life begins; the day after the last week where it has not begun."""
    never = weeks.first + 7 * weeks.count
    first_order, first_act = (np.full(len(launch_day), never, dtype=np.int64) for _ in range(2))
    day = by_sku["first_day"].to_numpy()
    sold = kinds == "order"
    np.minimum.at(first_order, row[sold], day[sold])
    np.minimum.at(first_act, row, week_of_rows(by_sku))
    given = np.where(launch_day >= 0, np.minimum(launch_day, first_order), first_act)
    return given


def week_of_rows(by_sku: pa.Table) -> Ints:
    """First day of the week of each counted row."""
    days: Ints = by_sku["week"].to_numpy().astype(np.int64)
    return days


def _traffic(by_sku: pa.Table, by_option: pa.Table, products: Products, weeks: Weeks) -> pa.Table:
    """All traffic by option and week, from signals that named the option or one of its SKUs; never counted twice."""
    shape = (len(products.options), weeks.count)
    sources = (
        (by_sku, products.option_of[codes_of(by_sku["sku"], products.skus)]),
        (by_option, codes_of(by_option["option_id"], products.options)),
    )
    panels = {}
    for kind in TRAFFIC_KINDS:
        panel = np.zeros(shape)
        for table, option in sources:
            one = table["kind"].to_numpy(zero_copy_only=False) == kind
            week = weeks.place(table["week"].to_numpy()[one])
            np.add.at(panel, (option[one], week), table["units"].to_numpy()[one])
        panels[KIND_COLUMNS[kind]] = panel
    seen = np.sum(list(panels.values()), axis=0) > 0
    option, week = np.nonzero(seen)
    return pa.table(
        {
            "option_id": products.options.take(pa.array(option)),
            "week_start": pa.array(weeks.starts[week].astype(np.int32)).cast(pa.date32()),
            **{name: panel[option, week] for name, panel in panels.items()},
        }
    ).cast(TRAFFIC)


def _searches(by_query: pa.Table, end: int) -> pa.Table:
    """Searches by query and week with the week as a date."""
    kept = by_query.filter(pc.less(by_query["week"], end))
    return pa.table(
        {
            "query": kept["query"],
            "week_start": kept["week"].cast(pa.int32()).cast(pa.date32()),
            "searches": kept["searches"],
            "unled_searches": kept["unled_searches"],
        }
    )
