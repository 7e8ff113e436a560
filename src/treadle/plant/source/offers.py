"""Orders offered to factories that install nothing: asked, answered, judged, reported, and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.errors import ConflictError, InputError, NotFoundError, Problem
from treadle.plant.source.choice import Choice, choices
from treadle.plant.source.desk import SourcingBooks
from treadle.source.score import in_time_share
from treadle.storage.ledger.protocol import Held, Seen
from treadle.terms.entry import Entry
from treadle.terms.expectation import PromiseMoved
from treadle.terms.fingerprint import fingerprint
from treadle.terms.offer import (
    ANSWERS,
    COUNTERED,
    DONE,
    OPEN,
    PROGRESS,
    WITHDRAWN,
    CounterJudged,
    LinkEnded,
    Offer,
    OfferAnswered,
    OfferBody,
    OfferEnded,
    OfferProgress,
    OfferSaid,
    OrderOffered,
    offer_id,
)
from treadle.terms.order import Order
from treadle.terms.reason import Reason

#: Days in which an answer is wanted, unless said otherwise: two working days and a week-end. Not tuned.
ANSWER_DAYS = 4
#: Signs of a remark, at most: a page, not a book.
MOST_SIGNS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTold:
    """An offer after something was said of it, and whether that was new."""

    offer: Offer
    is_new: bool


def offers_of(books: SourcingBooks, *, factory_id: str | None = None, order_id: str = "") -> tuple[Offer, ...]:
    """Offers of a factory (None: of all) for an order (empty: for all)."""
    return tuple(
        one for one in books.states(Offer)
        if factory_id in (None, one.terms.factory_id) and order_id in ("", one.terms.order_id)
    )  # fmt: skip


def offer_held(books: SourcingBooks, order_id: str, factory_id: str) -> Held[Offer]:
    """An order's offer to a factory. Raises `NotFoundError`."""
    held = books.ledger.state(Offer, offer_id(order_id, factory_id))
    if held is None:
        raise NotFoundError(f"Order {order_id} was not offered to {factory_id}.")
    return held


def order_to_offer(books: SourcingBooks, order_id: str) -> Order:
    """An order that another factory could make. Raises `NotFoundError`, `ConflictError` for one that a factory of ours
    makes or of which nothing is to come."""
    order = next((one for one in books.ledger.orders() if one.order_id == order_id), None)
    if order is None:
        raise NotFoundError(f"There is no order {order_id}.")
    if order.terms.is_made:
        raise ConflictError(f"Order {order_id} is made by {order.terms.factory_id}, a factory of ours.")
    if order.state != "open":
        raise ConflictError(f"Order {order_id} is {order.state}: nothing of it is to come.")
    return order


def offer_order(
    books: SourcingBooks, order_id: str, factory_id: str = "", *, answer_days: int = ANSWER_DAYS, note: str = "",
) -> OfferTold:  # fmt: skip
    """Offer an order to a factory at what it quoted; without a name to the one that is expected to cost least and was
    not asked yet. The same again is nothing new.

    Raises `NotFoundError`; `ConflictError` where the order is with another factory, or none can make it; `InputError`.
    """
    if not 1 <= answer_days <= 60:
        raise InputError.single("answer_days", f"{answer_days} days are no time to answer in", "Say 1 to 60")
    order = order_to_offer(books, order_id)
    asked = offers_of(books, order_id=order_id)
    live = next((one for one in asked if one.is_live), None)
    if live is not None and factory_id in ("", live.terms.factory_id):
        return OfferTold(offer=live, is_new=False)
    if live is not None:
        raise ConflictError(f"Order {order_id} is with {live.terms.factory_id}: withdraw it there first.")
    known = choices(books, order)
    names = {one.terms.factory_id for one in asked}
    able = [one for one in known if (one.factory_id == factory_id if factory_id else one.factory_id not in names)]
    if not able and factory_id:
        raise ConflictError(
            f"{factory_id} cannot make order {order_id}: no quote holds, it is not approved or too full, or the order "
            "is too small."
        )
    if not able:
        raise ConflictError(f"No factory that was not asked yet can make order {order_id}.")
    choice = able[0]
    return _offered(books, order, choice, answer_days, note)


