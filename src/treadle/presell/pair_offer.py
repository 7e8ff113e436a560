"""Whether an option is better sold in pairs: two prices, and the lower one needs one friend.

A pair is a yes or no on one friend, so it is no curve of filling: of those who would buy at the team price, some buy
alone, and of the others so many find a friend as pairs did before; each such pair is two pieces, of which the friend's
would not have been sold else.
"""

from __future__ import annotations

import numpy as np

from treadle.presell.ladder import Prospect, costs_of, crowd_of, keeps, proposal_of, shop_price, wait_of
from treadle.terms.campaign import PAIR, Tier
from treadle.terms.cost_curve import CostCurve
from treadle.terms.policy.presell import PresellPolicy
from treadle.terms.proposal import Offer, OfferWorth, Proposal

#: Days that pairs may be begun. Round numbers, not tuned.
PAIR_DAYS = (7, 14)
#: What a friend takes off the price. Round numbers, not tuned.
PAIR_DISCOUNTS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)


def with_pair(before: Proposal, prospect: Prospect, curve: CostCurve, policy: PresellPolicy, chance: float) -> Proposal:
    """The proposal, or one of pairs where these are worth more; a pair becomes whole with a chance."""
    found = best_pair(prospect, curve, policy, chance)
    if found is None or found[0].worth_cents <= 0:
        return before
    if before.is_worth and before.worth is not None and before.worth.worth_cents >= found[0].worth_cents:
        return before
    return proposal_of(prospect, found[1], found[0], True, "presell.open_pair", chance=round(chance, 3),
                       solo_cents=found[1].solo_price_cents)  # fmt: skip


def best_pair(
    prospect: Prospect, curve: CostCurve, policy: PresellPolicy, chance: float
) -> tuple[OfferWorth, Offer] | None:
    """The pair offer worth most; None where none keeps what the settings ask for."""
    found = []
    for days in PAIR_DAYS if prospect.weekly_units > 0 else ():
        for discount in (one for one in PAIR_DISCOUNTS if one <= policy.deepest_discount_share + 1e-9):
            price = shop_price(prospect.price_cents * (1.0 - discount))
            if price >= prospect.price_cents:
                continue
            offer = Offer(tiers=(Tier(from_units=1, price_cents=price),), threshold_units=0, days=days, kind=PAIR,
                          solo_price_cents=prospect.price_cents)  # fmt: skip
            worth = pair_worth(offer, prospect, curve, policy, chance)
            if keeps(worth, policy):
                found.append((worth, offer))
    return max(found, key=lambda one: one[0].worth_cents, default=None)


def pair_worth(offer: Offer, prospect: Prospect, curve: CostCurve, policy: PresellPolicy, chance: float) -> OfferWorth:
    """What a pair offer is expected to do; `fill_chance` is that of selling as much as is made at a time,
    `margin_share` that of the team price where few come. Less than is made at a time costs what the least order costs.
    """
    wait, ready = wait_of(offer, prospect, curve, curve.least_units)
    usual = crowd_of(prospect, policy, offer, wait)
    team, solo = offer.tiers[0].price_cents, offer.solo_price_cents
    alone = np.floor(usual * policy.pair_alone_share)
    begun = usual * (1.0 - policy.pair_alone_share) * (team / prospect.price_cents) ** (-prospect.elasticity)
    whole = np.floor(begun * chance)
    counts = (alone + 2.0 * whole).astype(np.int64)
    kept = prospect.net_share - policy.payment_fee_share
    costs = np.where(counts > 0, costs_of(curve, np.maximum(counts, curve.least_units)), 0.0)
    income = (alone * solo + 2.0 * whole * team) * kept
    profit = income - costs - counts * prospect.minutes * prospect.minute_cents
    usual_cents = prospect.price_cents * prospect.net_share - prospect.usual_cost_cents
    anyway = (alone + whole * policy.anyway_share) * max(usual_cents, 0.0)
    low = max(int(np.quantile(counts, 0.1)), curve.least_units)
    each = float(costs_of(curve, np.array([low]))[0]) / low
    return OfferWorth(
        worth_cents=float((profit - anyway).mean()), profit_cents=float(profit.mean()),
        fill_chance=float((counts >= curve.least_units).mean()), units=float(counts.mean()),
        units_low=int(np.quantile(counts, 0.1)), units_high=int(np.quantile(counts, 0.9)),
        cost_cents=float(costs.mean()), cash_cents=0.0, margin_share=kept - each / team, wait_days=wait,
        ready_day=ready,
    )  # fmt: skip
