"""Find the factory: factories that can be asked, what they quote, orders offered to them and what they answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Day
from treadle.errors import NotFoundError
from treadle.plant.people import Caller
from treadle.plant.source import factory_view as views
from treadle.plant.source import offers as use
from treadle.plant.source import pairs, unanswered
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.links import link_token
from treadle.plant.source.profiles import known_factories
from treadle.terms.codec import to_values
from treadle.terms.offer import Offer, OfferAnswered
from treadle.terms.partner_answers import FactoryTold, OfferShown, ProfileTold
from treadle.terms.sourcing import FactoryProfile, FactoryScore
from treadle.terms.supplier import Pair, PriceStep

router = APIRouter(tags=["sourcing"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
OrderReader = Annotated[Caller, Depends(allowed("read orders"))]
Sourcer = Annotated[Caller, Depends(allowed("source"))]
Reporter = Annotated[Caller, Depends(allowed("report"))]
NAME = r"^[^\s/]+$"


class NewQuote(Asked):
    """What a factory asks for a style; prices in cents by pieces."""

    steps: list[PriceStep] = Field(min_length=1, max_length=20)
    valid_until: Day | None = None
    lead_days: int | None = Field(default=None, ge=0, le=730)
    note: str = Field(default="", max_length=1000)


class NewSample(Asked):
    """What became of a sample: 'asked for', sent, approved, refused."""

    state: str
    note: str = Field(default="", max_length=1000)


class NewJudgement(Asked):
    """Yes or no, and why."""

    is_approved: bool
    reason: str = Field(default="", max_length=1000)


class NewOffer(Asked):
    """The factory (empty: where it is expected to cost least) and days in which an answer is wanted."""

    factory_id: str = Field(default="", max_length=100)
    answer_days: int = Field(default=use.ANSWER_DAYS, ge=1, le=60)
    note: str = Field(default="", max_length=1000)


class NewAnswer(Asked):
    """accept, counter or decline; the day that is committed to, and what is asked for where it counters."""

    answer: str
    day: Day | None = None
    piece_cents: int | None = Field(default=None, ge=1, le=10_000_000)
    units: int | None = Field(default=None, ge=1, le=10_000_000)
    note: str = Field(default="", max_length=use.MOST_SIGNS)


class NewProgress(Asked):
    """A stage ('cloth in', cut, sewn, packed, shipped) with pieces so far."""

    stage: str
    units: int = Field(ge=0, le=10_000_000)
    day: Day | None = None
    note: str = Field(default="", max_length=1000)


class NewText(Asked):
    """A question or a reply."""

    text: str = Field(min_length=1, max_length=use.MOST_SIGNS)


class Why(Asked):
    """Why."""

    reason: str = Field(default="", max_length=1000)


@router.get("/v1/factories", summary="Factories that can be asked")
def factories(caller: Reader) -> list[FactoryTold]:
    """With how each kept its word by the brand's own orders; shares are 0 to 1, of few orders drawn towards all."""
    known = known_factories(_books(caller))
    profiles = {one.factory_id: one for one in known.profiles}
    return [_factory(score, profiles.get(name)) for name, score in known.scores.items()]


@router.get("/v1/factories/{factory_id}/load", summary="One factory: load by week, what pays, what is late")
def load(factory_id: str, caller: OrderReader) -> dict[str, Any]:
    """Of this brand; a partner factory sees its own alone. Across brands: `treadle source factory`."""
    own = caller.only_factory("read orders")
    if own is not None and own != factory_id:
        raise NotFoundError(f"There is no factory {factory_id}.")
    books = _books(caller)
    view = views.factory_view(factory_id, [books])
    return {
        "factory_id": factory_id,
        "weeks": [{"week_from": one.week_from.isoformat(), "free_minutes": one.free_minutes,
                   "accepted_minutes": one.accepted_minutes, "asked_minutes": one.asked_minutes}
                  for one in view.weeks],
        "orders": [{**_without_link(_shown(books, one.offer)), "hour_cents": one.hour_cents,
                    "stage": one.stage, "late_days": one.late_days} for one in view.orders],
    }  # fmt: skip


