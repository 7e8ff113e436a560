"""The page of an order's link: a factory without an account accepts, counters, reports and asks, without a script."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from treadle.api.served import Served, served_of
from treadle.api.spoken_language import asked_language
from treadle.errors import ConflictError, InputError, Problem
from treadle.plant.source import offers as use
from treadle.plant.source.desk import SourcingBooks, sourcing_books
from treadle.plant.source.links import linked_offer
from treadle.terms.offer import ANSWERS, PROGRESS, Offer, OfferAnswered
from treadle.words import label, told
from treadle.words.spoken import spoken

router = APIRouter(tags=["sourcing"])
#: A form is shorter.
MOST_BYTES = 32 * 1024
Serving = Annotated[Served, Depends(served_of)]
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get(
    "/order/{brand_id}/{token}", response_class=HTMLResponse, include_in_schema=False, summary="An order's page"
)
def page(brand_id: str, token: str, request: Request, served: Serving) -> Response:
    """What is asked for, what was answered, and forms for all that can be said now."""
    books = _books(served, brand_id)
    return _page(books, linked_offer(books, token), asked_language(), ())


@router.post("/order/{brand_id}/{token}", include_in_schema=False, summary="Answer by an order's page")
async def answer(brand_id: str, token: str, request: Request, served: Serving) -> Response:
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


def _answered(served: Served, brand_id: str, token: str, fields: dict[str, str], request: Request) -> Response:
    books = _books(served, brand_id)
    offer = linked_offer(books, token)
    try:
        _say(books, offer, fields)
    except InputError as error:
        return _page(books, offer, asked_language(), error.problems, 422)
    except ConflictError as error:
        said = Problem(file="answer", what=str(error), remedy="")
        return _page(books, linked_offer(books, token), asked_language(), [said], 409)
    return RedirectResponse(request.url.path, status_code=303, headers=_HEADERS)


def _say(books: SourcingBooks, offer: Offer, fields: dict[str, str]) -> None:
    """Do what a form asks for. Raises as `answer_offer`, `tell_progress` and `say`."""
    order_id, factory_id = offer.terms.order_id, offer.terms.factory_id
    read = _Fields(fields)
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


class _Fields:
    """The fields of a form, with what is wrong with them."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        self.problems: list[tuple[str, str, str]] = []

    def day(self, name: str) -> date | None:
        """A day as a browser sends it; None where it is empty."""
        text = self.fields.get(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.problems.append((name, f"'{text}' is no day", "Write it as 2026-03-31"))
            return None

    def whole(self, name: str) -> int | None:
        """A whole number."""
        text = self.fields.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 9):
            self.problems.append((name, f"'{text}' is no number of pieces", "Write a whole number"))
            return None
        return int(text) if text else None

    def cents(self, name: str) -> int | None:
        """Money as cents."""
        text = self.fields.get(name, "").replace(",", ".")
        try:
            value = float(text) if text else None
        except ValueError:
            value = -1.0
        if value is not None and not 0 < value < 1e6:
            self.problems.append((name, f"'{text}' is no price", "Write a number such as 4.20"))
            return None
        return None if value is None else round(100 * value)

    def refuse(self) -> None:
        """Raise `InputError` with all that is wrong."""
        use.raise_all(self.problems)


def _books(served: Served, brand_id: str) -> SourcingBooks:
    return sourcing_books(served.brand(brand_id).folder, author="a factory, by its link")


def _page(
    books: SourcingBooks, offer: Offer, language: str, problems: Sequence[Problem], status: int = 200
) -> HTMLResponse:
    """The page; every text of others is escaped."""
    name, terms = html.escape(books.settings.name), offer.terms
    price = f"{offer.piece_cents / 100:,.2f} {books.settings.currency}"
    rows = [
        ("reply.order", terms.order_id), ("reply.style", terms.style_id), ("reply.pieces", f"{offer.units:,}"),
        ("reply.price", price), ("reply.setup", f"{terms.setup_cents / 100:,.2f} {books.settings.currency}"),
        ("reply.wanted", terms.due_day.isoformat()), ("reply.day", offer.day.isoformat()),
        ("reply.answer_by", offer.answer_by.isoformat() if offer.answer_by else ""), ("reply.note", terms.note),
        ("sourcing.state", told(offer.state, language)),
    ]  # fmt: skip
    facts = "".join(
        f"<tr><th>{_text(key, language)}<td>{html.escape(value)}" for key, value in rows if value
    )  # fmt: skip
    sizes = "".join(f"<tr><td>{html.escape(sku)}<td>{units:,}" for sku, units in terms.units.items())
    wrong = "".join(
        f"<li>{html.escape(spoken(one.what, language))}. {html.escape(spoken(one.remedy, language))}"
        for one in problems
    )
    done = "".join(
        f"<li>{one.day.isoformat()} {html.escape(told(one.stage, language))}: {one.units:,}" for one in offer.progress
    )
    said = "".join(f"<li>{'&larr;' if one.is_reply else '&rarr;'} {html.escape(one.text)}" for one in offer.said)
    forms = _forms(language) if offer.is_live else ""
    body = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title><h1>{name}</h1>'
        + (f'<div role="alert"><ul>{wrong}</ul></div>' if wrong else "")
        + f"<table>{facts}</table><table>{sizes}</table><ul>{done}</ul><ul>{said}</ul>{forms}</html>"
    )
    return HTMLResponse(body, status_code=status, headers=_HEADERS)


def _forms(language: str) -> str:
    """What can be said now: an answer, progress, a question."""
    answers = "".join(
        f'<label><input type="radio" name="answer" value="{one}" required> {_text(key, language)}</label> '
        for one, key in zip(ANSWERS, ("reply.accept", "reply.counter", "reply.decline"), strict=True)
    )
    stages = "".join(f'<option value="{one}">{html.escape(told(one, language))}</option>' for one in PROGRESS)
    send = f"<p><button>{_text('reply.send', language)}</button>"
    return (
        f'<form method="post"><fieldset><legend>{_text("reply.answer", language)}</legend>'
        f'<input type="hidden" name="form" value="answer"><p>{answers}'
        f'<p><label>{_text("reply.day", language)} <input name="day" type="date"></label>'
        f'<p><label>{_text("reply.new_price", language)} <input name="price" inputmode="decimal"></label>'
        f'<p><label>{_text("reply.new_pieces", language)} <input name="pieces" inputmode="numeric"></label>{send}'
        "</fieldset></form>"
        f'<form method="post"><fieldset><legend>{_text("reply.stage", language)}</legend>'
        f'<input type="hidden" name="form" value="progress"><p><select name="stage">{stages}</select>'
        f'<p><label>{_text("reply.stage_pieces", language)} <input name="pieces" inputmode="numeric" required></label>'
        f'<p><label>{_text("reply.stage_day", language)} <input name="day" type="date"></label>{send}'
        "</fieldset></form>"
        f'<form method="post"><fieldset><legend>{_text("reply.question", language)}</legend>'
        '<input type="hidden" name="form" value="question">'
        f'<p><textarea name="text" rows="3" maxlength="{use.MOST_SIGNS}" required></textarea>{send}</fieldset></form>'
    )


def _text(key: str, language: str) -> str:
    return html.escape(label(key, language))
