"""Inspection of lots: how many pieces to look at, what was found, and whether the lot is accepted."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.errors import InputError
from treadle.plant.first_piece import judge_first_piece, waiting_first_pieces
from treadle.plant.inspect import inspect_lot
from treadle.plant.inspected import inspections
from treadle.plant.people import Caller
from treadle.terms.floor import DEFECT_KINDS
from treadle.terms.packing import FoundDefect
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Inspector = Annotated[Caller, Depends(visiting("receive"))]
Text = Annotated[str, Form(max_length=200)]
_COUNTS = re.compile(r"\s*\d+(\s*[,; ]\s*\d+)*\s*")


@router.get("/inspection")
def inspection(request: Request, caller: Reader) -> Response:
    """What waits for an inspection, and what was inspected."""
    return _inspections(request, caller)


@router.post("/inspection/first-piece")
def first_piece(
    request: Request, caller: Inspector, order_id: Text, said: Text, found: Text = "", key: Text = ""
) -> Response:
    """Approve the first piece of an order, or reject it with what was found."""
    deviations = tuple(one.strip() for one in found.split(";") if one.strip())
    judge_first_piece(
        caller.brand.folder, order_id, is_approved=said == "approve", deviations=deviations, author=caller.name
    )  # fmt: skip
    return _inspections(request, caller) if is_part(request) else RedirectResponse("/inspection", status_code=303)


def _inspections(request: Request, caller: Caller, **more: Any) -> Response:
    folder = caller.brand.folder
    return page(
        request, "inspections.html", at="inspection", found=inspections(folder), first=waiting_first_pieces(folder),
        **more,
    )  # fmt: skip


@router.get("/inspection/{order_id}")
def lot(order_id: str, request: Request, caller: Reader, lot_units: int | None = None) -> Response:
    """The plan of an order's next lot."""
    return _lot(request, caller, order_id, lot_units)


@router.post("/inspection/{order_id}")
def found(
    order_id: str, request: Request, caller: Inspector, found: Text, lot_units: Annotated[int, Form(ge=1)],
    defect: Annotated[list[str] | None, Form()] = None, place: Annotated[list[str] | None, Form()] = None,
    units: Annotated[list[str] | None, Form()] = None, is_resumed: Text = "", key: Text = "",
) -> Response:  # fmt: skip
    """The verdict of what was found; kept where it decides."""
    if not _COUNTS.fullmatch(found):
        raise InputError.single("found", "it holds no counts", "Write whole numbers, such as 2 or '1 3'")
    counts = tuple(int(one) for one in re.findall(r"\d+", found))
    defects = tuple(
        FoundDefect(defect=kind, place=where.strip(), units=int(count))
        for kind, where, count in zip(defect or (), place or (), units or (), strict=False)
        if kind and count.isdigit() and int(count)
    )
    told = inspect_lot(
        caller.brand.folder, order_id, lot_units=lot_units, found_units=counts, defects=defects,
        is_resumed=bool(is_resumed), author=caller.name,
    )  # fmt: skip
    if told.verdict == "next_sample":
        return _lot(request, caller, order_id, lot_units, counts)
    if is_part(request):
        return _inspections(request, caller, verdict=told)
    return RedirectResponse("/inspection", status_code=303)


def _lot(
    request: Request, caller: Caller, order_id: str, lot_units: int | None, counts: tuple[int, ...] = ()
) -> Response:
    told = inspect_lot(caller.brand.folder, order_id, lot_units=lot_units, author=caller.name)
    waiting = inspections(caller.brand.folder).waiting
    goods = next((one.goods for one in waiting if one.order_id == order_id), "")
    return page(
        request, "inspection.html", at="inspection", lot=told, goods=goods, counts=counts, kinds=DEFECT_KINDS
    )  # fmt: skip
