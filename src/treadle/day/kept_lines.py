"""A buy that keeps to what the planner decided before: lines held back are not proposed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from treadle.day.capacity import buy_with_changes
from treadle.day.snapshot import Snapshot
from treadle.decide.price import price_buy
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.decision import Remembered
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance


def buy_with_memory(
    snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase], balances: tuple[LineBalance, ...],
    held: Mapping[str, Remembered],
) -> tuple[BuyPlan, tuple[Reason, ...]]:  # fmt: skip
    """The buy of the day without the lines in `held` (by SKU); money and minutes they would have taken go to others.

    An option of which some sizes are held keeps the others where these still reach its minimum and its style's.
    """
    if not held:
        return buy_with_changes(snapshot, policy, cases, balances)
    free = [case for case in cases if not all(size.sku in held for size in case.sizes)]
    plan, limits = buy_with_changes(snapshot, policy, free, balances)
    units = {line.sku: 0 if line.sku in held else line.units for line in plan.lines}
    reasons = {line.sku: line.reason for line in plan.lines}
    reasons |= {sku: one.reason for sku, one in held.items()}
    for case in _below_minimum(free, units, held):
        because = next(held[size.sku].reason for size in case.sizes if size.sku in held)
        for size in case.sizes:
            if units[size.sku]:
                units[size.sku], reasons[size.sku] = 0, because
    buy = price_buy(
        cases, units, reasons, budget_cents=snapshot.budget_cents, capacity_minutes=plan.capacity_minutes,
        policy=policy.buy, seed=policy.plan.seed,
    )  # fmt: skip
    options = {case.option_id: held[case.sizes[0].sku].reason for case in cases if case not in free and case.sizes}
    made: dict[str, int] = defaultdict(int)
    for line in buy.lines:
        made[line.option_id] += line.units
    kept = replace(
        buy, bound_cents=max(plan.bound_cents, buy.profit_cents), limits=plan.limits,
        capacity_weeks=plan.capacity_weeks, option_reasons={**plan.option_reasons, **options}, steps=plan.steps,
        curves={name: points for name, points in plan.curves.items() if made.get(name) or points[0].point == "least"},
    )  # fmt: skip
    return kept, limits


def _below_minimum(cases: Sequence[BuyCase], units: Mapping[str, int], held: Mapping[str, Remembered]) -> list[BuyCase]:
    """Options that miss their minimum, the least quantity quoted or their style's minimum because a size is held."""
    touched = [case for case in cases if any(size.sku in held for size in case.sizes)]
    made = {case.option_id: sum(units[size.sku] for size in case.sizes) for case in cases}
    short = [
        case
        for case in touched
        if 0 < made[case.option_id] < max(case.option_minimum_units, case.cost_breaks[0].from_units)
    ]
    style: dict[str, int] = defaultdict(int)
    for case in cases:
        style[case.style_id] += 0 if case in short else made[case.option_id]
    styles = {case.style_id for case in touched}
    short += [
        case
        for case in touched
        if case not in short and case.style_id in styles and 0 < style[case.style_id] < case.style_minimum_units
    ]
    return short
