"""What factories do not answer: asked again once, then offered elsewhere; done by a routine, or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from treadle.errors import ConflictError, NotFoundError
from treadle.plant.source.choice import choices
from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.offers import (
    ANSWER_DAYS,
    OfferTold,
    close_done,
    offer_held,
    offer_order,
    offers_of,
    order_to_offer,
)
from treadle.storage.ledger.protocol import Seen
from treadle.terms.offer import COUNTERED, DECLINED, ELSEWHERE, OPEN, Offer, OfferAskedAgain, OfferEnded

#: How often a factory is asked before an order goes elsewhere. Not tuned.
MOST_ASKED = 2
#: The kind of job that looks for what was not answered.
ASK_AGAIN = "ask factories again"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAfter:
    """Offers that were asked again, that were offered elsewhere (old and new), that nobody else could take, and that
    are done."""

    asked_again: tuple[Offer, ...]
    elsewhere: tuple[tuple[Offer, Offer], ...]
    nobody_else: tuple[Offer, ...]
    done: tuple[Offer, ...]


def ask_again(books: SourcingBooks) -> LookedAfter:
    """Look at every offer: one whose day of answer is over is asked again, and after `MOST_ASKED` times, or once it was
    declined, offered to the next factory that can make it. Twice on a day changes nothing. Raises as `load_brand`."""
    done = close_done(books)
    again: list[Offer] = []
    moved: list[tuple[Offer, Offer]] = []
    alone: list[Offer] = []
    for one in offers_of(books):
        is_over = one.state == OPEN and one.answer_by is not None and one.answer_by < books.today
        if is_over and one.asked_times < MOST_ASKED:
            body = OfferAskedAgain(answer_by=books.today + timedelta(days=ANSWER_DAYS))
            if _told(books, one, body):
                again.append(one)
        elif (is_over or one.state == DECLINED) and not _is_elsewhere(books, one):
            found = _elsewhere(books, one)
            moved += [] if found is None else [(one, found)]
            alone += [one] if found is None else []
    return LookedAfter(asked_again=tuple(again), elsewhere=tuple(moved), nobody_else=tuple(alone), done=done)


def ask_one_again(books: SourcingBooks, order_id: str, factory_id: str) -> OfferTold:
    """Ask one factory again, with a new day to answer by; twice on a day is nothing new.

    Raises `NotFoundError`, and `ConflictError` for an offer that was answered or has ended.
    """
    offer = offer_held(books, order_id, factory_id).state
    if offer.state != OPEN:
        raise ConflictError(f"The offer is {offer.state}: there is nothing to ask again.")
    day = books.today + timedelta(days=ANSWER_DAYS)
    is_new = offer.answer_by != day and _told(books, offer, OfferAskedAgain(answer_by=day))
    return OfferTold(offer=offer_held(books, order_id, factory_id).state, is_new=is_new)


def offer_elsewhere(books: SourcingBooks, order_id: str, factory_id: str) -> OfferTold:
    """Offer the order of an offer that was not answered, countered or declined to the next factory that can make it.

    Raises `NotFoundError`, and `ConflictError` for one that was accepted or has ended, or where nobody else can make
    it: then the offer stays as it stands.
    """
    offer = offer_held(books, order_id, factory_id).state
    if offer.state not in (OPEN, COUNTERED, DECLINED) or _is_elsewhere(books, offer):
        raise ConflictError(f"The offer is {offer.state}: withdraw it, then offer the order again.")
    found = _elsewhere(books, offer)
    if found is None:
        raise ConflictError(f"No factory that was not asked yet can make order {order_id}.")
    return OfferTold(offer=found, is_new=True)


def _is_elsewhere(books: SourcingBooks, offer: Offer) -> bool:
    """Whether the order of a declined offer is with another factory by now, or needs none any more."""
    others = offers_of(books, order_id=offer.terms.order_id)
    is_open = any(one.order_id == offer.terms.order_id and one.state == "open" for one in books.ledger.orders())
    return not is_open or any(one.is_live and one.offer_id != offer.offer_id for one in others)


def _elsewhere(books: SourcingBooks, offer: Offer) -> Offer | None:
    """Offer the order of an offer to the next factory; None, and the offer as it stands, where there is none."""
    order_id = offer.terms.order_id
    try:
        order = order_to_offer(books, order_id)
    except (ConflictError, NotFoundError):
        return None
    asked = {one.terms.factory_id for one in offers_of(books, order_id=order_id)}
    following = next((one for one in choices(books, order) if one.factory_id not in asked), None)
    if following is None:
        return None
    if offer.is_live and not _told(
        books, offer, OfferEnded(state=ELSEWHERE, reason="not answered", factory_id=following.factory_id)
    ):
        return None
    return offer_order(books, order_id, following.factory_id).offer


def _told(books: SourcingBooks, offer: Offer, body: OfferAskedAgain | OfferEnded) -> bool:
    """Whether it was added; not where the factory was quicker."""
    held = books.ledger.state(Offer, offer.offer_id)
    if held is None or held.state != offer:
        return False
    key = f"{type(body).__name__}:{offer.offer_id}:{held.version}"
    try:
        return books.tell(offer.offer_id, body, key=key,
                          seen=Seen(kind=Offer, state_id=offer.offer_id, version=held.version))  # fmt: skip
    except ConflictError:
        return False


def is_due(books: SourcingBooks) -> bool:
    """Whether anything is to be looked after."""
    return any(
        one.state == DECLINED or (one.state == OPEN and one.answer_by is not None and one.answer_by < books.today)
        for one in offers_of(books)
    )
