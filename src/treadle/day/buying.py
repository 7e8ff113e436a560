"""The buy of the day: it leaves the lines time for their changes of style and keeps to what the planner decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from treadle.decide.open_to_buy import buy_within, open_to_buy_of
from treadle.decide.price import price_buy
from treadle.decide.sold_ahead import short_of_sold, sold_reason, with_room
from treadle.decide.working_capital import tighter, told_as_working, working_room_cents
from treadle.schedule.capacity import change_minutes, sewing_capacity
from treadle.schedule.work_in_progress import released_demands
from treadle.terms.buy import BuyCase, BuyPlan
from treadle.terms.decision import Remembered
from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot

#: Buys tried while the minutes kept for changes of style settle. A round number, not tuned.
ROUNDS = 4


def buy_with_memory(
    snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase], balances: tuple[LineBalance, ...],
    held: Mapping[str, Remembered],
) -> tuple[BuyPlan, tuple[Reason, ...]]:  # fmt: skip
    """The buy of the day without the lines in `held` (by SKU); money and minutes they would have taken go to others.

    An option of which some sizes are held keeps the others where these still reach its minimum and its style's. What is
    sold ahead is made whatever was decided.
    """
    sold = {size.sku for case in cases for size in case.sizes if size.firm_units}
    held = {sku: one for sku, one in held.items() if sku not in sold}
    if not held:
        return _for_sure(*buy_with_changes(snapshot, policy, cases, balances), cases, policy)
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
        cases, units, reasons, budget_cents=plan.budget_cents, capacity_minutes=plan.capacity_minutes,
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
    return _for_sure(kept, limits, cases, policy)


def _for_sure(
    buy: BuyPlan, limits: tuple[Reason, ...], cases: Sequence[BuyCase], policy: Policy
) -> tuple[BuyPlan, tuple[Reason, ...]]:
    """The buy with all that is sold ahead, where a limit or a minimum kept some of it out."""
    units = short_of_sold(buy, cases)
    if not units:
        return buy, limits
    reasons = {line.sku: line.reason for line in buy.lines}
    before = {line.sku: line.units for line in buy.lines}
    options = dict(buy.option_reasons)
    for case in cases:
        if any(units[size.sku] != before.get(size.sku) for size in case.sizes):
            options[case.option_id] = sold_reason(case, sum(units[size.sku] for size in case.sizes))
            reasons |= {size.sku: options[case.option_id] for size in case.sizes}
    whole = price_buy(cases, units, reasons, policy=policy.buy, seed=policy.plan.seed)
    minutes = sum(line.units * line.smv_minutes for line in whole.lines)
    made = replace(
        whole, bound_cents=max(buy.bound_cents, whole.profit_cents), limits=buy.limits, option_reasons=options,
        steps=buy.steps, curves=buy.curves,
        budget_cents=None if buy.budget_cents is None else max(buy.budget_cents, whole.spent_cents),
        capacity_minutes=None if buy.capacity_minutes is None else max(buy.capacity_minutes, minutes),
    )  # fmt: skip
    return made, limits


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


def buy_with_changes(
    snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase], balances: tuple[LineBalance, ...]
) -> tuple[BuyPlan, tuple[Reason, ...]]:
    """The buy of the day, and a reason where minutes of the lines are kept for its changes of style.

    How many styles are sewn depends on the buy, and what is left to sew in depends on how many styles: buys are tried
    with minutes kept for as many changes as the last one needed, halfway between what was too few and what was enough,
    and the best that fits with its changes is taken.
    """
    bindable = working_room_cents(snapshot, policy.buy.working_capital_cents)
    money = tighter(snapshot.budget_cents, bindable)
    budget_cents, capacity, room = with_room(cases, money, sewing_capacity(snapshot, policy, balances))
    sure = with_room(cases, 0, 0.0)[1] or 0.0
    loss = change_minutes(snapshot, balances)
    lines = sum(len(factory.sewing_lines) for factory in snapshot.factories)
    rows = open_to_buy_of(snapshot)
    smv = {case.option_id: case.smv_minutes for case in cases}

    def decide(kept: float) -> BuyPlan:
        left = None if capacity is None else max(capacity - kept, sure)
        made = buy_within(
            cases, rows, budget_cents=budget_cents, capacity_minutes=left, policy=policy.buy,
            seed=policy.plan.seed,
        )  # fmt: skip
        told = told_as_working(made.limits, snapshot, policy.buy.working_capital_cents, bindable)
        return replace(made, limits=told)

    buy = decide(0.0)
    if capacity is None or loss == 0.0:
        return buy, room
    waiting = sum(1 for order in released_demands(snapshot) if order.frozen is not None)
    too_few, enough, kept = 0.0, float("inf"), 0.0
    best: tuple[BuyPlan, float] | None = None
    for turn in range(ROUNDS):
        made = {line.style_id for line in buy.lines if line.units > 0 and smv[line.option_id] > 0}
        needed = loss * max(len(made) + waiting - lines, 0)
        used = sum(line.units * smv[line.option_id] for line in buy.lines)
        if used + needed <= capacity:
            enough = kept
            if best is None or buy.profit_cents > best[0].profit_cents:
                best = buy, kept
        else:
            too_few = kept
        if (kept == 0.0 and best is not None) or turn == ROUNDS - 1:
            break
        kept = (too_few + enough) / 2 if np.isfinite(enough) else max(needed, 2.0 * kept)
        buy = decide(kept)
    found, minutes = best or (buy, kept)
    if minutes == 0.0:
        return found, room
    facts = {"minutes": round(minutes), "capacity_minutes": round(capacity), "minutes_each": round(loss)}
    return found, (*room, Reason(code="limit.changes", facts=tuple(facts.items())))
