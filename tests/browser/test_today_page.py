"""Today, as people use it: with a mouse, with keys, on a phone, in both languages, and two at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browser_site import Site, Visitor

from treadle.plant.people import caller_of
from treadle.plant.today import today_of
from treadle.plant.tokens import read_token

Visit = Callable[..., Visitor]
#: Every page that somebody who is logged in may open, and the one of whoever is not.
PAGES = (
    "/today", "/campaigns", "/buy", "/buy/compare", "/glossary", "/demand", "/demand/forecasts", "/demand/searches",
    "/orders", "/trace",
    "/factories", "/factory", "/money", "/shops", "/value",
    "/data", "/people", "/books", "/books/audit", "/me", "/nothing/here",
)  # fmt: skip
WIDTHS = (360, 820, 1440)


def number(text: str) -> int:
    """The first count in a text."""
    found = re.search(r"[\d,]+", text)
    assert found is not None
    return int(found[0].replace(",", ""))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_keeps_nobody_out(site: Site, visit: Visit, theme: str, language: str) -> None:
    one = visit(site, "/today", theme=theme, language=language)
    for path in PAGES:
        one.go(path)
        assert one.serious() == [], path
    door = visit(site, "/login", role="", theme=theme, language=language)
    assert door.serious() == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_is_wider_than_its_screen(site: Site, visit: Visit, language: str) -> None:
    one = visit(site, "/today", language=language)
    for path in PAGES:
        one.go(path)
        for width in WIDTHS:
            one.page.set_viewport_size({"width": width, "height": 800})
            assert not one.is_wider_than_screen(), (path, width)


def test_one_press_decides_and_one_takes_it_back(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/today")
    before = number(one.text(".facts"))
    waiting = number(one.text("#waiting"))
    one.press("Not now", exact=False)
    assert number(one.text("#waiting")) == waiting - 1
    assert number(one.text(".facts")) < before
    assert "the owner" in one.text("main section:last-of-type")
    one.press("Undo", exact=False)
    assert (number(one.text("#waiting")), number(one.text(".facts"))) == (waiting, before)
    assert one.page.locator("#decided").count() == 0


def test_the_keyboard_is_enough(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/today")
    waiting = number(one.text("#waiting"))
    one.page.keyboard.press("j")
    for left in range(waiting - 1, max(waiting - 4, -1), -1):
        with one.page.expect_response(lambda answer: answer.request.method == "POST"):
            one.page.keyboard.press("Enter")
        one.page.wait_for_function("n => parseInt(document.querySelector('#waiting').innerText) === n", arg=left)
    if waiting > 3:
        assert one.page.evaluate("document.activeElement.classList.contains('primary')")


def test_without_scripts_everything_is_done_by_forms(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/today", scripts=False)
    waiting = number(one.text("#waiting"))
    one.page.locator("main .press button").first.click()
    assert number(one.text("#waiting")) == waiting - 1
    one.page.get_by_role("button", name="Undo").first.click()
    assert number(one.text("#waiting")) == waiting


def test_two_at_once_are_told_of_each_other_and_nothing_is_overwritten(own_site: Site, visit: Visit) -> None:
    anna, ben = visit(own_site, "/today", name="anna"), visit(own_site, "/today", role="buyer", name="ben")
    anna.press("Order", exact=False)
    ben.press("Not now", exact=False)
    assert "anna has answered it meanwhile" in ben.text("#told")
    assert ben.serious() == []
    ben.page.evaluate("htmx.trigger(document.getElementById('changed'), 'every')")
    ben.page.wait_for_selector("#changed .notice")
    assert "anna has changed this" in ben.text("#changed")
    ben.page.locator("#changed a").click()
    assert "anna" in ben.text("main section:last-of-type")


def test_a_session_that_ended_leads_to_the_door_from_a_press_too(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/today", name="carl")
    token = read_token(own_site.session("owner", "carl"))
    assert token is not None
    caller = caller_of(own_site.brand, token)
    assert caller is not None
    from treadle.plant.people import log_out

    log_out(caller)
    one.page.locator("main .press button").first.click()
    one.page.wait_for_url("**/login")


def test_what_is_approved_and_released_is_on_order(own_site: Site, visit: Visit) -> None:
    buyer = visit(own_site, "/today", role="buyer", width=820)
    units = number(buyer.text(".foot"))
    assert buyer.page.get_by_role("button", name="Place the orders").count() == 0
    buyer.press("Approve the buy", at=".foot")
    assert "approved by the buyer" in buyer.text(".foot")
    planner = visit(own_site, "/today", role="planner", width=820)
    planner.press("Place the orders", at=".foot")
    planner.page.wait_for_selector(".foot .tag.decided >> text=ordered", timeout=30_000)
    assert "the planner has placed the orders" in planner.text(".foot")
    orders = planner.page.request.get("/v1/orders").json()["orders"]
    spare = int(today_of(own_site.brand).values["spare_units"])  # cut beyond what is bought, from the same lays
    assert sum(line["ordered_units"] for one in orders for line in one["lines"]) == units + spare
    assert planner.page.locator("main .press").get_by_role("button", name="Order", exact=False).count() == 0


def test_a_word_in_a_heading_is_explained_by_the_keyboard_and_a_table_leaves(site: Site, visit: Visit) -> None:
    one = visit(site, "/demand")
    word = one.page.locator("main .term").first
    said = word.inner_text()
    word.focus()
    one.page.keyboard.press("Enter")
    meaning = one.page.locator(".meaning:popover-open")
    assert said.lower().rstrip("s") in meaning.inner_text().lower()
    assert one.serious() == []
    one.page.keyboard.press("Escape")
    assert meaning.count() == 0
    with one.page.expect_download() as told:
        one.page.locator(".table-as a").first.click()
    assert told.value.suggested_filename == "demand-1.csv"
