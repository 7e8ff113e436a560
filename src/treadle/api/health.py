"""Whether the service is alive, and whether it can serve: the only answers that need no key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from treadle.api.problems import problem, told
from treadle.api.served import Served, served_of
from treadle.plant.serving import brand_problems

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """What the service says of itself."""

    status: str


@router.get("/healthz", summary="Is the process alive?")
def healthz() -> Health:
    """Answers as long as the process runs; a supervisor restarts it when it does not."""
    return Health(status="alive")


@router.get(
    "/readyz", summary="Can it serve?", response_model=Health,
    responses={503: {"description": "A brand's settings or ledger cannot be read; all reasons are told."}},
)  # fmt: skip
def readyz(served: Annotated[Served, Depends(served_of)]) -> Health | Response:
    """Answers 200 while every brand's settings and ledger can be read, else 503; a balancer sends nobody then."""
    problems = [told(one) for brand in served.brands.values() for one in brand_problems(brand)]
    if problems:
        # Whoever asks is not known: places of this machine are no business of theirs.
        count = len({one["file"] for one in problems})
        return problem(503, f"{count} of {len(served.brands)} brands cannot be served now; the log says why.")
    return Health(status="ready")
