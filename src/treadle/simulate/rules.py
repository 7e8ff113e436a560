"""Plain rules to be measured against: moving average and cover weeks, one buy before the season, and hindsight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from treadle.simulate.floor import FactoryKind
from treadle.simulate.market import MarketSettings
from treadle.simulate.range import DAY_ZERO
from treadle.simulate.world import Orders, SimulatedWorld
from treadle.terms.signal_parts import rows_where
from treadle.terms.snapshot import Snapshot

Floats = NDArray[np.float64]


def units_by_week(snapshot: Snapshot, kind: str = "order") -> dict[tuple[str, date], float]:
    """Units of each SKU and week in a snapshot's signals of a kind."""
    rows = rows_where(snapshot.signals, lambda part: pc.equal(part["kind"], kind))
    days = rows["happened_at"].cast("date32").to_pylist()
    skus, units = rows["sku"].to_pylist(), rows["units"].to_pylist()
    return {(sku, day): count for sku, day, count in zip(skus, days, units, strict=True)}


def demand_seen(snapshot: Snapshot, option_ids: Sequence[str], weeks: int) -> Floats:
    """Units of each option in the last `weeks` weeks, grossed up by the share of time its SKU was on the shelf.

    A shelf that was open for less than a quarter of a week counts as a quarter: nobody knows more of it.
    """
    first = snapshot.as_of - timedelta(days=7 * weeks)
    open_days: dict[tuple[str, date], float] = {}
    recent = snapshot.in_stock.filter(pc.greater_equal(snapshot.in_stock["day"], first))
    for sku, day, share in zip(
        recent["sku"].to_pylist(), recent["day"].to_pylist(), recent["in_stock_share"].to_pylist(), strict=True
    ):
        week = day - timedelta(days=day.weekday())
        open_days[sku, week] = open_days.get((sku, week), 7.0) - (1.0 - share)
    seen = dict.fromkeys(option_ids, 0.0)
    for (sku, week), units in units_by_week(snapshot).items():
        option = sku.split("-")[0]
        if week >= first and option in seen:
            seen[option] += units / max(open_days.get((sku, week), 7.0) / 7, 0.25)
    return np.array(list(seen.values()))


def to_minimum(units: Floats, minimum: int, per_style: int) -> NDArray[np.int64]:
    """Whole units (options, sizes); a style under the minimum is raised to it, or left out under half of it."""
    style = np.arange(len(units)) // per_style
    total = np.bincount(style, units.sum(axis=1))
    scale = np.where(total >= minimum, 1.0, np.where(total >= minimum / 2, minimum / np.maximum(total, 1e-9), 0.0))
    whole: NDArray[np.int64] = np.ceil(units * scale[style][:, None] - 1e-9).astype(np.int64)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRange:
    """What a planner remembers of the past range: sales by category (see `past_range`)."""

    curve: dict[str, Floats]
    week_units: dict[str, Floats]
    totals: dict[str, Floats]


def past_range(snapshot: Snapshot, sizes: Sequence[str]) -> PastRange:
    """Size curve, mean units by week of life of an option, and totals of options, by category of the past range."""
    catalogue = snapshot.catalogue
    place = {size: at for at, size in enumerate(sizes)}
    table: dict[str, Floats] = {}
    for (sku, day), units in units_by_week(snapshot).items():
        if sku.startswith("P"):
            option_id, size = sku.split("-")
            launch = catalogue.option[option_id].launch_day or day
            age = (day - launch).days // 7
            rows = table.setdefault(option_id, np.zeros((60, len(sizes))))
            rows[age, place[size]] += units
    groups: dict[str, list[Floats]] = {"": list(table.values())}
    for option_id, rows in table.items():
        category = catalogue.style[catalogue.option[option_id].style_id].category
        groups.setdefault(category, []).append(rows)
    return PastRange(
        curve={name: sum(rows).sum(axis=0) / sum(rows).sum() for name, rows in groups.items()},  # type: ignore[union-attr]
        week_units={name: np.mean([one.sum(axis=1) for one in rows], axis=0) for name, rows in groups.items()},
        totals={name: np.sort([one.sum() for one in rows]) for name, rows in groups.items()},
    )


