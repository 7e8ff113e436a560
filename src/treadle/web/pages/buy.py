"""The buy as a sheet: units by size, typed or pasted, priced while one types; undone, redone, approved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from treadle.errors import InputError, NotFoundError, ReleaseError
from treadle.plant import buy_cash, buy_edits, buy_grid, drafts
from treadle.plant.buy_edits import CellSet
from treadle.plant.buy_grid import Grid, Row
from treadle.plant.people import Caller
from treadle.report.grid_book import grid_book
from treadle.web.asking import MOST_FIELDS, form_key, is_part, visiting
from treadle.web.drawings import Axis, line
from treadle.web.drawn import forms_of, page
from treadle.web.shown_rows import shown_rows
from treadle.words import label, say
from treadle.words.spoken import spoken

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Editor = Annotated[Caller, Depends(visiting("edit buy"))]
Approver = Annotated[Caller, Depends(visiting("approve"))]
Text = Annotated[str, Form(max_length=500)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Which rows are shown: those of which something is ordered, those that somebody changed, all.
SHOWN = ("ordered", "changed", "all")
#: Options that are shown before somebody asks for all or for some by name: as many as can be typed into without waiting
#: (20,000 fields are 12 MB of page, which takes a browser seconds). Not tuned.
MOST_OPTIONS = 300


class Told(BaseModel):
    """What a script says; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class OneCell(Told):
    """A cell that is to have `units`; `was` is what it showed."""

    line_id: str
    units: int
    was: int | None = None


class Cells(Told):
    """Cells of a sheet that is of a plan; `key` makes sending them twice harmless."""

    plan_id: str
    cells: list[OneCell] = Field(max_length=buy_edits.MOST_CELLS)
    key: str = Field(default="", max_length=100)


class Total(Told):
    """All sizes of an option together."""

    plan_id: str
    option_id: str
    units: int = Field(ge=0, le=drafts.MOST_UNITS)
    key: str = Field(default="", max_length=100)


class OfPlan(Told):
    """The plan whose sheet is shown."""

    plan_id: str


@router.get("/buy")
def buy(request: Request, caller: Reader, show: str = "ordered") -> Response:
    """The sheet."""
    return _page(request, caller, show)


@router.get("/buy/changed")
def changed(request: Request, caller: Reader, version: int, plan_id: str) -> Response:
    """Nothing while the buy is as it is shown; else the notice that somebody changed it."""
    view = drafts.draft_of(caller.brand, "current")
    if (view.version, view.plan.plan_id) == (version, plan_id):
        return Response(status_code=204)
    return page(request, "changed.html", by=drafts.newest_author(caller.brand, view), href="/buy")


@router.get("/buy/book.xlsx")
def book(request: Request, caller: Reader) -> Response:
    """The sheet as it stands, for a spreadsheet."""
    forms = forms_of(request, caller)
    grid = buy_grid.grid_of(caller.brand)
    headers = {"Content-Disposition": f'attachment; filename="buy-{grid.view.plan.as_of}.xlsx"'}
    return Response(grid_book(grid, forms.language), media_type=XLSX, headers=headers)


@router.get("/buy/options/{option_id:path}")
def option(option_id: str, request: Request, caller: Reader) -> Response:
    """Why an option's units are what they are, and what others would earn."""
    curve = buy_grid.curve_of(caller.brand, option_id)
    x = Axis(low=0, high=max(one.units for one in curve.points), begin=44, end=468)
    profits = [one.expected_profit_cents / 100 for one in curve.points]
    y = Axis(low=min(0, *profits), high=max(*profits, 1) * 1.08, begin=150, end=28)
    drawn = line(x, y, [(one.units, one.expected_profit_cents / 100) for one in curve.points])
    return page(request, "buy_option.html", at="buy", curve=curve, row=curve.row, x=x, y=y, drawn=drawn)


@router.post("/buy/price")
def price(told: Cells, request: Request, caller: Reader) -> Any:
    """What the sheet would be with cells that are being typed; nothing is written."""
    view = drafts.draft_of(caller.brand, told.plan_id)
    units = {one.line_id: one.units for one in view.draft.edits}
    grid = buy_grid.grid_at(view, units | {one.line_id: one.units for one in told.cells})
    return _answer(request, caller, grid, [one.line_id for one in told.cells])


