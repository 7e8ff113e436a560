"""From history, forecast and stock to one case for a decision per option."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.day.cloth_terms import ClothTerms, cloth_terms, shelf_mm
from treadle.day.snapshot import Snapshot
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.policy import BuyPolicy, Policy
from treadle.terms.product import Option, Style
from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """An option's demand from the plan's first day: running totals at the end of each week ahead.

    `mean` is (weeks,); `quantiles` is (levels, weeks) at `QUANTILE_LEVELS`.
    """

    mean: Floats
    quantiles: Floats

    def mean_until(self, weeks: float) -> float:
        """Expected demand of the first `weeks` weeks; within a week it is even, beyond the horizon it stays."""
        ends = np.arange(len(self.mean) + 1, dtype=float)
        return float(np.interp(weeks, ends, np.r_[0.0, self.mean]))

    def quantiles_until(self, weeks: float) -> Floats:
        """Quantiles of the demand of the first `weeks` weeks: (levels,)."""
        ends = np.arange(len(self.mean) + 1, dtype=float)
        return np.array([np.interp(weeks, ends, np.r_[0.0, row]) for row in self.quantiles])


def outlooks(forecast: pa.Table) -> dict[str, Outlook]:
    """The running totals of every option in an OPTION_FORECAST table, by option."""
    table = forecast.sort_by([("option_id", "ascending"), ("week_start", "ascending")])
    ids = table["option_id"].to_pylist()
    mean = table["sum_mean"].to_numpy()
    quantiles = np.array([table[quantile_name(level, "sum_")].to_numpy() for level in QUANTILE_LEVELS])
    edges = [0, *(at for at in range(1, len(ids)) if ids[at] != ids[at - 1]), len(ids)] if ids else [0]
    return {
        ids[start]: Outlook(mean=mean[start:end], quantiles=quantiles[:, start:end]) for start, end in pairwise(edges)
    }


def buy_cases(
    snapshot: Snapshot, option_history: pa.Table, forecast: pa.Table, curves: pa.Table, policy: Policy
) -> tuple[BuyCase, ...]:
    """One case per option that has a forecast, in the order of the catalogue.

    Demand is what the shelf must serve: returned pieces that can be sold again are taken off, and the price is what
    a served unit keeps after refunds. An option whose season ends before goods could arrive has no demand to serve.
    """
    outlook = outlooks(forecast)
    shares = _shares(curves)
    returned = return_rates(option_history, policy.buy)
    stock = StockView.of(snapshot)
    prices = planned_prices(snapshot, policy)
    ahead = {option_id: float(one.mean[-1]) for option_id, one in outlook.items() if len(one.mean)}
    shelf = shelf_mm(snapshot, policy, ahead)
    found = []
    for option in snapshot.catalogue.options:
        if option.option_id in outlook and option.option_id in shares:
            style = snapshot.catalogue.style[option.style_id]
            frame = CaseFrame(
                snapshot=snapshot,
                policy=policy,
                outlook=outlook[option.option_id],
                returned=returned.get(option.option_id, returned[""]),
                price_cents=prices.get(option.option_id, option.price_cents),
            )
            by_size = shares[option.option_id]
            cloth = cloth_terms(snapshot, policy, option, style, by_size[0], shelf.get(option.option_id, 0.0))
            found.append(frame.case(option, style, by_size, stock, cloth))
    return tuple(found)


def _shares(curves: pa.Table) -> dict[str, tuple[dict[str, float], float]]:
    """Size shares by SKU and the curve's strength, by option."""
    found: dict[str, tuple[dict[str, float], float]] = {}
    for row in curves.to_pylist():
        shares, _ = found.setdefault(row["option_id"], ({}, row["strength"]))
        shares[row["sku"]] = row["share"]
    return found


def return_rates(option_history: pa.Table, policy: BuyPolicy) -> dict[str, float]:
    """Share of sold units that come back, by option, shrunk towards the brand's own, which is under ''."""
    prior = policy.return_prior_units
    sold: dict[str, float] = defaultdict(float)
    back: dict[str, float] = defaultdict(float)
    for option_id, units, returns in zip(
        option_history["option_id"].to_pylist(),
        option_history["sold_units"].to_pylist(),
        option_history["returned_units"].to_pylist(),
        strict=True,
    ):
        sold[option_id] += units
        back[option_id] += returns
    brand = min(sum(back.values()) / max(sum(sold.values()), 1.0), 0.95)
    rates = {
        option_id: min((back[option_id] + brand * prior) / (units + prior), 0.95) for option_id, units in sold.items()
    }
    return {"": brand, **rates}


