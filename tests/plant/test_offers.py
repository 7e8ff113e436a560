"""Orders offered to factories: to whom, what they answer, by link and by sheet, and what is done about silence."""

from datetime import date
from pathlib import Path

import pytest
from sourcing_desk import DUE, ORDER, buying_brand, on

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.receive import Delivery, receive
from treadle.plant.settle.desk import settle_books
from treadle.plant.source.choice import choices
from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.factory_view import factory_view
from treadle.plant.source.links import link_token, linked_offer
from treadle.plant.source.offers import (
    answer_offer,
    end_links,
    judge_counter,
    offer_held,
    offer_order,
    offers_of,
    order_to_offer,
    say,
    tell_progress,
    withdraw,
)
from treadle.plant.source.pairs import judge_pair
from treadle.plant.source.profiles import known_factories
from treadle.plant.source.unanswered import ask_again
from treadle.terms.expectation import PromiseMoved
from treadle.terms.offer import ACCEPTED, COUNTERED, DECLINED, DONE, ELSEWHERE, OPEN, Offer, OfferAnswered


@pytest.fixture
def books(planned_brand: Path, tmp_path: Path) -> SourcingBooks:
    return buying_brand(planned_brand, tmp_path)


def state(books: SourcingBooks, factory: str) -> Offer:
    return offer_held(books, ORDER, factory).state


def test_the_cheapest_that_can_is_asked_first(books: SourcingBooks) -> None:
    """FAR asks less and is in time; TINY's minimum is too large. The same offer again is the same."""
    order = order_to_offer(books, ORDER)
    assert [one.factory_id for one in choices(books, order)] == ["far", "near"]
    told = offer_order(books, ORDER)
    assert told.is_new and told.offer.terms.factory_id == "far" and told.offer.total_cents == 200 * 400 + 1000
    assert not offer_order(books, ORDER).is_new and len(offers_of(books)) == 1
    with pytest.raises(ConflictError, match="is with far"):
        offer_order(books, ORDER, "near")
    withdraw(books, ORDER, "far")
    assert offer_order(books, ORDER).offer.terms.factory_id == "near"


def test_one_that_is_too_slow_or_not_approved_is_not_asked(books: SourcingBooks) -> None:
    late = on(books, "2026-05-01")
    assert choices(late, order_to_offer(late, ORDER))[0].factory_id == "near"
    judge_pair(books, "near", state_style(books), is_approved=True)
    assert [one.factory_id for one in choices(books, order_to_offer(books, ORDER))] == ["near"]
    with pytest.raises(ConflictError, match="far cannot make"):
        offer_order(books, ORDER, "far")


def state_style(books: SourcingBooks) -> str:
    return order_to_offer(books, ORDER).terms.style_id


def test_accepting_commits_the_day(books: SourcingBooks) -> None:
    offer_order(books, ORDER)
    before = next(one for one in books.ledger.orders() if one.order_id == ORDER)
    assert before.told_day == DUE  # without the commitment the day is the one asked for
    yes = OfferAnswered(answer="accept", day=date(2026, 5, 20))
    assert answer_offer(books, ORDER, "far", yes).is_new
    assert not answer_offer(books, ORDER, "far", yes).is_new
    order = next(one for one in books.ledger.orders() if one.order_id == ORDER)
    assert state(books, "far").state == ACCEPTED and order.told_day == date(2026, 5, 20)
    with pytest.raises(ConflictError, match="the brand to change it"):
        answer_offer(books, ORDER, "far", OfferAnswered(answer="decline"))
    moved = next(one.body for one in books.ledger.entries(kinds=["promise moved"]))
    assert isinstance(moved, PromiseMoved) and moved.reason.code == "source.committed"
    assert books.ledger.audit() == ()


def test_a_counter_offer_waits_for_the_brand(books: SourcingBooks) -> None:
    offer_order(books, ORDER)
    more = OfferAnswered(answer="counter", piece_cents=450, day=date(2026, 6, 10))
    answer_offer(books, ORDER, "far", more)
    assert state(books, "far").state == COUNTERED and state(books, "far").piece_cents == 400
    assert judge_counter(books, ORDER, "far", is_taken=False).offer.state == OPEN
    with pytest.raises(ConflictError, match="nothing is countered"):
        judge_counter(books, ORDER, "far", is_taken=True)
    answer_offer(books, ORDER, "far", OfferAnswered(answer="counter", piece_cents=420))
    taken = judge_counter(books, ORDER, "far", is_taken=True).offer
    assert (taken.state, taken.total_cents) == (ACCEPTED, 200 * 420 + 1000)


