"""Which factories could make one order, the one that is expected to cost least first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from treadle.plant.source.desk import SourcingBooks
from treadle.source.score import score_factories
from treadle.source.split import factory_costs
from treadle.storage.sourcing_facts import SourcingFacts, load_sourcing
from treadle.terms.offer import ACCEPTED, COUNTERED, OPEN, Offer
from treadle.terms.order import Order
from treadle.terms.sourcing import FactoryProfile, FactoryScore, OrderToPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A factory for an order: what it asks for a piece and once, what all of it is expected to cost, its score."""

    factory_id: str
    piece_cents: int
    setup_cents: int
    expected_cents: int
    minutes: float
    score: FactoryScore


def choices(books: SourcingBooks, order: Order) -> tuple[Choice, ...]:
    """Factories without lines of ours that quoted for an order's style and can and may make it, by what it is expected
    to cost there; one whose minutes are given away is left out. Raises as `load_brand`."""
    known = load_sourcing(books.folder, books.today, currency=books.settings.currency,
                          time_zone=books.settings.time_zone)  # fmt: skip
    units, style = order.open_units, order.terms.style_id
    smv = known.minutes.get(style, 0.0)
    pairs = [one for one in known.pairs if one.style_id == style]
    quotes = [quote for pair in pairs if not pair.is_refused for quote in pair.asked(books.today)]
    approved = {one.factory_id for one in pairs if one.judged is not None and one.judged.is_approved}
    asked = {one.factory_id for one in quotes}
    own = {one.factory_id for one in known.factories}
    profiles = [
        one
        for one in with_load(books, known)
        if one.factory_id in asked - own and one.factory_id in (approved or asked)
    ]
    if not profiles or not units:
        return ()
    cost = order.terms.cost_cents / max(order.ordered_units, 1)
    to_place = OrderToPlace(
        order_id=order.order_id, style_id=style, units=units, minutes_per_unit=smv, due_day=order.terms.due_day,
        poor_cents=cost,
        late_cents=known.price_cents.get(style, cost) * books.settings.policy.schedule.late_share_per_day,
    )  # fmt: skip
    scores = score_factories(known.kept, [one.factory_id for one in profiles])
    found = []
    for place, cents in enumerate(factory_costs(to_place, profiles, scores, quotes, as_of=books.today)):
        name = profiles[place].factory_id
        held = [one for one in quotes if one.factory_id == name and one.from_units <= units]
        if cents is not None and held:
            quote = max(held, key=lambda one: one.from_units)
            found.append(
                Choice(factory_id=name, piece_cents=round(quote.piece_cents), setup_cents=quote.setup_cents,
                       expected_cents=cents, minutes=smv * units, score=scores[name])
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.expected_cents, one.factory_id)))


def with_load(books: SourcingBooks, known: SourcingFacts) -> list[FactoryProfile]:
    """Profiles less the minutes that open offers of ours take, in the week of their day."""
    taken: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in books.states(Offer):
        if one.state in (OPEN, ACCEPTED, COUNTERED):
            week = max((one.day - books.today).days, 0) // 7
            taken[one.terms.factory_id][week] += one.terms.minutes
    found = []
    for profile in known.profiles:
        weeks = taken.get(profile.factory_id, {})
        length = max([len(profile.free_minutes), *(week + 2 for week in weeks)])
        told = [profile.free_minutes[min(week, len(profile.free_minutes) - 1)] for week in range(length)]
        left, lacking = [], 0.0
        for week in reversed(range(length)):
            minutes = told[week] - weeks.get(week, 0.0) + lacking
            left.append(max(minutes, 0.0))
            lacking = min(minutes, 0.0)
        found.append(replace(profile, free_minutes=tuple(reversed(left))))
    return found