@router.get("/v1/pairs", summary="Quotes, samples and approvals")
def all_pairs(caller: Reader) -> list[Pair]:
    """Of every factory and style of which something was said."""
    return list(_books(caller).states(Pair))


@router.post("/v1/factories/{factory_id}/styles/{style_id}/quotes", summary="Write down a quote", status_code=201)
def quote(factory_id: str, style_id: str, told: NewQuote, caller: Sourcer) -> Pair:
    """It takes the place of the factory's earlier one; the same again is nothing new."""
    return pairs.quote(_books(caller), factory_id, style_id, tuple(told.steps), valid_until=told.valid_until,
                       lead_days=told.lead_days, note=told.note)  # fmt: skip


@router.post("/v1/factories/{factory_id}/styles/{style_id}/samples", summary="Say what became of a sample",
             status_code=201)  # fmt: skip
def sample(factory_id: str, style_id: str, told: NewSample, caller: Sourcer) -> Pair:
    """A refused one keeps the factory from the style until somebody approves it."""
    return pairs.tell_sample(_books(caller), factory_id, style_id, told.state, note=told.note)


@router.put("/v1/factories/{factory_id}/styles/{style_id}/approval", summary="Judge a factory for a style")
def judge_pair(factory_id: str, style_id: str, told: NewJudgement, caller: Sourcer) -> Pair:
    """Once one is approved for a style, no other makes it."""
    return pairs.judge_pair(_books(caller), factory_id, style_id, is_approved=told.is_approved, reason=told.reason)


@router.get("/v1/offers", summary="Orders offered to factories")
def offers(caller: OrderReader, factory_id: str = "") -> list[OfferShown]:
    """A partner factory sees its own alone."""
    own = caller.only_factory("read orders")
    books = _books(caller)
    return [
        _shown(books, one)
        for one in use.offers_of(books, factory_id=factory_id or None)
        if own in (None, one.terms.factory_id)
    ]


@router.post("/v1/orders/{order_id}/offers", summary="Offer an order to a factory", status_code=201)
def offer(order_id: str, told: NewOffer, caller: Sourcer) -> OfferShown:
    """At what the factory quoted. The answer holds the link by which it answers without an account."""
    books = _books(caller)
    done = use.offer_order(books, order_id, told.factory_id, answer_days=told.answer_days, note=told.note)
    return _shown(books, done.offer, _link(caller, books, done.offer))


@router.post("/v1/orders/{order_id}/offers/{factory_id}/link", summary="The link of an offer")
def link(order_id: str, factory_id: str, caller: Sourcer) -> OfferShown:
    """The same until links are taken back."""
    books = _books(caller)
    found = use.offer_held(books, order_id, factory_id).state
    return _shown(books, found, _link(caller, books, found))


@router.delete("/v1/orders/{order_id}/offers/{factory_id}/link", summary="Take the links of an offer back",
               status_code=204)  # fmt: skip
def end_link(order_id: str, factory_id: str, caller: Sourcer) -> Response:
    """Every link given out for it holds no more."""
    use.end_links(_books(caller), order_id, factory_id)
    return Response(status_code=204)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/answer", summary="Answer an offer")
