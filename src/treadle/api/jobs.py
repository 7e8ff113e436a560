"""Work in the background: how far it is, how it ended, cancelled; and what is done by itself at an hour."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce, write_key
from treadle.api.caller import allowed
from treadle.api.people import Asked
from treadle.api.request_id import request_id
from treadle.api.tabular import page_of
from treadle.api.versions import is_known, tell_version
from treadle.plant import jobs as use
from treadle.plant.people import Caller
from treadle.terms.job import Job, Routine

router = APIRouter(tags=["jobs"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Planner = Annotated[Caller, Depends(allowed("plan"))]
Scheduler = Annotated[Caller, Depends(allowed("schedule"))]


class JobPage(BaseModel):
    """Jobs, newest first."""

    jobs: list[Job]
    next_cursor: str | None


class NewRoutine(Asked):
    """What is done by itself, at a time of the brand's day."""

    kind: str = Field(examples=["plan"])
    at: str = Field(examples=["06:00"], description="HH:MM in the brand's time zone.")
    weekdays: tuple[int, ...] = Field(default=(), description="0 is Monday; none: every day.")
    arguments: dict[str, str] = Field(default_factory=dict)
    is_active: bool = True


def accepted(caller: Caller, request: Request, response: Response, kind: str, arguments: dict[str, str]) -> Job:
    """Ask for a job and answer 202 with where it is told of."""
    job = use.ask_job(
        caller.brand, kind, arguments, author=caller.name, key=f"{kind}:{write_key(request)}", request_id=request_id()
    )
    response.status_code = 202
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return job


@router.get("/v1/jobs", summary="Jobs")
def jobs(request: Request, caller: Reader, state: str = "", kind: str = "") -> JobPage:
    """Of a state (waiting, doing, done, failed, cancelled), of a kind; newest first."""
    rows, cursor = page_of(request, use.list_jobs(caller.brand, state=state, kind=kind))
    return JobPage(jobs=list(rows), next_cursor=cursor)


@router.get("/v1/jobs/{job_id}", summary="How far is a job?", response_model=Job)
def job(job_id: str, request: Request, caller: Reader, response: Response) -> Job | Response:
    """Its state, its share and sentence, its result or its problems."""
    found = use.find_job(caller.brand, job_id)
    version = f"{found.state}-{found.attempt}-{found.share:.4f}-{len(found.told)}"
    if is_known(request, version):
        return Response(status_code=304)
    tell_version(response, version)
    if not found.is_ended:
        response.headers["Retry-After"] = "1"
    return found


@router.delete("/v1/jobs/{job_id}", summary="Cancel a job")
def cancel(job_id: str, caller: Planner) -> Job:
    """At once where it waits, between two steps where it is being done; an ended job stays as it is."""
    return use.cancel_job(caller.brand, job_id, author=caller.name)


@router.post("/v1/jobs/{job_id}/again", status_code=202, summary="Ask for a job again")
def again(job_id: str, request: Request, caller: Planner, response: Response) -> Job:
    """One that failed or was cancelled, with the same arguments, as another job; by whoever may ask for its kind."""
    kind = use.find_job(caller.brand, job_id).kind
    if not caller.may(use.REPEATABLE.get(kind, "plan")):
        raise HTTPException(403, f"You may not ask for a job {kind}.")
    job = use.ask_again(
        caller.brand, job_id, author=caller.name, key=write_key(request), request_id=request_id()
    )  # fmt: skip
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return job


@router.get("/v1/routines", summary="What is done by itself")
def routines(caller: Reader) -> list[Routine]:
    """At which hour of the brand's day."""
    return [held.state for held in use.routines_of(caller.brand)]


@router.put("/v1/routines/{routine_id}", summary="Have something done by itself")
def set_routine(routine_id: str, told: NewRoutine, request: Request, caller: Scheduler) -> Routine:
    """Every morning at six, say; once on days whose clock jumps, too."""
    return use.set_routine(
        caller.brand, routine_id, kind=told.kind, at=told.at, arguments=told.arguments, weekdays=told.weekdays,
        is_active=told.is_active, author=caller.name, key=write_key(request),
    )  # fmt: skip
