"""The price ladder of a campaign from the factory's cost curve: tiers, threshold, days and deposit for what they earn.

Buyers look at the price that is shown: a tier is reached where the buyers at the price before it are enough for it, and
the whole campaign pays the last price reached. How many come at the usual price is a forecast with its doubt; at a
price lower by 1 % the policy's elasticity says how many more, and each week of waiting costs some. What is worked out
is the expected profit over the draws of that doubt, less what those would have brought who had bought anyway. Offers of
one price are tried first, and a second tier is tried on the best of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from treadle.terms.campaign import CampaignTerms, Tier
from treadle.terms.cost_curve import CostCurve
from treadle.terms.policy.presell import PresellPolicy
from treadle.terms.proposal import Offer, OfferWorth, Proposal
from treadle.terms.reason import Fact, Reason

Floats = NDArray[np.float64]

#: Draws of how many buyers there are. Not tuned: steadier and slower with more.
DRAWS = 100
#: Days that a campaign may be open, discounts tried, and thresholds as shares of the buyers expected.
#: Round numbers, not tuned.
DAYS = (3, 5, 7, 10, 14)
#: Round numbers, not tuned.
DISCOUNTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
#: Round numbers, not tuned.
THRESHOLDS = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
#: A second tier begins at so many times the threshold. Round numbers, not tuned.
SECOND_TIERS = (1.5, 2.5)
#: The offers of one price to which a second is added. Not tuned: bounds work.
WIDENED = 8
#: Who must pay all at once comes less often by this share than who pays a deposit. Not tuned.
ALL_AT_ONCE_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What is known of an option before a campaign. `weekly_units` are its buyers at the usual `price_cents` in a week,
    one in ten weeks above `weekly_high_units`; `net_share` is what is left of a price after returns; `elasticity` as
    the markdown settings say; `usual_cost_cents` is a piece's cost in a usual order; `minute_cents` what a sewing
    minute earns elsewhere, `minutes` what a piece takes of them."""

    option_id: str
    price_cents: int
    weekly_units: float
    weekly_high_units: float
    net_share: float
    elasticity: float
    usual_cost_cents: float
    opens_on: date
    minute_cents: float = 0.0
    minutes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crowd:
    """Buyers at the usual price in the days of a campaign: (draws,), rising."""

    usual: Floats

    def at(self, share: float, elasticity: float) -> Floats:
        """How many come at a share of the usual price."""
        return np.asarray(self.usual * share ** (-elasticity))


def propose(prospect: Prospect, curve: CostCurve, policy: PresellPolicy) -> Proposal:
    """The best offer of an option, worth opening or not, with the reason and its numbers."""
    if prospect.weekly_units <= 0:
        return _none(prospect, "presell.no_buyers")
    worths = _tried(prospect, curve, policy)
    if not worths:
        return _none(prospect, "presell.too_few", least_units=curve.least_units,
                     weekly_units=round(prospect.weekly_units, 1))  # fmt: skip
    kept = [one for one in worths if one[0].margin_share >= policy.least_margin_share]
    if not kept:
        worth, offer = max(worths, key=lambda one: one[0].margin_share)
        return proposal_of(prospect, offer, worth, False, "presell.no_margin", least_share=policy.least_margin_share)
    in_time = [one for one in kept if one[0].ready_day is not None and one[0].wait_days <= policy.longest_wait_days]
    if not in_time:
        worth, offer = min(kept, key=lambda one: one[0].wait_days)
        return proposal_of(prospect, offer, worth, False, "presell.too_long", longest_days=policy.longest_wait_days)
    likely = [one for one in in_time if one[0].fill_chance >= policy.least_fill_chance]
    if not likely:
        worth, offer = max(in_time, key=lambda one: one[0].fill_chance)
        return proposal_of(prospect, offer, worth, False, "presell.no_fill", least_chance=policy.least_fill_chance)
    worth, offer = max(likely, key=lambda one: one[0].worth_cents)
    if worth.worth_cents <= 0:
        return proposal_of(prospect, offer, worth, False, "presell.no_gain")
    return proposal_of(prospect, offer, worth, True, "presell.open")


