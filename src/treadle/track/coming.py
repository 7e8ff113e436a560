"""When an order will come that is late already: a distribution from the factory's own record.

Days late of orders that ran over their promise are taken as exponential with a rate of the factory's own. What is known
of the rate is a Gamma distribution: late orders that came count as events, days late (of those still out too, for they
are late at least so long) as exposure. The factory's prior is the brand's rate, worth `overdue_orders` orders; the
brand's own is `overdue_days` days, worth as many. So the days still to wait follow a Lomax (Pareto II) distribution:
P(more than d) = (T / (T + d)) ** k with k events and T days of exposure. (Gelman et al., Bayesian Data Analysis, 2.6.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.terms.order import Order
from treadle.terms.policy.scheduling import PLAIN_PROMISES, PromisePolicy
from treadle.terms.stock import Receipt

#: Parts in which a late order is counted as coming: each at the middle of an equal share of the distribution.
#: Not tuned: bounds work and memory.
PARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of how long late orders of a factory take: `orders` that came and `days` of being late."""

    orders: float
    days: float

    def wait_days(self, share: float) -> float:
        """Days still to wait, so that the order has come by then with a chance of `share` (0 to below 1)."""
        return self.days * float((1.0 - share) ** (-1.0 / self.orders) - 1.0)


def records(orders: Iterable[Order], as_of: date, policy: PromisePolicy = PLAIN_PROMISES) -> dict[str, Record]:
    """The record of each factory with orders ('' is what is bought in), shrunk towards the brand's own ('*')."""
    seen: dict[str, list[float]] = {}
    for order in orders:
        events, days = _late(order, as_of)
        total = seen.setdefault(order.terms.factory_id, [0.0, 0.0])
        total[0] += events
        total[1] += days
    prior = policy.overdue_orders
    events = prior + sum(one[0] for one in seen.values())
    exposure = prior * policy.overdue_days + sum(one[1] for one in seen.values())
    prior_days = prior * exposure / events
    found = {factory_id: Record(orders=prior + mine[0], days=prior_days + mine[1]) for factory_id, mine in seen.items()}
    return {"*": Record(orders=prior, days=prior_days), **found}


def _late(order: Order, as_of: date) -> tuple[float, float]:
    """Share of an order that came after its promise day, and its days late, those of the open share up to now."""
    promise, units = order.terms.promise_day, sum(line.wanted_units for line in order.lines)
    if units <= 0:
        return 0.0, 0.0
    events = days = 0.0
    for one in order.arrived:
        late = (one.day - promise).days
        if late > 0:
            events += one.units / units
            days += late * one.units / units
    if order.is_overdue(as_of):
        days += (as_of - promise).days * order.open_units / units
    return min(events, 1.0), days


def coming(
    orders: Sequence[Order], as_of: date, place_id: str, counted: Mapping[str, Mapping[str, int]] | None = None,
    policy: PromisePolicy = PLAIN_PROMISES,
) -> tuple[Receipt, ...]:  # fmt: skip
    """What is still to come of the orders, as receipts at a place: nothing open is ever left out.

    An order in time is counted from the day that was told last, or its due day where that is later: made ahead of it,
    it is counted as the buy that ordered it counted. One that is overdue is counted in `PARTS` over the distribution of
    its coming. `counted` are open units, by order and SKU, that the count of the stock seems to hold already: they are
    not counted again.
    """
    known = records(orders, as_of, policy)
    held = counted or {}
    found = []
    for order in orders:
        name, terms = order.order_id, order.terms
        left = {line.sku: line.open_units - held.get(name, {}).get(line.sku, 0) for line in order.lines}
        if not order.is_overdue(as_of):
            day = max(order.told_day, terms.due_day)
            found += [
                Receipt(order_id=name, sku=sku, place_id=place_id, units=units, due_day=day)
                for sku, units in left.items()
                if units > 0
            ]
            continue
        days = wait_days_of(order, known, as_of)
        for sku, count in left.items():
            for part, day in enumerate(days):
                units = _until(count, part + 1) - _until(count, part)
                if units > 0:
                    found.append(Receipt(order_id=name, sku=sku, place_id=place_id, units=units, due_day=day))
    return tuple(found)


def _until(units: int, parts: int) -> int:
    """Units of the first parts: a single one is in the middle part."""
    return (units * parts + PARTS // 2) // PARTS


def wait_days_of(order: Order, known: Mapping[str, Record], as_of: date) -> tuple[date, ...]:
    """The days on which the parts of an overdue order are counted, earliest first."""
    record = known.get(order.terms.factory_id, known["*"])
    return tuple(wait_day(record, (part + 0.5) / PARTS, as_of) for part in range(PARTS))


def wait_day(record: Record, share: float, as_of: date) -> date:
    """The day by which an overdue order has come with a chance of `share`; the first is the day after this one."""
    return as_of + timedelta(days=1 + int(record.wait_days(share)))