def _offered(books: SourcingBooks, order: Order, choice: Choice, answer_days: int, note: str) -> OfferTold:
    subject = offer_id(order.order_id, choice.factory_id)
    held = books.ledger.state(Offer, subject)
    body = OrderOffered(
        order_id=order.order_id, factory_id=choice.factory_id, style_id=order.terms.style_id,
        units={line.sku: line.open_units for line in order.lines if line.open_units}, due_day=order.terms.due_day,
        answer_by=books.today + timedelta(days=answer_days), piece_cents=choice.piece_cents,
        setup_cents=choice.setup_cents, minutes=choice.minutes, note=note,
    )  # fmt: skip
    version = 0 if held is None else held.version
    is_new = books.tell(subject, body, key=f"offer:{subject}:{version}", seen=_seen(subject, version))
    return OfferTold(offer=offer_held(books, order.order_id, choice.factory_id).state, is_new=is_new)


def answer_offer(
    books: SourcingBooks, order_id: str, factory_id: str, answer: OfferAnswered, *, currency: str = ""
) -> OfferTold:  # fmt: skip
    """What a factory answers. The same answer again is nothing new; another one before the brand has acted takes its
    place. Raises `NotFoundError`, `ConflictError` for an offer that holds no more, `InputError` with all that is wrong
    with the answer."""
    check_answer(books, answer)

    def decide(offer: Offer) -> OfferBody | None:
        _still(offer)
        if offer.answer == answer and offer.state != OPEN:
            return None
        if offer.state not in (OPEN, COUNTERED):
            raise ConflictError(f"The offer is {offer.state}: ask the brand to change it.")
        return answer

    told = _tell(books, order_id, factory_id, decide)
    if told.is_new and answer.answer == "accept":
        _commit(books, told.offer)
    return told


def check_answer(books: SourcingBooks, answer: OfferAnswered) -> None:
    """Raise `InputError` with all that is wrong with an answer."""
    problems = []
    if answer.answer not in ANSWERS:
        problems.append(("answer", f"'{answer.answer}' is no answer", f"Say one of: {', '.join(ANSWERS)}"))
    if answer.day is not None and answer.day < books.today:
        problems.append(("day", f"{answer.day} is over", "Say a day that is to come"))
    if answer.piece_cents is not None and answer.piece_cents < 1:
        problems.append(("price", "a price is above nought", "Say what a piece costs"))
    if answer.units is not None and answer.units < 1:
        problems.append(("pieces", "pieces are one or more", "Say how many you take"))
    if answer.answer == "counter" and answer == OfferAnswered(answer="counter", note=answer.note, by=answer.by):
        problems.append(("counter", "it asks for nothing else", "Say another day, price or number of pieces"))
    if len(answer.note) > MOST_SIGNS:
        problems.append(("note", f"it is longer than {MOST_SIGNS} signs", "Say it shorter"))
    raise_all(problems)


def raise_all(problems: list[tuple[str, str, str]]) -> None:
    """Raise `InputError` with problems of (column, what, remedy), where there are any."""
    if problems:
        raise InputError(Problem(file="answer", column=name, what=what, remedy=say) for name, what, say in problems)


def judge_counter(
    books: SourcingBooks, order_id: str, factory_id: str, *, is_taken: bool, reason: str = ""
) -> OfferTold:
    """Take what a factory countered, or let its offer stand as it was asked. Raises `NotFoundError`, `ConflictError`
    where nothing is countered."""

    def decide(offer: Offer) -> OfferBody:
        if offer.state != COUNTERED:
            raise ConflictError(f"The offer is {offer.state}: nothing is countered.")
        return CounterJudged(is_taken=is_taken, reason=reason)

    told = _tell(books, order_id, factory_id, decide)
    if told.is_new and is_taken:
        _commit(books, told.offer)
    return told


def tell_progress(
    books: SourcingBooks, order_id: str, factory_id: str, stage: str, units: int, *, day: date | None = None,
    note: str = "",
) -> OfferTold:  # fmt: skip
    """How far a factory is. Raises `NotFoundError`, `ConflictError`, `InputError`."""
    day = day or books.today
    problems = []
    if stage not in PROGRESS:
        problems.append(("stage", f"'{stage}' is no stage", f"Say one of: {', '.join(PROGRESS)}"))
    if units < 0:
        problems.append(("pieces", "pieces are not negative", "Say how many"))
    if day > books.today:
        problems.append(("day", f"{day} is to come", "Say what is done, not what will be"))
    if len(note) > MOST_SIGNS:
        problems.append(("note", f"it is longer than {MOST_SIGNS} signs", "Say it shorter"))
    raise_all(problems)
    body = OfferProgress(stage=stage, units=units, day=day, note=note)

    def decide(offer: Offer) -> OfferBody | None:
        _still(offer)
        if units > 2 * offer.units:
            raise_all([("pieces", f"{units} are more than twice the order", f"It is of {offer.units}")])
        return None if body in offer.progress else body

    return _tell(books, order_id, factory_id, decide)


