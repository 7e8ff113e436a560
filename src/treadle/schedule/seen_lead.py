"""How long what we make really takes from the plan to the shelf, as orders of the last weeks were scheduled.

A buy that counts on the lead time of the settings while its own schedule needs a week more leaves the shelf empty for
that week, order after order. The schedule knows the queue; so the buy counts on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from treadle.terms.policy import Policy
from treadle.terms.reason import Reason
from treadle.terms.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLead:
    """Days from an order to the day on which it was planned to be there, the mean by pieces of the `orders` of the last
    `weeks` weeks."""

    days: int
    orders: int
    weeks: int

    def reason(self, told_days: int) -> Reason:
        """Why a buy counts on other days than those that are told."""
        return Reason.of("limit.lead", days=self.days, told_days=told_days, orders=self.orders, weeks=self.weeks)


def seen_lead(snapshot: Snapshot, policy: Policy) -> SeenLead | None:
    """What orders placed in the last weeks were planned to take, where that is longer than the settings say; else None.

    Counted to the day planned when they were placed: neither a promise, which is later to be sure, nor the day asked
    for, so that the lead time does not grow with every plan that counts on it.
    """
    weeks = policy.plan.lead_seen_weeks
    first = snapshot.as_of - timedelta(weeks=weeks)
    pieces = days = 0
    count = 0
    for order in snapshot.orders:
        terms = order.terms
        if terms.promise is None or not first <= terms.origin_day < snapshot.as_of:
            continue
        units = sum(line.ordered_units for line in order.lines)
        pieces += units
        days += units * (terms.promise.planned_day - terms.origin_day).days
        count += 1
    if not pieces or round(days / pieces) <= policy.plan.lead_days:
        return None
    return SeenLead(days=round(days / pieces), orders=count, weeks=weeks)


def made_lead_days(snapshot: Snapshot, policy: Policy) -> int:
    """Days from the plan until what we make is on the shelf: as the settings say, or as seen where that is longer."""
    seen = seen_lead(snapshot, policy)
    return policy.plan.lead_days if seen is None else seen.days
