"""Factories as a buyer looks at them: who there is, what waits for the brand, who makes the plan, one order in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.drafts import PLAN_FOLDER
from treadle.plant.source.choice import Choice, choices, with_load
from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.offers import offers_of, order_to_offer
from treadle.plant.source.unanswered import MOST_ASKED
from treadle.plant.written_plan import read_plan
from treadle.source.score import score_factories
from treadle.storage.sourcing_facts import load_sourcing
from treadle.terms.offer import ACCEPTED, COUNTERED, DECLINED, OPEN, Offer
from treadle.terms.order import Order
from treadle.terms.plan import Plan
from treadle.terms.sourcing import FactoryProfile, FactoryScore, Sourcing, SplitPlan
from treadle.terms.supplier import Pair

#: What an offer can wait for, the most pressing first.
WAITS = ("judge", "reply", "elsewhere", "ask_again", "late", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryRow:
    """A factory with its profile (None: it has none; minutes are less those that open offers take) and its score."""

    factory_id: str
    name: str
    profile: FactoryProfile | None
    score: FactoryScore


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """An offer, what it waits for (one of `WAITS`, or nothing: ''), and what its style is called."""

    offer: Offer
    waits: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the plan gives a factory: orders, pieces, all they are expected to cost, and the share of pieces that are
    expected in time."""

    factory_id: str
    orders: int
    units: int
    cost_cents: int
    in_time_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoriesSeen:
    """Everything of the page on a day. `to_offer` are orders that are bought in and with no factory (those
    that were declined wait among the offers); `plan` is None
    where nothing was planned."""

    day: date
    factories: tuple[FactoryRow, ...]
    offers: tuple[OfferRow, ...]
    to_offer: tuple[Order, ...]
    shares: tuple[Share, ...]
    split: SplitPlan
    pairs: tuple[Pair, ...]
    plan: Plan | None

    @property
    def waiting(self) -> tuple[OfferRow, ...]:
        """Offers that wait for the brand, the most pressing first, then those of most money."""
        return _pressing(self.offers)

    def name_of(self, factory_id: str) -> str:
        """What a factory is called; its id where nobody named it."""
        return next((one.name for one in self.factories if one.factory_id == factory_id), factory_id)

    def style_name(self, style_id: str) -> str:
        """What a style is called, its number behind its name."""
        return style_id if self.plan is None else _called(self.plan, style_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAsked:
    """An order and whom it was offered to: offers the newest last, factories that could make it, and what the plan
    said of it. `is_offered` is False where it can be offered now."""

    order: Order
    style: str
    offers: tuple[OfferRow, ...]
    able: tuple[Choice, ...]
    planned: tuple[Sourcing, ...]
    can_offer: bool
    names: Mapping[str, str]

    def name_of(self, factory_id: str) -> str:
        """What a factory is called; its id where nobody named it."""
        return self.names.get(factory_id) or factory_id


def factories_seen(books: SourcingBooks) -> FactoriesSeen:
    """The page as it stands. Raises as `load_brand`."""
    known = load_sourcing(books.folder, books.today, currency=books.settings.currency,
                          time_zone=books.settings.time_zone)  # fmt: skip
    plan = plan_if_any(books)
    profiles = {one.factory_id: one for one in with_load(books, known)}
    own = {one.factory_id: one.name for one in known.factories}
    names = sorted({*profiles, *own, *(one.factory_id for one in known.kept)})
    scores = score_factories(known.kept, names)
    rows = tuple(
        FactoryRow(factory_id=name, name=(profiles[name].name if name in profiles else own.get(name, "")) or name,
                   profile=profiles.get(name), score=scores[name])
        for name in names
    )  # fmt: skip
    orders = {one.order_id: one for one in books.ledger.orders()}
    offers = offers_of(books)
    live = {one.terms.order_id for one in offers if one.is_live}
    rows_asked = _rows(offers, live, orders, books.today, plan)
    told = live | {one.offer.terms.order_id for one in rows_asked if one.waits == "elsewhere"}
    split = SplitPlan() if plan is None else plan.sourcing
    return FactoriesSeen(
        day=books.today, factories=rows, offers=rows_asked,
        to_offer=tuple(one for one in orders.values() if _is_to_offer(one, told)), shares=_shares(split.lines),
        split=split, pairs=known.pairs, plan=plan,
    )  # fmt: skip


def offers_waiting(books: SourcingBooks) -> tuple[OfferRow, ...]:
    """Offers that wait for the brand, as `FactoriesSeen.waiting`, from the ledger alone: for whoever asks often."""
    offers = offers_of(books)
    if not offers:
        return ()
    live = {one.terms.order_id for one in offers if one.is_live}
    orders = {one.order_id: one for one in books.ledger.orders()}
    return _pressing(_rows(offers, live, orders, books.today, plan_if_any(books)))


def order_asked(books: SourcingBooks, order_id: str) -> OrderAsked:
    """One order with everybody it was offered to. Raises `NotFoundError`."""
    order = next((one for one in books.ledger.orders() if one.order_id == order_id), None)
    if order is None:
        raise NotFoundError(f"There is no order {order_id}.")
    plan = plan_if_any(books)
    offers = offers_of(books, order_id=order_id)
    live = {one.terms.order_id for one in offers if one.is_live}
    try:
        order_to_offer(books, order_id)
        able = choices(books, order)
    except ConflictError:
        able = ()
    asked = {one.terms.factory_id for one in offers if one.is_live}
    return OrderAsked(
        order=order, style=order.terms.style_id if plan is None else _called(plan, order.terms.style_id),
        offers=_rows(offers, live, {order_id: order}, books.today, plan),
        able=tuple(one for one in able if one.factory_id not in asked),
        planned=tuple(one for one in (plan.sourcing.lines if plan else ()) if one.order_id == order_id),
        can_offer=bool(able) and not live, names=_names(books),
    )  # fmt: skip


def _names(books: SourcingBooks) -> dict[str, str]:
    """What factories are called: their profiles, else the lines of ours."""
    known = load_sourcing(books.folder, books.today, currency=books.settings.currency,
                          time_zone=books.settings.time_zone)  # fmt: skip
    own = {one.factory_id: one.name for one in known.factories if one.name}
    return own | {one.factory_id: one.name for one in known.profiles if one.name}


def plan_if_any(books: SourcingBooks) -> Plan | None:
    """The newest plan of the folder; None where there is none that can be read."""
    try:
        return read_plan(books.folder / PLAN_FOLDER)
    except (NotFoundError, InputError):
        return None


def called_by_plan(books: SourcingBooks, style_id: str) -> str:
    """What the newest plan calls a style; its id where there is none, or it does not know it."""
    plan = plan_if_any(books)
    return style_id if plan is None else _called(plan, style_id)


def _called(plan: Plan, style_id: str) -> str:
    return plan.catalogue.style_name(style_id) if style_id in plan.catalogue.style else style_id


def _is_to_offer(order: Order, told: set[str]) -> bool:
    return not order.terms.is_made and order.state == "open" and order.order_id not in told


def _rows(
    offers: Sequence[Offer], live: set[str], orders: dict[str, Order], today: date, plan: Plan | None
) -> tuple[OfferRow, ...]:
    found = []
    for one in offers:
        order = orders.get(one.terms.order_id)
        is_free = one.terms.order_id not in live and order is not None and order.state == "open"
        style = one.terms.style_id if plan is None else _called(plan, one.terms.style_id)
        found.append(OfferRow(offer=one, waits=_waits(one, today, is_free), style=style))
    return tuple(found)


def _pressing(offers: Sequence[OfferRow]) -> tuple[OfferRow, ...]:
    mine = [one for one in offers if one.waits in WAITS[:-1]]
    return tuple(sorted(mine, key=lambda one: (WAITS.index(one.waits), -one.offer.total_cents)))


def _waits(offer: Offer, today: date, is_free: bool) -> str:
    """What an offer waits for; `is_free`: its order is open and with nobody."""
    if offer.state == COUNTERED:
        return "judge"
    if offer.is_live and offer.said and not offer.said[-1].is_reply:
        return "reply"
    if offer.state == DECLINED:
        return "elsewhere" if is_free else ""
    if offer.state == OPEN:
        if offer.answer_by is None or offer.answer_by >= today:
            return "answer"
        return "ask_again" if offer.asked_times < MOST_ASKED else "elsewhere"
    is_shipped = bool(offer.progress) and offer.progress[-1].stage == "shipped"
    return "late" if offer.state == ACCEPTED and offer.day < today and not is_shipped else ""


def _shares(lines: Sequence[Sourcing]) -> tuple[Share, ...]:
    """What each factory is given, the most pieces first."""
    groups: dict[str, list[Sourcing]] = defaultdict(list)
    for one in lines:
        groups[one.factory_id].append(one)
    found = [
        Share(factory_id=name, orders=len({one.order_id for one in own}),
              units=(units := sum(one.units for one in own)), cost_cents=sum(one.total_cents for one in own),
              in_time_share=sum(one.units * one.on_time_share for one in own) / max(units, 1))
        for name, own in groups.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.units, one.factory_id)))
