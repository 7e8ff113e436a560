"""Facts and people by their pages: a file dropped, looked at, taken in and back; rows mended; somebody let in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from browser_site import PASSWORD, Site, Visitor

from treadle.plant import demand, facts
from treadle.plant.people import users_of

Visit = Callable[..., Visitor]


def first_sku(at: Site) -> str:
    """A SKU of the brand."""
    return str(facts.held_table(at.brand, "products", is_text=True)["sku"][0])


def wait_done(one: Visitor) -> None:
    """Wait until the newest work has ended."""
    one.page.wait_for_selector("#jobs ~ .rows li:first-child .tag >> text=/done|failed/", timeout=30_000)


def test_a_file_is_looked_at_taken_in_mended_and_taken_back(own_site: Site, visit: Visit, tmp_path: Path) -> None:
    sku = first_sku(own_site)
    file = tmp_path / "counted.csv"
    file.write_text(f"sku,location,units\n{sku},warehouse,17\n{sku},shop,many\n", encoding="utf-8")
    one = visit(own_site, "/data", role="planner")
    one.page.set_input_files("#file", file)
    one.page.get_by_role("button", name="Look at it").click()
    one.page.wait_for_url("**/data/files/*")
    one.page.select_option("select[name=option]", "--as stock")
    one.page.get_by_role("button", name="Look at it").click()
    assert "Would be set aside 1" in one.text()
    assert one.serious() == [] and not facts.imports_of(own_site.brand)
    one.page.get_by_role("button", name="Take it in").click()
    one.page.wait_for_url("**/data")
    wait_done(one)
    (taken,) = facts.imports_of(own_site.brand)
    assert (taken.table, taken.kept_rows + taken.replaced_rows, taken.set_aside_rows) == ("stock", 1, 1)
    one.go("/data")
    one.page.get_by_role("link", name="Mend the rows").click()
    cell = one.page.locator("td.clash input, input[value=many]").first
    assert cell.input_value() == "many" and one.serious() == []
    cell.fill("23")
    one.page.get_by_role("button", name="Take the mended rows in").click()
    one.page.wait_for_url("**/data")
    wait_done(one)
    mended = facts.imports_of(own_site.brand)[0]
    assert mended.number > taken.number and mended.kept_rows + mended.replaced_rows == 1
    one.go("/data")
    one.press("Undo", exact=False)
    assert facts.imports_of(own_site.brand)[0].undoes
    assert "taken back" in one.text()


def test_what_no_table_fits_says_what_to_do(own_site: Site, visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "letter.csv"
    file.write_text("dear,madam\nyours,truly\n", encoding="utf-8")
    one = visit(own_site, "/data", role="planner", language="zh")
    one.page.set_input_files("#file", file)
    one.page.locator("#drop button").click()
    one.page.wait_for_url("**/data/files/*")
    assert one.page.locator(".over").is_visible() and one.page.locator("form[action='/data/imports']").count() == 0


def test_somebody_is_let_in_changed_and_ended_and_a_key_is_shown_once(own_site: Site, visit: Visit) -> None:
    owner = visit(own_site, "/people")
    owner.page.select_option("form[action='/people/links'] select", "buyer")
    owner.press("Make a link")
    link = owner.text(".secret")
    ben = visit(own_site, link.removeprefix(own_site.url), role="")
    ben.page.fill("[name=name]", "ben")
    ben.page.fill("[name=password]", PASSWORD)
    ben.page.get_by_role("button", name="Come in").click()
    ben.page.wait_for_url("**/today")
    assert ben.page.locator("nav a[href='/people']").count() == 0
    owner.go("/people")
    assert owner.page.locator(".secret").count() == 0
    owner.page.locator("li", has_text="ben").get_by_role("button", name="End: ben").click()
    owner.page.wait_for_selector(".tag.left >> text=ended")
    assert not next(one.state for one in users_of(own_site.brand) if one.state.name == "ben").is_active
    ben.go("/today")
    assert ben.page.url.endswith("/login?next=/today")
    owner.page.fill("form[action='/people/keys'] [name=name]", "the shop")
    owner.press("Make a key")
    assert owner.text(".secret").startswith("key.acme.") and owner.serious() == []


def test_an_option_is_followed_from_the_list_to_its_curve(site: Site, visit: Visit) -> None:
    one = visit(site, "/demand")
    first = demand.demand_of(site.brand).options[0]
    one.page.locator("#options tbody a").first.click()
    one.page.wait_for_selector(".chart .line.ahead", state="attached")
    assert f"{round(first.expected_units):,}" in one.text(".facts") and one.serious() == []
    assert not one.is_wider_than_screen()
    one.page.set_viewport_size({"width": 360, "height": 740})
    assert not one.is_wider_than_screen()
    one.page.get_by_role("link", name="Why, and what if?").click()
    one.page.wait_for_selector(".chart .now")


def test_the_list_is_found_in_and_ordered(site: Site, visit: Visit) -> None:
    one = visit(site, "/demand")
    rows = one.page.locator("#options tbody tr:visible")
    every = rows.count()
    name = one.text("#options tbody tr:last-child th").split()[0]
    one.page.fill("[data-find]", name)
    assert 1 <= rows.count() <= every
    one.page.get_by_role("link", name="Rising").click()
    growth = [wanted.growth or 0.0 for wanted in demand.demand_of(site.brand).options]
    assert one.page.locator("#options tbody tr").count() == len(growth) == every


def test_a_file_that_nothing_knows_is_mapped_on_the_page_and_read_so(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/data")
    one.page.set_input_files(
        "#file", {"name": "till.csv", "mimeType": "text/csv", "buffer": b"Artikelnr;Wann;Stk\nX1;2026-09-01;3\n"}
    )
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="Look").first.click()
    with one.page.expect_navigation():
        one.page.get_by_role("link", name="Say what its columns are").click()
    assert "Artikelnr" in one.page.locator("textarea").input_value()
    assert one.serious() == []
    one.page.locator("input[name=name]").fill("till")
    one.page.locator("textarea").fill(
        'name = "till"\n[[source]]\nfile = "*.csv"\ntable = "stock"\nnot_read = ["Wann"]\n'
        '[source.columns]\nsku = "Artikelnr"\nunits = "Stk"\n'
    )
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="Keep it").click()
    assert "X1" in one.text("table") and "till" in one.text("select[name=option]")
