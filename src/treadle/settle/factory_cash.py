"""A factory's side of the same money: paid as its terms say, spent as it makes the brand's orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from treadle.settle.statements import unstated
from treadle.terms.cash import CashCase, CashFlow
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import Account, OwedLine

#: Of what an order earns, a factory spends this much on people, cloth and power while it makes it. A guess from usual
#: margins of cut-and-sew makers of 5 to 15 per cent, not tuned.
SPENT_SHARE = 0.9
#: What is sewn is paid out by the factory about a week before it arrives. Not tuned.
SPENT_BEFORE_DAYS = 7

Days = tuple[date, date, date]


def factory_case(
    as_of: date, account: Account, owed: Sequence[OwedLine], orders: Iterable[tuple[ReleasedOrder, int]],
    comes: Mapping[str, Days], weeks: int,
) -> CashCase:  # fmt: skip
    """The account of a factory as far as the brand moves it, from nothing on: statements and lines when they are due,
    orders (with the pieces that are open of each) when they come, and what making them costs it before."""
    flows = [
        CashFlow(kind="claims", subject=one.made.statement_id, cents=one.open_cents, days=(one.made.due_day,) * 3)
        for one in account.statements.values()
        if one.open_cents
    ]
    flows += [
        CashFlow(kind="claims", subject=one.subject, cents=one.cents, days=(one.due_day,) * 3)
        for one in unstated(account, owed)
    ]
    for order, units in orders:
        flows += _order_flows(as_of, account, owed, order, units, comes)
    return CashCase(as_of=as_of, weeks=weeks, opening_cents=0, flows=tuple(flows))


def _order_flows(
    as_of: date, account: Account, owed: Sequence[OwedLine], order: ReleasedOrder, units: int, comes: Mapping[str, Days]
) -> Iterable[CashFlow]:
    terms = account.terms_on(order.origin_day)
    agreed = terms.piece_cents.get(order.style_id)
    cost = order.cost_cents * units / max(sum(order.units.values()), 1) if agreed is None else agreed * units
    held = sum(
        one.cents for one in owed
        if one.subject == order.work_order_id and one.kind in ("deposit", "used", "deposit back")
    )  # fmt: skip
    is_new = not any(one.subject == order.work_order_id for one in owed)
    deposit = round(terms.deposit_share * order.cost_cents) if is_new and order.origin_day >= as_of else 0
    days = comes.get(order.work_order_id, (max(order.promise_day, as_of),) * 3)
    low, middle, high = days
    if deposit:
        yield CashFlow(kind="deposits", subject=order.work_order_id, cents=deposit, days=(as_of,) * 3)
    wait = timedelta(days=terms.balance_days)
    rest = round(cost) - held - deposit
    yield CashFlow(kind="goods", subject=order.work_order_id, cents=max(rest, 0),
                   days=(low + wait, middle + wait, high + wait))  # fmt: skip
    before = timedelta(days=SPENT_BEFORE_DAYS)
    yield CashFlow(
        kind="making", subject=order.work_order_id, cents=-round(SPENT_SHARE * cost),
        days=(max(low - before, as_of), max(middle - before, as_of), max(high - before, as_of)),
    )  # fmt: skip
