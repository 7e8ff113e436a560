"""Webhooks over HTTP: added, listed without the secret, sent, what failed, sent again; owners alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi.testclient import TestClient
from tests.collect.test_webhooks import LOOPBACK, Receiver, happen, hurry

from treadle.api.app import create_app
from treadle.api.served import Served
from treadle.plant import webhooks as use
from treadle.plant.init import init_folder
from treadle.plant.people import make_key
from treadle.plant.serving import ServedBrand, open_brands


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServedBrand:
    monkeypatch.setenv("TREADLE_WEBHOOK_NETWORKS", LOOPBACK)
    init_folder(tmp_path / "brand")
    return next(iter(open_brands([tmp_path / "brand"]).values()))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def client(brand: ServedBrand, role: str) -> TestClient:
    found = TestClient(create_app(Served(brands={brand.brand_id: brand})), raise_server_exceptions=False)
    found.headers["Authorization"] = f"Bearer {make_key(brand, name=role, role=role, author='the test')}"
    return found


def test_an_owner_adds_lists_sends_again_and_ends(brand: ServedBrand, receiver: Receiver) -> None:
    owner = client(brand, "owner")
    told: dict[str, Any] = {"url": receiver.url, "types": ["plan.made"]}
    made = owner.post("/v1/webhooks", json=told, headers={"Idempotency-Key": "k"})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    webhook_id, secret = made.json()["webhook_id"], made.json()["secret"]
    repeat = owner.post("/v1/webhooks", json=told, headers={"Idempotency-Key": "k"})
    assert repeat.status_code == 409 and secret not in repeat.text
    listed = owner.get("/v1/webhooks")
    assert [one["url"] for one in listed.json()] == [receiver.url] and secret not in listed.text
    happen(brand, "p1")
    receiver.answers = [500] * use.ATTEMPTS
    for _ in range(use.ATTEMPTS):
        use.deliver(brand, "w")
        hurry(brand)
    (failed,) = owner.get(f"/v1/webhooks/{webhook_id}/failed").json()
    assert (failed["type"], failed["subject"]) == ("plan.made", "p1")
    assert owner.post(f"/v1/webhooks/{webhook_id}/send-again").json() == {"messages": 1}
    assert use.deliver(brand, "w") == use.Delivered(taken=1, waiting=0, failed=0)
    assert owner.get(f"/v1/webhooks/{webhook_id}/failed").json() == []
    assert owner.delete(f"/v1/webhooks/{webhook_id}").status_code == 204
    assert owner.get("/v1/webhooks").json()[0]["is_active"] is False
    for path in ("none/failed", "none/send-again"):
        answer = owner.get(f"/v1/webhooks/{path}") if path.endswith("failed") else owner.post(f"/v1/webhooks/{path}")
        assert answer.status_code == 404
    bad = owner.post("/v1/webhooks", json={"url": "http://10.0.0.1/", "types": ["plan.maed"]})
    assert bad.status_code == 422 and "plan.maed" in bad.text
    assert client(brand, "planner").get("/v1/webhooks").status_code == 403


def test_the_command_tells_and_lists(
    brand: ServedBrand, receiver: Receiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from treadle.cli import build_app

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["treadle", "webhooks", str(brand.folder), *words])
        with pytest.raises(SystemExit) as ended:
            build_app()()
        assert ended.value.code == 0
        return capsys.readouterr().out

    assert "whsec_" in run("--add", receiver.url, "--type", "plan.made")
    happen(brand, "p1")
    told = run()
    assert "1 messages taken" in told and receiver.url in told and "whsec_" not in told
    webhook_id = told.splitlines()[1].split()[0]
    assert "told nothing any more" in run("--end", webhook_id)
    assert "ended: ended" in run()
