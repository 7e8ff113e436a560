"""Who asks, and whether they may: a dependency of every route under /v1.

    @router.get("/v1/orders")
    def orders(caller: Annotated[Caller, Depends(allowed("read orders"))]) -> …

A key is sent as `Authorization: Bearer KEY`, or as the user name of basic authentication (as collectors do); a session
is a cookie, whose writes send `X-CSRF-Token` along. Whoever shows nothing that holds gets 401, whoever may not do
the act 403, and what belongs to somebody else is not there at all: 404.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import math
from collections.abc import Callable

from fastapi import HTTPException, Request
from starlette.requests import HTTPConnection

from treadle.api.served import served_of
from treadle.plant.people import Caller, caller_of
from treadle.plant.tokens import Token, read_token
from treadle.terms.role import ACTS

#: The session's cookie; under https with the prefix by which a browser lets no other host set it.
COOKIE = "treadle_session"
SAFE_COOKIE = f"__Host-{COOKIE}"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: The act of a route, as its dependency tells it; tests and documents read it there.
ACT = "act"


def allowed(act: str) -> Callable[[Request], Caller]:
    """A dependency that gives the caller, who may do an act of the table of roles."""
    assert act in ACTS, act

    def check(request: Request) -> Caller:
        caller = known_caller(request)
        if not caller.may(act):
            raise HTTPException(403, f"A {caller.role} may not do this. {ACTS[act].sentence} An owner can let you.")
        return caller

    setattr(check, ACT, act)
    return check


def known_caller(request: Request) -> Caller:
    """Who asks. Raises HTTPException 401 for nobody, 403 for a write without its token, 429 for too many requests."""
    found = getattr(request.state, "caller", None)
    if isinstance(found, Caller):
        return found
    token, is_cookie = shown(request)
    brand = None if token is None else served_of(request).brands.get(token.brand_id)
    caller = None if brand is None or token is None else caller_of(brand, token)
    if caller is None:
        raise HTTPException(
            401, "Send a key (Authorization: Bearer KEY) or log in.", headers={"WWW-Authenticate": "Bearer"}
        )
    sent = request.headers.get(CSRF_HEADER, "") or str(getattr(request.state, "csrf", ""))
    if is_cookie and request.method not in SAFE and not hmac.compare_digest(sent.encode(), caller.token.csrf.encode()):
        raise HTTPException(403, f"A write of a session sends the header {CSRF_HEADER}; logging in tells its value.")
    wait = request.app.state.limits.requests.wait(f"{caller.brand.brand_id} {caller.caller_id}")
    if wait:
        raise HTTPException(429, "Too many requests.", headers={"Retry-After": str(math.ceil(wait))})
    request.state.caller = caller
    return caller


def shown(request: HTTPConnection) -> tuple[Token | None, bool]:
    """The token that a request shows, and whether a browser sent it by itself. A header counts before a cookie."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        return read_token(value.strip()), False
    if scheme.casefold() == "basic":
        try:
            name = base64.b64decode(value, validate=True).decode("utf-8").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return None, False
        return read_token(name), False
    return read_token(request.cookies.get(SAFE_COOKIE) or request.cookies.get(COOKIE, "")), True
