"""Overtime: on which days a factory works longer, chosen by what lateness it saves and what it costs beyond the price.

Plans by dispatch are cheap to draw up, so overtime is tried on them: for each factory the first weeks, one more at a
time, then single days are closed again where that costs nothing. The search stops after a counted number of plans.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from treadle.schedule.dispatch import quick_plans
from treadle.schedule.jobs import Floor
from treadle.schedule.shop import Solution, cost_of, ends
from treadle.terms.calendar import MINUTES_PER_DAY
from treadle.terms.place import Factory

#: Days of overtime by factory.
Days = Mapping[str, frozenset[date]]
#: Cents of a quick plan with factories as given, overtime included.
Price = Callable[[Sequence[Factory]], int]


def premium_cents(floor: Floor, solution: Solution) -> tuple[int, ...]:
    """What each job's minutes in overtime cost beyond the usual price: (jobs,) cents.

    Overtime is the end of its day. Work counts, changeovers do not.
    """
    spans = [_overtime_spans(floor, f) for f in range(len(floor.factories))]
    found = []
    for j, placed in enumerate(solution):
        cents = 0
        if placed is not None:
            route = floor.shop.jobs[j].route
            share = floor.factories[floor.factory_of[j]].overtime_premium_share
            until = ends(floor.shop, j, placed)
            for k, step in enumerate(route.steps):
                way = step.ways[placed.ways[k]]
                within = sum(
                    max(0, min(to, until[k]) - max(start, placed.starts[k])) for start, to in spans[route.site]
                )
                cents += round(within * share * way.cost_cents / way.minutes)
        found.append(cents)
    return tuple(found)


def _overtime_spans(floor: Floor, f: int) -> list[tuple[int, int]]:
    """Working minutes of a factory's overtime, from and to."""
    calendar, day_ends = floor.factories[f].calendar, floor.clocks[f].day_ends
    days = sorted((day - floor.origin_day).days for day in calendar.longer_days)
    return [
        (day_ends[day] - calendar.overtime(floor.origin_day + timedelta(days=day)), day_ends[day])
        for day in days
        if 0 <= day < len(day_ends)
    ]


def total_cents(floor: Floor, solution: Solution) -> int:
    """Cents of a plan with its overtime."""
    return cost_of(floor.shop, solution).cents + sum(premium_cents(floor, solution))


def choose_overtime(
    factories: Sequence[Factory], price: Price, *, origin_day: date, now_minute: int, orders: int, most_weeks: int
) -> dict[str, frozenset[date]]:
    """The days on which overtime pays, by factory; empty where it does not, or no factory offers any.

    `most_weeks` from now on are tried. `price` draws up a quick plan; it is asked a counted number of times, fewer the
    more orders there are.
    """
    if not any(factory.overtime_minutes > 0 for factory in factories):
        return {}
    search = _Search(factories, price, quick_plans(orders))
    first_day = origin_day + timedelta(days=max(0, now_minute) // MINUTES_PER_DAY)
    for factory in factories:
        if factory.overtime_minutes > 0:
            for weeks in range(1, most_weeks + 1):
                days = (first_day + timedelta(days=at) for at in range(7 * weeks))
                search.open(factory.factory_id, frozenset(day for day in days if factory.calendar.spans(day)))
    search.close_again()
    return {factory_id: days for factory_id, days in search.best.items() if days}


class _Search:
    """The cheapest days so far, and how many more plans may be drawn up."""

    def __init__(self, factories: Sequence[Factory], price: Price, plans: int) -> None:
        self.factories, self.price, self.plans = factories, price, plans
        self.best: dict[str, frozenset[date]] = {}
        self.cents = price(factories)

    def open(self, factory_id: str, days: frozenset[date]) -> None:
        """Take the days for a factory where that is cheaper, or no dearer with fewer days."""
        if self.plans <= 0:
            return
        self.plans -= 1
        tried = {**self.best, factory_id: days}
        cents = self.price([one.opened(tried.get(one.factory_id, ())) for one in self.factories])
        is_less = len(days) < len(self.best.get(factory_id, ()))
        if cents < self.cents or (cents == self.cents and is_less):
            self.best, self.cents = tried, cents

    def close_again(self) -> None:
        """Close weeks, then days, from the last one back, wherever the plan becomes no dearer."""
        for factory_id in sorted(self.best):
            for size in (5, 1):
                days = sorted(self.best[factory_id])
                while days:
                    days, dropped = days[:-size], days[-size:]
                    self.open(factory_id, self.best[factory_id] - frozenset(dropped))
