"""The collector: what storefront SDKs of the Segment convention send, under the addresses that they know.

The write key stands as the user name of basic authentication, in the body (`writeKey`) or in the address; pages of any
origin may send. An answer comes once the disk has the messages. 429 and 503 say when to send again.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from treadle.api.caller import allowed
from treadle.api.problems import problem, told
from treadle.api.served import Served, served_of
from treadle.errors import InputError
from treadle.plant.collect import BATCH, KINDS, Collector, SpoolFull, Taken, key_in, now, open_collector, spool_folder
from treadle.plant.collected import collected, set_aside_messages
from treadle.plant.people import Caller
from treadle.plant.write_keys import KeyBook

router = APIRouter(tags=["collector"])
#: A request's body may be so long, also once it is unpacked.
MOST_BODY_BYTES = 4 * 1024 * 1024
#: Seconds after which it is worth sending again: too much waits for the disk; the disk refuses.
FULL_SECONDS, DISK_SECONDS = 1, 10
_PAGES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
}
#: Short names under which the browser's SDK sends.
SHORT = {"t": "track", "p": "page", "s": "screen", "i": "identify", "g": "group", "a": "alias", "b": BATCH}
ADDRESSES: Mapping[str, str] = {**{kind: kind for kind in KINDS}, "batch": BATCH, "import": BATCH, **SHORT}


class Collectors:
    """The collectors of an application: one for each brand, begun when its first message comes."""

    def __init__(self, served: Served, clock: Callable[[], datetime] = now) -> None:
        self.served = served
        self.clock = clock
        self.keys = KeyBook(served.brands)
        self._running: dict[str, Collector] = {}
        self._lock = threading.Lock()

    def running(self, brand_id: str) -> Collector | None:
        """The collector of a brand where it runs."""
        return self._running.get(brand_id)

    def begun(self, brand_id: str) -> Collector:
        """The collector of a brand, begun where it does not run: what it knows of earlier messages is read first."""
        with self._lock:
            if brand_id not in self._running:
                collector = open_collector(self.served.brand(brand_id).folder, clock=self.clock)
                collector.start()
                self._running[brand_id] = collector
            return self._running[brand_id]

    def end(self) -> None:
        """Write what waits and end."""
        with self._lock:
            for one in self._running.values():
                one.end()
            self._running.clear()


@asynccontextmanager
async def collecting(app: FastAPI) -> AsyncIterator[None]:
    """While an application runs: collectors that have something from before are begun at once, so that the first to
    send need not wait for it; at the end what waits is written."""
    found = app.state.collectors = getattr(app.state, "collectors", None) or Collectors(app.state.served)
    for brand in found.served.brands.values():
        if spool_folder(brand.folder).is_dir():
            await run_in_threadpool(found.begun, brand.brand_id)
    yield
    await run_in_threadpool(found.end)


def collectors_of(request: Request, served: Annotated[Served, Depends(served_of)]) -> Collectors:
    """The collectors of the application of a request."""
    state = request.app.state
    if not hasattr(state, "collectors"):
        state.collectors = Collectors(served)
    found = state.collectors
    assert isinstance(found, Collectors)
    return found


async def take(request: Request, kind: str, collectors: Collectors) -> Response:
    """Answer one request of an SDK."""
    body = await _body(request)
    if isinstance(body, Response):
        return body
    key = _write_key(request, body)
    brand_id = collectors.keys.remembered(key)
    if brand_id is None:
        wait = request.app.state.limits.requests.wait(
            f"a write key from {request.client.host if request.client else ''}"
        )
        if wait:
            return problem(429, "Too many requests.", (), {**_PAGES, "Retry-After": str(math.ceil(wait))})
        brand_id = await run_in_threadpool(collectors.keys.brand_of, key)
    if brand_id is None:
        what = "The write key is not known here, or was withdrawn." if key else "There is no write key."
        headers = {**_PAGES, "WWW-Authenticate": 'Basic realm="treadle collector"'}
        return problem(401, f"{what} It is the user name of basic authentication.", (), headers)
    collector = collectors.running(brand_id)
    if collector is None:
        collector = await run_in_threadpool(collectors.begun, brand_id)
    try:
        taken = collector.take(body, kind)
        for wait in taken.waits:
            await asyncio.wrap_future(wait)
    except InputError as error:
        return problem(400, "Nothing of this request was taken.", [told(one) for one in error.problems], _PAGES)
    except SpoolFull:
        headers = {**_PAGES, "Retry-After": str(FULL_SECONDS)}
        return problem(429, "More comes than the disk can write now: send it again.", (), headers)
    except OSError as error:
        headers = {**_PAGES, "Retry-After": str(DISK_SECONDS)}
        return problem(503, f"The disk did not take it ({error.strerror}): send it again.", (), headers)
    return JSONResponse(answer_of(taken), headers=_PAGES)


def answer_of(taken: Taken) -> dict[str, Any]:
    """What an SDK is told: `success` as the convention has it, and beside it what a person who looks wants to know."""
    told_of: dict[str, Any] = {"success": True, "taken": taken.messages, "repeated": taken.repeated}
    if taken.refused:
        told_of["set_aside"] = [{"place": one.place, "reason": one.reason} for one in taken.refused]
    return told_of


def _write_key(request: Request, body: bytes) -> str:
    """The write key of a request: from its authentication, its address, or its body."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "basic":
        try:
            return base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    if named := request.query_params.get("writeKey"):
        return named
    return key_in(body) if b'"writeKey"' in body else ""


