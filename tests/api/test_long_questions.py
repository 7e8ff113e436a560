"""Forecasts, markers, simulations and exports as jobs: their files, done once, cancelled, asked for again."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
import pyarrow as pa
from api_desk import Desk, desk, do_jobs, done

from treadle.api.doers import DOERS
from treadle.plant import jobs as use
from treadle.plant import uploads
from treadle.plant.forecast import forecast
from treadle.plant.init import init_folder
from treadle.plant.job_results import KEPT, drop_what_is_old, result_names, result_place
from treadle.plant.pieces import pattern_text, read_pattern
from treadle.plant.serving import ServedBrand
from treadle.plant.working import Doing, Worker
from treadle.terms.job import JobEnded

RULES = {"ratio": "S:1,M:1", "moves": "3", "width_mm": "1500"}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("long") / "brand"
    init_folder(folder)
    return desk(folder)


@pytest.fixture(scope="module")
def pattern() -> bytes:
    return pattern_text(read_pattern("tshirt", ["S", "M"]).pattern).encode()


def history() -> bytes:
    begin = datetime(2025, 1, 6)
    rows = [f"{sku},{begin + timedelta(weeks=week):%Y-%m-%d},{(3 + week) % 7 + at}"
            for at, sku in enumerate(("A", "B")) for week in range(30)]  # fmt: skip
    return "\n".join(["sku,date,units", *rows, ""]).encode()


def test_an_export_is_what_an_import_reads_again(at: Desk) -> None:
    client = at.client(role="buyer")
    job = done(at, client, client.post("/v1/exports", json={"table": "products", "has_history": True}))
    assert job["state"] == "done" and job["result"]["files"] == "products.csv"
    answer = client.get(f"/v1/jobs/{job['job_id']}/files/products.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert str(len(rows)) == job["result"]["rows"] and {"sku", "version", "import_number"} <= set(rows[0])
    for odd in ("none.csv", "..%2f..%2ftreadle.toml", ".hidden", "%2e%2e"):
        assert client.get(f"/v1/jobs/{job['job_id']}/files/{odd}").status_code == 404
    assert client.get(f"/v1/jobs/{'0' * 32}/files/products.csv").status_code == 404
    assert client.post("/v1/exports", json={"table": "nothing"}).status_code == 404
    assert at.client(role="station").post("/v1/exports", json={"table": "products"}).status_code == 403


def test_a_marker_in_every_form_and_a_failure_asked_again(at: Desk, pattern: bytes) -> None:
    client = at.client(role="owner")
    sent = {"file": ("tee.json", pattern)}
    job = done(at, client, client.post("/v1/nests", files=sent, data=RULES))
    assert job["state"] == "done", job
    assert job["result"]["files"].split(",") == [f"marker.{one}" for one in ("cut", "json", "pdf", "plt", "svg")]
    marker = client.get(f"/v1/jobs/{job['job_id']}/files/marker.json").json()
    assert len(marker["placements"]) == int(job["told"].split()[0]) > 4
    assert client.get(f"/v1/jobs/{job['job_id']}/files/marker.svg").text.lstrip().startswith("<svg")
    assert client.post("/v1/nests", files=sent, data={**RULES, "ratio": "S:0"}).status_code == 422
    narrow = done(at, client, client.post("/v1/nests", files=sent, data={**RULES, "width_mm": "90"}))
    assert narrow["state"] == "failed" and narrow["problems"][0]["what"]
    again = client.post(f"/v1/jobs/{narrow['job_id']}/again", headers={"Idempotency-Key": "once"})
    assert again.status_code == 202 and again.json()["job_id"] != narrow["job_id"]
    repeated = client.post(f"/v1/jobs/{narrow['job_id']}/again", headers={"Idempotency-Key": "once"})
    assert repeated.json()["job_id"] == again.json()["job_id"]
    do_jobs(at)
    assert client.get(again.headers["location"]).json()["problems"] == narrow["problems"]
    refused = client.post(f"/v1/jobs/{job['job_id']}/again")
    assert refused.status_code == 409 and "only one that failed" in refused.json()["detail"]


def test_a_marker_that_is_cancelled_ends_in_the_middle_of_its_moves(at: Desk, pattern: bytes) -> None:
    """Our own nester looks at no clock: without an end from outside these moves would take minutes."""
    client, brand = at.client(role="owner"), at.brands["brand"]
    long = {**RULES, "ratio": "S:9,M:9", "moves": "20000"}
    job_id = client.post("/v1/nests", files={"file": ("tee.json", pattern)}, data=long).json()["job_id"]
    began = time.monotonic()

    def cancelled(_: ServedBrand, doing: Doing) -> JobEnded:
        client.delete(f"/v1/jobs/{job_id}")
        threading.Timer(1.0, lambda: setattr(doing, "is_stopped", True)).start()
        return DOERS["nest"](brand, doing)

    worker = Worker(brands=at.brands, doers={"nest": cancelled}, worker_id="w", say=lambda *_: None)
    assert worker.once()
    job = client.get(f"/v1/jobs/{job_id}").json()
    assert job["state"] == "cancelled", job
    assert time.monotonic() - began < 30


def test_a_problem_of_packing_is_answered_in_its_own_unit(at: Desk) -> None:
    square = {"type": "simple_polygon", "data": [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]}
    told = {"name": "two", "strip_height": 4,
            "items": [{"id": 0, "demand": 2, "allowed_orientations": [0], "shape": square}]}  # fmt: skip
    client = at.client(role="factory planner")
    sent = {"file": ("two.json", json.dumps(told).encode())}
    job = done(at, client, client.post("/v1/nests", files=sent, data={"moves": "5"}))
    assert job["state"] == "done", job
    assert float(job["result"]["length"]) == pytest.approx(2.0, abs=0.1)
    assert job["result"]["files"] == "marker.json,marker.svg"


def test_a_forecast_is_that_of_the_files_and_done_twice_is_the_same(at: Desk, tmp_path: Path) -> None:
    client = at.client(role="planner")
    data = {"horizon": "2", "every": "week", "quantiles": "0.1,0.5,0.9"}
    asked = client.post("/v1/forecasts", files={"history": ("h.csv", history())}, data=data)
    job = done(at, client, asked)
    assert job["state"] == "done" and job["result"]["tables"] == "forecast,league", job
    accept = {"Accept": "application/vnd.apache.arrow.stream"}
    answer = client.get(f"/v1/jobs/{job['job_id']}/tables/forecast", headers=accept)
    table = pa.ipc.open_stream(answer.content).read_all()
    (tmp_path / "h.csv").write_bytes(history())
    own = forecast(tmp_path / "h.csv", horizon=2, every="week", quantiles=(0.1, 0.5, 0.9)).forecast
    assert table.equals(own) and table.num_rows == 4
    brand = at.brands["brand"]
    place = result_place(brand, job["job_id"])
    before = {name: (place / name).read_bytes() for name in result_names(place)}
    entries = client.get("/v1/entries?kind=job ended").json()["entries"]
    lost = Doing(use.find_job(brand, job["job_id"]))
    assert DOERS["forecast"](brand, lost).result == job["result"]  # as where its worker was lost just before the end
    assert {name: (place / name).read_bytes() for name in result_names(place)} == before
    assert client.get("/v1/entries?kind=job ended").json()["entries"] == entries
    wrong = client.post("/v1/forecasts", files={"history": ("h.csv", b"x,y\n1,2\n")}, data=data)
    failed = done(at, client, wrong)
    assert failed["state"] == "failed" and failed["problems"][0]["file"]
    assert client.post("/v1/forecasts", files={"history": ("h.csv", b"")}, data={"every": "week"}).status_code == 422
    assert client.post("/v1/forecasts", files={"history": ("h.csv", b"")},
                       data={**data, "quantiles": "1,2"}).status_code == 422  # fmt: skip


def test_a_simulation_that_is_cancelled_ends_and_one_whose_worker_stops_goes_on(at: Desk) -> None:
    client, brand = at.client(role="planner"), at.brands["brand"]
    assert client.post("/v1/simulations", json={"what": "speed", "seeds": 0}).status_code == 422
    job_id = client.post("/v1/simulations", json={"what": "curves", "seeds": 1}).json()["job_id"]

    states: list[str] = []

    def stopped(_: ServedBrand, doing: Doing) -> JobEnded:
        doing.is_stopped = True
        if states:
            client.delete(f"/v1/jobs/{job_id}")
        return DOERS["simulate"](brand, doing)

    for state in ("waiting", "cancelled"):
        worker = Worker(brands=at.brands, doers={"simulate": stopped}, worker_id="w", say=lambda *_: None)
        assert worker.once()
        states.append(state)
        job = client.get(f"/v1/jobs/{job_id}").json()
        assert job["state"] == state, job
    assert job["attempt"] == 1
    assert client.post(f"/v1/jobs/{job_id}/again").status_code == 202
    narrow = at.client(role="owner", scopes=("plan", "read"))
    failed = use.ask_job(brand, "release", {"plan_id": "none"}, author="anna", key="r").job_id
    use.cancel_job(brand, failed, author="anna")
    assert narrow.post(f"/v1/jobs/{failed}/again").status_code == 403


def test_a_simulation_lived_whole_is_stopped_goes_on_and_is_read(tmp_path: Path) -> None:
    """What constant rules earn: asked, half lived, its worker stopped, gone on with, and its table read."""
    init_folder(tmp_path / "brand")
    at = desk(tmp_path / "brand")
    client, brand = at.client(role="planner"), at.brands["brand"]
    job_id = client.post("/v1/simulations", json={"what": "rules", "seeds": 2, "options": 3}).json()["job_id"]
    lived: list[int] = []

    class Counting(Doing):
        def step(self, name: str, done: int, total: int) -> None:
            super().step(name, done, total)
            lived.append(done)
            self.is_stopped = done == 5 and lived.count(5) == 1

    def counted(_: ServedBrand, doing: Doing) -> JobEnded:
        return DOERS["simulate"](brand, Counting(doing.job))

    def work() -> dict[str, Any]:
        worker = Worker(brands=at.brands, doers={"simulate": counted}, worker_id="w", say=lambda *_: None)
        assert worker.once()
        found: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json()
        return found

    assert work()["state"] == "waiting"
    assert lived[-1] == 5
    half = len(lived)
    done = work()
    assert done["state"] == "done" and done["result"]["tables"] == "rules", done
    assert lived[half] == 5, "the seasons that were lived are not lived again"
    assert lived[-1] == 2 * 11
    rows = client.get(f"/v1/jobs/{job_id}/tables/rules").json()["rows"]
    assert {(one["factory"], one["cover_weeks"]) for one in rows} >= {("100/7", 2), ("1000/15", 13)}
    assert all(one["seasons"] == 2 and 0 < one["share_of_hindsight"] < 1.2 for one in rows)
    csv_text = client.get(f"/v1/jobs/{job_id}/files/rules.csv").text
    assert len(csv_text.splitlines()) == 1 + len(rows)


def test_nobody_fills_the_disk_for_others(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one sender sent and is kept counts together; another's does not."""
    monkeypatch.setattr(uploads, "QUOTA_BYTES", 3000)
    one, other = at.client(role="planner"), at.client(role="planner")

    def sent(client: Any, size: int) -> int:
        data = {"table": "products"}
        answer = client.post("/v1/imports", files={"file": ("a.csv", b"x" * size)}, data=data)
        if answer.status_code == 202:
            use.cancel_job(at.brands["brand"], answer.json()["job_id"], author="anna")
        status: int = answer.status_code
        return status

    assert [sent(one, 2000), sent(one, 2000), sent(one, 500)] == [202, 422, 202]
    assert sent(other, 2000) == 202


def test_what_is_old_is_forgotten_and_what_a_job_waits_for_is_not(at: Desk) -> None:
    client, brand = at.client(role="planner"), at.brands["brand"]
    use_up = use.ask_job(brand, "export", {"table": "products", "form": "csv"}, author="anna", key="old")
    place = result_place(brand, use_up.job_id)
    (place / "products.csv").write_text("sku\n", encoding="utf-8")
    waits = client.post("/v1/imports", files={"file": ("a.csv", b"sku\n")}, data={"table": "products"}).json()
    upload = brand.folder / ".treadle" / "uploads" / waits["arguments"]["upload_id"]
    old = (datetime.now(UTC) - KEPT - timedelta(days=1)).timestamp()
    for one in (place, upload):
        os.utime(one, (old, old))
    assert drop_what_is_old(brand, datetime.now(UTC)) >= 1
    assert not place.exists() and upload.exists()
    answer = client.get(f"/v1/jobs/{use_up.job_id}/files/products.csv")
    assert answer.status_code == 404 and "30 days" in answer.json()["detail"]
    use.cancel_job(brand, waits["job_id"], author="anna")
    drop_what_is_old(brand, datetime.now(UTC))
    assert not upload.exists()