@dataclass(slots=True, kw_only=True)
class PlainRule:
    """Order up to the mean of the last four weeks' sales times lead and cover weeks; at launch, as options like it."""

    kind: FactoryKind
    market: MarketSettings
    cover_weeks: int
    _past: PastRange | None = field(default=None)

    def __call__(self, snapshot: Snapshot) -> Orders:
        """The week's orders."""
        sizes, count = self.market.sizes, self.market.options
        span = -(-self.kind.lead_days // 7) + self.cover_weeks
        weeks_left = self.market.weeks - (snapshot.as_of - DAY_ZERO).days // 7
        known = self._past if self._past is not None and snapshot.as_of > DAY_ZERO else past_range(snapshot, sizes)
        self._past = known
        wanted = np.zeros((count, len(sizes)))
        seen = demand_of_last_weeks(snapshot, count, sizes)
        for option in range(count):
            one = snapshot.catalogue.option[f"S{option:03d}"]
            category = snapshot.catalogue.style[one.style_id].category
            key = category if category in known.curve else ""
            launch = one.launch_day or DAY_ZERO
            age = (snapshot.as_of - launch).days // 7
            if age < 0:
                ahead = max(span + age, 0)
                need = known.week_units[key][:ahead].sum()
            else:
                need = seen[option] / min(max(age, 1), 4) * min(span, weeks_left) if age else -1.0
                need = known.week_units[key][:span].sum() if need < 0 else need
            wanted[option] = need * known.curve[key]
        have = position(snapshot, count, sizes)
        least = self.kind.minimum_units
        units = to_minimum(np.maximum(wanted - have, 0.0), least, self.market.options_per_style)
        return orders_of(units, sizes)


def demand_of_last_weeks(snapshot: Snapshot, count: int, sizes: Sequence[str]) -> Floats:
    """Units sold of each option (options,) in the last four weeks."""
    first = snapshot.as_of - timedelta(days=28)
    sold = np.zeros(count)
    for (sku, day), units in units_by_week(snapshot).items():
        if sku.startswith("S") and day >= first:
            sold[int(sku[1:4])] += units
    return sold


def position(snapshot: Snapshot, count: int, sizes: Sequence[str]) -> Floats:
    """Stock and receipts to come (options, sizes)."""
    place = {size: at for at, size in enumerate(sizes)}
    have = np.zeros((count, len(sizes)))
    held = [(one.sku, one.units) for one in snapshot.on_hand] + [(one.sku, one.units) for one in snapshot.receipts]
    for sku, units in held:
        if sku.startswith("S"):
            have[int(sku[1:4]), place[sku.split("-")[1]]] += units
    return have


def orders_of(units: NDArray[np.int64], sizes: Sequence[str]) -> Orders:
    """Orders from an array (options, sizes)."""
    option, size = np.nonzero(units)
    pairs = zip(option.tolist(), size.tolist(), strict=True)
    return Orders(units={f"S{o:03d}-{sizes[s]}": int(units[o, s]) for o, s in pairs})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonBuy:
    """One buy before the season: of each option the critical fractile of what options of its category sold."""

    kind: FactoryKind
    market: MarketSettings

    def __call__(self, snapshot: Snapshot) -> Orders:
        """All orders on the first day, none later."""
        if snapshot.as_of >= DAY_ZERO - timedelta(days=14):
            return Orders(units={})
        told, known = self.market, past_range(snapshot, self.market.sizes)
        kept = 1 - told.return_share
        fractile = (1 - told.cost_share) / (1 - told.salvage_share)
        wanted = np.zeros((told.options, len(told.sizes)))
        for option in range(told.options):
            one = snapshot.catalogue.option[f"S{option:03d}"]
            key = snapshot.catalogue.style[one.style_id].category
            key = key if len(known.totals.get(key, ())) >= 5 else ""
            wanted[option] = np.quantile(known.totals[key], fractile) * kept * known.curve[key]
        return orders_of(to_minimum(wanted, self.kind.minimum_units, told.options_per_style), told.sizes)


def hindsight(world: SimulatedWorld) -> Orders:
    """What one who knew every customer would have made: each wish that pays, less returns that serve the next."""
    one, told = world.market.customers, world.settings
    comes = ~one.needs_sale | (one.week >= told.weeks - told.markdown_weeks)
    live = comes & (world.market.launch_week[one.option] <= one.week)
    cell = one.option[live] * len(told.sizes) + one.size[live]
    wished = np.bincount(cell, minlength=told.options * len(told.sizes)).reshape(told.options, -1)
    again = one.returns[live] & (one.week[live] < told.weeks - 4)
    back = np.bincount(cell[again], minlength=wished.size).reshape(wished.shape)
    units = (wished - back) / (1 - world.floor.defects[0])[:, None]
    return orders_of(np.ceil(units).astype(np.int64), told.sizes)
