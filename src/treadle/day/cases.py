"""From history, forecast and stock to one case for a decision per option."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.cut.shelf import rolls_left
from treadle.decide.roll_breaks import roll_breaks
from treadle.decide.sold_ahead import net_of_sold, ship_day
from treadle.schedule.seen_lead import made_lead_days
from treadle.sense.prices import planned_prices
from treadle.sense.returns import return_rates
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.outlook import Outlook, outlooks
from treadle.terms.policy import Policy
from treadle.terms.product import CostBreak, Option, Style
from treadle.terms.quantity import QUANTILE_LEVELS
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import StockView

Floats = NDArray[np.float64]


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
    stock = StockView.of(snapshot.on_hand, snapshot.receipts)
    prices = planned_prices(snapshot.price_plan, snapshot.catalogue, snapshot.as_of, policy.plan.horizon_weeks)
    ahead = {option_id: float(one.mean[-1]) for option_id, one in outlook.items() if len(one.mean)}
    shelf = shelf_mm(snapshot, policy, ahead)
    sold, ship_days = _sold_ahead(snapshot)
    made_lead = made_lead_days(snapshot, policy)
    by_style: dict[str, list[Outlook]] = defaultdict(list)
    for option in snapshot.catalogue.options:
        if option.option_id in outlook:
            by_style[option.style_id].append(outlook[option.option_id])
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
                sold=sold,
                ship_days=ship_days,
                made_lead_days=made_lead,
                of_style=by_style[option.style_id],
            )
            by_size = shares[option.option_id]
            cloth = cloth_terms(snapshot, policy, option, style, by_size[0], shelf.get(option.option_id, 0.0))
            found.append(frame.case(option, style, by_size, stock, cloth))
    return tuple(found)


def _sold_ahead(snapshot: Snapshot) -> tuple[dict[str, int], dict[str, date]]:
    """Pieces sold ahead by SKU, and the first day on which some of them are to be shipped, tomorrow at the earliest."""
    units: dict[str, int] = defaultdict(int)
    days: dict[str, date] = {}
    tomorrow = snapshot.as_of + timedelta(days=1)
    for one in snapshot.sold_ahead:
        units[one.sku] += one.units
        days[one.sku] = max(min(days.get(one.sku, one.ship_day), one.ship_day), tomorrow)
    return units, days


def _shares(curves: pa.Table) -> dict[str, tuple[dict[str, float], float]]:
    """Size shares by SKU and the curve's strength, by option."""
    found: dict[str, tuple[dict[str, float], float]] = {}
    for row in curves.to_pylist():
        shares, _ = found.setdefault(row["option_id"], ({}, row["strength"]))
        shares[row["sku"]] = row["share"]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFrame:
    """What an option's case is made from; `sold` are pieces sold ahead by SKU, and `ship_days` the first days on which
    buyers wait for what is to be made of them; `made_lead_days` is how long goods that we make take;
    `of_style` are the outlooks of all options of the style."""

    snapshot: Snapshot
    policy: Policy
    outlook: Outlook
    returned: float
    price_cents: int
    made_lead_days: int
    of_style: Sequence[Outlook]
    sold: Mapping[str, int] = field(default_factory=dict)
    ship_days: Mapping[str, date] = field(default_factory=dict)

    def case(
        self, option: Option, style: Style, shares: tuple[dict[str, float], float], stock: StockView, cloth: ClothTerms
    ) -> BuyCase:
        """The option's case."""
        policy, as_of = self.policy, self.snapshot.as_of
        lead = self.made_lead_days if style.is_made else policy.plan.bought_in_lead_days
        due = as_of + timedelta(days=lead)
        end = as_of + timedelta(days=7 * policy.plan.horizon_weeks)
        if option.season_end is not None:
            end = min(end, option.season_end + timedelta(days=1))
        first, last = lead / 7, max((end - as_of).days, 0) / 7
        before = self.outlook.mean_until(min(first, last))
        whole = self.outlook.mean_until(last)
        part = max(1.0 - before / whole, 0.0) if whole > 0 and last > first else 0.0
        served = 1.0 - self.returned * policy.buy.resale_share
        before_buy = due - timedelta(days=policy.buy.same_delivery_days)
        salvage_share = policy.buy.salvage_share if option.salvage_share is None else option.salvage_share
        by_size, strength = shares
        sizes = self._sizes(option, by_size, stock, before_buy)
        bulletin = self.snapshot.bulletins.get(style.bulletin_id or "")
        weeks = max(last - first, 0.0)
        unit_cents = option.cost_breaks[-1].cost_per_piece_cents
        return BuyCase(
            option_id=option.option_id,
            style_id=option.style_id,
            sizes=sizes,
            demand_levels=QUANTILE_LEVELS,
            demand_units=tuple((self.outlook.quantiles_until(last) * part * served).tolist()),
            demand_mean_units=whole * part * served,
            demand_before_units=before * served,
            forecast_units=float(self.outlook.mean[-1]) if len(self.outlook.mean) else 0.0,
            after_season_units=max((float(self.outlook.mean[-1]) if len(self.outlook.mean) else 0.0) - whole, 0.0),
            returned_units=(before + whole * part) * (1.0 - served),
            size_strength=strength,
            price_cents=round(self.price_cents * (1.0 - self.returned) / served),
            cost_breaks=cloth.cost_breaks,
            salvage_cents=round(salvage_share * self.price_cents),
            holding_cents=policy.buy.holding_share_per_week * unit_cents * weeks,
            due_day=ship_day(self.ship_days, [one.sku for one in sizes if one.firm_units], due),
            option_minimum_units=cloth.minimum_units,
            roll_units=cloth.roll_units,
            shelf_units=cloth.shelf_units,
            style_minimum_units=self._style_minimum(style),
            smv_minutes=bulletin.smv_minutes if bulletin is not None and style.is_made else 0.0,
            notes=option.assumptions,
            **self._again(
                option,
                style,
                cloth.minimum_units,
                (first, last),
                tuple((self.outlook.quantiles_until(last) * part * served).tolist()),
            ),
        )

    def _sizes(
        self, option: Option, shares: Mapping[str, float], stock: StockView, before: date
    ) -> tuple[SizeCase, ...]:
        """The option's sizes with what is left of stock and receipts once what is sold ahead is served."""
        found = []
        for one in self.snapshot.catalogue.skus_of_option[option.option_id]:
            on_hand, on_order, firm = net_of_sold(stock.split(one.sku, before), self.sold.get(one.sku, 0))
            found.append(SizeCase(sku=one.sku, size=one.size, share=shares.get(one.sku, 0.0), on_hand_units=on_hand,
                                  on_order_units=on_order, firm_units=firm))  # fmt: skip
        return tuple(found)

    def _again(
        self, option: Option, style: Style, least_units: int, weeks: tuple[float, float], units: tuple[float, ...]
    ) -> dict[str, Any]:
        """The chance to order again: what a unit costs then, and the demand that comes before it could be there.

        A second order is of the least quantity that may be ordered, its set-up shared by that, and can follow once so
        much is wanted again: of the option, and of its whole style where that has a least order. Nothing where the
        settings know no second order or it would come too late.
        """
        first, last = weeks
        again = self.policy.plan.next_order_days
        later = first + max(
            again / 7,
            _weeks_until([self.outlook], first, last, least_units),
            _weeks_until(self.of_style, first, last, self._style_minimum(style)),
        )
        ahead = self.outlook.mean_until(last) - self.outlook.mean_until(first)
        if again <= 0 or later >= last or ahead <= 0:
            return {}
        soon = (self.outlook.mean_until(later) - self.outlook.mean_until(first)) / ahead
        least = max(option.minimum_units, option.cost_breaks[0].from_units, 1)
        held = CostBreak.at(option.cost_breaks, least)
        return {
            "again_cents": held.cost_per_piece_cents + held.setup_cents / least,
            "early_units": tuple(soon * one for one in units),
        }

    def _style_minimum(self, style: Style) -> int:
        """The style's own minimum, or the least any factory asks for where it is made."""
        factories = [factory.minimum_units for factory in self.snapshot.factories]
        return max(style.minimum_units, min(factories, default=0) if style.is_made else 0)


