"""Promises: what was told of each order, and moved before it breaks by what the floor shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked
from treadle.api.tabular import page_of
from treadle.plant import promises as use
from treadle.plant.people import Caller
from treadle.terms.job import Job
from treadle.terms.reason import Reason
from treadle.terms.told_promise import OrderPromise
from treadle.words import say

router = APIRouter(tags=["promises"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read orders"))]
Amender = Annotated[Caller, Depends(allowed("amend"))]


class PromisePage(BaseModel):
    """Promises in the order of the orders' release."""

    promises: list[OrderPromise]
    next_cursor: str | None


class Judging(Asked):
    """As of when promises are judged."""

    at: AwareDatetime | None = Field(
        default=None, ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2099, 12, 31, tzinfo=UTC),
        description="Default: the newest moment that a scan tells.",
    )  # fmt: skip


@router.get("/v1/promises", summary="Promises")
def promises(request: Request, caller: Reader, state: str = "open", status: str = "") -> PromisePage:
    """Of orders of a state (open, received, closed, cancelled, or all), kept, at risk or late.
    A partner factory sees its own alone."""
    found = [
        one
        for one in use.promises_of(caller.brand, _said(caller), factory_id=caller.only_factory("read orders"))
        if state in ("all", one.state) and status in ("", one.status)
    ]
    rows, cursor = page_of(request, found)
    return PromisePage(promises=list(rows), next_cursor=cursor)


@router.get("/v1/promises/{order_id}", summary="The promise of one order")
def promise(order_id: str, caller: Reader) -> OrderPromise:
    """With the days that were known at its release, and every move since."""
    own = caller.only_factory("read orders")
    return use.promise_of(caller.brand, order_id, _said(caller), factory_id=own)


@router.post("/v1/promises", status_code=202, summary="Judge promises by the floor, and move those that would break")
def move(told: Judging, request: Request, caller: Amender, response: Response) -> Job:
    """A job moves each to the day that is kept as surely as the settings ask, with its reason; one is taken back where
    its order is there sooner again. Asked twice, nothing is moved twice. Its result names the orders."""
    return accepted(caller, request, response, "promises", {"at": told.at.isoformat()} if told.at else {})


def _said(caller: Caller) -> Callable[[Reason], str]:
    language = caller.brand.settings.language
    return lambda reason: say(reason, language)
