"""What a buyer or the brand may do in a campaign now: the entry that says it, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from treadle.presell.time_passes import aged
from treadle.terms.campaign import (
    ENDED,
    OPEN,
    OWED,
    PAIR,
    RESERVED,
    SHIPPED,
    STAGES,
    Campaign,
    CampaignChanged,
    CampaignOrder,
    DelayTold,
    SeatLeft,
    SeatReserved,
    StageReached,
)
from treadle.terms.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAsked:
    """What a buyer wants: pieces by SKU. In a pair `team_id` names the team to join, '' begins one, `is_solo` buys
    alone."""

    order_id: str
    units: Mapping[str, int] = field(default_factory=dict)
    buyer: str = ""
    team_id: str = ""
    is_solo: bool = False


def reserve(campaign: Campaign, asked: SeatAsked, now: datetime) -> SeatReserved | Reason:
    """A reservation that holds as long as the campaign says, or the reason why there is none."""
    campaign, terms = aged(campaign, now), campaign.terms
    refused = _refused(campaign, asked)
    if refused is not None:
        return refused
    is_solo = asked.is_solo and terms.kind == PAIR
    team_id = asked.team_id or asked.order_id if terms.kind == PAIR and not is_solo else ""
    pieces = sum(asked.units.values())
    if terms.deposit_cents:
        piece_cents = terms.deposit_cents
    else:
        piece_cents = terms.solo_price_cents if is_solo else terms.tiers[0].price_cents
    until = min(campaign.now + timedelta(minutes=terms.hold_minutes), terms.judged_at)
    return SeatReserved(
        order_id=asked.order_id, units=dict(asked.units), until=until, asked_cents=piece_cents * pieces,
        buyer=asked.buyer, team_id=team_id, is_solo=is_solo,
    )  # fmt: skip


def _refused(campaign: Campaign, asked: SeatAsked) -> Reason | None:
    terms, pieces, left = campaign.terms, sum(asked.units.values()), campaign.seats_left
    if campaign.state != OPEN or campaign.now >= terms.closes_at:
        return Reason(code="presell.closed")
    if campaign.now < terms.opens_at:
        return Reason.of("presell.not_begun", opens_at=terms.opens_at.isoformat(timespec="minutes"))
    unknown = sorted(set(asked.units) - set(terms.sizes))
    if unknown:
        return Reason.of("presell.no_size", sku=unknown[0], known=", ".join(terms.sizes))
    if pieces < 1 or min(asked.units.values()) < 0:
        return Reason.of("presell.no_pieces", units=pieces)
    if left is not None and pieces > left:
        return Reason.of("presell.no_seats", units=pieces, left_units=max(left, 0))
    if terms.kind != PAIR or asked.is_solo or not asked.team_id:
        return None
    team = campaign.team(asked.team_id)
    if not team:
        return Reason.of("presell.no_team", team=asked.team_id)
    if len(team) >= terms.team_size or any(one.is_teamed for one in team):
        return Reason.of("presell.team_full", team=asked.team_id, size=terms.team_size)
    return None


def leave(campaign: Campaign, order_id: str, why: str, now: datetime) -> SeatLeft | Reason:
    """A buyer leaves: before the goods are shipped always."""
    order = aged(campaign, now).orders.get(order_id)
    if order is None:
        return Reason.of("presell.no_order", order=order_id)
    if order.state not in (RESERVED, *OWED):
        return Reason.of("presell.not_in", order=order_id)
    return SeatLeft(order_id=order_id, reason=why)


def change(campaign: Campaign, wanted: CampaignChanged, now: datetime) -> CampaignChanged | Reason:
    """A change of an open campaign: to another end, to lower prices, to other seats; nothing that was promised is
    taken back."""
    campaign, terms = aged(campaign, now), campaign.terms
    if campaign.state != OPEN or campaign.now >= terms.closes_at:
        return Reason(code="presell.closed")
    if wanted.closes_at is not None and not campaign.now <= wanted.closes_at < campaign.ships_by:
        return Reason.of("presell.bad_end", closes_at=wanted.closes_at.isoformat(timespec="minutes"),
                         day=campaign.promise_day.isoformat())  # fmt: skip
    if wanted.most_units is not None and campaign.seats_left is not None:
        taken = terms.most_units - campaign.seats_left
        if 0 < wanted.most_units < max(taken, terms.threshold_units):
            return Reason.of("presell.seats_taken", units=max(taken, terms.threshold_units))
    for tier in (*terms.tiers, *(wanted.tiers or ())) if wanted.tiers is not None else ():
        now_cents = terms.price_cents(tier.from_units)
        then_cents = min(
            (one.price_cents for one in wanted.tiers or () if one.from_units <= tier.from_units), default=now_cents + 1
        )
        if then_cents > now_cents:
            return Reason.of("presell.dearer", units=tier.from_units, price_cents=now_cents, dearer_cents=then_cents)
    return wanted


def reach(campaign: Campaign, stage: str, now: datetime, references: tuple[str, ...] = ()) -> StageReached | Reason:
    """All orders that may come to a stage do: firm ones that stand before it; shipped only where they are paid."""
    return reach_of(campaign, stage, now, until=None, references=references)


def reach_of(
    campaign: Campaign, stage: str, now: datetime, *, until: date | None, references: tuple[str, ...] = ()
) -> StageReached | Reason:
    """As `reach`, of orders that had joined when a day began: later ones were in no plan of that day."""
    campaign = aged(campaign, now)
    at = STAGES.index(stage)
    found = tuple(
        name for name, one in campaign.orders.items()
        if campaign.is_firm(one)
        and (until is None or (one.joined_at is not None and one.joined_at.date() < until))
        and STAGES.index(one.state) < at
        and (at < STAGES.index(SHIPPED) or not unpaid_cents(campaign, one))
    )  # fmt: skip
    if not found:
        return Reason(code="presell.none_to_move")
    return StageReached(stage=stage, order_ids=found, references=references)


def unpaid_cents(campaign: Campaign, order: CampaignOrder) -> int:
    """What an order still has to pay before its goods are shipped; 0 for one that has no part."""
    if order.state == ENDED or order.state in STAGES[STAGES.index(SHIPPED) :]:
        return 0
    return max(campaign.piece_cents(order) * order.pieces - order.held_cents, 0)


def tell_delay(campaign: Campaign, wanted: DelayTold, now: datetime) -> DelayTold | Reason:
    """A delay may be told while goods are owed and before the day passes that stands."""
    campaign = aged(campaign, now)
    if not any(one.state in OWED for one in campaign.orders.values()):
        return Reason(code="presell.nothing_owed")
    if wanted.ships_by <= campaign.ships_by:
        return Reason.of("presell.not_later", day=campaign.promise_day.isoformat())
    return wanted
