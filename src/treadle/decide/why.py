"""Why a line has its units: the cause that settled it, with the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import Choice, OptionCosts, best_apart, units_above
from treadle.decide.case_arrays import CaseArrays
from treadle.decide.curve import OptionCurves
from treadle.decide.share import Market, Priced, minute_prices
from treadle.terms.buy import BuyCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Fact, Reason

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What each option would be made in under fewer rules; the differences say what stopped it. (n_option,) each.

    alone: nothing shared and no style minimum; free: nothing shared, style minima kept; no_minimum_units: nothing
    shared and no minimum of any kind; priced_units: as many as are worth their piece at the price break of `alone`,
    (n_option, n_break) for every one; shared_by: what an option gave way to, '' where no shared limit has a price;
    covered: options of which some would be made had they no stock; once_units: as free, could nothing be ordered again.
    """

    alone: Choice
    free: Choice
    no_minimum_units: Ints
    priced_units: Ints
    shared_by: tuple[str, ...]
    once_units: Ints
    covered: frozenset[str] = frozenset()


#: An order is small on purpose where so much more would be made could it not be followed by another: a difference that
#: a planner sees, not tuned.
_ON_PURPOSE = 0.05


def compare(market: Market, free: Choice, settled: Priced, once: Choice) -> Comparison:
    """Work out the choices that the reasons refer to; `once` is the free one could nothing be ordered again."""
    count = len(market.costs.smv_minutes)
    every, nothing = np.arange(count), np.zeros(count)
    alone, _ = best_apart(market.curves, market.costs, every, 0.0, nothing, nothing)
    loose, _ = best_apart(market.curves, without_minimum(market.costs), every, 0.0, nothing, nothing)
    money = settled.prices[0] * market.costs.piece_cents[:, 0]
    minutes = minute_prices(market, settled.prices)
    return Comparison(
        alone=alone,
        free=free,
        no_minimum_units=loose.units,
        priced_units=units_above(market.curves, every, market.costs.piece_cents),
        once_units=once.units,
        shared_by=tuple(
            "" if one + other <= 0 else "budget" if one >= other else "capacity"
            for one, other in zip(money.tolist(), minutes.tolist(), strict=True)
        ),
    )


def without_minimum(costs: OptionCosts) -> OptionCosts:
    """The costs as they would be could any quantity be ordered: price breaks stay where they begin."""
    lowest = np.ones_like(costs.lowest)
    lowest[:, 1:] = costs.highest[:, :-1] + 1
    return replace(costs, lowest=lowest)


def option_reason(
    arrays: CaseArrays, comparison: Comparison, option: int, units: int, missed: float, policy: BuyPolicy
) -> Reason:
    """The reason of one option's total. missed: expected profit in cents forgone against the best it could do alone."""
    case = arrays.cases[option]
    alone, free = int(comparison.alone.units[option]), int(comparison.free.units[option])
    code = _cause(case, comparison, option, units, alone, free)
    facts = _option_facts(arrays, option, policy.least_return)
    return Reason.of(code, **facts, wanted_units=alone, missed_cents=round(max(missed, 0.0)))


def _cause(case: BuyCase, comparison: Comparison, option: int, units: int, alone: int, free: int) -> str:
    """The code of what settled the option's units: take that away, and they move."""
    is_later = case.again_cents is not None and comparison.once_units[option] > (1.0 + _ON_PURPOSE) * alone
    plain = "buy.first_order" if is_later else "buy.newsvendor"
    sold = sum(size.firm_units for size in case.sizes)
    if sold:
        return "buy.sold_ahead" if units <= max(sold, least_units(case)) else "buy.sold_ahead_and_more"
    shared = comparison.shared_by[option]
    if units == 0:
        if case.taken_cents > 0:
            return "buy.none_siblings"
        if alone > 0:
            return f"buy.none_{shared}" if free > 0 and shared else "buy.none_style_minimum"
        if comparison.no_minimum_units[option] > 0:
            return "buy.none_minimum"
        margin = case.price_cents - min(one.cost_per_piece_cents for one in case.cost_breaks)
        if margin <= 0:
            return "buy.none_margin"
        if is_later:
            return "buy.none_yet"
        return "buy.none_stock" if case.option_id in comparison.covered else "buy.none_demand"
    if units < alone:
        return f"buy.less_{shared}" if shared else plain
    if units > alone:
        return "buy.raised_style_minimum" if free > alone else plain
    if units == least_units(case) > comparison.no_minimum_units[option]:
        return "buy.raised_minimum"
    at = _break_of(case, units)
    priced = int(comparison.priced_units[option, at])
    if case.roll_units:
        past_shelf = units - case.shelf_units
        if past_shelf > 0 and past_shelf % case.roll_units == 0:
            return "buy.whole_roll"
        if units == case.shelf_units:
            return "buy.shelf_cloth"
        if not _is_price_break(case, at, units):
            return "buy.begun_roll"
    return "buy.raised_price_break" if _is_price_break(case, at, units) and priced < units else plain


