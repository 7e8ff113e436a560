"""A campaign's end is said once, by whoever looks, and told to other systems."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.presell.told import look
from treadle.plant.webhooks import message_of
from treadle.presell.seats import SeatAsked
from treadle.storage.ledger.open import open_ledger
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.campaign import THRESHOLD, CampaignTerms, PaymentTaken, Tier
from treadle.terms.entry import BODIES
from treadle.terms.webhook import TOLD, TYPES

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
OVER = NOW + timedelta(days=4)


def told(folder: Path, buyers: int) -> SqlLedger:
    """A campaign that needs two buyers and gets so many, looked at twice when its time is over."""
    (folder / ".treadle").mkdir(parents=True)
    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    terms = CampaignTerms(
        kind=THRESHOLD, option_id="o", title="t", sizes={"s": "M"}, tiers=(Tier(from_units=1, price_cents=1000),),
        opens_at=NOW, closes_at=NOW + timedelta(days=3), promise_day=date(2026, 10, 1),
        ships_by=NOW + timedelta(days=40), threshold_units=2,
    )  # fmt: skip
    open_campaign(ledger, "c", terms, author="Mira", clock=lambda: NOW)
    for name in [f"b{at}" for at in range(buyers)]:
        reserve_seat(ledger, "c", SeatAsked(order_id=name, units={"s": 1}), author=name, clock=lambda: NOW)
        paid = PaymentTaken(payment_id=name, order_id=name, amount_cents=1000, paid_at=NOW, via="till")
        take_payment(ledger, "c", paid, author="till", clock=lambda: NOW)
    assert look(ledger, "c", author="Mira", clock=lambda: OVER).is_new
    assert not look(ledger, "c", author="Mira", clock=lambda: OVER + timedelta(hours=1)).is_new
    assert ledger.audit() == ()
    return ledger


def test_an_end_is_said_once_and_told(tmp_path: Path) -> None:
    filled = told(tmp_path / "filled", 3).entries(kinds=["campaign filled", "campaign failed"])
    failed = told(tmp_path / "failed", 1).entries(kinds=["campaign filled", "campaign failed"])
    (one,), (other,) = filled, failed
    first, second = (json.loads(message_of("mybrand", entry)[1]) for entry in (one, other))
    assert (first["type"], first["data"]["body"]) == ("campaign.filled", {"units": 3, "price_cents": 1000})
    assert (second["type"], second["data"]["subject"]) == ("campaign.failed", "c")


def test_every_type_that_is_told_is_of_a_kind_of_entry() -> None:
    assert set(TOLD) <= set(BODIES) and len(TYPES) == len(TOLD)
    assert {"offer.answered", "payment.due", "campaign.filled", "store_order.refused"} <= set(TYPES)
