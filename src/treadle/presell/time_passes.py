"""What time brings about in a campaign by itself: ends of reservations and teams, the deadline, silences, refunds.

Every entry of a campaign is read after time has passed up to it, so that nobody can forget a consequence: a payment
that comes a minute after its reservation ended finds it ended, whoever looked in between or did not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from treadle.terms.campaign import (
    CANCELLED,
    ENDED,
    FAILED,
    FILLED,
    JOINED,
    MADE,
    OPEN,
    OWED,
    PAIR,
    RELEASED,
    RESERVED,
    THRESHOLD,
    Campaign,
    CampaignOrder,
)

#: Why an order ended, as it is told.
NOT_PAID, NO_FRIEND, NOT_FILLED = "not paid in time", "no friend joined in time", "the campaign did not fill"
NO_BALANCE, DAY_PASSED, SILENT = "the balance was not paid", "the promised day passed", "no answer to a delay notice"
CALLED_OFF = "the campaign was called off"
#: Stands for the end of no reservation.
NEVER = datetime.max.replace(tzinfo=UTC)


def aged(campaign: Campaign, now: datetime) -> Campaign:
    """The campaign at a moment, or at the latest moment that it knew: clocks that step back bring nothing back."""
    now = max(campaign.now, now)
    campaign = replace(campaign, now=now)
    if campaign.state == OPEN:
        campaign = _reservations_end(campaign)
        campaign = _teams_end(campaign)
        if now >= campaign.terms.judged_at:
            campaign = _judged(campaign)
    if campaign.state == FILLED:
        campaign = _balances_end(campaign)
    if campaign.state in (OPEN, FILLED):
        campaign = _days_pass(campaign)
    return campaign


def with_order(campaign: Campaign, order: CampaignOrder) -> Campaign:
    """The campaign with an order as it is now."""
    first = campaign.none_ends_before
    if first is not None and order.state == RESERVED:
        first = min(first, order.until)
    return replace(campaign, orders={**campaign.orders, order.order_id: order}, none_ends_before=first)


def ended(order: CampaignOrder, reason: str, now: datetime) -> CampaignOrder:
    """An order that takes no part any more: all that is held for it is owed back."""
    return owed_back(replace(order, state=ENDED, ended_by=reason), order.held_cents, now)


def owed_back(order: CampaignOrder, cents: int, now: datetime) -> CampaignOrder:
    """An order of which so much of what is held is owed back from now on."""
    if cents <= 0:
        return order
    return replace(order, due_back_cents=order.due_back_cents + cents, back_since=order.back_since or now)


def due_cents(campaign: Campaign, order: CampaignOrder) -> int:
    """The most that an order has to pay in all: while the campaign is open, at its highest price."""
    if order.is_solo:
        piece = campaign.terms.solo_price_cents
    else:
        piece = campaign.price_cents or campaign.terms.tiers[0].price_cents
    return piece * order.pieces


def called_off(campaign: Campaign, reason: str) -> Campaign:
    """The campaign as its brand called it off: what was not shipped ends."""
    orders = {
        name: ended(one, CALLED_OFF, campaign.now) if one.state in (RESERVED, *OWED) else one
        for name, one in campaign.orders.items()
    }
    return replace(campaign, orders=orders, state=CANCELLED, ended_at=campaign.now, reason=reason)


def _end_where(campaign: Campaign, reason: str, names: set[str]) -> Campaign:
    if not names:
        return campaign
    orders = {name: ended(one, reason, campaign.now) if name in names else one for name, one in campaign.orders.items()}
    return replace(campaign, orders=orders)


def _reservations_end(campaign: Campaign) -> Campaign:
    now = campaign.now
    if campaign.none_ends_before is not None and now < campaign.none_ends_before:
        return campaign
    waiting = [one for one in campaign.orders.values() if one.state == RESERVED]
    late = {one.order_id for one in waiting if one.until <= now}
    first = min((one.until for one in waiting if one.until > now), default=NEVER)
    return replace(_end_where(campaign, NOT_PAID, late), none_ends_before=first)


def _teams_end(campaign: Campaign) -> Campaign:
    """Teams that are not whole in time get their money back."""
    if campaign.terms.kind != PAIR:
        return campaign
    began: dict[str, datetime] = {}
    for one in campaign.orders.values():
        if one.team_id:
            began[one.team_id] = min(began.get(one.team_id, one.reserved_at), one.reserved_at)
    hours = timedelta(hours=campaign.terms.team_hours)
    over = {
        name for name, one in campaign.orders.items()
        if one.team_id and not one.is_teamed and one.state in (RESERVED, JOINED)
        and campaign.now >= began[one.team_id] + hours
    }  # fmt: skip
    return _end_where(campaign, NO_FRIEND, over)


def _judged(campaign: Campaign) -> Campaign:
    """Filled or failed by what is paid when the time is over."""
    waiting = {name for name, one in campaign.orders.items() if one.state == RESERVED}
    campaign = _end_where(campaign, NOT_PAID, waiting)
    if campaign.terms.kind == PAIR:
        alone = {
            name for name, one in campaign.orders.items()
            if one.team_id and one.is_in and not campaign.is_firm(one)
        }  # fmt: skip
        campaign = _end_where(campaign, NO_FRIEND, alone)
    count = campaign.count_units
    least = campaign.terms.threshold_units if campaign.terms.kind == THRESHOLD else 1
    if count < least and not campaign.is_made:
        campaign = _end_where(campaign, NOT_FILLED, {name for name, one in campaign.orders.items() if one.is_in})
        return replace(campaign, state=FAILED, ended_at=campaign.now)
    campaign = replace(
        campaign, state=FILLED, ended_at=campaign.now, price_cents=campaign.terms.price_cents(count)
    )  # fmt: skip
    orders = {
        name: owed_back(one, one.held_cents - due_cents(campaign, one), campaign.now) if one.state in OWED else one
        for name, one in campaign.orders.items()
    }
    return replace(campaign, orders=orders)


def _balances_end(campaign: Campaign) -> Campaign:
    assert campaign.ended_at is not None
    if campaign.now < campaign.ended_at + timedelta(days=campaign.terms.balance_days):
        return campaign
    short = {
        name for name, one in campaign.orders.items()
        if one.state in (JOINED, RELEASED, MADE) and one.held_cents < due_cents(campaign, one)
    }  # fmt: skip
    return _end_where(campaign, NO_BALANCE, short)


def _days_pass(campaign: Campaign) -> Campaign:
    """Whose goods were not shipped by the day that was told last, and whose silence means the money back."""
    if not campaign.notices and campaign.now < campaign.ships_by:
        return campaign
    owed = {name: one for name, one in campaign.orders.items() if one.state in OWED}
    for number, notice in enumerate(campaign.notices, start=1):
        if notice.silence_ends is not None and campaign.now >= notice.silence_ends:
            silent = {name for name, one in owed.items() if one.agreed_notices < number}
            campaign = _end_where(campaign, SILENT, silent)
            owed = {name: one for name, one in owed.items() if name not in silent}
    if campaign.now >= campaign.ships_by:
        campaign = _end_where(campaign, DAY_PASSED, set(owed))
    return campaign
