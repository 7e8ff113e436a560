"""The table of roles, walked: every route for every role, and every id for another brand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import Desk, desk
from fastapi.routing import APIRoute

from treadle.api.app import api_routes
from treadle.api.collect import ADDRESSES
from treadle.plant.init import init_folder
from treadle.terms.role import ACTS, ROLES, may

#: Routes under /v1 with keys of their own: a shop's write key or signature, not a role.
COLLECTOR = {"/v1/shopify/webhooks", "/v1/presell/payments", *(f"/v1/{one}" for one in ADDRESSES)}


def routes() -> Iterator[tuple[str, APIRoute, str]]:
    """Method, route and act of everything under /v1 but the collector."""
    for route in api_routes():
        if route.path.startswith("/v1/") and route.path not in COLLECTOR:
            acts = [getattr(one.call, "act", None) for one in route.dependant.dependencies]
            found = [one for one in acts if one]
            assert len(found) == 1, f"{route.path} says {len(found)} acts"
            for method in sorted(route.methods or ()):
                yield method, route, found[0]


def filled(path: str, value: str = "none") -> str:
    while "{" in path:
        head, _, rest = path.partition("{")
        path = head + value + rest.partition("}")[2]
    return path


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    place = tmp_path_factory.mktemp("roles")
    for name in ("mine", "theirs"):
        init_folder(place / name)
    return desk(place / "mine", place / "theirs")


def test_every_act_is_used_and_every_role_may_something() -> None:
    used = {act for _, _, act in routes()}
    assert used | {"collect"} == set(ACTS)
    assert all(any(may(role, act) for act in ACTS) for role in ROLES)


def test_nobody_gets_anything_without_a_key(at: Desk) -> None:
    client = at.client()
    for method, route, _ in routes():
        answer = client.request(method, filled(route.path))
        assert answer.status_code == 401, (method, route.path, answer.status_code)
        assert answer.headers["content-type"] == "application/problem+json"
    for broken in ("Bearer key.mine." + "0" * 32 + "." + "A" * 43, "Bearer x", "Basic !", "Basic bm9uZTo=", "Digest x"):
        assert client.get("/v1/me", headers={"Authorization": broken}).status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_the_table_answers_for_every_route(at: Desk, role: str) -> None:
    client = at.client("mine", role)
    walked = 0
    for method, route, act in routes():
        if route.path == "/v1/session":
            continue
        answer = client.request(method, filled(route.path))
        if may(role, act):
            assert answer.status_code not in (401, 403) and answer.status_code < 500, (method, route.path, answer.text)
        else:
            assert answer.status_code == 403, (method, route.path, answer.status_code)
        walked += 1
    assert walked >= 35


def test_a_key_with_scopes_may_no_more_than_they_say(at: Desk) -> None:
    client = at.client("mine", "owner", scopes=("read orders",))
    for method, route, act in routes():
        if route.path != "/v1/session":
            answer = client.request(method, filled(route.path))
            assert (answer.status_code == 403) == (act not in ("read orders", "be")), (method, route.path)


def test_what_is_another_brands_is_not_there(at: Desk, tmp_path: Path) -> None:
    mine, theirs = at.client("mine", "owner"), at.client("theirs", "owner")
    job_id = theirs.post("/v1/plans", json={}).json()["job_id"]
    key_id = theirs.post("/v1/keys", json={"name": "k", "role": "planner"}).json()["key_id"]
    theirs.post(at.link("buyer", "theirs"), json={"name": "zoe", "password": "eleven green bicycles"})
    user_id = theirs.get("/v1/users").json()[0]["user_id"]
    ids = {"job_id": job_id, "key_id": key_id, "user_id": user_id}
    for method, route, _ in routes():
        (name,) = [one.name for one in route.dependant.path_params][:1] or [""]
        if name in ids:
            body = {"json": {}} if method in ("PATCH", "POST", "PUT") else {}
            there = theirs.request(method, filled(route.path, "0" * 32), **body)
            asked = mine.request(method, filled(route.path, ids[name]), **body)
            assert asked.status_code == there.status_code == 404, (method, route.path)
            assert asked.json()["detail"].replace(ids[name], "ID") == there.json()["detail"].replace("0" * 32, "ID")
    assert theirs.get(f"/v1/jobs/{job_id}").json()["state"] == "waiting"
    assert mine.get("/v1/jobs").json()["jobs"] == []
    forged = str(theirs.headers["Authorization"]).replace(".theirs.", ".mine.")
    assert at.client().get("/v1/me", headers={"Authorization": forged}).status_code == 401
