"""Plans: made by a job, read as tables, changed line by line, explained, approved, released."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce, write_key
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked, Day
from treadle.api.tabular import CSV, RESPONSES, page_of, told_table, wanted_type
from treadle.api.versions import seen_version, tag, tell_version
from treadle.errors import NotFoundError, ReleaseError
from treadle.plant import drafts
from treadle.plant.buy_cash import approve_within
from treadle.plant.drafts import DraftView
from treadle.plant.people import Caller
from treadle.report.way_back import way_back
from treadle.report.write import readable
from treadle.terms.answers import Line, PlanDetail, PlanTold, Step
from treadle.terms.buy import BuyLine
from treadle.terms.draft import Draft
from treadle.terms.job import Job
from treadle.words import say

router = APIRouter(tags=["plans"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Planner = Annotated[Caller, Depends(allowed("plan"))]
Editor = Annotated[Caller, Depends(allowed("edit buy"))]
Approver = Annotated[Caller, Depends(allowed("approve"))]
Releaser = Annotated[Caller, Depends(allowed("release"))]
Language = Literal["", "en", "zh"]


class NewPlan(Asked):
    """From when a plan is made; what is left out is as in the brand's settings."""

    as_of: Day | None = Field(default=None, description="First day not yet known; default: after the newest fact.")
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)


class PlanPage(BaseModel):
    """Plans, newest first."""

    plans: list[PlanTold]
    next_cursor: str | None


class LinePage(BaseModel):
    """Lines of the buy."""

    lines: list[Line]
    next_cursor: str | None


class LineChange(Asked):
    """Another number for a line: 0 rejects it, null is as proposed again."""

    units: int | None = Field(examples=[40])
    note: str = Field(default="", examples=["the shop wants fewer"])


class Note(Asked):
    """Why."""

    note: str = ""


class NewRelease(Asked):
    """Which plan is to become orders."""

    plan_id: str = Field(default="current", description="The newest plan's id, or 'current'.", examples=["current"])


@router.post("/v1/plans", status_code=202, summary="Have a plan made")
def make_plan(told: NewPlan, request: Request, caller: Planner, response: Response) -> Job:
    """A job plans; its result names the plan."""
    said = {"as_of": told.as_of.isoformat() if told.as_of else "", "seed": "" if told.seed is None else str(told.seed)}
    return accepted(caller, request, response, "plan", {name: value for name, value in said.items() if value})


@router.get("/v1/plans", summary="Plans")
def plans(request: Request, caller: Reader) -> PlanPage:
    """Every plan that was made; the current one has tables."""
    rows, cursor = page_of(request, drafts.plans_of(caller.brand))
    return PlanPage(plans=list(rows), next_cursor=cursor)


@router.get("/v1/plans/{plan_id}", summary="The newest plan")
def plan(plan_id: str, caller: Reader, response: Response) -> PlanDetail:
    """By its id or as 'current'; its ETag is the version that an edit is based on."""
    view = drafts.draft_of(caller.brand, plan_id)
    tell_version(response, view.version)
    return PlanDetail(plan_id=view.plan.plan_id, as_of=view.plan.as_of, currency=view.plan.currency,
                      tables=tuple(sorted(drafts.tables_of(view))), draft=view.draft, version=view.version)  # fmt: skip


@router.get("/v1/plans/{plan_id}/tables/{table}", summary="A table of a plan", responses=RESPONSES,
            response_class=Response)  # fmt: skip
def plan_table(plan_id: str, table: str, request: Request, caller: Reader, language: Language = "") -> Response:
    """Any table of the reference (buy, options, work_orders, lays, promises …); reasons are sentences in CSV."""
    tables = drafts.tables_of(drafts.draft_of(caller.brand, plan_id))
    if table not in tables:
        raise NotFoundError(f"A plan has no table {table}. It has: {', '.join(sorted(tables))}.")
    found = tables[table]
    if wanted_type(request) == CSV:
        found = readable(found, language or caller.brand.settings.language)
    return told_table(request, found)


