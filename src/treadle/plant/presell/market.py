"""A made market buys from a campaign: for demonstrations and tests, and to see what a campaign would look like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.presell.told import campaign_held
from treadle.presell.seats import SeatAsked
from treadle.simulate.campaigns import MadeBuyer, made_buyers
from treadle.terms.campaign import PAIR, Campaign, PaymentTaken


def let_buy(books: CampaignBooks, campaign_id: str, *, buyers: float, seed: int) -> Campaign:
    """Let about so many made buyers come to a campaign over its time; some never pay and some pay
    late. The campaign as it is when its time is over; the same seed gives the same. Raises `NotFoundError`."""
    terms = campaign_held(books.ledger, campaign_id).state.terms
    rng = np.random.default_rng(seed)
    days = max((terms.closes_at - terms.opens_at).total_seconds() / 86_400.0, 0.1)
    names: list[str] = []
    for number, buyer in enumerate(made_buyers(rng, buyers, tuple(terms.sizes), days=days)):
        order_id = f"{campaign_id}-S{seed}-{number:04}"
        at = terms.opens_at + timedelta(days=buyer.time * days)
        here = replace(books, clock=lambda at=at: at)
        open_pairs = [one for one in names if buyer.has_friend] if terms.kind == PAIR else []
        asked = SeatAsked(order_id=order_id, units={buyer.sku: 1}, team_id=open_pairs[-1] if open_pairs else "")
        told = reserve_seat(here.ledger, campaign_id, asked, author="a made buyer", clock=here.clock)
        if told.refused is not None:
            continue
        names = [one for one in names if one not in open_pairs[-1:]] + ([] if open_pairs else [order_id])
        _pay(here, campaign_id, order_id, buyer)
    ends = replace(books, clock=lambda: terms.judged_at)
    return next(one for one in ends.campaigns() if one.campaign_id == campaign_id)


def _pay(books: CampaignBooks, campaign_id: str, order_id: str, buyer: MadeBuyer) -> None:
    """The buyer pays after a while, if at all."""
    if buyer.pays_after_minutes is None:
        return
    at = books.clock() + timedelta(minutes=buyer.pays_after_minutes)
    asked = campaign_held(books.ledger, campaign_id).state.orders[order_id].asked_cents
    paid = PaymentTaken(payment_id=f"made-{order_id}", order_id=order_id, amount_cents=asked, paid_at=at, via="made")
    take_payment(books.ledger, campaign_id, paid, author="a made buyer", clock=lambda: at,
                 currency=books.settings.currency)  # fmt: skip
