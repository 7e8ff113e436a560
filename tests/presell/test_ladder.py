"""Ladders by hand on simple cost curves, and laws of what is proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.presell.ladder import Prospect, offer_worth, propose
from treadle.presell.made_to_order import order_worth, with_made_to_order
from treadle.presell.pair_offer import pair_worth, with_pair
from treadle.terms.campaign import MADE_TO_ORDER, PAIR, Tier
from treadle.terms.cost_curve import CostCurve, CostPoint, LineRoom
from treadle.terms.policy.presell import PresellPolicy
from treadle.terms.proposal import Offer, Proposal
from treadle.words import say

DAY = date(2026, 3, 2)


def line(setup: float = 50_000.0, piece: float = 1000.0, least: int = 1) -> CostCurve:
    points = tuple(
        CostPoint(units=units, cloth_cents=piece * units, cutting_cents=0.0, sewing_cents=0.0, change_cents=setup)
        for units in (1, 100, 5000)
    )
    return CostCurve(option_id="tee", points=points, lead_days=10, least_units=least)


SURE = PresellPolicy(reach_spread=0.0, lost_per_week_share=0.0, anyway_share=0.0, payment_fee_share=0.0,
                     deposit_share=0.0, money_cost_share=0.0, failed_cents=7_000)  # fmt: skip
TEE = Prospect(option_id="tee", price_cents=3000, weekly_units=200.0, weekly_high_units=200.0, net_share=1.0,
               elasticity=2.0, usual_cost_cents=1200.0, opens_on=DAY)  # fmt: skip


#: So few buyers, so unsure, that no threshold is likely to be reached; a piece costs little to set up.
ROLL = replace(TEE, weekly_units=9.0, weekly_high_units=20.0)
ROLLS = replace(SURE, reach_spread=1.0, least_fill_chance=0.9)


def test_a_sure_crowd_by_hand() -> None:
    """200 at 30.00 in a week; 180 come as all pay at once. 180 x 30 - 500 - 180 x 10 = 3,100."""
    offer = Offer(tiers=(Tier(from_units=1, price_cents=3000),), threshold_units=100, days=7)
    worth = offer_worth(offer, TEE, line(), SURE)
    assert worth is not None and worth.fill_chance == 1.0 and worth.units == 180
    assert worth.profit_cents == pytest.approx(310_000)
    assert worth.margin_share == pytest.approx(1 - (50_000 + 100_000) / 300_000)
    assert (worth.wait_days, worth.ready_day) == (18, DAY + timedelta(days=18))
    assert worth.cash_cents == 0.0, "who pays at once pays before the goods are made"


def test_a_tier_is_reached_by_those_who_come_at_the_price_before_it() -> None:
    """At 30.00 180 come: a tier at 150 is reached, and at 24.00 there are 180 / 0.8^2 = 281; one at 200 is not."""
    tiers = (Tier(from_units=1, price_cents=3000), Tier(from_units=150, price_cents=2400))
    reached = offer_worth(Offer(tiers=tiers, threshold_units=100, days=7), TEE, line(), SURE)
    assert reached is not None and reached.units == 281
    far = (tiers[0], replace(tiers[1], from_units=200))
    missed = offer_worth(Offer(tiers=far, threshold_units=100, days=7), TEE, line(), SURE)
    assert missed is not None and missed.units == 180


def test_a_campaign_that_fails_costs_what_it_costs() -> None:
    offer = Offer(tiers=(Tier(from_units=1, price_cents=3000),), threshold_units=181, days=7)
    worth = offer_worth(offer, TEE, line(), SURE)
    assert worth is not None and (worth.fill_chance, worth.profit_cents) == (0.0, -7_000)


def test_a_deposit_brings_more_buyers_and_ties_up_money() -> None:
    tiers = (Tier(from_units=1, price_cents=3000),)
    policy = replace(SURE, money_cost_share=0.1)
    worth = offer_worth(Offer(tiers=tiers, threshold_units=100, days=7, deposit_cents=600), TEE, line(), policy)
    assert worth is not None and worth.units == 200
    assert worth.cash_cents == pytest.approx(50_000 + 200_000 - 120_000)
    assert worth.profit_cents == pytest.approx(600_000 - 250_000 - 130_000 * 0.1 * 18 / 365)


def test_the_day_waits_for_free_minutes() -> None:
    """100 minutes free a day, two a piece: 90 pieces take two days once the ten busy ones are over."""
    days = tuple(DAY + timedelta(days=at + 3) for at in range(40))
    room = LineRoom(factory_id="F", line_id="L", minutes_per_unit=2.0, first_day=DAY, arrives=days,
                    free_minutes=(0,) * 10 + (100,) * 30)  # fmt: skip
    curve = replace(line(), rooms=(room,))
    assert curve.ready_day(90, DAY) == DAY + timedelta(days=11 + 3)
    assert curve.ready_day(90, DAY + timedelta(days=20)) == DAY + timedelta(days=21 + 3)
    assert curve.ready_day(1501, DAY) is None
    assert propose(TEE, curve, SURE).reason.code == "presell.open"


def test_the_curve_is_exact_at_its_points_and_straight_between() -> None:
    curve = line()
    assert [curve.at(units).cost_cents for units in (1, 50, 100)] == [51_000, 100_000, 150_000]
    with pytest.raises(ValueError, match="1 to 5000"):
        curve.at(0)


@settings(max_examples=25)
@given(st.floats(5, 400), st.floats(0.0, 0.9), st.floats(200, 2500), st.floats(0, 200_000))
def test_what_is_proposed_keeps_every_promise_of_the_settings(
    weekly: float, spread: float, piece: float, setup: float
) -> None:
    policy = PresellPolicy()
    prospect = replace(TEE, weekly_units=weekly, weekly_high_units=weekly * float(np.exp(spread)))
    found = propose(prospect, line(setup, piece, least=20), policy)
    if not found.is_worth:
        assert found.reason.code != "presell.open"
        return
    assert found.offer is not None and found.worth is not None
    offer, worth = found.offer, found.worth
    assert worth.worth_cents > 0 and worth.fill_chance >= policy.least_fill_chance
    assert worth.margin_share >= policy.least_margin_share and worth.wait_days <= policy.longest_wait_days
    assert offer.threshold_units >= 20 and worth.units >= offer.threshold_units
    prices = [tier.price_cents for tier in offer.tiers]
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] >= 3000 * (1 - policy.deepest_discount_share) - 60
    assert offer.deposit_cents < prices[-1]


def test_pairs_by_hand() -> None:
    """200 in a week, 180 as all pay at once: 36 alone at 30.00; 144 / 0.8^2 = 225 begin, of whom half find a friend:
    112 whole pairs, 224 pieces at 24.00. 36 x 30 + 224 x 24 - 500 - 260 x 10 = 3,356."""
    offer = Offer(tiers=(Tier(from_units=1, price_cents=2400),), threshold_units=0, days=7, kind=PAIR,
                  solo_price_cents=3000)  # fmt: skip
    worth = pair_worth(offer, TEE, line(), SURE, 0.5)
    assert worth.units == 260 and worth.profit_cents == pytest.approx(335_600)
    ladder = propose(TEE, line(), SURE)
    assert with_pair(ladder, TEE, line(), SURE, 0.01) == ladder, "nobody finds a friend"
    pairs = with_pair(ladder, TEE, line(), SURE, 0.95)
    assert pairs.offer is not None and pairs.worth is not None and ladder.worth is not None
    assert pairs.offer.kind == PAIR and pairs.worth.worth_cents > ladder.worth.worth_cents


def test_made_to_order_by_hand() -> None:
    """200 in a week, 180 as all pay at once, a plan a week, two weeks: two batches of 180, each at 500 + 180 x 10:
    2 x (180 x 30 - 2,300) = 6,200. A set-up that is dear for 180 leaves the ladder as it was; so do buyers who wait
    for no longer than the settings let them."""
    offer = Offer(tiers=(Tier(from_units=1, price_cents=3000),), threshold_units=0, days=14, kind=MADE_TO_ORDER)
    worth = order_worth(offer, TEE, line(), SURE, 7)
    assert worth.units == 360 and worth.profit_cents == pytest.approx(620_000)
    assert worth.wait_days == 18 and worth.margin_share == pytest.approx(1 - 230_000 / 180 / 3000)
    ladder = propose(TEE, line(), SURE)
    made = with_made_to_order(ladder, TEE, line(), SURE, 7)
    assert ladder.worth is not None and made.worth is not None
    assert made.worth.worth_cents == max(ladder.worth.worth_cents, made.worth.worth_cents)
    few = replace(TEE, weekly_units=8.0, weekly_high_units=8.0)
    assert with_made_to_order(propose(few, line(), SURE), few, line(), SURE, 7).reason.code != "presell.open_order"


#: A verdict, and what makes another of it.
PROPOSED_CAUSES: dict[str, tuple[Callable[[], Proposal], Callable[[], Proposal]]] = {
    "presell.open": (lambda: propose(TEE, line(), SURE), lambda: propose(TEE, line(piece=2950.0), SURE)),
    "presell.open_pair": (
        lambda: with_pair(propose(TEE, line(), SURE), TEE, line(), SURE, 0.95),
        lambda: with_pair(propose(TEE, line(), SURE), TEE, line(), SURE, 0.01),
    ),
    "presell.open_order": (
        lambda: with_made_to_order(propose(ROLL, line(500.0), ROLLS), ROLL, line(500.0), ROLLS, 7),
        lambda: with_made_to_order(propose(ROLL, line(), ROLLS), ROLL, line(), ROLLS, 7),
    ),
    "presell.no_buyers": (
        lambda: propose(replace(TEE, weekly_units=0.0), line(), SURE), lambda: propose(TEE, line(), SURE),
    ),
    "presell.too_few": (
        lambda: propose(TEE, line(least=4000), SURE), lambda: propose(TEE, line(least=100), SURE),
    ),
    "presell.no_margin": (
        lambda: propose(TEE, line(piece=2950.0), SURE), lambda: propose(TEE, line(), SURE),
    ),
    "presell.too_long": (
        lambda: propose(TEE, replace(line(), lead_days=40), SURE), lambda: propose(TEE, line(), SURE),
    ),
    "presell.no_fill": (
        lambda: propose(TEE, line(least=900), SURE),
        lambda: propose(replace(TEE, weekly_units=900.0), line(least=900), SURE),
    ),
    "presell.no_gain": (
        lambda: propose(replace(TEE, usual_cost_cents=900.0), line(), replace(SURE, anyway_share=1.0)),
        lambda: propose(TEE, line(), replace(SURE, deepest_discount_share=0.0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", PROPOSED_CAUSES)
def test_a_verdict_without_its_cause_is_another(code: str) -> None:
    with_cause, without = PROPOSED_CAUSES[code]
    assert with_cause().reason.code == code
    assert without().reason.code != code
    assert "–" not in say(with_cause().reason) and "–" not in say(with_cause().reason, "zh")
