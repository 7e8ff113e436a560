"""Shops: what should go where and why, let go and taken back, sheets to pick by, packs, rules, stores of others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from treadle.api.sourcing_sheets import kept
from treadle.errors import InputError, NotFoundError
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.plant.shops import send as moving
from treadle.plant.shops import stores as selling
from treadle.plant.shops.shops_seen import ShopsBooks, parcels, proposed, shops_books
from treadle.plant.uploads import upload_of
from treadle.report.shop_sheets import order_book, pick_list_pdf, why_of
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import forms_of, page
from treadle.web.form_cells import FormCells
from treadle.web.given_out import XLSX, file_answer, given_out
from treadle.web.pages.shop_tables import proposed_tables, shop_tables

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Mover = Annotated[Caller, Depends(visiting("move goods"))]
Text = Annotated[str, Form(max_length=300)]
#: Moves that are shown; the table has all.
SHOWN = 20


@router.get("/shops")
def shops(request: Request, caller: Reader) -> Response:
    """The page; what should move follows by itself."""
    return _page(request, caller)


@router.get("/shops/proposed")
def to_move(request: Request, caller: Reader) -> Response:
    """What should move, with every reason: a part of the page."""
    books = _books(caller)
    if books.is_too_large:
        return page(request, "shops_proposed.html", at="shops", books=books, found=None, parcels=(), why=why_of)
    found = proposed(caller.brand.folder, plan_place(caller.brand))
    return page(request, "shops_proposed.html", at="shops", books=books, found=found, parcels=parcels(found),
                why=why_of)  # fmt: skip


@router.get("/shops/tables/{name}.{ending}")
def table(name: str, ending: str, request: Request, caller: Reader) -> Response:
    """A table of the page as a file."""
    language, books = forms_of(request, caller).language, _books(caller)
    if name in ("proposed", "packs"):
        found = proposed(caller.brand.folder, plan_place(caller.brand))
        return given_out(request, caller, proposed_tables(found, language), name, ending, found.as_of)
    return given_out(request, caller, shop_tables(books, language), name, ending, books.day)


@router.get("/shops/sheets/{place_id}.{ending}")
def sheet(place_id: str, ending: str, request: Request, caller: Reader) -> Response:
    """What goes to a shop (or leaves the warehouse: its pick list), as a workbook or on paper."""
    found, books = proposed(caller.brand.folder, plan_place(caller.brand)), _books(caller)
    side = "from_place_id" if place_id == found.warehouse else "to_place_id"
    rows = [row for row in found.rows.to_pylist() if row[side] == place_id]
    if not rows or ending not in ("xlsx", "pdf"):
        raise HTTPException(404, "There is nothing under this address.")
    language, title = forms_of(request, caller).language, books.name(place_id)
    if ending == "pdf":
        told = pick_list_pdf(rows, title, found.as_of, language)
        return file_answer(told, "application/pdf", f"{place_id}.pdf")
    return file_answer(order_book(rows, title, found.as_of, language), XLSX, f"{place_id}.xlsx")


@router.post("/shops/moves")
def leave(request: Request, caller: Mover, to: Text = "", day: Text = "") -> Response:
    """Let what should move leave, to one place or to all; sent twice it leaves once."""
    found = proposed(caller.brand.folder, plan_place(caller.brand))
    if day and day != found.as_of.isoformat():
        raise HTTPException(409, "Another plan was made meanwhile. Look at what should move now.")
    moving.send(caller.brand.folder, found, author=caller.name, only=to)
    return _again(request, caller)


@router.post("/shops/moves/back")
def take_back(request: Request, caller: Mover, move_id: Text) -> Response:
    """What was said to leave stayed."""
    moving.take_back(caller.brand.folder, move_id, author=caller.name)
    return _again(request, caller)


@router.post("/shops/moves/arrival")
async def arrive(request: Request, caller: Mover) -> Response:
    """Goods came, as they were sent or in the numbers that are typed."""
    form = {name: str(value) for name, value in (await request.form(max_fields=2000)).items()}
    return await run_in_threadpool(_arrived, request, caller, form)


@router.post("/shops/stores")
def take_orders(request: Request, caller: Mover, file: UploadFile) -> Response:
    """Take orders of stores in, all of a file or none."""
    books = selling.store_books(caller.brand.folder, author=caller.name)
    selling.take_orders(books, upload_of(caller.brand, kept(caller, file)))
    return _again(request, caller)


@router.post("/shops/stores/acts")
def act(request: Request, caller: Mover, order_id: Text, said: Text, share: Text = "", reason: Text = "") -> Response:
    """Deliver what is open of a store's order, or write down what it cancels or refuses (all, or a percentage)."""
    read = FormCells("share", {"share": share})
    part = read.share("share")
    read.refuse()
    books = selling.store_books(caller.brand.folder, author=caller.name)
    day = books.order(order_id).placed.due_day
    if said == "deliver":
        selling.deliver(books, order_id, None, day)
    else:
        selling.refuse(books, order_id, None, day, at_delivery=said == "refuse", why=reason.strip(), share=part)
    return _again(request, caller)


def _arrived(request: Request, caller: Caller, form: dict[str, str]) -> Response:
    skus = {name.removeprefix("u."): name for name in form if name.startswith("u.")}
    read = FormCells("arrival", form)
    units = {sku: read.whole(name) for sku, name in skus.items()}
    day = read.day("day")
    read.refuse()
    told = {sku: count for sku, count in units.items() if count is not None}
    moving.arrive(caller.brand.folder, form.get("move_id", ""), told, day=day, author=caller.name)
    return _again(request, caller)


def _books(caller: Caller) -> ShopsBooks:
    return shops_books(caller.brand.folder, plan_place(caller.brand))


def _again(request: Request, caller: Caller) -> Response:
    return _page(request, caller) if is_part(request) else RedirectResponse("/shops", status_code=303)


def _page(request: Request, caller: Caller) -> Response:
    try:
        books = _books(caller)
    except NotFoundError:
        return page(request, "buy_empty.html", at="shops", title="screen.shops")
    except InputError as unread:
        return page(request, "shops_empty.html", at="shops", problems=unread.problems)
    return page(request, "shops.html", at="shops", books=books, shown=books.moves[:SHOWN],
                currency=caller.brand.settings.currency)  # fmt: skip
