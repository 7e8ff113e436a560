"""What a buy does to the account, and buys beside each other: against the cash curve itself, and by what they order."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest

from treadle.errors import ConflictError, InputError
from treadle.plant import buy_cash, buy_compare, buy_edits, buy_grid
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.settle.cash import cash_ahead
from treadle.terms.what_if import Scenario


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def units_of(brand: ServedBrand) -> dict[str, int]:
    """Units by line as they stand."""
    return {cell.line_id: cell.units for row in buy_grid.grid_of(brand).rows for cell in row.cells}


def test_as_proposed_and_without_any_buy_the_account_is_that_of_the_cash_curve(brand: ServedBrand) -> None:
    curve = cash_ahead(brand.folder, brand.folder / "plan")
    told = buy_cash.cash_of(brand, "current")
    assert told.low_by_week == curve.curve.at(0.1) and told.low_cents == curve.curve.trough.low_cents
    nothing = buy_cash.cash_of(brand, "current", dict.fromkeys(units_of(brand), 0))
    # 160 paths instead of 400: the lowest decile of a week is off by its own doubt.
    cost = buy_grid.grid_of(brand).totals.cost_cents
    for mine, theirs in zip(nothing.low_by_week, curve.without.at(0.1), strict=True):
        assert abs(mine - theirs) < 0.15 * cost
    assert nothing.furthest_cents > 0  # what is not ordered is not paid


def test_more_costs_more_before_it_sells_and_an_answer_is_told_at_once(brand: ServedBrand) -> None:
    units = units_of(brand)
    buy_cash.cash_of(brand, "current")
    begun = time.perf_counter()
    twice = buy_cash.cash_of(brand, "current", {name: 2 * one for name, one in units.items()})
    assert time.perf_counter() - begun < 0.5
    assert twice.furthest_cents < 0 and min(twice.low_by_week) <= min(twice.proposed_by_week)
    # A line that nobody proposed is ordered and paid for as well.
    fresh = next(name for name, one in units.items() if not one)
    told = buy_cash.cash_of(brand, "current", {fresh: 400})
    assert told.low_by_week != told.proposed_by_week


def test_buys_are_kept_compared_and_taken_into_the_sheet(brand: ServedBrand) -> None:
    line = next(name for name, one in units_of(brand).items() if one > 1)
    was = units_of(brand)
    buy_edits.set_units(brand, "current", [buy_edits.CellSet(line_id=line, units=was[line] + 30)], author="anna",
                        key="1")  # fmt: skip
    buy_compare.keep_now(brand, "current", name="a few more", author="anna", key="2")
    half = Scenario(name="half", scale=0.5)
    found = buy_compare.keep(brand, "current", half, author="ben", key="3")
    assert [one.kept.name for one in found.columns] == ["", "a few more", "half"]
    proposed, more, less = (one.kept.consequences for one in found.columns)
    assert more.units == proposed.units + 30
    assert less.units == sum(int(one * 0.5 + 0.5) for one in was.values())
    assert less.cost_cents < proposed.cost_cents < more.cost_cents
    assert found.differing[0].units[0] != found.differing[0].units[2]
    with pytest.raises(ConflictError, match="kept already"):
        buy_compare.keep(brand, "current", half, author="ben", key="4")
    with pytest.raises(InputError, match="there is no factory nowhere"):
        buy_compare.keep(brand, "current", Scenario(name="x", without=("nowhere",)), author="ben", key="5")
    buy_compare.take(brand, "current", "half", author="ben", key="6")
    assert sum(units_of(brand).values()) == less.units
    buy_edits.undo(brand, "current", author="ben")
    assert units_of(brand) == {**was, line: was[line] + 30}
    buy_compare.let_go(brand, "current", "a few more", author="anna", key="7")
    assert [one.kept.name for one in buy_compare.compared(brand).columns] == ["", "half"]


def test_a_credit_line_that_the_buy_passes_keeps_it_from_being_approved(brand: ServedBrand) -> None:
    line = max(units_of(brand), key=lambda name: units_of(brand)[name])
    buy_edits.set_units(brand, "current", [buy_edits.CellSet(line_id=line, units=9_000)], author="anna", key="0")
    found = buy_cash.cash_of(brand, "current")
    limit = -(found.low_cents + min(found.none_low_cents, 0)) // 2
    assert limit > 0 and found.low_cents < -limit <= found.none_low_cents
    told = (brand.folder / "treadle.toml").read_text(encoding="utf-8")
    lined = re.sub(r"^#? ?credit_line = .*$", f"credit_line = {limit / 100:.2f}", told, count=1, flags=re.M)
    assert lined != told
    (brand.folder / "treadle.toml").write_text(lined, encoding="utf-8")
    again = open_brands([brand.folder])["acme"]
    broken = buy_cash.approve_within(again, "current", version=None, author="anna", key="1")
    assert [one.code for one in broken] == ["over.credit_line"]
    assert not buy_grid.grid_of(again).view.draft.approved_by
