"""A campaign from the proposal to the settlement, as a planner and buyers on phones press it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser_site import Site, Visitor

from treadle.connectors.payments.provider import sign
from treadle.plant import jobs
from treadle.plant.books import ledger_of
from treadle.plant.orders import orders_of
from treadle.plant.presell.desk import campaign_books
from treadle.plant.presell.payments import HEADER, connect_provider
from treadle.plant.presell.proposals import PROPOSE, newest_proposals
from treadle.plant.written_plan import read_plan
from treadle.terms.campaign import Campaign

Visit = Callable[..., Visitor]
OPTION = "DRE1-teal"
WIDTHS = (360, 820, 1440)
#: With these a campaign of any option is worth opening: what is tried here is the way through the pages.
EASY = {"least_margin_share": 0.0, "least_fill_chance": 0.0, "longest_wait_days": 365, "failed_cost": 0.0,
        "anyway_share": 0.0, "most_order_units": 100}  # fmt: skip


def make_easy(folder: Path) -> None:
    """Let everything be worth opening, and the brand live on the last day of its data: the next plan is of the
    day after, and knows the buyers."""
    path = folder / "treadle.toml"
    behind = (datetime.now(UTC).date() - read_plan(folder / "plan").as_of).days + 1
    lines = [one for one in path.read_text(encoding="utf-8").splitlines() if one.partition(" ")[0] not in EASY]
    at = lines.index("[presell]") + 1
    told = [f"{name} = {value}" for name, value in EASY.items()]
    text = "\n".join([*lines[:at], *told, *lines[at:], ""])
    path.write_text(text.replace("[brand]", f"[brand]\ndays_behind_clock = {behind}"), encoding="utf-8")


def wait_for(found: Callable[[], object], seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.3)


def campaign_of(site: Site) -> Campaign:
    return ledger_of(site.brand.folder, site.brand.settings).states(Campaign)[0].state


def sell(phone: Visitor, size: str, pieces: int) -> None:
    """Fill the form of a campaign's page and send it."""
    phone.page.get_by_label(size, exact=True).check()
    phone.page.fill("input[name=pieces]", str(pieces))
    phone.page.fill("textarea[name=address]", "Ann Lee\n1 High Street")
    phone.page.get_by_role("button", name=re.compile("^Join")).click()


def told_by_provider(site: Site, phone: Visitor, secret: str, order_id: str, cents: int, payment: str) -> str:
    """A payment as the provider tells it, signed; what became of it."""
    now = campaign_books(site.brand.folder, author="the test").clock()
    body = json.dumps({"type": "payment.paid", "id": payment, "order_id": order_id, "amount_cents": cents,
                       "currency": "EUR", "at": now.isoformat()}).encode()  # fmt: skip
    answer = phone.page.request.post("/v1/presell/payments", data=body,
                                     headers={HEADER: sign(secret, body, now)})  # fmt: skip
    return str(answer.json()["money"][0]["what"])


def check_pages(site: Site, visit: Visit, planners: tuple[str, ...], buyers: tuple[str, ...]) -> None:
    """Nobody is kept out of the pages, in both languages and themes, and none is wider than its screen."""
    for theme, language in (("light", "en"), ("dark", "zh"), ("light", "zh"), ("dark", "en")):
        for role, paths in (("planner", planners), ("", buyers)):
            one = visit(site, paths[0], role=role, theme=theme, language=language)
            for path in paths:
                one.go(path)
                assert one.serious() == [], (path, theme, language)
                for width in WIDTHS:
                    one.page.set_viewport_size({"width": width, "height": 800})
                    assert not one.is_wider_than_screen(), (path, width, language)


