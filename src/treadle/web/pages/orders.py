"""Orders that were placed: how they stand, and each as a paper. A partner factory sees its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from treadle.plant.order_papers import paper_of, papers_of
from treadle.plant.people import Caller
from treadle.report.order_paper import order_book, order_pdf
from treadle.web.asking import visiting
from treadle.web.drawn import forms_of, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read orders"))]
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


@router.get("/orders/{order_id:path}/paper.pdf")
def paper(order_id: str, request: Request, caller: Reader) -> Response:
    """One as a purchase or work order to print."""
    found = paper_of(caller.brand, order_id, factory_id=caller.only_factory("read orders"))
    name = "".join(one if one.isalnum() or one in "-_" else "-" for one in order_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    text = order_pdf([found], forms_of(request, caller).language)
    return Response(text, media_type="application/pdf", headers=headers)
