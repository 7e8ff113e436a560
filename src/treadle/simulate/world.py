"""A painted world to live a season in: it shows snapshots, takes orders, and lets the weeks happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.day.snapshot import Snapshot
from treadle.simulate.exports import price_plan, shelf_rows, signal_rows
from treadle.simulate.floor import FAR, FactoryKind, Floor, FloorSettings, fabric_m
from treadle.simulate.market import Market, MarketSettings, draw_season
from treadle.simulate.range import DAY_ZERO, catalogue_of, sku_place
from treadle.simulate.shelf import refill, serve
from treadle.terms.signal import IN_STOCK, SIGNALS
from treadle.terms.stock import OnHand, Receipt

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Pieces to make, by SKU: what any policy decides on a day. `seconds` says what each stage of it took."""

    units: Mapping[str, int]
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Books:
    """What happened, by week: arrays (weeks, options, sizes)."""

    sold: Ints
    wanted: Ints
    returned: Ints
    made: Ints
    revenue_cents: int = 0
    refund_cents: int = 0
    markdown_cents: int = 0
    fabric_m: float = 0.0


class SimulatedWorld:
    """A season of a seed at a factory of a kind. It is lived from `first_day`; before it lies the past range."""

    def __init__(self, market: MarketSettings, floor: FloorSettings, kind: FactoryKind, seed: int) -> None:
        self.past, self.market = draw_season(market, seed)
        self.settings, self.kind = market, kind
        count, sizes, weeks = market.options, len(market.sizes), market.weeks
        self.floor = Floor.drawn(floor, kind, weeks, count, seed)
        self.stock: Ints = np.zeros((market.shops + 1, count, sizes), dtype=np.int64)
        nothing = np.zeros((weeks, count, sizes), dtype=np.int64)
        self.books = Books(sold=nothing, wanted=nothing.copy(), returned=nothing.copy(), made=nothing.copy())
        self.catalogue = catalogue_of(self.past, self.market, kind)
        self._place = sku_place(self.catalogue, count)
        self._signals: list[pa.Table] = []
        self._shelf: list[pa.Table] = []
        self._coming: list[tuple[int, date, int, int, Ints]] = []
        self._prices = price_plan(self.market)
        self.first_day = DAY_ZERO - timedelta(days=7 * 3)
        self._today = DAY_ZERO - timedelta(days=7 * market.past_weeks)
        self._back: Ints = np.zeros((weeks + 3, count, sizes), dtype=np.int64)
        self._past_stock = np.full(self.stock.shape, 10**6, dtype=np.int64)
        self._past_back: Ints = np.zeros((market.past_weeks + 3, count, sizes), dtype=np.int64)

    def see(self, now: date) -> Snapshot:
        """What a brand would know at midnight that begins `now`."""
        total = self.stock.sum(axis=0)
        skus = list(self._place)
        units = total.ravel().tolist()
        return Snapshot(
            as_of=now,
            currency="EUR",
            time_zone="UTC",
            catalogue=self.catalogue,
            places=(),
            factories=(),
            fabrics={},
            patterns={},
            bulletins={},
            signals=pa.concat_tables([SIGNALS.empty_table(), *self._signals]),
            in_stock=pa.concat_tables([IN_STOCK.empty_table(), *self._shelf]),
            price_plan=self._prices,
            on_hand=tuple(
                OnHand(sku=sku, place_id="warehouse", units=held) for sku, held in zip(skus, units, strict=True) if held
            ),
            receipts=tuple(
                Receipt(order_id=f"o{number}", sku=skus[option * total.shape[1] + size], place_id="warehouse",
                        units=count, due_day=due)
                for number, due, _, option, row in self._coming
                for size, count in enumerate(row.tolist()) if count
            ),
        )  # fmt: skip

    def do(self, decisions: Orders) -> None:
        """Send orders to the factory; nothing is checked but that they are pieces of this range."""
        units = np.zeros(self.stock.shape[1:], dtype=np.int64)
        for sku, count in decisions.units.items():
            units[self._place[sku]] = count
        week = (self._today - DAY_ZERO).days // 7
        is_early = self.kind.lead_days == FAR.lead_days
        for option in np.flatnonzero(units.sum(axis=1)).tolist():
            days, good = self.floor.order(max(week, 0), option, self._style(option), units[option])
            arrives = DAY_ZERO if is_early else self._today + timedelta(days=days)
            promised = DAY_ZERO if is_early else self._today + timedelta(days=self.kind.lead_days)
            self._coming.append((self.floor.orders, max(promised, arrives), (arrives - DAY_ZERO).days, option, good))
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
            self._today += timedelta(days=7)

    def left(self) -> Ints:
        """Pieces left over (options, sizes): on shelves, and coming too late for the season."""
        late: Ints = np.zeros(self.stock.shape[1:], dtype=np.int64)
        for _, _, _, option, row in self._coming:
            late[option] += row
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
        for order in [one for one in self._coming if one[2] <= 7 * week]:
            self.stock[0, order[3]] += order[4]
            self._coming.remove(order)
        self.stock[0] += self._back[week]
        refund, self._back[week] = self._back[week].copy(), 0
        refill(self.stock, self.market.site_share)
        sold, wanted, open_share = self._trade(self.market, week, self.stock, self._back)
        books, share = self.books, self.settings.markdown_share * self.is_marked_down(week)
        books.sold[week], books.wanted[week], books.returned[week] = sold, wanted, refund
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
