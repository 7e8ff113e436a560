"""Messages of an MQTT broker: taken in batches, acknowledged only when they are kept, asked for again after a break."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from treadle.errors import InputError, MissingExtraError

#: Messages that are taken together at most, and seconds that a first one waits for others.
MOST_TOGETHER, WAIT_SECONDS = 500, 0.2
#: Seconds within which a broker must answer at first.
ANSWER_SECONDS = 10.0
_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where a broker is, and who asks; `name` keeps what comes while nobody listens."""

    host: str
    port: int
    is_secure: bool
    user: str = ""
    password: str = ""
    name: str = "treadle"

    @classmethod
    def of(cls, url: str, name: str) -> Broker:
        """From mqtt://user:password@host:port, or mqtts://. Raises `InputError`."""
        remedy = "Write mqtt://host:1883, or mqtts://user:password@host"
        try:
            told = urlsplit(url)
            port = told.port
        except ValueError:
            raise InputError.single("--mqtt", f"{url} is no address of a broker", remedy) from None
        if told.scheme not in _PORTS or not told.hostname:
            raise InputError.single("--mqtt", f"{url} is no address of a broker", remedy)
        return cls(host=told.hostname, port=port or _PORTS[told.scheme], is_secure=told.scheme == "mqtts",
                   user=unquote(told.username or ""), password=unquote(told.password or ""), name=name)  # fmt: skip


def listen(
    broker: Broker, topic: str, take: Callable[[Sequence[bytes]], Sequence[bytes]], *, is_over: Callable[[], bool],
    answers: str = "",
) -> None:  # fmt: skip
    """Give what comes on a topic to `take`, batch by batch, until `is_over` says so; what it returns is published on
    `answers`.

    A message is acknowledged after `take` has returned, so that a broker sends again what was not kept (quality of
    service 1; it may come twice). A broken connection is made again. Raises `MissingExtraError` without the extra
    'mqtt', and `InputError` where the broker does not answer or refuses.
    """
    client, waiting, refused = _client(broker, topic)
    try:
        began, has_answered = time.monotonic(), False
        while not is_over():
            if refused:
                raise InputError.single("--mqtt", f"the broker refuses: {refused[0]}", "See its users and their rights")
            has_answered = has_answered or client.is_connected()
            if not has_answered and time.monotonic() - began > ANSWER_SECONDS:
                raise _silent(broker)
            batch = _gathered(waiting)
            if batch:
                told = take([bytes(one.payload) for one in batch])
                sent = [client.publish(answers, one, qos=1) for one in told if answers]
                for answer in sent:
                    answer.wait_for_publish(ANSWER_SECONDS)
                for one in batch:
                    client.ack(one.mid, one.qos)
    finally:
        client.disconnect()
        client.loop_stop()


def _client(broker: Broker, topic: str) -> tuple[Any, queue.Queue[Any], list[str]]:
    try:
        from paho.mqtt import client as mqtt
        from paho.mqtt.enums import CallbackAPIVersion
    except ModuleNotFoundError:
        raise MissingExtraError("A broker of MQTT", "mqtt") from None
    waiting: queue.Queue[Any] = queue.Queue()
    refused: list[str] = []
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=broker.name, clean_session=False, manual_ack=True
    )  # fmt: skip

    def connected(client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            refused.append(str(reason))
        else:
            client.subscribe(topic, qos=1)

    client.on_connect = connected
    client.on_message = lambda _client, _data, message: waiting.put(message)
    if broker.user:
        client.username_pw_set(broker.user, broker.password)
    if broker.is_secure:
        client.tls_set()
    try:
        client.connect(broker.host, broker.port, keepalive=30)
    except OSError:
        raise _silent(broker) from None
    client.loop_start()
    return client, waiting, refused


def _silent(broker: Broker) -> InputError:
    what = f"no broker answers at {broker.host}:{broker.port}"
    return InputError.single("--mqtt", what, "Start it, or look at host and port")


def _gathered(waiting: queue.Queue[Any]) -> list[Any]:
    """The first message, if one comes, and what comes soon after it."""
    found: list[Any] = []
    try:
        found.append(waiting.get(timeout=WAIT_SECONDS))
        while len(found) < MOST_TOGETHER:
            found.append(waiting.get_nowait())
    except queue.Empty:
        return found
    return found
