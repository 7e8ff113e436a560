"""Coming in by another system's sign-on (OpenID Connect): out to the provider and back with a session."""

from __future__ import annotations

import html
import math
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce, write_key
from treadle.api.caller import allowed
from treadle.api.people import Asked, LoggedIn, set_session
from treadle.api.served import Served, served_of
from treadle.errors import AccessError, LedgerError
from treadle.plant import sign_on as use
from treadle.plant.people import Caller
from treadle.terms.sign_on import RoleRule, SignOn, SignOnSet

router = APIRouter(tags=["sign-on"], route_class=AnsweredOnce)
Owner = Annotated[Caller, Depends(allowed("people"))]
Serving = Annotated[Served, Depends(served_of)]
#: Holds the secret of a turn while a browser is away; it must come along when the provider sends the browser back.
COOKIE, COOKIE_SECONDS = "treadle_turn", 600


class NewSignOn(Asked):
    """A provider, and which role its people get: the first rule that fits."""

    issuer: str = Field(examples=["https://id.example"])
    client_id: str = Field(examples=["treadle"])
    client_secret: str | None = Field(default=None, description="None keeps the one before; '' for a public client.")
    rules: list[RoleRule] = Field(min_length=1, max_length=200)
    name_claim: str = Field(default="preferred_username", min_length=1, max_length=100)


class SignOnTold(BaseModel):
    """The provider, where browsers begin, and what the provider must be told of as the way back; never its secret."""

    sign_on: SignOn
    begin: str
    back: str


@router.get("/v1/sign-on", summary="The sign-on of another system")
def told(request: Request, caller: Owner) -> SignOnTold:
    """Whose it is, and the table of roles."""
    return _told(request, caller, use.sign_on_of(caller.brand))


@router.put("/v1/sign-on", summary="Let people in by another system's sign-on")
def set_sign_on(told: NewSignOn, request: Request, caller: Owner) -> SignOnTold:
    """People are known by the provider's id for them; their role follows the table each time they come."""
    body = SignOnSet(issuer=told.issuer, client_id=told.client_id, rules=tuple(told.rules), name_claim=told.name_claim)
    found = use.set_sign_on(
        caller.brand, body, client_secret=told.client_secret, author=caller.name, key=write_key(request)
    )
    return _told(request, caller, found)


@router.delete("/v1/sign-on", status_code=204, summary="End the sign-on of another system")
def end_sign_on(request: Request, caller: Owner) -> None:
    """Nobody comes in that way any more; sessions that began stay until they end or their user is ended."""
    found = use.sign_on_of(caller.brand)
    body = SignOnSet(issuer=found.issuer, client_id=found.client_id, rules=found.rules, name_claim=found.name_claim,
                     is_active=False)  # fmt: skip
    use.set_sign_on(caller.brand, body, client_secret=None, author=caller.name, key=write_key(request))


@router.get("/sign-on/{brand_id}", include_in_schema=False)
def begin(brand_id: str, request: Request, served: Serving) -> Response:
    """Send a browser to the provider."""
    _throttle(request)
    turn = use.Turn(secret=secrets.token_urlsafe(32))
    answer = RedirectResponse(use.way_out(served.brand(brand_id), turn, _back(request, brand_id)), status_code=303)
    answer.set_cookie(
        COOKIE, turn.secret, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", path=f"/sign-on/{brand_id}",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


@router.get("/sign-on/{brand_id}/back", include_in_schema=False)
def back(
    brand_id: str, request: Request, served: Serving, code: str = "", state: str = "", error: str = ""
) -> Response:
    """A browser came back: whoever it is gets a session, where state, code, token and table agree."""
    _throttle(request)
    turn = use.Turn(secret=request.cookies.get(COOKIE, ""))
    if not turn.secret or not turn.fits(state):
        raise HTTPException(401, "This is not the way back of a sign-on that began here. Begin again.")
    if error or not code:
        raise HTTPException(401, f"The sign-on let nobody in ({error[:60] or 'no code'}).")
    try:
        user, session = use.come_in(served.brand(brand_id), turn, code, _back(request, brand_id))
    except AccessError as refused:
        raise HTTPException(401, str(refused)) from None
    except LedgerError as absent:
        raise HTTPException(503, str(absent)) from None
    answer: Response
    if "text/html" in request.headers.get("accept", ""):
        # A strict cookie is not sent by what another site began: this page begins anew, as ours.
        answer = HTMLResponse(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>treadle</title>'
            '<meta http-equiv="refresh" content="0;url=/">'
            f"<p>You are in as {html.escape(user.name)}, {html.escape(user.role)}.</p>"
            '<p><a href="/">Go on</a></p></html>'
        )
    else:
        answer = JSONResponse(LoggedIn(user=user, csrf_token=session.csrf).model_dump())
    set_session(request, answer, session)
    answer.delete_cookie(COOKIE, path=f"/sign-on/{brand_id}")
    return answer


def _back(request: Request, brand_id: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/sign-on/{brand_id}/back"


def _told(request: Request, caller: Caller, found: SignOn) -> SignOnTold:
    back_to = _back(request, caller.brand.brand_id)
    return SignOnTold(sign_on=found, begin=back_to.removesuffix("/back"), back=back_to)


def _throttle(request: Request) -> None:
    address = request.client.host if request.client else ""
    wait = request.app.state.limits.log_ins_of_an_address.wait(address)
    if wait:
        raise HTTPException(429, "Too many tries to log in.", headers={"Retry-After": str(math.ceil(wait))})
