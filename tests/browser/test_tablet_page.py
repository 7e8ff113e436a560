"""The tablet at a station: scanned, kept, sent; through lost networks, reloads, restarts and killed browsers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_site import Site, Visitor, serving
from tablet_outage import live

from treadle.plant.bundles import tie_bundles
from treadle.plant.floor_read import read_floor_of
from treadle.plant.release import release_plan
from treadle.plant.stations import make_station

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def floor_site(browser: Any, planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A brand whose orders are released and tied; tests scan bundles of their own."""
    folder = Path(shutil.copytree(planned_brand, tmp_path_factory.mktemp("floor") / "acme"))
    release_plan(folder, folder / "plan", author="the test", is_agreed=True)
    tie_bundles(folder, author="the test")
    with serving(folder) as found:
        yield found


def bundles(site: Site) -> list[Any]:
    return list(read_floor_of(site.brand.folder).bundles)


def scans_of(site: Site, bundle_id: str) -> list[dict[str, Any]]:
    rows = read_floor_of(site.brand.folder).scans.to_pylist()
    return [one for one in rows if one["bundle_id"] == bundle_id]


def scan(page: Any, code: str) -> None:
    """As a scanner that types: the letters, then Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_function("text => document.getElementById('ticket-id').textContent === text", arg=code.split("|")[0])


def kept(page: Any, text: str) -> None:
    page.wait_for_function("text => document.getElementById('box-count').textContent === text", arg=text)


def sent(page: Any, count: int) -> None:
    """Wait until so many scans are shown as sent."""
    page.wait_for_function("n => document.querySelectorAll('#done .tag.decided').length >= n", arg=count)


def ready(page: Any) -> None:
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")


def test_a_tablet_is_let_in_by_a_link_or_a_pin_and_scans_a_bundle(floor_site: Site, visit: Visit) -> None:
    made = make_station(floor_site.brand, "L1", author="the test")
    one = visit(floor_site, f"/station/{made.link}", role="", width=820)
    assert "L1" in one.text() and one.serious() == []
    one.page.get_by_role("button").click()
    one.page.wait_for_url("**/tablet/")
    ready(one.page)
    other = visit(floor_site, "/station", role="", width=820)
    other.page.get_by_label("Station").fill("L1")
    other.page.get_by_label("PIN").fill("000000" if made.pin != "000000" else "111111")
    other.page.get_by_role("button").click()
    assert "Station or PIN is wrong" in other.text()
    other.page.get_by_label("PIN").fill(made.pin)
    other.page.get_by_role("button").click()
    other.page.wait_for_url("**/tablet/")
    bundle = bundles(floor_site)[0]
    one.page.get_by_role("button", name="Who stands here?").click()
    one.page.locator("#people-list button").first.click()
    one.page.wait_for_function("() => document.querySelectorAll('#next li').length > 0")
    scan(one.page, f"{bundle.bundle_id}|front")
    assert str(bundle.units) in one.text("#ticket")
    one.page.locator("#start").click()
    one.page.locator("#finish").click()
    sent(one.page, 2)
    assert sorted(one["kind"] for one in scans_of(floor_site, bundle.bundle_id)) == ["finish", "start"]
    one.page.get_by_role("button", name="Take back").first.click()
    sent(one.page, 3)
    undone = scans_of(floor_site, bundle.bundle_id)
    (void,) = [one for one in undone if one["kind"] == "void"]
    assert void["replaces"] in {one["scan_id"] for one in undone if one["kind"] == "finish"}


def test_a_defect_is_told_by_place_and_kind_and_is_mended(floor_site: Site, visit: Visit) -> None:
    one = visit(floor_site, "/tablet/", role="station", width=820)
    ready(one.page)
    bundle = next(one for one in reversed(bundles(floor_site)) if one.units > 1)
    one.page.wait_for_function("() => document.querySelector('#station').textContent !== ''")
    scan(one.page, bundle.bundle_id)
    one.page.locator("#defect").click()
    assert one.page.locator("#fault-keep").is_disabled()
    one.page.locator("#fault-places button").nth(1).click()
    one.page.get_by_role("button", name="broken stitch").click()
    one.page.get_by_role("button", name="One more").click()
    assert one.serious() == []
    one.page.locator("#fault-keep").click()
    sent(one.page, 1)
    (found,) = scans_of(floor_site, bundle.bundle_id)
    steps = read_floor_of(floor_site.brand.folder).bulletins[bundle.bulletin_id].operations
    assert (found["kind"], found["defect"], found["units"]) == ("defect", "broken stitch", 2)
    assert found["operation_id"] == steps[1].operation_id
    one.page.locator("#rework").click()
    one.page.locator("#fault-keep").click()
    sent(one.page, 2)
    assert [one["kind"] for one in scans_of(floor_site, bundle.bundle_id)] == ["defect", "rework"]


def test_what_is_scanned_without_a_network_survives_reloads_and_is_sent_once(floor_site: Site, visit: Visit) -> None:
    one = visit(floor_site, "/tablet/", role="station", name="R7", width=820)
    ready(one.page)
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    one.page.evaluate(
        "async () => { while (!(await caches.match('/tablet/'))) "
        "await new Promise((again) => setTimeout(again, 100)); }"
    )
    one.page.locator("#at-once").check()
    own = [one.bundle_id for one in bundles(floor_site)[2:5]]
    one.context.set_offline(True)
    for at, bundle_id in enumerate(own, 1):
        scan(one.page, bundle_id)
        kept(one.page, f"{at} kept here")
        if at == 2:
            one.page.reload()
            ready(one.page)
            kept(one.page, "2 kept here")
    assert "No network" in one.text("#box") and one.serious() == []
    assert [scans_of(floor_site, one) for one in own] == [[], [], []]
    one.context.set_offline(False)
    kept(one.page, "All sent")
    assert [[one["kind"] for one in scans_of(floor_site, each)] for each in own] == [["finish"]] * 3


def test_what_the_server_does_not_take_is_shown_with_why_and_never_dropped(floor_site: Site, visit: Visit) -> None:
    one = visit(floor_site, "/tablet/", role="station", name="R8", width=820)
    ready(one.page)
    one.page.evaluate(
        "Outbox.add({scan_id: newId(), bundle_id: 'B-1', kind: 'finnish', happened_at: '2026-03-02T08:00:00Z'}, "
        "document.getElementById('words').dataset.brand).then(() => Sender.send())"
    )
    one.page.wait_for_function("() => document.getElementById('box').dataset.kind === 'refused'")
    assert "'finnish' is none of" in one.text("#done") and "1 not taken" in one.text("#box")
    one.page.get_by_role("button", name="Seen").click()
    one.page.wait_for_function("() => document.getElementById('box').dataset.kind === 'sent'")


def test_a_station_that_is_ended_keeps_what_it_has_until_it_is_let_in_again(floor_site: Site, visit: Visit) -> None:
    from treadle.plant.stations import begin_by_link, end_station

    made = make_station(floor_site.brand, "L9", author="the test")
    _, session = begin_by_link(floor_site.brand, made.link)
    one = visit(floor_site, "/station", role="", width=820)
    one.context.add_cookies([{"name": "treadle_session", "value": str(session), "url": floor_site.url}])
    one.go("/tablet/")
    ready(one.page)
    end_station(floor_site.brand, made.station.user_id, author="the test")
    one.page.locator("#at-once").check()
    bundle_id = bundles(floor_site)[6].bundle_id
    one.page.evaluate("here.step = here.today?.tickets[0]?.steps[0].operation_id ?? 'op'")
    scan(one.page, bundle_id)
    one.page.wait_for_function("() => document.getElementById('box').dataset.kind === 'out'")
    kept(one.page, "1 kept here")
    again = make_station(floor_site.brand, "L9", author="the test")
    one.page.get_by_role("link", name="Let this tablet in").click()
    one.page.get_by_label("Station").fill("L9")
    one.page.get_by_label("PIN").fill(again.pin)
    one.page.get_by_role("button").click()
    one.page.wait_for_url("**/tablet/")
    ready(one.page)
    kept(one.page, "All sent")
    assert len(scans_of(floor_site, bundle_id)) == 1


def test_without_scripts_one_scan_at_a_time_is_a_form(floor_site: Site, visit: Visit) -> None:
    one = visit(floor_site, "/tablet/", role="station", name="R9", width=820, scripts=False)
    bundle = bundles(floor_site)[7]
    one.page.locator("#code").fill(bundle.bundle_id)
    one.page.locator("noscript input").fill("op")
    one.page.locator("noscript button").nth(1).click()
    assert [one["kind"] for one in scans_of(floor_site, bundle.bundle_id)] == ["finish"]


def test_a_tablet_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    floor_site: Site, browser: Any, tmp_path: Path
) -> None:
    """Four lives; `benchmarks/run.py outage` lives two hundred."""
    told = live(
        browser.browser_type, int(floor_site.url.rpartition(":")[2]), floor_site.session("station", "R10"),
        tmp_path / "profile", [one.bundle_id for one in bundles(floor_site)[8:14]], lives=4, seed=3,
        held=lambda: read_floor_of(floor_site.brand.folder).scans.to_pylist(),
    )  # fmt: skip
    assert told.killed == 4 and told.begun_without_network and len(told.promised) >= 4
    assert (told.lost, told.doubled, told.wrong) == ([], [], [])
