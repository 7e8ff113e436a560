"""What was released is on the page of orders, on paper and in a workbook; a partner factory sees its own."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from browser_site import Site, Visitor

from treadle.plant import buy_grid
from treadle.plant.drafts import release_approved
from treadle.plant.order_papers import papers_of

Visit = Callable[..., Visitor]


def test_orders_are_listed_printed_and_each_factory_sees_its_own(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/orders", role="planner")
    assert "Nothing was ordered yet" in one.text()
    buy_grid.approve_within(own_site.brand, "current", version=None, author="anna", key="1")
    release_approved(own_site.brand, "current", author="anna")
    papers = papers_of(own_site.brand)
    one.go("/orders")
    assert one.page.locator("tbody tr").count() == len(papers) and one.serious() == []
    paper = one.page.request.get(f"/orders/{papers[0].order_id}/paper.pdf")
    assert paper.body().startswith(b"%PDF") and paper.headers["content-type"] == "application/pdf"
    rows = list(openpyxl.load_workbook(io.BytesIO(one.page.request.get("/orders/book.xlsx").body())).active.values)
    assert sum(row[-1] for row in rows[1:]) == sum(paper.units for paper in papers)
    partner = visit(own_site, "/", role="partner factory")
    partner.go("/orders")
    mine = [paper for paper in papers if paper.factory_id == "F1"]
    assert partner.page.locator("tbody tr").count() == len(mine)
    other = next((paper for paper in papers if paper.factory_id != "F1"), None)
    if other is not None:
        assert partner.page.request.get(f"/orders/{other.order_id}/paper.pdf").status == 404


def test_what_came_short_is_booked_on_a_phone_and_the_list_shows_it(own_site: Site, visit: Visit) -> None:
    buy_grid.approve_within(own_site.brand, "current", version=None, author="anna", key="1")
    release_approved(own_site.brand, "current", author="anna")
    paper = papers_of(own_site.brand)[0]
    one = visit(own_site, "/orders", role="supervisor", width=360)
    one.page.get_by_role("link", name=paper.order_id, exact=True).click()
    one.page.wait_for_selector("[name^='units:']")
    for width in (360, 820, 1440):
        one.page.set_viewport_size({"width": width, "height": 800})
        assert not one.is_wider_than_screen() and one.serious() == [], width
    came = one.page.locator("[name^='units:']")
    counts = [int(came.nth(at).input_value()) for at in range(came.count())]
    came.first.fill(str(counts[0] - 1))
    one.press("Book it")
    one.page.wait_for_selector("text=1 are still to come")
    one.go("/orders")
    row = one.page.locator("tr", has_text=paper.order_id)
    assert f"{paper.units - 1:,}" in row.inner_text()
