"""Pages without a browser: who comes in, what a form must say, what is refused and how, in which language."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from treadle.api.caller import COOKIE, CSRF_HEADER
from treadle.api.limits import Buckets, Limits
from treadle.api.served import Served
from treadle.plant import drafts, today
from treadle.plant.people import accept, invite
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.tokens import read_token
from treadle.terms.draft import ANSWERS
from treadle.web import static_files
from treadle.web.asking import local_path
from treadle.web.navigation import PLACES
from treadle.web.site import create_site
from treadle.words import label

PASSWORD = "eleven green bicycles"
HTML = {"Accept": "text/html"}
HAN = re.compile(r"[一-鿿]")


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def client_of(brand: ServedBrand, *others: ServedBrand) -> TestClient:
    """A browser without scripts."""
    wide = Buckets(size=1e6, per_second=1e6)
    limits = Limits(requests=wide, log_ins_of_a_name=Buckets(size=5, per_second=1 / 60), log_ins_of_an_address=wide)
    served = Served(brands={one.brand_id: one for one in (brand, *others)})
    return TestClient(create_site(served, limits), raise_server_exceptions=False, headers=HTML)


def visitor(brand: ServedBrand, role: str, name: str = "") -> TestClient:
    """Somebody of a role, logged in."""
    client = client_of(brand)
    link = invite(brand, role, factory_id="F1" if role == "partner factory" else "", author="the test")
    client.cookies.set(COOKIE, str(accept(brand, link, name=name or f"the {role}", password=PASSWORD)[1]))
    return client


def csrf(client: TestClient) -> str:
    """The token of a client's session."""
    token = read_token(client.cookies[COOKIE])
    assert token is not None
    return token.csrf


def first_order(brand: ServedBrand) -> Any:
    """The first order that the plan proposes."""
    return next(one.action for one in today.today_of(brand).decisions if one.action.action == "order")


def test_the_owners_link_ends_on_today_and_works_once(brand: ServedBrand) -> None:
    client, link = client_of(brand), f"/join/{invite(brand, 'owner', author='the test')}"
    assert "You come in as owner" in client.get(link).text
    weak = client.post(f"{link}/come-in", data={"name": "anna", "password": "password1234"})
    assert weak.status_code == 422 and "many people take" in weak.text
    inside = client.post(f"{link}/come-in", data={"name": "anna", "password": PASSWORD})
    assert inside.url.path == "/today" and "to decide" in inside.text
    again = client.post(f"{link}/come-in", data={"name": "eve", "password": PASSWORD})
    assert again.status_code == 404 and "Ask the owner for a new one" in again.text


def test_logging_in_goes_on_to_where_one_wanted_to_go_and_nowhere_else(brand: ServedBrand) -> None:
    accept(brand, invite(brand, "planner", author="the test"), name="ben", password=PASSWORD)
    client = client_of(brand)
    door = client.get("/today")
    assert door.url.path == "/login" and 'value="/today"' in door.text
    wrong = client.post("/come-in", data={"name": "ben", "password": "wrong password 12", "next": "/today"})
    assert wrong.status_code == 401 and "Name or password is wrong" in wrong.text and 'value="ben"' in wrong.text
    inside = client.post("/come-in", data={"name": "ben", "password": PASSWORD, "next": "/today"})
    assert inside.url.path == "/today"
    assert [local_path(one) for one in ("//evil.example", "https://evil.example", "/\\evil.example", "/me?a=1")] == [
        "/", "/", "/", "/me?a=1",
    ]  # fmt: skip
    left = client.post("/leave", data={"csrf": csrf(client)})
    assert left.url.path == "/login" and client.get("/today").url.path == "/login"


def test_a_link_in_a_letter_begins_anew_as_ours_so_that_the_cookie_is_sent(brand: ServedBrand) -> None:
    found = client_of(brand).get("/today", headers={"Sec-Fetch-Site": "cross-site"})
    assert found.url.path == "/today" and '<meta http-equiv="refresh" content="0;url=/today">' in found.text


