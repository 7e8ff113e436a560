"""A released order is followed from its page to cloth and back to the demand it was made for."""

from __future__ import annotations

from collections.abc import Callable

from browser_site import Site, Visitor

from treadle.plant import buy_grid
from treadle.plant.drafts import release_approved
from treadle.plant.orders import orders_of

Visit = Callable[..., Visitor]


def test_an_order_is_followed_and_what_is_not_there_names_the_nearest(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/trace")
    assert "Nothing was ordered yet" in one.text() and one.serious() == []
    assert buy_grid.approve_within(own_site.brand, "current", version=None, author="anna", key="1") == ()
    release_approved(own_site.brand, "current", author="anna")
    order_id = orders_of(own_site.brand)[0].order_id
    one.go("/trace")
    one.page.get_by_role("link", name=order_id).click()
    one.page.wait_for_selector(".steps-list li")
    assert order_id in one.text("main") and one.serious() == []
    assert not one.is_wider_than_screen()
    one.page.fill("input[name=id]", order_id[:-1])
    one.page.get_by_role("button", name="Follow it").click()
    one.page.wait_for_selector(".wrong")
    assert order_id in one.text(".wrong")
    one.go(f"/trace?id={order_id}")
    one.page.get_by_role("link", name="Product passport").click()  # this brand has not said who issues them
    assert "nobody issues passports. Set it to the brand's address" in one.text()
