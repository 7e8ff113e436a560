"""Pages that keep what they worked out show another number as soon as something is another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from treadle.plant import buy_grid
from treadle.plant.cutting_page import cutting_page
from treadle.plant.drafts import draft_of
from treadle.plant.floor_seen import seen_floor
from treadle.plant.order_of import seen_books
from treadle.plant.release import release_plan
from treadle.plant.rolls import inspect, issue, receive_rolls
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.trace import trace
from treadle.plant.value_seen import used
from treadle.plant.written_plan import read_plan, standing_facts
from treadle.settings import read_settings
from treadle.storage.facts_digest import facts_digest
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Entry
from treadle.terms.release import Edit
from treadle.terms.shop import GoodsMoved, MoveLine


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def test_rolls_on_the_cutting_page_are_as_they_were_told_last(brand: ServedBrand, tmp_path: Path) -> None:
    folder = brand.folder

    def told(roll_id: str) -> tuple[str, int]:
        found = {one.roll_id: one for one in cutting_page(folder, folder / "plan").rolls}
        return (found[roll_id].state, found[roll_id].length_mm) if roll_id in found else ("", 0)

    assert told("R1") == ("", 0) and told("TEE1-01")[0] == "not inspected"
    file = tmp_path / "rolls.csv"
    file.write_text("roll_id,fabric_id,colour,length_m\nR1,jersey,white,50\n")
    receive_rolls(folder, file, author="me")
    assert told("R1") == ("not inspected", 50_000)
    inspect(folder, "R1", [], length_mm=49_000, author="me")
    assert told("R1") == ("on the shelf", 49_000)
    issue(folder, "R1", "somewhere", author="me")
    assert told("R1")[0] == "issued"
    assert seen_books(folder) is seen_books(folder)


def test_what_is_used_and_an_own_number_change_with_the_release(brand: ServedBrand) -> None:
    before, plan = used(brand), read_plan(brand.folder / "plan")
    assert before.overrides == () and used(brand) == before
    line = next(one for one in plan.buy.lines if one.units)
    released = release_plan(
        brand.folder,
        brand.folder / "plan",
        [Edit(line_id=line.line_id, units=line.units + 5, is_rejected=False, note="more")],
        author="me",
    )
    after = used(brand)
    assert [one["note"] for one in after.overrides] == ["more"] and after != before
    order_id = released.orders[0].work_order_id
    assert trace(brand.folder, order_id).kind == "order"
    assert order_id in {one.order_id for one in seen_floor(brand.folder).books.snapshot.orders}


def test_goods_that_moved_are_other_facts(brand: ServedBrand) -> None:
    settings = read_settings(brand.folder)
    plan = read_plan(brand.folder / "plan")

    def digest() -> str:
        return facts_digest(brand.folder, currency=settings.currency, time_zone=settings.time_zone)

    assert standing_facts(brand.folder, settings, plan, plan.as_of) is not None
    was, before = digest(), seen_books(brand.folder).snapshot
    held = before.on_hand[0]
    sent = GoodsMoved(from_place_id=held.place_id, to_place_id="nowhere", day=before.as_of, arrives_on=before.as_of,
                      lines=(MoveLine(sku=held.sku, units=1),))  # fmt: skip
    ledger = open_ledger(brand.folder, currency=settings.currency, time_zone=settings.time_zone)
    moment = ledger.clock()
    ledger.add([Entry(kind="goods moved", subject="M1", happened_at=moment, known_at=moment, author="me", key="M1",
                      body=sent)])  # fmt: skip
    assert digest() != was


def test_rows_of_the_buy_that_were_drawn_before_are_those_of_the_units_now(brand: ServedBrand) -> None:
    view = draft_of(brand, "current")
    lines = view.plan.buy.lines
    tried = [{}, {lines[0].line_id: 7}, {lines[0].line_id: 7, lines[-1].line_id: 90_000}, {lines[0].line_id: 0}, {}]
    kept = [buy_grid.grid_at(view, units) for units in tried]
    for units, grid in zip(tried, kept, strict=True):
        buy_grid._KEPT.clear()
        anew = buy_grid.grid_at(view, units)
        assert (anew.rows, anew.totals) == (grid.rows, grid.totals)
