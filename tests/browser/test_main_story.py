"""The main story in a browser: the schedule dragged, a file dropped, a campaign joined on a phone, a buy decided by
two, cut, sewn through an outage, inspected, traced, settled; each page at the width it is used at. The brand is a
part of the demo, served with a worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_site import Site, Visitor, serving

from treadle.plant.books import ledger_of
from treadle.plant.buy_grid import grid_of
from treadle.plant.floor import take_scans
from treadle.plant.floor_read import read_floor_of
from treadle.plant.jobs import ask_job
from treadle.plant.orders import orders_of
from treadle.plant.play_floor import play_floor
from treadle.plant.presell.proposals import PROPOSE
from treadle.plant.receive import Delivery, receive
from treadle.terms.campaign import Campaign

Visit = Callable[..., Visitor]
DESK, TABLET, PHONE = 1440, 820, 360
EASY = {"least_margin_share": 0.0, "least_fill_chance": 0.0, "longest_wait_days": 365, "failed_cost": 0.0,
        "anyway_share": 0.0, "most_order_units": 100}  # fmt: skip
SAVED = "() => document.getElementById('saved').textContent === 'Saved'"


@pytest.fixture
def story_site(browser: Any, small_demo: Path, tmp_path: Path) -> Iterator[Site]:
    """A part of the demo of the test's own, whose campaigns are all worth it: it is the way through the pages that is
    tried."""
    folder = Path(shutil.copytree(small_demo, tmp_path / "treadle-demo"))
    settings = folder / "treadle.toml"
    lines = [one for one in settings.read_text().splitlines() if one.partition(" ")[0] not in EASY]
    at = lines.index("[presell]") + 1
    easy = [f"{name} = {value}" for name, value in EASY.items()]
    settings.write_text("\n".join([*lines[:at], *easy, *lines[at:], ""]))
    with serving(folder) as found:
        yield found


def planned_again(one: Visitor) -> None:
    """Press for a new plan and wait until it is there."""
    one.go("/today")
    one.press("Plan again")
    one.page.wait_for_function("() => !document.querySelector('.job')", timeout=120_000)


def typed(one: Visitor, row: int, units: int) -> None:
    """Type a number into the first cell of a row of the buy, and wait until it is written."""
    cell = one.page.locator("table.sheet tbody tr").nth(row).locator("td input:not([type=hidden])").first
    one.page.evaluate("document.getElementById('saved').textContent = ''")
    cell.fill(str(units))
    cell.press("Enter")
    one.page.wait_for_function(SAVED)


def is_fit(one: Visitor, path: str, width: int) -> None:
    """A page opens at a width, nothing of it beside the screen, nothing serious to a screen reader."""
    one.page.set_viewport_size({"width": width, "height": 800})
    one.go(path)
    assert not one.is_wider_than_screen(), (path, width)
    assert one.serious() == [], (path, width)


def a_file_is_dropped(site: Site, one: Visitor, place: Path) -> None:
    """Stock that was counted, dropped on the page of data and taken in."""
    row = grid_of(site.brand).rows[0].cells[0]
    file = place / "counted.csv"
    file.write_text(f"sku,location,units\n{row.sku},warehouse,3\n", encoding="utf-8")
    one.go("/data")
    one.page.set_input_files("#file", file)
    one.page.get_by_role("button", name="Look at it").click()
    one.page.wait_for_url("**/data/files/*")
    one.page.select_option("select[name=option]", "--as stock")
    one.page.get_by_role("button", name="Look at it").click()
    one.page.get_by_role("button", name="Take it in").click()
    one.page.wait_for_url("**/data")
    one.page.wait_for_selector("#jobs ~ .rows li:first-child .tag >> text=done", timeout=60_000)
    planned_again(one)


def two_decide_the_buy(site: Site, anna: Visitor, ben: Visitor) -> None:
    """Both type into the sheet at once: neither number is lost, and the one who looks at an old one is told."""
    for one in (anna, ben):
        one.go("/buy?show=all")
    typed(anna, 0, 90)
    typed(ben, 1, 70)
    cells = [row.cells[0].units for row in grid_of(site.brand).rows[:2]]
    assert sorted(cells) == [70, 90]
    anna.page.locator("table.sheet tbody tr").nth(1).locator("td input:not([type=hidden])").first.fill("55")
    anna.page.keyboard.press("Enter")
    anna.page.wait_for_selector("#told:not(:empty)")
    assert "has set this meanwhile" in anna.text("#told")
    anna.go("/buy")
    anna.press("Approve the buy", at=".foot")
    anna.go("/today")
    anna.press("Place the orders", at=".foot")
    anna.page.wait_for_function("() => !document.querySelector('.job')", timeout=90_000)
    assert orders_of(site.brand)


def drag_a_strip(one: Visitor) -> None:
    """A strip is moved by three days on its line: what it comes to is said before it is let go."""
    one.go("/schedule")
    strip = one.page.locator("#board .strip").first
    order = strip.get_attribute("data-order")
    box = strip.locator(".body").bounding_box()
    day = int(one.page.get_attribute("#board", "data-day") or 0)
    x, y = box["x"] + min(box["width"] / 2, 12), box["y"] + box["height"] / 2
    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + 1.5 * day, y, steps=3)
    one.page.mouse.move(x + 3 * day, y, steps=3)
    one.page.wait_for_function("() => document.getElementById('look').dataset.asked")
    assert order in one.text("#look .answer")
    one.page.mouse.up()
    one.page.wait_for_function("() => document.querySelector('#main > .answer')")


def joined_on_a_phone(site: Site, planner: Visitor, phone: Visitor) -> None:
    """A campaign is opened on terms of the planner's own; somebody without an account joins it on a phone."""
    ask_job(site.brand, PROPOSE, {"options": "TEE01-navy"}, author="the test", key="1")
    planner.go("/campaigns")
    planner.page.wait_for_function(
        "async () => (await (await fetch('/campaigns')).text()).includes('Worth opening: 1')", timeout=60_000
    )
    planner.go("/campaigns")
    planner.page.get_by_text("On other terms").first.click()
    for name, value in (("title", "Navy tee"), ("threshold", "2"), ("seats", "9")):
        planner.page.locator(f"input[name={name}]").first.fill(value)
    planner.page.get_by_role("button", name="Open on these terms").first.click()
    planner.page.wait_for_url("**/campaigns/TEE01-navy*")
    phone.go("/sale/treadle-demo")
    phone.page.get_by_role("link", name="Navy tee").first.click()
    phone.page.get_by_label("M", exact=True).check()
    phone.page.fill("input[name=pieces]", "2")
    phone.page.fill("textarea[name=address]", "Ann Lee\n1 High Street")
    assert not phone.is_wider_than_screen() and phone.serious() == []
    phone.page.get_by_role("button", name="Join").click()
    phone.page.wait_for_url("**/follow/**")


