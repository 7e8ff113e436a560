"""What moves the account ahead, put together from what was seen, what is on order and owed, and what a plan orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from treadle.settle.batches import partner_of
from treadle.settle.cash_curve import RETURN_DAYS
from treadle.settle.statements import unstated
from treadle.terms.cash import Arriving, CashCase, CashFlow, Selling
from treadle.terms.offer import Offer
from treadle.terms.order import Order
from treadle.terms.outlook import outlooks
from treadle.terms.plan import Seen
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import Account, OwedLine, TermsSet
from treadle.terms.signal_parts import rows_where
from treadle.terms.snapshot import Snapshot

#: Weeks of sales from which shares of channels and of returns are taken. A quarter, not tuned.
PAST_WEEKS = 13
#: The part of forecast errors that all options share where the plan did not find it out, and the most. As anticipate
#: counts where nothing was held out; not tuned.
USUAL_TOGETHER, MOST_TOGETHER = 0.1, 0.95
#: Of the error that options share, the part that a path keeps over all weeks; the rest comes and goes from week to week
#: and is small in a sum. Set on the seasons of run.py cash --tune.
KEPT_SHARE = 0.5
#: More pieces than so many make a share of returns no surer: it moves. Set on the seasons of run.py cash --tune.
MOST_RETURNS_SEEN = 400.0
#: Orders on their day with which lateness of a brand's orders is counted. Not tuned.
LATE_WORTH = 2
#: Returns of a brand are counted with so many pieces at the share that settings tell. Not tuned.
RETURNS_WORTH = 50.0
#: Columns of signals that tell of sales.
_OF_SALES = ("happened_at", "kind", "channel", "sku", "units", "price_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What the brand knows of money: its accounts, all lines owed by partner, by which offers others make orders, what
    lies in the account, what runs every week, when channels without terms pay, the share of sales that comes back
    where signals tell of none, and pieces by SKU that are kept for stores of others."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    owed: Mapping[str, Sequence[OwedLine]] = field(default_factory=dict)
    makers: Mapping[str, Sequence[Offer]] = field(default_factory=dict)
    opening_cents: int = 0
    running_week_cents: int = 0
    payout_days: int = 7
    returned_share: float = 0.0
    reserved: Mapping[str, int] = field(default_factory=dict)
    other_flows: tuple[CashFlow, ...] = ()

    def terms_of(self, order: ReleasedOrder) -> TermsSet:
        """The terms that hold for an order."""
        name = partner_of(order, self.makers)
        return (self.accounts.get(name) or Account(partner_id=name)).terms_on(order.origin_day)


def cash_case(
    snapshot: Snapshot, seen: Seen, money: Money, comes: Mapping[str, tuple[date, date, date]], *, weeks: int,
    planned: Sequence[ReleasedOrder] = (),
) -> CashCase:  # fmt: skip
    """The account's case from `snapshot.as_of` on: sales of what is there and comes, what is owed, what is on order and
    what `planned` would order today. `comes` are days of orders by id with a chance of one, five and nine in ten."""
    channels = _channels(snapshot)
    arriving = [_coming(snapshot, order, money, comes) for order in snapshot.orders if order.open_units]
    arriving += [planned_arriving(order, money, comes) for order in planned]
    ours = {order.order_id for order in snapshot.orders}
    arriving += [
        Arriving(order_id=one.order_id, units={one.sku: one.units}, days=(one.due_day,) * 3)
        for one in snapshot.receipts if one.order_id not in ours
    ]  # fmt: skip
    return CashCase(
        as_of=snapshot.as_of, weeks=weeks, opening_cents=money.opening_cents,
        selling=_selling(snapshot, seen, money, channels, weeks), arriving=tuple(arriving),
        flows=(
            *_owed(money), *_deposits(snapshot, money, planned), *_payouts(snapshot, money),
            *_coming_back(snapshot, money), *_running(snapshot, money, weeks), *money.other_flows,
        ),
        payout_days=_payout_days(money, channels), together_share=_together(seen),
        returned_strength=_returned(snapshot, money)[1],
    )  # fmt: skip


def _coming(snapshot: Snapshot, order: Order, money: Money, comes: Mapping[str, tuple[date, date, date]]) -> Arriving:
    """What is still to come of an order of the ledger, and what is then paid for it."""
    units = {line.sku: line.open_units for line in order.lines if line.open_units}
    used = sum(
        one.cents for one in money.owed.get(partner_of(order.terms, money.makers), ())
        if one.subject == order.order_id and one.kind in ("deposit", "used", "deposit back")
    )  # fmt: skip
    days = comes.get(order.order_id, (max(order.told_day, snapshot.as_of),) * 3)
    return _arriving(order.terms, units, days, money.terms_of(order.terms), used)


def planned_arriving(
    order: ReleasedOrder, money: Money, comes: Mapping[str, tuple[date, date, date]]
) -> Arriving:  # fmt: skip
    """An order of a plan as it comes, with what is paid for it then; its deposit is paid at once."""
    terms = money.terms_of(order)
    units = {sku: count for sku, count in order.units.items() if count}
    days = comes.get(order.work_order_id, (order.promise_day,) * 3)
    return _arriving(order, units, days, terms, _deposit(order, terms))


def _deposit(order: ReleasedOrder, terms: TermsSet) -> int:
    return round(terms.deposit_share * order.cost_cents)


def _arriving(
    order: ReleasedOrder, units: Mapping[str, int], days: tuple[date, date, date], terms: TermsSet, deposit_cents: int
) -> Arriving:
    """Goods with what is paid once they came: their cost less the deposit, duty and freight."""
    pieces = sum(order.units.values())
    count = sum(units.values())
    agreed = terms.piece_cents.get(order.style_id)
    cost = round(order.cost_cents * count / max(pieces, 1)) if agreed is None else agreed * count
    beside = round(terms.duty_share * cost) + terms.freight_cents * count
    flows = [("goods", -max(cost - deposit_cents, 0), terms.balance_days)]
    flows += [("duty and freight", -beside, 0)] if beside else []
    return Arriving(order_id=order.work_order_id, units=units, days=days, flows=tuple(flows))


def _owed(money: Money) -> Iterable[CashFlow]:
    """Open statements and what none holds yet, on the day they are due."""
    for name in sorted({*money.accounts, *money.owed}):
        account = money.accounts.get(name) or Account(partner_id=name)
        sign, kind = (-1, "goods") if account.is_paid else (1, "claims")
        for one in account.statements.values():
            if one.open_cents:
                day = one.early.pay_day if one.early is not None else one.made.due_day
                yield CashFlow(kind=kind, subject=one.made.statement_id, cents=sign * one.open_cents, days=(day,) * 3)
        by_day: dict[date, int] = {}
        for line in unstated(account, money.owed.get(name, ())):
            by_day[line.due_day] = by_day.get(line.due_day, 0) + line.cents
        for day, cents in sorted(by_day.items()):
            if cents:
                yield CashFlow(kind=kind, subject=name, cents=sign * cents, days=(day,) * 3)


def deposit_cents(order: ReleasedOrder, money: Money) -> int:
    """What is paid for an order of a plan when it is placed."""
    return _deposit(order, money.terms_of(order))


def _deposits(snapshot: Snapshot, money: Money, planned: Sequence[ReleasedOrder]) -> Iterable[CashFlow]:
    for order in planned:
        cents = deposit_cents(order, money)
        if cents:
            yield CashFlow(kind="deposits", subject=order.work_order_id, cents=-cents, days=(snapshot.as_of,) * 3)


def _running(snapshot: Snapshot, money: Money, weeks: int) -> Iterable[CashFlow]:
    for week in range(weeks if money.running_week_cents else 0):
        day = snapshot.as_of + timedelta(days=7 * week)
        yield CashFlow(kind="running", subject="", cents=-money.running_week_cents, days=(day,) * 3)


def _recent(snapshot: Snapshot, days: int) -> pa.Table:
    """Orders and returns of the last days before the plan's."""
    first = snapshot.as_of - timedelta(days=days)

    def is_recent(part: pa.Table) -> Any:
        day = part["happened_at"].cast(pa.date32())
        return pc.and_(pc.greater_equal(day, pa.scalar(first)), pc.is_in(part["kind"], pa.array(["order", "return"])))

    return rows_where(snapshot.signals, is_recent, _OF_SALES)


