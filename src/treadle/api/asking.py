"""Questions that change nothing: what another buy would come to, and what a rush order would cost."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from treadle.api.answers import write_key
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked, Day
from treadle.errors import InputError
from treadle.plant.drafts import plan_place
from treadle.plant.people import Caller
from treadle.plant.rush import rush
from treadle.plant.rush_place import rush_arguments
from treadle.plant.schedule import kept_schedule
from treadle.plant.what_if import read_scenario, what_if
from treadle.terms.answers import Answers, RushTold, Way
from treadle.terms.job import Job
from treadle.words import say

router = APIRouter(tags=["questions"])
Asker = Annotated[Caller, Depends(allowed("ask"))]
Releaser = Annotated[Caller, Depends(allowed("release"))]


class Scenarios(Asked):
    """Scenarios beside the plan, as `treadle what-if` takes them."""

    scenarios: list[str] = Field(min_length=1, max_length=10, examples=[["half=scale 0.5", "poor=budget 20000"]])


class RushOrder(Asked):
    """One more order."""

    style_id: str = Field(examples=["TEE1"])
    units: int = Field(ge=1, le=1_000_000, examples=[120])
    due_day: Day
    worth_cents: int | None = Field(default=None, description="What it earns before its making.")


class RushToPlace(Asked):
    """One more order that is placed: pieces by SKU of one style."""

    units: dict[str, int] = Field(min_length=1, max_length=200, examples=[{"TEE1-navy-S": 20, "TEE1-navy-M": 30}])
    due_day: Day
    worth_cents: int | None = Field(default=None, description="What it earns before its making.")
    plan_id: str = Field(default="", description="The plan that was looked at; another one is a conflict.")


@router.post("/v1/rush/orders", status_code=202, summary="Place a rush order")
def put_rush(told: RushToPlace, request: Request, caller: Releaser, response: Response) -> Job:
    """A job cuts it, puts it where the plan that stands takes it best, and has the plan made anew around it."""
    return accepted(caller, request, response, "rush", rush_arguments(
        told.units, told.due_day, worth_cents=told.worth_cents, seen=told.plan_id, key=write_key(request)
    ))  # fmt: skip


@router.post("/v1/what-if", summary="What if?")
def ask_what_if(told: Scenarios, caller: Asker) -> Answers:
    """Nothing is written."""
    scenarios = [read_scenario(one) for one in told.scenarios]
    found, currency = what_if(caller.brand.folder, plan_place(caller.brand), scenarios)
    return Answers(currency=currency, answers=tuple(found))


@router.post("/v1/rush", summary="One more order?")
def ask_rush(told: RushOrder, caller: Asker) -> RushTold:
    """Every sensible place in the plan that stands, with what the whole plan then costs more."""
    made = kept_schedule(caller.brand.folder)
    if made is None:
        raise InputError.single(
            "plan", "there is none that stands on today's facts", "Have a plan made: POST /v1/plans"
        )  # fmt: skip
    answer = rush(made, told.style_id, told.units, told.due_day, worth_cents=told.worth_cents)
    ways = tuple(
        Way(kind=one.kind, factory_id=one.factory_id, line_id=one.line_id, planned_day=one.planned_day,
            promise_day=one.promise_day, added_cents=one.total_cents, later_orders=len(one.later_orders))
        for one in answer.options
    )  # fmt: skip
    return RushTold(
        is_accepted=answer.is_accepted, reason=say(answer.reason, caller.brand.settings.language), ways=ways
    )  # fmt: skip
