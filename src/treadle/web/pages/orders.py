"""Orders that were placed, each as a paper; what came of one is booked here, what is made is packed and shipped.

A partner factory sees its own, and books nothing here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from treadle.errors import InputError
from treadle.plant.order_desk import book_sizes, order_desk
from treadle.plant.order_papers import paper_of, papers_of
from treadle.plant.pack import PackedNow, pack_order, ship
from treadle.plant.people import Caller
from treadle.plant.receive import Booked
from treadle.plant.take_back import open_carton, take_back_receipt, take_back_shipment
from treadle.report.order_paper import order_book, order_pdf
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawn import forms_of, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read orders"))]
Receiver = Annotated[Caller, Depends(visiting("receive"))]
Text = Annotated[str, Form(max_length=200)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/orders")
def orders(request: Request, caller: Reader) -> Response:
    """The list, the newest first."""
    papers = papers_of(caller.brand, factory_id=caller.only_factory("read orders"))
    return page(request, "orders.html", at="orders", papers=papers)


@router.get("/orders/book.xlsx")
def book(request: Request, caller: Reader) -> Response:
    """All of them in a workbook."""
    papers = papers_of(caller.brand, factory_id=caller.only_factory("read orders"))
    headers = {"Content-Disposition": 'attachment; filename="orders.xlsx"'}
    return Response(order_book(papers, forms_of(request, caller).language), media_type=XLSX, headers=headers)


@router.get("/orders/one")
def one(request: Request, caller: Reader, id: Annotated[str, Query(max_length=300)]) -> Response:
    """One order, size by size."""
    return _one(request, caller, id)


@router.post("/orders/receipts")
async def book_receipt(request: Request, caller: Receiver) -> Response:
    """Book what came, by size; the same form and the same delivery note are booked once."""
    form = await request.form()
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_book, request, caller, told)


def _book(request: Request, caller: Caller, told: dict[str, str]) -> Response:
    order_id, note_id = told.get("order_id", ""), told.get("note_id", "").strip()[:200]
    booked = book_sizes(
        caller.brand, order_id, _of(told, "units:"), _of(told, "rejected:"), day=_day(told.get("day", "")),
        is_last=bool(told.get("is_last")), note_id=note_id or f"page {form_key(caller, told.get('key', ''))}",
        author=caller.name,
    )  # fmt: skip
    return _answer(request, caller, order_id, booked=booked)


@router.post("/orders/cartons")
def pack(request: Request, caller: Receiver, order_id: Text, kind: Text, units: Text = "") -> Response:
    """Put what waits into cartons; called again, what is packed stays."""
    count = units.strip()
    if count and not (count.isdigit() and 0 < int(count) <= 10_000):
        raise InputError.single("units", f"'{count[:20]}' is no number of pieces", "Write a whole number")
    packed = pack_order(
        caller.brand.folder, order_id, kind=kind, carton_units=int(count) if count else None, author=caller.name
    )  # fmt: skip
    return _answer(request, caller, order_id, packed=packed)


@router.post("/orders/shipments")
def send(
    request: Request, caller: Receiver, order_id: Text, carton: Annotated[list[str], Form()], day: Text = ""
) -> Response:
    """Ship the cartons that the page showed."""
    ship(caller.brand.folder, carton_ids=carton, day=_day(day), author=caller.name)
    return _answer(request, caller, order_id)


@router.post("/orders/receipts/undone")
def undo_receipt(request: Request, caller: Receiver, order_id: Text, receipt: Text, reason: Text = "") -> Response:
    """A receipt did not happen."""
    take_back_receipt(caller.brand.folder, order_id, receipt, reason=reason, author=caller.name)
    return _answer(request, caller, order_id)


@router.post("/orders/cartons/opened")
def undo_carton(request: Request, caller: Receiver, order_id: Text, carton: Text, reason: Text = "") -> Response:
    """A carton was packed wrongly."""
    open_carton(caller.brand.folder, carton, reason=reason, author=caller.name)
    return _answer(request, caller, order_id)


@router.post("/orders/shipments/undone")
def undo_shipment(request: Request, caller: Receiver, order_id: Text, shipment: Text, reason: Text = "") -> Response:
    """A shipment did not leave."""
    take_back_shipment(caller.brand.folder, shipment, reason=reason, author=caller.name)
    return _answer(request, caller, order_id)


@router.get("/orders/{order_id:path}/paper.pdf")
def paper(order_id: str, request: Request, caller: Reader) -> Response:
    """One as a purchase or work order to print."""
    found = paper_of(caller.brand, order_id, factory_id=caller.only_factory("read orders"))
    name = "".join(one if one.isalnum() or one in "-_" else "-" for one in order_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    text = order_pdf([found], forms_of(request, caller).language)
    return Response(text, media_type="application/pdf", headers=headers)


def _answer(request: Request, caller: Caller, order_id: str, **more: Any) -> Response:
    if is_part(request):
        return _one(request, caller, order_id, **more)
    return RedirectResponse(f"/orders/one?id={quote(order_id, safe='')}", status_code=303)


def _one(
    request: Request, caller: Caller, order_id: str, *, booked: Booked | None = None, packed: PackedNow | None = None
) -> Response:
    desk = order_desk(caller.brand, order_id, factory_id=caller.only_factory("read orders"))
    return page(request, "order.html", at="orders", desk=desk, booked=booked, packed=packed)


def _of(told: dict[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in told.items() if name.startswith(prefix)}


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError.single("day", f"'{text[:30]}' is no day", "Say it as 2026-03-02") from None
