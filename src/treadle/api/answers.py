"""Writes that may be repeated: with the same `Idempotency-Key` the first answer comes again.

Only what succeeded is kept: where a write was refused nothing was changed, and a repeat may try again.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from treadle.api.caller import SAFE, known_caller
from treadle.api.problems import MEDIA_TYPE, problem
from treadle.plant.answered import KeptAnswers, answers_of

HEADER = "Idempotency-Key"
#: Told with an answer that was given before.
REPLAYED = "Idempotent-Replayed"
#: A repeat waits so long for the first to be answered.
PATIENCE_SECONDS = 55.0
_KEPT_HEADERS = ("content-type", "etag", "location", "retry-after")
_LONGEST = 200
#: Writes whose answer holds a secret that is shown once: a repeat is told that it was made, and no secret is kept.
SHOWN_ONCE = frozenset({"/v1/keys", "/v1/invitations", "/v1/webhooks", "/v1/stations"})


class AnsweredOnce(APIRoute):
    """A route whose writes are answered once for each key; give it to a router as `route_class`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which looks for a first answer before the route is called."""
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            key = request.headers.get(HEADER, "")
            if request.method in SAFE or not key:
                return await original(request)
            if len(key) > _LONGEST or not key.isprintable():
                raise HTTPException(400, f"{HEADER} is a printable text of up to {_LONGEST} characters.")
            caller = await run_in_threadpool(known_caller, request)
            kept = answers_of(caller.brand, f"{caller.caller_id}:{key}")
            told = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
            # The boundary of a form with files is another each time: such a request is told by its address.
            is_form = request.headers.get("content-type", "").startswith("multipart/")
            digest = hashlib.sha256(told + (b"" if is_form else await request.body())).hexdigest()
            first = await _first_answer(kept, digest)
            if first is not None:
                return first
            return await _answered(kept, original, request)

        return handle


async def _first_answer(kept: KeptAnswers, digest: str) -> Response | None:
    """The answer that was given first, waited for where it is being worked out; None where there is none."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (found := await run_in_threadpool(kept.begin, digest)) is not None:
        if found.request != digest:
            raise HTTPException(422, f"This {HEADER} was sent before with another request. Make a new one.")
        if found.status:
            headers = {**found.headers, REPLAYED: "true"}
            return Response(found.body, status_code=found.status, headers=headers)
        if time.monotonic() > end:
            raise HTTPException(409, "The first of these requests is still being answered.", {"Retry-After": "5"})
        await asyncio.sleep(0.05)
    return None


async def _answered(
    kept: KeptAnswers, original: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response:
    try:
        response = await original(request)
    except BaseException:
        await run_in_threadpool(kept.forget)
        raise
    if response.status_code >= 400:
        await run_in_threadpool(kept.forget)
        return response
    if request.url.path in SHOWN_ONCE or request.url.path.endswith(("/renewal", "/link")):
        told = problem(409, "This was made already, and its secret is shown once. Make another with a new key.")
        await run_in_threadpool(kept.finish, 409, {"content-type": MEDIA_TYPE}, bytes(told.body).decode("utf-8"))
        return response
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    await run_in_threadpool(kept.finish, response.status_code, headers, bytes(response.body).decode("utf-8"))
    return response


def write_key(request: Request) -> str:
    """What makes a write of this request the same when it is repeated: the caller's key, or one of its own."""
    key = request.headers.get(HEADER, "")
    return f"{known_caller(request).caller_id}:{key}" if key else uuid.uuid4().hex
