"""Messages of the Segment convention: whose clock counts, what is refused, and by what a repeat is known."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.connectors.segment_messages import KINDS, MOST_MESSAGE_BYTES, MOST_MESSAGES, Post, read_post
from treadle.errors import InputError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VIEW = {"type": "track", "event": "Product Viewed", "messageId": "m1", "properties": {"sku": "S"}}


def read(body: object, kind: str = "", at: datetime = NOON) -> Post:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    made = iter(f"made-{number}" for number in range(9))
    return read_post(raw, kind, at, lambda: next(made))


def lines(post: Post) -> list[dict[str, Any]]:
    return [json.loads(one.line) for one in post.messages]


@given(st.integers(-400 * 86400, 400 * 86400), st.integers(0, 86400), st.integers(0, 60))
def test_the_sender_s_clock_does_not_matter(skew: int, age: int, way: int) -> None:
    happened = NOON - timedelta(seconds=age + way)
    sent = NOON - timedelta(seconds=way)
    theirs = timedelta(seconds=skew)
    post = read({
        "sentAt": (sent + theirs).isoformat(), "batch": [{**VIEW, "timestamp": (happened + theirs).isoformat()}],
    })  # fmt: skip
    (line,) = lines(post)
    found = datetime.fromisoformat(line["timestamp"])
    assert abs(found - happened - timedelta(seconds=way)) <= timedelta(milliseconds=1)
    assert datetime.fromisoformat(line["receivedAt"]) == NOON
    assert post.skew_seconds == way - skew


def test_nothing_happens_after_it_was_received() -> None:
    late = {**VIEW, "timestamp": (NOON + timedelta(days=3)).isoformat()}
    assert lines(read({"batch": [late]}))[0]["timestamp"] == "2026-03-02T12:00:00.000Z"
    assert lines(read({**late, "sentAt": NOON.isoformat()}, "track"))[0]["timestamp"] == "2026-03-02T12:00:00.000Z"
    assert lines(read(VIEW, "track"))[0]["timestamp"] == "2026-03-02T12:00:00.000Z"


def test_a_moment_without_a_zone_is_utc_and_others_are_turned_to_it() -> None:
    for told, hour in (("2026-03-02T09:00:00", "09"), ("2026-03-02T09:00:00+02:00", "07"), ("2026-03-02", "00")):
        (line,) = lines(read({**VIEW, "timestamp": told}, "track"))
        assert line["timestamp"][11:13] == hour and line["originalTimestamp"] == told


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (7, "it is not a JSON object"),
        ({"type": "trakc", "event": "x"}, 'type is "trakc", not one of track'),
        ({"event": "x"}, "type is null"),
        ({"type": "track", "event": " "}, "needs the name of its event"),
        ({**VIEW, "timestamp": "yesterday"}, 'timestamp is "yesterday"'),
        ({**VIEW, "timestamp": 1772438400}, "timestamp is 1772438400"),
        ({**VIEW, "messageId": {"a": 1}}, "messageId is"),
        ({**VIEW, "messageId": "m" * 300}, "longer than 256"),
        ({**VIEW, "properties": {"x": "y" * MOST_MESSAGE_BYTES}}, "KB long"),
        ({**VIEW, "userId": "\ud800"}, "half of a letter"),
    ],
)
def test_a_bad_message_is_refused_alone_and_said_why(spoiled: object, reason: str) -> None:
    post = read({"batch": [VIEW, spoiled, {**VIEW, "messageId": "m2"}]})
    assert [one.message_id for one in post.messages] == ["m1", "m2"]
    (refused,) = post.refused
    assert reason in refused.reason and refused.place == 1
    kept = json.loads(refused.line)
    assert kept["refused"] == refused.reason and len(kept["text"]) <= 20_000
    assert read({"batch": [spoiled]}).refused[0].message_id == refused.message_id


def test_numbers_without_an_end() -> None:
    (line,) = lines(read(b'{"batch": [{"type": "track", "event": "x", "messageId": "m", "value": NaN}]}'))
    assert line["value"] is None
    (refused,) = read(b'{"batch": [{"type": "track", "event": "x", "messageId": "m", "value": 1e999}]}').refused
    assert "without an end" in refused.reason


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_none_of_the_convention(body: bytes) -> None:
    for kind in ("", "track"):
        with pytest.raises(InputError):
            read(body, kind)


def test_a_batch_must_be_a_list_of_so_many() -> None:
    with pytest.raises(InputError, match="no list"):
        read({"batch": {}})
    with pytest.raises(InputError, match=f"at most {MOST_MESSAGES:,}"):
        read({"batch": [VIEW] * (MOST_MESSAGES + 1)})


def test_a_message_without_an_id_is_known_by_what_it_says_where_it_says_when() -> None:
    bare = {"type": "track", "event": "Product Viewed", "timestamp": "2026-03-02T09:00:00Z"}
    assert (
        read(bare, "track").messages[0].message_id
        == read(bare, "track", NOON + timedelta(hours=1)).messages[0].message_id
    )
    other = {**bare, "anonymousId": "a2"}
    assert read(other, "track").messages[0].message_id != read(bare, "track").messages[0].message_id
    del bare["timestamp"]
    assert [one.message_id for one in read({"batch": [bare, bare]}).messages] == ["made-0", "made-1"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_address_says_what_a_message_is_and_the_batch_s_context_is_each_one_s(kind: str) -> None:
    (line,) = lines(read({"event": "x", "writeKey": "k", "userId": 7}, kind))
    assert line["type"] == kind and "writeKey" not in line and line["userId"] == 7
    (line,) = lines(read({"context": {"ip": "1", "app": "a"}, "batch": [{**VIEW, "context": {"app": "b"}}]}))
    assert line["context"] == {"ip": "1", "app": "b"}
