"""The buy's sheet behind its page: what is written, undone by whom, refused, and priced without being written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_pages_served import csrf, visitor

from treadle.api.caller import CSRF_HEADER
from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant import buy_edits, buy_grid, today
from treadle.plant.buy_edits import CellSet
from treadle.plant.serving import ServedBrand, open_brands


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def put(brand: ServedBrand, author: str, key: str, *cells: tuple[str, int]) -> None:
    """Set cells by line."""
    told = [CellSet(line_id=name, units=units) for name, units in cells]
    buy_edits.set_units(brand, "current", told, author=author, key=key)


def units(brand: ServedBrand, *names: str) -> list[int]:
    """Units of lines as they stand."""
    found = {cell.line_id: cell.units for row in buy_grid.grid_of(brand).rows for cell in row.cells}
    return [found[name] for name in names]


def test_as_proposed_the_sheet_is_the_plan(brand: ServedBrand) -> None:
    grid = buy_grid.grid_of(brand)
    buy = grid.view.plan.buy
    assert (grid.totals.cost_cents, grid.totals.units) == (buy.spent_cents, sum(line.units for line in buy.lines))
    assert grid.totals.profit_cents == sum(line.expected_profit_cents for line in buy.lines)
    assert grid.is_within and not grid.totals.changed
    today_told = today.today_of(brand)
    assert (today_told.units, today_told.cost_cents) == (grid.totals.units, grid.totals.cost_cents)


def test_everybody_undoes_their_own_steps_and_nobody_those_of_others(brand: ServedBrand) -> None:
    a, b = (cell.line_id for cell in buy_grid.grid_of(brand).rows[0].cells[:2])
    before = units(brand, a, b)
    put(brand, "anna", "1", (a, 71), (b, 72))
    put(brand, "ben", "2", (b, 80))
    put(brand, "anna", "3", (a, 90))
    buy_edits.undo(brand, "current", author="anna")
    assert units(brand, a, b) == [71, 80]
    with pytest.raises(ConflictError, match="ben has set this meanwhile"):
        buy_edits.undo(brand, "current", author="anna")  # ben set one of these lines since
    buy_edits.undo(brand, "current", author="ben")
    buy_edits.undo(brand, "current", author="anna")
    assert units(brand, a, b) == before
    buy_edits.undo(brand, "current", author="anna")  # nothing is left to undo
    for _ in range(3):
        buy_edits.redo(brand, "current", author="anna")
    assert units(brand, a, b) == [90, 72]
    put(brand, "anna", "4", (a, 5))
    buy_edits.redo(brand, "current", author="anna")  # a new step ends what could be done again
    assert units(brand, a) == [5]


def test_cells_are_set_all_or_none_once_and_only_where_they_are_as_they_were_seen(brand: ServedBrand) -> None:
    a, b = (cell.line_id for cell in buy_grid.grid_of(brand).rows[0].cells[:2])
    before = units(brand, a, b)
    with pytest.raises(InputError, match="-1 pieces cannot be"):
        put(brand, "anna", "1", (a, 5), (b, -1))
    with pytest.raises(NotFoundError):
        put(brand, "anna", "1", (a, 5), ("none", 1))
    stale = [CellSet(line_id=a, units=5), CellSet(line_id=b, units=6, was=before[1] + 1)]
    with pytest.raises(ConflictError, match="Nothing of yours was written"):
        buy_edits.set_units(brand, "current", stale, author="anna", key="1")
    assert units(brand, a, b) == before
    put(brand, "anna", "same", (a, 5))
    put(brand, "anna", "same", (a, 5))
    buy_edits.undo(brand, "current", author="anna")
    assert units(brand, a) == before[:1]
    assert not buy_grid.grid_of(brand).view.draft.edits


def test_a_buy_beyond_its_limits_is_not_approved(brand: ServedBrand) -> None:
    a = buy_grid.grid_of(brand).rows[0].cells[0].line_id
    put(brand, "anna", "1", (a, 90_000))
    broken = buy_grid.approve_within(brand, "current", version=None, author="anna", key="2")
    assert broken and not buy_grid.grid_of(brand).view.draft.approved_by
    client = visitor(brand, "buyer")
    refused = client.put("/v1/plans/current/approval", json={"note": "so be it"}, headers={CSRF_HEADER: csrf(client)})
    assert refused.status_code == 422 and len(refused.json()["problems"]) == len(broken)
    assert not buy_grid.grid_of(brand).view.draft.approved_by
    buy_edits.undo(brand, "current", author="anna")
    assert buy_grid.approve_within(brand, "current", version=None, author="anna", key="3") == ()
    assert buy_grid.grid_of(brand).view.draft.approved_by == "anna"


def test_a_curve_says_what_half_of_it_would_earn(brand: ServedBrand) -> None:
    row = next(one for one in buy_grid.grid_of(brand).rows if one.units > 1)
    curve = buy_grid.curve_of(brand, row.option_id)
    assert curve.half.units == row.units // 2
    assert curve.points[0].units == 0 and curve.points[0].expected_profit_cents == 0
    assert all(
        one.expected_profit_cents <= curve.best.expected_profit_cents for one in curve.points if one.is_orderable
    )
    with pytest.raises(NotFoundError):
        buy_grid.curve_of(brand, "none")
