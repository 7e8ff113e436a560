"""Cutting: lays, markers to look into, files for cutters, tickets, and the rolls on the shelf."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.errors import InputError, NotFoundError
from treadle.plant import rolls
from treadle.plant.cutting_page import bundles_to_cut, cutter_file, cutting_page, marker_of
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.report.lays_picture import lays_svg
from treadle.report.marker_pdf import marker_pdf
from treadle.report.marker_picture import marker_svg
from treadle.report.tickets_pdf import tickets_pdf
from treadle.terms.roll_told import SeenFault
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import forms_of, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Cutter = Annotated[Caller, Depends(visiting("receive"))]
Text = Annotated[str, Form(max_length=200)]
_FAULT = re.compile(r"\s*([^@=,;]{1,40})@\s*([0-9.]+)\s*(?:=\s*([0-9.]+))?\s*")


@router.get("/cutting")
def cutting(request: Request, caller: Reader, marker: str = "") -> Response:
    """The page; `marker` is looked into."""
    return _page(request, caller, marker)


@router.get("/cutting/marker.{form}")
def marker_file(form: str, caller: Reader, request: Request, marker: str) -> Response:
    """A marker as a picture (.svg, .pdf) or as a plotter or a cutter reads it (.plt, .cut)."""
    out, name = plan_place(caller.brand), re.sub(r"[^A-Za-z0-9._-]+", "_", marker)[:80]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form == "svg":
        return Response(_drawn(request, caller, marker), media_type="image/svg+xml", headers=headers)
    if form == "pdf":
        content = marker_pdf(marker_of(out, marker), title=marker, language=forms_of(request, caller).language)
        return Response(content, media_type="application/pdf", headers=headers)
    return Response(cutter_file(out, marker, f".{form}"), media_type="application/octet-stream", headers=headers)


@router.get("/cutting/tickets.pdf")
def tickets(caller: Reader, request: Request, order: str) -> Response:
    """The tickets of what the lays of an order give, ready to be printed."""
    settings = caller.brand.settings
    found = bundles_to_cut(plan_place(caller.brand), order, settings.floor.bundle_units)
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", order)[:80]
    return Response(
        tickets_pdf(found, title=order, language=forms_of(request, caller).language), media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}-tickets.pdf"'},
    )  # fmt: skip


@router.post("/cutting/rolls/inspect")
def inspect(
    request: Request, caller: Cutter, roll_id: Text, faults: Text = "", length_m: Text = "", width_mm: Text = "",
    shade: Text = "",
) -> Response:  # fmt: skip
    """Grade a roll by its faults, written as 'hole@12.5, stain@30=0.2': kind, metre from its end, length in metres."""
    seen = []
    for one in (each for each in re.split(r"[,;\n]", faults) if each.strip()):
        found = _FAULT.fullmatch(one)
        if found is None:
            raise InputError.single(
                "faults", f"'{one.strip()[:40]}' is no fault", "Write it as hole@12.5 or stain@30=0.2"
            )
        seen.append(SeenFault(kind=found[1].strip(), at_mm=round(float(found[2]) * 1000),
                              length_mm=round(float(found[3] or 0.01) * 1000)))  # fmt: skip
    length, width = _metres(length_m), _metres(width_mm)
    rolls.inspect(
        caller.brand.folder, roll_id, seen, length_mm=None if length is None else round(length * 1000),
        width_mm=None if width is None else round(width), shade=shade.strip(), author=caller.name,
    )  # fmt: skip
    return _again(request, caller)


@router.post("/cutting/rolls/issue")
def issue(request: Request, caller: Cutter, roll_id: Text, to: Text) -> Response:
    """Give a roll out to a lay or an order."""
    if not to.strip():
        raise InputError.single(roll_id, "nobody says to what it goes", "Name a lay or an order")
    rolls.issue(caller.brand.folder, roll_id, to.strip(), author=caller.name)
    return _again(request, caller)


@router.post("/cutting/rolls/back")
def back(request: Request, caller: Cutter, roll_id: Text, left_m: Text) -> Response:
    """Book what was left of a roll when it came back."""
    left = _metres(left_m)
    rolls.give_back(caller.brand.folder, roll_id, round((left or 0.0) * 1000), author=caller.name)
    return _again(request, caller)


def _again(request: Request, caller: Caller) -> Response:
    return _page(request, caller, "") if is_part(request) else RedirectResponse("/cutting#rolls", status_code=303)


def _page(request: Request, caller: Caller, marker: str) -> Response:
    try:
        found = cutting_page(caller.brand.folder, plan_place(caller.brand))
    except NotFoundError:
        return page(request, "cutting_none.html", at="cutting")
    language = forms_of(request, caller).language
    pictures = {one.cut_order_id: lays_svg([lay.lay for lay in one.lays], one.goods, language)
                for one in found.orders if one.lays}  # fmt: skip
    return page(
        request, "cutting_shown.html", at="cutting", cutting=found, pictures=pictures, marker=marker,
        drawn=_drawn(request, caller, marker) if marker else "",
    )  # fmt: skip


def _drawn(request: Request, caller: Caller, marker: str) -> str:
    language = forms_of(request, caller).language
    return marker_svg(marker_of(plan_place(caller.brand), marker), title=marker, language=language)


def _metres(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise InputError.single("cutting", f"'{text[:30]}' is no number", "Write a number") from None