def paid_for(site: Site, planner: Visitor, phone: Visitor) -> None:
    """The planner books the buyer's payment; the phone says so."""
    (campaign,) = (held.state for held in ledger_of(site.brand.folder, site.brand.settings).states(Campaign))
    planner.go(f"/campaigns/{campaign.campaign_id}")
    planner.press(f"Paid: {next(iter(campaign.orders))}")
    phone.page.reload()
    assert "You are in" in phone.text() and "2 of 2 joined" in phone.text()


def scanned_through_an_outage(site: Site, one: Visitor) -> None:
    """A tablet scans a bundle while its network is away; nothing is lost, and nothing is there twice."""
    one.go("/tablet/")
    page = one.page
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(
        "async () => { while (!(await caches.match('/tablet/'))) "
        "await new Promise((again) => setTimeout(again, 100)); }"
    )
    page.locator("#at-once").check()
    bundle = next(iter(read_floor_of(site.brand.folder).bundles)).bundle_id
    one.context.set_offline(True)
    page.keyboard.type(bundle)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('box-count').textContent === '1 kept here'")
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")
    assert scans_of(site, bundle) == []
    one.context.set_offline(False)
    page.wait_for_function("() => document.getElementById('box-count').textContent === 'All sent'")
    assert [told["kind"] for told in scans_of(site, bundle)] == ["finish"]


def scans_of(site: Site, bundle_id: str) -> list[dict[str, Any]]:
    """What the ledger holds of a bundle's scans."""
    return [told for told in read_floor_of(site.brand.folder).scans.to_pylist() if told["bundle_id"] == bundle_id]


def inspected(one: Visitor) -> str:
    """The first lot that waits is inspected and accepted; the order's name."""
    one.go("/inspection")
    link = one.page.get_by_role("link", name="Inspect").first
    order = (link.get_attribute("href") or "").rsplit("/", 1)[-1]
    link.click()
    one.page.wait_for_selector("input[name=found]")
    one.page.locator("input[name=found]").fill("0")
    one.press("Decide")
    one.page.wait_for_selector(".answer")
    assert order in one.text(".answer")
    return order


def settled(site: Site, one: Visitor, order_id: str) -> None:
    """What came of the order is owed to its factory: a statement is drawn up by a press and paid by another."""
    receive(site.brand.folder, [Delivery(order_id=order_id)], author="the gate")
    order = next(one for one in orders_of(site.brand) if one.order_id == order_id)
    one.go(f"/money?day={order.terms.due_day + timedelta(days=60)}")
    one.press(f"Draw up a statement: {order.terms.factory_id}", exact=False)
    one.press(f"Book as paid: {order.terms.factory_id}", exact=False)
    assert one.page.locator(".tag", has_text="paid").count() and one.serious() == []
    assert ledger_of(site.brand.folder, site.brand.settings).audit() == ()


def test_the_main_story(story_site: Site, visit: Visit, tmp_path: Path) -> None:
    anna = visit(story_site, "/today", role="owner", name="anna", width=DESK)
    ben = visit(story_site, "/today", role="planner", name="ben", width=DESK)
    drag_a_strip(visit(story_site, "/schedule", role="factory planner", name="fe", width=DESK))
    a_file_is_dropped(story_site, anna, tmp_path)
    for path in ("/demand", "/buy"):
        is_fit(ben, path, DESK)
    ben.go("/demand")
    ben.page.locator("#options tbody a").first.click()
    ben.page.wait_for_selector(".chart .line.ahead", state="attached")
    phone = visit(story_site, "/sale/treadle-demo", role="", width=PHONE)
    joined_on_a_phone(story_site, anna, phone)
    two_decide_the_buy(story_site, anna, ben)
    paid_for(story_site, anna, phone)
    cutter = visit(story_site, "/cutting", role="factory planner", width=TABLET)
    assert "Nothing" not in cutter.text("h1")
    supervisor = visit(story_site, "/floor", role="supervisor", width=TABLET)
    supervisor.press("Tie the bundles")
    scanned_through_an_outage(story_site, visit(story_site, "/tablet/", role="station", width=PHONE))
    played = play_floor(story_site.brand.folder, days=12, seed=1)
    take_scans(story_site.brand.folder, played.scans, author="the tablets")
    order = inspected(supervisor)
    trace = visit(story_site, f"/trace?id={order}", role="owner", width=PHONE)
    trace.page.wait_for_selector(".steps-list li")
    assert order in trace.text() and not trace.is_wider_than_screen()
    settled(story_site, visit(story_site, "/money", role="owner", name="anna", width=DESK), order)
