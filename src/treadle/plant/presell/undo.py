"""The newest change of a campaign's end, taken back while the end before it is still to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from treadle.plant.presell.campaigns import change_campaign
from treadle.plant.presell.told import Told, campaign_held, now_utc
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import OPEN, Campaign, CampaignChanged, CampaignOpened
from treadle.terms.reason import Reason

#: Why an end was put back, as the entry says.
UNDONE = "taken back"


def end_before(ledger: Ledger, campaign: Campaign, now: datetime) -> datetime | None:
    """The end that a campaign had before its newest change; None where that changed anything else, was itself taken
    back, or the end is past: prices that were lowered are not raised again."""
    entries = ledger.entries(subjects=[campaign.campaign_id], kinds=["campaign", "campaign changed"])
    ends: list[datetime] = []
    newest: CampaignChanged | None = None
    for body in (one.body for one in entries):
        if isinstance(body, CampaignOpened):
            ends.append(body.terms.closes_at)
        elif isinstance(body, CampaignChanged):
            newest = body
            ends += [body.closes_at] if body.closes_at is not None else []
    if newest is None or newest.closes_at is None or (newest.tiers, newest.most_units) != (None, None):
        return None
    if campaign.state != OPEN or newest.reason == UNDONE or len(ends) < 2:
        return None
    return ends[-2] if ends[-2] > now else None


def undo_change(
    ledger: Ledger, campaign_id: str, *, author: str, clock: Callable[[], datetime] = now_utc, currency: str = ""
) -> Told:
    """Put the end of a campaign back to where it was. Refused with a reason where that cannot be; raises
    `NotFoundError`."""
    campaign = campaign_held(ledger, campaign_id).state
    end = end_before(ledger, campaign, clock())
    if end is None:
        return Told(campaign=campaign, is_new=False, refused=Reason(code="presell.no_undo"))
    return change_campaign(ledger, campaign_id, CampaignChanged(reason=UNDONE, closes_at=end), author=author,
                           clock=clock, currency=currency)  # fmt: skip
