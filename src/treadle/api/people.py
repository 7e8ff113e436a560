"""Logging in and out, one-time links, and the users of a brand."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from treadle.api.answers import AnsweredOnce, write_key
from treadle.api.caller import COOKIE, SAFE_COOKIE, allowed
from treadle.api.served import Served, served_of
from treadle.api.versions import seen_version, tell_version
from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant import people
from treadle.plant.people import Caller
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import Token, read_token
from treadle.terms.answers import Me
from treadle.terms.people import Session, User
from treadle.terms.role import ROLES

router = APIRouter(tags=["people"], route_class=AnsweredOnce)
Serving = Annotated[Served, Depends(served_of)]
Owner = Annotated[Caller, Depends(allowed("people"))]
Anybody = Annotated[Caller, Depends(allowed("be"))]
Role = Literal["owner", "planner", "buyer", "factory planner", "supervisor", "station", "partner factory", "read-only"]
assert set(Role.__args__) == set(ROLES)  # type: ignore[attr-defined]


#: A day of these times: beyond, calendars end.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Asked(BaseModel):
    """What a request says; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class NewUser(Asked):
    """Who comes in by a link."""

    name: str = Field(examples=["anna"])
    password: str = Field(examples=["eleven green bicycles"])


class LogIn(Asked):
    """A name and its password; `brand_id` where several brands are served."""

    name: str = Field(examples=["anna"])
    password: str = Field(examples=["eleven green bicycles"])
    brand_id: str = ""


class LoggedIn(BaseModel):
    """A session has begun: its cookie is set, and each write sends `csrf_token` as X-CSRF-Token."""

    user: User
    csrf_token: str


class NewInvitation(Asked):
    """Who is to come in by a one-time link."""

    role: Role = Field(examples=["planner"])
    factory_id: str = Field(default="", description="Of a partner factory or a station.", examples=["F1"])


class InvitationLink(BaseModel):
    """A link that lets one person in, once, for an hour; it is shown here and never again."""

    link: str


class UserChange(Asked):
    """What is to be another for a user; what is left out stays."""

    role: Role | None = None
    is_active: bool | None = None
    factory_id: str | None = None


class Password(Asked):
    """The password one logs in with, said again."""

    password: str


class NewPassword(Asked):
    """The password one logged in with, and the one to come."""

    old: str
    new: str


@router.post("/join/{token}", status_code=201, summary="Become a user by a one-time link")
async def join(token: str, request: Request, response: Response, served: Serving) -> LoggedIn:
    """The link is used up. Takes a JSON object or a form."""
    new = await _sent(request)
    found, brand = await run_in_threadpool(link_of, token, served)
    user, session = await run_in_threadpool(people.accept, brand, found, name=new.name, password=new.password)
    set_session(request, response, session)
    return LoggedIn(user=user, csrf_token=session.csrf)


@router.post("/login", summary="Begin a session")
def log_in(told: LogIn, request: Request, response: Response, served: Serving) -> LoggedIn:
    """Sets the session's cookie. After five failures a name waits a minute for each further try."""
    limits = request.app.state.limits
    brand = served.brand(told.brand_id)
    name, address = f"{brand.brand_id} {told.name.strip().casefold()}", request.client.host if request.client else ""
    wait = max(limits.log_ins_of_a_name.wait(name), limits.log_ins_of_an_address.wait(address))
    if wait:
        raise HTTPException(429, "Too many tries to log in.", headers={"Retry-After": str(math.ceil(wait))})
    found = people.log_in(brand, name=told.name, password=told.password)
    if found is None:
        raise HTTPException(401, "Name or password is wrong.")
    limits.log_ins_of_a_name.give_back(name)
    limits.log_ins_of_an_address.give_back(address)
    user, session = found
    set_session(request, response, session)
    return LoggedIn(user=user, csrf_token=session.csrf)


@router.delete("/v1/session", status_code=204, summary="Log out")
def log_out(caller: Anybody, response: Response) -> None:
    """Ends the session that asks."""
    if caller.token.kind == "key":
        raise HTTPException(400, "A key has no session. End it with DELETE /v1/keys/KEY_ID.")
    people.log_out(caller)
    response.delete_cookie(COOKIE)
    response.delete_cookie(SAFE_COOKIE, secure=True)