def say(books: SourcingBooks, order_id: str, factory_id: str, text: str, *, is_reply: bool = False) -> OfferTold:
    """A question of the factory, or the brand's reply. Raises `NotFoundError`, `ConflictError`, `InputError`."""
    text = text.strip()
    if not text or len(text) > MOST_SIGNS:
        raise_all([("text", f"it has {len(text)} signs", f"Write 1 to {MOST_SIGNS}")])
    body = OfferSaid(text=text, is_reply=is_reply)

    def decide(offer: Offer) -> OfferBody | None:
        _still(offer)
        return None if offer.said and offer.said[-1] == body else body

    return _tell(books, order_id, factory_id, decide)


def end_links(books: SourcingBooks, order_id: str, factory_id: str, reason: str = "") -> OfferTold:
    """Every link of the offer that was given out holds no more. Raises `NotFoundError`."""
    return _tell(books, order_id, factory_id, lambda offer: LinkEnded(reason=reason))


def withdraw(books: SourcingBooks, order_id: str, factory_id: str, reason: str = "") -> OfferTold:
    """The brand takes an offer back. Raises `NotFoundError`, `ConflictError` for one that has ended."""

    def decide(offer: Offer) -> OfferBody:
        _still(offer)
        return OfferEnded(state=WITHDRAWN, reason=reason)

    return _tell(books, order_id, factory_id, decide)


def close_done(books: SourcingBooks) -> tuple[Offer, ...]:
    """End the offers of orders of which nothing is to come any more."""
    there = {one.order_id: one for one in books.ledger.orders()}
    found = []
    for one in offers_of(books):
        order = there.get(one.terms.order_id)
        if one.is_live and order is not None and order.state != "open":
            ended = OfferEnded(state=DONE if order.received_units else WITHDRAWN, reason=order.state)
            told = _tell(books, one.terms.order_id, one.terms.factory_id, lambda _, body=ended: body)  # type: ignore[misc]
            found.append(told.offer)
    return tuple(found)


def _still(offer: Offer) -> None:
    if not offer.is_live:
        raise ConflictError(f"The offer is {offer.state}: nothing can be said of it any more.")


def _seen(subject: str, version: int) -> Seen:
    return Seen(kind=Offer, state_id=subject, version=version)


def _tell(
    books: SourcingBooks, order_id: str, factory_id: str, decide: Callable[[Offer], OfferBody | None]
) -> OfferTold:
    """Look, decide, add; where somebody else came first, look and decide anew."""
    for _ in range(20):  # somebody else may come first so often before the writer is told of it
        held = offer_held(books, order_id, factory_id)
        body = decide(held.state)
        if body is None:
            return OfferTold(offer=held.state, is_new=False)
        subject = held.state.offer_id
        key = f"{type(body).__name__}:{subject}:{held.version}:{fingerprint(body)}"
        try:
            is_new = books.tell(subject, body, key=key, seen=_seen(subject, held.version))
        except ConflictError:
            continue
        return OfferTold(offer=offer_held(books, order_id, factory_id).state, is_new=is_new)
    raise ConflictError("The offer is written by others at once: try again.")


def _commit(books: SourcingBooks, offer: Offer) -> None:
    """The day that a factory committed to becomes the day that the order is told for."""
    order = next(one for one in books.ledger.orders() if one.order_id == offer.terms.order_id)
    if offer.day == order.told_day or order.state != "open":
        return
    score = next((one.score for one in choices(books, order) if one.factory_id == offer.terms.factory_id), None)
    chance = 0.5 if score is None else in_time_share(score.late_days, 0.0)
    why = Reason.of("source.committed", factory=offer.terms.factory_id, day=offer.day.isoformat())
    body = PromiseMoved(before_day=order.told_day, day=offer.day, probability=round(chance, 4), reason=why)
    now = books.clock()
    books.ledger.add(
        [Entry(kind="promise moved", subject=order.order_id, happened_at=now, known_at=now, author=books.author,
               key=f"committed:{offer.offer_id}:{offer.day}", body=body, currency=books.settings.currency)]
    )  # fmt: skip
