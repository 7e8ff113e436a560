"""`treadle energy` on a plan: sums add up, the sun is used, and what shifting saves is told with its risk."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from floor_brand import treadle, write
from typer.testing import CliRunner

from treadle.cli import build_app


def test_the_power_of_a_plan_by_the_hour(planned_brand: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    plain = json.loads(treadle("energy", folder, "--json"))
    assert (plain["cost_cents"], plain["solar_kwh"], plain["shifts"]) == (0.0, 0.0, []), "no tariff, no bill"
    assert plain["kwh"] == pytest.approx(sum(one["kwh"] for one in plain["orders"]), abs=0.01)
    factory = next(iter(plain["by_factory"]))
    with (folder / "tables" / "products.csv").open(encoding="utf-8") as file:
        style = next(csv.DictReader(file))["style_id"]
    write(folder / "tables" / "tariff.csv", [
        {"factory_id": factory, "start": "00:00", "end": "12:00", "price_per_kwh": "0.40", "solar_kw": 0},
        {"factory_id": factory, "start": "12:00", "end": "24:00", "price_per_kwh": "0.10", "solar_kw": 1},
    ])  # fmt: skip
    write(folder / "tables" / "processes.csv", [
        {"style_id": style, "stage": "wash", "kwh": 0, "water_l": 12, "dye_g": 0.5, "source": "measured in June"},
    ])  # fmt: skip
    refused = CliRunner().invoke(build_app(), ["energy", str(folder)])
    assert "no plan stands" in str(refused.exception), "a plan made without the tariff is not one of it"
    treadle("plan", folder, "--out", tmp_path / "plan")
    limits = (tmp_path / "plan" / "csv" / "limits.csv").read_text(encoding="utf-8-sig")
    assert "Power costs" in limits, "the schedule pays for it, and says what waiting saves and risks"
    told = json.loads(treadle("energy", folder, "--json"))
    assert told["kwh"] == plain["kwh"], "a tariff takes no power"
    assert 0 < told["solar_kwh"] < told["kwh"]
    assert 10 * (told["kwh"] - told["solar_kwh"]) <= told["cost_cents"] <= 40 * told["kwh"]
    assert told["cost_cents"] == pytest.approx(sum(one["cost_cents"] for one in told["orders"]), abs=0.1)
    assert sum(one["water_l"] for one in told["orders"]) % 12 == 0
    for one in told["shifts"]:
        assert one["saved_cents"] > 0
        assert one["kept_share_after"] <= one["kept_share"]
    assert "from the own sun" in treadle("energy", folder)