@router.get("/v1/me", summary="Who am I?")
def me(caller: Anybody) -> Me:
    """The caller, with the token that a session's writes send along."""
    return Me(
        brand_id=caller.brand.brand_id, brand_name=caller.brand.settings.name,
        language=caller.brand.settings.language, name=caller.name, role=caller.role, scopes=caller.scopes,
        factory_id=caller.factory_id,
        csrf_token=caller.token.csrf if caller.token.kind == "session" else "",
    )  # fmt: skip


@router.get("/v1/me/sessions", summary="Where am I logged in?")
def my_sessions(caller: Anybody) -> list[Session]:
    """Every session of mine that lasts."""
    return list(people.sessions_of(caller))


@router.delete("/v1/me/sessions", status_code=204, summary="End my other sessions")
def end_my_sessions(told: Password, caller: Anybody) -> None:
    """All but the one that asks; the password is said again."""
    people.end_other_sessions(caller, password=told.password)


@router.put("/v1/me/password", status_code=204, summary="Change my password")
def change_password(told: NewPassword, caller: Anybody) -> None:
    """Every other session of the user ends."""
    people.change_password(caller, old=told.old, new=told.new)


@router.post("/v1/invitations", status_code=201, summary="Let somebody in")
def invite(told: NewInvitation, request: Request, caller: Owner) -> InvitationLink:
    """A one-time link for somebody of a role."""
    token = people.invite(caller.brand, told.role, factory_id=told.factory_id, author=caller.name)
    return InvitationLink(link=f"{str(request.base_url).rstrip('/')}/join/{token}")


@router.post("/v1/users/{user_id}/link", status_code=201, summary="Let a user choose another password")
def link_for(user_id: str, request: Request, caller: Owner) -> InvitationLink:
    """A one-time link for somebody who forgot theirs; every session of theirs ends when it is used."""
    token = people.invite_again(caller.brand, user_id, author=caller.name)
    return InvitationLink(link=f"{str(request.base_url).rstrip('/')}/join/{token}")


@router.get("/v1/users", summary="Users")
def users(caller: Owner) -> list[User]:
    """Everybody who was ever let in."""
    return [held.state for held in people.users_of(caller.brand)]


@router.get("/v1/users/{user_id}", summary="One user")
def user(user_id: str, caller: Owner, response: Response) -> User:
    """With an ETag, which a change says it is based on."""
    held = people.user_of(caller.brand, user_id)
    tell_version(response, held.version)
    return held.state


@router.patch("/v1/users/{user_id}", summary="Change a user")
def change_user(user_id: str, told: UserChange, request: Request, caller: Owner, response: Response) -> User:
    """Another role, or no access any more, which ends every session of theirs."""
    held = people.change_user(
        caller.brand, user_id, role=told.role, is_active=told.is_active, factory_id=told.factory_id,
        version=seen_version(request), author=caller.name, key=write_key(request),
    )  # fmt: skip
    tell_version(response, held.version)
    return held.state


def link_of(text: str, served: Served) -> tuple[Token, ServedBrand]:
    """The token of a one-time link, and its brand. Raises `NotFoundError` for a text that is none."""
    token = read_token(text)
    if token is None or token.brand_id not in served.brands:
        raise NotFoundError("This link is wrong, was used already, or has expired. Ask the owner for a new one.")
    return token, served.brands[token.brand_id]


async def _sent(request: Request) -> NewUser:
    """What a page's form or a program says. Raises `InputError` with all that is wrong."""
    raw = await request.body()
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    try:
        told = {name: values[-1] for name, values in parse_qs(raw.decode()).items()} if is_form else json.loads(raw)
        return NewUser.model_validate(told)
    except ValidationError as error:
        raise InputError(
            Problem(file="request", what=f"{'.'.join(map(str, one['loc']))}: {one['msg']}", remedy="Say name, password")
            for one in error.errors()
        ) from None
    except ValueError:
        raise InputError.single("request", "it is neither JSON nor a form", "Say name and password") from None


def set_session(request: Request, response: Response, session: Token, *, life: timedelta = people.SESSION) -> None:
    """Let a browser keep a session."""
    is_safe = request.url.scheme == "https"
    response.set_cookie(
        SAFE_COOKIE if is_safe else COOKIE, str(session), max_age=int(life.total_seconds()), httponly=True,
        samesite="strict", secure=is_safe, path="/",
    )  # fmt: skip
