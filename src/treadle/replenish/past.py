"""The past played again: what orders of the rule would have cost on demand that came, and how far they lean for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.replenish.order import TAIL_WEEKS, Floats, Paths, decide_orders, weeks_needed
from treadle.replenish.stock import Terms

Flags = npt.NDArray[np.bool_]

#: How many times what is forecast orders may be placed for, in steps of about a fifteenth. Round numbers, not tuned.
LEANS = (0.75, 0.8, 0.87, 0.93, 1.0, 1.07, 1.15, 1.23, 1.32)
#: Whole months that the cost must have been seen in before orders lean. The fewest that have a deviation, not tuned.
_LEAST_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """W weeks of n pairs: `told` gives the demand paths (n, P, H) that were expected at the start of a week, times a
    number; `came` (n, W) is what was sold then, all that was wanted where the shelf `is_full` (n, W)."""

    told: Callable[[int, float], Paths]
    came: Floats
    is_full: Flags


def played(past: Past, terms: Terms, lean: float) -> Floats:
    """Cost (W,) of all pairs week by week, had orders been placed for `lean` times the demand that was expected.

    The shelf begins with a week's expected units and as much under way for each week until the first order sells; so
    weeks before that are the start's doing and not the rule's. A week in which nobody knows what was wanted costs
    nothing, and its sales leave the shelf.
    """
    pairs, seen = past.came.shape
    weeks = weeks_needed(terms)
    usual = np.round(past.told(0, 1.0)[:, :, 0].mean(axis=1))
    arriving = np.zeros((pairs, seen + weeks))
    arriving[:, : terms.lead_weeks] = usual[:, None]
    on_hand, cost = usual, np.zeros(seen)
    for week in range(seen):
        if week % terms.review_weeks == 0:
            paths = past.told(week, lean)
            ordered = decide_orders(paths, on_hand, arriving[:, week : week + weeks], terms).units
            arriving[:, week + terms.lead_weeks] += ordered
        held, wanted = on_hand + arriving[:, week], past.came[:, week]
        on_hand = np.maximum(held - wanted, 0.0)
        short = np.maximum(wanted - held, 0.0)
        each = terms.shortage_cost * short + terms.holding_cost * on_hand
        cost[week] = each[past.is_full[:, week]].sum()
    return cost


def lean_of(past: Past, terms: Terms) -> float:
    """How many times the forecast orders are placed for, by what that would have cost in the past.

    The number is sought from 1 to the side on which cost falls (it is nearly convex), and drawn back to 1 by how much
    what it saves differs from month to month (Thompson, "Some shrinkage techniques for estimating the mean", Journal of
    the American Statistical Association 63, 1968): pairs of one month err to the same side, and few months that agree
    by chance are no lesson. 1 where fewer than three were seen.
    """
    first = terms.lead_weeks + terms.review_weeks
    months = (past.came.shape[1] - first) // TAIL_WEEKS
    if months < _LEAST_MONTHS or not len(past.came):
        return 1.0
    costs: dict[int, Floats] = {}

    def cost(place: int) -> float:
        if place not in costs:
            whole = played(past, terms, LEANS[place])[-months * TAIL_WEEKS :]
            costs[place] = whole.reshape(months, TAIL_WEEKS).sum(axis=1)
        return float(costs[place].sum())

    middle = best = LEANS.index(1.0)
    for step in (1, -1):
        while 0 <= best + step < len(LEANS) and cost(best + step) < cost(best):
            best += step
        if best != middle:
            break
    saved = costs[middle] - costs[best]
    mean, noise = float(saved.mean()), float(saved.var(ddof=1)) / months
    return float(LEANS[best] ** (mean**2 / max(mean**2 + noise, 1e-12)))
