"""`treadle demo --floor` from a plan on: released, tied, played, scanned; and the same scans sent again through the
API."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from floor_brand import treadle

from treadle.plant.demo import bring_floor_to_life
from treadle.plant.floor_read import read_floor_of
from treadle.plant.scan_batch import take_batch
from treadle.plant.serving import open_brands


@pytest.fixture(scope="module")
def living(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("living") / "brand"
    shutil.copytree(planned_brand, folder)
    lived = bring_floor_to_life(folder, folder / "plan", days=5, seed=1, author="Mira")
    assert lived.orders and lived.bundles
    assert lived.played.sent > lived.taken.new > 0
    assert not lived.taken.refused
    return folder


def test_its_floor_can_be_looked_at_and_paid(living: Path) -> None:
    told = json.loads(treadle("floor", living, "--json"))
    assert any(one["sewn_units"] for one in told["orders"])
    assert "pieces" in treadle("pay", living, "--rates", living / "floor" / "rates.csv")


def test_sent_again_batch_by_batch_nothing_is_new(living: Path) -> None:
    (brand,) = open_brands([living]).values()
    before = read_floor_of(living).scans.num_rows
    with (living / "floor" / "scans.csv").open(encoding="utf-8") as file:
        rows = [{**one, "units": int(one["units"])} for one in csv.DictReader(file)]
    for first in range(0, min(len(rows), 400), 50):
        told = take_batch(brand, rows[first : first + 50], author="tablet")
        assert (told.new, told.refused) == ((), ())
    fresh = {**rows[0], "scan_id": "one more"}
    assert take_batch(brand, [fresh, fresh], author="tablet").new == ("one more",)
    assert take_batch(brand, [fresh], author="tablet").known == ("one more",)
    assert read_floor_of(living).scans.num_rows == before + 1
