"""The way to a server: what fails on the way is tried again, and what the server refuses is an error of the house.

A write has an `Idempotency-Key` of its own, so that one that is sent again, because its answer was lost, is done once.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from treadle.errors import (
    AccessError,
    ConflictError,
    InputError,
    LedgerError,
    MissingExtraError,
    NotFoundError,
    Problem,
    ServerError,
    TreadleError,
)

if TYPE_CHECKING:
    import httpx

#: Tries of a request that found no server or a busy one, and the longest wait between two of them in seconds: round
#: numbers; 6 tries bridge the half minute in which a service is begun again.
TRIES, LONGEST_WAIT = 6, 10.0
_BUSY = frozenset({429, 502, 503, 504})


class Connection:
    """A server's address and a key for it. `timeout` is that of one try in seconds; `sleep` waits between tries."""

    def __init__(
        self, url: str, key: str, *, timeout: float, sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        try:
            import httpx
        except ImportError:
            raise MissingExtraError("A server's client", "client") from None
        if not url.startswith(("http://", "https://")):
            raise InputError.single(
                "the server's address", f"'{url[:80]}' is none", "Say for instance http://127.0.0.1:8600"
            )
        if not key or not key.isascii() or not key.isprintable():
            raise InputError.single("the server's key", "it is missing or no key", "An owner makes one: POST /v1/keys")
        self.url, self._sleep = url.rstrip("/"), sleep
        self._http = httpx.Client(
            base_url=self.url, timeout=timeout, transport=transport, follow_redirects=False,
            headers={"Authorization": f"Bearer {key}", "User-Agent": "treadle-client"},
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self._http.close()

    def send(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Any = None,
        files: Callable[[], dict[str, Any]] | None = None, form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:  # fmt: skip
        """One request and its answer. `files` opens what is sent, anew for each try.

        Raises what the server refused as the error that the use case raised there: `InputError` with all problems,
        `NotFoundError`, `ConflictError`, `AccessError` for a key that may not; `ServerError` where no server answers.
        """
        told = {**({"Idempotency-Key": uuid.uuid4().hex} if method != "GET" else {}), **(headers or {})}
        for at in range(1, TRIES + 1):
            wait = min(2.0 ** (at - 1) / 4, LONGEST_WAIT)
            answer = self._once(method, path, params, body, files, form, told, is_last=at == TRIES)
            if answer is not None:
                if answer.status_code not in _BUSY or at == TRIES:
                    return _taken(answer)
                wait = min(_asked_wait(answer, wait), LONGEST_WAIT)
            self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(
        self, method: str, path: str, params: Mapping[str, Any] | None, body: Any,
        files: Callable[[], dict[str, Any]] | None, form: Mapping[str, str] | None, headers: Mapping[str, str], *,
        is_last: bool,
    ) -> httpx.Response | None:  # fmt: skip
        """One try; None where nobody answered and it may be tried again."""
        import httpx

        with _opened(files) as opened:
            try:
                return self._http.request(
                    method, path, params=dict(params or {}), json=body, files=opened, data=form, headers=dict(headers)
                )
            except httpx.TransportError as error:
                if is_last:
                    what = str(error) or type(error).__name__
                    raise ServerError(f"{self.url} does not answer ({what}). Is treadle serve running there?") from None
                return None

    @contextmanager
    def stream(self, path: str) -> Iterator[Iterator[bytes]]:
        """A large answer in parts. Raises as `send` does; one that breaks off is not tried again."""
        import httpx

        try:
            with self._http.stream("GET", path) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    _taken(answer)
                yield answer.iter_bytes()
        except httpx.TransportError as error:
            raise ServerError(f"{self.url} did not answer to the end ({error}). Ask again.") from None


@contextmanager
def _opened(files: Callable[[], dict[str, Any]] | None) -> Iterator[dict[str, Any] | None]:
    if files is None:
        yield None
        return
    opened = files()
    try:
        yield opened
    finally:
        for _, handle in opened.values():
            handle.close()


def _asked_wait(answer: httpx.Response, otherwise: float) -> float:
    """Seconds that a busy server asks for."""
    try:
        return max(float(answer.headers.get("Retry-After", "")), 0.0)
    except ValueError:
        return otherwise


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < 400:
        return answer
    raise _refusal(answer)


def _refusal(answer: httpx.Response) -> TreadleError:
    """What a server refused, as an error."""
    try:
        told = answer.json()
        detail, problems = str(told["detail"]), list(told["problems"])
    except (ValueError, KeyError, TypeError):
        place = f"{answer.request.method} {answer.request.url.path}"
        return ServerError(
            f"{place} was answered with {answer.status_code} and no reason that treadle would give. Is this its server?"
        )
    if problems:
        return InputError(_problem(one) for one in problems)
    match answer.status_code:
        case 401 | 403:
            return AccessError(detail)
        case 404:
            return NotFoundError(detail)
        case 409 | 412:
            return ConflictError(detail)
        case 429 | 503:
            return LedgerError(detail)
        case 400 | 413 | 415 | 422:
            return InputError.single("request", detail.rstrip("."), "Mend it and ask again")
    return ServerError(f"{detail} (request {told.get('request_id', 'without a number')})")


def _problem(one: Mapping[str, Any]) -> Problem:
    row = one.get("row")
    return Problem(
        file=str(one.get("file") or one.get("field") or "request"), what=str(one.get("what", "it is refused")),
        remedy=str(one.get("remedy", "")), row=row if isinstance(row, int) else None, column=one.get("column"),
    )  # fmt: skip
