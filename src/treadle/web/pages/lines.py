"""A sewing line: its bulletin, its balance with the pitch, seats and skills, and the same with people away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from treadle.errors import InputError, NotFoundError
from treadle.plant import board_desk as desk
from treadle.plant.board_desk import BoardWish
from treadle.plant.lines_page import helps, line_page
from treadle.plant.people import Caller
from treadle.report.layout_picture import layout_svg
from treadle.report.yamazumi import yamazumi_svg
from treadle.terms.board import OnBoard
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import forms_of, page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Asker = Annotated[Caller, Depends(visiting("receive"))]
Amender = Annotated[Caller, Depends(visiting("amend"))]
Text = Annotated[str, Form(max_length=200)]
Away = Annotated[list[str] | None, Query(max_length=500)]


@router.get("/lines")
def lines(request: Request, caller: Reader, style: str = "", line: str = "", away: Away = None) -> Response:
    """A style on a line; `away` are people who are not there."""
    return _page(request, caller, style, line, tuple(away or ()))


@router.post("/lines/help")
def what_helps(request: Request, caller: Asker, style: Text, line: Text) -> Response:
    """What would shorten the cycle: one more machine, one person trained."""
    found = helps(caller.brand.folder, style, line)
    if is_part(request):
        return page(request, "line_help.html", gains=found)
    return _page(request, caller, style, line, (), gains=found)


@router.post("/lines/away")
def away(
    request: Request, caller: Amender, style: Text, line: Text, seen: Text, day: Text, until: Text = "",
    reason: Text = "", away: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Tell the planning board who is away from a day on; the plan gives way, and later plans keep to it."""
    try:
        first, last = date.fromisoformat(day), date.fromisoformat(until) if until else None
    except ValueError:
        raise InputError.single("day", f"'{day[:20]} {until[:20]}' is no day", "Say it as 2026-03-02") from None
    wish = BoardWish(kind="absence", line=line, day=first, until=last, who=tuple(away or ()), reason=reason)
    found = desk.change(caller.brand.folder, wish, seen=seen, author=caller.name)
    if not is_part(request):
        return RedirectResponse(f"/lines?style={style}&line={line}", status_code=303)
    return _page(request, caller, style, line, (), look=found)


def _page(
    request: Request, caller: Caller, style: str, line: str, gone: tuple[str, ...], *, gains: object = None,
    look: desk.BoardLook | None = None,
) -> Response:  # fmt: skip
    try:
        found = line_page(caller.brand.folder, style, line, gone)
    except NotFoundError as error:
        if style or line:
            raise
        return page(request, "line_none.html", at="lines", why=str(error))
    seen, as_of = "", None
    told_away: tuple[OnBoard, ...] = ()
    try:
        made = desk.seen_board(caller.brand.folder)
        if made.standing is not None:
            seen, as_of = made.standing.plan_id, made.schedule.origin_day
            told_away = tuple(one for one in made.standing.snapshot.board if one.change.kind == "absence"
                              and f"{one.change.factory_id}/{one.change.line_id}" == found.place)  # fmt: skip
    except InputError:
        pass
    language = forms_of(request, caller).language
    is_balanced = found.now.status == "balanced"
    return page(
        request, "line_shown.html", at="lines", shown=found, seen=seen, as_of=as_of, told_away=told_away, gains=gains,
        look=look, wish=None, is_done=True,
        chart=yamazumi_svg(found.now, found.bulletin, language) if is_balanced else "",
        seats=layout_svg(found.seats, found.now, language) if found.seats else "",
    )  # fmt: skip
