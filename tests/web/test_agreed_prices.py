"""Prices that people agreed to lower become rows that the next plan reads."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from treadle.errors import InputError
from treadle.plant import facts
from treadle.plant.agreed_prices import AgreedPrice, agreed_prices, price_rows, prices_file, prices_text
from treadle.plant.drafts import draft_of
from treadle.plant.import_ import import_files
from treadle.plant.serving import ServedBrand, open_brands


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def week(option_id: str, day: str, share: float, cents: float) -> dict[str, object]:
    return {"option_id": option_id, "week_start": date.fromisoformat(day), "discount_share": share,
            "price_cents": cents}  # fmt: skip


def test_weeks_of_one_price_are_one_span_of_every_size_and_what_was_not_agreed_stays(
    brand: ServedBrand, tmp_path: Path
) -> None:
    catalogue = draft_of(brand, "current").plan.catalogue
    option, other = sorted(catalogue.option)[:2]
    skus = [one.sku for one in catalogue.skus if one.option_id == option]
    weeks = [
        week(option, "2026-08-24", 0.3, 4193.0), week(option, "2026-08-31", 0.3, 4193.0),
        week(option, "2026-09-07", 0.4, 3594.0), week(option, "2026-09-14", 0.0, 5990.0),
        week(other, "2026-08-24", 0.3, 4193.0),
    ]  # fmt: skip
    found = price_rows(weeks, catalogue, [option])
    assert {one.sku for one in found} == set(skus) and len(found) == 2 * len(skus)
    mine = [one for one in found if one.sku == skus[0]]
    assert mine == [
        AgreedPrice(sku=skus[0], from_day=date(2026, 8, 24), to_day=date(2026, 9, 6), price_cents=4193),
        AgreedPrice(sku=skus[0], from_day=date(2026, 9, 7), to_day=date(2026, 9, 13), price_cents=3594),
    ]
    file = tmp_path / "prices.csv"
    file.write_text(prices_text(found), encoding="utf-8")
    taken = import_files(brand.folder, [file], table="price_plan")
    assert sum(one.kept_rows + one.replaced_rows for one in taken.entries) == len(found)
    held = facts.held_table(brand, "price_plan", is_text=True).to_pylist()
    assert any(row["sku"] == skus[0] and str(row["price"]) == "35.94" for row in held)


def test_where_nothing_was_agreed_there_is_nothing_to_write(brand: ServedBrand) -> None:
    assert agreed_prices(brand) == ()
    with pytest.raises(InputError, match="no lower price was agreed on"):
        prices_file(brand)
