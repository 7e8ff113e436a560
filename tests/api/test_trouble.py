"""A full disk, a database that is gone, a clock that was set back: clear answers, and all goes on by itself."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
import sqlalchemy as sa
from api_desk import PASSWORD, Desk, desk, do_jobs
from sqlalchemy.pool import Pool

from treadle.plant import people
from treadle.plant.init import init_folder
from treadle.plant.ledger import audit
from treadle.plant.serving import move_ledgers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "storage"))


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    init_folder(tmp_path / "brand")
    return desk(tmp_path / "brand")


@pytest.fixture
def small_disk() -> Iterator[list[bool]]:
    """While its first item is true, SQLite may not make a file longer than it is: its own answer to a full disk."""
    is_full = [False]

    def limit(raw: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        if is_full[0]:
            cursor = raw.cursor()
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(Pool, "connect", limit)
    yield is_full
    sa.event.remove(Pool, "connect", limit)


def test_a_full_disk_under_the_ledger_is_told_and_passes(at: Desk, small_disk: list[bool]) -> None:
    client = at.client(role="owner")
    small_disk[0] = True
    answers = []
    for at_ in range(200):
        answers.append(client.post("/v1/keys", json={"name": f"k{at_}", "role": "planner"}))
        if answers[-1].status_code != 201:
            break
    last = answers[-1]
    assert last.status_code == 503 and "full" in last.json()["detail"] and last.headers["retry-after"]
    assert client.get("/v1/orders").status_code == 200  # what is there can be read
    small_disk[0] = False
    assert client.post("/v1/keys", json={"name": "again", "role": "planner"}).status_code == 201
    names = [one["name"] for one in client.get("/v1/keys").json()]
    assert names[1:] == [f"k{number}" for number in range(len(answers) - 1)] + ["again"]
    assert audit(at.brands["brand"].folder) == ()


def test_a_full_disk_under_what_is_sent_in_leaves_nothing_half(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client, brand = at.client(role="planner"), at.brands["brand"]

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("treadle.plant.uploads.os.fsync", full)
        answer = client.post("/v1/imports", files={"file": ("a.csv", b"sku\nA\n")}, data={"table": "products"})
    assert answer.status_code == 503 and answer.headers["retry-after"] == "30", answer.text
    assert "No space left" in answer.json()["detail"] and str(brand.folder) not in answer.text
    assert list((brand.folder / ".treadle" / "uploads").iterdir()) == []
    assert client.get("/v1/jobs").json()["jobs"] == []
    with monkeypatch.context() as patch:
        patch.setattr("treadle.plant.uploads.LEAST_FREE_BYTES", 2**62)
        nearly = client.post("/v1/imports", files={"file": ("a.csv", b"sku\nA\n")}, data={"table": "products"})
    assert nearly.status_code == 503 and list((brand.folder / ".treadle" / "uploads").iterdir()) == []
    sent = client.post("/v1/exports", json={"table": "products"})
    do_jobs(at)
    assert client.get(sent.headers["location"]).json()["state"] == "done"


def test_a_ledger_that_is_gone_lets_nobody_in_and_comes_back_by_itself(tmp_path: Path) -> None:
    from ledgers import postgres_address, restart_postgres

    init_folder(tmp_path / "brand")
    move_ledgers([tmp_path / "brand"], postgres_address())
    at = desk(tmp_path / "brand")
    client = at.client(role="owner")
    assert client.get("/v1/orders").status_code == 200
    restart_postgres()  # every connection that is kept open is dead now
    statuses = [client.get("/v1/orders").status_code for _ in range(4)]
    assert set(statuses) <= {200, 503} and statuses[-1] == 200
    assert client.post("/v1/keys", json={"name": "again", "role": "planner"}).status_code == 201
    home = tmp_path / "brand" / ".treadle" / "ledger_at.json"
    there = home.read_text(encoding="utf-8")
    home.write_text(there.replace("postgresql://treadle@/", "postgresql://treadle@127.0.0.1:1/"), encoding="utf-8")
    gone = client.get("/v1/orders")
    assert gone.status_code == 503 and gone.headers["retry-after"] and "does not answer" in gone.json()["detail"]
    assert client.get("/readyz").status_code == 503 and client.get("/healthz").status_code == 200
    home.write_text(there, encoding="utf-8")
    assert client.get("/v1/orders").status_code == 200
    assert audit(tmp_path / "brand") == ()


def test_a_clock_set_back_stops_nobody(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = at.client()
    told = client.post(at.link(), json={"name": "anna", "password": PASSWORD})
    client.headers["X-CSRF-Token"] = told.json()["csrf_token"]
    job = client.post("/v1/exports", json={"table": "products"}).json()
    yesterday = people.now() - timedelta(days=1)
    monkeypatch.setattr(people, "now", lambda: yesterday)
    assert client.get("/v1/me").json()["name"] == "anna"
    key = client.post("/v1/keys", json={"name": "of yesterday", "role": "planner"}).json()["key"]
    assert client.get("/v1/plans", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    other = at.client()
    assert other.post("/login", json={"name": "anna", "password": PASSWORD}).status_code == 200
    do_jobs(at)
    assert client.get(f"/v1/jobs/{job['job_id']}").json()["state"] == "done"
    entries = client.get("/v1/entries").json()["entries"]
    assert [one["number"] for one in entries] == list(range(1, len(entries) + 1))
    assert audit(at.brands["brand"].folder) == ()
