"""A made market buys from a campaign: for demonstrations and tests, and to see what a campaign would look like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.presell.told import campaign_held
from treadle.presell.seats import SeatAsked
from treadle.simulate.campaigns import made_buyers
from treadle.terms.campaign import PAIR, Campaign, PaymentTaken


def let_buy(books: CampaignBooks, campaign_id: str, *, buyers: float, seed: int) -> Campaign:
    """Let about so many made buyers come to a campaign over its time; some never pay and some pay
    late. The campaign as it is when its time is over; the same seed gives the same. Raises `NotFoundError`."""
    terms = campaign_held(books.ledger, campaign_id).state.terms
    rng = np.random.default_rng(seed)
    days = max((terms.closes_at - terms.opens_at).total_seconds() / 86_400.0, 0.1)
    names: list[str] = []
    due: list[tuple[datetime, str]] = []
    for number, buyer in enumerate(made_buyers(rng, buyers, tuple(terms.sizes), days=days)):
        order_id = f"{campaign_id}-S{seed}-{number:04}"
        at = terms.opens_at + timedelta(days=buyer.time * days)
        due = _pay_due(books, campaign_id, due, at)
        open_pairs = [one for one in names if buyer.has_friend] if terms.kind == PAIR else []
        asked = SeatAsked(order_id=order_id, units={buyer.sku: 1}, team_id=open_pairs[-1] if open_pairs else "")
        told = reserve_seat(books.ledger, campaign_id, asked, author="a made buyer", clock=_standing(at),
                            currency=books.settings.currency)  # fmt: skip
        if told.refused is not None:
            continue
        names = [one for one in names if one not in open_pairs[-1:]] + ([] if open_pairs else [order_id])
        if buyer.pays_after_minutes is not None:
            due.append((at + timedelta(minutes=buyer.pays_after_minutes), order_id))
    ends = replace(books, clock=_standing(terms.judged_at))
    _pay_due(books, campaign_id, due, terms.judged_at + timedelta(days=1))
    return next(one for one in ends.campaigns() if one.campaign_id == campaign_id)


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