@pytest.mark.timeout(900)
def test_a_campaign_is_opened_joined_at_the_last_place_paid_filled_made_and_settled(
    own_site: Site, visit: Visit
) -> None:
    folder = own_site.brand.folder
    make_easy(folder)
    jobs.ask_job(own_site.brand, PROPOSE, {"options": OPTION}, author="the test", key="1")
    wait_for(lambda: newest_proposals(own_site.brand))
    planner = visit(own_site, "/campaigns", role="planner")
    assert "Worth opening: 1" in planner.text()
    planner.page.get_by_text("On other terms").click()
    for name, value in (("title", "Teal dress"), ("threshold", "41"), ("seats", "41")):
        planner.page.fill(f"input[name={name}]", value)
    planner.page.get_by_role("button", name="Open on these terms").click()
    planner.page.wait_for_url(re.compile(r"/campaigns/DRE1-teal-\d+"))
    name = campaign_of(own_site).campaign_id
    here, shop = f"/campaigns/{name}", f"/sale/acme/{name}"

    first, second, third = (visit(own_site, "/sale/acme", role="", width=360) for _ in range(3))
    for phone in (first, second, third):
        phone.page.get_by_role("link", name=re.compile("Teal dress")).click()
        assert "41 needed" not in phone.text() and "0 of 41 joined" in phone.text()
    sell(first, "S", 40)
    first.page.wait_for_url("**/follow/**")
    for phone in (second, third):
        phone.go(shop)
        assert "1 left" in phone.text()
    sell(second, "M", 1)
    second.page.wait_for_url("**/follow/**")
    sell(third, "M", 1)
    third.page.wait_for_selector("#wrong")
    assert "Nothing was reserved" in third.text() and "All places are taken" in third.text()
    assert second.page.locator("text=1 High Street").count() == 1

    secret = connect_provider(folder)
    orders = list(campaign_of(own_site).orders.values())
    assert [one.pieces for one in orders] == [40, 1]
    asked = orders[0].asked_cents
    told = [told_by_provider(own_site, first, secret, orders[0].order_id, asked, "pi_1") for _ in range(2)]
    assert told == ["taken", "known"]
    planner.go(here)
    planner.press(f"Paid: {orders[1].order_id}")
    second.page.reload()
    assert "You are in" in second.text() and "41 of 41 joined" in second.text()
    check_pages(own_site, visit, ("/campaigns", here), ("/sale/acme", shop, second.page.url))

    planner.page.get_by_text("Change it by hand").click()
    planner.press("End it now")
    assert "filled" in planner.text(".head")
    planner.press("Make it: plan and place the orders", at=".foot")
    wait_for(lambda: campaign_of(own_site).is_made)
    made = [one for order in orders_of(own_site.brand, factory_id=None) for one in order.lines]
    assert sum(one.wanted_units for one in made if one.sku == f"{OPTION}-S") >= 33, "40 are sold and 7 are on hand"
    for one in orders:
        planner.go(here)
        planner.press(f"Paid: {one.order_id}")
    for button in ("It is made", "It is shipped", "It is settled"):
        planner.go(here)
        planner.press(button, at=".foot")
    assert "settled" in planner.text(".head")
    second.page.reload()
    assert "It is shipped" in second.text()
    money = campaign_of(own_site).money()
    assert money.held_cents == 0 and money.earned_cents + money.due_back_cents == money.paid_cents
    assert ledger_of(folder, own_site.brand.settings).audit() == ()


def test_a_phone_without_scripts_joins_and_leaves(own_site: Site, visit: Visit) -> None:
    from treadle.plant.presell.campaigns import open_campaign
    from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of

    folder, books = own_site.brand.folder, campaign_books(own_site.brand.folder, author="Mira")
    day = datetime.now(UTC).date().replace(year=datetime.now(UTC).year + 1, day=1)
    wanted = Wanted(option_id=OPTION, threshold_units=9, promise_day=day)
    terms = terms_of(wanted, catalogue_of(folder, books.settings), books.settings, books.clock())
    open_campaign(books.ledger, "plain", terms, author="Mira")
    phone = visit(own_site, "/sale/acme/plain", role="", width=360, scripts=False)
    sell(phone, "L", 1)
    assert "Your place is kept" in phone.text() and phone.page.url.rpartition("/")[0].endswith("/follow/acme")
    phone.page.get_by_text("Leave this order").click()
    phone.page.get_by_role("button", name="Leave, and get the money back").click()
    assert "This order is over" in phone.text()
    assert campaign_of(own_site).count_units == 0
