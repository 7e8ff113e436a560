"""What buyers do in a campaign: reserve, leave, answer a delay notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from treadle.errors import InputError
from treadle.plant.presell.told import Told, campaign_held, now_utc, tell
from treadle.presell.seats import SeatAsked, leave, reserve
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import OWED, Campaign, CampaignBody, DelayAnswered
from treadle.terms.reason import Reason


def reserve_seat(
    ledger: Ledger, campaign_id: str, asked: SeatAsked, *, author: str, clock: Callable[[], datetime] = now_utc,
    currency: str = "",
) -> Told:  # fmt: skip
    """Reserve pieces until they are paid, or until the reservation ends; the same order again is the same reservation.

    Refused with a reason where there is no seat. Raises `NotFoundError`.
    """

    def decide(campaign: Campaign, now: datetime) -> CampaignBody | Reason:
        if asked.order_id in campaign.orders:
            return Reason.of("presell.there_already", order=asked.order_id)
        return reserve(campaign, asked, now)

    told = tell(ledger, campaign_id, decide, key=f"seat:{campaign_id}:{asked.order_id}", author=author, clock=clock,
                currency=currency)  # fmt: skip
    if told.refused is not None and told.refused.code == "presell.there_already":
        return Told(campaign=told.campaign, is_new=False)
    return told


def reserve_by_size(
    ledger: Ledger, campaign_id: str, order_id: str, pieces: Mapping[str, int], *, buyer: str = "", team_id: str = "",
    is_solo: bool = False, author: str, clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """As `reserve_seat`, with pieces by size or SKU, as buyers say them. Raises `InputError` where nothing is said."""
    if not pieces:
        raise InputError.single("--units", "nothing is ordered", "Say size=pieces, such as M=2")
    terms = campaign_held(ledger, campaign_id).state.terms
    sku_of = {size.casefold(): sku for sku, size in terms.sizes.items()}
    units: dict[str, int] = {}
    for name, count in pieces.items():
        sku = name if name in terms.sizes else sku_of.get(name.casefold(), name)
        units[sku] = units.get(sku, 0) + count
    asked = SeatAsked(order_id=order_id, units=units, buyer=buyer, team_id=team_id, is_solo=is_solo)
    return reserve_seat(ledger, campaign_id, asked, author=author, clock=clock, currency=currency)


def leave_campaign(
    ledger: Ledger, campaign_id: str, order_id: str, why: str, *, author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """A buyer leaves before the goods are shipped, and what is held is owed back. Raises `NotFoundError`."""
    return tell(
        ledger, campaign_id, lambda campaign, now: leave(campaign, order_id, why, now),
        key=f"seat left:{campaign_id}:{order_id}", author=author, clock=clock, currency=currency,
    )  # fmt: skip


def answer_delay(
    ledger: Ledger, campaign_id: str, order_id: str, *, stays: bool, author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """A buyer answers the newest delay notice. Raises `NotFoundError`."""

    def decide(campaign: Campaign, _: datetime) -> CampaignBody | Reason:
        order = campaign.orders.get(order_id)
        if order is None:
            return Reason.of("presell.no_order", order=order_id)
        if order.state not in OWED or not campaign.notices:
            return Reason.of("presell.not_asked", order=order_id)
        return DelayAnswered(order_id=order_id, notice=len(campaign.notices), stays=stays)

    held = ledger.state(Campaign, campaign_id)
    notice = len(held.state.notices) if held is not None else 0
    return tell(
        ledger, campaign_id, decide, key=f"delay answer:{campaign_id}:{order_id}:{notice}:{stays}", author=author,
        clock=clock, currency=currency,
    )  # fmt: skip
