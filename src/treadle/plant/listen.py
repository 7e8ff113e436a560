"""Scans of hanger lines and counters from a broker of MQTT or a server of OPC UA into the ledger, as they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.connectors import opcua
from treadle.connectors.mqtt import Broker, listen
from treadle.errors import InputError
from treadle.plant.scan_batch import Batch, take_batch
from treadle.plant.serving import open_brands
from treadle.terms.codec import json_text
from treadle.terms.json_form import parse_json


@dataclass(slots=True, kw_only=True)
class Heard:
    """What came: messages, and scans that were new, known or refused; `reasons` of those refused last."""

    messages: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0
    reasons: tuple[str, ...] = ()


def listen_to_broker(
    folder: Path, url: str, topic: str, *, name: str = "treadle", author: str, is_over: Callable[[Heard], bool],
    say: Callable[[Heard], None],
) -> Heard:  # fmt: skip
    """Take scans from a topic until `is_over` says so; `say` hears after each batch.

    A message is a scan, a list of scans, or {"scans": [...]}, with the fields of `POST /v1/scans`. What was refused is
    published on `TOPIC/refused` with the reason. Raises as `listen`, and as `open_brands`.
    """
    heard = Heard()
    take = _taker(folder, heard, author, say)
    listen(Broker.of(url, name), topic, take, is_over=lambda: is_over(heard), answers=f"{_plain(topic)}/refused")
    return heard


def listen_to_machines(
    folder: Path, address: str, node_ids: Sequence[str], *, author: str, is_over: Callable[[Heard], bool],
    say: Callable[[Heard], None],
) -> Heard:  # fmt: skip
    """Take scans from variables of an OPC UA server until `is_over` says so; `say` hears after each batch.

    A variable holds text: a scan, a list of scans, or {"scans": [...]}, with the fields of `POST /v1/scans`; or a list
    of such texts. What is refused is counted, and its reasons are `Heard.reasons`. Raises as `opcua.listen`, and as
    `open_brands`.
    """
    heard = Heard()
    opcua.listen(address, node_ids, _taker(folder, heard, author, say), is_over=lambda: is_over(heard))
    return heard


def _taker(
    folder: Path, heard: Heard, author: str, say: Callable[[Heard], None]
) -> Callable[[Sequence[bytes]], list[bytes]]:
    """What takes a batch of messages into the ledger, counts it, and returns what was refused with its reasons."""
    (brand,) = open_brands([folder]).values()

    def take(payloads: Sequence[bytes]) -> list[bytes]:
        rows: list[Mapping[str, Any]] = []
        unread: list[tuple[str, str]] = []
        for one in payloads:
            try:
                rows += _scans(one)
            except InputError as error:
                unread.append(("", "; ".join(problem.what for problem in error.problems)))
        told = take_batch(brand, rows, author=author) if rows else Batch(new=(), known=(), refused=())
        refused = (*told.refused, *unread)
        heard.messages += len(payloads)
        heard.new += len(told.new)
        heard.known += len(told.known)
        heard.refused += len(refused)
        heard.reasons = tuple(f"{scan_id}: {why}" if scan_id else why for scan_id, why in refused)
        say(heard)
        return [json_text({"scan_id": scan_id, "why": why}).encode("utf-8") for scan_id, why in refused]

    return take


def _plain(topic: str) -> str:
    """A topic that may be published on: without the wildcards at its end."""
    return topic.rstrip("/#+") or "treadle"


def _scans(payload: bytes) -> list[Mapping[str, Any]]:
    """The scans of a message. Raises `InputError` where it is none."""
    try:
        told = parse_json(payload.decode("utf-8"), "message", "Send a scan as JSON")
    except UnicodeDecodeError:
        raise InputError.single("message", "the text is not UTF-8", "Send a scan as JSON") from None
    found = told.get("scans", [told]) if isinstance(told, dict) else told
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InputError.single("message", "it holds no scans", "Send a scan as JSON")
    return found
