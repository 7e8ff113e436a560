"""Coming in by another system's sign-on, at a real provider of OpenID Connect on the loopback that insists on PKCE."""

from __future__ import annotations

import hashlib
import io
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("authlib", reason="the extra 'oidc' is not installed")
pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")
import httpx
import oidc_provider_mock
from api_desk import Desk, desk
from fastapi.testclient import TestClient
from werkzeug.serving import make_server

from treadle.plant.init import init_folder
from treadle.plant.people import change_user, users_of

RULES = [
    {"claim": "groups", "value": "buying", "role": "buyer"},
    {"claim": "groups", "value": "makers", "role": "partner factory", "factory_id": "F1"},
    {"claim": "email", "value": "*", "role": "read-only"},
]


@dataclass
class Provider:
    """The provider, and what it was asked; a code is only given for the verifier of its challenge (RFC 7636)."""

    app: Any
    url: str = ""
    challenges: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        if path == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "POST":
            asked = parse_qs(environ["QUERY_STRING"])
            assert asked["code_challenge_method"] == ["S256"]
            self.challenges += asked["code_challenge"]
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            self.secrets.append(environ.get("HTTP_AUTHORIZATION", ""))
            told = hashlib.sha256(parse_qs(body.decode())["code_verifier"][0].encode()).digest()
            if urlsafe_b64encode(told).rstrip(b"=").decode() != self.challenges[-1]:
                start("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
        return self.app(environ, start)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    user = oidc_provider_mock.User
    people = [
        user(sub="1", claims={"groups": ["buying", "all"], "preferred_username": "anna"}),
        user(sub="2", claims={"groups": "makers", "preferred_username": "anna"}),
        user(sub="3", claims={"email": "zoe@example.org", "email_verified": True}),
        user(sub="4", claims={"email": "mallory@example.org", "email_verified": False, "groups": ["Buying"]}),
    ]
    found = Provider(app=oidc_provider_mock.app(require_nonce=True, user_claims=people))
    server = make_server("127.0.0.1", 0, found, threaded=True)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("sign_on") / "brand"
    init_folder(folder)
    found = desk(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREADLE_WEBHOOK_NETWORKS", "127.0.0.0/8")
        told = {"issuer": provider.url, "client_id": "treadle", "client_secret": "hush", "rules": RULES}
        answer = found.client(role="owner").put("/v1/sign-on", json=told)
        assert answer.status_code == 200, answer.text
        assert answer.json()["begin"] == "http://testserver/sign-on/brand" and "hush" not in answer.text
        yield found


def away(at: Desk) -> tuple[TestClient, str]:
    """A browser that was sent to the provider, and where to."""
    browser = at.client()
    answer = browser.get("/sign-on/brand", follow_redirects=False)
    assert answer.status_code == 303
    kept = answer.headers["set-cookie"]
    assert "HttpOnly" in kept and "SameSite=lax" in kept and "Path=/sign-on/brand" in kept
    return browser, answer.headers["location"]


def signed_on(place: str, sub: str) -> str:
    """What the provider sends a browser back with, once somebody has signed on."""
    answer = httpx.post(place, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["location"])
    assert parts.path == "/sign-on/brand/back"
    return f"{parts.path}?{parts.query}"


def come(at: Desk, sub: str) -> tuple[TestClient, Any]:
    browser, place = away(at)
    return browser, browser.get(signed_on(place, sub))


def test_somebody_comes_in_with_the_role_of_the_table(at: Desk, provider: Provider) -> None:
    browser, answer = come(at, "1")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["user"]["name"], answer.json()["user"]["role"]) == ("anna", "buyer")
    me = browser.get("/v1/me").json()
    assert (me["name"], me["role"]) == ("anna", "buyer")
    assert browser.delete("/v1/session").status_code == 403  # without the token of the session
    csrf = {"X-CSRF-Token": answer.json()["csrf_token"]}
    assert browser.delete("/v1/session", headers=csrf).status_code == 204
    assert browser.get("/v1/me").status_code == 401
    assert provider.secrets[-1] == "Basic " + b64encode(b"treadle:hush").decode()
    before = len(users_of(at.brands["brand"]))
    assert come(at, "1")[1].json()["user"]["user_id"] == answer.json()["user"]["user_id"]
    assert len(users_of(at.brands["brand"])) == before
    (entry,) = at.client(role="owner").get("/v1/entries?kind=sign-on").json()["entries"]
    assert entry["author"] == "owner of the test" and "hush" not in str(entry)


def test_who_has_the_same_name_is_somebody_else_and_who_has_no_role_stays_out(at: Desk) -> None:
    come(at, "1")
    other = come(at, "2")[1].json()["user"]
    assert (other["name"], other["role"], other["factory_id"]) == ("anna (127.0.0.1)", "partner factory", "F1")
    assert come(at, "3")[1].json()["user"]["role"] == "read-only"
    refused = come(at, "4")[1]
    assert refused.status_code == 401 and "no rule of this brand" in refused.json()["detail"]
    browser, place = away(at)
    page = browser.get(signed_on(place, "3"), headers={"Accept": "text/html"})
    assert page.status_code == 200 and "You are in as 3" in page.text and "<script" not in page.text


def test_a_way_back_that_began_elsewhere_is_none(at: Desk) -> None:
    browser, place = away(at)
    back = signed_on(place, "1")
    assert at.client().get(back).status_code == 401  # another browser: the cookie is not there
    assert browser.get(back.replace("state=", "state=0")).status_code == 401
    assert browser.get("/sign-on/brand/back?error=access_denied&" + back.partition("?")[2]).status_code == 401
    other, _ = away(at)
    assert other.get(back).status_code == 401  # a turn of another browser: its state is another
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 401  # the turn is over


def test_a_code_of_another_turn_and_a_token_of_another_nonce_let_nobody_in(at: Desk, provider: Provider) -> None:
    from treadle.connectors.oidc import Turn

    _, place = away(at)
    stolen = parse_qs(urlsplit(signed_on(place, "1")).query)["code"][0]
    second, other = away(at)
    state = parse_qs(urlsplit(other).query)["state"][0]
    refused = second.get(f"/sign-on/brand/back?code={stolen}&state={state}")
    assert refused.status_code == 401 and "refuses this code" in refused.json()["detail"]  # its verifier is another
    turn, odd = Turn(secret="a" * 43), Turn(secret="b" * 43)
    place = other.replace(parse_qs(urlsplit(other).query)["nonce"][0], odd.nonce)
    challenge = urlsafe_b64encode(hashlib.sha256(turn.verifier.encode()).digest()).rstrip(b"=").decode()
    place = place.replace(parse_qs(urlsplit(place).query)["code_challenge"][0], challenge)
    place = place.replace(state, turn.state)
    browser = at.client()
    browser.cookies.set("treadle_turn", turn.secret, domain="testserver.local", path="/sign-on/brand")
    refused = browser.get(signed_on(place, "1"))
    assert refused.status_code == 401 and "cannot be trusted" in refused.json()["detail"], refused.text


def test_who_was_ended_stays_out_and_a_role_follows_the_table(at: Desk, provider: Provider) -> None:
    owner, brand = at.client(role="owner"), at.brands["brand"]
    user_id = come(at, "3")[1].json()["user"]["user_id"]
    told = {"issuer": provider.url, "client_id": "treadle",
            "rules": [*RULES[:2], {"claim": "email", "value": "zoe@example.org", "role": "planner"}]}  # fmt: skip
    assert owner.put("/v1/sign-on", json=told).status_code == 200
    assert come(at, "3")[1].json()["user"]["role"] == "planner"
    assert provider.secrets[-1].startswith("Basic ")  # the secret before was kept
    change_user(brand, user_id, is_active=False, author="the test", key="out")
    refused = come(at, "3")[1]
    assert refused.status_code == 401 and "ended your access" in refused.json()["detail"]
    entries = owner.get(f"/v1/entries?subject={user_id}&kind=user").json()["entries"]
    assert [one["author"] for one in entries] == ["sign-on of 127.0.0.1"] * 2 + ["the test"]


def test_what_is_wrong_is_told_and_an_end_is_an_end(at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = at.client(role="owner")
    wrong = {"issuer": "ftp://id.example/", "client_id": " ", "rules": [{"claim": "", "value": "x", "role": "boss"},
             {"claim": "a", "value": "b", "role": "partner factory"}]}  # fmt: skip
    told = owner.put("/v1/sign-on", json=wrong).json()["problems"]
    assert len(told) == 5, told
    monkeypatch.setenv("TREADLE_WEBHOOK_NETWORKS", "")
    near = {"issuer": "https://127.0.0.1:9", "client_id": "t", "rules": RULES}
    assert owner.put("/v1/sign-on", json=near).status_code == 200
    answer = at.client().get("/sign-on/brand", follow_redirects=False)
    assert answer.status_code == 503 and "did not answer as it should" in answer.json()["detail"]
    assert at.client(role="planner").get("/v1/sign-on").status_code == 403
    assert owner.delete("/v1/sign-on").status_code == 204
    assert owner.get("/v1/sign-on").status_code == 404
    assert at.client().get("/sign-on/brand").status_code == 404
    assert not (at.brands["brand"].folder / ".treadle" / "sign_on.json").exists()
