"""The state of a campaign after one more entry: the law of seats and money, read by the ledger and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from treadle.presell.time_passes import (
    NOT_PAID,
    aged,
    called_off,
    due_cents,
    ended,
    owed_back,
    with_order,
)
from treadle.terms.campaign import (
    CANCELLED,
    ENDED,
    FAILED,
    JOINED,
    OPEN,
    OWED,
    RESERVED,
    SHIPPED,
    STAGES,
    Campaign,
    CampaignCancelled,
    CampaignChanged,
    CampaignLooked,
    CampaignOpened,
    CampaignOrder,
    DelayAnswered,
    DelayNotice,
    DelayTold,
    PaymentTaken,
    RefundGranted,
    RefundPaid,
    SeatLeft,
    SeatReserved,
    StageReached,
)
from treadle.terms.campaign_end import CampaignFailed, CampaignFilled
from treadle.terms.entry import Entry
from treadle.terms.quantity import Violation

#: The longest delay to which silence agrees, once (16 CFR 435.2(b)(1)). By definition of that rule.
SILENT_DELAY_DAYS = 30


def next_campaign(campaign: Campaign | None, entry: Entry) -> Campaign:
    """A campaign after one more entry, time having passed up to it. Raises ValueError for an entry that cannot
    follow."""
    body = entry.body
    if isinstance(body, CampaignOpened):
        if campaign is not None:
            raise ValueError(f"entry {entry.number}: campaign {entry.subject} was opened before")
        return Campaign(campaign_id=entry.subject, terms=body.terms, state=OPEN, now=entry.known_at,
                        opened_at=entry.known_at)  # fmt: skip
    if campaign is None:
        raise ValueError(f"entry {entry.number}: there is no campaign {entry.subject}")
    before = aged(campaign, entry.known_at)
    return aged(_AFTER[type(body)](before, body), entry.known_at)


def may_join(campaign: Campaign, order: CampaignOrder) -> bool:
    """Whether an order whose reservation ended may have its seats all the same: they are still free, and so is its
    place in its team."""
    left = campaign.seats_left
    if campaign.state != OPEN or (left is not None and left < order.pieces):
        return False
    if not order.team_id:
        return True
    team = campaign.team(order.team_id)
    return 0 < len(team) < campaign.terms.team_size and not any(one.is_teamed for one in team)


def is_late(campaign: Campaign, payment: PaymentTaken) -> bool:
    """Whether a payment that would bring an order in came too late for it."""
    return campaign.state != OPEN or payment.paid_at > campaign.terms.closes_at


def _changed(campaign: Campaign, body: CampaignChanged) -> Campaign:
    terms = campaign.terms
    terms = replace(
        terms, closes_at=body.closes_at or terms.closes_at, tiers=body.tiers or terms.tiers,
        most_units=terms.most_units if body.most_units is None else body.most_units,
    )  # fmt: skip
    return replace(campaign, terms=terms)


def _reserved(campaign: Campaign, body: SeatReserved) -> Campaign:
    if body.order_id in campaign.orders:
        raise ValueError(f"order {body.order_id} is in the campaign already")
    order = CampaignOrder(
        order_id=body.order_id, units=body.units, state=RESERVED, reserved_at=campaign.now, until=body.until,
        asked_cents=body.asked_cents, buyer=body.buyer, team_id=body.team_id, is_solo=body.is_solo,
    )  # fmt: skip
    return with_order(campaign, order)


def _left(campaign: Campaign, body: SeatLeft) -> Campaign:
    order = _order(campaign, body.order_id)
    if order.state not in (RESERVED, *OWED):
        raise ValueError(f"order {body.order_id} is {order.state}: nobody can leave it")
    return with_order(campaign, ended(order, body.reason, campaign.now))


def _paid(campaign: Campaign, body: PaymentTaken) -> Campaign:
    """Money joins, or goes to the balance; what is beyond what is due, and what comes too late, is owed back."""
    before = _order(campaign, body.order_id)
    order = replace(before, paid_cents=before.paid_cents + body.amount_cents)
    waits = order.state == RESERVED or (order.state == ENDED and order.ended_by == NOT_PAID)
    late = waits and is_late(campaign, body)
    if waits and not late:
        order = _joined(campaign, before, order)
    if order.state in (RESERVED, *OWED) and not late:
        order = owed_back(order, order.held_cents - due_cents(campaign, order), campaign.now)
        return _teamed(with_order(campaign, order), order.team_id)
    return with_order(campaign, owed_back(order, body.amount_cents, campaign.now))


def _joined(campaign: Campaign, before: CampaignOrder, order: CampaignOrder) -> CampaignOrder:
    """An order that is still wanted, with one more payment: in, where that is enough and there is room."""
    if before.state == ENDED and (before.paid_cents or not may_join(campaign, before)):
        return order  # what it paid before is on its way back
    if order.paid_cents < order.asked_cents:
        return order
    return replace(order, state=JOINED, joined_at=campaign.now, ended_by="", agreed_notices=len(campaign.notices))


def _teamed(campaign: Campaign, team_id: str) -> Campaign:
    """Marks a team that is whole."""
    paid = [one for one in campaign.team(team_id) if one.is_in] if team_id else []
    if len(paid) < campaign.terms.team_size:
        return campaign
    return replace(
        campaign, orders={**campaign.orders, **{one.order_id: replace(one, is_teamed=True) for one in paid}}
    )  # fmt: skip


def _refunded(campaign: Campaign, body: RefundPaid) -> Campaign:
    order = _order(campaign, body.order_id)
    if not 0 < body.amount_cents <= order.due_back_cents:
        raise ValueError(f"order {body.order_id}: {order.due_back_cents} are owed back, not {body.amount_cents}")
    left = order.due_back_cents - body.amount_cents
    return with_order(
        campaign,
        replace(order, due_back_cents=left, refunded_cents=order.refunded_cents + body.amount_cents,
                back_since=order.back_since if left else None),
    )  # fmt: skip


def _granted(campaign: Campaign, body: RefundGranted) -> Campaign:
    order = _order(campaign, body.order_id)
    if not 0 < body.amount_cents <= order.earned_cents:
        raise ValueError(f"order {body.order_id}: {order.earned_cents} were earned, not {body.amount_cents}")
    order = replace(order, earned_cents=order.earned_cents - body.amount_cents)
    return with_order(campaign, owed_back(order, body.amount_cents, campaign.now))


def _staged(campaign: Campaign, body: StageReached) -> Campaign:
    """Orders at a stage; those that are beyond it already stay, and one that is shipped earns its price."""
    at = STAGES.index(body.stage)
    orders = dict(campaign.orders)
    for name in body.order_ids:
        order = _order(campaign, name)
        if not campaign.is_firm(order):
            raise ValueError(f"order {name} is {order.state} and not firm: it cannot be {body.stage}")
        if STAGES.index(order.state) >= at:
            continue
        if STAGES.index(order.state) < STAGES.index(SHIPPED) <= at:
            if order.held_cents < due_cents(campaign, order):
                raise ValueError(f"order {name} is not paid in full: it cannot be {body.stage}")
            order = replace(order, earned_cents=order.held_cents)
        orders[name] = replace(order, state=body.stage, references=(*order.references, *body.references))
    return replace(campaign, orders=orders)


def _delayed(campaign: Campaign, body: DelayTold) -> Campaign:
    """A delay: silence agrees to the first one of 30 days at most; else it means the money back, thirty days after the
    promised day for a first notice and on the day told before for a later one (16 CFR 435.2(b))."""
    before = campaign.ships_by
    month = timedelta(days=SILENT_DELAY_DAYS)
    silence_ends = None
    if campaign.notices:
        silence_ends = before
    elif body.ships_by > before + month:
        silence_ends = before + month
    notice = DelayNotice(
        day=body.day, ships_by=body.ships_by, told_at=campaign.now, silence_ends=silence_ends, reason=body.reason,
        promise_days=body.promise_days,
    )  # fmt: skip
    return replace(campaign, notices=(*campaign.notices, notice))


def _answered(campaign: Campaign, body: DelayAnswered) -> Campaign:
    order = _order(campaign, body.order_id)
    if not 0 < body.notice <= len(campaign.notices):
        raise ValueError(f"there is no delay notice {body.notice}")
    if order.state not in OWED:
        return campaign
    if not body.stays:
        return with_order(campaign, ended(order, "wanted the money back after a delay notice", campaign.now))
    return with_order(campaign, replace(order, agreed_notices=max(order.agreed_notices, body.notice)))


def _cancelled(campaign: Campaign, body: CampaignCancelled) -> Campaign:
    return campaign if campaign.state in (CANCELLED, FAILED) else called_off(campaign, body.reason)


def _order(campaign: Campaign, order_id: str) -> CampaignOrder:
    if order_id not in campaign.orders:
        raise ValueError(f"campaign {campaign.campaign_id} has no order {order_id}")
    return campaign.orders[order_id]


_AFTER: dict[type, Callable[[Campaign, Any], Campaign]] = {
    CampaignChanged: _changed,
    CampaignCancelled: _cancelled,
    SeatReserved: _reserved,
    SeatLeft: _left,
    PaymentTaken: _paid,
    RefundPaid: _refunded,
    RefundGranted: _granted,
    CampaignLooked: lambda campaign, _: campaign,
    CampaignFilled: lambda campaign, _: replace(campaign, is_end_told=True),
    CampaignFailed: lambda campaign, _: replace(campaign, is_end_told=True),
    StageReached: _staged,
    DelayTold: _delayed,
    DelayAnswered: _answered,
}


def unbalanced_campaign(campaign: Campaign) -> tuple[Violation, ...]:
    """Where the money of a campaign does not add up, or more was sold than there are seats."""
    found = []
    for one in campaign.orders.values():
        parts = (one.held_cents, one.due_back_cents, one.refunded_cents, one.earned_cents)
        if min(parts) < 0 or sum(parts) != one.paid_cents:
            found.append(("money in is owed, refunded or earned", one.order_id, f"{parts} of {one.paid_cents}"))
        if one.state == ENDED and (one.held_cents or one.earned_cents):
            found.append(("an order that ended keeps no money", one.order_id, f"{one.held_cents} held"))
        if one.state in STAGES[STAGES.index(SHIPPED) :] and one.held_cents:
            found.append(("what is shipped is earned", one.order_id, f"{one.held_cents} held"))
    most = campaign.terms.most_units
    if most and campaign.count_units > most:
        found.append(("no seat is sold twice", campaign.campaign_id, f"{campaign.count_units} of {most}"))
    return tuple(Violation(rule=rule, where=where, found=what) for rule, where, what in found)