def test_another_sites_form_begins_no_session(brand: ServedBrand) -> None:
    told = {"name": "ben", "password": PASSWORD}
    assert client_of(brand).post("/come-in", data=told, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_after_five_failures_a_name_waits_on_the_page_too(brand: ServedBrand) -> None:
    client = client_of(brand)
    codes = [client.post("/come-in", data={"name": "ben", "password": "x"}).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


def test_a_write_says_the_token_in_its_header_or_its_form_and_is_refused_without(brand: ServedBrand) -> None:
    client, action = visitor(brand, "planner"), first_order(brand)
    told = {"plan_id": "current", "action_id": action.action_id, "said": "left"}
    for refused in (
        client.post("/today/answers", data=told),
        client.post("/today/answers", data={**told, "csrf": "x"}),
    ):
        assert refused.status_code == 403 and "text/html" in refused.headers["content-type"]
    assert not today.today_of(brand).decided
    assert client.post("/today/answers", data={**told, "csrf": csrf(client)}).status_code == 200
    assert [one.action for one in today.today_of(brand).decided] == [action]
    back = {**told, "said": "", "was": "left"}
    part = client.post("/today/answers", data=back, headers={CSRF_HEADER: csrf(client), "HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.text and not today.today_of(brand).decided


def test_what_is_left_is_not_bought_until_it_is_taken_back(brand: ServedBrand) -> None:
    before, action = today.today_of(brand), first_order(brand)
    line = next(one for one in before.view.plan.buy.lines if one.style_id == action.style_id and one.units)
    drafts.edit_line(brand, "current", line.line_id, units=line.units + 7, author="ben", key="by hand")
    edited = today.today_of(brand)
    today.answer(brand, "current", action.action_id, "left", was="", author="ben", key="1")
    left = today.today_of(brand)
    assert left.units == before.units - action.units
    assert left.cost_cents == before.cost_cents - action.cost_cents
    assert not left.view.draft.approved_by
    today.answer(brand, "current", action.action_id, "", was="left", author="ben", key="2")
    after = today.today_of(brand)
    assert (after.units, after.cost_cents) == (edited.units, edited.cost_cents)
    assert after.view.draft.edits == edited.view.draft.edits and not after.decided


def test_of_two_who_answer_one_is_told_of_the_other(brand: ServedBrand) -> None:
    action = first_order(brand)
    today.answer(brand, "current", action.action_id, "done", was="", author="ben", key="1")
    client = visitor(brand, "buyer")
    told = {"plan_id": "current", "action_id": action.action_id, "said": "left", "csrf": csrf(client)}
    refused = client.post("/today/answers", data=told)
    assert refused.status_code == 409 and "ben has answered it meanwhile" in refused.text
    part = client.post("/today/answers", data=told, headers={"HX-Request": "true"})
    assert part.headers["hx-retarget"] == "#told" and "<html" not in part.text
    same = client.post("/today/answers", data={**told, "said": "done"})
    assert same.status_code == 200  # two who agree are not in each other's way
    assert [one.answer.answered_by for one in today.today_of(brand).decided if one.answer] == ["ben"]


def test_who_may_only_look_sees_everything_and_presses_nothing(brand: ServedBrand) -> None:
    client = visitor(brand, "read-only")
    page = client.get("/today").text
    assert "to decide" in page and 'action="/today/answers"' not in page and 'action="/today/approval"' not in page
    told = {"plan_id": "current", "action_id": first_order(brand).action_id, "said": "done", "csrf": csrf(client)}
    refused = client.post("/today/answers", data=told)
    assert refused.status_code == 403 and "An owner can let you" in refused.text


def test_who_may_look_at_no_page_is_told_who_they_are(brand: ServedBrand) -> None:
    client = visitor(brand, "partner factory")
    places = [one for one in PLACES if one.act in ("be", "read orders", "report")]
    assert client.get("/").url.path == (places[0].path if places else "/me")
    assert client.get("/today").status_code == 403
    assert 'href="/today"' not in client.get("/me").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_on_a_planned_brand(brand: ServedBrand, language: str) -> None:
    """Here as well, so that a page that breaks is seen where no browser and no gathered scripts are."""
    client = visitor(brand, "owner")
    client.post("/language", data={"language": language, "back": "/today"})
    opened = {place.path: client.get(place.path) for place in PLACES}
    assert {path: told.status_code for path, told in opened.items()} == {place.path: 200 for place in PLACES}
    assert all("<main" in told.text for path, told in opened.items() if path != "/tablet/")
    headings = {place.path: label(f"screen.{place.name}", language) for place in PLACES}
    assert not {path for path, told in opened.items() if headings[path] not in told.text}


def test_what_is_another_brands_is_nobodys_here(brand: ServedBrand, planned_brand: Path, tmp_path: Path) -> None:
    shutil.copytree(planned_brand, tmp_path / "other")
    other = open_brands([tmp_path / "other"])["other"]
    client = client_of(brand, other)
    link = invite(other, "planner", author="the test")
    client.cookies.set(COOKIE, str(accept(other, link, name="eva m", password=PASSWORD)[1]))
    today.answer(brand, "current", first_order(brand).action_id, "done", was="", author="ben", key="1")
    assert "ben" not in client.get("/today").text
    login = client_of(brand, other).get("/login").text
    assert login.count("<option") == 2


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "path", ["/today", "/buy", "/demand", "/demand/forecasts", "/data", "/people", "/books", "/me", "/nothing/here"]
)
def test_every_page_is_of_one_language_and_runs_nothing_that_stands_in_it(
    brand: ServedBrand, language: str, path: str
) -> None:
    client = visitor(brand, "owner", name="anna")
    client.post("/language", data={"language": language, "back": path})
    page = client.get(path).text
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in page
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son\w+=|javascript:", page)
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []
    words = re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).replace("the test", "")
    if language == "zh":
        assert HAN.search(words)
        assert not re.search(r"\b(the|of|what|order|price|decided|pieces)\b", words)


def test_programs_get_problems_as_before_and_people_get_pages(brand: ServedBrand) -> None:
    client = visitor(brand, "owner")
    assert client.get("/v1/jobs/none").headers["content-type"] == "application/problem+json"
    assert client.get("/nothing", headers={"Accept": "application/json"}).json()["status"] == 404
    lost = client.get("/nothing")
    assert lost.status_code == 404 and "There is nothing here." in lost.text and 'href="/"' in lost.text


def test_a_plan_that_cannot_be_read_is_told_with_what_to_press(brand: ServedBrand) -> None:
    client = visitor(brand, "owner")
    (brand.folder / "plan" / "plan.json").write_text("{}", encoding="utf-8")
    assert "Plan again" in client.get("/today").text
    shutil.rmtree(brand.folder / "plan")
    page = client.get("/today").text
    assert "Nothing is planned yet." in page and "Make the first plan" in page
    asked = client.post("/today/plan", data={"csrf": csrf(client)})
    assert "asked for by the owner" in asked.text and 'hx-trigger="every 2s"' in asked.text


def test_our_own_files_are_kept_for_ever_under_the_digest_of_what_is_in_them(brand: ServedBrand) -> None:
    client = client_of(brand)
    address = static_files.address_of("look.css")
    answer = client.get(address)
    assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get("/static/look.css?v=0").headers["cache-control"] == "no-cache"
    for path in ("/static/../site.py", "/static/%2e%2e/site.py", "/static/", "/static/none.js", "/static/gathered"):
        assert client.get(path).status_code == 404, path


def test_the_same_press_sent_twice_is_one_answer(brand: ServedBrand) -> None:
    client, action = visitor(brand, "planner"), first_order(brand)
    told = {"plan_id": "current", "action_id": action.action_id, "said": ANSWERS[0], "csrf": csrf(client), "key": "k1"}
    assert [client.post("/today/answers", data=told).status_code for _ in range(2)] == [200, 200]
    assert len(today.today_of(brand).decided) == 1


def test_a_bug_of_ours_is_a_page_too_with_the_id_of_its_request(
    brand: ServedBrand, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor(brand, "owner")

    def broken(_: ServedBrand) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(today, "today_of", broken)
    found = client.get("/today")
    assert found.status_code == 500 and "nothing was half-written" in found.text and 'href="/"' in found.text
    assert found.headers["x-request-id"] in found.text and "RuntimeError" not in found.text
    program = client.get("/today", headers={"Accept": "application/json"})
    assert program.json()["status"] == 500
