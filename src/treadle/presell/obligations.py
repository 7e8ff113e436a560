"""What campaigns owe their buyers: firm demand, as a plan counts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from treadle.presell.time_passes import aged
from treadle.terms.campaign import Campaign
from treadle.terms.sold_ahead import SoldAhead


def sold_ahead(campaigns: Iterable[Campaign], now: datetime) -> tuple[SoldAhead, ...]:
    """Pieces by campaign and SKU that are sold for sure at a moment and not shipped."""
    return tuple(
        SoldAhead(campaign_id=one.campaign_id, sku=sku, units=units, ship_day=one.promise_day)
        for one in (aged(campaign, now) for campaign in campaigns)
        for sku, units in one.firm_units().items()
    )
