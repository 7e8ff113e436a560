"""Coming in by a second real provider of OpenID Connect (nanoidp), whose log-in is a page with a password."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("authlib", reason="the extra 'oidc' is not installed")
pytest.importorskip("nanoidp", reason="nanoidp, a provider for tests, is not installed")
import httpx
from api_desk import desk
from nanoidp.app import create_app
from werkzeug.serving import make_server

from treadle.plant.init import init_folder

SETTINGS = """config_version: 1
server: {{host: "127.0.0.1", port: {port}}}
jwt: {{keys_dir: "{folder}/keys"}}
oauth:
  issuer: "http://127.0.0.1:{port}"
  audience: "treadle"
  clients:
    - {{client_id: "treadle", client_secret: "hush", description: "treadle"}}
"""
USERS = """config_version: 1
users:
  anna: {password: "blue door", email: "anna@example.org", roles: ["USER"], groups: ["buying"], tenant: "default"}
  zoe: {password: "red door", email: "zoe@example.org", roles: ["USER"], groups: ["visiting"], tenant: "default"}
"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    folder = tmp_path_factory.mktemp("idp")
    (folder / "settings.yaml").write_text(SETTINGS.format(port=port, folder=folder.as_posix()), encoding="utf-8")
    (folder / "users.yaml").write_text(USERS, encoding="utf-8")
    server = make_server("127.0.0.1", port, create_app(str(folder)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()


def back_from(place: str, user: str, password: str) -> str:
    """Where the provider sends a browser once somebody has logged in there."""
    with httpx.Client(follow_redirects=False) as browser:
        answer = browser.get(place)
        for _ in range(6):
            if answer.is_redirect:
                place = urljoin(place, answer.headers["location"])
                parts = urlsplit(place)
                if parts.path == "/sign-on/brand/back":
                    return f"{parts.path}?{parts.query}"
                answer = browser.get(place)
                continue
            form = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
            target = re.search(r'<form[^>]*action="([^"]*)"', answer.text)
            if target is not None and target[1]:
                place = urljoin(place, target[1].replace("&amp;", "&"))
            answer = browser.post(place, data={**form, "username": user, "password": password})
    raise AssertionError(f"{answer.status_code} {answer.text[:500]}")


def test_somebody_comes_in_from_another_provider(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init_folder(tmp_path / "brand")
    at = desk(tmp_path / "brand")
    monkeypatch.setenv("TREADLE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    rules = [{"claim": "groups", "value": "buying", "role": "buyer"}]
    told = {"issuer": provider, "client_id": "treadle", "client_secret": "hush", "rules": rules}
    assert at.client(role="owner").put("/v1/sign-on", json=told).status_code == 200
    for user, password, status in (("anna", "blue door", 200), ("zoe", "red door", 401)):
        browser = at.client()
        place = browser.get("/sign-on/brand", follow_redirects=False).headers["location"]
        answer = browser.get(back_from(place, user, password))
        assert answer.status_code == status, answer.text
        if status == 200:
            assert answer.json()["user"]["role"] == "buyer"
            assert browser.get("/v1/me").json()["role"] == "buyer"
        else:
            assert "no rule of this brand" in answer.json()["detail"]
