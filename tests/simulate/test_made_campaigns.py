"""A made market buys from a campaign: the same seed, the same books; nobody's money is lost, whatever buyers do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.market import let_buy
from treadle.settings import parse_settings
from treadle.simulate.campaigns import made_buyers, made_campaign
from treadle.storage.ledger.open import open_ledger
from treadle.terms.campaign import PAIR, THRESHOLD, Campaign, CampaignTerms, Tier


def sold(tmp_path, name: str, buyers: float, seed: int, **told: object) -> tuple[CampaignBooks, Campaign]:  # type: ignore[no-untyped-def]
    from datetime import UTC, date, datetime

    began = datetime(2026, 3, 2, 9, tzinfo=UTC)
    terms = CampaignTerms(
        kind=THRESHOLD, option_id="T", title="T", sizes={"T-S": "S", "T-M": "M", "T-L": "L"},
        tiers=(Tier(from_units=1, price_cents=3000), Tier(from_units=40, price_cents=2500)), opens_at=began,
        closes_at=began + timedelta(days=5), promise_day=date(2026, 4, 1), ships_by=began + timedelta(days=31),
        threshold_units=20,
    )  # fmt: skip
    ledger = open_ledger(tmp_path / name, currency="EUR", time_zone="UTC")
    books = CampaignBooks(settings=parse_settings(b"")[0], ledger=ledger, clock=lambda: began, author="Mira")
    open_campaign(ledger, "c", replace(terms, **told), author="Mira", clock=books.clock)  # type: ignore[arg-type]
    return books, let_buy(books, "c", buyers=buyers, seed=seed)


def test_a_market_fills_a_campaign_and_misses_another(tmp_path) -> None:  # type: ignore[no-untyped-def]
    books, filled = sold(tmp_path, "full", 60, 3)
    assert filled.state == "filled" and 40 <= filled.count_units <= 75 and filled.price_cents == 2500
    assert {one.state for one in filled.orders.values()} == {"joined", "ended"}, "some never pay"
    assert books.ledger.audit() == ()
    again = sold(tmp_path, "again", 60, 3)[1]
    assert again == filled
    few = sold(tmp_path, "few", 6, 3)[1]
    assert few.state == "failed" and few.money().held_cents == 0
    assert few.money().due_back_cents == few.money().paid_cents > 0


def test_friends_find_each_other_in_pairs(tmp_path) -> None:  # type: ignore[no-untyped-def]
    books, campaign = sold(tmp_path, "pairs", 40, 1, kind=PAIR, threshold_units=0, solo_price_cents=3000,
                           tiers=(Tier(from_units=1, price_cents=2500),))  # fmt: skip
    whole = [one for one in campaign.orders.values() if one.is_in]
    assert whole and all(one.is_teamed for one in whole)
    assert books.ledger.audit() == ()


def test_made_buyers_come_as_often_as_is_asked_for_and_in_order() -> None:
    rng = np.random.default_rng(0)
    counts = [len(made_buyers(rng, 50.0, ("a", "b", "c"), days=5.0)) for _ in range(40)]
    assert np.mean(counts) == pytest.approx(50, rel=0.15)
    times = made_campaign(rng).times
    assert list(times) == sorted(times) and times[0] >= 0 and times[-1] <= 1
