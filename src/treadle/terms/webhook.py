"""Addresses of others that are told what happened: who wants to hear what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

#: What may be told, by the kind of its entry: the type that the message has, and a sentence.
TOLD: Mapping[str, tuple[str, str]] = {
    "plan": ("plan.made", "A plan was made."),
    "release": ("plan.released", "A plan was released; its orders follow."),
    "order": ("order.placed", "An order was placed."),
    "receipt": ("order.received", "Goods of an order came, or somebody looked and none had."),
    "receipt taken back": ("order.receipt_taken_back", "A receipt that was booked wrongly was taken back."),
    "amendment": ("order.amended", "An order was changed or cancelled."),
    "closure": ("order.closed", "Nothing more will come of an order."),
    "promise moved": ("order.promise_moved", "The promise of an order was moved before it broke, with its reason."),
    "pieces lent": (
        "order.reopened",
        "Pieces of an order went into a carton of another one: it is open for them again.",
    ),
    "campaign": ("campaign.opened", "A campaign was opened."),
    "campaign filled": ("campaign.filled", "A campaign's time was over and it had filled."),
    "campaign failed": ("campaign.failed", "A campaign's time was over and it had not filled; buyers get their money."),
    "payment": ("campaign.paid", "Money came for an order of a campaign."),
    "refund": ("campaign.refunded", "Money that was owed back to a buyer was paid."),
    "campaign stage": ("campaign.moved_on", "Orders of a campaign went to production, were made, shipped or settled."),
    "campaign cancelled": ("campaign.called_off", "A campaign was called off; its buyers are owed their money."),
    "delay": ("campaign.delayed", "Buyers of a campaign were told of a later day."),
    "stage finished": ("order.stage_finished", "A stage of an order was reported finished."),
    "offer": ("offer.made", "A factory was offered an order."),
    "offer answer": ("offer.answered", "A factory accepted, declined or made a counter-offer."),
    "offer progress": ("offer.progressed", "A factory told how far an order is."),
    "offer said": ("offer.said", "A factory asked or said something about an order."),
    "offer asked again": ("offer.asked_again", "A factory that had not answered was asked again."),
    "offer ended": ("offer.ended", "An offer was withdrawn, or made elsewhere."),
    "partner statement": ("payment.due", "A statement was made: its sum is to be paid by its day."),
    "partner payment": ("payment.made", "A payment on a partner's statement was told."),
    "store order": ("store_order.placed", "A store ordered."),
    "store refusal": ("store_order.refused", "A store cancelled pieces, or refused them at delivery."),
}
#: The types of messages, and the kind of entry of each.
TYPES: Mapping[str, str] = {name: kind for kind, (name, _) in TOLD.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSet:
    """An address is to be told of messages of these types; `is_active` False: no longer, for a reason."""

    url: str
    types: tuple[str, ...]
    is_active: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address as the entries leave it. It is told of what happened after entry `since`."""

    webhook_id: str
    url: str
    types: tuple[str, ...]
    set_at: datetime
    set_by: str
    since: int
    is_active: bool = True
    reason: str = ""
