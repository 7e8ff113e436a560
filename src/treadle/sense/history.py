"""Signals to history: what was sold, looked at and on the shelf, by SKU, shop and week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.sense import shelf, sql
from treadle.sense.pair_panels import KIND_COLUMNS, PAID, PRICED, PairPanels
from treadle.sense.panel import Ints, Products, Weeks, codes_of, day_number, local_day, local_days, week_of
from treadle.terms.history import HISTORY, TRAFFIC
from treadle.terms.product import Catalogue
from treadle.terms.signal import TRAFFIC_KINDS
from treadle.terms.signal_parts import first_moment


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
    count = HistoryCount(
        query, first_moment(signals), catalogue=catalogue, as_of=as_of, week_weekday=week_weekday, time_zone=time_zone
    )
    count.add(signals)
    return count.done(in_stock=in_stock, price_plan=price_plan)


class HistoryCount:
    """Signals counted part by part, as `build_history` says; `first` is when the first of all happened."""

    def __init__(
        self, query: Query, first: datetime | None, *, catalogue: Catalogue, as_of: date, week_weekday: int = 0,
        time_zone: str = "UTC",
    ) -> None:  # fmt: skip
        self._query, self._products, self._as_of = query, Products.of(catalogue), as_of
        self._weekday, self._zone = week_weekday, time_zone
        self._end = int(week_of(np.array([day_number(as_of)]), week_weekday)[0])
        self._widest = self._weeks_from(self._end - 7 if first is None else local_day(first, time_zone))
        self._pairs = PairPanels(self._products, self._widest)
        shape = (len(self._products.options), self._widest.count)
        self._traffic = {kind: np.zeros(shape) for kind in TRAFFIC_KINDS}
        self._searches: list[pa.Table] = []
        self._counts: dict[str, int] = {}
        self._first_day: int | None = None

    def add(self, signals: pa.Table) -> None:
        """Count some signals (SIGNALS)."""
        acts, counts = _acts(signals, self._products, self._as_of, self._weekday, self._zone)
        self._counts = {name: self._counts.get(name, 0) + count for name, count in counts.items()}
        if acts.num_rows:
            day = int(acts["day"].to_numpy().min())
            self._first_day = day if self._first_day is None else min(self._first_day, day)
        by_sku = self._query(sql.BY_SKU, acts=acts)
        by_option = self._query(sql.BY_OPTION, acts=acts)
        self._searches.append(self._query(sql.BY_QUERY, acts=acts))
        self._pairs.add(by_sku)
        self._add_traffic(by_sku, self._products.option_of[codes_of(by_sku["sku"], self._products.skus)])
        self._add_traffic(by_option, codes_of(by_option["option_id"], self._products.options))

    def done(self, *, in_stock: pa.Table | None = None, price_plan: pa.Table | None = None) -> Counted:
        """What all of it amounts to; nothing is added any more."""
        first_day = self._end - 7 if self._first_day is None else self._first_day
        weeks = self._weeks_from(first_day)
        return Counted(
            history=_history(self._pairs, self._products, weeks, first_day, in_stock, price_plan),
            traffic=self._traffic_of(weeks),
            searches=_searches(self._all_searches(), self._end),
            counts=self._counts,
        )

    def _weeks_from(self, day: int) -> Weeks:
        """The weeks from that of a day to the last whole one."""
        first = int(week_of(np.array([day]), self._weekday)[0])
        return Weeks(first=first, count=max(0, (self._end - first) // 7))

    def _add_traffic(self, table: pa.Table, option: Ints) -> None:
        """Traffic by option and week, of signals that named the option or one of its SKUs; never counted twice."""
        week, units = self._widest.place(table["week"].to_numpy()), table["units"].to_numpy()
        for kind, panel in self._traffic.items():
            one = pc.equal(table["kind"], kind).to_numpy(zero_copy_only=False)
            np.add.at(panel, (option[one], week[one]), units[one])

    def _traffic_of(self, weeks: Weeks) -> pa.Table:
        """TRAFFIC of the weeks."""
        skipped = (weeks.first - self._widest.first) // 7
        panels = {KIND_COLUMNS[kind]: panel[:, skipped:] for kind, panel in self._traffic.items()}
        seen = np.sum(list(panels.values()), axis=0) > 0
        option, week = np.nonzero(seen)
        return pa.table(
            {
                "option_id": self._products.options.take(pa.array(option)),
                "week_start": pa.array(weeks.starts[week].astype(np.int32)).cast(pa.date32()),
                **{name: panel[option, week] for name, panel in panels.items()},
            }
        ).cast(TRAFFIC)

    def _all_searches(self) -> pa.Table:
        """Searches by query and week, of all that was counted."""
        if len(self._searches) == 1:
            return self._searches[0]
        return self._query(sql.TOGETHER, parts=pa.concat_tables(self._searches))


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


def _history(
    counted: PairPanels, products: Products, weeks: Weeks, first_day: int, in_stock: pa.Table | None,
    price_plan: pa.Table | None,
) -> pa.Table:  # fmt: skip
    """The rows of HISTORY from what was counted, the shelf and the price plan."""
    pairs = counted.pairs(in_stock)
    rows = counted.places_of(pairs)
    born = counted.born(rows, products.launch_day[pairs.sku], weeks)
    live = weeks.starts[None, :] + 6 >= born[:, None]
    planned = shelf.planned_prices(price_plan, products.skus, weeks)[pairs.sku]
    paid, priced = counted.take(PAID, rows, weeks), counted.take(PRICED, rows, weeks)
    price = shelf.weekly_prices(planned, paid, priced, products.list_price_cents[pairs.sku])[live]
    del planned, paid, priced  # each as large as a column of the history
    share = shelf.in_stock_share(
        in_stock, sku_of_pair=pairs.sku, find=pairs.find, shops=pairs.shops, skus=products.skus,
        born=born, first_day=first_day, weeks=weeks,
    )[live]  # fmt: skip
    columns = {name: counted.take(name, rows, weeks)[live] for name in KIND_COLUMNS.values()}
    live_row, live_week = np.nonzero(live)
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
            "in_stock_share": share,
            "price_cents": price,
        }
    ).select(HISTORY.names).cast(HISTORY)  # fmt: skip


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
