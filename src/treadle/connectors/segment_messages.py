"""Messages of storefront SDKs after the Segment convention (RudderStack's is the same), one JSON object each.

What comes out is what the layout `segment` reads: with `receivedAt`, a `messageId`, and a `timestamp` by the clock of
whoever received it. Public description: Segment, "HTTP Tracking API" and "Spec: Common Fields".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from treadle.errors import InputError
from treadle.terms.codec import json_text

#: What a message may be. Only a track call can say what a customer did; the others are taken and counted by name.
KINDS = ("track", "page", "screen", "identify", "group", "alias")
#: One message may be so long (an order of hundreds of lines is), and hold so many in a batch.
MOST_MESSAGE_BYTES = 512 * 1024
MOST_MESSAGES = 5_000
MOST_ID_CHARACTERS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it is kept: what it is known by, what it is, and its JSON text in UTF-8 on one line."""

    message_id: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A message that says nothing that could be used: why, and its text, `message_id` being that of its content."""

    message_id: str
    place: int
    reason: str
    line: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one request held: messages and refused ones. `skew_seconds` is how far the sender's clock was behind."""

    messages: Sequence[Message] = ()
    refused: Sequence[Refused] = ()
    skew_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When and how messages came: `kind` is what the address says they are, '' where each says it; `fallback_id` makes
    an id for a message that has none and no moment either."""

    kind: str
    received_at: datetime
    fallback_id: Callable[[], str]
    sent_at: datetime | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


def read_post(body: bytes, kind: str, received_at: datetime, fallback_id: Callable[[], str]) -> Post:
    """The messages of a request's body; `kind` is one of `KINDS`, or '' for a batch.

    Raises `InputError` where the body as a whole is no JSON object of the convention.
    """
    told = parse_body(body)
    if kind:
        found = [told]
    else:
        listed = told.get("batch")
        if not isinstance(listed, list):
            raise InputError.single(
                "body", 'it has no list "batch"', 'Send {"batch": [message, …], "sentAt": moment}', column="batch"
            )
        if len(listed) > MOST_MESSAGES:
            what = f"the batch holds {len(listed):,} messages"
            raise InputError.single("body", what, f"Send at most {MOST_MESSAGES:,} at once", column="batch")
        found = listed
    context = told.get("context") if not kind else None
    arrival = Arrival(
        kind=kind, received_at=received_at, fallback_id=fallback_id, sent_at=_moment(told.get("sentAt")),
        context=context if isinstance(context, dict) else {},
    )  # fmt: skip
    messages, refused = [], []
    for place, one in enumerate(found):
        try:
            messages.append(_message(one, arrival))
        except ValueError as error:
            refused.append(_refused(one, place, str(error), received_at))
    skew = None if arrival.sent_at is None else (received_at - arrival.sent_at).total_seconds()
    return Post(messages=messages, refused=refused, skew_seconds=skew)


def parse_body(body: bytes) -> dict[str, Any]:
    """A request's body as the JSON object that it must be. Raises `InputError`."""
    try:
        told = json.loads(body, parse_constant=_nothing)
    except (ValueError, RecursionError) as error:
        raise InputError.single("body", f"it is not JSON ({error})", "Send one JSON object in UTF-8") from None
    if not isinstance(told, dict):
        raise InputError.single("body", "it is not a JSON object", "Send one JSON object in UTF-8")
    return told


def _message(told: object, arrival: Arrival) -> Message:
    """A message by the receiver's clock. Raises ValueError with the reason where it cannot be used."""
    if not isinstance(told, dict):
        raise ValueError("it is not a JSON object")
    kind = arrival.kind or told.get("type")
    if kind not in KINDS:
        raise ValueError(f"type is {_shown(kind)}, not one of {', '.join(KINDS)}")
    if kind == "track" and not (isinstance(told.get("event"), str) and told["event"].strip()):
        raise ValueError("a track call needs the name of its event")
    original = told.get("originalTimestamp") or told.get("timestamp")
    moment = _moment(original)
    if original is not None and moment is None:
        raise ValueError(f"timestamp is {_shown(original)}, not a moment such as 2026-03-31T14:05:00Z")
    sent_at = _moment(told.get("sentAt")) or arrival.sent_at
    received = _text(arrival.received_at)
    message_id = told.get("messageId")
    if message_id is not None and message_id != "" and not isinstance(message_id, str | int):
        raise ValueError(f"messageId is {_shown(message_id)}, not text")
    given = "" if message_id is None else str(message_id)
    if len(given) > MOST_ID_CHARACTERS:
        raise ValueError(f"messageId is longer than {MOST_ID_CHARACTERS} characters")
    found_id = given or (f"made-{_digest(told)}" if moment is not None else arrival.fallback_id())
    kept = {**told, "type": kind}
    kept.pop("messageId", None)
    kept.pop("writeKey", None)
    kept.update(
        timestamp=_text(_corrected(moment, sent_at, arrival.received_at)), receivedAt=received,
        **({} if original is None else {"originalTimestamp": original}),
        **({} if sent_at is None else {"sentAt": _text(sent_at)}),
    )  # fmt: skip
    if arrival.context:
        own = told.get("context")
        kept["context"] = {**arrival.context, **(own if isinstance(own, dict) else {})}
    try:
        line = json_text({"messageId": found_id, **kept}).encode("utf-8")
    except ValueError:
        raise ValueError("it holds a number without an end, or half of a letter") from None
    if len(line) > MOST_MESSAGE_BYTES:
        raise ValueError(f"it is {len(line) / 1024:,.0f} KB long, more than {MOST_MESSAGE_BYTES // 1024:,} KB")
    return Message(message_id=found_id, line=line)


def _corrected(moment: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When it happened by the receiver's clock: as long before it was received as the sender says it was before it was
    sent (Segment: receivedAt - (sentAt - originalTimestamp)). Never after it was received."""
    if moment is None:
        return received_at
    if sent_at is None:
        return min(moment, received_at)
    return min(received_at - (sent_at - moment), received_at)


def _moment(told: object) -> datetime | None:
    """A moment as ISO text, in UTC where it says no zone; None for anything else."""
    if not isinstance(told, str):
        return None
    try:
        found = datetime.fromisoformat(told.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _nothing(_: str) -> None:
    """NaN and Infinity, which are no JSON but what some senders write: nothing, as JavaScript writes them."""


def _plain(told: object) -> str:
    """Any content as text: as JSON, where it is some."""
    try:
        return json_text(told)
    except (ValueError, RecursionError):
        return repr(told)


def _digest(told: object) -> str:
    return hashlib.blake2b(_plain(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _refused(told: object, place: int, reason: str, received_at: datetime) -> Refused:
    """A refused message with its text, cut where it is endless."""
    refused_id = f"refused-{_digest(told)}"
    kept = {"messageId": refused_id, "refused": reason, "receivedAt": _text(received_at), "text": _plain(told)[:20_000]}
    line = json_text(kept).encode("utf-8", "backslashreplace")
    return Refused(message_id=refused_id, place=place, reason=reason, line=line)


def _shown(told: object) -> str:
    return _plain(told)[:60]


def id_in(line: bytes) -> str | None:
    """The id of a line that was kept; None where it is none of ours."""
    try:
        found = json.loads(line).get("messageId")
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None
