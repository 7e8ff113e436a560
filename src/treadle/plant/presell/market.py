"""A made market buys from a campaign: for demonstrations and tests, and to see what a campaign would look like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.presell.told import campaign_held, look
from treadle.presell.seats import SeatAsked
from treadle.presell.time_passes import due_cents
from treadle.simulate.campaigns import made_buyers
from treadle.terms.campaign import PAIR, Campaign, PaymentTaken

#: So long after a campaign's end its made buyers pay what they still owe.
BALANCE_AFTER = timedelta(days=1)


def let_buy(
    books: CampaignBooks, campaign_id: str, *, buyers: float, seed: int, until: datetime | None = None
) -> Campaign:
    """Let about so many made buyers come to a campaign over its time, or those of them who come `until` a moment; some
    never pay and some pay late. The campaign as it is then; the same seed gives the same buyers, and those who came
    before come only once. Raises `NotFoundError`."""
    held = campaign_held(books.ledger, campaign_id).state
    terms, last = held.terms, until or held.terms.judged_at
    rng = np.random.default_rng(seed)
    days = max((terms.closes_at - terms.opens_at).total_seconds() / 86_400.0, 0.1)
    names: list[str] = []
    due: list[tuple[datetime, str]] = []
    for number, buyer in enumerate(made_buyers(rng, buyers, tuple(terms.sizes), days=days)):
        order_id = f"{campaign_id}-S{seed}-{number:04}"
        at = terms.opens_at + timedelta(days=buyer.time * days)
        if at > last:
            break
        due = _pay_due(books, campaign_id, due, at)
        open_pairs = [one for one in names if buyer.has_friend] if terms.kind == PAIR else []
        asked = SeatAsked(order_id=order_id, units={buyer.sku: 1}, team_id=open_pairs[-1] if open_pairs else "")
        told = reserve_seat(books.ledger, campaign_id, asked, author="a made buyer", clock=_standing(at),
                            currency=books.settings.currency)  # fmt: skip
        if told.refused is not None:
            continue
        names = [one for one in names if one not in open_pairs[-1:]] + ([] if open_pairs else [order_id])
        came = held.orders.get(order_id)
        if buyer.pays_after_minutes is not None and (came is None or not came.paid_cents):
            due.append((at + timedelta(minutes=buyer.pays_after_minutes), order_id))
    _pay_due(books, campaign_id, due, until or terms.judged_at + timedelta(days=1))
    found = look(books.ledger, campaign_id, author=books.author, clock=_standing(last),
                 currency=books.settings.currency).campaign  # fmt: skip
    balances_at = terms.judged_at + BALANCE_AFTER
    is_time = until is None or until >= balances_at
    return _pay_balances(books, found, f"{campaign_id}-S{seed}-", balances_at) if is_time else found


def _pay_balances(books: CampaignBooks, campaign: Campaign, prefix: str, at: datetime) -> Campaign:
    """Let made buyers pay what is left to pay once their campaign has filled; one in twenty-five forgets it."""
    for number, order in enumerate(campaign.orders.values()):
        owed = due_cents(campaign, order) - order.held_cents
        if not order.order_id.startswith(prefix) or not order.is_in or owed <= 0 or number % 25 == 24:
            continue
        paid = PaymentTaken(payment_id=f"made-balance-{order.order_id}", order_id=order.order_id, amount_cents=owed,
                            paid_at=at, via="made")  # fmt: skip
        campaign = take_payment(books.ledger, campaign.campaign_id, paid, author="a made buyer", clock=_standing(at),
                                currency=books.settings.currency).campaign  # fmt: skip
    return campaign


def _pay_due(
    books: CampaignBooks, campaign_id: str, due: list[tuple[datetime, str]], now: datetime
) -> list[tuple[datetime, str]]:  # fmt: skip
    """Let everybody pay whose moment has come, the earliest first; who pays later."""
    for at, order_id in sorted(one for one in due if one[0] <= now):
        asked = campaign_held(books.ledger, campaign_id).state.orders[order_id].asked_cents
        paid = PaymentTaken(
            payment_id=f"made-{order_id}", order_id=order_id, amount_cents=asked, paid_at=at, via="made"
        )
        take_payment(books.ledger, campaign_id, paid, author="a made buyer", clock=_standing(at),
                     currency=books.settings.currency)  # fmt: skip
    return [one for one in due if one[0] > now]


def _standing(at: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: at