def planned_prices(snapshot: Snapshot, policy: Policy) -> dict[str, int]:
    """Mean planned price of each option over the horizon, where the price plan names it: cents by option."""
    first = snapshot.as_of
    last = first + timedelta(days=7 * policy.plan.horizon_weeks - 1)
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in snapshot.price_plan.to_pylist():
        sku = snapshot.catalogue.sku.get(row["sku"])
        days = (min(row["to_day"], last) - max(row["from_day"], first)).days + 1
        if sku is not None and days > 0:
            total = sums[sku.option_id]
            total[0] += days * row["price_cents"]
            total[1] += days
    horizon = 7 * policy.plan.horizon_weeks
    found = {}
    for option_id, (money, days) in sums.items():
        option = snapshot.catalogue.option[option_id]
        covered = days / max(len(snapshot.catalogue.skus_of_option[option_id]), 1)
        rest = max(horizon - covered, 0.0) if covered < horizon * 0.999 else 0.0
        found[option_id] = round((money / days * covered + rest * option.price_cents) / (covered + rest))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StockView:
    """Units on hand by SKU, and receipts by SKU as (day, units)."""

    on_hand: Mapping[str, int]
    receipts: Mapping[str, tuple[tuple[date, int], ...]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> StockView:
        """Add up the places of a snapshot."""
        on_hand: dict[str, int] = defaultdict(int)
        for one in snapshot.on_hand:
            on_hand[one.sku] += one.units
        receipts: dict[str, list[tuple[date, int]]] = defaultdict(list)
        for receipt in snapshot.receipts:
            receipts[receipt.sku].append((receipt.due_day, receipt.units))
        return cls(on_hand=on_hand, receipts={sku: tuple(sorted(rows)) for sku, rows in receipts.items()})

    def split(self, sku: str, before: date) -> tuple[int, int]:
        """Units there by `before` (stock and earlier receipts), and units that arrive then or later."""
        coming = self.receipts.get(sku, ())
        early = sum(units for day, units in coming if day < before)
        return self.on_hand.get(sku, 0) + early, sum(units for _, units in coming) - early


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFrame:
    """What an option's case is made from."""

    snapshot: Snapshot
    policy: Policy
    outlook: Outlook
    returned: float
    price_cents: int

    def case(
        self, option: Option, style: Style, shares: tuple[dict[str, float], float], stock: StockView, cloth: ClothTerms
    ) -> BuyCase:
        """The option's case."""
        policy, as_of = self.policy, self.snapshot.as_of
        lead = policy.plan.lead_days if style.is_made else policy.plan.bought_in_lead_days
        due = as_of + timedelta(days=lead)
        end = as_of + timedelta(days=7 * policy.plan.horizon_weeks)
        if option.season_end is not None:
            end = min(end, option.season_end + timedelta(days=1))
        first, last = lead / 7, max((end - as_of).days, 0) / 7
        before = self.outlook.mean_until(min(first, last))
        whole = self.outlook.mean_until(last)
        part = max(1.0 - before / whole, 0.0) if whole > 0 and last > first else 0.0
        served = 1.0 - self.returned * policy.buy.resale_share
        salvage_share = policy.buy.salvage_share if option.salvage_share is None else option.salvage_share
        by_size, strength = shares
        bulletin = self.snapshot.bulletins.get(style.bulletin_id or "")
        weeks = max(last - first, 0.0)
        unit_cents = option.cost_breaks[-1].cost_per_piece_cents
        return BuyCase(
            option_id=option.option_id,
            style_id=option.style_id,
            sizes=tuple(
                SizeCase(
                    sku=sku.sku,
                    size=sku.size,
                    share=by_size.get(sku.sku, 0.0),
                    on_hand_units=(split := stock.split(sku.sku, due - timedelta(days=3)))[0],
                    on_order_units=split[1],
                )
                for sku in self.snapshot.catalogue.skus_of_option[option.option_id]
            ),
            demand_levels=QUANTILE_LEVELS,
            demand_units=tuple((self.outlook.quantiles_until(last) * part * served).tolist()),
            demand_mean_units=whole * part * served,
            demand_before_units=before * served,
            size_strength=strength,
            price_cents=round(self.price_cents * (1.0 - self.returned) / served),
            cost_breaks=cloth.cost_breaks,
            salvage_cents=round(salvage_share * self.price_cents),
            holding_cents=policy.buy.holding_share_per_week * unit_cents * weeks,
            due_day=due,
            option_minimum_units=cloth.minimum_units,
            roll_units=cloth.roll_units,
            shelf_units=cloth.shelf_units,
            style_minimum_units=self._style_minimum(style),
            smv_minutes=bulletin.smv_minutes if bulletin is not None and style.is_made else 0.0,
            notes=option.assumptions,
            **self._again(option, first, last, tuple((self.outlook.quantiles_until(last) * part * served).tolist())),
        )

    def _again(self, option: Option, first: float, last: float, units: tuple[float, ...]) -> dict[str, Any]:
        """The chance to order again: what a unit costs then, and the demand that comes before it could be there.

        A second order is of the least quantity that may be ordered, its set-up shared by that; nothing where the
        settings know no second order or it would come too late.
        """
        later = first + self.policy.plan.order_again_days / 7
        ahead = self.outlook.mean_until(last) - self.outlook.mean_until(first)
        if self.policy.plan.order_again_days <= 0 or later >= last or ahead <= 0:
            return {}
        soon = (self.outlook.mean_until(later) - self.outlook.mean_until(first)) / ahead
        least = max(option.minimum_units, option.cost_breaks[0].from_units, 1)
        held = [one for one in option.cost_breaks if one.from_units <= least][-1]
        return {
            "again_cents": held.cost_per_piece_cents + held.setup_cents / least,
            "early_units": tuple(soon * one for one in units),
        }

    def _style_minimum(self, style: Style) -> int:
        """The style's own minimum, or the least any factory asks for where it is made."""
        factories = [factory.minimum_units for factory in self.snapshot.factories]
        return max(style.minimum_units, min(factories, default=0) if style.is_made else 0)
