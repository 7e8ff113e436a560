"""What each order would cost at each factory: one table of orders × factories before anything is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from treadle.source.score import in_time_shares, late_days_of
from treadle.terms.sourcing import COST_PARTS, FactoryProfile, FactoryScore, OrderToPlace, Quote

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
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
    by its due day; `lead` and `arrival` (n, m) are days until its goods leave the factory, and until they are there, as
    promised.
    """

    parts: Mapping[str, Floats]
    can: NDArray[np.bool_]
    why_not: NDArray[np.int8]
    least_units: Floats
    in_time: Floats
    lead: Ints
    arrival: Ints

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
    lead, arrival = np.zeros(shape, np.intp), np.zeros(shape, np.intp)
    asked = _asked(quotes, as_of)
    units = np.array([float(one.units) for one in orders])
    due = np.array([(one.due_day - as_of).days for one in orders], np.intp)
    late_cents = np.array([one.late_cents for one in orders]) * units
    poor_cents = np.maximum(np.array([one.poor_cents for one in orders]), 0.0) * units
    asks = _Asks.of(orders, units, {name for name, _ in asked})
    for place, factory in enumerate(factories):
        score = scores[factory.factory_id]
        why_not[:, place] = asks.why_not(factory)
        price, setup, least[:, place], lead[:, place] = asks.prices(factory, asked)
        days, each = np.unique(lead[:, place], return_inverse=True)
        there = [(factory.arrival_day(as_of, int(one)) - as_of).days for one in days]
        arrival[:, place] = np.array(there, np.intp)[each]
        days, each = np.unique(due - arrival[:, place], return_inverse=True)
        late = np.minimum(late_days_of(score.late_days, days.astype(np.float64)), _MOST_LATE_DAYS)[each]
        in_time[:, place] = in_time_shares(score.late_days, days.astype(np.float64))[each]
        unpriced = ~np.isfinite(price)
        why_not[unpriced & (why_not[:, place] < 0), place] = WHY_NOT.index("price")
        price = np.where(unpriced, 0.0, price)
        parts["price"][:, place] = price * units
        parts["setup"][:, place] = setup
        parts["transport"][:, place] = factory.transport_cents * units
        parts["duty"][:, place] = factory.duty_share * price * units
        parts["lateness"][:, place] = late * late_cents
        parts["quality"][:, place] = score.short_share.mean * poor_cents
        parts["slippage"][:, place] = max(score.price_share.mean, 0.0) * price * units
    return Costs(parts=parts, can=why_not < 0, why_not=why_not, least_units=least, in_time=in_time, lead=lead,
                 arrival=arrival)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asks:
    """What orders ask of a factory, in arrays over orders (n,), so that each factory is looked at once; `needs` are
    their different needs and `of_needs` which of them is each order's, `quoting` factories that quoted something."""

    orders: Sequence[OrderToPlace]
    units: Floats
    minutes: Floats
    least: Floats
    needs: Sequence[frozenset[str]]
    of_needs: Ints
    chosen: Sequence[int]
    quoting: Set[str]

    @classmethod
    def of(cls, orders: Sequence[OrderToPlace], units: Floats, quoting: Set[str]) -> _Asks:
        """The orders in arrays."""
        place = {one: at for at, one in enumerate(dict.fromkeys(order.needs for order in orders))}
        return cls(
            orders=orders, units=units, minutes=np.array([one.minutes_per_unit for one in orders]),
            least=np.array([float(one.units if one.is_whole else 1) for one in orders]), needs=tuple(place),
            of_needs=np.array([place[one.needs] for one in orders], np.intp),
            chosen=[at for at, one in enumerate(orders) if one.approved], quoting=quoting,
        )  # fmt: skip

    def why_not(self, factory: FactoryProfile) -> NDArray[np.int8]:
        """The place in `WHY_NOT` of the first cause that keeps each order from the factory, else −1."""
        found = np.where(self.units < factory.minimum_units, WHY_NOT.index("minimum"), -1).astype(np.int8)
        for at in self.chosen:
            if factory.factory_id not in self.orders[at].approved:
                found[at] = WHY_NOT.index("approval")
        can = np.array([one <= factory.capabilities for one in self.needs], bool)
        found[~can[self.of_needs]] = WHY_NOT.index("capability")
        return found

    def prices(
        self, factory: FactoryProfile, asked: Mapping[tuple[str, str], Sequence[Quote]]
    ) -> tuple[Floats, Floats, Floats, Ints]:
        """As `_prices`; a factory that quoted nothing asks by the minute."""
        if factory.factory_id in self.quoting:
            return _prices(self.orders, factory, asked)
        count = len(self.orders)
        price = factory.minute_cents * self.minutes if factory.minute_cents else np.full(count, np.inf)
        least = np.maximum(self.least, float(factory.minimum_units))
        return price, np.full(count, float(factory.setup_cents)), least, np.full(count, factory.lead_days, np.intp)


def _asked(quotes: Sequence[Quote], as_of: date) -> dict[tuple[str, str], list[Quote]]:
    """Quotes that hold on the day, by factory and style (or order), the smallest order first."""
    found: dict[tuple[str, str], list[Quote]] = {}
    for quote in sorted(quotes, key=lambda one: one.from_units):
        if quote.valid_until is None or quote.valid_until >= as_of:
            name = (quote.factory_id, f"order {quote.order_id}" if quote.order_id else quote.style_id)
            found.setdefault(name, []).append(quote)
    return found


def _prices(
    orders: Sequence[OrderToPlace], factory: FactoryProfile, asked: Mapping[tuple[str, str], Sequence[Quote]]
) -> tuple[Floats, Floats, Floats, Ints]:
    """Cents a piece (infinite where the factory asks no price), the set-up, the smallest part of each order, and days
    until its goods leave."""
    own = factory.factory_id
    told = [
        _price_of(one, factory, asked.get((own, f"order {one.order_id}")) or asked.get((own, one.style_id), ()))
        for one in orders
    ]
    price, setup, least, lead = (np.array(one, float) for one in zip(*told, strict=True)) if told else [np.zeros(0)] * 4
    return price, setup, least, lead.astype(np.intp)


def _price_of(order: OrderToPlace, factory: FactoryProfile, quotes: Sequence[Quote]) -> tuple[float, float, float, int]:
    """By the last quote that the order reaches, else by the minute."""
    held = [one for one in quotes if one.from_units <= order.units]
    least = float(max(factory.minimum_units, order.units if order.is_whole else 1))
    if held:
        quote = held[-1]
        lead = factory.lead_days if quote.lead_days is None else quote.lead_days
        return quote.piece_cents, float(quote.setup_cents), max(least, float(quote.from_units)), lead
    if quotes or not factory.minute_cents:
        return np.inf, float(factory.setup_cents), least, factory.lead_days
    return factory.minute_cents * order.minutes_per_unit, float(factory.setup_cents), least, factory.lead_days