async def _body(request: Request) -> bytes | Response:
    """The body, unpacked; or the answer to one that is too long or cannot be unpacked."""
    packed = bytearray()
    async for piece in request.stream():
        packed += piece
        if len(packed) > MOST_BODY_BYTES:
            return _too_long()
    encoding = request.headers.get("content-encoding", "identity").strip().casefold()
    if encoding in ("", "identity"):
        return bytes(packed)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return problem(415, f"Content-Encoding {encoding[:40]} is not known: send it plain or as gzip.", (), _PAGES)
    try:
        unpacker = zlib.decompressobj(47)
        plain = unpacker.decompress(bytes(packed), MOST_BODY_BYTES + 1)
        if len(plain) > MOST_BODY_BYTES or unpacker.unconsumed_tail:
            return _too_long()
        if not unpacker.eof:
            raise zlib.error("it ends too soon")
    except zlib.error as error:
        return problem(400, f"The body cannot be unpacked ({error}).", (), _PAGES)
    return plain


def _too_long() -> Response:
    most = f"{MOST_BODY_BYTES // 2**20} MB"
    return problem(413, f"The body is longer than {most}: send fewer messages at once.", (), _PAGES)


def _add(address: str, kind: str) -> None:
    what = f"{kind} message" if kind else "batch of messages"

    async def post(request: Request, collectors: Annotated[Collectors, Depends(collectors_of)]) -> Response:
        return await take(request, kind, collectors)

    async def preflight() -> Response:
        return Response(status_code=204, headers={**_PAGES, **_PREFLIGHT})

    post.__doc__ = f"Take a {what}; answered once the disk has it, a repeat (same messageId) counts once."
    router.add_api_route(
        f"/v1/{address}", post, methods=["POST"], summary=f"Collect a {what}", name=f"collect_{address}",
        include_in_schema=address not in SHORT, response_model=None, openapi_extra=_SCHEMA[bool(kind)],
        responses={
            400: {"description": "The body is not a JSON object of the convention."},
            401: {"description": "The write key is not known."},
            413: {"description": "The body is too long."},
            415: {"description": "The body is packed in a way that is not known."},
            429: {"description": "Too much comes at once; Retry-After says when to send again."},
            503: {"description": "The disk refuses; Retry-After says when to send again."},
        },
    )  # fmt: skip
    router.add_api_route(f"/v1/{address}", preflight, methods=["OPTIONS"], include_in_schema=False)


_MESSAGE: dict[str, Any] = {
    "type": "track", "event": "Product Viewed", "messageId": "m-1", "anonymousId": "a-1",
    "timestamp": "2026-03-02T09:00:00Z", "properties": {"product_id": "SHIRT-WHITE", "sku": "SHIRT-WHITE-M"},
}  # fmt: skip


def _schema(example: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    shape = {"type": "object", "required": required}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape, "example": example}}}}


_SCHEMA = {
    True: _schema(_MESSAGE, []),
    False: _schema({"sentAt": "2026-03-02T09:00:01Z", "batch": [_MESSAGE]}, ["batch"]),
}
for _address, _kind in ADDRESSES.items():
    _add(_address, _kind)


class Stands(BaseModel):
    """How the collector stands: messages that wait for the lake and their bytes; of the last seven days those moved,
    those set aside, and those of no use to a plan by what they are. `damaged_bytes` could not be read."""

    waiting: int
    waiting_bytes: int
    moved: int
    set_aside: int
    left_out: dict[str, int]
    damaged_bytes: int


class SetAside(BaseModel):
    """A message, or a row of one, that could not be used: where it is kept, when it came, why, and its text."""

    place: str
    received_at: str
    reason: str
    text: str


class SetAsides(BaseModel):
    """Some of what was set aside, oldest first; `next` is what `after` must be for more, null at the end."""

    items: list[SetAside]
    next: int | None


@router.get("/v1/collected", summary="How the collector stands")
def stands(caller: Annotated[Caller, Depends(allowed("read"))]) -> Stands:
    """Messages that wait, were moved, were set aside or left out."""
    return Stands(**asdict(collected(caller.brand.folder)))


@router.get("/v1/collected/set-aside", summary="What of it could not be used")
def set_aside(
    caller: Annotated[Caller, Depends(allowed("import"))], after: Annotated[int, Query(ge=0, le=2**31)] = 0,
    most: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> SetAsides:  # fmt: skip
    """Messages that storefronts and shop systems sent and that say nothing usable, each with the reason."""
    found = list(islice(set_aside_messages(caller.brand.folder), after, after + most + 1))
    items = [SetAside(**asdict(one)) for one in found[:most]]
    return SetAsides(items=items, next=after + most if len(found) > most else None)
