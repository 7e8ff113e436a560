"""The one place where a campaign is written: looked at, decided, and added only while it is still as it was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from treadle.errors import ConflictError, NotFoundError
from treadle.presell.fold import next_campaign
from treadle.presell.time_passes import aged
from treadle.storage.ledger.protocol import Held, Ledger, Seen
from treadle.terms.campaign import (
    CANCELLED,
    FAILED,
    FILLED,
    Campaign,
    CampaignBody,
    CampaignLooked,
)
from treadle.terms.campaign_end import CampaignFailed, CampaignFilled
from treadle.terms.entry import BODIES, Entry
from treadle.terms.reason import Reason

#: Somebody else may come first so often before the writer is told of it.
TURNS = 50
KIND_OF = {body: kind for kind, body in BODIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of an act: the campaign afterwards, whether something was added, and why not where it was refused."""

    campaign: Campaign
    is_new: bool
    refused: Reason | None = None


def now_utc() -> datetime:
    """The clock's moment."""
    return datetime.now(UTC)


def campaign_held(ledger: Ledger, campaign_id: str) -> Held[Campaign]:
    """A campaign with its version. Raises `NotFoundError`, naming those that there are."""
    held = ledger.state(Campaign, campaign_id)
    if held is None:
        known = ", ".join(one.state_id for one in ledger.states(Campaign)) or "none"
        raise NotFoundError(f"There is no campaign {campaign_id}. Campaigns: {known}.")
    return held


def tell(
    ledger: Ledger, campaign_id: str, decide: Callable[[Campaign, datetime], CampaignBody | Reason], *, key: str,
    author: str, currency: str = "", clock: Callable[[], datetime] = now_utc,
) -> Told:  # fmt: skip
    """Decide on a campaign as it stands and add what was decided; where somebody else came first, look and decide anew.

    `key` makes a repeat harmless: what was told under it before is not told again. Raises `NotFoundError`, and
    `ConflictError` where others came first too often.
    """
    for _ in range(TURNS):
        held, now = campaign_held(ledger, campaign_id), clock()
        decided = decide(held.state, now)
        if isinstance(decided, Reason):
            return Told(campaign=aged(held.state, now), is_new=False, refused=decided)
        entry = entry_about(campaign_id, decided, key=key, author=author, now=max(now, held.state.now),
                            currency=currency)  # fmt: skip
        try:
            added = ledger.add([entry], seen=[Seen(kind=Campaign, state_id=campaign_id, version=held.version)])
        except ConflictError:
            continue
        if not added.is_new:
            return Told(campaign=campaign_held(ledger, campaign_id).state, is_new=False)
        return Told(campaign=next_campaign(held.state, added.entries[0]), is_new=True)
    raise ConflictError(f"Campaign {campaign_id} is written by many others at once: try again.")


def look(
    ledger: Ledger, campaign_id: str, *, author: str, clock: Callable[[], datetime] = now_utc, currency: str = ""
) -> Told:
    """Bring a campaign to the clock's moment, and say how it ended once it has; nothing is written where time brought
    nothing about."""
    held, now = campaign_held(ledger, campaign_id), clock()
    found = Told(campaign=held.state, is_new=False)
    if has_come_about(held.state, now):
        key = f"campaign looked:{campaign_id}:{held.version}"
        found = tell(ledger, campaign_id, lambda _, __: CampaignLooked(), key=key, author=author, clock=clock,
                     currency=currency)  # fmt: skip
    if found.campaign.ended_at is None or found.campaign.is_end_told or found.campaign.state == CANCELLED:
        return found
    ended = tell(ledger, campaign_id, how_it_ended, key=f"campaign ended:{campaign_id}", author=author, clock=clock,
                 currency=currency)  # fmt: skip
    return Told(campaign=ended.campaign, is_new=found.is_new)


def how_it_ended(campaign: Campaign, now: datetime) -> CampaignBody | Reason:
    """What is to be told of a campaign's end, once; the reason why nothing where it has not ended."""
    campaign = aged(campaign, now)
    if campaign.state == FAILED:
        return CampaignFailed(units=campaign.count_units, threshold_units=campaign.terms.threshold_units)
    if campaign.state == FILLED:
        return CampaignFilled(units=campaign.count_units, price_cents=campaign.price_cents)
    return Reason(code="presell.closed")


def has_come_about(campaign: Campaign, now: datetime) -> bool:
    """Whether time alone changed something since the newest entry."""
    then = aged(campaign, now)
    return (then.state, then.orders, then.price_cents) != (campaign.state, campaign.orders, campaign.price_cents)


def entry_about(campaign_id: str, body: CampaignBody, *, key: str, author: str, now: datetime, currency: str) -> Entry:
    """An entry of the moment at which it was decided."""
    return Entry(kind=KIND_OF[type(body)], subject=campaign_id, happened_at=now, known_at=now, author=author, key=key,
                 body=body, currency=currency)  # fmt: skip
