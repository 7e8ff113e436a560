"""People come in by a link that works once, log in, are throttled, changed and ended; keys are shown once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the test client needs httpx")
from api_desk import PASSWORD, Desk, desk
from fastapi.testclient import TestClient

from treadle.plant import people
from treadle.plant.init import init_folder
from treadle.plant.ledger import audit
from treadle.plant.tokens import read_token


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    init_folder(tmp_path / "brand")
    return desk(tmp_path / "brand")


def come_in(at: Desk, role: str = "owner", name: str = "anna") -> TestClient:
    """A client with the session of somebody who came in by a link."""
    client = at.client()
    answer = client.post(at.link(role), json={"name": name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return client


def test_the_owner_comes_in_by_a_link_that_works_once(at: Desk) -> None:
    client, link = at.client(), at.link()
    assert not people.has_owner(at.brands["brand"])
    page = client.get(link)
    assert page.status_code == 200 and f'action="{link}/come-in"' in page.text and "<script>" not in page.text
    answer = client.post(link, data={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 201 and answer.json()["user"]["role"] == "owner"
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert client.get("/v1/me").json()["name"] == "anna"
    assert people.has_owner(at.brands["brand"])
    for method in (client.get, client.post):
        again = method(link, **({"json": {"name": "ben", "password": PASSWORD}} if method == client.post else {}))
        assert again.status_code == 404 and "was used" in again.json()["detail"]


def test_a_link_ends_after_an_hour(at: Desk) -> None:
    brand = at.brands["brand"]
    assert timedelta(hours=1) == people.LINK
    token = people.invite(brand, "owner", author="test", life=timedelta(seconds=-1))
    assert at.client().get(f"/join/{token}").status_code == 404
    forged = str(people.invite(brand, "owner", author="test"))[:-2] + "AA"
    assert at.client().get(f"/join/{forged}").status_code == 404


@pytest.mark.parametrize(
    ("password", "what"),
    [("short", "length"), ("a" * 300, "length"), ("a" * 16, "few characters"),
     ("Passw0rd123456!", "many people take"), ("qwertyuiop1234", "many people take"),
     ("x" * 9 + "many more" * 14, "length"), ("anna loves her shop", "the name")],
)  # fmt: skip
def test_weak_passwords_are_refused_and_the_link_still_works(at: Desk, password: str, what: str) -> None:
    client, link = at.client(), at.link()
    answer = client.post(link, json={"name": "anna", "password": password})
    assert answer.status_code == 422 and any(what in one["what"] for one in answer.json()["problems"])
    assert client.post(link, json={"name": "anna", "password": PASSWORD}).status_code == 201


def test_logging_in_and_out(at: Desk) -> None:
    come_in(at)
    client = at.client()
    answer = client.post("/login", json={"name": "Anna", "password": PASSWORD})
    assert answer.status_code == 200
    token = answer.json()["csrf_token"]
    assert client.delete("/v1/session").status_code == 403  # no token: a page of somebody else's could have sent it
    assert client.delete("/v1/session", headers={"X-CSRF-Token": "0" * 64}).status_code == 403
    assert client.get("/v1/me").json()["csrf_token"] == token
    session = client.cookies["treadle_session"]
    assert client.delete("/v1/session", headers={"X-CSRF-Token": token}).status_code == 204
    client.cookies.set("treadle_session", session)
    assert client.get("/v1/me").status_code == 401


def test_wrong_passwords_wait_and_nobody_learns_who_is_there(at: Desk) -> None:
    come_in(at)
    client = at.client()
    told = {name: client.post("/login", json={"name": name, "password": "x" * 12}) for name in ("anna", "nobody")}
    assert told["anna"].status_code == told["nobody"].status_code == 401
    assert told["anna"].json()["detail"] == told["nobody"].json()["detail"]
    codes = [client.post("/login", json={"name": "anna", "password": "x" * 12}).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 401, 429]
    answer = client.post("/login", json={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0


def test_users_are_changed_and_ended_with_their_sessions(at: Desk) -> None:
    owner, buyer = come_in(at), come_in(at, "buyer", "ben")
    ben = next(one for one in owner.get("/v1/users").json() if one["name"] == "ben")
    address = f"/v1/users/{ben['user_id']}"
    seen = owner.get(address).headers["etag"]
    changed = owner.patch(address, json={"role": "planner"}, headers={"If-Match": seen})
    assert changed.json()["role"] == "planner" and buyer.get("/v1/me").json()["role"] == "planner"
    stale = owner.patch(address, json={"role": "owner"}, headers={"If-Match": seen})
    assert stale.status_code == 409 and "anna wrote a user of" in stale.json()["detail"]
    assert owner.patch(address, json={"is_active": False}).status_code == 200
    assert buyer.get("/v1/me").status_code == 401
    assert at.client().post("/login", json={"name": "ben", "password": PASSWORD}).status_code == 401
    anna = next(one for one in owner.get("/v1/users").json() if one["name"] == "anna")
    last = owner.patch(f"/v1/users/{anna['user_id']}", json={"role": "buyer"})
    assert last.status_code == 422 and "nobody would be left" in last.json()["problems"][0]["what"]
    assert audit(at.brands["brand"].folder) == ()


def test_another_password_ends_the_other_sessions(at: Desk) -> None:
    owner = come_in(at)
    other = at.client()
    other.post("/login", json={"name": "anna", "password": PASSWORD})
    wrong = owner.put("/v1/me/password", json={"old": "no", "new": "twelve red wheelbarrows"})
    assert wrong.status_code == 422
    assert owner.put("/v1/me/password", json={"old": PASSWORD, "new": "twelve red wheelbarrows"}).status_code == 204
    assert (owner.get("/v1/me").status_code, other.get("/v1/me").status_code) == (200, 401)
    assert at.client().post("/login", json={"name": "anna", "password": PASSWORD}).status_code == 401


def test_keys_are_shown_once_narrowed_and_ended(at: Desk) -> None:
    owner = come_in(at)
    asked = {"name": "shop", "role": "planner", "scopes": ["read"]}
    made = owner.post("/v1/keys", json=asked, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201
    again = owner.post("/v1/keys", json=asked, headers={"Idempotency-Key": "k1"})
    assert again.status_code == 409 and "shown once" in again.json()["detail"]
    key = made.json()["key"]
    (listed,) = owner.get("/v1/keys").json()
    assert listed["scopes"] == ["read"] and read_token(key).secret not in str(listed)  # type: ignore[union-attr]
    kept = (at.brands["brand"].folder / ".treadle").glob("ledger.sqlite*")
    raw = b"".join(path.read_bytes() for path in kept)
    assert raw
    assert key.rpartition(".")[2].encode() not in raw and PASSWORD.encode() not in raw
    program = at.client()
    program.headers["Authorization"] = f"Bearer {key}"
    assert program.get("/v1/me").json()["scopes"] == ["read"]
    assert program.get("/v1/users").status_code == 403
    assert program.get("/v1/me", headers={"Authorization": ""}, auth=(key, "")).status_code == 200
    assert owner.delete(f"/v1/keys/{listed['key_id']}").status_code == 204
    assert program.get("/v1/me").status_code == 401
    odd = owner.post("/v1/keys", json={"name": "x", "role": "read-only", "scopes": ["release", "fly"]})
    assert odd.status_code == 422 and len(odd.json()["problems"]) == 2


def test_strict_headers_and_a_limit_on_what_comes_in(at: Desk) -> None:
    answer = at.client().get("/healthz")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-frame-options"] == "DENY"
    long = at.client().post("/login", content=b"x" * 4_194_305)
    assert long.status_code == 413

    def pieces():  # type: ignore[no-untyped-def]
        for _ in range(50):
            yield b"x" * 100_000

    assert at.client().post("/login", content=pieces()).status_code == 413


def test_too_many_requests_wait(at: Desk) -> None:
    from treadle.api.limits import Buckets, Limits

    at.app.state.limits = Limits(requests=Buckets(size=2, per_second=0.1))
    client = at.client(role="read-only")
    codes = [client.get("/v1/me").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_repeat_gets_the_first_answer(at: Desk) -> None:
    owner = come_in(at)
    ben = come_in(at, "buyer", "ben").get("/v1/me").json()["name"]
    user_id = next(one["user_id"] for one in owner.get("/v1/users").json() if one["name"] == ben)
    headers = {"Idempotency-Key": "once"}
    first = owner.patch(f"/v1/users/{user_id}", json={"role": "planner"}, headers=headers)
    again = owner.patch(f"/v1/users/{user_id}", json={"role": "planner"}, headers=headers)
    assert again.json() == first.json() and again.headers["etag"] == first.headers["etag"]
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    other = owner.patch(f"/v1/users/{user_id}", json={"role": "buyer"}, headers=headers)
    assert other.status_code == 422 and "another request" in other.json()["detail"]


def test_a_key_is_followed_by_another_and_both_are_good_for_a_while(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = at.client(role="owner")
    made = owner.post("/v1/keys", json={"name": "the shop", "role": "planner", "scopes": ["collect", "read"]}).json()
    told = owner.post(f"/v1/keys/{made['key_id']}/renewal", json={"hours": 2}, headers={"Idempotency-Key": "one"})
    assert told.status_code == 201, told.text
    again = owner.post(f"/v1/keys/{made['key_id']}/renewal", json={"hours": 2}, headers={"Idempotency-Key": "one"})
    assert again.status_code == 409 and "shown once" in again.json()["detail"]

    def status(key: str) -> int:
        return at.client().get("/v1/plans", headers={"Authorization": f"Bearer {key}"}).status_code

    old, new = made["key"], told.json()["key"]
    assert (status(old), status(new)) == (200, 200)
    assert owner.post("/v1/keys/none/renewal", json={}).status_code == 404
    assert owner.post(f"/v1/keys/{made['key_id']}/renewal", json={"hours": 1000}).status_code == 422
    later = people.now() + timedelta(hours=3)
    monkeypatch.setattr(people, "now", lambda: later)
    assert (status(old), status(new)) == (401, 200)
    assert owner.post(f"/v1/keys/{made['key_id']}/renewal", json={}).status_code == 422


def test_sessions_are_seen_and_the_others_ended(at: Desk) -> None:
    first = come_in(at)
    second = at.client()
    told = second.post("/login", json={"name": "anna", "password": PASSWORD}).json()
    second.headers["X-CSRF-Token"] = told["csrf_token"]
    assert len(first.get("/v1/me/sessions").json()) == 2
    wrong = second.request("DELETE", "/v1/me/sessions", json={"password": "eleven red bicycles"})
    assert wrong.status_code == 422 and first.get("/v1/me").status_code == 200
    assert second.request("DELETE", "/v1/me/sessions", json={"password": PASSWORD}).status_code == 204
    assert (first.get("/v1/me").status_code, second.get("/v1/me").status_code) == (401, 200)
    assert len(second.get("/v1/me/sessions").json()) == 1
    key = at.client(role="planner")
    assert key.get("/v1/me/sessions").json() == []
    assert key.request("DELETE", "/v1/me/sessions", json={"password": PASSWORD}).status_code == 422


def test_who_forgot_the_password_chooses_another_by_a_link_of_the_owner(at: Desk) -> None:
    ben = come_in(at, "buyer", "ben")
    owner = at.client(role="owner")
    (user,) = [one for one in owner.get("/v1/users").json() if one["name"] == "ben"]
    link = owner.post(f"/v1/users/{user['user_id']}/link").json()["link"].removeprefix("http://testserver")
    client = at.client()
    assert client.post(link, json={"name": "anybody", "password": "short"}).status_code == 422
    told = client.post(link, json={"name": "anybody", "password": "nine quiet rivers run"})
    assert told.status_code == 201 and told.json()["user"] == user
    assert ben.get("/v1/me").status_code == 401 and client.get("/v1/me").json()["name"] == "ben"
    assert client.post(link, json={"name": "ben", "password": "another of nine rivers"}).status_code == 404
    assert at.client().post("/login", json={"name": "ben", "password": PASSWORD}).status_code == 401
    assert at.client().post("/login", json={"name": "ben", "password": "nine quiet rivers run"}).status_code == 200
    assert len(owner.get("/v1/users").json()) == 1
    owner.patch(f"/v1/users/{user['user_id']}", json={"is_active": False})
    assert owner.post(f"/v1/users/{user['user_id']}/link").status_code == 422
    assert owner.post("/v1/users/none/link").status_code == 404
    assert audit(at.brands["brand"].folder) == ()


def test_under_https_no_other_host_sets_the_cookie(at: Desk) -> None:
    client = TestClient(at.app, base_url="https://testserver")
    told = client.post(at.link(), json={"name": "anna", "password": PASSWORD})
    kept = told.headers["set-cookie"]
    assert kept.startswith("__Host-treadle_session=") and "Secure" in kept and "Path=/" in kept
    assert client.get("/v1/me").json()["name"] == "anna"
    assert "max-age" in client.get("/healthz").headers["strict-transport-security"]
    assert client.get("/v1/me").headers["content-disposition"] == 'attachment; filename="api.json"'
    csrf = {"X-CSRF-Token": told.json()["csrf_token"]}
    assert client.delete("/v1/session", headers=csrf).status_code == 204 and client.get("/v1/me").status_code == 401