def test_answers_that_say_nothing_are_refused_with_all_that_is_wrong(books: SourcingBooks) -> None:
    offer_order(books, ORDER)
    with pytest.raises(InputError) as wrong:
        answer_offer(books, ORDER, "far", OfferAnswered(answer="maybe", day=date(2026, 1, 1), piece_cents=0, units=0))
    assert len(wrong.value.problems) == 4
    with pytest.raises(InputError, match="asks for nothing else"):
        answer_offer(books, ORDER, "far", OfferAnswered(answer="counter"))
    with pytest.raises(NotFoundError, match="was not offered to near"):
        answer_offer(books, ORDER, "near", OfferAnswered(answer="accept"))
    with pytest.raises(InputError, match="twice the order"):
        tell_progress(books, ORDER, "far", "cut", 900)


def test_silence_is_asked_again_then_goes_elsewhere(books: SourcingBooks) -> None:
    """Answer wanted by the 6th: asked again on the 7th, elsewhere on the 12th, and nothing twice on a day."""
    offer_order(books, ORDER)
    assert not ask_again(on(books, "2026-03-06")).asked_again
    again = ask_again(on(books, "2026-03-07"))
    assert [one.terms.factory_id for one in again.asked_again] == ["far"]
    assert not ask_again(on(books, "2026-03-07")).asked_again
    moved = ask_again(on(books, "2026-03-12"))
    assert [(old.terms.factory_id, new.terms.factory_id) for old, new in moved.elsewhere] == [("far", "near")]
    assert state(books, "far").state == ELSEWHERE
    with pytest.raises(ConflictError, match="nothing can be said"):
        answer_offer(books, ORDER, "far", OfferAnswered(answer="accept"))
    answer_offer(on(books, "2026-03-13"), ORDER, "near", OfferAnswered(answer="decline", note="full"))
    assert state(books, "near").state == DECLINED
    nobody = ask_again(on(books, "2026-03-14"))
    assert not nobody.elsewhere and [one.terms.factory_id for one in nobody.nobody_else] == ["near"]


def test_a_link_is_of_one_order_and_taken_back(books: SourcingBooks) -> None:
    offer = offer_order(books, ORDER).offer
    token = link_token(books, offer)
    assert link_token(books, offer) == token and linked_offer(books, token).offer_id == offer.offer_id
    for forged in (token[:-1] + ("0" if token[-1] != "0" else "1"), "x", "é.1", token.split(".")[0] + "."):
        with pytest.raises(NotFoundError, match="does not hold"):
            linked_offer(books, forged)
    end_links(books, ORDER, "far", "sent to the wrong address")
    with pytest.raises(NotFoundError, match="taken back"):
        linked_offer(books, token)
    assert linked_offer(books, link_token(books, state(books, "far"))).serial == 1


def test_what_came_is_done_and_scored(books: SourcingBooks) -> None:
    offer_order(books, ORDER)
    answer_offer(books, ORDER, "far", OfferAnswered(answer="accept", day=date(2026, 5, 20)))
    tell_progress(on(books, "2026-04-01"), ORDER, "far", "cut", 200)
    say(books, ORDER, "far", "Which navy?")
    say(books, ORDER, "far", "19-4024.", is_reply=True)
    late = on(books, "2026-05-25")
    view = factory_view("far", [late])
    (one,) = view.orders
    assert (one.late_days, one.stage, one.total_cents) == (5, "cut", 81_000)
    accepted = factory_view("far", [books]).weeks
    assert sum(week.accepted_minutes for week in accepted) == pytest.approx(one.offer.terms.minutes)
    receive(books.folder, [Delivery(order_id=ORDER, day=date(2026, 5, 27))], author="me")
    done = on(books, "2026-12-31")
    assert [one.state for one in ask_again(done).done] == [DONE]
    score = known_factories(done).scores["far"]
    assert (
        score.orders == 1 and score.late_days.centre_days > known_factories(done).scores["near"].late_days.centre_days
    )


def test_what_had_come_of_an_offer_that_is_taken_back_is_owed_to_who_accepted(books: SourcingBooks) -> None:
    """200 at 4.00 and 10.00 once: 4.05 a piece. 80 come, the offer is withdrawn, the rest is offered elsewhere."""
    offer_order(books, ORDER)
    answer_offer(books, ORDER, "far", OfferAnswered(answer="accept"))
    sku = next(iter(offer_held(books, ORDER, "far").state.terms.units))
    receive(books.folder, [Delivery(order_id=ORDER, day=date(2026, 5, 27), units={sku: 80})], author="me")
    withdraw(books, ORDER, "far")
    money = settle_books(books.folder, author="me", day=date(2026, 12, 31))

    def owed() -> dict[str, list[tuple[str, int, int]]]:
        lines = money.owed(money.accounts())
        return {name: [(one.kind, one.units, one.cents) for one in some] for name, some in lines.items()}

    assert owed() == {"far": [("batch", 80, 32_400)]}
    offer_order(books, ORDER, "near")
    answer_offer(books, ORDER, "near", OfferAnswered(answer="accept"))
    receive(books.folder, [Delivery(order_id=ORDER, day=date(2026, 5, 28))], author="me")
    (batch,) = owed().pop("near")
    assert owed()["far"] == [("batch", 80, 32_400)] and batch[1] == 120
    assert not books.ledger.audit()
