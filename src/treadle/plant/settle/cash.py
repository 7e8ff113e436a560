"""The cash curve of a brand and of its factories, with and without a plan's orders or a campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from treadle.day.cash_ahead import Money, cash_case, usual_late_days
from treadle.day.release import released_orders
from treadle.plant.books import entry_of
from treadle.plant.settle.desk import SettleBooks, settle_books
from treadle.plant.shops.plan import reserved_units
from treadle.plant.written_plan import read_plan
from treadle.settle.batches import partner_of
from treadle.settle.cash_curve import cash_curve
from treadle.settle.factory_cash import factory_case
from treadle.storage.brand import load_brand
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import Campaign
from treadle.terms.cash import CashCounted, CashCurve, CashFlow
from treadle.terms.plan import Plan
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import Account
from treadle.terms.shop import StoreOrder
from treadle.terms.snapshot import Snapshot
from treadle.track.open_orders import open_orders

#: Weeks that a curve looks ahead where nobody says.
WEEKS = 13
CASH = "cash"
Days = tuple[date, date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """The account as it is expected: with the plan's orders, without them, and as each factory sees the brand's money.

    `without_name` says what was left out of `without`: 'plan', or a campaign. `counted_on` is the day on which the
    account was counted last, None where nobody did: then curves begin at nothing.
    """

    curve: CashCurve
    without: CashCurve
    without_name: str
    factories: Mapping[str, CashCurve]
    counted_on: date | None
    limit_cents: int
    currency: str


def count_cash(folder: Path, cents: int, *, day: date | None, author: str) -> CashCounted:
    """Say what lay in the account when a day began (default: the newest day of the ledger); the newest counts."""
    books = settle_books(folder, author=author, day=day)
    body = CashCounted(day=books.day, cents=cents)
    key = f"cash counted:{books.day.isoformat()}:{cents}:{books.ledger.newest(['cash counted'])}"
    before = _counted(books.ledger)
    if before != body:
        books.ledger.add([entry_of("cash counted", CASH, body, key=key, known=books.day, author=author,
                                   settings=books.settings)])  # fmt: skip
    return body


def cash_ahead(folder: Path, out: Path, *, weeks: int = WEEKS, without: str = "plan") -> Cash:
    """The curves from the day of the plan in `out`, of its forecast, the ledger and what is owed.

    `without` is 'plan' or the name of a campaign. Raises `NotFoundError` where there is no plan.
    """
    seen = cash_seen(folder, read_plan(out))
    plan, snapshot, planned = seen.plan, seen.snapshot, seen.planned
    seed = plan.policy.plan.seed

    def curve(of: Money, orders: Sequence[ReleasedOrder]) -> CashCurve:
        return cash_curve(cash_case(snapshot, plan.seen, of, seen.comes, weeks=weeks, planned=orders), seed=seed)

    if without == "plan":
        other = curve(seen.money, ())
    else:
        left = tuple(flow for one in seen.campaigns if one.campaign_id != without
                     for flow in _campaign_flows(one, plan.as_of))  # fmt: skip
        other = curve(replace(seen.money, other_flows=(*left, *seen.stores)), planned)
    return Cash(
        curve=curve(seen.money, planned), without=other, without_name=without,
        factories=_factories(snapshot, replace(seen.money, other_flows=()), planned, seen.comes, weeks, seed),
        counted_on=seen.counted_on, limit_cents=seen.limit_cents, currency=seen.currency,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSeen:
    """What curves are made of: the plan with its orders that are not placed yet (`planned`), what was seen on its day,
    all that moves money, and on which days orders come."""

    plan: Plan
    snapshot: Snapshot
    planned: tuple[ReleasedOrder, ...]
    money: Money
    comes: Mapping[str, Days]
    campaigns: tuple[Campaign, ...]
    stores: tuple[CashFlow, ...]
    counted_on: date | None
    limit_cents: int
    currency: str


def cash_seen(folder: Path, plan: Plan) -> CashSeen:
    """What the cash curves of a plan are made of, as the ledger is now. Raises `ReleaseError` for orders of the plan
    that cannot be made."""
    books = settle_books(folder, author="", day=plan.as_of)
    settings = books.settings
    snapshot = load_brand(
        folder, plan.as_of, currency=settings.currency, time_zone=settings.time_zone, promise=settings.policy.promise
    )
    placed = {order.order_id for order in snapshot.orders}
    planned = tuple(one for one in released_orders(snapshot, plan) if one.work_order_id not in placed)
    counted = _counted(books.ledger)
    opening = 0 if counted is None else counted.cents + _since(books, counted)
    campaigns = tuple(_campaigns(books.ledger))
    stores = tuple(_store_flows(books, plan.as_of))
    flows = (*(flow for one in campaigns for flow in _campaign_flows(one, plan.as_of)), *stores)
    return CashSeen(
        plan=plan, snapshot=snapshot, planned=planned, money=replace(_money(books, opening), other_flows=flows),
        comes=_comes(snapshot, plan, planned), campaigns=campaigns, stores=stores,
        counted_on=None if counted is None else counted.day, limit_cents=settings.settle.working_capital_cents,
        currency=settings.currency,
    )  # fmt: skip


def _counted(ledger: Ledger) -> CashCounted | None:
    held = ledger.state(CashCounted, CASH)
    return None if held is None else held.state


def _money(books: SettleBooks, opening_cents: int) -> Money:
    accounts, policy = books.accounts(), books.settings.settle
    return Money(
        accounts=accounts, owed=books.owed(accounts), makers=books.makers(), opening_cents=opening_cents,
        running_week_cents=policy.running_week_cents, payout_days=policy.payout_days,
        returned_share=policy.returned_share,
        reserved=reserved_units([held.state for held in books.ledger.states(StoreOrder)]),
    )  # fmt: skip


def _store_flows(books: SettleBooks, as_of: date) -> list[CashFlow]:
    """What stores will pay for what is still to be delivered to them."""
    accounts, found = books.accounts(), []
    for held in books.ledger.states(StoreOrder):
        one = held.state
        if one.open_cents:
            terms = accounts[one.placed.store_id].terms_on(one.placed.day)
            day = max(one.placed.due_day, as_of) + timedelta(days=terms.balance_days)
            found.append(CashFlow(kind="claims", subject=one.order_id, cents=one.open_cents, days=(day,) * 3))
    return found


def _since(books: SettleBooks, counted: CashCounted) -> int:
    """What partners were paid, and paid, since the account was counted."""
    moved = 0
    for account in books.accounts().values():
        for one in account.statements.values():
            for paid in one.payments:
                if counted.day <= paid.day < books.day:
                    moved += -paid.amount_cents if account.is_paid else paid.amount_cents
    return moved


def _campaigns(ledger: Ledger) -> list[Campaign]:
    return [held.state for held in ledger.states(Campaign)]


def _campaign_flows(one: Campaign, as_of: date) -> list[CashFlow]:
    """Money of a campaign that is still to move: balances of its orders when goods are shipped, and what is owed
    back."""
    money = one.money()
    found = []
    if money.due_back_cents:
        found.append(CashFlow(kind="refunds", subject=one.campaign_id, cents=-money.due_back_cents, days=(as_of,) * 3))
    asked = sum(max(order.asked_cents - order.paid_cents, 0) for order in one.orders.values() if one.is_firm(order))
    if asked:
        day = max(one.promise_day, as_of)
        found.append(CashFlow(kind="claims", subject=one.campaign_id, cents=asked, days=(day,) * 3))
    return found


def _comes(snapshot: Snapshot, plan: Plan, planned: Sequence[ReleasedOrder]) -> dict[str, Days]:
    """Days of orders with a chance of one, five and nine in ten: those on order as the plan tells them, those of the
    plan by its promises."""
    found: dict[str, Days] = {}
    late = usual_late_days(snapshot)
    for one in open_orders(snapshot, plan.policy.promise):
        days = one.comes_days
        if days[0] == days[2]:
            days = (days[0] + timedelta(late[0]), days[1] + timedelta(late[1]), days[2] + timedelta(late[2]))
        found[one.order_id] = (max(days[0], plan.as_of), max(days[1], plan.as_of), max(days[2], plan.as_of))
    for order in planned:
        if order.promise is not None and order.promise.days:
            middle = order.promise.day(0.5)
            first, last = min(order.promise.planned_day, middle), max(order.promise.day(0.9), middle)
            found[order.work_order_id] = (first, middle, last)
    return found


def _factories(
    snapshot: Snapshot, money: Money, planned: Sequence[ReleasedOrder], comes: Mapping[str, Days], weeks: int, seed: int
) -> dict[str, CashCurve]:
    """What each factory has of the brand's orders: paid as its terms say, spent as it makes them."""
    orders = [(order.terms, order.open_units) for order in snapshot.orders if order.open_units]
    orders += [(one, sum(one.units.values())) for one in planned]
    found = {}
    for name in sorted({partner_of(terms) for terms, _ in orders if terms.factory_id}):
        account = money.accounts.get(name) or Account(partner_id=name)
        mine = [(terms, units) for terms, units in orders if partner_of(terms) == name]
        case = factory_case(snapshot.as_of, account, money.owed.get(name, ()), mine, comes, weeks)
        found[name] = cash_curve(case, seed=seed)
    return found
