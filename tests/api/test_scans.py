"""Scans and events at the door: new, known, refused; the same floor out and in."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk

from treadle.plant.init import init_folder


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    init_folder(tmp_path_factory.getbasetemp() / "floor")
    return desk(Path(tmp_path_factory.getbasetemp() / "floor"))


def test_a_batch_says_of_each_scan_what_became_of_it(at: Desk) -> None:
    client = at.client(role="station")
    good = {"scan_id": "s-1", "bundle_id": "WO/b1|front", "operation_id": "hem", "kind": "finish", "units": 4,
            "happened_at": "2026-03-02T08:00:00+01:00"}  # fmt: skip
    broken = {**good, "scan_id": "s-2", "kind": "finnish", "units": -1, "happened_at": "2026-03-02T08:00:00"}
    told = client.post("/v1/scans", json={"scans": [good, good, broken]}).json()
    assert (told["new"], told["known"]) == (["s-1"], [])
    (refused,) = told["refused"]
    assert refused["scan_id"] == "s-2"
    for part in ("kind: 'finnish'", "units: -1", "says no time zone"):
        assert part in refused["why"]
    assert client.post("/v1/scans", json={"scans": [good]}).json() == {"new": [], "known": ["s-1"], "refused": []}
    partner = at.client(role="partner factory").post("/v1/scans", json={"scans": [{**good, "scan_id": "s-3"}]}).json()
    assert partner["refused"] == [{"scan_id": "s-3", "why": "bundle_id: it is no bundle of your factory"}]


def test_events_are_asked_for_by_the_standards_parameters_and_captured_once(at: Desk) -> None:
    client = at.client(role="owner")
    document = client.get("/v1/epcis/events").json()
    (event,) = document["epcisBody"]["eventList"]
    assert event["epcList"] == ["urn:treadle:bundle:WO%2Fb1"]
    for query, count in (
        ("MATCH_anyEPC=urn:treadle:bundle:WO%252Fb1", 1), ("EQ_bizStep=shipping", 0), ("eventType=ObjectEvent", 1),
        ("GE_eventTime=2026-03-02T07:00:00Z&LT_eventTime=2026-03-02T07:00:01Z", 1),
        ("LT_eventTime=2026-03-02T07:00:00Z", 0),
    ):  # fmt: skip
        found = client.get(f"/v1/epcis/events?{query}").json()["epcisBody"]["eventList"]
        assert len(found) == count, query
    assert client.get("/v1/epcis/events?GE_eventTime=noon").status_code == 422
    assert client.post("/v1/epcis/capture", json=document).json() == {"new": 0, "known": 1, "foreign": 0}
    assert client.post("/v1/epcis/capture", json={"type": "EPCISDocument"}).status_code == 422


def test_who_is_free_is_told_that_nothing_waits_or_that_they_are_not_there(at: Desk) -> None:
    client = at.client(role="station")
    told = client.get("/v1/next?who=L1-01")
    assert told.status_code in (200, 404), told.text
    if told.status_code == 200:
        assert told.json()["bundles"] == []
    assert client.get("/v1/next?who=nobody").status_code == 404
    assert client.get("/v1/next?who=x&most=0").status_code == 422
    partner = at.client(role="partner factory", factory_id="elsewhere")
    assert partner.get("/v1/next?who=L1-01").status_code == 404
