"""Final counts foretold: by hand where all is known, calibrated on made campaigns, and what is advised."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from campaign_cases import CLOSES, Desk, with_terms
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.presell.advice import Standing, advise
from treadle.presell.filling import Expected, final_draws, forecast_of, orders_of, past_expected, past_shape, time_of
from treadle.presell.pairs import fit_pairs, numbered, pair_profit_cents
from treadle.simulate.campaigns import made_campaign
from treadle.terms.campaign import Tier
from treadle.terms.cost_curve import CostCurve, CostPoint
from treadle.terms.policy.presell import PresellPolicy
from treadle.words import say

FIRST = past_shape([])


def test_nothing_more_comes_at_the_end_and_all_is_open_at_the_beginning() -> None:
    done = forecast_of(final_draws(37, 1.0, Expected(mean_units=100, spread=0.5), FIRST), 1.0, 30)
    assert set(done.quantiles) == {37} and done.mean_units == pytest.approx(37)
    assert done.fill_chance == pytest.approx(1.0)
    fresh = forecast_of(final_draws(0, 0.0, Expected(mean_units=100, spread=0.5), FIRST), 0.0, 1)
    assert fresh.mean_units == pytest.approx(100, rel=0.05)
    assert fresh.quantile(0.1) == pytest.approx(100 * np.exp(-0.125 - 0.5 * 1.2816), rel=0.1)


def test_a_count_moves_what_was_expected_and_by_more_the_later_it_is() -> None:
    def mean(units: int, time: float, spread: float = 0.5) -> float:
        return forecast_of(final_draws(units, time, Expected(mean_units=100, spread=spread), FIRST), time, 1).mean_units

    assert mean(10, 0.25) < mean(32, 0.25) < mean(60, 0.25)
    assert mean(32, 0.25) == pytest.approx(100, rel=0.08), "as many as expected: nothing is learned"
    assert abs(mean(64, 0.25, 0.1) - 100) < abs(mean(64, 0.25, 1.0) - 100), "who is sure beforehand learns less"


@settings(max_examples=40)
@given(st.integers(0, 300), st.floats(0.01, 1.0), st.floats(5, 500), st.floats(0.1, 1.5))
def test_a_final_count_is_no_less_than_what_is_there(units: int, time: float, mean: float, spread: float) -> None:
    told = forecast_of(final_draws(units, time, Expected(mean_units=mean, spread=spread), FIRST), time, units)
    assert list(told.quantiles) == sorted(told.quantiles) and told.quantiles[0] >= units
    assert told.fill_chance == pytest.approx(1.0)


def test_it_is_calibrated_on_made_campaigns_and_better_than_plain_rules() -> None:
    rng = np.random.default_rng(7)
    past, judged = [made_campaign(rng) for _ in range(80)], [made_campaign(rng) for _ in range(160)]
    shape = past_shape([[(at, 1) for at in one.times] for one in past])
    ratios = np.array([one.final_units / one.expected_units for one in past])
    own, plain, early, inside = [], [], [], {50: 0, 80: 0}
    factor = sum(one.final_units for one in past) / sum(one.units_by(0.25) for one in past)
    for one in judged:
        units, final = one.units_by(0.25), one.final_units
        expected = Expected(mean_units=one.expected_units * ratios.mean(), spread=float(np.log(ratios).std()))
        told = forecast_of(final_draws(units, 0.25, expected, shape), 0.25, 1)
        own.append(abs(told.quantile(0.5) - final))
        plain.append(abs(units / 0.25 - final))
        early.append(abs(units * factor - final))
        inside[50] += told.quantile(0.25) <= final <= told.quantile(0.75)
        inside[80] += told.quantile(0.1) <= final <= told.quantile(0.9)
    assert np.mean(own) < 0.85 * np.mean(plain) and np.mean(own) < 0.95 * np.mean(early)
    assert inside[50] / 160 == pytest.approx(0.5, abs=0.1) and inside[80] / 160 == pytest.approx(0.8, abs=0.09)


def test_a_campaign_of_the_ledger_tells_when_its_orders_joined() -> None:
    desk = Desk()
    desk.join("b1", 2)
    desk.wait(hours=18)
    desk.join("b2", 1)
    campaign = desk.campaign
    assert time_of(campaign, desk.now) == 0.25 and orders_of(campaign) == [(0.0, 2), (0.25, 1)]
    assert past_expected([50, 100, 150]).mean_units == 100


def line(piece: float = 1000.0, setup: float = 5_000.0) -> CostCurve:
    points = tuple(
        CostPoint(units=units, cloth_cents=piece * units, cutting_cents=0.0, sewing_cents=0.0, change_cents=setup)
        for units in (1, 5000)
    )
    return CostCurve(option_id="tee", points=points)


def standing(mean: float, piece: float = 1000.0, elasticity: float = 2.0) -> Standing:
    return Standing(expected=Expected(mean_units=mean, spread=0.3), shape=FIRST, curve=line(piece), net_share=1.0,
                    elasticity=elasticity)  # fmt: skip


def advised(desk: Desk, on: Standing, **policy: float) -> dict[str, float]:
    found = advise(desk.campaign, on, PresellPolicy(**policy))  # type: ignore[arg-type]
    assert [one.worth_cents for one in found] == sorted((one.worth_cents for one in found), reverse=True)
    assert all(say(one.reason) and say(one.reason, "zh") for one in found)
    best: dict[str, float] = {}
    for one in found:
        best.setdefault(one.kind, one.worth_cents)
    return best


def short(units: int) -> Desk:
    desk = with_terms(most_units=0, threshold_units=60, tiers=(Tier(from_units=1, price_cents=3000),))
    desk.join("b1", units)
    desk.now = CLOSES - timedelta(hours=3)
    return desk


#: An advice with its cause, and without it.
ADVICE_CAUSES = {
    "presell.extend": (lambda: advised(short(57), standing(58)), lambda: advised(short(5), standing(6))),
    "presell.close_early": (
        lambda: advised(near_a_tier(1050), standing(150)), lambda: advised(near_a_tier(2900), standing(150)),
    ),
    "presell.add_tier": (
        lambda: advised(early(), standing(150, elasticity=6.0)),
        lambda: advised(early(), standing(150, elasticity=0.2)),
    ),
}  # fmt: skip


def near_a_tier(price_cents: int) -> Desk:
    """85 of the 90 pieces at which everybody pays less."""
    tiers = (Tier(from_units=1, price_cents=3000), Tier(from_units=90, price_cents=price_cents))
    desk = with_terms(most_units=0, threshold_units=60, tiers=tiers)
    desk.join("b1", 85)
    desk.now = CLOSES - timedelta(hours=30)
    return desk


def early() -> Desk:
    desk = with_terms(most_units=0, threshold_units=10, tiers=(Tier(from_units=1, price_cents=3000),))
    desk.join("b1", 12)
    desk.now = CLOSES - timedelta(hours=66)
    return desk


@pytest.mark.parametrize("code", ADVICE_CAUSES)
def test_an_advice_without_its_cause_is_not_given(code: str) -> None:
    with_cause, without = ADVICE_CAUSES[code]
    kind = code.partition(".")[2]
    assert with_cause().get(kind, 0.0) > without().get(kind, 0.0)
    assert kind in with_cause()


def test_pairs_are_shrunk_to_the_brands_chance_and_moved_by_what_was_seen() -> None:
    rng = np.random.default_rng(3)
    truth = rng.beta(2.0, 3.0, 200)
    option = rng.integers(0, 200, 20_000)
    whole = rng.random(20_000) < truth[option]
    model = fit_pairs(option, rng.integers(0, 4_000, 20_000), whole)
    told = model.chance(np.arange(200), np.full(200, -1))
    assert np.corrcoef(told, truth)[0, 1] > 0.95
    assert model.option_weight == pytest.approx(5.0, rel=0.4)
    assert model.chance(np.array([-1, 999]), np.array([-1, -1])) == pytest.approx([model.base, model.base])
    one, _ = numbered(["a"] * 3)
    few = fit_pairs(np.r_[one, np.ones(300, dtype=np.int64)], np.zeros(303, dtype=np.int64),
                    np.r_[np.ones(3), np.arange(300) % 2].astype(bool))  # fmt: skip
    assert few.base < float(few.chance(np.array([0]), np.array([-1]))[0]) < 1.0, "three of three is no certainty"


def test_the_profit_of_a_pair_by_hand() -> None:
    """Half of all pairs find a friend: 0.8 x 0.5 x 2 x (25 - 10) + 0.2 x (30 - 10) = 16."""
    assert pair_profit_cents(0.5, 2500, 3000, 1000, 0.2, 1.0) == pytest.approx(1600)
