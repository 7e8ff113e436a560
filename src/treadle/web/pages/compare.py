"""Buys beside each other, column by column: what is kept, asked for, let go, or taken into the sheet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.errors import InputError, NotFoundError
from treadle.plant import buy_compare
from treadle.plant.people import Caller
from treadle.terms.what_if import Scenario
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Editor = Annotated[Caller, Depends(visiting("edit buy"))]
Text = Annotated[str, Form(max_length=200)]


@router.get("/buy/compare")
def compare(request: Request, caller: Reader) -> Response:
    """The columns."""
    return _page(request, caller)


@router.post("/buy/compare/now")
def keep_now(request: Request, caller: Editor, plan_id: Text, name: Text, key: Text = "") -> Response:
    """Keep the buy as it stands."""
    buy_compare.keep_now(caller.brand, plan_id, name=name.strip(), author=caller.name, key=form_key(caller, key))
    return _after(request, caller)


@router.post("/buy/compare/asked")
def keep(
    request: Request, caller: Editor, plan_id: Text, name: Text, scale: Text = "", budget: Text = "",
    capacity: Text = "", without: Text = "", key: Text = "",
) -> Response:  # fmt: skip
    """Keep what other limits would make of the buy."""
    budget_units, percent = _number("budget", budget), _number("capacity", capacity)
    asked = Scenario(
        name=name.strip(), scale=_number("scale", scale),
        budget_cents=None if budget_units is None else round(100 * budget_units),
        capacity_share=None if percent is None else percent / 100, without=(without,) if without else (),
    )  # fmt: skip
    if asked.scale is None and not asked.decides_anew:
        raise InputError.single("scale", "nothing else is asked than the plan", "Say a number, a limit or a factory")
    buy_compare.keep(caller.brand, plan_id, asked, author=caller.name, key=form_key(caller, key))
    return _after(request, caller)


@router.post("/buy/compare/columns")
def press(
    request: Request, caller: Editor, plan_id: Text, name: Text = "", press: Text = "drop", key: Text = ""
) -> Response:  # fmt: skip
    """Take a kept buy into the sheet, or let it go."""
    if press == "take":
        buy_compare.take(caller.brand, plan_id, name, author=caller.name, key=form_key(caller, key))
        to = "/buy?show=changed"
        return Response(headers={"HX-Redirect": to}) if is_part(request) else RedirectResponse(to, status_code=303)
    buy_compare.let_go(caller.brand, plan_id, name, author=caller.name, key=form_key(caller, key))
    return _after(request, caller)


def _after(request: Request, caller: Caller) -> Response:
    return _page(request, caller) if is_part(request) else RedirectResponse("/buy/compare", status_code=303)


def _page(request: Request, caller: Caller) -> Response:
    try:
        found = buy_compare.compared(caller.brand)
    except NotFoundError:
        return page(request, "buy_empty.html", at="buy")
    return page(
        request, "compare.html", at="buy", compared=found, columns=found.columns, plan=found.view.plan,
        may_edit=caller.may("edit buy"),
    )  # fmt: skip


def _number(name: str, text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", ""))
    except ValueError:
        raise InputError.single(name, f"'{text[:30]}' is no number", "Write a number") from None
