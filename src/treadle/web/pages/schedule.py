"""The planning board: strips by line and day, moved by pointer, keys or a form; what a move comes to is said first."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.request_id import request_id
from treadle.errors import InputError, NotFoundError
from treadle.plant import board_desk as desk
from treadle.plant import jobs
from treadle.plant.board_desk import BoardWish
from treadle.plant.board_page import board_page, order_on_board, shown_board
from treadle.plant.people import Caller
from treadle.plant.promise import NewPromise, promise_new
from treadle.plant.rush import rush
from treadle.plant.rush_place import rush_arguments, rush_sizes
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.board_drawing import ZOOMS, Drawing
from treadle.web.drawn import forms_of, page
from treadle.words import label
from treadle.words.board import said_on_board

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Asker = Annotated[Caller, Depends(visiting("ask"))]
Amender = Annotated[Caller, Depends(visiting("amend"))]
Planner = Annotated[Caller, Depends(visiting("plan"))]
Releaser = Annotated[Caller, Depends(visiting("release"))]
Text = Annotated[str, Form(max_length=200)]
#: Work that changes what the board shows.
_JOBS = ("plan", "release", "rush")


async def told_wish(
    kind: Text, order_id: Text = "", line: Text = "", factory: Text = "", day: Text = "", until: Text = "",
    hours: Text = "", people: Text = "", number: Text = "", reason: Text = "",
) -> BoardWish:  # fmt: skip
    """A wish as a form says it. Raises `InputError` with everything that cannot be read."""
    return BoardWish(
        kind=kind, order_id=order_id, line=line, factory=factory, day=_day(day), until=_day(until),
        hours=_number(hours), people=int(_number(people)), number=int(_number(number)) or None, reason=reason.strip(),
    )  # fmt: skip


Wish = Annotated[BoardWish, Depends(told_wish)]


@router.get("/schedule")
def schedule(request: Request, caller: Reader, order: str = "", zoom: str = "days") -> Response:
    """The board; `order` is looked at in full, and its chain is lit."""
    return _page(request, caller, order=order, zoom=zoom)


@router.get("/schedule/changed")
def changed(request: Request, caller: Reader, seen: str) -> Response:
    """Nothing while the board is as it is shown; else the notice that somebody changed it."""
    made = shown_board(caller.brand.folder)
    if made.standing is not None and made.standing.plan_id == seen:
        return Response(status_code=204)
    by = made.standing.snapshot.board[-1].author if made.standing and made.standing.snapshot.board else ""
    return page(request, "changed.html", by=by or "–", href="/schedule")


@router.post("/schedule/look")
def look(request: Request, caller: Asker, wish: Wish) -> Response:
    """What a change would come to: a part of the page."""
    found = desk.look(caller.brand.folder, wish)
    answer = page(request, "board_look.html", look=found, wish=wish, is_done=False)
    return answer if is_part(request) else _page(request, caller, order=wish.order_id, look=found, wish=wish)


@router.post("/schedule/changes")
def change(request: Request, caller: Amender, wish: Wish, seen: Text, zoom: Text = "days") -> Response:
    """Change the board that was seen."""
    found = desk.change(caller.brand.folder, wish, seen=seen, author=caller.name)
    if not is_part(request):
        return RedirectResponse(f"/schedule?zoom={zoom if zoom in ZOOMS else 'days'}", status_code=303)
    return _page(request, caller, zoom=zoom, look=found, wish=wish, is_done=True)


@router.post("/schedule/back")
def take_back(request: Request, caller: Amender, seen: Text, zoom: Text = "days") -> Response:
    """Take back what was set last."""
    language = forms_of(request, caller).language
    desk.take_back(caller.brand.folder, seen=seen, reason=label("strip.taken_back", language), author=caller.name)
    return _page(request, caller, zoom=zoom) if is_part(request) else RedirectResponse("/schedule", status_code=303)


@router.post("/schedule/plan")
def plan(request: Request, caller: Planner, key: Text = "") -> Response:
    """Have a plan made of what is known now, in the background."""
    jobs.ask_job(caller.brand, "plan", {}, author=caller.name, key=f"plan:{form_key(caller, key)}",
                 request_id=request_id())  # fmt: skip
    return _page(request, caller) if is_part(request) else RedirectResponse("/schedule", status_code=303)


@router.post("/schedule/rush")
def one_more(
    request: Request, caller: Asker, style_id: Text, units: Annotated[int, Form(ge=1, le=1_000_000)], due: Text,
    worth: Text = "",
) -> Response:  # fmt: skip
    """When one more order would be there, whom it moves, and what it costs."""
    day = _day(due)
    if day is None:
        raise InputError.single("due", "it says no day", "Say it as 2026-03-02")
    made = desk.seen_board(caller.brand.folder)
    worth_cents = round(_number(worth) * 100) if worth.strip() else None
    told = rush(made, style_id, units, day, worth_cents=worth_cents)
    asked = {"style_id": style_id, "units": units, "due": day.isoformat(), "worth": worth,
             "seen": made.standing.plan_id if made.standing else ""}  # fmt: skip
    if is_part(request):
        board = board_page(caller.brand.folder, currency=caller.brand.settings.currency)
        return page(request, "board_rush.html", rush=told, asked=asked, board=board)
    return _page(request, caller, rush_told=told, asked=asked)


@router.post("/schedule/promise")
def by_when(
    request: Request, caller: Asker, style_id: Text, units: Annotated[int, Form(ge=1, le=1_000_000)], due: Text = "",
) -> Response:  # fmt: skip
    """By which day pieces of a style would be there with which chance; without a day: as soon as can be."""
    told = promise_new(desk.seen_board(caller.brand.folder), style_id, units, due_day=_day(due))
    asked = {"style_id": style_id, "units": units, "due": due.strip()}
    if is_part(request):
        return page(request, "board_promise.html", promise=told, promise_asked=asked)
    return _page(request, caller, promise=told, promise_asked=asked)


@router.post("/schedule/rush/place")
def place(
    request: Request, caller: Releaser, option_id: Text, units: Annotated[int, Form(ge=1, le=1_000_000)], due: Text,
    seen: Text, worth: Text = "", key: Text = "",
) -> Response:  # fmt: skip
    """Have the order placed in the background, its sizes as the option's size curve says."""
    day = _day(due)
    if day is None:
        raise InputError.single("due", "it says no day", "Say it as 2026-03-02")
    sizes = rush_sizes(caller.brand.folder, option_id, units)
    if not sizes:
        raise InputError.single(option_id, "it is not in the plan's range", "Name a SKU of the buy")
    said = form_key(caller, key)
    told = rush_arguments(
        sizes, day, worth_cents=round(_number(worth) * 100) if worth.strip() else None, seen=seen, key=said
    )  # fmt: skip
    jobs.ask_job(caller.brand, "rush", told, author=caller.name, key=f"rush:{said}", request_id=request_id())
    return _page(request, caller) if is_part(request) else RedirectResponse("/schedule", status_code=303)