def least_units(case: BuyCase) -> int:
    """The least that may be ordered of an option: its minimum, or the least quantity that is quoted."""
    return max(case.option_minimum_units, min(one.from_units for one in case.cost_breaks))


def _break_of(case: BuyCase, units: int) -> int:
    """Place, in order of their beginnings, of the price break that a quantity reaches."""
    begins = sorted(one.from_units for one in case.cost_breaks)
    return begins.index(CostBreak.at(case.cost_breaks, units).from_units)


def _is_price_break(case: BuyCase, at: int, units: int) -> bool:
    """True where a quantity is the first of a further price break that is none of a roll's."""
    begins = sorted(one.from_units for one in case.cost_breaks)
    return at > 0 and units == begins[at] and not _begins_roll(case, units)


def _begins_roll(case: BuyCase, units: int) -> bool:
    """True where such a quantity is the first piece of a further roll."""
    return case.roll_units > 0 and units > case.shelf_units and (units - case.shelf_units - 1) % case.roll_units == 0


def _option_facts(arrays: CaseArrays, option: int, least_return: float) -> dict[str, Fact]:
    """Facts that every reason of the option carries."""
    case = arrays.cases[option]
    levels, units = np.asarray(case.demand_levels), np.asarray(case.demand_units)
    piece = min(one.cost_per_piece_cents for one in case.cost_breaks)
    left = case.salvage_cents - case.holding_cents
    spread = case.price_cents - case.holding_cents / 2 - left
    asked = piece * (1.0 + least_return)
    chance = 1.0 if spread <= 0 else float(np.clip((asked - left) / spread, 0.0, 1.0))
    met = 0.0 if spread <= 0 else float(np.clip((spread + left - piece) / spread, 0.0, 1.0))
    facts: dict[str, Fact] = {
        "met_chance": round(met, 3),
        "needed_chance": round(chance, 3),
        "demand_mean": round(case.demand_mean_units, 1),
        "demand_median": round(float(np.interp(0.5, levels, units)), 1),
        "demand_q90": round(float(np.interp(0.9, levels, units)), 1),
        "demand_before": round(case.demand_before_units, 1),
        "sold_before": round(case.sold_before_units, 1),
        "on_hand_units": sum(size.on_hand_units for size in case.sizes),
        "on_order_units": sum(size.on_order_units for size in case.sizes),
        "minimum_units": least_units(case),
        "style_minimum_units": case.style_minimum_units,
    }
    if case.taken_cents > 0:
        facts |= {"taken_cents": case.taken_cents, "forgone_cents": case.forgone_cents}
    if abs(case.crowd_factor - 1.0) > 0.005:
        facts["crowd_factor"] = round(case.crowd_factor, 3)
    if case.again_cents is not None:
        facts["again_cents"] = round(case.again_cents)
        facts["early_median"] = round(float(np.interp(0.5, levels, np.asarray(case.early_units))), 1)
    if any(size.firm_units for size in case.sizes):
        facts["firm_units"] = sum(size.firm_units for size in case.sizes)
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


def limit_reasons(
    market: Market, settled: Priced, use: Floats, names: tuple[str, ...], least_return: float
) -> tuple[Reason, ...]:
    """One reason per limit that bound: what it allowed, what is used, and what one more unit of it would earn, beyond
    the money that it would take."""
    found = []
    for at, (allowed, used, price) in enumerate(zip(market.allowed(), use, settled.prices, strict=True)):
        if price > 0 and np.isfinite(allowed):
            kind = "limit.budget" if at == 0 else "limit.capacity"
            unit = "cents" if at == 0 else "minutes"
            facts: dict[str, Fact] = {
                f"allowed_{unit}": round(float(allowed), 2),
                f"used_{unit}": round(float(used), 2),
                "worth_of_one_more_cents": round(_earns(float(price), least_return, is_money=at == 0), 4),
            }
            if names[at]:
                facts["due_by"] = names[at]
            found.append(Reason.of(kind, **facts))
    return tuple(found)


def _earns(price: float, least_return: float, *, is_money: bool) -> float:
    """A shadow price of a market in which money must earn a return, as what one more unit earns beyond its money."""
    factor = 1.0 + least_return
    return factor * (1.0 + price) - 1.0 if is_money else factor * price


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
