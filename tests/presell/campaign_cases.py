"""Campaigns that tests are made of, in a ledger in memory with a clock that tests turn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.money import refund_paid, take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.presell.told import Told, look
from treadle.presell.seats import SeatAsked
from treadle.storage.ledger.rows import META
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.campaign import (
    THRESHOLD,
    Campaign,
    CampaignOrder,
    CampaignTerms,
    PaymentTaken,
    RefundPaid,
    Tier,
)

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSES = BEGAN + timedelta(days=3)
NAME = "tee"
PLAIN = CampaignTerms(
    kind=THRESHOLD, option_id="TEE-RED", title="Red tee", sizes={"TEE-S": "S", "TEE-M": "M"},
    tiers=(Tier(from_units=1, price_cents=3000), Tier(from_units=8, price_cents=2500)), opens_at=BEGAN,
    closes_at=CLOSES,
    promise_day=date(2026, 3, 25), ships_by=datetime(2026, 3, 26, tzinfo=UTC), threshold_units=4, most_units=10,
    hold_minutes=60,
)  # fmt: skip


def memory_ledger(clock: Any) -> SqlLedger:
    """A ledger that is gone with its engine."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool, connect_args={"check_same_thread": False})
    META.create_all(engine)
    return SqlLedger(engine=engine, clock=clock)


@dataclass
class Desk:
    """A ledger with one campaign, and the hand that writes in it."""

    terms: CampaignTerms = PLAIN
    now: datetime = BEGAN
    count: int = 0
    ledger: SqlLedger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = memory_ledger(self.clock)
        open_campaign(self.ledger, NAME, self.terms, author="Mira", clock=self.clock, currency="EUR")

    def clock(self) -> datetime:
        return self.now

    def wait(self, **some: float) -> None:
        self.now += timedelta(**some)

    @property
    def campaign(self) -> Campaign:
        look(self.ledger, NAME, author="a look", clock=self.clock)
        held = self.ledger.state(Campaign, NAME)
        assert held is not None
        return held.state

    def order(self, order_id: str) -> CampaignOrder:
        return self.campaign.orders[order_id]

    def reserve(self, order_id: str, units: int = 1, **told: Any) -> Told:
        asked = SeatAsked(order_id=order_id, units={"TEE-S": units}, **told)
        return reserve_seat(self.ledger, NAME, asked, author="a buyer", clock=self.clock)

    def pay(self, order_id: str, cents: int | None = None, paid_at: datetime | None = None, payment: str = "") -> Told:
        self.count += 1
        amount = self.order(order_id).asked_cents if cents is None else cents
        told = PaymentTaken(payment_id=payment or f"p{self.count}", order_id=order_id, amount_cents=amount,
                            paid_at=paid_at or self.now, via="bank")  # fmt: skip
        return take_payment(self.ledger, NAME, told, author="the bank", clock=self.clock)

    def pay_back(self, order_id: str, cents: int) -> Told:
        self.count += 1
        told = RefundPaid(refund_id=f"r{self.count}", order_id=order_id, amount_cents=cents, via="bank")
        return refund_paid(self.ledger, NAME, told, author="the bank", clock=self.clock)

    def join(self, order_id: str, units: int = 1, **told: Any) -> None:
        assert self.reserve(order_id, units, **told).refused is None
        self.pay(order_id)


def with_terms(**changes: Any) -> Desk:
    return Desk(terms=replace(PLAIN, **changes))
