"""Coming in and leaving: the login, the page of a one-time link, who one is, language and look."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.caller import COOKIE, SAFE_COOKIE
from treadle.api.people import LogIn, Serving, link_of, log_in, set_session
from treadle.errors import InputError
from treadle.plant import people
from treadle.plant.people import Caller
from treadle.web.asking import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    caller_if_any,
    from_elsewhere,
    local_path,
    visiting,
)
from treadle.web.drawn import page
from treadle.web.navigation import home_of
from treadle.words import LANGUAGES

router = APIRouter(include_in_schema=False)
Anybody = Annotated[Caller, Depends(visiting("be"))]
Text = Annotated[str, Form(max_length=2000)]
#: A choice of look or language lasts a year.
YEAR_SECONDS = 365 * 24 * 3600


@router.get("/")
def begin(caller: Anybody) -> Response:
    """To the first page that is one's own."""
    return RedirectResponse(home_of(caller), status_code=303)


@router.get("/login")
def login_page(request: Request, served: Serving, next: str = "/") -> Response:
    """A form for name and password."""
    if caller_if_any(request) is not None:
        return RedirectResponse(local_path(next), status_code=303)
    return _login(request, served, next)


@router.post("/come-in")
def come_in(
    request: Request, served: Serving, name: Text = "", password: Text = "", brand_id: Text = "", next: Text = "/"
) -> Response:
    """Begin a session, and go on to where one wanted to go."""
    _check_own(request)
    answer = RedirectResponse(local_path(next), status_code=303)
    try:
        log_in(LogIn(name=name, password=password, brand_id=brand_id), request, answer, served)
    except HTTPException as refused:
        return _login(request, served, next, refused=str(refused.detail), name=name, status=refused.status_code)
    return answer


@router.get("/join/{token}")
def join_page(token: str, request: Request, served: Serving) -> Response:
    """A form for name and password; looking at it uses nothing up."""
    return _join(request, served, token)


@router.post("/join/{token}/come-in")
def join(token: str, request: Request, served: Serving, name: Text = "", password: Text = "") -> Response:
    """The link is used up, and a session begins."""
    _check_own(request)
    found, brand = link_of(token, served)
    try:
        _, session = people.accept(brand, found, name=name, password=password)
    except InputError as refused:
        return _join(request, served, token, refused=refused, name=name)
    answer = RedirectResponse("/", status_code=303)
    set_session(request, answer, session)
    return answer


@router.post("/leave")
def leave(caller: Anybody) -> Response:
    """End the session that asks."""
    people.log_out(caller)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE)
    answer.delete_cookie(SAFE_COOKIE, secure=True)
    return answer


@router.get("/me")
def me(request: Request, caller: Anybody) -> Response:
    """Who one is here, and where one is logged in."""
    return page(request, "me.html", at="me", sessions=people.sessions_of(caller))


@router.post("/language")
def choose_language(request: Request, language: Text, back: Text = "/") -> Response:
    """Every page in another language, in this browser."""
    if language not in LANGUAGES:
        raise HTTPException(422, f"There is no language {language[:20]} here.")
    return _chosen(request, LANGUAGE_COOKIE, language, back)


@router.post("/look")
def choose_look(request: Request, theme: Text, back: Text = "/") -> Response:
    """Every page light or dark in this browser; '' as the machine's own setting."""
    return _chosen(request, THEME_COOKIE, theme if theme in THEMES else "", back)


def _chosen(request: Request, cookie: str, value: str, back: str) -> Response:
    answer = RedirectResponse(local_path(back), status_code=303)
    answer.set_cookie(
        cookie, value, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer


def _check_own(request: Request) -> None:
    if from_elsewhere(request):
        raise HTTPException(403, "Another site sent this. Come in by the page of your brand.")


def _login(
    request: Request, served: Serving, next: str, *, refused: str = "", name: str = "", status: int = 200
) -> Response:
    brands = [(one.brand_id, one.settings.name) for one in served.brands.values()]
    return page(request, "login.html", status=status, brands=brands, next=local_path(next), refused=refused, name=name)


def _join(
    request: Request, served: Serving, token: str, *, refused: InputError | None = None, name: str = ""
) -> Response:
    found, brand = link_of(token, served)
    invitation = people.invitation_of(brand, found)
    problems = () if refused is None else refused.problems
    return page(
        request, "join.html", status=422 if problems else 200, brand=brand.settings.name, invitation=invitation,
        token=token, problems=problems, name=name,
    )  # fmt: skip
