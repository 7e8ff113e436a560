"""The demo's network: shops beside the warehouse, a clock of its own, buyers who come over time and are paid back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from treadle.plant.demo_network import MARKET, MadeMarket, let_buyers_come, made_market
from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.desk import campaign_books, clock_of
from treadle.plant.presell.market import let_buy
from treadle.plant.presell.money import refund_all
from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of
from treadle.settings import read_settings
from treadle.simulate.demo_outlets import spread_over_shops, with_shops
from treadle.terms.campaign import Campaign, Tier
from treadle.terms.codec import to_text

NOON = "2026-09-22T12:00"


def opened(folder: Path, threshold: int, deposit: int = 0) -> Campaign:
    """A campaign of three days in the folder."""
    books = campaign_books(folder, author="me", at=NOON)
    wanted = Wanted(
        option_id="DRE1-teal", threshold_units=threshold, days=3, tiers=(Tier(from_units=1, price_cents=5000),),
        deposit_cents=deposit, promise_day=datetime(2026, 10, 30, tzinfo=UTC).date(),
    )  # fmt: skip
    terms = terms_of(wanted, catalogue_of(folder, books.settings), books.settings, books.clock())
    open_campaign(books.ledger, "one", terms, author="me", clock=books.clock, currency="EUR")
    return let_buy(books, "one", buyers=25, seed=3)


def test_buyers_who_come_over_time_are_those_who_come_at_once(planned_brand: Path, tmp_path: Path) -> None:
    at_once = opened(Path(shutil.copytree(planned_brand, tmp_path / "a")), 10, deposit=1000)
    folder = Path(shutil.copytree(planned_brand, tmp_path / "b"))
    books = campaign_books(folder, author="me", at=NOON)
    terms = at_once.terms
    open_campaign(books.ledger, "one", terms, author="me", clock=books.clock, currency="EUR")
    counts = []
    for hours in (1, 1, 20, 50, 72, 200):
        told = let_buy(books, "one", buyers=25, seed=3, until=terms.opens_at + timedelta(hours=hours))
        counts.append(told.count_units)
    assert counts == sorted(counts) and counts[0] == counts[1] < counts[-2]
    assert told.orders.keys() == at_once.orders.keys()
    assert told.money() == at_once.money() and told.state == at_once.state
    assert told.money().held_cents == sum(one.paid_cents for one in told.orders.values() if one.is_in)


def test_a_failed_campaign_is_paid_back_once(planned_brand: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    owed = opened(folder, 500).money()
    books = campaign_books(folder, author="me", at="2026-10-01T09:00")
    first = refund_all(books, "one", via="bank").money()
    assert owed.due_back_cents == first.refunded_cents == first.paid_cents > 0
    assert refund_all(books, "one", via="bank").money() == first
    assert books.ledger.audit() == ()


def test_a_brand_behind_the_clock_lives_on_its_own_day(planned_brand: Path) -> None:
    settings = replace(read_settings(planned_brand), days_behind_clock=100)
    behind = datetime.now(UTC) - clock_of("", settings)()
    assert abs(behind - timedelta(days=100)) < timedelta(minutes=1)
    assert clock_of(NOON, settings)() == datetime(2026, 9, 22, 12, tzinfo=UTC)


def test_only_a_demo_has_made_buyers(planned_brand: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    campaign = opened(folder, 10)
    let_buyers_come(folder)
    assert made_market(folder) is None
    (folder / MARKET).write_text(to_text(MadeMarket(campaign_id="one", buyers=25.0, seed=3)))
    let_buyers_come(folder)
    (held,) = campaign_books(folder, author="me", at=NOON).ledger.states(Campaign)
    assert held.state.orders.keys() == campaign.orders.keys()


def test_pieces_lie_in_shops_instead_of_the_warehouse() -> None:
    stock = [{"sku": f"S{at}", "place_id": "warehouse", "units": str(at)} for at in range(40)]
    spread = spread_over_shops(stock)
    for row in stock:
        assert sum(int(one["units"]) for one in spread if one["sku"] == row["sku"]) == int(row["units"])
    assert {one["place_id"] for one in spread} == {"warehouse", "harbour", "station"}
    signals = pa.table({"kind": ["order", "view", "order"], "customer_id": ["c00012", "c00012", None]})
    assert with_shops(signals)["shop"].to_pylist() == ["harbour", None, None]
