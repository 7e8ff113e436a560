"""What a service listens on sends small answers at once: no body waits behind its headings."""

from __future__ import annotations

import asyncio
import socket

import pytest

pytest.importorskip("uvicorn", reason="the extra 'serve' is not installed")

from treadle.api.serve import listening


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_connection_sends_at_once(host: str) -> None:
    async def told() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Answers(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                accepted = transport.get_extra_info("socket")
                found.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        with listening(host, 0) as listener:
            server = await asyncio.get_running_loop().create_server(Answers, sock=listener)
            _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            said = await found
            writer.close()
            server.close()
        return said

    if host == "::1" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    assert asyncio.run(told())