@router.post("/buy/cash")
def cash(told: Cells, request: Request, caller: Reader) -> Any:
    """What the account would be at its lowest with cells that are being typed; nothing is written."""
    f = forms_of(request, caller)
    try:
        found = buy_cash.cash_of(caller.brand, told.plan_id, {one.line_id: one.units for one in told.cells})
    except ReleaseError as error:
        return {"facts": {"cash": "–", "cash_more": spoken(str(error), f.language)}, "over": [], "now": "", "was": ""}
    count = len(found.weeks)
    x = Axis(low=0, high=max(count - 1, 1), begin=2, end=158)
    every = (*found.low_by_week, *found.proposed_by_week)
    y = Axis(low=min(0, *every), high=max(1, *every), begin=36, end=3)
    more = label(
        "grid.cash_more", f.language, week=f.day_short(found.week), proposed=f.money_short(found.proposed_low_cents)
    )  # fmt: skip
    if found.furthest_cents:
        more += " " + label("grid.cash_furthest", f.language, difference=f.gain(found.furthest_cents),
                            week=f.day_short(found.furthest_week))  # fmt: skip
    if found.counted_on is None:
        more += " " + label("grid.cash_uncounted", f.language)
    return {
        "facts": {"cash": f.money_short(found.low_cents), "cash_more": more},
        "over": [say(one, f.language) for one in found.over],
        "now": line(x, y, list(enumerate(found.low_by_week))),
        "was": line(x, y, list(enumerate(found.proposed_by_week))),
    }  # fmt: skip


@router.post("/buy/cells")
def set_cells(told: Cells, request: Request, caller: Editor) -> Any:
    """Set cells, all or none; told of whoever set one of them meanwhile."""
    cells = [CellSet(line_id=one.line_id, units=one.units, was=one.was) for one in told.cells]
    buy_edits.set_units(
        caller.brand, told.plan_id, cells, author=caller.name, key=form_key(caller, told.key)
    )  # fmt: skip
    return _answer(request, caller, buy_grid.grid_of(caller.brand), [one.line_id for one in told.cells])


@router.post("/buy/total")
def set_total(told: Total, request: Request, caller: Editor) -> Any:
    """Set all sizes of an option by their sum, shared among those that bring most."""
    split = buy_grid.split_of(caller.brand, told.option_id, told.units)
    cells = [CellSet(line_id=name, units=units) for name, units in split.items()]
    buy_edits.set_units(
        caller.brand, told.plan_id, cells, author=caller.name, key=form_key(caller, told.key)
    )  # fmt: skip
    return _answer(request, caller, buy_grid.grid_of(caller.brand), list(split))


@router.post("/buy/undo")
def undo(told: OfPlan, request: Request, caller: Editor) -> Any:
    """Take back one's newest step."""
    return _stepped(request, caller, told.plan_id, "undo")


@router.post("/buy/redo")
def redo(told: OfPlan, request: Request, caller: Editor) -> Any:
    """Do again what one undid last."""
    return _stepped(request, caller, told.plan_id, "redo")


@router.post("/buy/sheet")
async def sheet(request: Request, caller: Editor) -> Response:
    """The whole sheet as a form, from a browser without scripts; undo and redo are buttons of it."""
    form = {name: str(value) for name, value in (await request.form(max_fields=MOST_FIELDS)).items()}
    await run_in_threadpool(_save, caller, form)
    return RedirectResponse(f"/buy?show={_shown(form.get('show', ''))}", status_code=303)


@router.post("/buy/approval")
def approve(
    request: Request, caller: Approver, plan_id: Text, version: Annotated[int, Form()] = 0, key: Text = "",
    said: Text = "approve", show: Text = "ordered",
) -> Response:  # fmt: skip
    """Approve the buy where it breaks no limit, or take the approval back."""
    if said == "approve":
        broken = buy_cash.approve_within(
            caller.brand, plan_id, version=version or None, author=caller.name, key=form_key(caller, key)
        )
        if broken:
            return _page(request, caller, show, broken=broken, status=422)
    else:
        drafts.end_approval(caller.brand, plan_id, author=caller.name, key=form_key(caller, key))
    return _page(request, caller, show) if is_part(request) else RedirectResponse("/buy", status_code=303)


