"""The buy: how many of each SKU to make now, what it is worth, and why.

Reading path: `case_arrays` (cases to columns) → `curve` (worth of each further unit) → `apart` (one option at given
prices) → `style_minimum` → `share` and `fill` (options together) → `why` (reasons).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import split_units, worth_of
from treadle.decide.case_arrays import CaseArrays, case_arrays, shared_limits
from treadle.decide.covered import covered
from treadle.decide.curve import OptionCurves, asked_to_earn, option_curves
from treadle.decide.exact import best_of_few
from treadle.decide.fill import Standing, drop_until_fit, exchange, fill, standing, wishes
from treadle.decide.share import Market, Priced, at_prices, best_prices
from treadle.decide.steps import buy_curves, buy_steps
from treadle.decide.why import Comparison, compare, limit_reasons, line_reason, next_unit_cents, option_reason
from treadle.terms.buy import BuyCase, BuyLine, BuyPlan, WorthCurve
from treadle.terms.fingerprint import fingerprint
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Fact, Reason

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Capacity = float | Sequence[tuple[date, float]] | None


def decide_buy(
    cases: Sequence[BuyCase],
    *,
    budget_cents: int | None = None,
    capacity_minutes: Capacity = None,
    policy: BuyPolicy | None = None,
    seed: int = 0,
) -> BuyPlan:
    """Units per SKU by expected profit, within the budget and the sewing minutes, minima and price breaks kept.

    cases: one per option. budget_cents: what the lines may cost together, None for no limit. capacity_minutes: sewing
    minutes in all, or ``(last day, minutes)`` per week, where lines due up to a day may use what was free up to it.
    The same cases, limits, policy and seed give the same plan. The plan states an upper bound (`bound_cents`) on the
    expected profit of any plan whose money earns the policy's `least_return` as this one's does; impossible wishes give
    zero lines with their reason, never an error.
    """
    policy = policy or BuyPolicy()
    if not cases:
        return _empty(budget_cents, capacity_minutes)
    arrays = case_arrays(cases)
    curves = option_curves(arrays.chunks(policy, seed), arrays.money, len(cases), arrays.firm_units)
    limits = shared_limits(cases, budget_cents, capacity_minutes)
    asked = asked_to_earn(curves, policy.least_return)
    market = Market(curves=asked, costs=arrays.costs, styles=arrays.styles, limits=limits)
    nothing_shared = np.zeros(1 + len(limits.minutes_to))
    free = at_prices(market, nothing_shared)
    once = at_prices(replace(market, curves=_curves_once(arrays, policy, seed)), nothing_shared)
    settled, bound = best_prices(market)
    settled_plan = settle(market, settled)
    plan = standing(replace(market, curves=curves), settled_plan.units)
    unsettled = (1.0 + policy.least_return) * max(bound - settled_plan.profit(), 0.0)
    comparison = compare(market, free.choice, settled, once.choice)
    comparison = replace(comparison, covered=covered(cases, plan.units, policy, seed))
    lines, reasons = _lines(arrays, curves, plan, comparison, policy)
    total = _total(capacity_minutes)
    weeks = tuple(sorted(capacity_minutes)) if isinstance(capacity_minutes, Sequence) else ()
    names = ("", *(day.isoformat() for day, _ in weeks)) if weeks else ("", "")
    return BuyPlan(
        lines=lines,
        worth=_worth_curves(arrays, curves, plan, lines, policy.worth_units),
        spent_cents=sum(line.cost_cents for line in lines),
        profit_cents=round(plan.profit()),
        bound_cents=round(plan.profit() + unsettled),
        budget_cents=budget_cents,
        capacity_minutes=total,
        capacity_weeks=weeks,
        limits=limit_reasons(market, settled, plan.use, names, policy.least_return),
        option_reasons=reasons,
        steps=buy_steps(arrays, curves, market, comparison, plan.units),
        curves=buy_curves(arrays, curves, market, plan.units),
    )


def _curves_once(arrays: CaseArrays, policy: BuyPolicy, seed: int) -> OptionCurves:
    """What each further unit is worth could nothing be ordered again, on the same draws."""
    never = replace(arrays.money, again_cents=np.full_like(arrays.money.again_cents, np.inf))
    curves = option_curves(arrays.chunks(policy, seed), never, len(arrays.cases), arrays.firm_units)
    return asked_to_earn(curves, policy.least_return)


def settle(market: Market, settled: Priced) -> Standing:
    """The plan at the settled prices, made to fit where they could not, filled up, small ones mended by exchange."""
    plan = standing(market, settled.choice.units)
    drop_until_fit(market, plan)
    if not (settled.prices > 0).any():
        return plan
    fill(market, plan, settled.prices, wishes(market, settled.prices))
    return best_of_few(market, exchange(market, plan, settled.prices))


def _total(capacity: Capacity) -> float | None:
    """All sewing minutes given; None where they are not limited or limited by week only."""
    return float(capacity) if isinstance(capacity, int | float) else None


def _empty(budget_cents: int | None, capacity: Capacity) -> BuyPlan:
    """The plan of no cases."""
    return BuyPlan(
        lines=(),
        worth=(),
        spent_cents=0,
        profit_cents=0,
        bound_cents=0,
        budget_cents=budget_cents,
        capacity_minutes=_total(capacity),
    )


def _lines(
    arrays: CaseArrays, curves: OptionCurves, plan: Standing, comparison: Comparison, policy: BuyPolicy
) -> tuple[tuple[BuyLine, ...], dict[str, Reason]]:
    """A line per SKU with its reason, and the reason of each option."""
    units = split_units(curves, plan.units, arrays.share, arrays.option_of_sku)
    worth = _sku_worth(arrays, curves, plan.units, units)
    first = np.searchsorted(arrays.option_of_sku, np.arange(len(arrays.cases) + 1))
    lines: list[BuyLine] = []
    reasons: dict[str, Reason] = {}
    alone = worth_of(curves, np.arange(len(arrays.cases)), comparison.alone.units[:, None])[:, 0]
    missed = alone - comparison.alone.cost_cents - (plan.worth - plan.cost)
    for option, case in enumerate(arrays.cases):
        made = int(plan.units[option])
        reason = option_reason(arrays, comparison, option, made, float(missed[option]), policy)
        reasons[case.option_id] = reason
        mine = slice(int(first[option]), int(first[option + 1]))
        costs = share_cost(units[mine], round(float(plan.cost[option])))
        piece = CostBreak.at(case.cost_breaks, made).cost_per_piece_cents
        for size, many, cost, brings in zip(case.sizes, units[mine].tolist(), costs, worth[mine].tolist(), strict=True):
            facts: dict[str, Fact] = {
                "size": size.size,
                "size_share": round(size.share, 4),
                "size_stock_units": size.on_hand_units + size.on_order_units,
            }
            lines.append(
                BuyLine(
                    line_id=line_id(case, size.size),
                    option_id=case.option_id,
                    style_id=case.style_id,
                    sku=size.sku,
                    size=size.size,
                    units=many,
                    due_day=case.due_day,
                    cost_cents=cost,
                    expected_profit_cents=round(brings - cost),
                    at_stake_cents=round(brings - piece * many),
                    smv_minutes=case.smv_minutes,
                    reason=line_reason(reason, facts, many, made),
                )
            )
    return tuple(lines), reasons


def line_id(case: BuyCase, size: str) -> str:
    """'<style>/<option>/<size>', each part with blanks and slashes made safe; the same in every plan.

    A part that was made safe has a mark of the whole behind it, so that no two names share a line.
    """
    return "/".join(_safe(part) for part in (case.style_id, case.option_id, size))


def _safe(name: str) -> str:
    plain = "".join(sign if sign.isalnum() or sign in "-_.+" else "_" for sign in name)
    return plain if plain == name else f"{plain}.{fingerprint(name)[:4]}"


def share_cost(units: Ints, cost_cents: int) -> list[int]:
    """An option's cost shared by units in whole cents that add up: largest remainder, earlier sizes first on ties."""
    total = int(units.sum())
    if total == 0:
        return [0] * len(units)
    whole = [cost_cents * int(one) // total for one in units]
    rest = [cost_cents * int(one) % total for one in units]
    order = sorted(range(len(units)), key=lambda at: (-rest[at], at))
    for at in order[: cost_cents - sum(whole)]:
        whole[at] += 1
    return whole


def _sku_worth(arrays: CaseArrays, curves: OptionCurves, option_units: Ints, sku_units: Ints) -> Floats:
    """Worth in cents of each SKU's units: (n_sku,)."""
    owner = np.repeat(np.arange(len(option_units)), np.diff(curves.first))
    taken = np.clip(option_units[owner] - (curves.units_to - curves.units), 0, curves.units)
    count = len(arrays.option_of_sku)
    worth = np.bincount(curves.sku, taken * curves.worth_cents, minlength=count)
    listed = np.bincount(curves.sku, taken, minlength=count)
    return np.asarray(worth + (sku_units - listed) * curves.tail_cents[arrays.option_of_sku])


def _worth_curves(
    arrays: CaseArrays, curves: OptionCurves, plan: Standing, lines: tuple[BuyLine, ...], count: int
) -> tuple[WorthCurve, ...]:
    """The worth of further units of every SKU of the options that are made."""
    found = []
    for sku in np.flatnonzero(plan.units[arrays.option_of_sku] > 0).tolist():
        option = int(arrays.option_of_sku[sku])
        piece = CostBreak.at(arrays.cases[option].cost_breaks, int(plan.units[option])).cost_per_piece_cents
        cents = next_unit_cents(curves, option, sku, lines[sku].units, count, piece)
        found.append(WorthCurve(sku=lines[sku].sku, next_unit_cents=cents))
    return tuple(found)
