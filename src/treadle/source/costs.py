"""What each order would cost at each factory: one table of orders × factories before anything is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from treadle.source.score import expected_late_days, in_time_share
from treadle.terms.sourcing import COST_PARTS, FactoryProfile, FactoryScore, OrderToPlace, Quote

Floats = NDArray[np.float64]
#: A whole order that is late by more than this is not worth asking for; expected lateness beyond it costs the same. A
#: year: not tuned, orders are lost long before.
_MOST_LATE_DAYS = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Cents of orders (n) at factories (m).

    `parts` are cents of the whole order by part (`COST_PARTS`), each (n, m), of which "setup" is paid once however many
    pieces are made there. `can` (n, m) is True where the factory can and may make the order; `why_not` (n, m) is the
    place in `WHY_NOT` of what keeps it from it, else −1. `least_units` (n, m) is the smallest part of the order that
    keeps the factory's minimum and the step of its quote. `in_time` (n, m) is the probability that the order is there
    by its due day; `arrival` (m,) the day on which goods ordered now are there as promised.
    """

    parts: Mapping[str, Floats]
    can: NDArray[np.bool_]
    why_not: NDArray[np.int8]
    least_units: Floats
    in_time: Floats
    arrival: tuple[date, ...]

    @property
    def whole(self) -> Floats:
        """(n, m): all parts but the set-up, for the whole order."""
        return np.asarray(sum(part for name, part in self.parts.items() if name != "setup"))

    @property
    def setup(self) -> Floats:
        """(n, m): the set-up."""
        return self.parts["setup"]


#: What keeps an order from a factory, in the order in which it is looked for.
WHY_NOT = ("capability", "approval", "minimum", "price")


def order_costs(
    orders: Sequence[OrderToPlace], factories: Sequence[FactoryProfile], scores: Mapping[str, FactoryScore],
    quotes: Sequence[Quote], *, as_of: date,
) -> Costs:  # fmt: skip
    """What every order would cost at every factory, expected lateness, poor pieces and prices that rise among it."""
    shape = len(orders), len(factories)
    parts = {name: np.zeros(shape) for name in COST_PARTS}
    why_not = np.full(shape, -1, np.int8)
    in_time, least = np.zeros(shape), np.ones(shape)
    arrival = tuple(as_of + timedelta(days=one.lead_days + one.transport_days) for one in factories)
    asked = _asked(quotes, as_of)
    units = np.array([float(one.units) for one in orders])
    for place, factory in enumerate(factories):
        score = scores[factory.factory_id]
        why_not[:, place] = [_why_not(order, factory) for order in orders]
        slack = np.array([(order.due_day - arrival[place]).days for order in orders])
        days, each = np.unique(slack, return_inverse=True)
        late = np.array([min(expected_late_days(score.late_days, float(one)), _MOST_LATE_DAYS) for one in days])[each]
        in_time[:, place] = np.array([in_time_share(score.late_days, float(one)) for one in days])[each]
        price, setup, least[:, place] = _prices(orders, factory, asked)
        unpriced = ~np.isfinite(price)
        why_not[unpriced & (why_not[:, place] < 0), place] = WHY_NOT.index("price")
        price = np.where(unpriced, 0.0, price)
        parts["price"][:, place] = price * units
        parts["setup"][:, place] = setup
        parts["transport"][:, place] = factory.transport_cents * units
        parts["duty"][:, place] = factory.duty_share * price * units
        parts["lateness"][:, place] = late * np.array([one.late_cents for one in orders]) * units
        poor = np.array([one.poor_cents for one in orders])
        parts["quality"][:, place] = score.short_share.mean * np.maximum(poor, 0.0) * units
        parts["slippage"][:, place] = max(score.price_share.mean, 0.0) * price * units
    return Costs(parts=parts, can=why_not < 0, why_not=why_not, least_units=least, in_time=in_time, arrival=arrival)


def _asked(quotes: Sequence[Quote], as_of: date) -> dict[tuple[str, str], list[Quote]]:
    """Quotes that hold on the day, by factory and style, the smallest order first."""
    found: dict[tuple[str, str], list[Quote]] = {}
    for quote in sorted(quotes, key=lambda one: one.from_units):
        if quote.valid_until is None or quote.valid_until >= as_of:
            found.setdefault((quote.factory_id, quote.style_id), []).append(quote)
    return found


def _prices(
    orders: Sequence[OrderToPlace], factory: FactoryProfile, asked: Mapping[tuple[str, str], Sequence[Quote]]
) -> tuple[Floats, Floats, Floats]:
    """Cents a piece (infinite where the factory asks no price), the set-up, and the smallest part of each order."""
    told = [_price_of(one, factory, asked.get((factory.factory_id, one.style_id), ())) for one in orders]
    price, setup, least = (np.array(one, float) for one in zip(*told, strict=True)) if told else [np.zeros(0)] * 3
    return price, setup, least


def _price_of(order: OrderToPlace, factory: FactoryProfile, quotes: Sequence[Quote]) -> tuple[float, float, float]:
    """By the last quote that the order reaches, else by the minute."""
    held = [one for one in quotes if one.from_units <= order.units]
    if held:
        quote = held[-1]
        return quote.piece_cents, float(quote.setup_cents), float(max(factory.minimum_units, quote.from_units))
    if quotes or not factory.minute_cents:
        return np.inf, float(factory.setup_cents), float(factory.minimum_units)
    return factory.minute_cents * order.minutes_per_unit, float(factory.setup_cents), float(factory.minimum_units)


def _why_not(order: OrderToPlace, factory: FactoryProfile) -> int:
    if not order.needs <= factory.capabilities:
        return WHY_NOT.index("capability")
    if order.approved and factory.factory_id not in order.approved:
        return WHY_NOT.index("approval")
    if order.units < factory.minimum_units:
        return WHY_NOT.index("minimum")
    return -1