def _weeks_until(outlooks: Sequence[Outlook], first: float, last: float, units: int) -> float:
    """Weeks after week `first` in which so many units are expected of all of them together; no more than until `last`.

    Looked for in days: orders are placed on days.
    """
    if units <= 1:
        return 0.0
    before = sum(one.mean_until(first) for one in outlooks)
    for days in range(1, int(7 * (last - first)) + 1):
        if sum(one.mean_until(first + days / 7) for one in outlooks) - before >= units:
            return days / 7
    return max(last - first, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothTerms:
    """An option's cost and least order as its cloth makes them.

    `roll_units` garments come of a roll (0: cloth is bought by the metre), `shelf_units` of cloth that is there.
    """

    cost_breaks: tuple[CostBreak, ...]
    minimum_units: int
    roll_units: int = 0
    shelf_units: int = 0


def cloth_terms(
    snapshot: Snapshot, policy: Policy, option: Option, style: Style, share_of: Mapping[str, float], shelf_mm: float
) -> ClothTerms:
    """The terms of an option, its size shares by SKU; as they stand in the products where its cloth has none.

    Metres per garment are its pieces' area over width and the usual efficiency of a marker. A least order of cloth
    counts where the shelf does not hold a garment's worth of it.
    """
    plain = ClothTerms(cost_breaks=option.cost_breaks, minimum_units=option.minimum_units)
    fabric = snapshot.fabrics.get(style.fabric_id or "")
    garment_mm = _garment_mm(snapshot, option, style, share_of, policy.cloth.marker_efficiency)
    if fabric is None or garment_mm <= 0:
        return plain
    shelf_units = int(shelf_mm / garment_mm)
    least = 0 if shelf_units else -int(-fabric.minimum_m * 1000 // garment_mm)
    roll_units = int(fabric.roll_m * 1000 / garment_mm)
    minimum = max(option.minimum_units, least)
    if roll_units < 1:
        return ClothTerms(cost_breaks=option.cost_breaks, minimum_units=minimum)
    breaks = roll_breaks(
        option.cost_breaks, roll_units=roll_units, shelf_units=shelf_units,
        left_cents=fabric.roll_m * fabric.price_per_m_cents * (1.0 - policy.cloth.cloth_left_share),
    )  # fmt: skip
    return ClothTerms(cost_breaks=breaks, minimum_units=minimum, roll_units=roll_units, shelf_units=shelf_units)


def shelf_mm(snapshot: Snapshot, policy: Policy, demand: Mapping[str, float]) -> dict[str, float]:
    """Cloth on the shelf for each option, in mm: what lies there of its cloth and colour, shared by expected demand
    (units by option) with the other options of both."""
    there: dict[tuple[str, str], float] = defaultdict(float)
    for roll in rolls_left(snapshot.rolls, snapshot.released, policy.cloth.least_remnant_mm):
        there[roll.fabric_id, roll.colour] += roll.length_mm
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    key_of = {}
    for option_id in demand:
        option = snapshot.catalogue.option[option_id]
        key_of[option_id] = snapshot.catalogue.style[option.style_id].fabric_id or "", option.colour
        wanted[key_of[option_id]] += demand[option_id]
    return {
        option_id: there.get(key, 0.0) * demand[option_id] / wanted[key] if wanted[key] > 0 else 0.0
        for option_id, key in key_of.items()
    }


def _garment_mm(
    snapshot: Snapshot, option: Option, style: Style, share_of: Mapping[str, float], efficiency: float
) -> float:
    """Length of cloth that a garment takes, sizes mixed as they are expected; 0 where it is not made."""
    fabric, pattern = snapshot.fabrics.get(style.fabric_id or ""), snapshot.patterns.get(style.pattern_id or "")
    if fabric is None or pattern is None or not style.is_made:
        return 0.0
    width = max(fabric.usable_mm * fabric.layers, 1.0)
    pattern = pattern.for_cloth(fabric)
    area = {sku.size: pattern.area_mm2(sku.size) for sku in snapshot.catalogue.skus_of_option[option.option_id]}
    shares = {sku.size: share_of.get(sku.sku, 0.0) for sku in snapshot.catalogue.skus_of_option[option.option_id]}
    total = sum(shares.values())
    if total <= 0:
        return sum(area.values()) / max(len(area), 1) / (width * efficiency)
    return sum(area[size] * share for size, share in shares.items()) / total / (width * efficiency)
