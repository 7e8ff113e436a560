"""Errors as problem+json (RFC 9457): what went wrong, all of it, what to do, and the request's id.

{"type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": "2 problems …",
 "request_id": "…", "problems": [{"field": "units", "what": "…", "remedy": "…"}]}
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treadle.api.request_id import request_id
from treadle.api.spoken_language import asked_language
from treadle.errors import (
    ConflictError,
    InputError,
    LedgerError,
    MissingExtraError,
    NotFoundError,
    Problem,
    ReleaseError,
    Stopped,
    TreadleError,
)
from treadle.words.spoken import spoken

MEDIA_TYPE = "application/problem+json"
#: What of a problem a person reads.
_TEXTS = ("what", "remedy")
_LOG = structlog.get_logger("treadle.api")
#: What an error of treadle's own is in HTTP; the first that fits counts.
_STATUS: tuple[tuple[type[TreadleError], int], ...] = (
    (InputError, 422),
    (NotFoundError, 404),
    (ReleaseError, 422),
    (ConflictError, 409),
    (LedgerError, 503),
    (Stopped, 503),
    (MissingExtraError, 501),
)
#: Seconds after which a request that could not be served now is worth repeating.
AGAIN_SECONDS = 2
#: A disk that is full, or may not be written: it passes by itself or by whoever looks after the machine.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
DISK_SECONDS = 30


def problem(
    status: int, detail: str, problems: Sequence[Mapping[str, Any]] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """An answer that tells a problem in the language asked for. `problems` are parts of it, each with `what` and
    `remedy`."""
    language = asked_language()
    parts = [
        {name: spoken(value, language) if name in _TEXTS else value for name, value in one.items()} for one in problems
    ]
    body = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
        "detail": spoken(detail, language), "request_id": request_id(), "problems": parts,
    }  # fmt: skip
    own = {"Content-Language": language, **(headers or {})}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=own)


def told(one: Problem) -> dict[str, Any]:
    """A problem of an input as JSON: file, row and column where they are known, what and remedy."""
    place = {"file": one.file, "row": one.row, "column": one.column}
    return {name: value for name, value in place.items() if value is not None} | {
        "what": one.what, "remedy": one.remedy,
    }  # fmt: skip


def add_problem_handlers(app: FastAPI) -> None:
    """Let every error of an application leave as problem+json, and none with a traceback."""
    app.add_exception_handler(TreadleError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_a_request)
    app.add_exception_handler(HTTPException, _of_http)


async def _of_ours(request: Request, error: Exception) -> Response:
    status = status_of(error)
    headers = {"Retry-After": str(AGAIN_SECONDS)} if status == 503 else {}
    problems = parts_of(request, error)
    if not problems:
        return problem(status, _without_places(request, str(error)), (), headers)
    return problem(status, _counted(len(problems)), problems, headers)


def status_of(error: Exception) -> int:
    """What an error of treadle's own, or of what a request says, is in HTTP."""
    if isinstance(error, RequestValidationError):
        return 422
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 400)


def parts_of(request: Request, error: Exception) -> list[dict[str, Any]]:
    """The parts of an error, each with `what` and `remedy`; none where it is one sentence."""
    if isinstance(error, RequestValidationError):
        return _parts_of_a_request(error)
    problems: list[dict[str, Any]] = []
    if isinstance(error, InputError):
        problems = [told(one) for one in error.problems]
    elif isinstance(error, ReleaseError):
        problems = [{"what": one, "remedy": "Change the plan or its edits, then release"} for one in error.violations]
    return [{name: _without_places(request, value) for name, value in one.items()} for one in problems]


def _without_places(request: Request, value: Any) -> Any:
    """A text without the folders of this machine: a caller knows a brand by its id."""
    if not isinstance(value, str):
        return value
    for brand in request.app.state.served.brands.values():
        value = value.replace(str(brand.folder), brand.brand_id)
    return value


async def _of_a_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = _parts_of_a_request(error)
    return problem(422, _counted(len(problems)), problems)


def _parts_of_a_request(error: RequestValidationError) -> list[dict[str, Any]]:
    return [
        {
            "in": str(one["loc"][0]),
            "field": ".".join(str(part) for part in one["loc"][1:]),
            "what": str(one["msg"]).removeprefix("Value error, "),
            "remedy": "See /openapi.json for what this request takes",
        }
        for one in error.errors()
    ]


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, sentence_of(error), (), error.headers)


class BugsTold:
    """Middleware that answers a bug of treadle's own as a problem, with its traceback in the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_begun = False

        async def tell(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, receive, tell)
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK and not is_begun:
                _LOG.error("the disk", request_id=request_id(), error=str(error.strerror))
                detail = f"The disk cannot be written ({error.strerror}). Nothing was half-written; ask again later."
                await problem(503, detail, (), {"Retry-After": str(DISK_SECONDS)})(scope, receive, send)
                return
            _LOG.error("bug", request_id=request_id(), error=type(error).__name__, exc_info=error)
            if not is_begun:
                detail = "treadle has run into a bug. Report it with the request id; nothing was half-written."
                told_as = getattr(scope["app"].state, "bug_page", None)
                answer = None if told_as is None else told_as(Request(scope), detail)
                await (answer or problem(500, detail))(scope, receive, send)


def sentence_of(error: HTTPException) -> str:
    """The detail of an error, or what its status means where it says no more than that."""
    standard = {404: "There is nothing under this address.", 405: "This address does not take that method."}
    is_plain = error.detail in (HTTPStatus(error.status_code).phrase, "Not Found", "Method Not Allowed")
    return standard.get(error.status_code, str(error.detail)) if is_plain else str(error.detail)


def _counted(count: int) -> str:
    return "1 problem, told below." if count == 1 else f"{count} problems, told below."
