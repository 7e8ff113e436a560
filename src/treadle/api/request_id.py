"""An id for every request: taken from whoever sends one, made where nobody did, and told in every answer."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"
#: What a sender may choose; anything else gets an id of ours, so that no log line can be forged.
ALLOWED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CURRENT: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return _CURRENT.get()


class RequestIds:
    """Middleware that sets the id before anything else runs, and puts it into the answer's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request under its id."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
        chosen = asked if ALLOWED.fullmatch(asked) else uuid.uuid4().hex
        _CURRENT.set(chosen)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = chosen
            await send(message)

        await self.app(scope, receive, tell)
