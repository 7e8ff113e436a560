"""Why a line has its units: the cause that settled it, with the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import Choice, OptionCosts, best_apart
from treadle.decide.case_arrays import CaseArrays
from treadle.decide.curve import OptionCurves
from treadle.decide.share import Market, Priced, minute_prices
from treadle.terms.buy import BuyCase
from treadle.terms.reason import Fact, Reason

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What each option would be made in under fewer rules; the differences say what stopped it. (n_option,) each.

    alone: nothing shared and no style minimum; free: nothing shared, style minima kept; no_minimum_units: nothing
    shared and no minimum of any kind; money_share: how much of an option's shadow cost is money (else minutes).
    """

    alone: Choice
    free: Choice
    no_minimum_units: Ints
    money_share: Floats


def compare(market: Market, free: Choice, settled: Priced) -> Comparison:
    """Work out the choices that the reasons refer to."""
    count = len(market.costs.smv_minutes)
    every, nothing = np.arange(count), np.zeros(count)
    alone, _ = best_apart(market.curves, market.costs, every, 0.0, nothing, nothing)
    lowest = market.costs.lowest
    loose = OptionCosts(
        lowest=np.where(lowest <= market.costs.highest, np.minimum(lowest, 1), lowest),
        highest=market.costs.highest,
        setup_cents=market.costs.setup_cents,
        piece_cents=market.costs.piece_cents,
        smv_minutes=market.costs.smv_minutes,
    )
    no_minimum, _ = best_apart(market.curves, loose, every, 0.0, nothing, nothing)
    piece = market.costs.piece_cents[:, 0]
    money = settled.prices[0] * piece
    minutes = minute_prices(market, settled.prices)
    share = np.where(money + minutes > 0, money / np.maximum(money + minutes, 1e-300), 1.0)
    return Comparison(alone=alone, free=free, no_minimum_units=no_minimum.units, money_share=share)


def option_reason(arrays: CaseArrays, comparison: Comparison, option: int, units: int, profit: float) -> Reason:
    """The reason of one option's total, with what was missed against the best it could do alone."""
    case = arrays.cases[option]
    alone, free = int(comparison.alone.units[option]), int(comparison.free.units[option])
    missed = max(0.0, float(comparison.alone.profit_cents[option]) - profit)
    code = _cause(case, comparison, option, units, alone, free)
    return Reason.of(code, **_option_facts(arrays, option), wanted_units=alone, missed_cents=round(missed))


def _cause(case: BuyCase, comparison: Comparison, option: int, units: int, alone: int, free: int) -> str:
    """The code of what settled the option's units."""
    shared = "budget" if comparison.money_share[option] >= 0.5 else "capacity"
    if units == 0:
        if case.taken_cents > 0:
            return "buy.none_siblings"
        if alone > 0:
            return f"buy.none_{shared}" if free > 0 else "buy.none_style_minimum"
        if comparison.no_minimum_units[option] > 0:
            return "buy.none_minimum"
        margin = case.price_cents - min(one.cost_per_piece_cents for one in case.cost_breaks)
        if margin <= 0:
            return "buy.none_margin"
        stock = sum(size.on_hand_units + size.on_order_units for size in case.sizes)
        return "buy.none_stock" if stock > 0 else "buy.none_demand"
    if units < alone:
        return f"buy.less_{shared}"
    if units > alone:
        return "buy.raised_style_minimum" if free > alone else "buy.newsvendor"
    if units == case.option_minimum_units > comparison.no_minimum_units[option]:
        return "buy.raised_minimum"
    past_shelf = units - case.shelf_units
    if case.roll_units and past_shelf > 0 and past_shelf % case.roll_units == 0:
        return "buy.whole_roll"
    if any(units == one.from_units > 1 and not _begins_roll(case, units) for one in case.cost_breaks):
        return "buy.raised_price_break"
    if case.roll_units:
        return "buy.shelf_cloth" if units == case.shelf_units else "buy.begun_roll"
    return "buy.newsvendor"


