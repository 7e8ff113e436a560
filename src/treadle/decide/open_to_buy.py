"""The open-to-buy ledger, planned receipts less what is ordered, and the buy that keeps to it.

A merchandise plan says what goods that arrive in a period may cost. Open to buy is what of it is not yet ordered
(Levy, Weitz & Grewal, *Retailing Management*, 2018, ch. 12: planned receipts less merchandise on order); a line counts
in the period in which it is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from treadle.decide.buy import decide_buy
from treadle.terms.buy import BuyCase, BuyPlan, OpenToBuy, PlannedReceipts
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason
from treadle.terms.snapshot import Snapshot


def open_to_buy(
    planned: Sequence[PlannedReceipts], ordered: Iterable[tuple[date, int]], plan: BuyPlan | None = None
) -> tuple[OpenToBuy, ...]:
    """A row per planned period, in order of days.

    `ordered`: day of arrival and cost in cents of everything ordered, come or still to come; what arrives in no planned
    period counts nowhere. `plan` adds the lines that are being decided.
    """
    arrivals = list(ordered)
    lines = () if plan is None else plan.lines
    return tuple(
        OpenToBuy(
            planned=period,
            ordered_cents=sum(cents for day, cents in arrivals if period.holds(day)),
            buy_cents=sum(line.cost_cents for line in lines if period.holds(line.due_day)),
        )
        for period in sorted(planned, key=lambda one: (one.from_day, one.to_day))
    )


def open_to_buy_of(snapshot: Snapshot, plan: BuyPlan | None = None) -> tuple[OpenToBuy, ...]:
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


def over_bought(rows: Sequence[OpenToBuy]) -> tuple[Violation, ...]:
    """The guard: one violation per period for which a plan buys more than is open."""
    return tuple(
        Violation(
            rule=f"open to buy from {row.planned.from_day} to {row.planned.to_day} is kept "
            f"({_money(row.planned.amount_cents)} planned, {_money(row.ordered_cents)} ordered)",
            where="buy plan",
            found=_money(row.buy_cents),
        )
        for row in rows
        if row.buy_cents > 0 and row.open_cents < 0
    )


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def buy_within(
    cases: Sequence[BuyCase],
    rows: Sequence[OpenToBuy],
    *,
    budget_cents: int | None,
    capacity_minutes: float | None,
    seed: int,
    policy: BuyPolicy | None = None,
) -> BuyPlan:
    """`decide_buy`, with no period of `rows` (of which no plan is part yet) bought beyond what is open for it.

    Where everything together would buy too much for a period, the cases due in it are decided first and by
    themselves within what is open; the others share what is left of budget and minutes. The bound stays that of the
    plan without a ledger: no plan that keeps to it could expect more.
    """
    whole = decide_buy(cases, budget_cents=budget_cents, capacity_minutes=capacity_minutes, policy=policy, seed=seed)
    over = [row for row in rows if _cost(whole, row) > max(row.open_cents, 0)]
    if not over:
        return whole
    parts: list[BuyPlan] = []
    money, minutes, rest = budget_cents, capacity_minutes, list(cases)
    for row in over:
        due = [case for case in rest if row.planned.holds(case.due_day)]
        rest = [case for case in rest if not row.planned.holds(case.due_day)]
        open_cents = max(row.open_cents, 0)
        least = open_cents if money is None else min(open_cents, money)
        part = decide_buy(due, budget_cents=least, capacity_minutes=minutes, policy=policy, seed=seed)
        parts.append(replace(part, limits=tuple(_named(reason, row, least) for reason in part.limits)))
        money, minutes = _left(part, money, minutes)
    parts.append(decide_buy(rest, budget_cents=money, capacity_minutes=minutes, policy=policy, seed=seed))
    return _joined(cases, whole, parts)


def _cost(plan: BuyPlan, row: OpenToBuy) -> int:
    return sum(line.cost_cents for line in plan.lines if row.planned.holds(line.due_day))


def _left(part: BuyPlan, money: int | None, minutes: float | None) -> tuple[int | None, float | None]:
    """What a part leaves of the budget and the minutes."""
    used = sum(line.units * line.smv_minutes for line in part.lines)
    return (
        None if money is None else max(money - part.spent_cents, 0),
        None if minutes is None else max(minutes - used, 0.0),
    )


def _named(reason: Reason, row: OpenToBuy, limit_cents: int) -> Reason:
    """A budget that bound, told as the open to buy of its period where that was the smaller."""
    if reason.code != "limit.budget" or limit_cents < max(row.open_cents, 0):
        return reason
    days = (("from_day", row.planned.from_day.isoformat()), ("to_day", row.planned.to_day.isoformat()))
    return Reason(code="limit.open_to_buy", facts=reason.facts + days)


def _joined(cases: Sequence[BuyCase], whole: BuyPlan, parts: Sequence[BuyPlan]) -> BuyPlan:
    """One plan of the parts, lines in the order of the cases."""
    place = {case.option_id: at for at, case in enumerate(cases)}
    lines = sorted((line for part in parts for line in part.lines), key=lambda line: place[line.option_id])
    order = {line.sku: at for at, line in enumerate(lines)}
    profit = sum(part.profit_cents for part in parts)
    return replace(
        whole,
        lines=tuple(lines),
        worth=tuple(sorted((one for part in parts for one in part.worth), key=lambda one: order[one.sku])),
        spent_cents=sum(part.spent_cents for part in parts),
        profit_cents=profit,
        bound_cents=max(whole.bound_cents, profit),
        limits=tuple(reason for part in parts for reason in part.limits),
        option_reasons={name: reason for part in parts for name, reason in part.option_reasons.items()},
        steps={name: one for part in parts for name, one in part.steps.items()},
        curves={name: one for part in parts for name, one in part.curves.items()},
    )
