"""What to do with an open campaign: leave it, extend it, end it now, or add a lower tier, by what each is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from treadle.presell.filling import Draws, Expected, final_draws, time_of
from treadle.terms.campaign import OPEN, Campaign, CampaignChanged, CampaignTerms, Tier
from treadle.terms.cost_curve import CostCurve
from treadle.terms.filling import Advice, FillShape
from treadle.terms.policy.presell import PresellPolicy
from treadle.terms.reason import Reason

Floats = NDArray[np.float64]

#: Days by which an end is moved, and what a further tier takes off the lowest price. Round numbers, not tuned.
MORE_DAYS = (1, 2, 3, 5)
#: Round numbers, not tuned.
LOWER_SHARES = (0.05, 0.1, 0.15)
#: A day beyond the end brings so much of the pace of the last tenth. A round number, not tuned.
LATE_PACE = 0.7

_CODES = {"extend": "presell.extend", "close_early": "presell.close_early", "add_tier": "presell.add_tier"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What advice on a campaign stands on: its buyers as expected, how campaigns fill, what pieces cost, what is left
    of a price after returns, and how buyers answer a lower price."""

    expected: Expected
    shape: FillShape
    curve: CostCurve
    net_share: float
    elasticity: float


def advise(campaign: Campaign, standing: Standing, policy: PresellPolicy) -> tuple[Advice, ...]:
    """What would be better than leaving an open campaign as it is, best first; empty where nothing is."""
    terms, now = campaign.terms, campaign.now
    time = time_of(campaign, now)
    if campaign.state != OPEN or time >= 1.0:
        return ()
    draws = final_draws(campaign.count_units, time, standing.expected, standing.shape)
    left = _profit(draws.final(), terms, standing, policy)
    base = float(left @ draws.weights)
    found = []
    for kind, change, changed, final, waited_days in _ways(campaign, draws, standing, time):
        profit = _profit(final, changed, standing, policy)
        each = base / max(float(draws.final() @ draws.weights), 1.0)
        waiting = waited_days / 7.0 * policy.lost_per_week_share * max(each, 0.0) * campaign.count_units
        worth = float(profit @ draws.weights) - base - waiting
        chance = float(draws.weights[final >= max(changed.threshold_units, 1)].sum())
        if worth > 0:
            units = float(final @ draws.weights)
            reason = Reason.of(
                _CODES[kind], worth_cents=round(worth), fill_chance=round(chance, 3), units=round(units),
                before_units=round(float(draws.final() @ draws.weights)),
                until=f"{changed.closes_at:%Y-%m-%d %H:%M} UTC",
                price_cents=changed.tiers[-1].price_cents, from_units=changed.tiers[-1].from_units,
            )  # fmt: skip
            found.append(
                Advice(kind=kind, worth_cents=worth, fill_chance=chance, units=units, change=change, reason=reason)
            )
    return tuple(sorted(found, key=lambda one: -one.worth_cents))


def _ways(
    campaign: Campaign, draws: Draws, standing: Standing, time: float
) -> Iterator[tuple[str, CampaignChanged, CampaignTerms, Floats, float]]:
    """What may be done: its kind, the change, the terms and final counts with it, and days that buyers wait more."""
    terms, now = campaign.terms, campaign.now
    whole_days = (terms.closes_at - terms.opens_at).total_seconds() / 86_400.0
    late = 1.0 - standing.shape.at(0.9)[0]
    crowd = draws.final()
    for days in MORE_DAYS:
        closes = terms.closes_at + timedelta(days=days)
        if closes < campaign.ships_by:
            more = np.rint(crowd * late * 10.0 * LATE_PACE * days / whole_days)
            change = CampaignChanged(reason="advised", closes_at=closes)
            yield "extend", change, replace(terms, closes_at=closes), draws.final() + more, float(days)
    if campaign.count_units >= max(terms.threshold_units, 1):
        here = np.full(len(draws.weights), float(campaign.count_units))
        saved = (1.0 - time) * whole_days
        change = CampaignChanged(reason="advised", closes_at=now)
        yield "close_early", change, replace(terms, closes_at=now), here, -saved
    lowest = terms.tiers[-1]
    for share in LOWER_SHARES:
        price = round(lowest.price_cents * (1.0 - share) / 100.0) * 100 - 10
        if not terms.deposit_cents < price < lowest.price_cents:
            continue
        median = float(np.median(draws.final()))
        begins = max(lowest.from_units + 1, ceil(median * 1.1), campaign.count_units + 1)
        tiers = (*terms.tiers, Tier(from_units=begins, price_cents=price))
        more = (price / lowest.price_cents) ** (-standing.elasticity)
        # Buyers come for the lower price once it is near: those who still come are more, where they can reach it.
        final = draws.units + draws.remaining
        lifted = draws.units + np.rint(draws.remaining * more)
        change = CampaignChanged(reason="advised", tiers=tiers)
        yield "add_tier", change, replace(terms, tiers=tiers), np.where(lifted >= begins, lifted, final), 0.0


def _profit(final: Floats, terms: CampaignTerms, standing: Standing, policy: PresellPolicy) -> Floats:
    """Profit in cents of each final count: nothing and a cost where the threshold is missed."""
    most = final if not terms.most_units else np.minimum(final, terms.most_units)
    begins = np.array([tier.from_units for tier in terms.tiers])
    prices = np.array([tier.price_cents for tier in terms.tiers], dtype=np.float64)
    price = prices[np.searchsorted(begins, np.maximum(most, 1), side="right") - 1]
    at = np.array([0, *(one.units for one in standing.curve.points)], dtype=np.float64)
    cents = np.array([0.0, *(one.cost_cents for one in standing.curve.points)])
    cost = np.where(most > 0, np.interp(np.maximum(most, 1), at, cents), 0.0)
    cost = cost + np.maximum(most - at[-1], 0.0) * (cents[-1] - cents[-2]) / (at[-1] - at[-2])
    kept = standing.net_share - policy.payment_fee_share
    return np.where(most >= max(terms.threshold_units, 1), most * price * kept - cost, -float(policy.failed_cents))
