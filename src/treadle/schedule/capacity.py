"""What the lines can sew until goods are due, and what a change of style costs them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np

from treadle.schedule.seen_lead import made_lead_days
from treadle.schedule.work_in_progress import left_minutes, left_share, unfinished
from treadle.terms.policy import Policy
from treadle.terms.sewing import LineBalance
from treadle.terms.snapshot import Snapshot


def sewing_capacity(snapshot: Snapshot, policy: Policy, balances: tuple[LineBalance, ...]) -> float | None:
    """Standard minutes that the lines can sew before the lead time is over, released orders taken off.

    Until the brand plans again nothing else is ordered: the lines can sew for so long at least, and what is then late
    is promised late. None where there is no factory.
    """
    if not snapshot.factories:
        return None
    efficiency = _efficiency(balances)
    total = 0.0
    lead = made_lead_days(snapshot, policy)
    for factory in snapshot.factories:
        due = snapshot.as_of + timedelta(days=lead)
        in_time = sum(factory.arrival_day(snapshot.as_of + timedelta(days=day)) < due for day in range(lead))
        days = max(in_time, policy.plan.plans_every_days)
        minutes = sum(factory.calendar.minutes(snapshot.as_of + timedelta(days=day)) for day in range(days))
        for line in factory.sewing_lines:
            total += minutes * len(line.operators) * efficiency.get(line.line_id, 0.0)
    taken = sum(
        order.terms.sewing_minutes * left_share(snapshot, order)
        for order in unfinished(snapshot)
        if left_minutes(snapshot, order.terms.origin_day, order.terms.sew_end_minute) > 0
    )
    return max(total - taken, 0.0)


def change_minutes(snapshot: Snapshot, balances: tuple[LineBalance, ...]) -> float:
    """Standard minutes that a change of style costs a line on average: it stands with all its people."""
    efficiency = _efficiency(balances)
    lost = [
        factory.changeover_minutes * len(line.operators) * share
        for factory in snapshot.factories
        for line in factory.sewing_lines
        if (share := efficiency.get(line.line_id))
    ]
    return float(np.mean(lost)) if lost else 0.0


def _efficiency(balances: tuple[LineBalance, ...]) -> dict[str, float]:
    """Mean efficiency of each line that a bulletin was balanced on."""
    found: dict[str, list[float]] = defaultdict(list)
    for balance in balances:
        if balance.status == "balanced":
            found[balance.line_id].append(balance.line_efficiency)
    return {line_id: float(np.mean(values)) for line_id, values in found.items()}
