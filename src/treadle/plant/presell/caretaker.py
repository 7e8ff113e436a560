"""What campaigns need by themselves: deadlines kept, and what is sure put into production where that is wished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from treadle.plant.presell.deliveries import forget_what_is_over
from treadle.plant.presell.desk import CampaignBooks, campaign_books, has_campaigns
from treadle.plant.serving import ServedBrand
from treadle.storage.ledger.moments import midnight
from treadle.terms.campaign import JOINED, Campaign

#: The kind of job that puts what is sold ahead into production.
PRODUCE = "produce sold ahead"
AUTHOR = "treadle (by itself)"


def look_after(brand: ServedBrand, clock: Callable[[], datetime] | None = None) -> str:
    """Bring a brand's campaigns to this moment (of `clock`; default: the brand's own); the day (as text) on which
    something is to be put into production by itself, empty where nothing is. Raises `LedgerError`."""
    if not has_campaigns(brand.folder, brand.settings):
        return ""
    books = campaign_books(brand.folder, author=AUTHOR)
    books = replace(books, clock=clock or books.clock)
    campaigns = books.campaigns()
    if not brand.settings.presell.releases_itself:
        return ""
    now = books.clock()
    day = now.astimezone(ZoneInfo(brand.settings.time_zone)).date()
    begun = midnight(day, brand.settings.time_zone)
    return day.isoformat() if any(is_due(one, begun) for one in campaigns) else ""


def forget_addresses(brand: ServedBrand) -> int:
    """Forget where goods of orders went that ended or are settled; how many. Raises `LedgerError`."""
    if not has_campaigns(brand.folder, brand.settings):
        return 0
    return forget_what_is_over(campaign_books(brand.folder, author=AUTHOR))


def is_due(campaign: Campaign, begun: datetime) -> bool:
    """Whether a campaign is sure and some of its orders, joined before a day began, are not in production."""
    return campaign.is_sure and any(
        one.state == JOINED and campaign.is_firm(one) and one.joined_at is not None and one.joined_at < begun
        for one in campaign.orders.values()
    )


def produce(books: CampaignBooks, brand: ServedBrand) -> str:
    """Plan the brand anew and release what is sold ahead; what was done, as a sentence.

    Raises as `plan_folder` and `release_sold_ahead` do.
    """
    from treadle.plant.plan import plan_folder
    from treadle.plant.presell.release import release_sold_ahead
    from treadle.plant.standing import OWN, keep_record

    planned = plan_folder(brand.folder)
    if not any(size.firm_units for case in planned.plan.cases for size in case.sizes):
        return "Stock and orders serve all that is sold ahead."
    keep_record(brand.folder, planned)
    found = release_sold_ahead(books, brand.folder, brand.folder / OWN)
    units = sum(sum(order.units.values()) for order in found.orders)
    return f"Released {len(found.orders)} orders, {units:,} units, for {', '.join(found.campaign_ids)}."
