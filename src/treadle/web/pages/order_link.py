"""The page of an order's link: a factory without an account accepts, counters, declines, reports and asks, without a
script; and all orders whose links were opened in a browser, across brands.

A browser keeps the links that were opened in it, so that a factory sees its brands side by side; the server keeps none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from treadle.api.served import Served, served_of
from treadle.errors import ConflictError, InputError, NotFoundError, Problem
from treadle.look.number_forms import Forms
from treadle.plant.source import offers as use
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.factories_seen import called_by_plan
from treadle.plant.source.factory_view import view_of_offers
from treadle.plant.source.links import linked_offer
from treadle.terms.offer import PROGRESS, Offer, OfferAnswered
from treadle.web.asking import language_of
from treadle.web.drawn import page
from treadle.web.form_cells import FormCells

router = APIRouter(include_in_schema=False)
#: A form is shorter.
MOST_BYTES = 32 * 1024
Serving = Annotated[Served, Depends(served_of)]
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
#: Links that a browser keeps, the newest last, and for how long: as many as a cookie holds; half a year, not tuned.
OPENED, MOST_OPENED, KEPT_SECONDS = "treadle_opened", 24, 182 * 24 * 3600
_MOST_COOKIE = 3800


@router.get("/order/{brand_id}/{token}")
def shown(brand_id: str, token: str, request: Request, served: Serving) -> Response:
    """What is asked for, what was answered, and forms for all that can be said now."""
    books = _books(served, brand_id)
    answer = _page(request, books, linked_offer(books, token))
    _remember(request, answer, f"{brand_id}:{token}")
    return answer


@router.post("/order/{brand_id}/{token}")
async def answered(brand_id: str, token: str, request: Request, served: Serving) -> Response:
    """Takes one of the page's forms; what is wrong with it is told on the page."""
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > MOST_BYTES:
            raise HTTPException(413, f"The form is longer than {MOST_BYTES // 1024} KB.")
    wait = request.app.state.limits.requests.wait(f"order {token}")
    if wait:
        raise HTTPException(429, "Too many requests.", headers={"Retry-After": "5"})
    try:
        fields = {name: values[-1].strip() for name, values in parse_qs(raw.decode("utf-8")).items()}
    except UnicodeDecodeError:
        raise HTTPException(400, "The form is no UTF-8.") from None
    return await run_in_threadpool(_answered, served, brand_id, token, fields, request)


@router.get("/factory")
def orders_of_browser(request: Request, served: Serving) -> Response:
    """All orders whose links were opened here: load by week, what pays, what is late, across brands."""
    found: list[tuple[SourcingBooks, Offer, str]] = []
    for one in _opened(request):
        brand_id, _, token = one.partition(":")
        try:
            books = _books(served, brand_id)
            found.append((books, linked_offer(books, token), one))
        except NotFoundError:
            continue  # a link that was taken back is of nobody's orders
    view = view_of_offers([(books, offer) for books, offer, _ in found]) if found else None
    links = {(books.settings.name, offer.offer_id): f"/order/{one.replace(':', '/', 1)}" for books, offer, one in found}
    answer = page(request, "order_links.html", view=view, links=links)
    answer.headers.update(_HEADERS)
    return answer


@router.post("/factory/forget")
def forget(request: Request) -> Response:
    """The browser keeps no link any more."""
    answer = RedirectResponse("/factory", status_code=303)
    answer.delete_cookie(OPENED, path="/")
    return answer


def _answered(served: Served, brand_id: str, token: str, fields: dict[str, str], request: Request) -> Response:
    books = _books(served, brand_id)
    offer = linked_offer(books, token)
    try:
        _say(books, offer, fields)
    except InputError as error:
        return _page(request, books, offer, error.problems, fields, 422)
    except ConflictError as error:
        said = Problem(file="answer", what=str(error).rstrip("."), remedy="")
        return _page(request, books, linked_offer(books, token), [said], fields, 409)
    return RedirectResponse(request.url.path, status_code=303, headers=_HEADERS)


def _say(books: SourcingBooks, offer: Offer, fields: dict[str, str]) -> None:
    """Do what a form asks for. Raises as `answer_offer`, `tell_progress` and `say`."""
    order_id, factory_id = offer.terms.order_id, offer.terms.factory_id
    read = FormCells("answer", fields)
    form = fields.get("form")
    if form == "answer":
        said = OfferAnswered(answer=fields.get("answer", ""), day=read.day("day"), piece_cents=read.cents("price"),
                             units=read.whole("pieces"), note=fields.get("note", ""))  # fmt: skip
        read.refuse()
        use.answer_offer(books, order_id, factory_id, said)
    elif form == "progress":
        units, day = read.whole("pieces"), read.day("day")
        read.refuse()
        use.tell_progress(books, order_id, factory_id, fields.get("stage", ""), units or 0, day=day)
    else:
        use.say(books, order_id, factory_id, fields.get("text", ""))


def _books(served: Served, brand_id: str) -> SourcingBooks:
    return sourcing_books(served.brand(brand_id).folder, author="a factory, by its link")


def _opened(request: Request) -> list[str]:
    """Links that this browser keeps, the oldest first."""
    return [one for one in request.cookies.get(OPENED, "").split("|") if ":" in one]


def _remember(request: Request, answer: Response, link: str) -> None:
    """Let the browser keep a link; the oldest ones go where the cookie would be too long."""
    kept = [*(one for one in _opened(request) if one != link), link][-MOST_OPENED:]
    while len("|".join(kept)) > _MOST_COOKIE:
        kept.pop(0)
    answer.set_cookie(OPENED, "|".join(kept), max_age=KEPT_SECONDS, httponly=True, samesite="lax",
                      secure=request.url.scheme == "https")  # fmt: skip


def _page(
    request: Request, books: SourcingBooks, offer: Offer, problems: Sequence[Problem] = (),
    typed: dict[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    settings = books.settings
    forms = Forms(language=language_of(request, ""), currency=settings.currency, time_zone=settings.time_zone)
    answer = page(
        request, "order_link.html", status=status, offer=offer, brand=settings.name, currency=settings.currency,
        problems=problems, typed=typed or {}, stages=PROGRESS, most_signs=use.MOST_SIGNS, today=books.today, g=forms,
        others=len(_opened(request)) > 1, style=called_by_plan(books, offer.terms.style_id),
    )  # fmt: skip
    answer.headers.update(_HEADERS)
    return answer