def _save(caller: Caller, form: dict[str, str]) -> None:
    plan_id = form.get("plan_id", "current")
    if form.get("press") in ("undo", "redo"):
        _step(caller, plan_id, form["press"])
        return
    cells = []
    for name, text in form.items():
        was = form.get(f"w.{name[2:]}", "")
        if name.startswith("u.") and text.strip() != was:
            if not text.strip().isdecimal():
                raise InputError.single(name[2:], f"'{text[:20]}' is no number of pieces", "Say a whole number")
            cells.append(CellSet(line_id=name[2:], units=int(text), was=int(was) if was.isdecimal() else None))
    if cells:
        buy_edits.set_units(
            caller.brand, plan_id, cells, author=caller.name, key=form_key(caller, form.get("key", ""))
        )  # fmt: skip


def _step(caller: Caller, plan_id: str, verb: str) -> None:
    (buy_edits.undo if verb == "undo" else buy_edits.redo)(caller.brand, plan_id, author=caller.name)


def _stepped(request: Request, caller: Caller, plan_id: str, verb: str) -> Any:
    before = {cell.line_id: cell.units for row in buy_grid.grid_of(caller.brand).rows for cell in row.cells}
    _step(caller, plan_id, verb)
    grid = buy_grid.grid_of(caller.brand)
    moved = [cell.line_id for row in grid.rows for cell in row.cells if cell.units != before[cell.line_id]]
    return _answer(request, caller, grid, moved)


def _shown(show: str) -> str:
    return show if show in SHOWN else SHOWN[0]


def _page(request: Request, caller: Caller, show: str, *, broken: Sequence[object] = (), status: int = 200) -> Response:
    try:
        grid = buy_grid.grid_of(caller.brand)
    except NotFoundError:
        return page(request, "buy_empty.html", at="buy")
    show = _shown(show)
    shown = [row for row in grid.rows if show == "all" or row.is_changed or (show == "ordered" and row.units)]
    sheets: dict[tuple[str, ...], list[Row]] = {}
    rows = shown_rows(request, shown, lambda row: f"{row.name} {row.option_id} {row.style_id}", most=MOST_OPTIONS)
    for row in rows.rows:
        sheets.setdefault(tuple(cell.size for cell in row.cells), []).append(row)
    counts = {
        "ordered": sum(bool(row.units) for row in grid.rows), "changed": sum(row.is_changed for row in grid.rows),
        "all": len(grid.rows),
    }  # fmt: skip
    done, undone = buy_edits.steps_of(caller.brand, grid.view, caller.name)
    return page(
        request, "buy.html", at="buy", status=status, grid=grid, totals=grid.totals, plan=grid.view.plan,
        draft=grid.view.draft, version=grid.view.version, sheets=sheets, show=show, rows=rows, counts=counts,
        broken=broken,
        can_undo=bool(done), can_redo=bool(undone),
        is_open=caller.may("edit buy") and not grid.released_by, facts=_facts(request, caller, grid),
    )  # fmt: skip


def _facts(request: Request, caller: Caller, grid: Grid) -> dict[str, str]:
    """The totals as they are written, by the name of their place on the page."""
    f, totals = forms_of(request, caller), grid.totals
    left = None if totals.budget_cents is None else totals.budget_cents - totals.cost_cents
    return {
        "units": f.pieces(totals.units), "cost": f.money_short(totals.cost_cents),
        "profit": f.money_short(totals.profit_cents), "minutes": f.pieces(totals.minutes),
        "budget": "–" if left is None else f.money_short(left), "changed": str(totals.changed),
    }  # fmt: skip


def _answer(request: Request, caller: Caller, grid: Grid, touched: Sequence[str]) -> dict[str, Any]:
    """What of the sheet is another now: totals, and the rows of the styles that were touched."""
    f = forms_of(request, caller)
    lines = set(touched)
    styles = {row.style_id for row in grid.rows if any(cell.line_id in lines for cell in row.cells)}
    done, undone = buy_edits.steps_of(caller.brand, grid.view, caller.name)
    return {
        "version": grid.view.version, "facts": _facts(request, caller, grid), "is_within": grid.is_within,
        "over": [say(one, f.language) for one in grid.broken], "can_undo": bool(done), "can_redo": bool(undone),
        "rows": {
            row.option_id: {
                "units": row.units, "cost": f.money_short(row.cost_cents), "profit": f.money_short(row.profit_cents),
                "next": f.money(max(cell.next_cents for cell in row.cells)),
                "over": " ".join(say(one, f.language) for one in row.over), "is_changed": row.is_changed,
                "cells": {cell.line_id: [cell.units, cell.is_changed] for cell in row.cells},
            }
            for row in grid.rows if row.style_id in styles
        },
    }  # fmt: skip
