"""An order that was offered to a factory that installs nothing: what was asked, what it answered, how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

#: What an offer can be. 'countered' waits for the brand, 'elsewhere' was offered to another factory.
OPEN, ACCEPTED, COUNTERED, DECLINED, ELSEWHERE, WITHDRAWN, DONE = (
    "open", "accepted", "countered", "declined", "elsewhere", "withdrawn", "done",
)  # fmt: skip
OFFER_STATES = (OPEN, ACCEPTED, COUNTERED, DECLINED, ELSEWHERE, WITHDRAWN, DONE)
#: What a factory can say of an offer.
ANSWERS = ("accept", "counter", "decline")
#: How far an order is, in the order in which a factory reports it.
PROGRESS = ("cloth in", "cut", "sewn", "packed", "shipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOffered:
    """Pieces of an order (by SKU) were offered to a factory at `piece_cents` and `setup_cents` once, to be there by
    `due_day`; an answer is wanted by `answer_by`. `minutes` are standard minutes of sewing."""

    order_id: str
    factory_id: str
    style_id: str
    units: Mapping[str, int]
    due_day: date
    answer_by: date
    piece_cents: int = 0
    setup_cents: int = 0
    minutes: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswered:
    """What the factory answered (one of `ANSWERS`): the day it commits to, and where it counters what it asks or how
    many pieces it takes (None: as offered). `by` says how: 'link' or 'sheet'."""

    answer: str
    day: date | None = None
    piece_cents: int | None = None
    units: int | None = None
    note: str = ""
    by: str = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterJudged:
    """Whether the brand takes what a factory countered."""

    is_taken: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferProgress:
    """The factory reported a stage (one of `PROGRESS`) with so many pieces on a day."""

    stage: str
    units: int
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSaid:
    """A question of the factory, or the brand's reply to it."""

    text: str
    is_reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAskedAgain:
    """The factory had not answered and was asked again; the new day."""

    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """The offer holds no more: 'elsewhere' (with the factory), 'withdrawn', or 'done' once its goods have come."""

    state: str
    reason: str = ""
    factory_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEnded:
    """The links of an offer that were given out hold no more; a new one is of the next serial."""

    reason: str = ""


OfferBody = (
    OrderOffered | OfferAnswered | CounterJudged | OfferProgress | OfferSaid | OfferAskedAgain | OfferEnded | LinkEnded
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer as it stands. `serial` is that of the links that hold; `asked_times` counts how often it was asked.
    `left_at` is when one that was accepted ended before its goods had come, by the entry `left_entry`; `earlier` are
    such ones, where the order was offered to the same factory again."""

    offer_id: str
    terms: OrderOffered
    state: str = OPEN
    offered_at: datetime | None = None
    answer_by: date | None = None
    asked_times: int = 1
    answer: OfferAnswered | None = None
    answered_at: datetime | None = None
    progress: tuple[OfferProgress, ...] = ()
    said: tuple[OfferSaid, ...] = ()
    serial: int = 0
    ended: OfferEnded | None = None
    left_at: datetime | None = None
    left_entry: int = 0
    earlier: tuple[Offer, ...] = ()

    @property
    def was_accepted(self) -> bool:
        """Whether the factory made, or makes, something of the order."""
        return self.state in (ACCEPTED, DONE) or self.left_entry > 0

    @property
    def units(self) -> int:
        """Pieces as agreed, else as offered."""
        agreed = self.answer.units if self.answer is not None and self.was_accepted else None
        return sum(self.terms.units.values()) if agreed is None else agreed

    @property
    def piece_cents(self) -> int:
        """The price of a piece as agreed, else as offered."""
        agreed = self.answer.piece_cents if self.answer is not None and self.was_accepted else None
        return self.terms.piece_cents if agreed is None else agreed

    @property
    def total_cents(self) -> int:
        """What the order pays."""
        return self.units * self.piece_cents + self.terms.setup_cents

    @property
    def day(self) -> date:
        """The day that the factory committed to, else the one asked for."""
        told = None if self.answer is None else self.answer.day
        return told if told is not None and self.state in (ACCEPTED, COUNTERED, DONE) else self.terms.due_day

    @property
    def is_live(self) -> bool:
        """Whether the factory may still say something of it."""
        return self.state in (OPEN, ACCEPTED, COUNTERED)


def makers_of(offers: Iterable[Offer]) -> dict[str, tuple[Offer, ...]]:
    """The offers by which others made, or make, an order, by the order's id: those that were accepted, those that were
    left first."""
    found: dict[str, list[Offer]] = {}
    for offer in offers:
        for one in (*offer.earlier, offer):
            if one.was_accepted:
                found.setdefault(one.terms.order_id, []).append(one)
    return {
        name: tuple(sorted(some, key=lambda one: (not one.left_entry, one.left_entry, one.offer_id)))
        for name, some in found.items()
    }


def maker_at(makers: Iterable[Offer], entry: int | None) -> Offer | None:
    """The offer by which an order is made at an entry of the ledger (None: now); where nobody had accepted it yet, the
    first by which it is made later."""
    return next((one for one in makers if not one.left_entry or (entry is not None and one.left_entry > entry)), None)


def offer_id(order_id: str, factory_id: str) -> str:
    """The id of an order's offer to a factory; ids hold no blank."""
    return f"{order_id} {factory_id}"
