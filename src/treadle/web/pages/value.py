"""What the loop was worth: simulated and replayed, the planner's own numbers, energy, water, waste."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.long_questions import MEDIA_TYPES
from treadle.api.request_id import request_id
from treadle.errors import InputError, NotFoundError
from treadle.plant import jobs
from treadle.plant import value_seen as use
from treadle.plant.drafts import draft_of
from treadle.plant.job_results import result_file
from treadle.plant.people import Caller
from treadle.plant.value_seen import Used, ValueSeen
from treadle.report.given_table import Cell, GivenTable
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawings import Axis
from treadle.web.drawn import forms_of, page
from treadle.web.given_out import file_answer, given_out
from treadle.words import told
from treadle.words.spoken import spoken

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Planner = Annotated[Caller, Depends(visiting("plan"))]
Text = Annotated[str, Form(max_length=200)]


@router.get("/value")
def value(request: Request, caller: Reader) -> Response:
    """The page; what takes a while to add up follows by itself."""
    return _page(request, caller)


@router.get("/value/used")
def used(request: Request, caller: Reader) -> Response:
    """The planner's own numbers, energy, water and cloth: a part of the page."""
    try:
        found = use.used(caller.brand)
    except (NotFoundError, InputError) as error:
        return page(request, "money_no_curve.html", at="value", told=str(error))
    return page(request, "value_used.html", at="value", found=found)


@router.get("/value/tables/{name}.{ending}")
def table(name: str, ending: str, request: Request, caller: Reader) -> Response:
    """A table of the page as a file."""
    language = forms_of(request, caller).language
    if name in ("overrides", "energy"):
        tables = _used_tables(use.used(caller.brand), language)
    else:
        tables = _told_tables(use.value_seen(caller.brand), language)
    return given_out(request, caller, tables, name, ending, draft_of(caller.brand, "current").plan.as_of)


@router.get("/value/report.html")
def report(caller: Reader) -> Response:
    """The whole report of the newest simulation, as a file."""
    job = use.value_seen(caller.brand).simulated.job
    if job is None:
        raise NotFoundError("There is nothing under this address.")
    path = result_file(caller.brand, job.job_id, "value.html")
    return file_answer(path.read_bytes(), MEDIA_TYPES["html"], "value.html")


@router.post("/value/simulation")
def simulate(request: Request, caller: Planner, seeds: Annotated[int, Form(ge=1, le=100)] = 2,
             key: Text = "") -> Response:  # fmt: skip
    """Have seasons lived, in the background."""
    _ask(caller, "simulate", {"what": "value", "seeds": str(seeds), "signals": "no", "like_real": "no"}, key)
    return _again(request, caller)


@router.post("/value/replay")
def replay(request: Request, caller: Planner, weeks: Annotated[int, Form(ge=2, le=104)] = 8,
           key: Text = "") -> Response:  # fmt: skip
    """Have the past decided anew, in the background."""
    _ask(caller, "replay", {"weeks": str(weeks)}, key)
    return _again(request, caller)


@router.post("/value/cancel")
def cancel(request: Request, caller: Planner, job_id: Text) -> Response:
    """Cancel work; seasons that were lived stay."""
    jobs.cancel_job(caller.brand, job_id, author=caller.name)
    return _again(request, caller)


def bars(rows: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """Bars with their intervals on one scale: places of nothing, of each value and of both its ends (None: none)."""
    ends = [edge for row in rows for edge in (row[name], row["low"], row["high"]) if math.isfinite(edge)]
    x = Axis(low=min(0.0, *ends), high=max(1.0, *ends), begin=2, end=298)
    return {
        "zero": x.at(0),
        "rows": [
            (row, x.at(row[name]), None if not math.isfinite(row["low"]) else (x.at(row["low"]), x.at(row["high"])))
            for row in rows
        ],
    }


def _told_tables(seen: ValueSeen, language: str) -> dict[str, GivenTable]:
    made: list[GivenTable] = []
    if seen.simulated.tables:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (spoken(row["what"], language), *(_number(row[name]) for name in ("profit_difference", "low", "high")))
            for row in seen.simulated.tables["differences"].to_pylist()
        )
        heads = ("gained.what", "gained.difference", "gained.low", "gained.high")
        made.append(GivenTable(name="simulated", heads=heads, rows=rows))
    if seen.replayed.tables:
        names = (
            "profit",
            "profit_low",
            "profit_high",
            "bought_cost",
            "sold_units",
            "lost_units",
            "left_units",
            "service",
        )
        past: tuple[tuple[Cell, ...], ...] = tuple(
            (spoken(row["policy"], language), *(_number(row[name]) for name in names))
            for row in seen.replayed.tables["replay"].to_pylist()
        )
        columns = ("again.policy", "gained.difference", "gained.low", "gained.high", "gained.cost",
                 "again.sold", "again.lost", "again.left", "again.met")  # fmt: skip
        made.append(GivenTable(name="replayed", heads=columns, rows=past))
    return {one.name: one for one in made}


def _used_tables(found: Used, language: str) -> dict[str, GivenTable]:
    own: tuple[tuple[Cell, ...], ...] = tuple(
        (row["decided_on"], row["sku"], row["planned_units"], row["units"], told(row["status"], language),
         row["sold_units"], row["left_units"],
         *(None if row[name] is None else row[name] / 100 for name in ("worth_cents", "low_cents", "high_cents")),
         row["note"])
        for row in found.overrides
    )  # fmt: skip
    heads = ("gained.day", "shops.sku", "gained.proposed", "gained.decided", "gained.status", "gained.sold",
             "gained.left", "gained.worth", "gained.low", "gained.high", "reply.note")  # fmt: skip
    power: tuple[tuple[Cell, ...], ...] = tuple(
        (one.order_id, one.kwh, one.water_l, one.dye_g, one.cost_cents / 100)
        for one in (found.energy.orders if found.energy else ())
    )
    return {
        "overrides": GivenTable(name="overrides", heads=heads, rows=own),
        "energy": GivenTable(name="energy", heads=("sourcing.order", "gained.kwh", "gained.litres", "gained.grams",
                                                   "gained.bill"), rows=power),
    }  # fmt: skip


def _number(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def _ask(caller: Caller, kind: str, arguments: dict[str, str], key: str) -> None:
    jobs.ask_job(caller.brand, kind, arguments, author=caller.name, key=f"{kind}:{form_key(caller, key)}",
                 request_id=request_id())  # fmt: skip


def _again(request: Request, caller: Caller) -> Response:
    return _page(request, caller) if is_part(request) else RedirectResponse("/value", status_code=303)


def _page(request: Request, caller: Caller) -> Response:
    seen = use.value_seen(caller.brand)
    differences = seen.simulated.tables["differences"].to_pylist() if seen.simulated.tables else []
    past = [
        {**row, "low": row["profit_low"], "high": row["profit_high"]}
        for row in (seen.replayed.tables["replay"].to_pylist() if seen.replayed.tables else [])
    ]
    return page(
        request, "value.html", at="value", seen=seen, job=seen.job,
        differences=bars(differences, "profit_difference") if differences else None,
        past=bars(past, "profit") if past else None, currency=caller.brand.settings.currency,
        cash=seen.simulated.tables["cash"].to_pylist() if seen.simulated.tables else [],
    )  # fmt: skip
