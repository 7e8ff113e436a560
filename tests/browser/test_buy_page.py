"""The buy's sheet as planners use it: typed, pasted, undone, over a limit, two at once; and without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from browser_site import Site, Visitor

from treadle.plant import buy_edits, buy_grid
from treadle.plant.buy_edits import CellSet

Visit = Callable[..., Visitor]
SAVED = "() => document.getElementById('saved').textContent === 'Saved'"


def cell(one: Visitor, row: int, column: int) -> Any:
    """A cell of the first sheet by its place."""
    return (
        one.page.locator("table.sheet")
        .first.locator("tbody tr")
        .nth(row)
        .locator("td input:not([type=hidden])")
        .nth(column)
    )


def fact(one: Visitor, name: str) -> int:
    """A total of the page."""
    return int(one.page.locator(f'[data-fact="{name}"]').first.inner_text().replace(",", "").replace("−", "-"))


def saved(one: Visitor, act: Callable[[], None]) -> None:
    """Do something that writes, and wait until it is written."""
    one.page.evaluate("document.getElementById('saved').textContent = ''")
    act()
    one.page.wait_for_function(SAVED)


def paste(one: Visitor, at: Any, text: str) -> None:
    """Paste a text of a spreadsheet into a cell."""
    at.focus()
    one.page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        "const told = {clipboardData: data, bubbles: true, cancelable: true};"
        "document.activeElement.dispatchEvent(new ClipboardEvent('paste', told)) }",
        text,
    )


def test_what_is_typed_is_priced_at_once_and_written_when_it_is_left(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all")
    units, cost = fact(one, "units"), fact(one, "cost")
    was = int(cell(one, 0, 1).input_value())
    cell(one, 0, 1).fill(str(was + 60))
    one.page.wait_for_function(
        f"() => document.querySelector('[data-fact=units]').textContent.replace(',', '') === '{units + 60}'"
    )
    assert fact(one, "cost") > cost
    assert buy_grid.grid_of(own_site.brand).totals.units == units  # nothing is written while one types
    saved(one, lambda: cell(one, 0, 1).press("Enter"))
    assert buy_grid.grid_of(own_site.brand).totals.units == units + 60
    assert one.page.evaluate(
        "document.activeElement === document.querySelectorAll('tbody tr')[1].querySelectorAll('td > :first-child')[1]"
    )
    one.go("/buy?show=changed")
    assert int(cell(one, 0, 1).input_value()) == was + 60
    one.go("/today")
    assert f"{units + 60:,} pieces" in one.text(".foot")  # the next page shows the difference


def test_a_block_of_a_spreadsheet_is_one_step_that_is_undone_and_redone(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all")
    before = [[int(cell(one, row, column).input_value()) for column in range(2)] for row in range(2)]
    units = fact(one, "units")
    saved(one, lambda: paste(one, cell(one, 0, 0), "101\t102\r\n103\t1,104\r\n"))
    assert fact(one, "units") == units + 101 + 102 + 103 + 1104 - sum(map(sum, before))
    saved(one, lambda: one.page.keyboard.press("Control+z"))
    assert fact(one, "units") == units
    assert [[int(cell(one, row, column).input_value()) for column in range(2)] for row in range(2)] == before
    one.go("/buy?show=all")  # what can be done again is known after a reload: it is read from the ledger
    saved(one, lambda: one.page.keyboard.press("Control+y"))
    assert int(cell(one, 1, 1).input_value()) == 1104
    saved(one, lambda: one.page.get_by_role("button", name="Undo").click())
    assert fact(one, "units") == units


def test_a_number_for_all_sizes_is_shared_among_those_that_bring_most(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all")
    total = one.page.locator("input.sum").first
    total.fill("90")
    saved(one, lambda: total.press("Enter"))
    row = buy_grid.grid_of(own_site.brand).rows[0]
    assert row.units == 90 and sum(bool(one.units) for one in row.cells) > 1
    one.page.locator("table.sheet th.name a").first.click()
    one.page.wait_for_selector("#panel .chart .now")
    assert "Half of it, 45 pieces" in one.text("#panel")
    assert one.serious() == []


def test_what_breaks_a_limit_is_told_beside_it_and_stops_the_approval(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all")
    saved(one, lambda: paste(one, cell(one, 0, 0), "90000"))
    assert "sewing minutes" in one.text("#over") or "budget" in one.text("#over")
    assert one.page.locator("#approve").is_disabled()
    plain = visit(own_site, "/buy", scripts=False)
    plain.page.locator("#approve").click()
    assert "cannot be approved" in plain.text(".foot")
    assert not buy_grid.grid_of(own_site.brand).view.draft.approved_by
    saved(one, lambda: one.page.keyboard.press("Control+z"))
    assert one.page.locator("#approve").is_enabled() and one.page.locator("#over").is_hidden()
    one.press("Approve the buy", at=".foot")
    assert buy_grid.grid_of(own_site.brand).view.draft.approved_by == "the owner"


def test_what_somebody_else_set_meanwhile_is_told_and_stays(own_site: Site, visit: Visit) -> None:
    anna = visit(own_site, "/buy?show=all", name="anna")
    grid = buy_grid.grid_of(own_site.brand)
    line = grid.rows[0].cells[0].line_id
    buy_edits.set_units(own_site.brand, "current", [CellSet(line_id=line, units=33)], author="ben", key="1")
    cell(anna, 0, 0).fill("44")
    cell(anna, 0, 0).press("Enter")
    anna.page.wait_for_selector("#told:not(:empty)")
    assert "ben has set this meanwhile" in anna.text("#told")
    assert cell(anna, 0, 0).input_value() == "44" and anna.page.locator("input.clash").count() == 1
    assert buy_grid.grid_of(own_site.brand).rows[0].cells[0].units == 33
    anna.page.locator("#told a").click()
    anna.page.wait_for_load_state()
    assert cell(anna, 0, 0).input_value() == "33"


def test_without_scripts_the_sheet_is_a_form(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all", scripts=False)
    cell(one, 0, 0).fill("77")
    one.page.get_by_role("button", name="Save the sheet").click()
    assert cell(one, 0, 0).input_value() == "77"
    one.page.get_by_role("button", name="Undo").click()
    assert cell(one, 0, 0).input_value() != "77"


def test_the_sheet_leaves_as_a_workbook_as_it_stands(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy", role="read-only")
    assert one.page.locator("table.sheet input").count() == 0
    body = one.page.request.get("/buy/book.xlsx").body()
    rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.values)
    grid = buy_grid.grid_of(own_site.brand)
    assert sum(row[-4] for row in rows[1:]) == grid.totals.units


def test_the_account_moves_while_one_types_and_buys_stand_beside_each_other(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/buy?show=all")
    one.page.wait_for_function("() => document.querySelector('[data-fact=cash]').textContent !== '…'")
    lowest = fact(one, "cash")
    was = int(cell(one, 0, 1).input_value())
    cell(one, 0, 1).fill(str(was + 3000))
    one.page.wait_for_function(
        f"() => !document.querySelector('[data-fact=cash]').textContent.includes('{lowest:,}'.replace('-', '−'))"
    )
    assert fact(one, "cash") < lowest and "in the week of" in one.text("#cash")
    cell(one, 0, 1).fill(str(was + 10))
    saved(one, lambda: cell(one, 0, 1).press("Enter"))
    one.go("/buy/compare")
    assert "Nothing is kept" in one.text()
    one.page.locator("form[action$=now] input[name=name]").fill("ten more")
    one.press("Keep the buy as it stands")
    one.page.locator("form[action$=asked] input[name=name]").fill("half")
    one.page.locator("input[name=scale]").fill("0.5")
    one.press("Keep it as a column")
    table = one.page.locator("table.compare").first
    assert [" ".join(head.split()) for head in table.locator("thead th").all_inner_texts()] == [
        "What it comes to", "As proposed", "ten more", "half",
    ]  # fmt: skip
    pieces = [int(text.replace(",", "")) for text in table.locator("tbody tr").first.locator("td").all_inner_texts()]
    assert pieces[1] == pieces[0] + 10 and pieces[2] < pieces[0]
    assert one.serious() == []
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="Take it into the sheet: half").click()
    assert fact(one, "units") == pieces[2]
    saved(one, lambda: one.page.get_by_role("button", name="Undo").click())
    assert fact(one, "units") == pieces[1]
