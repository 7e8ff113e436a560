"""Starting and stopping: the port, the server, and the check that it answers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from treadle.api.log import write_logs
from treadle.api.served import Served
from treadle.api.work import Workers
from treadle.errors import InputError, LedgerError, TreadleError
from treadle.plant.board_page import shown_board
from treadle.plant.floor_seen import seen_floor
from treadle.plant.people import has_owner, invite
from treadle.plant.scan_batch import know_scans
from treadle.plant.serving import move_ledgers, open_brands
from treadle.plant.today import today_of

#: A request that is being answered has so long to end when the service stops.
GRACE_SECONDS = 20
CHECK_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be served, where, by how many workers. `with_link`: an owner's link even where there is an owner."""

    folders: tuple[Path, ...]
    host: str = "127.0.0.1"
    port: int = 8600
    database: str = ""
    workers: int = 1
    with_link: bool = False


#: What makes the application over brands: the API alone, or with the pages of `treadle.web`.
Make = Callable[[Served], FastAPI]


def serve(asked: Asked, *, make: Make, say: Callable[[str], None]) -> None:
    """Serve brands until the process is told to stop (SIGINT, SIGTERM), letting requests under way end.

    Raises `InputError` with everything that stops a brand from being served, and where the port is taken.
    """
    write_logs()
    served = _opened(asked)
    with listening(asked.host, asked.port) as listener:
        server = _server(make(served))
        address = address_of(listener)
        say(f"treadle serves {', '.join(served.brands)} at {address}")
        for brand in served.brands.values():
            if asked.with_link or not has_owner(brand):
                token = invite(brand, "owner", author="treadle serve")
                say(f"Come in as the owner of {brand.brand_id} (once, within an hour): {address}/join/{token}")
        workers = Workers(asked.folders, asked.workers)
        workers.start()
        try:
            threading.Thread(target=_warm, args=(served,), daemon=True).start()
            server.run(sockets=[listener])
        finally:
            workers.end()


def _warm(served: Served) -> None:
    """Read what is asked first, so that nobody waits for that: plans that pages show, scans that are known, the floor
    and the board.

    What has been read stays; it is taken out of what Python's collector walks through, which would else stop every
    answer for a fifth of a second now and then (seen at 100,000 scans).
    """
    for brand in served.brands.values():
        with contextlib.suppress(TreadleError):
            today_of(brand)
        with contextlib.suppress(TreadleError):
            know_scans(brand)
        with contextlib.suppress(TreadleError):
            seen_floor(brand.folder)
        with contextlib.suppress(TreadleError):
            shown_board(brand.folder)
    gc.collect()
    gc.freeze()


def check(asked: Asked, *, make: Make, say: Callable[[str], None]) -> None:
    """Start, ask `/readyz`, and stop. Raises `LedgerError` where it does not answer that it is ready."""
    served = _opened(asked)
    with listening(asked.host, asked.port) as listener:
        server = _server(make(served))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        try:
            status = _ready(address_of(listener))
        finally:
            server.should_exit = True
            thread.join(GRACE_SECONDS)
    say(f"Ready ({status}): {', '.join(served.brands)}")


def _opened(asked: Asked) -> Served:
    if asked.database:
        move_ledgers(asked.folders, asked.database)
    return Served(brands=open_brands(asked.folders))


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises `InputError` where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Its protocol is named: asyncio sends small answers at once (TCP_NODELAY) only where a socket says that it is TCP.
    # Else a body waits some 40 ms behind its headings, until the other side confirms those.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        remedy = "Stop what listens there, or say another --host or --port"
        raise InputError.single(f"{host}:{port}", f"nothing can listen there ({error.strerror})", remedy) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """The address under which a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, date_header=True,
        timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on",
    )  # fmt: skip
    return uvicorn.Server(config)


def _ready(address: str) -> str:
    """What `/readyz` answers once it does."""
    end = time.monotonic() + CHECK_SECONDS
    why = "it did not answer"
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                return str(json.load(answer)["status"])
        except urllib.error.HTTPError as error:
            why = str(json.load(error)["detail"])
            break
        except OSError as error:
            why = str(error)
            time.sleep(0.05)
    raise LedgerError(f"The service started and is not ready: {why}")
