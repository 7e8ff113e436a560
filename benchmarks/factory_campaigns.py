"""Campaigns in the factory in a seed: buyers who reserve and pay when they like, and a provider that is late, sends
twice, out of order, and never gives up.

The provider keeps its own book. In the end each payment of it must be in the ledger once, no seat may be sold twice,
and money that came too late must be on its way back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.money import refund_paid, take_payment
from treadle.plant.presell.seats import leave_campaign, reserve_seat
from treadle.plant.presell.told import look
from treadle.presell import fold
from treadle.presell.seats import SeatAsked
from treadle.terms.campaign import ENDED, OPEN, THRESHOLD, Campaign, CampaignTerms, PaymentTaken, RefundPaid, Tier

if TYPE_CHECKING:
    from benchmarks.factory_world import World

#: Mistakes that tests plant, each with what it does.
CAMPAIGN_FAULTS = {
    "a seat sold twice between reservation and payment": "a payment has its seat although the reservation ended",
    "a late payment kept": "money that comes for an order that ended is not owed back",
}
LASTS = timedelta(days=4)


class CampaignDesk:
    """The campaigns of a world, one begun every few days, and what the provider knows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.book: dict[str, PaymentTaken] = {}
        self.heard: set[str] = set()
        self.refunds: dict[str, int] = {}
        self.names: list[str] = []
        self.buyers = 0

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The mistake that the world asks for, while it lives."""
        if self.world.fault == "a seat sold twice between reservation and payment":
            with patch.object(fold, "may_join", lambda campaign, _: campaign.state == OPEN):
                yield
        elif self.world.fault == "a late payment kept":
            right = fold.owed_back

            def kept(order: Any, cents: int, now: Any) -> Any:
                return order if order.state == ENDED else right(order, cents, now)

            with patch.object(fold, "owed_back", kept):
                yield
        else:
            yield

    def day(self, day: timedelta) -> None:
        """What a day brings: now and then a campaign, and buyers for those that are open."""
        world = self.world
        if world.chance.random() < 0.3 or (not self.names and day.days == 0):
            world.at(day + world.minutes(600), self.begin)
        for _ in range(world.chance.randint(0, 3)):
            world.at(day + world.minutes(1440), self.buyer_comes)
        world.at(day + world.minutes(1440), self.somebody_looks)

    def begin(self) -> None:
        """A campaign with few seats."""
        world, name = self.world, f"C{len(self.names)}"
        terms = CampaignTerms(
            kind=THRESHOLD, option_id="S", title="S", sizes={"S": "S"},
            tiers=(Tier(from_units=1, price_cents=900), Tier(from_units=5, price_cents=700)),
            opens_at=world.time - LASTS,
            closes_at=world.time + LASTS, promise_day=(world.time + 10 * LASTS).date(),
            ships_by=world.time + 10 * LASTS, threshold_units=3, most_units=6, hold_minutes=240, grace_hours=12,
        )  # fmt: skip
        self.names.append(name)

        def open_it() -> None:
            with world.process():
                open_campaign(world.ledger, name, terms, author="Mira", clock=world.clock)
                opened.append(name)

        opened: list[str] = []
        world.until(lambda: bool(opened), open_it)

    def somebody_looks(self) -> None:
        """Somebody opens the pages of the campaigns, and pays back what is owed."""
        with self.world.process():
            for name in self.names:
                if self.world.ledger.state(Campaign, name) is None:
                    continue
                campaign = look(self.world.ledger, name, author="a look", clock=self.world.clock).campaign
                self.world.may_die("after a look at a campaign")
                for order_id, one in campaign.orders.items():
                    if one.due_back_cents and self.world.lot(0.5):
                        self.pay_back(name, order_id, one.due_back_cents)

    def pay_back(self, name: str, order_id: str, cents: int) -> None:
        """The bank pays money back, once, and tells of it until somebody answers."""
        world = self.world
        if order_id in self.refunds:
            return
        self.refunds[order_id] = cents
        refund = RefundPaid(refund_id=f"R{order_id}", order_id=order_id, amount_cents=cents, via="bank")
        answers: list[str] = []

        def arrive() -> None:
            if world.server is None:
                return
            with world.process():
                refund_paid(world.ledger, name, refund, author="bank", clock=world.clock)
                world.may_die("before it answers the bank")
                answers.append(order_id)

        world.until(lambda: bool(answers), lambda: world.over_the_network(arrive))

    def buyer_comes(self) -> None:
        """A buyer reserves, and pays at once, late, or never; some leave."""
        if not self.names:
            return
        world, name = self.world, self.names[-1]
        order_id, units = f"B{self.buyers}", world.chance.randint(1, 2)
        self.buyers += 1
        answers: list[bool] = []
        asked = SeatAsked(order_id=order_id, units={"S": units})

        def arrive() -> None:
            if world.server is None:
                return
            with world.process():
                if world.ledger.state(Campaign, name) is None:
                    return
                told = reserve_seat(world.ledger, name, asked, author=order_id, clock=world.clock)
                world.may_die("before it answers a buyer")
                answers.append(told.refused is None)
                if len(answers) == 1 and answers[0] and world.chance.random() < 0.85:
                    wait = world.minutes(9000 if world.chance.random() < 0.3 else 300)
                    world.at(wait, lambda: self.provider_is_paid(name, order_id, units * 900))
                    if world.chance.random() < 0.1:
                        world.at(world.minutes(4000), lambda: self.buyer_leaves(name, order_id))

        world.until(lambda: bool(answers), lambda: world.over_the_network(arrive))

    def buyer_leaves(self, name: str, order_id: str) -> None:
        """A buyer wants the money back."""
        with self.world.process():
            leave_campaign(self.world.ledger, name, order_id, "no", author=order_id, clock=self.world.clock)

    def provider_is_paid(self, name: str, order_id: str, cents: int) -> None:
        """The provider has the money, and tells of it until somebody answers: late, twice, out of order."""
        world, payment_id = self.world, f"P{len(self.book)}"
        payment = PaymentTaken(payment_id=payment_id, order_id=order_id, amount_cents=cents, paid_at=world.time,
                               via="provider")  # fmt: skip
        self.book[payment_id] = payment

        def arrive() -> None:
            if world.server is None:
                return
            with world.process():
                take_payment(world.ledger, name, payment, author="provider", clock=world.clock)
                world.may_die("before it answers the provider")
                self.heard.add(payment_id)

        world.until(lambda: payment_id in self.heard, lambda: world.over_the_network(arrive))

    def broken(self) -> list[str]:
        """Promises to buyers that were not kept, by the provider's book."""
        found = []
        if unheard := set(self.book) - self.heard:
            found.append(f"payments that nobody took: {sorted(unheard)[:5]}")
        taken = Counter(one.body.payment_id for one in self.world.ledger.entries(kinds=["payment"])
                        if isinstance(one.body, PaymentTaken))  # fmt: skip
        if twice := [name for name, times in taken.items() if times > 1]:
            found.append(f"payments that count twice: {twice[:3]}")
        paid: dict[str, int] = {}
        for one in self.book.values():
            paid[one.order_id] = paid.get(one.order_id, 0) + one.amount_cents
        for held in self.world.ledger.states(Campaign):
            campaign = held.state
            if campaign.count_units > campaign.terms.most_units:
                found.append(f"{campaign.campaign_id} sold {campaign.count_units} of {campaign.terms.most_units} seats")
            for name, order in campaign.orders.items():
                if order.paid_cents != paid.get(name, 0):
                    found.append(f"{name} paid {paid.get(name, 0)}, and {order.paid_cents} are known")
                if not order.is_in and order.due_back_cents + order.refunded_cents != order.paid_cents:
                    found.append(f"{name} has no part in it, and its money is kept")
                if order.refunded_cents != self.refunds.get(name, 0):
                    found.append(f"{name} was paid back {self.refunds.get(name, 0)}, not {order.refunded_cents}")
        return found
