"""Values of an OPC UA server: what machines write into variables is taken in batches, as it changes."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from treadle.errors import InputError, MissingExtraError

#: Changes that are taken together at most, seconds that a first one waits for others, and milliseconds between two
#: answers of the server.
MOST_TOGETHER, WAIT_SECONDS, PERIOD_MS = 500, 0.2, 100
#: Changes of a variable that the server keeps between two answers, and seconds within which it must answer.
KEPT_CHANGES, ANSWER_SECONDS = 1000, 10.0
_REMEDY = "Write opc.tcp://host:4840, or opc.tcp://user:password@host:4840"


def listen(
    address: str, node_ids: Sequence[str], take: Callable[[Sequence[bytes]], object], *, is_over: Callable[[], bool]
) -> None:
    """Give every text that comes to stand in one of the variables to `take`, batch by batch, until `is_over` says so.

    A broken session is made again. The standard knows no acknowledgement: what a variable held while nobody listened
    is lost, but for what it holds now. Raises `MissingExtraError` without the extra 'opcua', and `InputError` where
    the server does not answer, refuses, or has no such variable.
    """
    _check(address)
    waiting: queue.Queue[bytes] = queue.Queue()
    has_answered = False
    while not is_over():
        try:
            client = _connected(address, node_ids, waiting)
        except InputError:
            if not has_answered:
                raise
            time.sleep(WAIT_SECONDS)
            continue
        has_answered = True
        try:
            while not is_over() and _is_there(client):
                batch = _gathered(waiting)
                if batch:
                    take(batch)
        finally:
            _end(client)


def _check(address: str) -> None:
    try:
        told = urlsplit(address)
        is_right = told.scheme == "opc.tcp" and bool(told.hostname) and (told.port or 1) > 0
    except ValueError:
        is_right = False
    if not is_right:
        raise InputError.single("--opcua", f"{address} is no address of an OPC UA server", _REMEDY)


def _connected(address: str, node_ids: Sequence[str], waiting: queue.Queue[bytes]) -> Any:
    try:
        from asyncua.sync import Client
        from asyncua.ua.uaerrors import UaError
    except ModuleNotFoundError:
        raise MissingExtraError("A server of OPC UA", "opcua") from None

    class Heard:
        def datachange_notification(self, _node: object, value: object, _data: object) -> None:
            for one in value if isinstance(value, list) else [value]:
                if one not in (None, "", b""):
                    waiting.put(one if isinstance(one, bytes) else str(one).encode("utf-8"))

    client = Client(address, timeout=ANSWER_SECONDS)
    try:
        client.connect()
    except (OSError, TimeoutError, UaError) as error:
        client.tloop.stop()
        what = f"no OPC UA server answers at {_plain(address)} ({type(error).__name__})"
        raise InputError.single("--opcua", what, "Start it, or look at host, port, user and password") from None
    try:
        subscription = client.create_subscription(PERIOD_MS, Heard())
        for name in node_ids:
            subscription.subscribe_data_change(client.get_node(name), queuesize=KEPT_CHANGES)
    except (UaError, ValueError) as error:
        _end(client)
        raise InputError.single("--node", f"the server has no variable {name} ({error})", "Write its id, such as "
                                "ns=2;s=Line1.Scans") from None  # fmt: skip
    return client


def _is_there(client: Any) -> bool:
    """False once the session is broken."""
    try:
        client.check_connection()
    except Exception:  # whatever broke it: it is made again
        return False
    return True


def _end(client: Any) -> None:
    try:
        client.disconnect()
    except Exception:  # the server may be gone
        client.tloop.stop()


def _plain(address: str) -> str:
    """An address without its password."""
    told = urlsplit(address)
    return f"opc.tcp://{told.hostname}:{told.port or 4840}"


def _gathered(waiting: queue.Queue[bytes]) -> list[bytes]:
    """The first change, if one comes, and what comes soon after it."""
    found: list[bytes] = []
    try:
        found.append(waiting.get(timeout=WAIT_SECONDS))
        while len(found) < MOST_TOGETHER:
            found.append(waiting.get_nowait())
    except queue.Empty:
        return found
    return found