def _begins_roll(case: BuyCase, units: int) -> bool:
    """True where such a quantity is the first piece of a further roll."""
    return case.roll_units > 0 and units > case.shelf_units and (units - case.shelf_units - 1) % case.roll_units == 0


def _option_facts(arrays: CaseArrays, option: int) -> dict[str, Fact]:
    """Facts that every reason of the option carries."""
    case = arrays.cases[option]
    levels, units = np.asarray(case.demand_levels), np.asarray(case.demand_units)
    piece = min(one.cost_per_piece_cents for one in case.cost_breaks)
    left = case.salvage_cents - case.holding_cents
    spread = case.price_cents - case.holding_cents / 2 - left
    fractile = 0.0 if spread <= 0 else float(np.clip((spread + left - piece) / spread, 0.0, 1.0))
    facts: dict[str, Fact] = {
        "fractile": round(fractile, 3),
        "demand_mean": round(case.demand_mean_units, 1),
        "demand_median": round(float(np.interp(0.5, levels, units)), 1),
        "demand_q90": round(float(np.interp(0.9, levels, units)), 1),
        "demand_before": round(case.demand_before_units, 1),
        "on_hand_units": sum(size.on_hand_units for size in case.sizes),
        "on_order_units": sum(size.on_order_units for size in case.sizes),
        "minimum_units": case.option_minimum_units,
        "style_minimum_units": case.style_minimum_units,
    }
    if case.taken_cents > 0:
        facts |= {"taken_cents": case.taken_cents, "forgone_cents": case.forgone_cents}
    if abs(case.crowd_factor - 1.0) > 0.005:
        facts["crowd_factor"] = round(case.crowd_factor, 3)
    if case.again_cents is not None:
        facts["again_cents"] = round(case.again_cents)
    if case.roll_units:
        facts |= {"roll_units": case.roll_units, "shelf_units": case.shelf_units}
    if case.notes:
        facts["assumed"] = "; ".join(case.notes)
    return facts


def line_reason(option_reason: Reason, size_facts: dict[str, Fact], units: int, option_units: int) -> Reason:
    """The reason of one size: its option's, or that its stock covers it, with the size's own facts."""
    code = option_reason.code
    if units == 0 and option_units > 0:
        stocked = int(size_facts["size_stock_units"]) > 0
        code = "buy.size_stocked" if stocked else "buy.size_not_worth"
    return Reason(code=code, facts=option_reason.facts + tuple(size_facts.items()))


def limit_reasons(market: Market, settled: Priced, use: Floats, names: tuple[str, ...]) -> tuple[Reason, ...]:
    """One reason per limit that bound: what it allowed, what is used, and the worth of one more unit of it."""
    found = []
    for at, (allowed, used, price) in enumerate(zip(market.allowed(), use, settled.prices, strict=True)):
        if price > 0 and np.isfinite(allowed):
            kind = "limit.budget" if at == 0 else "limit.capacity"
            unit = "cents" if at == 0 else "minutes"
            facts: dict[str, Fact] = {
                f"allowed_{unit}": round(float(allowed), 2),
                f"used_{unit}": round(float(used), 2),
                "worth_of_one_more_cents": round(float(price), 4),
            }
            if names[at]:
                facts["due_by"] = names[at]
            found.append(Reason.of(kind, **facts))
    return tuple(found)


def next_unit_cents(
    curves: OptionCurves, option: int, sku: int, taken: int, count: int, piece: float
) -> tuple[float, ...]:
    """Expected profit of the next `count` units of a SKU after `taken`, each at the piece price."""
    begin, end = int(curves.first[option]), int(curves.first[option + 1])
    mine = begin + np.flatnonzero(curves.sku[begin:end] == sku)
    reach = np.cumsum(curves.units[mine])
    wanted = np.arange(taken, taken + count)
    at = np.searchsorted(reach, wanted, side="right")
    worth = np.full(count, float(curves.tail_cents[option]))
    listed = at < len(mine)
    worth[listed] = curves.worth_cents[mine[at[listed]]]
    return tuple(float(one) for one in np.round(worth - piece, 2))
