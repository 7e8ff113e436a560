"""The skeleton of the API: alive, ready, every error a problem with its request's id, started and stopped whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi import FastAPI
from fastapi.testclient import TestClient

from treadle.api.app import create_app
from treadle.api.served import Served
from treadle.errors import ConflictError, InputError, LedgerError, Problem, ReleaseError
from treadle.plant.init import init_folder
from treadle.plant.serving import brand_id_of, open_brands


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("serve") / "My Brand"
    init_folder(place)
    return place


@pytest.fixture
def app(folder: Path) -> FastAPI:
    return create_app(Served(brands=open_brands([folder])))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def test_alive_and_ready_without_a_key(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}
    assert client.get("/openapi.json").json()["info"]["title"] == "treadle"


def test_not_ready_says_no_place_of_the_machine(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "lost"
    init_folder(place)
    app = create_app(Served(brands=open_brands([folder, place])))
    (place / "treadle.toml").write_text("[brand]\ncurrency = 7\n", encoding="utf-8")
    answer = TestClient(app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "1 of 2 brands cannot be served now; the log says why."
    assert str(tmp_path) not in answer.text


def test_what_is_not_there_is_a_problem_with_the_id_of_the_request(client: TestClient) -> None:
    answer = client.get("/nothing", headers={"X-Request-Id": "abc-1"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "abc-1"
    assert client.post("/healthz").status_code == 405


def test_a_refusal_is_told_in_the_language_that_was_asked_for(client: TestClient) -> None:
    for header, language, told in (
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh", "此地址下没有内容。"),
        ("en, zh", "en", "There is nothing under this address."),
        ("fr, zh;q=0.5", "zh", "此地址下没有内容。"),
        ("zh;q=0, *", "en", "There is nothing under this address."),
        ("", "en", "There is nothing under this address."),
    ):
        answer = client.get("/nothing", headers={"Accept-Language": header})
        assert (answer.headers["content-language"], answer.json()["detail"]) == (language, told), header


def test_an_id_that_could_forge_a_log_line_is_not_taken(client: TestClient) -> None:
    for odd in ("a b", "x" * 65, "é"):
        told = client.get("/healthz", headers={"X-Request-Id": odd.encode("utf-8")}).headers["x-request-id"]
        assert told != odd and len(told) == 32


RAISED = {
    "input": (InputError([Problem(file="a.csv", what="it is empty", remedy="Fill it", row=2, column="sku"),
                          Problem(file="b.csv", what="it is gone", remedy="Send it")]), 422, 2),
    "release": (ReleaseError(["too few", "too dear"]), 422, 2),
    "conflict": (ConflictError("Mira wrote a release."), 409, 0),
    "ledger": (LedgerError("The disk is full."), 503, 0),
}  # fmt: skip


@pytest.mark.parametrize("kind", RAISED)
def test_an_error_tells_all_its_problems(app: FastAPI, kind: str) -> None:
    error, status, count = RAISED[kind]

    @app.get(f"/raise/{kind}")
    def route() -> None:
        raise error

    answer = TestClient(app).get(f"/raise/{kind}")
    body = answer.json()
    assert (answer.status_code, body["status"], len(body["problems"])) == (status, status, count)
    if kind == "input":
        first = {"file": "a.csv", "row": 2, "column": "sku", "what": "it is empty", "remedy": "Fill it"}
        assert body["problems"][0] == first
    assert (answer.headers.get("retry-after") is not None) == (status == 503)


def test_a_bug_leaves_without_its_traceback(app: FastAPI) -> None:
    @app.get("/bug")
    def route() -> None:
        raise RuntimeError("a secret of the house")

    answer = TestClient(app, raise_server_exceptions=False).get("/bug")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Report it with the request id" in answer.json()["detail"]


def test_every_wrong_field_is_told_at_once(app: FastAPI) -> None:
    @app.get("/two")
    def route(units: int, weeks: int) -> None: ...

    problems = TestClient(app).get("/two?units=some").json()["problems"]
    assert [(one["in"], one["field"]) for one in problems] == [("query", "units"), ("query", "weeks")]


def test_all_that_stops_a_start_is_told(tmp_path: Path, folder: Path) -> None:
    twin = tmp_path / "my-brand"
    init_folder(twin)
    with pytest.raises(InputError) as caught:
        open_brands([folder, twin, tmp_path / "none"])
    assert [one.what for one in caught.value.problems] == [
        f"it has the same name as {folder.resolve()}",
        "it is not a brand's folder",
    ]
    assert brand_id_of(Path("Zoë & Söhne")) == "zoe-sohne"


def treadle(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "treadle", *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_check_starts_and_stops(folder: Path, tmp_path: Path) -> None:
    done = treadle("serve", str(folder), "--port", "0", "--check")
    assert (done.returncode, done.stdout.strip()) == (0, "Ready (ready): my-brand")
    lost = treadle("serve", str(tmp_path / "none"), "--port", "0", "--check")
    assert lost.returncode == 1 and "it is not a brand's folder" in lost.stderr and "Traceback" not in lost.stderr


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is told to processes on Unix only")
def test_it_serves_until_it_is_told_to_stop(folder: Path) -> None:
    command = [sys.executable, "-m", "treadle", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
