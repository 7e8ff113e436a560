"""Posts to addresses that others named: only to the public network, to the very address that was looked up, in time.

Whoever may name an address could otherwise have this machine ask its neighbours (server-side request forgery): names
are resolved first, every address must be a public one or of a network that was allowed, and the connection goes to the
address that was checked, so that a name which answers otherwise a moment later gains nothing. Redirects are not
followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from treadle.errors import InputError

#: A connection, and every read of it, may take so long; all of it together so long.
STEP_SECONDS, TOTAL_SECONDS = 10.0, 20.0
#: So much of an answer is read.
MOST_ANSWER_BYTES = 64 * 1024
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: IPv4 addresses behind a translator (RFC 6052).
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: the status, and the beginning of the text."""

    status: int
    text: str


def check_url(url: str, allowed: Sequence[Network] = ()) -> SplitResult:
    """An address that may be posted to, by its form alone. Raises `InputError`.

    It is https; plain http goes only where a network was allowed, and then only into such.
    """
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    schemes = ("https", "http") if allowed else ("https",)
    if not is_whole or parts.scheme not in schemes or any(one <= " " or one >= "\x7f" for one in url):
        raise InputError.single("url", f"{url[:100]!r} is no address to post to", "Say one such as https://host/path")
    if parts.username is not None or parts.fragment:
        raise InputError.single("url", "it holds a name or a fragment", "Say scheme, host and path alone")
    return parts


def public_address(host: str, port: int, allowed: Sequence[Network] = (), *, is_plain: bool = False) -> str:
    """The address under which a host may be reached. Raises OSError where there is none, or one that may not be asked.

    All addresses of the name must be public, or of an allowed network; `is_plain` (http) only the latter.
    """
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for text in sorted(map(str, found)):
        if not may_reach(ipaddress.ip_address(text.partition("%")[0]), allowed, is_plain=is_plain):
            raise PermissionError(f"{host} is at {text}, which is no public address")
    return sorted(map(str, found))[0]


def may_reach(address: Address, allowed: Sequence[Network] = (), *, is_plain: bool = False) -> bool:
    """Whether an address is a public one, or of an allowed network; an IPv4 address in an IPv6 one counts as such."""
    one: Address = address
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if mapped is None and address in _TRANSLATED:
            mapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        one = mapped or address
    if any(one.version == network.version and one in network for network in allowed):
        return True
    return not is_plain and one.is_global and not one.is_multicast and not one.is_reserved


def post(url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network] = ()) -> Answer:
    """Post a body, once. Raises OSError where nobody answers in time or the address may not be asked, `InputError` for
    what is no address."""
    parts = check_url(url, allowed)
    assert parts.hostname is not None
    is_plain = parts.scheme == "http"
    port = parts.port or (80 if is_plain else 443)
    address = public_address(parts.hostname, port, allowed, is_plain=is_plain)
    connection = _Pinned(parts.hostname, port, address, is_plain=is_plain)
    end = threading.Timer(TOTAL_SECONDS, connection.cut)
    end.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read(MOST_ANSWER_BYTES).decode("utf-8", "replace")
        if connection.is_cut:
            raise TimeoutError(f"no whole answer came in {TOTAL_SECONDS:g} seconds")
        return Answer(status=answer.status, text=text)
    except (http.client.HTTPException, ValueError) as error:
        raise ConnectionError(f"the answer is no HTTP ({error or type(error).__name__})") from None
    finally:
        end.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the host's name."""

    def __init__(self, host: str, port: int, address: str, *, is_plain: bool) -> None:
        super().__init__(host, port, timeout=STEP_SECONDS)
        self._address = address
        self._is_plain = is_plain
        self.is_cut = False

    def connect(self) -> None:
        """Connect, and agree on keys under the host's name."""
        raw = socket.create_connection((self._address, self.port), STEP_SECONDS)
        if self._is_plain:
            self.sock = raw
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise

    def cut(self) -> None:
        """End it, whatever it does: its time is over."""
        self.is_cut = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
