"""Money of campaigns: what came is taken, what is owed back is paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.told import Told, campaign_held, look, now_utc, tell
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import Campaign, CampaignBody, PaymentTaken, RefundGranted, RefundPaid
from treadle.terms.fingerprint import fingerprint
from treadle.terms.reason import Reason


def take_payment(
    ledger: Ledger, campaign_id: str, payment: PaymentTaken, *, author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """Take a payment for an order: it joins, goes to the balance, or is owed back. The same payment again changes
    nothing, whoever tells it. Raises `NotFoundError`."""

    def decide(campaign: Campaign, _: datetime) -> CampaignBody | Reason:
        if payment.order_id not in campaign.orders:
            return Reason.of("presell.no_order", order=payment.order_id)
        if payment.amount_cents <= 0:
            return Reason.of("presell.no_money", payment=payment.payment_id)
        return payment

    return tell(ledger, campaign_id, decide, key=f"payment:{payment.via}:{payment.payment_id}", author=author,
                clock=clock, currency=currency)  # fmt: skip


def refund_paid(
    ledger: Ledger, campaign_id: str, refund: RefundPaid, *, author: str, clock: Callable[[], datetime] = now_utc,
    currency: str = "",
) -> Told:  # fmt: skip
    """Money that was owed back was paid, by the word of the bank or the provider. Raises `NotFoundError`."""

    def decide(campaign: Campaign, _: datetime) -> CampaignBody | Reason:
        order = campaign.orders.get(refund.order_id)
        if order is None:
            return Reason.of("presell.no_order", order=refund.order_id)
        if not 0 < refund.amount_cents <= order.due_back_cents:
            return Reason.of("presell.not_owed", order=refund.order_id, due_cents=order.due_back_cents,
                             paid_cents=refund.amount_cents)  # fmt: skip
        return refund

    # A refund that was told before is looked for first: what it paid is owed no more.
    key = f"refund:{refund.via}:{refund.refund_id}"
    before = [one for one in ledger.entries(subjects=[campaign_id], kinds=["refund"]) if one.key == key]
    if before:
        held = ledger.state(Campaign, campaign_id)
        assert held is not None
        return Told(campaign=held.state, is_new=False)
    return tell(ledger, campaign_id, decide, key=key, author=author, clock=clock, currency=currency)


def refund_all(books: CampaignBooks, campaign_id: str, *, via: str) -> Campaign:
    """All that a campaign owes back was paid, an order each; what was paid before is not paid again. Raises
    `NotFoundError`."""
    look(books.ledger, campaign_id, author=books.author, clock=books.clock, currency=books.settings.currency)
    campaign = campaign_held(books.ledger, campaign_id).state
    for order in campaign.orders.values():
        if order.due_back_cents:
            refund = RefundPaid(refund_id=fingerprint(order.order_id, order.refunded_cents, order.due_back_cents),
                                order_id=order.order_id, amount_cents=order.due_back_cents, via=via)  # fmt: skip
            campaign = refund_paid(books.ledger, campaign_id, refund, author=books.author, clock=books.clock,
                                   currency=books.settings.currency).campaign  # fmt: skip
    return campaign


def grant_refund(
    ledger: Ledger, campaign_id: str, order_id: str, amount_cents: int, why: str, *, key: str, author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """Give back money that was earned, as for goods that came back. Raises `NotFoundError`."""

    def decide(campaign: Campaign, _: datetime) -> CampaignBody | Reason:
        order = campaign.orders.get(order_id)
        if order is None:
            return Reason.of("presell.no_order", order=order_id)
        if not 0 < amount_cents <= order.earned_cents:
            return Reason.of("presell.not_earned", order=order_id, earned_cents=order.earned_cents,
                             asked_cents=amount_cents)  # fmt: skip
        return RefundGranted(order_id=order_id, amount_cents=amount_cents, reason=why)

    return tell(ledger, campaign_id, decide, key=f"refund granted:{campaign_id}:{order_id}:{key}", author=author,
                clock=clock, currency=currency)  # fmt: skip
