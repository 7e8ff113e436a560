"""What the lines can sew, and a buy that leaves them time for their changes of style."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from treadle.day.snapshot import Snapshot
from treadle.day.work_in_progress import left_minutes, open_share, released_demands, unfinished
from treadle.decide.open_to_buy import buy_within, open_to_buy
from treadle.terms.buy import BuyCase, BuyPlan, OpenToBuy
from treadle.terms.policy import Policy
from treadle.terms.product import CostBreak
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance

#: Buys tried while the minutes kept for changes of style settle.
ROUNDS = 4


def buy_with_changes(
    snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase], balances: tuple[LineBalance, ...]
) -> tuple[BuyPlan, tuple[Reason, ...]]:
    """The buy of the day, and a reason where minutes of the lines are kept for its changes of style.

    How many styles are sewn depends on the buy, and what is left to sew in depends on how many styles: buys are tried
    with minutes kept for as many changes as the last one needed, halfway between what was too few and what was enough,
    and the best that fits with its changes is taken.
    """
    capacity = sewing_capacity(snapshot, policy, balances)
    loss = change_minutes(snapshot, balances)
    lines = sum(len(factory.sewing_lines) for factory in snapshot.factories)
    rows = ledger(snapshot)
    smv = {case.option_id: case.smv_minutes for case in cases}

    def decide(kept: float) -> BuyPlan:
        left = None if capacity is None else max(capacity - kept, 0.0)
        return buy_within(
            cases, rows, budget_cents=snapshot.budget_cents, capacity_minutes=left, policy=policy.buy,
            seed=policy.plan.seed,
        )  # fmt: skip

    buy = decide(0.0)
    if capacity is None or loss == 0.0:
        return buy, ()
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
        return found, ()
    facts = {"minutes": round(minutes), "capacity_minutes": round(capacity), "minutes_each": round(loss)}
    return found, (Reason(code="limit.changes", facts=tuple(facts.items())),)


def change_minutes(snapshot: Snapshot, balances: tuple[LineBalance, ...]) -> float:
    """Standard minutes that a change of style costs a line on average: it stands with all its people."""
    lost = [
        factory.changeover_minutes * len(line.operators) * share
        for factory in snapshot.factories
        for line in factory.sewing_lines
        if (share := _efficiency(balances).get(line.line_id))
    ]
    return float(np.mean(lost)) if lost else 0.0


def _efficiency(balances: tuple[LineBalance, ...]) -> dict[str, float]:
    """Mean efficiency of each line that a bulletin was balanced on."""
    found: dict[str, list[float]] = defaultdict(list)
    for balance in balances:
        if balance.status == "balanced":
            found[balance.line_id].append(balance.line_efficiency)
    return {line_id: float(np.mean(values)) for line_id, values in found.items()}


def sewing_capacity(snapshot: Snapshot, policy: Policy, balances: tuple[LineBalance, ...]) -> float | None:
    """Standard minutes that the lines can sew before the lead time is over, released orders taken off.

    Until the brand plans again nothing else is ordered: the lines can sew for so long at least, and what is then late
    is promised late. None where there is no factory.
    """
    if not snapshot.factories:
        return None
    efficiency = _efficiency(balances)
    total = 0.0
    for factory in snapshot.factories:
        due = snapshot.as_of + timedelta(days=policy.plan.lead_days)
        in_time = sum(
            factory.arrival_day(snapshot.as_of + timedelta(days=day)) < due for day in range(policy.plan.lead_days)
        )
        days = max(in_time, policy.plan.plans_every_days)
        minutes = sum(factory.calendar.minutes(snapshot.as_of + timedelta(days=day)) for day in range(days))
        for line in factory.sewing_lines:
            total += minutes * len(line.operators) * efficiency.get(line.line_id, 0.0)
    taken = sum(
        order.terms.sewing_minutes * open_share(order)
        for order in unfinished(snapshot)
        if left_minutes(snapshot, order.terms.origin_day, order.terms.sew_end_minute) > 0
    )
    return max(total - taken, 0.0)


def ledger(snapshot: Snapshot, plan: BuyPlan | None = None) -> tuple[OpenToBuy, ...]:
    """The rows of the brand's planned receipts; none where it has no such plan.

    Released orders count with their own cost, also once they have come; other receipts with what their option costs at
    the quantity of the receipt.
    """
    ours = {order.order_id for order in snapshot.orders}
    ordered = [
        (max(order.terms.promise_day, order.terms.due_day), order.terms.cost_cents + order.price_cents)
        for order in snapshot.orders
    ]
    units: dict[tuple[str, str, date], int] = defaultdict(int)
    for receipt in snapshot.receipts:
        sku = snapshot.catalogue.sku.get(receipt.sku)
        if receipt.order_id not in ours and sku is not None:
            units[receipt.order_id, sku.option_id, receipt.due_day] += receipt.units
    for (_, option_id, day), count in units.items():
        breaks = snapshot.catalogue.option[option_id].cost_breaks
        ordered.append((day, CostBreak.at(breaks, count).cost_cents(count)))
    return open_to_buy(snapshot.planned_receipts, ordered, plan)
