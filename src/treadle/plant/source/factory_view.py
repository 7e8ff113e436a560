"""One factory across its brands: load by week, what pays, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.offers import offers_of
from treadle.storage.sourcing_facts import load_sourcing
from treadle.terms.calendar import week_start
from treadle.terms.offer import ACCEPTED, COUNTERED, DONE, OPEN, Offer

#: Weeks that are told: a quarter, not tuned.
WEEKS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryWeek:
    """A week of a factory: minutes that its profile says are free in it (the most that any brand was told), minutes of
    orders accepted and asked for."""

    week_from: date
    free_minutes: float
    accepted_minutes: float
    asked_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryOrder:
    """An order of a brand at a factory: what it pays in all and by the hour of sewing (None: minutes are not known),
    its day, how far it is, and days by which it is late."""

    brand: str
    offer: Offer
    total_cents: int
    hour_cents: int | None
    day: date
    stage: str
    late_days: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryView:
    """A factory across brands: its weeks, and its orders, the soonest first."""

    factory_id: str
    weeks: tuple[FactoryWeek, ...]
    orders: tuple[FactoryOrder, ...]


def factory_view(factory_id: str, brands: Sequence[SourcingBooks]) -> FactoryView:
    """What these brands have with a factory, on the day of the first. Raises as `load_brand`."""
    offers = [(books, one) for books in brands for one in offers_of(books, factory_id=factory_id)]
    return _view(factory_id, brands[0].today, [(books, factory_id) for books in brands], offers)


def view_of_offers(offers: Sequence[tuple[SourcingBooks, Offer]]) -> FactoryView:
    """The same of some offers alone, whatever each brand calls the factory: for whoever holds their links."""
    told = {(books.folder, one.terms.factory_id): (books, one.terms.factory_id) for books, one in offers}
    return _view(offers[0][1].terms.factory_id, offers[0][0].today, list(told.values()), offers)


def _view(
    factory_id: str, today: date, profiles: Sequence[tuple[SourcingBooks, str]],
    offers: Sequence[tuple[SourcingBooks, Offer]],
) -> FactoryView:  # fmt: skip
    begins = week_start(today)
    accepted: dict[date, float] = defaultdict(float)
    asked: dict[date, float] = defaultdict(float)
    free: dict[date, float] = {}
    orders = []
    for books, name in profiles:
        free = _more(free, _free(books, name, begins))
    for books, offer in offers:
        if offer.state in (OPEN, ACCEPTED, COUNTERED):
            load = accepted if offer.state == ACCEPTED else asked
            load[max(week_start(offer.day), begins)] += offer.terms.minutes
        if offer.state in (OPEN, ACCEPTED, COUNTERED, DONE):
            orders.append(_order(books, offer))
    weeks = tuple(
        FactoryWeek(week_from=week, free_minutes=free.get(week, 0.0), accepted_minutes=accepted[week],
                    asked_minutes=asked[week])
        for week in (begins + timedelta(weeks=number) for number in range(WEEKS))
    )  # fmt: skip
    orders.sort(key=lambda one: (one.day, one.brand, one.offer.offer_id))
    return FactoryView(factory_id=factory_id, weeks=weeks, orders=tuple(orders))


def _free(books: SourcingBooks, factory_id: str, begins: date) -> dict[date, float]:
    known = load_sourcing(books.folder, begins, currency=books.settings.currency, time_zone=books.settings.time_zone)
    one = next((one for one in known.profiles if one.factory_id == factory_id), None)
    minutes = one.free_minutes if one is not None else (0.0,)
    return {
        begins + timedelta(weeks=number): minutes[min(number, len(minutes) - 1)] for number in range(WEEKS)
    }  # fmt: skip


def _more(one: Mapping[date, float], other: Mapping[date, float]) -> dict[date, float]:
    return {week: max(one.get(week, 0.0), other.get(week, 0.0)) for week in sorted({*one, *other})}


def _order(books: SourcingBooks, offer: Offer) -> FactoryOrder:
    hours = offer.terms.minutes / 60.0
    is_late = offer.state == ACCEPTED and offer.day < books.today
    stage = offer.progress[-1].stage if offer.progress else ""
    return FactoryOrder(
        brand=books.settings.name, offer=replace(offer, said=()), total_cents=offer.total_cents,
        hour_cents=round(offer.total_cents / hours) if hours else None, day=offer.day, stage=stage,
        late_days=(books.today - offer.day).days if is_late and stage != "shipped" else 0,
        currency=books.settings.currency,
    )  # fmt: skip