def answer(order_id: str, factory_id: str, told: NewAnswer, caller: Reporter) -> OfferShown:
    """A partner factory answers its own alone. The same answer again is nothing new."""
    books = _own(caller, order_id, factory_id)
    said = OfferAnswered(answer=told.answer, day=told.day, piece_cents=told.piece_cents, units=told.units,
                         note=told.note, by="key")  # fmt: skip
    return _shown(books, use.answer_offer(books, order_id, factory_id, said).offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/progress", summary="Tell how far an order is")
def progress(order_id: str, factory_id: str, told: NewProgress, caller: Reporter) -> OfferShown:
    """A partner factory tells of its own alone."""
    books = _own(caller, order_id, factory_id)
    done = use.tell_progress(books, order_id, factory_id, told.stage, told.units, day=told.day, note=told.note)
    return _shown(books, done.offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/questions", summary="Ask the brand")
def ask(order_id: str, factory_id: str, told: NewText, caller: Reporter) -> OfferShown:
    """A question of the factory."""
    books = _own(caller, order_id, factory_id)
    return _shown(books, use.say(books, order_id, factory_id, told.text).offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/replies", summary="Reply to a factory")
def reply(order_id: str, factory_id: str, told: NewText, caller: Sourcer) -> OfferShown:
    """The factory reads it where it answers."""
    books = _books(caller)
    return _shown(books, use.say(books, order_id, factory_id, told.text, is_reply=True).offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/judgement", summary="Take a counter-offer, or not")
def judge(order_id: str, factory_id: str, told: NewJudgement, caller: Sourcer) -> OfferShown:
    """What is not taken leaves the offer open as it was."""
    books = _books(caller)
    done = use.judge_counter(books, order_id, factory_id, is_taken=told.is_approved, reason=told.reason)
    return _shown(books, done.offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/withdraw", summary="Take an offer back")
def withdraw(order_id: str, factory_id: str, why: Why, caller: Sourcer) -> OfferShown:
    """The order may be offered elsewhere then."""
    books = _books(caller)
    return _shown(books, use.withdraw(books, order_id, factory_id, why.reason).offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/ask-again", summary="Ask a factory again")
def ask_again(order_id: str, factory_id: str, caller: Sourcer) -> OfferShown:
    """With a new day to answer by; twice on a day changes nothing."""
    books = _books(caller)
    return _shown(books, unanswered.ask_one_again(books, order_id, factory_id).offer)


@router.post("/v1/orders/{order_id}/offers/{factory_id}/elsewhere", summary="Offer an order to the next factory",
             status_code=201)  # fmt: skip
def elsewhere(order_id: str, factory_id: str, caller: Sourcer) -> OfferShown:
    """In place of one that did not answer, countered or declined; the answer is the new offer, with its link."""
    books = _books(caller)
    found = unanswered.offer_elsewhere(books, order_id, factory_id).offer
    return _shown(books, found, _link(caller, books, found))


def _books(caller: Caller) -> SourcingBooks:
    return sourcing_books(caller.brand.folder, author=caller.name)


def _own(caller: Caller, order_id: str, factory_id: str) -> SourcingBooks:
    """The books, where the caller may speak for a factory. Raises `NotFoundError` for another's."""
    own = caller.only_factory("report")
    if own is not None and own != factory_id:
        raise NotFoundError(f"Order {order_id} was not offered to {factory_id}.")
    return _books(caller)


def _link(caller: Caller, books: SourcingBooks, found: Offer) -> str:
    return f"/order/{caller.brand.brand_id}/{link_token(books, found)}"


def _factory(score: FactoryScore, profile: FactoryProfile | None) -> FactoryTold:
    told = None if profile is None else ProfileTold(
        name=profile.name, country=profile.country, os_id=profile.os_id,
        capabilities=tuple(sorted(profile.capabilities)), certificates=profile.certificates,
        minimum_units=profile.minimum_units, free_minutes=profile.free_minutes, lead_days=profile.lead_days,
        transport_days=profile.transport_days, most_share=profile.most_share,
    )  # fmt: skip
    share = score.on_time_share
    return FactoryTold(
        factory_id=score.factory_id, profile=told, orders=score.orders, on_time_share=share.mean,
        on_time_low=share.low, on_time_high=share.high, defects_share=score.defects_share.mean,
        late_days=score.late_days.centre_days, price_share=score.price_share.mean,
    )  # fmt: skip


def _shown(books: SourcingBooks, one: Offer, link: str = "") -> OfferShown:
    return OfferShown(
        order_id=one.terms.order_id, factory_id=one.terms.factory_id, style_id=one.terms.style_id, state=one.state,
        units=one.units, piece_cents=one.piece_cents, setup_cents=one.terms.setup_cents, total_cents=one.total_cents,
        currency=books.settings.currency, due_day=one.terms.due_day, day=one.day, answer_by=one.answer_by,
        asked_times=one.asked_times, answer=one.answer, progress=one.progress, said=one.said, link=link,
    )  # fmt: skip


def _without_link(one: OfferShown) -> dict[str, Any]:
    return {name: value for name, value in to_values(one).items() if name != "link"}
