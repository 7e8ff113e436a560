"""What campaigns owe their buyers: firm demand, as a plan counts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from treadle.presell.time_passes import aged
from treadle.terms.campaign import Campaign, CampaignOrder
from treadle.terms.sold_ahead import SoldAhead

#: A refund is paid within so many working days (16 CFR 435.1(f), for money that was not on credit). By definition.
PROMPT_WORKING_DAYS = 7


def overdue_refunds(campaign: Campaign, now: datetime) -> tuple[CampaignOrder, ...]:
    """Orders whose money has been owed back for more working days than a prompt refund takes; Saturdays and Sundays are
    none."""
    found = (one for one in campaign.orders.values() if one.due_back_cents and one.back_since is not None)
    return tuple(
        one for one in found
        if one.back_since is not None and _working_days(one.back_since, now) > PROMPT_WORKING_DAYS
    )  # fmt: skip


def _working_days(since: datetime, now: datetime) -> int:
    """Working days that began after a moment, up to another."""
    days = (now.date() - since.date()).days
    return sum((since.date() + timedelta(days=at)).weekday() < 5 for at in range(1, days + 1))


def sold_ahead(campaigns: Iterable[Campaign], now: datetime) -> tuple[SoldAhead, ...]:
    """Pieces by campaign and SKU that are sold for sure at a moment and not shipped."""
    return tuple(
        SoldAhead(sale_id=one.campaign_id, sku=sku, units=units, ship_day=one.promise_day)
        for one in (aged(campaign, now) for campaign in campaigns)
        for sku, units in one.firm_units().items()
    )
