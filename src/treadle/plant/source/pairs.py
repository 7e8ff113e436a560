"""What a factory quotes for a style, what became of its samples, and whether it may make it."""

from __future__ import annotations

from datetime import date

from treadle.errors import InputError, NotFoundError
from treadle.plant.source.desk import SourcingBooks
from treadle.storage.sourcing_facts import load_sourcing
from treadle.terms.fingerprint import fingerprint
from treadle.terms.supplier import SAMPLE_STATES, Pair, PairBody, PairJudged, PriceStep, QuoteGiven, SampleTold, pair_id


def quote(
    books: SourcingBooks, factory_id: str, style_id: str, steps: tuple[PriceStep, ...], *,
    valid_until: date | None = None, lead_days: int | None = None, note: str = "",
) -> Pair:  # fmt: skip
    """A factory asks so much for a style; it takes the place of its earlier quote. Raises `NotFoundError` for a factory
    or style that is not there, and `InputError` for a quote that says no price."""
    if not steps or any(one.from_units < 1 or one.piece_cents < 1 or one.setup_cents < 0 for one in steps):
        raise InputError.single("--price", "a quote names a price above nought from one piece on", "Say 500=4.20")
    if len({one.from_units for one in steps}) < len(steps):
        raise InputError.single("--price", "two prices begin at the same number of pieces", "Leave one out")
    if valid_until is not None and valid_until < books.today:
        raise InputError.single("--until", f"{valid_until} is over", "Say a day that is to come")
    ordered = tuple(sorted(steps, key=lambda one: one.from_units))
    body = QuoteGiven(steps=ordered, given_on=books.today, valid_until=valid_until, lead_days=lead_days, note=note)
    return _told(books, factory_id, style_id, body)


def tell_sample(books: SourcingBooks, factory_id: str, style_id: str, state: str, *, note: str = "") -> Pair:
    """What became of a sample. Raises `NotFoundError`, and `InputError` for a state that is none."""
    if state not in SAMPLE_STATES:
        raise InputError.single("--state", f"'{state}' is no state of a sample", f"Say {', '.join(SAMPLE_STATES)}")
    return _told(books, factory_id, style_id, SampleTold(state=state, day=books.today, note=note))


def judge_pair(
    books: SourcingBooks, factory_id: str, style_id: str, *, is_approved: bool, reason: str = ""
) -> Pair:  # fmt: skip
    """Say whether a factory may make a style. Raises `NotFoundError`."""
    return _told(books, factory_id, style_id, PairJudged(is_approved=is_approved, reason=reason))


def _told(books: SourcingBooks, factory_id: str, style_id: str, body: PairBody) -> Pair:
    known = load_sourcing(books.folder, books.today, currency=books.settings.currency,
                          time_zone=books.settings.time_zone)  # fmt: skip
    names = sorted({one.factory_id for one in known.profiles} | {one.factory_id for one in known.factories})
    if factory_id not in names:
        told = ", ".join(names[:10]) or "none"
        raise NotFoundError(f"There is no factory {factory_id}. Factories: {told}.")
    if style_id not in known.styles:
        raise NotFoundError(f"There is no style {style_id}.")
    subject = pair_id(factory_id, style_id)
    held = books.ledger.state(Pair, subject)
    last = "" if held is None else _last(held.state, body)
    if last != fingerprint(body):
        version = 0 if held is None else held.version
        books.tell(subject, body, key=f"pair:{subject}:{version}:{fingerprint(body)}")
        held = books.ledger.state(Pair, subject)
    assert held is not None
    return held.state


def _last(pair: Pair, body: PairBody) -> str:
    """The fingerprint of the newest thing of the same kind that was said: the same again is nothing new."""
    newest: PairBody | None
    if isinstance(body, QuoteGiven):
        newest = pair.quotes[-1] if pair.quotes else None
    elif isinstance(body, SampleTold):
        newest = pair.samples[-1] if pair.samples else None
    else:
        newest = pair.judged
    return "" if newest is None else fingerprint(newest)
