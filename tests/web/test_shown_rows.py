"""Long lists show their first rows, find those of a name, and hold all where that is asked for or given out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.requests import Request
from test_pages_served import csrf, visitor

from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.today import today_of
from treadle.web.pages import buy, today
from treadle.web.shown_rows import MOST_ROWS, shown_rows

NAMES = [f"option {at}" for at in range(MOST_ROWS + 25)]


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def request(query: str = "", method: str = "GET", **headers: str) -> Request:
    told = [(b"host", b"here"), *((name.replace("_", "-").encode(), text.encode()) for name, text in headers.items())]
    return Request({"type": "http", "method": method, "scheme": "http", "server": ("here", 80), "path": "/demand",
                    "query_string": query.encode(), "headers": told})  # fmt: skip


def test_the_first_rows_are_shown_and_all_of_them_where_they_are_asked_for() -> None:
    first = shown_rows(request("order=rising"), NAMES, str)
    assert (list(first.rows), first.count, first.is_cut, first.is_long) == (NAMES[:MOST_ROWS], len(NAMES), True, True)
    assert first.whole == "/demand?order=rising&rows=all"
    for query in ("rows=all", "table_as=1.csv"):
        whole = shown_rows(request(query), NAMES, str)
        assert list(whole.rows) == NAMES and not whole.is_cut and not whole.is_long
    few = shown_rows(request(), NAMES[:3], str)
    assert list(few.rows) == NAMES[:3] and not few.is_cut and not few.is_long


def test_a_name_is_looked_for_among_all_rows() -> None:
    found = shown_rows(request("find=OPTION+12"), NAMES, str)
    assert list(found.rows) == ["option 12", *(f"option 12{at}" for at in range(5))] and found.is_long
    assert shown_rows(request("find=nothing"), NAMES, str).count == 0
    assert shown_rows(request("find=12"), NAMES).count == len(NAMES), "a list without names is not looked through"


def test_what_a_form_answers_with_is_of_the_page_it_stands_on() -> None:
    there = request(method="POST", hx_current_url="http://here/today?rows=all")
    assert len(shown_rows(there, NAMES).rows) == len(NAMES)
    assert len(shown_rows(request("rows=all", method="POST"), NAMES).rows) == MOST_ROWS


def test_today_and_the_buy_show_their_first_rows(brand: ServedBrand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST_DECISIONS", 2)
    monkeypatch.setattr(buy, "MOST_OPTIONS", 1)
    client = visitor(brand, "planner")
    waiting = today_of(brand).waiting
    assert len(waiting) > 2
    shown = client.get("/today").text
    assert [one in shown for one in (f'id="a-{each.action.action_id}"' for each in waiting)][:3] == [True, True, False]
    assert f"Decisions waiting: {len(waiting)}" in shown or str(len(waiting)) in shown
    every = client.get("/today?rows=all").text
    assert all(f'id="a-{one.action.action_id}"' in every for one in waiting)
    told = {"csrf": csrf(client), "plan_id": today_of(brand).view.plan.plan_id, "said": "done",
            "action_id": waiting[0].action.action_id}  # fmt: skip
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/today?rows=all"}
    after = client.post("/today/answers", data=told, headers=headers).text
    assert all(f'id="a-{one.action.action_id}"' in after for one in waiting[1:]), "all of them stay shown"
    sheet = client.get("/buy?show=all").text
    options = re.findall(r'data-option="([^"]+)"', sheet)
    assert len(options) == 1 and "rows=all" in sheet
    rows = re.findall(r'data-option="([^"]+)"', client.get("/buy?show=all&rows=all").text)
    assert len(rows) > 1
    named = client.get("/buy", params={"show": "all", "find": rows[-1]}).text
    assert re.findall(r'data-option="([^"]+)"', named) == [rows[-1]]
    assert "Nothing is called" in client.get("/buy?show=all&find=zebra").text
