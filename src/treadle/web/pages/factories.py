"""Factories: who there is and how each kept its word, what waits for the brand, who makes the plan."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from treadle.api.sourcing_sheets import kept
from treadle.errors import NotFoundError
from treadle.plant.people import Caller
from treadle.plant.source import offers as asking
from treadle.plant.source import pairs, unanswered
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.factories_seen import factories_seen, order_asked
from treadle.plant.source.factory_view import factory_view
from treadle.plant.source.links import link_token
from treadle.plant.source.offers import OfferTold
from treadle.plant.source.profiles import TakenSheet, take_sheet
from treadle.plant.source.reply_sheet import reply_cells, take_reply
from treadle.plant.uploads import upload_of
from treadle.report.offer_book import offer_book
from treadle.terms.supplier import SAMPLE_STATES, PriceStep
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import forms_of, page
from treadle.web.form_cells import FormCells
from treadle.web.given_out import XLSX, file_answer, given_out
from treadle.web.pages.factory_tables import factory_tables
from treadle.words import LABELS

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Sourcer = Annotated[Caller, Depends(visiting("source"))]
Importer = Annotated[Caller, Depends(visiting("import"))]
Text = Annotated[str, Form(max_length=2000)]


@router.get("/factories")
def factories(request: Request, caller: Reader) -> Response:
    """The page."""
    return _page(request, caller)


@router.get("/factories/tables/{name}.{ending}")
def table(name: str, ending: str, request: Request, caller: Reader) -> Response:
    """A table of the page as a file."""
    seen = factories_seen(_books(caller))
    return given_out(request, caller, factory_tables(seen, forms_of(request, caller).language), name, ending, seen.day)


@router.post("/factories/sheet")
def take(request: Request, caller: Importer, file: UploadFile) -> Response:
    """Take an office's sheet of factories in, and say what was read otherwise than it stands."""
    found = take_sheet(caller.brand.folder, upload_of(caller.brand, kept(caller, file)))
    return _page(request, caller, taken=found)


@router.post("/factories/replies")
def reply_sheet(request: Request, caller: Sourcer, file: UploadFile) -> Response:
    """Book a sheet that came back; every cell that cannot be taken is named."""
    told = take_reply(_books(caller), upload_of(caller.brand, kept(caller, file)), lambda key: LABELS[key])
    return _order(request, caller, told.offer.terms.order_id, is_known=not told.is_new)


@router.get("/factories/orders/{order_id:path}")
def order(order_id: str, request: Request, caller: Reader) -> Response:
    """An order: whom it was offered to, what was said, who else could make it."""
    return _order(request, caller, order_id)


@router.get("/factories/sheets/{factory_id}/{order_id:path}")
def sheet(factory_id: str, order_id: str, request: Request, caller: Sourcer) -> Response:
    """An offer as a workbook that goes out by mail and comes back."""
    books = _books(caller)
    cells = reply_cells(books, asking.offer_held(books, order_id, factory_id).state)
    language = forms_of(request, caller).language
    return file_answer(offer_book(cells, books.settings.name, books.today, language), XLSX, f"{order_id}.xlsx")


@router.post("/factories/offers")
def offer(
    request: Request, caller: Sourcer, order_id: Text, factory_id: Text = "", note: Text = "", back: Text = ""
) -> Response:
    """Offer an order; without a factory to the one where it is expected to cost least."""
    asking.offer_order(_books(caller), order_id, factory_id.strip(), note=note.strip())
    return _again(request, caller, order_id, back)


@router.post("/factories/acts")
def act(
    request: Request, caller: Sourcer, said: Text, order_id: Text, factory_id: Text, text: Text = "", back: Text = ""
) -> Response:
    """Do one thing with an offer: judge what was countered, ask again, offer elsewhere, reply, take it or its links
    back."""
    _act(_books(caller), said, order_id, factory_id, text.strip())
    return _again(request, caller, order_id, back)


@router.get("/factories/{factory_id}")
def factory(factory_id: str, request: Request, caller: Reader) -> Response:
    """One factory: what it can, how it kept its word, its load, its quotes and samples."""
    return _factory(request, caller, factory_id)