def _channels(snapshot: Snapshot) -> dict[str, float]:
    """Shares of sales by channel; '' is where none is named."""
    rows = _recent(snapshot, 7 * PAST_WEEKS)
    rows = rows.filter(pc.equal(rows["kind"], "order"))
    units: dict[str, float] = {}
    for channel, count in zip(rows["channel"].to_pylist(), rows["units"].to_pylist(), strict=True):
        units[channel or ""] = units.get(channel or "", 0.0) + count
    total = sum(units.values())
    return {name: count / total for name, count in units.items()} if total else {"": 1.0}


def _days_of(money: Money, channel: str) -> int:
    """Days from a sale until its money is there: half a week until its statement, then as the terms say."""
    account = money.accounts.get(channel)
    if account is None or account.kind != "platform" or not account.terms:
        return money.payout_days
    return 3 + account.terms[-1].balance_days


def _payout_days(money: Money, channels: Mapping[str, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for name, share in sorted(channels.items()):
        days = _days_of(money, name)
        found[days] = found.get(days, 0.0) + share
    return found


def _fee(money: Money, channels: Mapping[str, float]) -> float:
    """The share of sales that channels keep."""
    return sum(
        share * money.accounts[name].terms[-1].fee_share
        for name, share in channels.items()
        if name in money.accounts and money.accounts[name].terms
    )


def _payouts(snapshot: Snapshot, money: Money) -> Iterable[CashFlow]:
    """Sales of the last days through channels without terms, which are paid within the next ones."""
    by_day: dict[date, float] = {}
    for at, channel, cents in _sales_of(snapshot, money.payout_days):
        account = money.accounts.get(channel)
        if account is None or account.kind != "platform":
            day = max(at + timedelta(days=money.payout_days), snapshot.as_of)
            by_day[day] = by_day.get(day, 0.0) + cents
    for day, cents in sorted(by_day.items()):
        yield CashFlow(kind="payouts", subject="", cents=round(cents), days=(day,) * 3)


def _coming_back(snapshot: Snapshot, money: Money) -> Iterable[CashFlow]:
    """What buyers of the last days will bring back for their money."""
    share, strength = _returned(snapshot, money)
    off = (share * (1.0 - share) / strength) ** 0.5
    by_day: dict[date, float] = {}
    for at, _, cents in _sales_of(snapshot, RETURN_DAYS):
        day = max(at + timedelta(days=RETURN_DAYS), snapshot.as_of)
        by_day[day] = by_day.get(day, 0.0) + cents
    for day, cents in sorted(by_day.items()):
        if round(share * cents):
            yield CashFlow(kind="refunds", subject="", cents=-round(share * cents), days=(day,) * 3,
                           deviation_cents=off * cents)  # fmt: skip


def _sales_of(snapshot: Snapshot, days: int) -> Iterable[tuple[date, str, float]]:
    """Day, channel and cents of what was ordered in the last days."""
    price = {one.sku: snapshot.catalogue.option[one.option_id].price_cents for one in snapshot.catalogue.skus}
    rows = _recent(snapshot, days)
    for at, kind, channel, sku, units, cents in zip(*(rows[name].to_pylist() for name in _OF_SALES), strict=True):
        if kind == "order":
            yield at.date(), channel or "", units * (cents if cents is not None else price.get(sku or "", 0))


def _together(seen: Seen) -> float:
    """The part of forecast errors that all options share over all weeks, from what the plan found they share in one."""
    table = seen.findings.get("together")
    if table is None or not table.num_rows:
        return KEPT_SHARE * USUAL_TOGETHER
    return KEPT_SHARE * min(max(float(sum(table["share"].to_pylist())), 0.0), MOST_TOGETHER)


def _selling(
    snapshot: Snapshot, seen: Seen, money: Money, channels: Mapping[str, float], weeks: int
) -> tuple[Selling, ...]:
    """Every option that is forecast: beyond the forecast's weeks nothing more is thought to sell."""
    stock: dict[str, int] = {}
    for held in snapshot.on_hand:
        stock[held.sku] = stock.get(held.sku, 0) + held.units
    # What stores wait for is reserved as it is now, not as it was when the plan's day began.
    for owed in (one for one in snapshot.sold_ahead if not one.is_store):
        stock[owed.sku] = max(stock.get(owed.sku, 0) - owed.units, 0)
    for sku, kept in money.reserved.items():
        stock[sku] = max(stock.get(sku, 0) - kept, 0)
    sizes: dict[str, list[tuple[str, float, float]]] = {}
    names = ("option_id", "sku", "share", "strength")
    for option_id, sku, share, strength in zip(*(seen.size_curves[one].to_pylist() for one in names), strict=True):
        sizes.setdefault(option_id, []).append((sku, share, strength))
    prices, keep = _prices(snapshot), 1.0 - _fee(money, channels)
    returned, _ = _returned(snapshot, money)
    found = []
    for option_id, outlook in sorted(outlooks(seen.forecast).items()):
        mine = sizes.get(option_id, [])
        if not mine:
            continue
        totals = outlook.quantiles[:, :weeks]
        if totals.shape[1] < weeks:
            totals = np.pad(totals, ((0, 0), (0, weeks - totals.shape[1])), mode="edge")
        plain = snapshot.catalogue.option[option_id].price_cents
        net = np.array([_price(prices.get(option_id, ()), snapshot.as_of + timedelta(days=7 * week + 3), plain)
                        for week in range(weeks)])  # fmt: skip
        found.append(
            Selling(
                option_id=option_id, skus=tuple(one for one, _, _ in mine), shares=tuple(one for _, one, _ in mine),
                strength=max(one for _, _, one in mine), stock=tuple(stock.get(one, 0) for one, _, _ in mine),
                net_cents=net * keep, totals=totals, returned_share=returned,
            )
        )  # fmt: skip
    return tuple(found)


def _returned(snapshot: Snapshot, money: Money) -> tuple[float, float]:
    """The share of pieces sold that comes back, drawn towards what the settings say, and how many pieces say so: what
    came back of late against what was sold a fortnight before."""
    rows = _recent(snapshot, 7 * PAST_WEEKS + RETURN_DAYS)
    day = rows["happened_at"].cast(pa.date32()).to_pylist()
    last, first = (snapshot.as_of - timedelta(days=one) for one in (RETURN_DAYS, 7 * PAST_WEEKS))
    sold = came = 0.0
    for at, kind, count in zip(day, rows["kind"].to_pylist(), rows["units"].to_pylist(), strict=True):
        sold += count if kind == "order" and at < last else 0.0
        came += count if kind == "return" and at >= first else 0.0
    if not came:
        return money.returned_share, 1e6
    worth = RETURNS_WORTH
    share = min((came + worth * money.returned_share) / max(sold + worth, 1.0), 0.99)
    return share, max(min(sold, MOST_RETURNS_SEEN) + worth, 2.0)


def usual_late_days(snapshot: Snapshot) -> tuple[int, int, int]:
    """Days that orders of the brand came after the day told for them (before it: below 0), with a chance of one, five
    and nine in ten; counted with `LATE_WORTH` orders that came on their day."""
    late = sorted((order.there_day - order.told_day).days for order in snapshot.orders if order.there_day is not None)
    late = sorted([*late, *([0] * LATE_WORTH)])
    low, middle, high = (float(np.quantile(late, level)) for level in (0.1, 0.5, 0.9))
    return round(low), round(middle), round(high)


def _prices(snapshot: Snapshot) -> dict[str, list[tuple[date, date, int]]]:
    """Prices known ahead by option: spans of days; of several SKUs the last row counts."""
    option_of = {one.sku: one.option_id for one in snapshot.catalogue.skus}
    found: dict[str, dict[tuple[date, date], int]] = {}
    table = snapshot.price_plan
    columns = ("sku", "from_day", "to_day", "price_cents")
    for sku, first, last, cents in zip(*(table[name].to_pylist() for name in columns), strict=True):
        if last >= snapshot.as_of and sku in option_of:
            found.setdefault(option_of[sku], {})[first, last] = cents
    return {name: [(first, last, cents) for (first, last), cents in sorted(spans.items())]
            for name, spans in found.items()}  # fmt: skip


def _price(spans: Iterable[tuple[date, date, int]], day: date, plain: int) -> int:
    held = [cents for first, last, cents in spans if first <= day <= last]
    return held[-1] if held else plain
