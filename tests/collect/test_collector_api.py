"""The collector as an SDK meets it: addresses, keys, packing, limits, and what a refusing disk means."""

from __future__ import annotations

import base64
import gzip
import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi import FastAPI
from fastapi.testclient import TestClient

from treadle.api.app import create_app
from treadle.api.collect import ADDRESSES, MOST_BODY_BYTES
from treadle.api.served import Served
from treadle.plant import collect as use
from treadle.plant.collected import collected, set_aside_messages
from treadle.plant.init import init_folder
from treadle.plant.move_collected import move_collected
from treadle.plant.people import make_key
from treadle.plant.serving import open_brands
from treadle.plant.write_keys import FRESH_SECONDS, make_write_key, withdraw_write_key, write_keys
from treadle.settings import read_settings

VIEW = {"type": "track", "event": "Product Viewed", "anonymousId": "a", "properties": {"sku": "SHIRT-M"}}


def batch(*names: str) -> dict[str, Any]:
    return {"batch": [{**VIEW, "messageId": name} for name in names], "sentAt": "2026-03-02T09:00:00Z"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_folder(tmp_path / "brand")
    return tmp_path / "brand"


@pytest.fixture
def key(folder: Path) -> str:
    return make_write_key(folder, "storefront")[1]


@pytest.fixture
def app(folder: Path) -> Iterator[FastAPI]:
    found = create_app(Served(brands=open_brands([folder])))
    yield found
    if hasattr(found.state, "collectors"):
        found.state.collectors.end()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_takes_its_messages(client: TestClient, key: str, folder: Path, address: str) -> None:
    kind = ADDRESSES[address]
    body = {"event": "x", "userId": "u", "messageId": "m"} if kind else batch("m")
    for repeated in (0, 1):
        answer = client.post(f"/v1/{address}", json=body, auth=(key, ""))
        assert answer.json() == {"success": True, "taken": 1, "repeated": repeated}, answer.text
        assert answer.headers["access-control-allow-origin"] == "*"
    assert collected(folder).waiting == 1
    preflight = client.options(f"/v1/{address}")
    assert preflight.status_code == 204 and "Authorization" in preflight.headers["access-control-allow-headers"]


def test_the_key_may_stand_in_three_places(client: TestClient, key: str, folder: Path) -> None:
    assert client.post("/v1/batch", json=batch("m1"), auth=(key, "")).status_code == 200
    assert client.post("/v1/batch", json={**batch("m2"), "writeKey": key}).status_code == 200
    assert client.post(f"/v1/batch?writeKey={key}", json=batch("m3")).status_code == 200
    as_text = json.dumps({**VIEW, "messageId": "m4", "writeKey": key})
    assert client.post("/v1/t", content=as_text, headers={"content-type": "text/plain"}).status_code == 200
    told = (folder / ".treadle" / "collected" / "000001.seg").read_text()
    assert key not in told and "m4" in told


def test_a_key_that_is_not_good(client: TestClient, key: str, folder: Path) -> None:
    broken = {"Authorization": "Basic !!!"}
    for answer in (
        client.post("/v1/batch", json=batch("m")),
        client.post("/v1/batch", json=batch("m"), auth=(key + "x", "")),
        client.post("/v1/batch", json=batch("m"), headers=broken),
        client.post("/v1/batch", json=batch("m"), headers={"Authorization": f"Bearer {key}"}),
        client.post("/v1/batch", content=b'{"writeKey": 7}'),
    ):
        assert answer.status_code == 401 and answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Basic")
    assert client.post("/v1/batch", json=batch("m"), auth=(key, "")).status_code == 200
    (held,) = write_keys(folder)
    withdraw_write_key(folder, held.state_id)
    client.app.state.collectors.keys._clock = lambda: time.monotonic() + FRESH_SECONDS  # type: ignore[attr-defined]
    assert client.post("/v1/batch", json=batch("m2"), auth=(key, "")).status_code == 401


def test_a_write_key_opens_no_other_door_and_a_key_of_another_role_none_here(client: TestClient, folder: Path) -> None:
    def status(method: str, path: str, key: str, **told: Any) -> int:
        return client.request(method, path, headers={"Authorization": f"Bearer {key}"}, **told).status_code

    key = make_write_key(folder, "storefront")[1]
    for path in ("/v1/collected", "/v1/collected/set-aside", "/v1/keys"):
        assert status("GET", path, key) == 403
    brand = next(iter(open_brands([folder]).values()))
    reader = str(make_key(brand, name="a page", role="read-only", author="the test"))
    assert client.post("/v1/batch", json=batch("m"), auth=(reader, "")).status_code == 401
    planner = str(make_key(brand, name="a script", role="planner", author="the test"))
    assert client.post("/v1/batch", json={"batch": [7, VIEW]}, auth=(planner, "")).status_code == 200
    assert status("GET", "/v1/collected", reader) == 200 and status("GET", "/v1/collected/set-aside", reader) == 403
    told = client.get("/v1/collected/set-aside", headers={"Authorization": f"Bearer {planner}"}).json()
    assert [one["text"] for one in told["items"]] == ["7"] and told["next"] is None
    stands = client.get("/v1/collected", headers={"Authorization": f"Bearer {planner}"}).json()
    assert stands["waiting"] == 2 and stands["waiting_bytes"] > 0


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_bodies_and_bombs(client: TestClient, key: str, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    headers = {"Content-Encoding": encoding}

    def post(raw: bytes) -> Any:
        return client.post("/v1/batch", content=raw, headers=headers, auth=(key, ""))

    plain = json.dumps(batch("m")).encode()
    assert post(pack(plain)).json()["taken"] == 1
    assert post(pack(plain)[:-9]).status_code == 400
    assert post(b"none of that").status_code == 400
    bomb = post(pack(b" " * (MOST_BODY_BYTES * 20)))
    assert bomb.status_code == 413 and "fewer messages" in bomb.json()["detail"]


def test_other_bodies_that_are_refused(client: TestClient, key: str) -> None:
    def post(raw: bytes, **headers: str) -> Any:
        return client.post("/v1/batch", content=raw, headers=headers, auth=(key, ""))

    assert post(b"x" * (MOST_BODY_BYTES + 1)).status_code == 413
    assert post(b"{}", **{"Content-Encoding": "br"}).status_code == 415
    answer = post(b"{")
    assert answer.status_code == 400 and answer.json()["problems"][0]["what"].startswith("it is not JSON")
    assert post(b"{}").json()["problems"][0]["column"] == "batch"


def test_bad_messages_are_told_kept_and_retrieved(client: TestClient, key: str, folder: Path) -> None:
    bad_price = {**VIEW, "messageId": "m3", "properties": {"sku": "S", "price": "much"}}
    body = {"batch": [{"type": "track", "messageId": "m1"}, {**VIEW, "messageId": "m2"}, bad_price]}
    answer = client.post("/v1/batch", json=body, auth=(key, "")).json()
    assert answer["taken"] == 2 and answer["set_aside"][0]["place"] == 0
    assert "name of its event" in answer["set_aside"][0]["reason"]
    client.post("/v1/batch", json=body, auth=(key, ""))
    (waiting,) = set_aside_messages(folder)
    assert json.loads(waiting.text) == {"type": "track", "messageId": "m1"}
    moved = move_collected(folder, read_settings(folder))
    assert (moved.messages, moved.signals, moved.set_aside) == (3, 2, 1)
    assert [(one.kept_rows, one.set_aside_rows) for one in moved.entries] == [(1, 1)]
    refused, row = set_aside_messages(folder)
    assert refused.text == waiting.text and "much" in row.reason + row.text
    assert collected(folder).set_aside == 1


def test_only_what_a_plan_reads_goes_into_the_lake_and_the_rest_is_counted(
    client: TestClient, key: str, folder: Path
) -> None:
    for kind in ("page", "identify", "identify", "screen", "group", "alias"):
        client.post(f"/v1/{kind}", json={"userId": "u"}, auth=(key, ""))
    client.post("/v1/track", json={"event": "Button Clicked", "userId": "u"}, auth=(key, ""))
    moved = move_collected(folder, read_settings(folder))
    assert moved.messages == 7 and not moved.entries
    assert moved.left_out == {
        "page": 1, "identify": 2, "screen": 1, "group": 1, "alias": 1, "track Button Clicked": 1,
    }  # fmt: skip
    assert move_collected(folder, read_settings(folder)).messages == 0
    assert collected(folder).left_out == moved.left_out


def test_a_repeat_is_known_after_a_start_and_after_a_move(key: str, folder: Path) -> None:
    def once() -> Any:
        app = create_app(Served(brands=open_brands([folder])))
        try:
            return TestClient(app).post("/v1/batch", json=batch("m1", "m2"), auth=(key, "")).json()["repeated"]
        finally:
            app.state.collectors.end()

    assert once() == 0
    assert once() == 2
    move_collected(folder, read_settings(folder))
    assert once() == 2
    assert move_collected(folder, read_settings(folder)).messages == 0


def test_what_the_collector_forgot_the_lake_knows_and_the_first_word_stays(key: str, folder: Path) -> None:
    settings = read_settings(folder)
    for day in (1, 9):
        from datetime import UTC, datetime

        collector = use.open_collector(folder, clock=lambda day=day: datetime(2026, 3, day, 12, tzinfo=UTC))
        taken = collector.take(json.dumps({"batch": [{**VIEW, "messageId": "m"}]}).encode(), use.BATCH)
        collector.end()
        assert taken.repeated == 0
        moved = move_collected(folder, settings, clock=lambda day=day: datetime(2026, 3, day, 13, tzinfo=UTC))
        for path in (folder / ".treadle" / "collected").glob("0*"):
            path.unlink()
        kept = [(one.kept_rows, one.repeated_rows, one.replaced_rows) for one in moved.entries]
        assert kept == ([(1, 0, 0)] if day == 1 else [(0, 1, 0)])


def test_a_full_disk_and_too_much_at_once_say_when_to_send_again(
    client: TestClient, app: FastAPI, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/v1/batch", json=batch("m1"), auth=(key, ""))
    collector = app.state.collectors.running("brand")
    with monkeypatch.context() as full:
        full.setattr(use, "LEAST_FREE_BYTES", 2**62)
        answer = client.post("/v1/batch", json=batch("m2"), auth=(key, ""))
        assert answer.status_code == 503 and answer.headers["retry-after"] == "10"
        assert "nearly full" in answer.json()["detail"]
    assert client.post("/v1/batch", json=batch("m2"), auth=(key, "")).json()["repeated"] == 0
    collector.commit.end()
    collector.commit.most_waiting_bytes = 10
    collector.commit.offer({1: b"x"})
    answer = client.post("/v1/batch", json=batch("m3"), auth=(key, ""))
    assert answer.status_code == 429 and answer.headers["retry-after"] == "1"


def test_basic_authentication_is_that_of_the_sdks(client: TestClient, key: str) -> None:
    token = base64.b64encode(f"{key}:".encode()).decode()
    assert client.post("/v1/batch", json=batch("m"), headers={"Authorization": f"basic {token}"}).status_code == 200
