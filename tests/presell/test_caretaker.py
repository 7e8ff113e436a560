"""A campaign that is sure goes to production by itself where the settings say so, once, and from the next day on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.caretaker import look_after, produce
from treadle.plant.presell.desk import campaign_books
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of
from treadle.plant.presell.seats import reserve_by_size
from treadle.plant.serving import ServedBrand, open_brands
from treadle.storage.brand import load_brand
from treadle.terms.campaign import Campaign, PaymentTaken


def test_what_is_sure_is_produced_by_itself(planned_brand: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mine"))

    def brand() -> ServedBrand:
        return next(iter(open_brands([folder]).values()))

    settings = brand().settings
    day = load_brand(folder, None, currency=settings.currency, time_zone=settings.time_zone).as_of
    begun = datetime(day.year, day.month, day.day, tzinfo=UTC)
    before, after = begun - timedelta(hours=9), begun + timedelta(hours=9)
    assert look_after(brand(), clock=lambda: after) == "", "no campaign at all"
    books = replace(campaign_books(folder, author="Mira"), clock=lambda: before)
    catalogue = catalogue_of(folder, settings)
    option = "SHI1-sky"
    wanted = Wanted(option_id=option, threshold_units=60, days=5, promise_day=day + timedelta(days=40))
    open_campaign(books.ledger, "sky", terms_of(wanted, catalogue, settings, before), author="Mira", clock=books.clock)
    reserve_by_size(books.ledger, "sky", "big-1", {"M": 900}, author="b", clock=books.clock)
    price = catalogue.option[option].price_cents
    paid = PaymentTaken(payment_id="1", order_id="big-1", amount_cents=900 * price, paid_at=before, via="till")
    take_payment(books.ledger, "sky", paid, author="till", clock=books.clock)

    assert look_after(brand(), clock=lambda: after) == "", "somebody approves"
    toml = folder / "treadle.toml"
    text = toml.read_text(encoding="utf-8")
    assert "release_by_itself = false" in text
    toml.write_text(text.replace("release_by_itself = false", "release_by_itself = true"), encoding="utf-8")
    assert look_after(brand(), clock=lambda: before) == "", "joined today: the plan of today does not know it"
    assert look_after(brand(), clock=lambda: after) == day.isoformat()
    told = produce(replace(books, clock=lambda: after), brand())
    assert told.startswith("Released ") and told.endswith("for sky.")
    held = books.ledger.state(Campaign, "sky")
    assert held is not None and held.state.orders["big-1"].state == "released"
    assert held.state.orders["big-1"].references
    assert look_after(brand(), clock=lambda: after) == "", "once"
    orders = load_brand(folder, None, currency=settings.currency, time_zone=settings.time_zone).orders
    assert {one.terms.style_id for one in orders} == {"SHI1"}, "other styles wait for their own decision"
    assert books.ledger.audit() == ()
