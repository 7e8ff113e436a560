"""A plan that is asked for often is read once, and again as soon as anything of it is another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from treadle.errors import InputError, NotFoundError
from treadle.plant.drafts import draft_of, plan_place, tables_of
from treadle.plant.serving import ServedBrand


def test_what_stands_is_read_once_and_what_changed_is_read_again(planned_brand: Path, tmp_path: Path) -> None:
    shutil.copytree(planned_brand, tmp_path / "brand")
    brand = ServedBrand(brand_id="brand", folder=tmp_path / "brand")
    view = draft_of(brand, "current")
    assert draft_of(brand, "current").plan is view.plan
    first = tables_of(view)["buy"]
    assert tables_of(draft_of(brand, "current"))["buy"] is first
    record = plan_place(brand) / "plan.json"
    raw = record.read_bytes()
    record.unlink()
    with pytest.raises(NotFoundError):
        draft_of(brand, "current")
    record.write_bytes(raw)
    again = draft_of(brand, "current")
    assert again.plan is not view.plan and again.plan.plan_id == view.plan.plan_id
    assert tables_of(again)["buy"].equals(first) and tables_of(again)["buy"] is not first
    for table in (plan_place(brand) / "parquet").glob("*.parquet"):
        table.write_bytes(b"PAR1 spoiled PAR1")
    with pytest.raises(InputError):
        draft_of(brand, "current")
