"""Factories in a browser: an order offered at a desk, countered on a phone, taken at the desk."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser_site import Site, Visitor, serving

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
from sourcing_desk import buying_brand, first_sku, release

from treadle.plant.source.desk import sourcing_books

Visit = Callable[..., Visitor]


@pytest.fixture
def buying_site(browser: Any, planned_brand: Path, tmp_path: Path) -> Iterator[Site]:
    books = buying_brand(planned_brand, tmp_path)
    style, sku = first_sku(books.folder)
    release(sourcing_books(books.folder, author="me"), "BI-NEW", style, {sku: 200}, date.today() + timedelta(days=120))
    with serving(books.folder) as found:
        yield found


def test_offered_at_a_desk_countered_on_a_phone_and_taken(buying_site: Site, visit: Visit) -> None:
    desk = visit(buying_site, "/factories/orders/BI-NEW")
    desk.press("Offer it: far")
    assert "open" in desk.text(".panel")
    link = desk.text("code.secret")
    phone = visit(buying_site, link, role="", width=360, language="zh")
    assert phone.serious() == [] and not phone.is_wider_than_screen() and "请您生产" in phone.text()
    phone.page.get_by_text("提出修改").click()
    phone.page.locator("input[name=price]").fill("4.35")
    phone.page.get_by_role("button", name="发送").first.click()
    assert "已还价" in phone.text()
    desk.go("/factories")
    assert "4.35 a piece instead of 4.00" in desk.text("#waits ~ ul")
    desk.press("Take it: BI-NEW, far")
    assert "Take it: BI-NEW" not in desk.text()
    phone.go(link)
    assert "此单归您" in phone.text()
    phone.go("/factory")
    assert "BI-NEW" in phone.text() and not phone.is_wider_than_screen()
    for theme in ("light", "dark"):
        eyes = visit(buying_site, "/factories/far", theme=theme)
        assert eyes.serious() == []
        for width in (360, 820, 1440):
            eyes.page.set_viewport_size({"width": width, "height": 800})
            assert not eyes.is_wider_than_screen(), width
