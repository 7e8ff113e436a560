"""Where something comes from and where it went: a garment, bundle, roll, order or carton."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from treadle.errors import NotFoundError
from treadle.plant.orders import orders_of
from treadle.plant.passport import passport
from treadle.plant.people import Caller
from treadle.plant.trace import trace
from treadle.terms.codec import json_text
from treadle.web.asking import visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
#: Orders that are named as places to begin at.
BEGINNINGS = 12


@router.get("/trace")
def follow(request: Request, caller: Reader, id: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The steps of a thing; of none, orders to begin at."""
    wanted = id.strip()
    told, missing, status = None, "", 200
    if wanted:
        try:
            told = trace(caller.brand.folder, wanted)
        except NotFoundError as unknown:
            missing, status = str(unknown), 404
    orders = () if told else orders_of(caller.brand)[-BEGINNINGS:][::-1]
    return page(
        request, "trace.html", at="trace", status=status, wanted=wanted, told_of=told, missing=missing, orders=orders,
    )  # fmt: skip


@router.get("/trace/passport")
def product_passport(caller: Reader, id: Annotated[str, Query(max_length=300)]) -> Response:
    """A product passport as JSON-LD. Raises as `passport`."""
    text = json_text(passport(caller.brand.folder, id.strip()), indent=1) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="passport.json"'}
    return Response(text, media_type="application/ld+json", headers=headers)
