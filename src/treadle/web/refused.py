"""Errors as pages: what is wrong, all of it, and what to do. Programs get them as the API tells them.

A page whose part htmx asked for keeps what it shows: the error is put beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from treadle.api.problems import parts_of, sentence_of, status_of
from treadle.api.request_id import request_id
from treadle.errors import TreadleError
from treadle.web.asking import is_part
from treadle.web.drawn import page

Handler = Callable[[Request, Exception], Awaitable[Response]]


def tell_refusals(app: FastAPI) -> None:
    """Let errors leave as pages where a browser asked for one, else as they did before."""
    app.state.bug_page = bug_page
    for kind in (TreadleError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handler(cast(Handler, app.exception_handlers[kind])))


def bug_page(request: Request, detail: str) -> Response | None:
    """The page of a bug of treadle's own; None for a program, which is told as before."""
    if not _is_person(request):
        return None
    name = "refused_part.html" if is_part(request) else "refused.html"
    answer = page(request, name, status=500, code=500, whole=detail, parts=[], request_id=request_id())
    if is_part(request):
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#told", "innerHTML"
    return answer


def _is_person(request: Request) -> bool:
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")


def _handler(before: Handler) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        return refusal(request, error) if _is_person(request) else await before(request, error)

    return handle


def refusal(request: Request, error: Exception) -> Response:
    """The page of an error; nobody who is logged in is led to the login."""
    status = error.status_code if isinstance(error, HTTPException) else status_of(error)
    if status == 401:
        return _to_login(request)
    whole = sentence_of(error) if isinstance(error, HTTPException) else "" if parts_of(request, error) else str(error)
    answer = page(
        request, "refused_part.html" if is_part(request) else "refused.html", status=status, code=status,
        title=HTTPStatus(status).phrase, whole=whole, parts=parts_of(request, error), request_id=request_id(),
        back=request.headers.get("referer", "") and request.url.path,
    )  # fmt: skip
    if is_part(request):
        answer.headers["HX-Retarget"] = "#told"
        answer.headers["HX-Reswap"] = "innerHTML"
    headers = error.headers if isinstance(error, HTTPException) else None
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def _to_login(request: Request) -> Response:
    """To the login and back; what was sent is not sent again by itself."""
    wanted = request.url.path if request.method == "GET" else "/"
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        # A strict cookie is not sent by what another site began (a link in a letter): this page begins anew, as ours.
        return page(request, "from_elsewhere.html", wanted=wanted)
    address = f"/login?next={quote(wanted)}"
    if is_part(request):
        return Response(status_code=200, headers={"HX-Redirect": "/login"})
    return RedirectResponse(address, status_code=303)
