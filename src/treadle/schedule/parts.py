"""Splitting orders over lines: late orders in two or three parts, where a quick plan is cheaper with them.

A part is sewn on its own line at its own time; it costs a changeover more and keeps the days of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from treadle.schedule.dispatch import quick_plans
from treadle.terms.policy import SchedulePolicy
from treadle.terms.schedule import WorkOrderDemand, in_parts

#: Cents of a quick plan of demands, and what lateness costs each of them in it, in their order.
Price = Callable[[Sequence[WorkOrderDemand]], tuple[int, Sequence[int]]]


def choose_parts(demands: Sequence[WorkOrderDemand], price: Price, rules: SchedulePolicy) -> dict[str, int]:
    """Parts by work order, for orders that are split; empty where none may be or it never pays.

    The costliest late orders are tried first, in two parts, then in more. `price` is asked a counted number of times.
    """
    if rules.most_parts < 2:
        return {}
    plans = quick_plans(len(demands))
    cents, late = price(demands)
    by_cost = sorted((-lateness, at) for at, lateness in enumerate(late) if lateness > 0)
    best: dict[str, int] = {}
    for _, at in by_cost:
        one = demands[at]
        if one.frozen is not None:
            continue
        for parts in range(2, rules.most_parts + 1):
            if plans <= 0 or one.total_units < parts * rules.least_part_units:
                break
            plans -= 1
            tried = {**best, one.work_order_id: parts}
            now, _ = price(in_parts(demands, tried))
            if now < cents:
                best, cents = tried, now
    return best