@router.get("/v1/plans/{plan_id}/lines", summary="The buy, line by line")
def lines(plan_id: str, request: Request, caller: Reader, response: Response, language: Language = "") -> LinePage:
    """What is proposed beside what stands; lines of nothing are left out unless somebody changed them."""
    view = drafts.draft_of(caller.brand, plan_id)
    tell_version(response, view.version)
    wanted = [one for one in view.plan.buy.lines if one.units or view.draft.edit(one.line_id) is not None]
    rows, cursor = page_of(request, wanted)
    spoken = language or caller.brand.settings.language
    return LinePage(lines=[_line(view, one, spoken) for one in rows], next_cursor=cursor)


@router.get("/v1/plans/{plan_id}/lines/{line_id:path}/why", summary="Why is a number what it is?")
def why(plan_id: str, line_id: str, caller: Reader, language: Language = "") -> list[Step]:
    """The way back of a line, from the signals to the promise."""
    view = drafts.draft_of(caller.brand, plan_id)
    steps = way_back(drafts.tables_of(view), line_id, language or caller.brand.settings.language)
    return [
        Step(
            title=one.title,
            lines=tuple(one.lines),
            headings=tuple(one.headings),
            rows=tuple(tuple(row) for row in one.rows),
        )
        for one in steps
    ]


@router.get("/v1/plans/{plan_id}/lines/{line_id:path}", summary="One line of the buy")
def line(plan_id: str, line_id: str, caller: Reader, response: Response, language: Language = "") -> Line:
    """With the plan's version as its ETag."""
    view = drafts.draft_of(caller.brand, plan_id)
    tell_version(response, view.version)
    return _line(view, view.line(line_id), language or caller.brand.settings.language)


@router.patch("/v1/plans/{plan_id}/lines/{line_id:path}", summary="Change a line")
def change_line(
    plan_id: str, line_id: str, told: LineChange, request: Request, caller: Editor, response: Response
) -> Line:
    """An approval of the plan ends by it. With If-Match only while nobody else changed the plan."""
    view = drafts.edit_line(
        caller.brand, plan_id, line_id, units=told.units, note=told.note, version=seen_version(request),
        author=caller.name, key=write_key(request),
    )  # fmt: skip
    tell_version(response, view.version)
    return _line(view, view.line(line_id), caller.brand.settings.language)


@router.put("/v1/plans/{plan_id}/approval", summary="Approve a plan")
def approve(plan_id: str, told: Note, request: Request, caller: Approver, response: Response) -> Draft:
    """As it stands, with its edits; with If-Match only while it is as it was read. Refused with every limit that it
    breaks."""
    broken = approve_within(
        caller.brand, plan_id, note=told.note, version=seen_version(request), author=caller.name,
        key=write_key(request),
    )  # fmt: skip
    if broken:
        raise ReleaseError([say(one, caller.brand.settings.language) for one in broken])
    view = drafts.draft_of(caller.brand, plan_id)
    tell_version(response, view.version)
    return view.draft


@router.delete("/v1/plans/{plan_id}/approval", summary="Take an approval back")
def end_approval(plan_id: str, request: Request, caller: Approver) -> Draft:
    """A plan without one is not released."""
    return drafts.end_approval(caller.brand, plan_id, author=caller.name, key=write_key(request)).draft


@router.post("/v1/releases", status_code=202, summary="Release an approved plan")
def release(told: NewRelease, request: Request, caller: Releaser, response: Response) -> Job:
    """A job places its orders: with edits it is cut and scheduled anew. Refused at once where it is not approved."""
    view = drafts.draft_of(caller.brand, told.plan_id)
    drafts.check_approved(view)
    response.headers["ETag"] = tag(view.version)
    return accepted(caller, request, response, "release", {"plan_id": view.plan.plan_id})


def _line(view: DraftView, one: BuyLine, language: str) -> Line:
    edit = view.draft.edit(one.line_id)
    return Line(
        line_id=one.line_id, style_id=one.style_id, option_id=one.option_id, sku=one.sku, size=one.size,
        proposed_units=one.units, units=view.units(one), note="" if edit is None else edit.note, due_day=one.due_day,
        cost_cents=one.cost_cents, expected_profit_cents=one.expected_profit_cents, reason=say(one.reason, language),
    )  # fmt: skip
