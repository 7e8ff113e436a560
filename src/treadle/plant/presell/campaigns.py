"""What a brand does with its campaigns: open, change, call off, move along, tell of a delay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from treadle.errors import InputError, Problem
from treadle.plant.presell.told import Told, campaign_held, entry_about, now_utc, tell
from treadle.presell.seats import change, reach, tell_delay
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.campaign import (
    CANCELLED,
    FAILED,
    Campaign,
    CampaignBody,
    CampaignCancelled,
    CampaignChanged,
    CampaignOpened,
    CampaignTerms,
    DelayTold,
)
from treadle.terms.fingerprint import fingerprint
from treadle.terms.reason import Reason


def open_campaign(
    ledger: Ledger, campaign_id: str, terms: CampaignTerms, *, author: str, clock: Callable[[], datetime] = now_utc,
    currency: str = "",
) -> Told:  # fmt: skip
    """Open a campaign; opened again on the same terms it is the same.

    Raises `InputError` with every rule that the offer breaks, or where another of its name is open.
    """
    _check(campaign_id, terms)
    before = ledger.state(Campaign, campaign_id)
    if before is not None and before.state.terms != terms:
        raise InputError.single(campaign_id, "there is a campaign of this name", "Give it another name")
    if before is not None:
        return Told(campaign=before.state, is_new=False)
    entry = entry_about(campaign_id, CampaignOpened(terms=terms), key=f"campaign:{campaign_id}", author=author,
                        now=clock(), currency=currency)  # fmt: skip
    added = ledger.add([entry])
    return Told(campaign=campaign_held(ledger, campaign_id).state, is_new=added.is_new)


def change_campaign(
    ledger: Ledger, campaign_id: str, wanted: CampaignChanged, *, author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """Extend a campaign, close it early, lower its prices, or change its seats. Raises `NotFoundError`, and
    `InputError` with every rule that its prices would break."""
    held = campaign_held(ledger, campaign_id)
    if wanted.tiers is not None:
        _check(campaign_id, replace(held.state.terms, tiers=wanted.tiers))
    version = held.version
    return tell(ledger, campaign_id, lambda campaign, now: change(campaign, wanted, now),
                key=f"campaign changed:{campaign_id}:{version}:{fingerprint(wanted)}", author=author, clock=clock,
                currency=currency)  # fmt: skip


def _check(campaign_id: str, terms: CampaignTerms) -> None:
    """Raise `InputError` with every rule of offers that terms break."""
    broken = [Problem(file=campaign_id, what=f"it breaks the rule that {one.rule}", remedy="Change the offer")
              for one in terms.check()]  # fmt: skip
    if broken:
        raise InputError(broken)


def cancel_campaign(
    ledger: Ledger, campaign_id: str, why: str, *, author: str, clock: Callable[[], datetime] = now_utc,
    currency: str = "",
) -> Told:  # fmt: skip
    """Call a campaign off: all that is held is owed back. Raises `NotFoundError`."""

    def decide(campaign: Campaign, _: datetime) -> CampaignBody | Reason:
        if campaign.state in (FAILED, CANCELLED):
            return Reason(code="presell.closed")
        return CampaignCancelled(reason=why)

    return tell(ledger, campaign_id, decide, key=f"campaign cancelled:{campaign_id}", author=author, clock=clock,
                currency=currency)  # fmt: skip


def reach_stage(
    ledger: Ledger, campaign_id: str, stage: str, *, references: tuple[str, ...] = (), author: str,
    clock: Callable[[], datetime] = now_utc, currency: str = "",
) -> Told:  # fmt: skip
    """All orders that may come to a stage do. Raises `NotFoundError`."""
    version = campaign_held(ledger, campaign_id).version
    return tell(ledger, campaign_id, lambda campaign, now: reach(campaign, stage, now, references),
                key=f"campaign stage:{campaign_id}:{stage}:{version}", author=author, clock=clock,
                currency=currency)  # fmt: skip


def delay_of(day: date, reason: str, time_zone: str) -> DelayTold:
    """A delay to a day, which ends at midnight where the brand is."""
    return DelayTold(day=day, ships_by=midnight(day + timedelta(days=1), time_zone), reason=reason)


def notify_delay(
    ledger: Ledger, campaign_id: str, wanted: DelayTold, *, author: str, clock: Callable[[], datetime] = now_utc,
    currency: str = "",
) -> Told:  # fmt: skip
    """Tell buyers of a later day before the day that stands passes. Raises `NotFoundError`."""
    return tell(ledger, campaign_id, lambda campaign, now: tell_delay(campaign, wanted, now),
                key=f"delay:{campaign_id}:{wanted.day.isoformat()}", author=author, clock=clock,
                currency=currency)  # fmt: skip