@router.post("/factories/{factory_id}/quotes")
def quote(
    factory_id: str, request: Request, caller: Sourcer, style_id: Text, price: Text, pieces: Text = "",
    setup: Text = "", until: Text = "", lead: Text = "",
) -> Response:  # fmt: skip
    """Write down what a factory asks for a style."""
    read = FormCells("quote", {"price": price, "pieces": pieces, "setup": setup, "until": until, "days": lead})
    cents, units, once, day, days = (
        read.cents("price"), read.whole("pieces"), read.cents("setup"), read.day("until"), read.whole("days"),
    )  # fmt: skip
    read.refuse()
    step = PriceStep(from_units=units or 1, piece_cents=cents or 0, setup_cents=once or 0)
    pairs.quote(_books(caller), factory_id, style_id.strip(), (step,), valid_until=day, lead_days=days)
    return _factory_again(request, caller, factory_id)


@router.post("/factories/{factory_id}/samples")
def sample(factory_id: str, request: Request, caller: Sourcer, style_id: Text, state: Text) -> Response:
    """Say what became of a sample."""
    pairs.tell_sample(_books(caller), factory_id, style_id.strip(), state)
    return _factory_again(request, caller, factory_id)


@router.post("/factories/{factory_id}/approval")
def approve(factory_id: str, request: Request, caller: Sourcer, style_id: Text, said: Text) -> Response:
    """Say whether a factory may make a style."""
    pairs.judge_pair(_books(caller), factory_id, style_id.strip(), is_approved=said == "yes")
    return _factory_again(request, caller, factory_id)


def _act(books: SourcingBooks, said: str, order_id: str, factory_id: str, text: str) -> OfferTold:
    if said in ("take", "leave"):
        return asking.judge_counter(books, order_id, factory_id, is_taken=said == "take", reason=text)
    if said == "reply":
        return asking.say(books, order_id, factory_id, text, is_reply=True)
    if said == "ask_again":
        return unanswered.ask_one_again(books, order_id, factory_id)
    if said == "elsewhere":
        return unanswered.offer_elsewhere(books, order_id, factory_id)
    if said == "end_links":
        return asking.end_links(books, order_id, factory_id, text)
    return asking.withdraw(books, order_id, factory_id, text)


def _books(caller: Caller) -> SourcingBooks:
    return sourcing_books(caller.brand.folder, author=caller.name)


def _again(request: Request, caller: Caller, order_id: str, back: str) -> Response:
    """Where the press was made: the order's own page, or the list."""
    if is_part(request):
        return _order(request, caller, order_id) if back == "order" else _page(request, caller)
    return RedirectResponse(f"/factories/orders/{order_id}" if back == "order" else "/factories", status_code=303)


def _factory_again(request: Request, caller: Caller, factory_id: str) -> Response:
    if is_part(request):
        return _factory(request, caller, factory_id)
    return RedirectResponse(f"/factories/{factory_id}", status_code=303)


def _page(request: Request, caller: Caller, *, taken: TakenSheet | None = None) -> Response:
    seen = factories_seen(_books(caller))
    return page(request, "factories.html", at="factories", seen=seen, taken=taken,
                currency=caller.brand.settings.currency)  # fmt: skip


def _order(request: Request, caller: Caller, order_id: str, *, is_known: bool = False) -> Response:
    books = _books(caller)
    found = order_asked(books, order_id)
    links = {
        one.offer.offer_id: f"{str(request.base_url).rstrip('/')}/order/{caller.brand.brand_id}/"
                            f"{link_token(books, one.offer)}"
        for one in found.offers if one.offer.is_live
    } if caller.may("source") else {}  # fmt: skip
    return page(request, "factory_order.html", at="factories", found=found, links=links, is_known=is_known,
                today=books.today, currency=caller.brand.settings.currency)  # fmt: skip


def _factory(request: Request, caller: Caller, factory_id: str) -> Response:
    books = _books(caller)
    seen = factories_seen(books)
    row = next((one for one in seen.factories if one.factory_id == factory_id), None)
    if row is None:
        raise NotFoundError(f"There is no factory {factory_id}.")
    view = factory_view(factory_id, [books])
    most = max([1.0, *(max(one.free_minutes, one.accepted_minutes + one.asked_minutes) for one in view.weeks)])
    return page(
        request, "factory.html", at="factories", seen=seen, row=row, view=view, most=most,
        pairs=[one for one in seen.pairs if one.factory_id == factory_id], states=SAMPLE_STATES, today=books.today,
        styles=sorted(seen.plan.catalogue.style) if seen.plan else [], currency=caller.brand.settings.currency,
    )  # fmt: skip
