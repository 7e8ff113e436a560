"""Keys for programs: made, shown once, listed without their secret, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.people import Asked, Role
from treadle.plant import people
from treadle.plant.people import Caller
from treadle.terms.people import Key
from treadle.terms.role import ACTS

router = APIRouter(tags=["keys"], route_class=AnsweredOnce)
Owner = Annotated[Caller, Depends(allowed("people"))]


class NewKey(Asked):
    """What a key is for. `scopes` narrow its role to some acts; `until` is when it ends by itself."""

    name: str = Field(examples=["the web shop"])
    role: Role = Field(examples=["planner"])
    scopes: tuple[str, ...] = Field(default=(), examples=[["collect"]], description=f"Some of: {', '.join(ACTS)}.")
    factory_id: str = ""
    until: AwareDatetime | None = None


class MadeKey(BaseModel):
    """A key, shown here and never again: send it as `Authorization: Bearer KEY`."""

    key_id: str
    key: str
    until: datetime | None


@router.post("/v1/keys", status_code=201, summary="Make a key")
def make_key(told: NewKey, caller: Owner) -> MadeKey:
    """For a program: a shop that collects, a script that plans."""
    token = people.make_key(
        caller.brand, name=told.name, role=told.role, scopes=told.scopes, factory_id=told.factory_id, until=told.until,
        author=caller.name,
    )  # fmt: skip
    return MadeKey(key_id=token.noun_id, key=str(token), until=told.until)


class Renewal(Asked):
    """For how long what is there stays good beside what follows it."""

    hours: float = Field(default=24.0, ge=0, le=720)


@router.post("/v1/keys/{key_id}/renewal", status_code=201, summary="Another key in place of one")
def renew_key(key_id: str, told: Renewal, caller: Owner) -> MadeKey:
    """With the same name, role and scopes; the one before is good for some hours, so that nobody is shut out."""
    token = people.renew_key(caller.brand, key_id, keep=timedelta(hours=told.hours), author=caller.name)
    return MadeKey(key_id=token.noun_id, key=str(token), until=None)


@router.get("/v1/keys", summary="Keys")
def keys(caller: Owner) -> list[Key]:
    """Every key that was ever made, without its secret."""
    return [held.state for held in people.keys_of(caller.brand)]


@router.delete("/v1/keys/{key_id}", status_code=204, summary="End a key")
def end_key(key_id: str, caller: Owner) -> None:
    """Nobody comes in with it any more."""
    people.end_key(caller.brand, key_id, reason=f"ended by {caller.name}", author=caller.name)
