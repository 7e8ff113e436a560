"""Whether an option is better made to order: no threshold, every piece that is paid is made with the next plan.

What buyers of the days between two plans order is one batch, which costs what so few pieces cost; nobody waits for
others, so nobody's money is given back, and the first buyer of a batch waits longest.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from treadle.presell.ladder import Prospect, costs_of, crowd_of, keeps, proposal_of, shop_price, wait_of
from treadle.terms.campaign import MADE_TO_ORDER, Tier
from treadle.terms.cost_curve import CostCurve
from treadle.terms.policy.presell import PresellPolicy
from treadle.terms.proposal import Offer, OfferWorth, Proposal

#: Days that orders are taken. Round numbers, not tuned.
ORDER_DAYS = (7, 14)
#: What waiting takes off the price. Round numbers, not tuned.
ORDER_DISCOUNTS = (0.0, 0.05, 0.1, 0.15)


def with_made_to_order(
    before: Proposal, prospect: Prospect, curve: CostCurve, policy: PresellPolicy, every_days: int
) -> Proposal:
    """The proposal, or one of making to order where that is worth more; a plan is made every so many days."""
    found = best_order(prospect, curve, policy, every_days)
    if found is None or found[0].worth_cents <= 0:
        return before
    if before.is_worth and before.worth is not None and before.worth.worth_cents >= found[0].worth_cents:
        return before
    worth, offer = found
    batches = batches_of(offer, every_days)
    return proposal_of(prospect, offer, worth, True, "presell.open_order", batches=batches,
                       batch_units=round(worth.units / batches))  # fmt: skip


def best_order(
    prospect: Prospect, curve: CostCurve, policy: PresellPolicy, every_days: int
) -> tuple[OfferWorth, Offer] | None:
    """The offer to make to order that is worth most; None where none keeps what the settings ask for."""
    found = []
    for days in ORDER_DAYS if prospect.weekly_units > 0 else ():
        for discount in (one for one in ORDER_DISCOUNTS if one <= policy.deepest_discount_share + 1e-9):
            price = prospect.price_cents if not discount else shop_price(prospect.price_cents * (1.0 - discount))
            offer = Offer(tiers=(Tier(from_units=1, price_cents=price),), threshold_units=0, days=days,
                          kind=MADE_TO_ORDER)  # fmt: skip
            worth = order_worth(offer, prospect, curve, policy, every_days)
            if keeps(worth, policy):
                found.append((worth, offer))
    return max(found, key=lambda one: one[0].worth_cents, default=None)


def batches_of(offer: Offer, every_days: int) -> int:
    """Batches in which an offer's pieces are made."""
    return max(-(-offer.days // max(every_days, 1)), 1)


def order_worth(
    offer: Offer, prospect: Prospect, curve: CostCurve, policy: PresellPolicy, every_days: int
) -> OfferWorth:
    """What making to order is expected to do; `fill_chance` is that a batch sells as much as is made at a time,
    `margin_share` that of a batch of which few come. Less than is made at a time costs what the least order costs."""
    batches = batches_of(offer, every_days)
    one = replace(offer, days=max(offer.days // batches, 1))
    wait, ready = wait_of(one, prospect, curve, curve.least_units)
    price = offer.tiers[0].price_cents
    usual = crowd_of(prospect, policy, one, wait)
    counts = np.floor(usual * (price / prospect.price_cents) ** (-prospect.elasticity)).astype(np.int64)
    costs = np.where(counts > 0, costs_of(curve, np.maximum(counts, curve.least_units)), 0.0)
    kept = prospect.net_share - policy.payment_fee_share
    profit = counts * price * kept - costs - counts * prospect.minutes * prospect.minute_cents
    usual_cents = prospect.price_cents * prospect.net_share - prospect.usual_cost_cents
    anyway = counts * policy.anyway_share * max(usual_cents, 0.0)
    low = max(int(np.quantile(counts, 0.1)), curve.least_units)
    each = float(costs_of(curve, np.array([low]))[0]) / low
    return OfferWorth(
        worth_cents=batches * float((profit - anyway).mean()), profit_cents=batches * float(profit.mean()),
        fill_chance=float((counts >= curve.least_units).mean()), units=batches * float(counts.mean()),
        units_low=batches * int(np.quantile(counts, 0.1)), units_high=batches * int(np.quantile(counts, 0.9)),
        cost_cents=batches * float(costs.mean()), cash_cents=0.0, margin_share=kept - each / price, wait_days=wait,
        ready_day=ready,
    )  # fmt: skip
