"""The supervisor's floor and the inspection of lots, as people use them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_site import Site, Visitor, serving

from treadle.plant.bundles import tie_bundles
from treadle.plant.floor import take_scans
from treadle.plant.play_floor import play_floor
from treadle.plant.release import release_plan

Visit = Callable[..., Visitor]
PAGES = ("/floor", "/floor?away=L1-01", "/inspection", "/tablet/")


@pytest.fixture(scope="module")
def sewn_site(browser: Any, planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A brand whose floor was worked on: one order is sewn, of the others a part is."""
    folder = Path(shutil.copytree(planned_brand, tmp_path_factory.mktemp("sewn") / "acme"))
    release_plan(folder, folder / "plan", author="the test", is_agreed=True)
    tie_bundles(folder, author="the test")
    played = play_floor(folder, days=4, seed=1)
    rows = played.scans.read_text(encoding="utf-8").splitlines()
    played.scans.write_text("\n".join(rows[: len(rows) * 6 // 10]) + "\n", encoding="utf-8")
    take_scans(folder, played.scans, author="the test")
    with serving(folder) as found:
        yield found


@pytest.mark.parametrize(("theme", "language"), [("light", "zh"), ("dark", "en")])
def test_every_page_of_the_floor_keeps_nobody_out(sewn_site: Site, visit: Visit, theme: str, language: str) -> None:
    one = visit(sewn_site, "/floor", role="supervisor", theme=theme, language=language)
    for path in PAGES:
        one.go(path)
        assert one.serious() == [], path
        for width in (360, 820, 1440):
            one.page.set_viewport_size({"width": width, "height": 800})
            assert not one.is_wider_than_screen(), (path, width)


def test_a_supervisor_sees_what_holds_the_floor_up_and_who_stands_in_for_whom(sewn_site: Site, visit: Visit) -> None:
    one = visit(sewn_site, "/floor", role="supervisor", width=820)
    assert one.page.locator("tr.marked").count() == 1 and "Bottleneck" in one.text(".facts")
    line = one.page.locator("fieldset").filter(has=one.page.locator("input[value='L2-01']"))
    line.get_by_label("L2-01").check()
    with one.page.expect_response(lambda answer: "away=L2-01" in answer.url):
        one.page.get_by_role("button", name="Place the others").click()
    one.page.wait_for_selector(".answer")
    assert "without L2-01" in one.text(".answer")


def test_a_supervisor_lets_a_tablet_in_and_ends_it(sewn_site: Site, visit: Visit) -> None:
    one = visit(sewn_site, "/floor", role="supervisor", width=820)
    one.page.get_by_label("Station", exact=True).fill("L2/S04")
    one.press("Let this tablet in")
    one.page.wait_for_selector("svg.qr")
    link, pin = one.text(".link"), one.text(".pin")
    assert len(pin) == 6 and one.serious() == []
    read = one.page.evaluate(
        """async () => {
            const svg = new XMLSerializer().serializeToString(document.querySelector('svg.qr'));
            const seen = await new Promise((there) => { const one = new Image(); one.onload = () => there(one);
                one.src = 'data:image/svg+xml;base64,' + btoa(svg); });
            const picture = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
            picture.getContext('2d').drawImage(seen, 0, 0, 400, 400);
            await new Promise((there) => document.head.append(Object.assign(document.createElement('script'),
                { src: '/static/gathered/jsqr.js', onload: there })));
            return jsQR(picture.getContext('2d').getImageData(0, 0, 400, 400).data, 400, 400).data;
        }"""
    )
    assert read == link
    tablet = visit(sewn_site, link.removeprefix(sewn_site.url), role="", width=820)
    tablet.page.get_by_role("button").click()
    tablet.page.wait_for_url("**/tablet/")
    one.page.get_by_role("link", name="Done").click()
    one.press("End it: L2/S04", exact=True)
    assert "L2/S04" not in one.text()
    tablet.go("/tablet/")
    assert tablet.page.url.endswith("/login?next=/tablet/")
    tablet.page.get_by_role("link", name="This is a tablet at a station").click()
    assert tablet.page.url.endswith("/station")


def test_a_lot_is_inspected_and_the_next_page_says_so(sewn_site: Site, visit: Visit) -> None:
    one = visit(sewn_site, "/inspection", role="supervisor", width=820)
    waiting = one.page.locator("#waiting").inner_text()
    one.page.get_by_role("link", name="Inspect").first.click()
    one.page.wait_for_selector("input[name=found]")
    order = one.text("h1").split()[-1]
    assert one.serious() == []
    one.page.locator("input[name=found]").fill("many")
    one.page.locator("select[name=defect]").first.select_option("open seam")
    one.page.locator("input[name=place]").first.fill("left sleeve")
    one.page.locator("input[name=units]").first.fill("3")
    with one.page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 422):
        one.page.get_by_role("button", name="Decide").click()
    one.page.locator("input[name=found]").fill("3")
    one.press("Decide")
    one.page.wait_for_selector(".answer")
    assert "open seam (left sleeve) 3" in one.text() and order in one.text(".answer")
    one.go("/inspection")
    assert "open seam (left sleeve) 3" in one.text()
    if "not accepted" in one.text("#done + ul li"):
        assert one.page.locator("#waiting").inner_text() == waiting
