"""A painted world to live a season in: it shows snapshots, takes orders, and lets the weeks happen.

What a policy orders stands in a ledger of orders as a brand's own would, and what it is shown of them is what the
brand's folder would show: open orders, and receipts on the days promised, never the day on which they will come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.simulate.exports import price_plan, shelf_rows, signal_rows
from treadle.simulate.floor import FAR, FactoryKind, Floor, FloorSettings, fabric_m
from treadle.simulate.making import making_of
from treadle.simulate.market import Market, MarketSettings, draw_season
from treadle.simulate.range import DAY_ZERO, catalogue_of, sku_place
from treadle.simulate.shelf import refill, serve
from treadle.terms.order import Arrived, Order, OrderLine
from treadle.terms.release import ReleasedOrder
from treadle.terms.signal import IN_STOCK, SIGNALS
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand
from treadle.track.coming import coming

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Pieces to make, by SKU: what any policy decides on a day.

    `released` are the same pieces as the work orders of a plan, with the days they were promised for; without them the
    factory takes option by option and tells its usual lead time. `seconds` says what each stage of the decision took.
    """

    units: Mapping[str, int]
    released: tuple[ReleasedOrder, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Good pieces (sizes,) of an option of an order that will be on the shelf on `day`, counted from `DAY_ZERO`."""

    order_id: str
    option: int
    day: int
    good: Ints


@dataclass(slots=True, kw_only=True)
class Books:
    """What happened, by week: arrays (weeks, options, sizes); `shelf` (weeks, options) is what lay there at its end."""

    sold: Ints
    wanted: Ints
    returned: Ints
    made: Ints
    shelf: Ints
    revenue_cents: int = 0
    refund_cents: int = 0
    markdown_cents: int = 0
    fabric_m: float = 0.0
    late_orders: int = 0


class SimulatedWorld:
    """A season of a seed at a factory of a kind. It is lived from `first_day`; before it lies the past range."""

    def __init__(self, market: MarketSettings, floor: FloorSettings, kind: FactoryKind, seed: int) -> None:
        self.past, self.market = draw_season(market, seed)
        self.settings, self.kind = market, kind
        count, sizes, weeks = market.options, len(market.sizes), market.weeks
        self.floor = Floor.drawn(floor, kind, weeks, count, seed)
        self.stock: Ints = np.zeros((market.shops + 1, count, sizes), dtype=np.int64)
        nothing = np.zeros((weeks, count, sizes), dtype=np.int64)
        self.books = Books(sold=nothing, wanted=nothing.copy(), returned=nothing.copy(), made=nothing.copy(),
                           shelf=np.zeros((weeks, count), dtype=np.int64))  # fmt: skip
        self.catalogue = catalogue_of(self.past, self.market, kind)
        self._place = sku_place(self.catalogue, count)
        self._signals: list[pa.Table] = []
        self._shelf: list[pa.Table] = []
        self.making = making_of(kind, floor, market.sizes)
        self._skus = list(self._place)
        self._full = [(one.sku, 10**6) for one in self.catalogue.skus if one.sku not in self._place]
        self._coming: list[Coming] = []
        self._orders: dict[str, Order] = {}
        self._prices = price_plan(self.market)
        self.first_day = DAY_ZERO - timedelta(days=7 * 3)
        self._today = DAY_ZERO - timedelta(days=7 * market.past_weeks)
        self._back: Ints = np.zeros((weeks + 3, count, sizes), dtype=np.int64)
        self._past_stock = np.full(self.stock.shape, 10**6, dtype=np.int64)
        self._past_back: Ints = np.zeros((market.past_weeks + 3, count, sizes), dtype=np.int64)

    def see(self, now: date) -> Snapshot:
        """What a brand would know at midnight that begins `now`."""
        units = self.stock.sum(axis=0).ravel().tolist()
        made, orders = self.making, tuple(self._orders.values())
        return Snapshot(
            as_of=now,
            currency="EUR",
            time_zone="UTC",
            catalogue=self.catalogue,
            places=(),
            factories=(made.factory,),
            fabrics={made.fabric.fabric_id: made.fabric},
            patterns={made.pattern.pattern_id: made.pattern},
            bulletins={made.bulletin.bulletin_id: made.bulletin},
            signals=pa.concat_tables([SIGNALS.empty_table(), *self._signals]),
            in_stock=pa.concat_tables([IN_STOCK.empty_table(), *self._shelf]),
            price_plan=self._prices,
            on_hand=tuple(
                OnHand(sku=sku, place_id="warehouse", units=held)
                for sku, held in [*zip(self._skus, units, strict=True), *(self._full if now < DAY_ZERO else ())]
                if held
            ),
            receipts=coming([one for one in orders if one.open_units], now, "warehouse"),
            orders=orders,
        )

    def do(self, decisions: Orders) -> None:
        """Send orders to the factory; nothing is checked but that they are pieces of this range.

        The floor takes a plan's work orders as the plan has them sewn, each option by option; others as they are told.
        It sends nothing before the day it was asked for, and so tells no earlier one.
        """
        sent = decisions.released or self._usual(decisions.units)
        for one in sorted(sent, key=lambda one: one.sew_start_minute):
            terms = replace(one, promise_day=max(one.promise_day, one.due_day))
            lines = tuple(OrderLine(sku=sku, ordered_units=count) for sku, count in terms.units.items())
            self._orders[terms.work_order_id] = Order(terms=terms, lines=lines)
            self._make(terms)

    def _usual(self, units: Mapping[str, int]) -> tuple[ReleasedOrder, ...]:
        """An order for each option, for the day that the factory tells everybody; far ahead, for the season's first."""
        is_early = self.kind.lead_days == FAR.lead_days
        due = DAY_ZERO if is_early else self._today + timedelta(days=self.kind.lead_days)
        by_option: dict[int, dict[str, int]] = {}
        for sku in sorted(units, key=lambda one: self._place[one]):
            if units[sku]:
                by_option.setdefault(self._place[sku][0], {})[sku] = units[sku]
        return tuple(
            ReleasedOrder(
                work_order_id=f"{self._today.isoformat()}/{option}", style_id=f"Sstyle{self._style(option):02d}",
                units=found, due_day=due, promise_day=due, origin_day=self._today,
            )
            for option, found in by_option.items()
        )  # fmt: skip

    def _make(self, terms: ReleasedOrder) -> None:
        """The floor makes an order; each of its options comes when it is done."""
        units = np.zeros(self.stock.shape[1:], dtype=np.int64)
        for sku, count in terms.units.items():
            units[self._place[sku]] = count
        week = (self._today - DAY_ZERO).days // 7
        for option in np.flatnonzero(units.sum(axis=1)).tolist():
            days, good = self.floor.order(max(week, 0), option, self._style(option), units[option])
            arrives = DAY_ZERO if self.kind.lead_days == FAR.lead_days else self._today + timedelta(days=days)
            self.books.late_orders += arrives > terms.promise_day
            self._coming.append(
                Coming(order_id=terms.work_order_id, option=option, day=(arrives - DAY_ZERO).days, good=good)
            )
            self.books.made[min(max(week, 0), len(self.books.made) - 1), option] += units[option]
            self.books.fabric_m += fabric_m(units[option])

    def wait(self, until: date) -> None:
        """Let whole weeks happen up to `until`."""
        while self._today + timedelta(days=7) <= until:
            week = (self._today - DAY_ZERO).days // 7
            if week < 0:
                self._past_week(week + self.settings.past_weeks)
            if 0 <= week < self.settings.weeks:
                self._week(week)
            self._arrive(7 * week + 6)
            self._today += timedelta(days=7)

    def _arrive(self, day: int) -> None:
        """What has come up to a day, counted from `DAY_ZERO`, is in the warehouse and booked to its order."""
        for one in [one for one in self._coming if one.day <= day]:
            self.stock[0, one.option] += one.good
            self._coming.remove(one)
            self._orders[one.order_id] = self._received(one)

    def _received(self, came: Coming) -> Order:
        """The order of what came: spoilt pieces of it will not come."""
        order, day = self._orders[came.order_id], DAY_ZERO + timedelta(days=came.day)
        first = came.option * len(came.good)
        good = dict(zip(self._skus[first : first + len(came.good)], came.good.tolist(), strict=True))
        lines = tuple(
            replace(line, received_units=good[line.sku], cancelled_units=line.ordered_units - good[line.sku])
            if line.sku in good
            else line
            for line in order.lines
        )
        arrived = tuple(Arrived(sku=sku, units=count, day=day) for sku, count in good.items() if count)
        terms = replace(order.terms, units={line.sku: line.wanted_units for line in lines if line.wanted_units})
        return replace(order, terms=terms, lines=lines, arrived=(*order.arrived, *arrived))

    @property
    def orders(self) -> tuple[Order, ...]:
        """Every order as it stands."""
        return tuple(self._orders.values())

    def option_of(self, sku: str) -> int:
        """The place of a SKU's option among the season's."""
        return self._place[sku][0]

    def left(self) -> Ints:
        """Pieces left over (options, sizes): on shelves, and coming too late for the season."""
        late: Ints = np.zeros(self.stock.shape[1:], dtype=np.int64)
        for one in self._coming:
            late[one.option] += one.good
        late += self.stock.sum(axis=0) + self._back.sum(axis=0)
        return late

    def _style(self, option: int) -> int:
        return option // self.settings.options_per_style

    def is_marked_down(self, week: int) -> bool:
        """True in the season's last weeks, when everything is sold at a lower price."""
        return week >= self.settings.weeks - self.settings.markdown_weeks

    def _past_week(self, week: int) -> None:
        """A week of the past range, sold from full shelves."""
        sold, _, _ = self._trade(self.past, week, self._past_stock, self._past_back)
        self._signals.append(signal_rows(self.past, "P", week, week - self.settings.past_weeks, sold,
                                         self._past_back[week], 0.0))  # fmt: skip

    def _week(self, week: int) -> None:
        """Goods arrive and are sent to shops, customers come, some bring back what they bought before."""
        self._arrive(7 * week)
        self.stock[0] += self._back[week]
        refund, self._back[week] = self._back[week].copy(), 0
        refill(self.stock, self.market.site_share)
        sold, wanted, open_share = self._trade(self.market, week, self.stock, self._back)
        books, share = self.books, self.settings.markdown_share * self.is_marked_down(week)
        books.sold[week], books.wanted[week], books.returned[week] = sold, wanted, refund
        books.shelf[week] = self.stock.sum(axis=(0, 2))
        full = self.market.price_cents[:, None]
        books.revenue_cents += round(float((sold * full).sum() * (1 - share)))
        books.refund_cents += round(float((refund * full).sum() * (1 - share)))
        books.markdown_cents += round(float((sold * full).sum() * share))
        self._signals.append(signal_rows(self.market, "S", week, week, sold, refund, share))
        seen = np.tensordot(self.market.site_share, open_share, axes=1)
        live = self.market.launch_week <= week
        self._shelf.append(shelf_rows("S", week, np.where(live[:, None], seen, 1.0), self.settings))

    def _trade(self, market: Market, week: int, stock: Ints, back: Ints) -> tuple[Ints, Ints, NDArray[np.float64]]:
        """Serve the week's customers and note what will come back in two weeks."""
        one = market.customers
        lo, hi = np.searchsorted(one.week, [week, week + 1])
        full = np.flatnonzero(~one.needs_sale[lo:hi] | (market is self.market and self.is_marked_down(week))) + lo
        live = np.array([one.option[full], one.second[full]])
        second = np.where((live[1] >= 0) & (market.launch_week[live[1]] <= week), live[1], -1)
        served = serve(stock, one.site[full], one.option[full], second, one.size[full], one.returns[full])
        back[min(week + 2, len(back) - 1)] += served.returning
        return served.sold, served.wanted, served.open_share
