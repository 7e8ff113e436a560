"""States of a pair (factory and style) and of an offer after one more entry; read by the ledger and by nobody else."""

from __future__ import annotations

from dataclasses import replace

from treadle.terms.entry import Entry
from treadle.terms.offer import (
    ACCEPTED,
    COUNTERED,
    DECLINED,
    DONE,
    OPEN,
    CounterJudged,
    LinkEnded,
    Offer,
    OfferAnswered,
    OfferAskedAgain,
    OfferEnded,
    OfferProgress,
    OfferSaid,
    OrderOffered,
)
from treadle.terms.supplier import Pair, PairJudged, QuoteGiven, SampleTold

_AFTER = {"accept": ACCEPTED, "counter": COUNTERED, "decline": DECLINED}


def next_pair(pair: Pair | None, entry: Entry) -> Pair:
    """A factory and a style after one more quote, sample or judgement."""
    factory_id, _, style_id = entry.subject.partition(" ")
    before, body = pair or Pair(factory_id=factory_id, style_id=style_id), entry.body
    if isinstance(body, QuoteGiven):
        return replace(before, quotes=(*before.quotes, body))
    if isinstance(body, SampleTold):
        return replace(before, samples=(*before.samples, body))
    assert isinstance(body, PairJudged)
    return replace(before, judged=body)


def next_offer(offer: Offer | None, entry: Entry) -> Offer:
    """An offer after one more entry. Raises ValueError for an entry that cannot follow."""
    body = entry.body
    if isinstance(body, OrderOffered):
        if offer is not None and offer.is_live:
            raise ValueError(f"entry {entry.number}: the order is offered to this factory already")
        serial = 0 if offer is None else offer.serial + 1
        earlier = () if offer is None else offer.earlier
        if offer is not None and offer.was_accepted:
            earlier = (*earlier, replace(offer, earlier=()))
        return Offer(offer_id=entry.subject, terms=body, offered_at=entry.known_at, answer_by=body.answer_by,
                     serial=serial, earlier=earlier)  # fmt: skip
    if offer is None:
        raise ValueError(f"entry {entry.number}: there is no offer {entry.subject}")
    if isinstance(body, LinkEnded):
        return replace(offer, serial=offer.serial + 1)
    if isinstance(body, OfferEnded):
        after = replace(offer, state=body.state, ended=body)
        is_left = offer.state == ACCEPTED and body.state != DONE
        return replace(after, left_at=entry.known_at, left_entry=entry.number) if is_left else after
    if not offer.is_live:
        raise ValueError(f"entry {entry.number}: the offer is {offer.state}")
    if isinstance(body, OfferAnswered):
        return replace(offer, state=_AFTER[body.answer], answer=body, answered_at=entry.known_at)
    if isinstance(body, CounterJudged):
        if offer.state != COUNTERED:
            raise ValueError(f"entry {entry.number}: nothing was countered")
        return replace(offer, state=ACCEPTED if body.is_taken else OPEN)
    if isinstance(body, OfferProgress):
        return replace(offer, progress=(*offer.progress, body))
    if isinstance(body, OfferSaid):
        return replace(offer, said=(*offer.said, body))
    assert isinstance(body, OfferAskedAgain)
    return replace(offer, state=OPEN, answer_by=body.answer_by, asked_times=offer.asked_times + 1)
