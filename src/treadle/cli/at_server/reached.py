"""The server that the command line was told of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from treadle.client.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An address and a key, as the options --server and --key say."""

    url: str
    key: str


@contextmanager
def reached(context: typer.Context) -> Iterator[Client]:
    """A client of the server, whose jobs show how far they are."""
    from treadle.cli.progress import Bars
    from treadle.client.client import Client

    server = context.find_object(Server)
    assert server is not None
    with Bars() as bars:

        def show(told: str, share: float) -> None:
            bars.step("at the server", round(100 * share), 100)

        with Client(server.url, server.key, progress=show) as client:
            yield client
