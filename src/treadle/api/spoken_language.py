"""The language in which a request wants to be refused: what its Accept-Language likes best of what is spoken here."""

from __future__ import annotations

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from treadle.words import LANGUAGES

_CURRENT: ContextVar[str] = ContextVar("language", default="en")


def asked_language() -> str:
    """The language of the request that is being answered; English outside of one, and where it does not say."""
    return _CURRENT.get()


def best_language(header: str) -> str:
    """Of a header such as 'zh-CN, en;q=0.8' (RFC 9110, 12.5.4): the heaviest that is spoken; else English."""
    asked = []
    for at, part in enumerate(header.split(",")):
        name, *told = (one.strip().casefold() for one in part.split(";"))
        try:
            weight = next((float(one[2:]) for one in told if one.startswith("q=")), 1.0)
        except ValueError:
            weight = 0.0
        asked.append((-weight, at, name.partition("-")[0]))
    return next((name for weight, _, name in sorted(asked) if weight < 0 and name in LANGUAGES), "en")


class Languages:
    """Middleware that sets the language before anything answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request in its language."""
        if scope["type"] == "http":
            header = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
            _CURRENT.set(best_language(header))
        await self.app(scope, receive, send)
