"""What a demo has beside its factory floor: a factory that is new, terms of payment, a campaign and its made buyers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from treadle.simulate.demo_range import BOUGHT_IN
from treadle.storage.lake import write_durably
from treadle.terms.codec import from_text, to_text

if TYPE_CHECKING:
    from treadle.plant.presell.desk import CampaignBooks
    from treadle.terms.campaign import Campaign

#: Where a folder says which of its campaigns is bought from by made buyers: a brand that sells has no such file.
MARKET = Path(".treadle") / "made_market.json"
#: The demo's campaign, how many days before the demo's day it opened, and its made buyers. Chosen so that a good part
#: of its pieces are paid for by then, and not all that are needed.
CAMPAIGN, OPENED_DAYS, BUYERS = "made-for-you", 7, 110.0
#: The option that is sold ahead: it sells well, and can be made in two weeks.
SOLD_AHEAD = "TRO02-black"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMarket:
    """Which campaign made buyers come to, about how many, and the seed that they are drawn from."""

    campaign_id: str
    buyers: float
    seed: int


def meet_new_factory(folder: Path, as_of: date, styles: Collection[str] = BOUGHT_IN) -> None:
    """What the new factory asks for styles that are bought in, and its sample that waits for a word; no order yet."""
    from treadle.plant.source.desk import sourcing_books
    from treadle.plant.source.pairs import quote, tell_sample
    from treadle.simulate.demo_making import NEW_FACTORY, quotes_asked
    from treadle.terms.supplier import PriceStep

    books = sourcing_books(folder, author="treadle demo", at=_morning(as_of - timedelta(days=3)))
    for style_id in styles:
        asked = tuple(
            PriceStep(from_units=units, piece_cents=cents, setup_cents=setup)
            for units, cents, setup in quotes_asked()[style_id]
        )
        quote(books, NEW_FACTORY, style_id, asked, valid_until=as_of + timedelta(days=120), lead_days=28)
        tell_sample(books, NEW_FACTORY, style_id, "sent", note="First sample, came by courier.")


def agree_demo_terms(folder: Path, as_of: date, *, author: str) -> None:
    """Terms of payment with the demo's factories and its marketplace, and what lies in its account."""
    from treadle.plant.settle.agree import agree
    from treadle.plant.settle.cash import count_cash
    from treadle.plant.settle.desk import settle_books
    from treadle.terms.settlement import TermsSet

    books = settle_books(folder, author=author, day=as_of)
    for name, terms in (
        ("riverside", TermsSet(kind="factory", from_day=as_of, name="Riverside", balance_days=14,
                               money_cost_share=0.1)),
        ("hillside", TermsSet(kind="factory", from_day=as_of, name="Hillside", deposit_share=0.3, balance_days=30,
                              discount_share=0.02, discount_days=10, duty_share=0.08, freight_cents=35,
                              money_cost_share=0.18)),
        ("lakeside", TermsSet(kind="factory", from_day=as_of, name="Lakeside Knits", deposit_share=0.5, balance_days=7,
                              duty_share=0.08, freight_cents=40, money_cost_share=0.14)),
        ("marketplace", TermsSet(kind="platform", from_day=as_of, name="Marketplace", fee_share=0.12, balance_days=14)),
    ):  # fmt: skip
        agree(books, name, terms)
    count_cash(folder, 6_000_000, day=as_of, author=author)


def open_demo_campaign(folder: Path, out: Path, as_of: date, *, seed: int, author: str) -> Campaign:
    """A campaign as the plan in `out` proposes it (at the usual price where it proposes none), opened some days before;
    who came until the plan's day has joined.

    Raises as `propose_campaigns` and `open_campaign` do.
    """
    from treadle.plant.presell.campaigns import open_campaign
    from treadle.plant.presell.desk import campaign_books
    from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of, wanted_of
    from treadle.plant.presell.propose import propose_campaigns

    (found,) = propose_campaigns(folder, out, options=[SOLD_AHEAD], must_promise=True).proposals
    books = campaign_books(folder, author=author, at=_morning(as_of - timedelta(days=OPENED_DAYS)))
    text = "It is made once enough of you want it; else you get your money back."
    usual = Wanted(option_id=SOLD_AHEAD, threshold_units=60, days=14, promise_day=as_of + timedelta(days=28))
    wanted = replace(wanted_of(found) if found.offer is not None and found.promise_day else usual, text=text)
    terms = terms_of(wanted, catalogue_of(folder, books.settings), books.settings, books.clock())
    open_campaign(books.ledger, CAMPAIGN, terms, author=author, clock=books.clock, currency=books.settings.currency)
    made = MadeMarket(campaign_id=CAMPAIGN, buyers=BUYERS, seed=seed)
    write_durably(folder / MARKET, to_text(made))
    return _come(books, made, books.clock() + timedelta(days=OPENED_DAYS - 1))


def let_buyers_come(folder: Path) -> None:
    """Let those made buyers of a demo come whose moment is there; nothing in any other folder. Raises `LedgerError`."""
    from treadle.plant.presell.desk import campaign_books

    made = made_market(folder)
    if made is not None:
        books = campaign_books(folder, author="treadle demo")
        _come(books, made, books.clock())


def made_market(folder: Path) -> MadeMarket | None:
    """The made market of a folder; None for a brand that sells to people."""
    place = folder / MARKET
    if not place.is_file():
        return None
    return from_text(MadeMarket, place.read_bytes(), file=str(place), remedy="Make the demo anew")


def _come(books: CampaignBooks, made: MadeMarket, until: datetime) -> Campaign:
    from treadle.plant.presell.market import let_buy

    return let_buy(books, made.campaign_id, buyers=made.buyers, seed=made.seed, until=until)


def _morning(day: date) -> str:
    return f"{day.isoformat()}T09:00"
