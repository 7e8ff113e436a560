"""Shortages of trims are named before anything is cut: by `treadle materials`, and by `treadle check`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from floor_brand import ORDER, treadle, write, write_floor_brand

from treadle.plant.amend import finish_stage


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_floor_brand(tmp_path_factory.mktemp("materials") / "brand")
    write(folder / "tables" / "materials.csv", [
        {"material_id": "label", "name": "care label", "unit": "pieces", "on_hand": 50, "substitutes": "label-b"},
        {"material_id": "label-b", "name": "care label, old", "unit": "pieces", "on_hand": 10, "substitutes": ""},
        {"material_id": "thread", "name": "thread", "unit": "m", "on_hand": 100000, "substitutes": ""},
    ])  # fmt: skip
    write(folder / "tables" / "bill_of_material.csv", [
        {"style_id": "TEE1", "material_id": "label", "quantity": 1, "size": "", "waste_share": ""},
        {"style_id": "TEE1", "material_id": "thread", "quantity": 110, "size": "", "waste_share": 0.05},
        {"style_id": "TEE1", "material_id": "thread", "quantity": 120, "size": "M", "waste_share": 0.05},
    ])  # fmt: skip
    return folder


def test_what_is_short_is_said_before_it_is_cut(brand: Path) -> None:
    said = treadle("materials", brand, code=1)
    assert f"{ORDER}, cut from" in said
    assert "10 of label-b in its place" in said
    assert "12 are short" in said
    assert "thread" not in said, "what is there is not told"
    uses = {one["material_id"]: one for one in json.loads(treadle("materials", brand, "--json", code=1))}
    assert uses["thread"]["needed"] == pytest.approx(1.05 * (24 * 110 + 48 * 120))
    assert f"{ORDER} is cut from" in treadle("check", brand)


def test_the_tables_of_a_plan_name_it_with_its_reason(brand: Path, tmp_path: Path) -> None:
    treadle("plan", brand, "--out", tmp_path / "plan")
    with (tmp_path / "plan" / "csv" / "materials.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(one["work_order_id"], one["material_id"]): one for one in csv.DictReader(file)}
    label, thread = rows[ORDER, "label"], rows[ORDER, "thread"]
    assert (float(label["short"]), label["replaced"]) == (12, "10 label-b")
    assert label["reason"].startswith("Short before it is cut")
    assert thread["reason"] == "There is enough of thread."


def test_without_the_cause_nothing_is_short(brand: Path) -> None:
    finish_stage(brand, ORDER, "cut", author="Mira")
    assert "Nothing is short" in treadle("materials", brand)