def _page(
    request: Request, caller: Caller, *, order: str = "", zoom: str = "days", look: desk.BoardLook | None = None,
    wish: BoardWish | None = None, is_done: bool = False, rush_told: object = None, asked: object = None,
    promise: NewPromise | None = None, promise_asked: object = None,
) -> Response:  # fmt: skip
    zoom = zoom if zoom in ZOOMS else "days"
    newest = [next(iter(jobs.list_jobs(caller.brand, kind=kind)), None) for kind in _JOBS]
    job = max((one for one in newest if one is not None), key=lambda one: one.asked_at, default=None)
    try:
        board = board_page(caller.brand.folder, currency=caller.brand.settings.currency)
    except (InputError, NotFoundError):
        return page(request, "board_empty.html", at="schedule", job=job)
    forms = forms_of(request, caller)
    chosen = None
    if order and any(one.order_id == order for one in board.strips):
        chosen = order_on_board(caller.brand.folder, order)
    lit = {one.order_id for one in chosen.chain} if chosen else set()
    drawing = Drawing(board=board, forms=forms, zoom=zoom, chosen=order, lit=lit)
    by_hand = [(one, said_on_board(one, forms.language)) for one in board.by_hand]
    return page(
        request, "board_shown.html", at="schedule", board=board, drawing=drawing, zoom=zoom, zooms=tuple(ZOOMS),
        chosen=chosen, by_hand=by_hand, look=look, wish=wish, is_done=is_done, rush=rush_told, asked=asked,
        promise=promise, promise_asked=promise_asked, job=job, is_planned=bool(board.plan_id),
        most_load=max((one.share for one in board.loads), default=1.0),
    )  # fmt: skip


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError.single("day", f"'{text[:30]}' is no day", "Say it as 2026-03-02") from None


def _number(text: str) -> float:
    try:
        return float(text.strip() or 0)
    except ValueError:
        raise InputError.single("board", f"'{text[:30]}' is no number", "Write a number") from None