def offer_worth(offer: Offer, prospect: Prospect, curve: CostCurve, policy: PresellPolicy) -> OfferWorth | None:
    """What an offer is expected to do; None where its threshold is beyond what could come or be made."""
    threshold = offer.threshold_units
    if not curve.least_units <= threshold <= curve.most_units:
        return None
    wait, ready = wait_of(offer, prospect, curve, threshold)
    crowd = _crowd(prospect, policy, offer, wait)
    units, prices = _final(offer, prospect, crowd)
    fills = units >= threshold
    counts = np.where(fills, units, 0)
    costs = costs_of(curve, counts)
    kept_share = prospect.net_share - policy.payment_fee_share
    income = counts * prices * kept_share
    making = costs + counts * prospect.minutes * prospect.minute_cents
    paid = counts * (offer.deposit_cents or prices)
    cash = np.maximum(costs - paid * (1.0 - policy.payment_fee_share), 0.0)
    money = cash * policy.money_cost_share * wait / 365.0
    profit = np.where(fills, income - making - money, -float(policy.failed_cents))
    usual = prospect.price_cents * prospect.net_share - prospect.usual_cost_cents
    anyway = counts * policy.anyway_share * np.maximum(usual, 0.0)
    chance = float(fills.mean())
    filled = counts[fills] if fills.any() else np.array([threshold])
    price = next(one.price_cents for one in reversed(offer.tiers) if one.from_units <= threshold)
    at_threshold = curve.at(threshold).cost_cents
    return OfferWorth(
        worth_cents=float((profit - anyway).mean()), profit_cents=float(profit.mean()), fill_chance=chance,
        units=float(filled.mean()), units_low=int(np.quantile(filled, 0.1)), units_high=int(np.quantile(filled, 0.9)),
        cost_cents=float(costs[fills].mean()) if chance else at_threshold,
        cash_cents=float(cash[fills].mean()) if chance else 0.0,
        margin_share=kept_share - at_threshold / (threshold * price), wait_days=wait, ready_day=ready,
    )  # fmt: skip


def costs_of(curve: CostCurve, units: NDArray[np.int64]) -> Floats:
    """The cost of each quantity: (n,); 0 for none, beyond the last point as its last stretch goes on."""
    at = np.array([0, *(one.units for one in curve.points)], dtype=np.float64)
    cents = np.array([0.0, *(one.cost_cents for one in curve.points)])
    slope = (cents[-1] - cents[-2]) / (at[-1] - at[-2])
    beyond = np.maximum(units - at[-1], 0.0)
    inside = np.where(units < at[1], np.where(units > 0, cents[1], 0.0), np.interp(units, at, cents))
    return np.asarray(inside + slope * beyond)


def _final(offer: Offer, prospect: Prospect, crowd: _Crowd) -> tuple[NDArray[np.int64], Floats]:
    """Units and price of each draw when the campaign ends: two (draws,) arrays."""
    price = np.full(len(crowd.usual), float(offer.tiers[0].price_cents))
    units = crowd.at(offer.tiers[0].price_cents / prospect.price_cents, prospect.elasticity)
    for tier in offer.tiers[1:]:
        reached = units >= tier.from_units
        units = np.where(reached, crowd.at(tier.price_cents / prospect.price_cents, prospect.elasticity), units)
        price = np.where(reached, float(tier.price_cents), price)
    return np.floor(units).astype(np.int64), price


def _crowd(prospect: Prospect, policy: PresellPolicy, offer: Offer, wait_days: int) -> _Crowd:
    return _Crowd(usual=crowd_of(prospect, policy, offer, wait_days))


def crowd_of(prospect: Prospect, policy: PresellPolicy, offer: Offer, wait_days: int) -> Floats:
    """Buyers at the usual price, (draws,) rising: the forecast's own doubt and how campaigns stray, both of the
    logarithm."""
    weeks = offer.days / 7.0
    spread = np.log(max(prospect.weekly_high_units, prospect.weekly_units) / prospect.weekly_units) / float(ndtri(0.9))
    deviation = float(np.hypot(spread, policy.reach_spread))
    score = ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    patience = (1.0 - policy.lost_per_week_share) ** (wait_days / 7.0)
    share = patience * (1.0 if offer.deposit_cents else 1.0 - ALL_AT_ONCE_SHARE)
    mean = prospect.weekly_units * weeks * policy.reach * share
    return np.asarray(mean * np.exp(deviation * score - deviation * deviation / 2.0))


def expected_units(terms: CampaignTerms, prospect: Prospect, policy: PresellPolicy) -> tuple[float, float]:
    """The mean of a campaign's buyers before it opens, at its first price, and how far campaigns stray from it
    (standard deviation of the logarithm)."""
    days = max((terms.closes_at - terms.opens_at).total_seconds() / 86_400.0, 0.0)
    offer = Offer(tiers=terms.tiers, threshold_units=terms.threshold_units, days=round(days),
                  deposit_cents=terms.deposit_cents)  # fmt: skip
    crowd = _crowd(prospect, policy, offer, max((terms.promise_day - terms.opens_at.date()).days, 0))
    units = crowd.at(terms.tiers[0].price_cents / prospect.price_cents, prospect.elasticity)
    return max(float(units.mean()), 0.1), max(float(np.log(np.maximum(units, 1e-9)).std()), 0.05)


