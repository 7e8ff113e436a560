"""Campaigns whose goods a release makes: their firm orders are in production from then on."""

from __future__ import annotations

from collections.abc import Iterable

from treadle.plant.presell.told import tell
from treadle.presell.seats import reach_of
from treadle.settings import Settings
from treadle.storage.ledger.moments import midnight
from treadle.storage.ledger.protocol import Ledger
from treadle.terms.buy import BuyCase
from treadle.terms.campaign import RELEASED, Campaign
from treadle.terms.plan import Plan
from treadle.terms.release import ReleasedOrder


def mark_released(
    ledger: Ledger, settings: Settings, plan: Plan, orders: Iterable[ReleasedOrder], *, author: str
) -> tuple[str, ...]:
    """Move on the campaigns of which a plan's orders make what is sold ahead, on the plan's own day; which they are."""
    made = {sku for order in orders for sku in order.units}
    names = tuple(sorted(order.work_order_id for order in orders))
    begun = midnight(plan.as_of, settings.time_zone)
    found = []
    for campaign in (held.state for held in ledger.states(Campaign)):
        sold = [size.sku for case in plan.cases if _is_sold(case, campaign.terms.option_id) for size in case.sizes]
        if not made.intersection(sold):
            continue
        done = tell(
            ledger, campaign.campaign_id,
            lambda one, now: reach_of(one, RELEASED, now, until=plan.as_of, references=names),
            key=f"campaign stage:{campaign.campaign_id}:{RELEASED}:{plan.plan_id}", author=author,
            clock=lambda: begun, currency=settings.currency,
        )  # fmt: skip
        if done.is_new:
            found.append(campaign.campaign_id)
    return tuple(found)


def _is_sold(case: BuyCase, option_id: str) -> bool:
    return case.option_id == option_id and any(size.firm_units for size in case.sizes)
