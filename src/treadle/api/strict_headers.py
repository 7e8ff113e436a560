"""Headers that every answer bears, and the longest request that is read."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treadle.api.problems import problem

#: The longest body that is read where a route says no other.
MOST_BYTES = 4 * 1024 * 1024
#: Paths whose body is a file.
MOST_BYTES_OF: Mapping[str, int] = {
    "/v1/imports": 512_000_000, "/v1/forecasts": 512_000_000,
    "/v1/nests": 64_000_000, "/v1/shopify/reconciliations": 512_000_000,
    "/data/files": 512_000_000,
}  # fmt: skip
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class StrictHeaders:
    """Middleware: strict headers on the way out, a limit on what comes in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = MOST_BYTES_OF.get(scope["path"], MOST_BYTES)
        length = Headers(scope=scope).get("content-length", "")
        told = f"The request is longer than {most:,} bytes. Send less at once."
        read = 0

        async def take() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, told)
            return message

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/v1/"):
                    headers.setdefault("Content-Disposition", 'attachment; filename="api.json"')
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        if length.isdigit() and int(length) > most:
            await problem(413, told)(scope, receive, tell)
            return
        await self.app(scope, take, tell)