def wait_of(offer: Offer, prospect: Prospect, curve: CostCurve, units: int) -> tuple[int, date | None]:
    """Days from the opening until so many pieces are there, and the day; None where no line has room for them."""
    ready = curve.ready_day(units, prospect.opens_on + timedelta(days=offer.days + 1))
    return (10_000 if ready is None else (ready - prospect.opens_on).days), ready


def _tried(prospect: Prospect, curve: CostCurve, policy: PresellPolicy) -> list[tuple[OfferWorth, Offer]]:
    """Offers with their worth: those of one price, and a second tier on the best of them."""

    def priced(offers: Iterable[Offer]) -> list[tuple[OfferWorth, Offer]]:
        return [(worth, one) for one in offers if (worth := offer_worth(one, prospect, curve, policy)) is not None]

    found = priced(_single(prospect, curve, policy))
    kept = [one for one in found if keeps(one[0], policy)] or found
    best = sorted(kept, key=lambda one: -one[0].worth_cents)[:WIDENED]
    return found + priced(wider for _, offer in best for wider in _widened(offer, prospect, policy))


def keeps(worth: OfferWorth, policy: PresellPolicy) -> bool:
    """Whether an offer keeps all that the settings ask for."""
    return (
        worth.margin_share >= policy.least_margin_share and worth.fill_chance >= policy.least_fill_chance
        and worth.ready_day is not None and worth.wait_days <= policy.longest_wait_days
    )  # fmt: skip


def _single(prospect: Prospect, curve: CostCurve, policy: PresellPolicy) -> Iterator[Offer]:
    """Offers of one price: discounts, thresholds around the buyers expected, days, with a deposit and without."""
    for days in DAYS:
        expected = prospect.weekly_units * days / 7.0 * policy.reach
        for discount in (one for one in DISCOUNTS if one <= policy.deepest_discount_share + 1e-9):
            price = shop_price(prospect.price_cents * (1.0 - discount))
            likely = expected * (1.0 - discount) ** (-prospect.elasticity)
            for threshold in sorted({max(ceil(share * likely), curve.least_units) for share in THRESHOLDS}):
                for deposit in sorted({0, int(price * policy.deposit_share)}) if threshold <= 3.0 * likely else ():
                    tiers = (Tier(from_units=1, price_cents=price),)
                    yield Offer(tiers=tiers, threshold_units=threshold, days=days, deposit_cents=deposit)


def _widened(offer: Offer, prospect: Prospect, policy: PresellPolicy) -> Iterator[Offer]:
    """The offer with a second, lower price for a count beyond its threshold."""
    for discount in (one for one in DISCOUNTS if one <= policy.deepest_discount_share + 1e-9):
        price = shop_price(prospect.price_cents * (1.0 - discount))
        for times in SECOND_TIERS if offer.deposit_cents < price < offer.tiers[0].price_cents else ():
            second = Tier(from_units=ceil(offer.threshold_units * times), price_cents=price)
            yield replace(offer, tiers=(*offer.tiers, second))


def shop_price(cents: float) -> int:
    """A price as shops write it: a whole amount less ten cents."""
    return max(round(cents / 100.0) * 100 - 10, 10)


def _none(prospect: Prospect, code: str, **facts: Fact) -> Proposal:
    return Proposal(option_id=prospect.option_id, is_worth=False, reason=Reason(code=code, facts=tuple(facts.items())))


def proposal_of(
    prospect: Prospect, offer: Offer, worth: OfferWorth, is_worth: bool, code: str, **facts: Fact
) -> Proposal:
    """A proposal with the reason of a code and the figures of its offer."""
    told: dict[str, Fact] = {
        "worth_cents": round(worth.worth_cents), "profit_cents": round(worth.profit_cents),
        "fill_chance": round(worth.fill_chance, 3), "threshold_units": offer.threshold_units,
        "units": round(worth.units), "margin_share": round(worth.margin_share, 3), "wait": min(worth.wait_days, 9_999),
        "price_cents": offer.tiers[0].price_cents, "days": offer.days, **facts,
    }  # fmt: skip
    reason = Reason(code=code, facts=tuple(told.items()))
    return Proposal(option_id=prospect.option_id, is_worth=is_worth, reason=reason, offer=offer, worth=worth)
