"""Cutting, as people use it: markers looked into and given to machines, tickets, rolls given out and brought back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser_site import Site, Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(("theme", "language"), [("dark", "zh"), ("light", "en")])
def test_cutting_keeps_nobody_out(site: Site, visit: Visit, theme: str, language: str) -> None:
    one = visit(site, "/cutting", role="supervisor", theme=theme, language=language)
    marker = one.page.locator("td a").first.get_attribute("href") or ""
    for path in ("/cutting", marker):
        one.go(path)
        assert one.serious() == [], path
        for width in (360, 820, 1440):
            one.page.set_viewport_size({"width": width, "height": 800})
            assert not one.is_wider_than_screen(), (path, width)


def test_a_marker_is_looked_into_and_given_to_machines(site: Site, visit: Visit) -> None:
    one = visit(site, "/cutting", role="supervisor")
    one.page.locator("td a").first.click()
    one.page.wait_for_selector("[data-zoomable] svg[data-ready]")
    whole = one.page.get_attribute("[data-zoomable] svg", "viewBox")
    one.page.get_by_role("button", name="Closer").click()
    closer = one.page.get_attribute("[data-zoomable] svg", "viewBox")
    assert float((closer or "").split()[2]) == float((whole or "").split()[2]) / 2
    one.page.get_by_role("button", name="Whole").click()
    assert [float(part) for part in (one.page.get_attribute("[data-zoomable] svg", "viewBox") or "").split()] == [
        float(part) for part in (whole or "").split()
    ]
    for form, begins in (("svg", "<svg"), ("pdf", "%PDF"), ("plt", "IN;"), ("cut", "")):
        link = one.page.locator(f"a[href^='/cutting/marker.{form}']").get_attribute("href")
        answer = one.page.request.get(link or "")
        assert answer.ok and answer.body().decode("latin-1").lstrip().startswith(begins), form
        assert "attachment" in answer.headers["content-disposition"]
    tickets = one.page.request.get(
        one.page.locator("a[href^='/cutting/tickets.pdf']").first.get_attribute("href") or ""
    )
    assert tickets.body().startswith(b"%PDF")
    assert one.page.request.get("/cutting/marker.exe?marker=x").status == 404


def test_a_roll_is_graded_given_out_and_what_is_left_is_a_remnant(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/cutting", role="supervisor")
    roll = one.page.locator("tr[id^='roll-']").first.get_attribute("id") or ""
    name = roll.removeprefix("roll-")
    lay = one.page.locator("tbody th").first.inner_text()
    graded, given, back = (
        one.page.locator(f"form[action='/cutting/rolls/{what}']") for what in ("inspect", "issue", "back")
    )
    graded.locator("[name=roll_id]").fill(name)
    graded.locator("[name=faults]").fill("hole 12")
    one.press("Grade it")
    assert "'hole 12' is no fault" in one.text("#told")
    graded.locator("[name=faults]").fill("hole@12.5, stain@30=0.2")
    one.press("Grade it")
    assert "on the shelf" in one.text(f"#{roll}") and "not inspected" not in one.text(f"#{roll}")
    given.locator("[name=roll_id]").fill(name)
    given.locator("[name=to]").fill(lay)
    one.press("Give it out")
    one.go("/cutting")
    assert "issued" in one.text(f"#{roll}") and lay in one.text(f"#{roll}")
    back.locator("[name=roll_id]").fill(name)
    back.locator("[name=left_m]").fill("3.2")
    one.press("It came back")
    one.go("/cutting")
    assert "3.2 m remnant" in one.text(f"#{roll}") and "1 remnants" in one.text(".facts")
