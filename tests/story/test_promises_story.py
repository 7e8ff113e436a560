"""A promise over the API: told at the release, judged by the floor, moved once with its reason, and seen by all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from fastapi.testclient import TestClient
from floor_brand import ORDER, order_of, write_floor_brand

from treadle.api.app import create_app
from treadle.api.doers import DOERS
from treadle.api.served import Served
from treadle.plant.people import make_key
from treadle.plant.serving import open_brands
from treadle.plant.working import Worker


def test_a_promise_is_moved_once_before_it_breaks(tmp_path: Path) -> None:
    folder = write_floor_brand(tmp_path / "brand")
    brands = open_brands([folder])
    client = TestClient(create_app(Served(brands=brands)), raise_server_exceptions=False)

    def ask(method: str, path: str, role: str = "planner", **told: object) -> tuple[int, object]:
        key = make_key(brands["brand"], name=role, role=role, author="the test",
                       factory_id="elsewhere" if role == "partner factory" else "")  # fmt: skip
        answer = client.request(method, path, headers={"Authorization": f"Bearer {key}"}, **told)  # type: ignore[arg-type]
        return answer.status_code, answer.json()

    status, page = ask("GET", "/v1/promises")
    assert status == 200 and isinstance(page, dict)
    (before,) = page["promises"]
    assert before["order_id"] == ORDER and before["told_day"] == before["promise_day"] and before["moves"] == []

    def moved_by(**told: object) -> object:
        """What a job of judging says that it moved."""
        status, job = ask("POST", "/v1/promises", json=told)
        assert status == 202 and isinstance(job, dict)
        worker = Worker(brands=brands, doers=DOERS, worker_id="w", say=lambda *_: None)
        while worker.once():
            pass
        _, ended = ask("GET", f"/v1/jobs/{job['job_id']}")
        assert isinstance(ended, dict) and ended["state"] == "done", ended
        return ended["result"]["order_ids"]

    assert moved_by() == ""  # nothing on the floor says that it would break
    day = order_of(folder).terms.promise_day
    late = datetime.combine(day - timedelta(days=1), time(23), UTC).isoformat()
    assert ask("POST", "/v1/promises", "station", json={"at": late})[0] == 403
    assert ask("POST", "/v1/promises", json={"at": "9999-01-01T00:00:00Z"})[0] == 422
    assert moved_by(at=late) == ORDER
    status, told = ask("GET", f"/v1/promises/{ORDER}")
    assert isinstance(told, dict)
    (move,) = told["moves"]
    assert move["before_day"] == str(day) and move["day"] > str(day) and move["reason"] and move["author"] == "planner"
    assert moved_by(at=late) == ""
    status, after = ask("GET", f"/v1/promises/{ORDER}", "station")
    assert isinstance(after, dict) and status == 200
    assert (after["told_day"], after["promise_day"]) == (move["day"], str(day))
    assert [one["day"] for one in after["moves"]] == [move["day"]]
    assert str(order_of(folder).told_day) == move["day"]  # what the next plan reads
    assert ask("GET", "/v1/promises", "partner factory") == (200, {"promises": [], "next_cursor": None})
    assert ask("GET", f"/v1/promises/{ORDER}", "partner factory")[0] == 404
    assert ask("GET", "/v1/promises?state=closed") == (200, {"promises": [], "next_cursor": None})
