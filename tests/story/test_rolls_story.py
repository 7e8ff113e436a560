"""Cloth by the command line: a roll comes, is graded, goes to a lay, and what comes back is what the next plan sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from floor_brand import treadle, write, write_floor_brand

from treadle.storage.brand import load_brand
from treadle.terms.rolls import Roll


def shelf(folder: Path) -> dict[str, Roll]:
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    return {one.roll_id: one for one in snapshot.rolls}


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_floor_brand(tmp_path_factory.mktemp("rolls") / "brand", floor__inspect_rolls=True)


def test_a_roll_from_the_lorry_to_its_remnant(brand: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"roll_id": name, "fabric_id": "jersey", "colour": "navy", "length_m": "40", "width_mm": "1500"}
        for name in ("N-1", "N-2")
    ]
    file = write(brand.parent / "delivery.csv", rows)
    assert "2 rolls received" in treadle("rolls", "receive", brand, file, "--note", "LS-1")
    assert "0 rolls received" in treadle("rolls", "receive", brand, file, "--note", "LS-1")
    assert shelf(brand)["N-1"].length_mm == 40_000
    assert "inspect" in str(refused("rolls", "issue", brand, "N-1", "--to", "WO-TEE1/lay-01"))
    said = treadle("rolls", "inspect", brand, "N-1", "--fault", "slub@12.5=40", "--fault", "hole@31=30", "--shade", "C")
    assert "N-1: 5 points, 8.3333 on 100 m² (28 allowed): accepted" in said
    assert "refused" in treadle("rolls", "inspect", brand, "N-2", "--length", "3", "--fault", "slub@1=400", code=1)
    now = shelf(brand)
    assert "N-2" not in now, "a refused roll is laid no more"
    assert now["N-1"].shade == "C"
    assert [(one.from_mm, one.to_mm) for one in now["N-1"].faults] == [(31_000, 31_030)]
    assert "R-1, R-2 is planned for WO-TEE1/lay-01" in str(
        refused("rolls", "issue", brand, "N-1", "--to", "WO-TEE1/lay-01")
    )
    treadle("rolls", "issue", brand, "N-1", "--to", "WO-TEE1/lay-01", "--instead")
    assert "issued" in str(refused("rolls", "issue", brand, "N-1", "--to", "another"))
    assert "12.4 m are back" in treadle("rolls", "back", brand, "N-1", "--left", "12.4")
    left = shelf(brand)["N-1"]
    assert (left.length_mm, left.faults[0].from_mm) == (12_400, 3_400)
    told = {one["roll_id"]: one for one in json.loads(treadle("rolls", "list", brand, "--json"))}
    assert (told["N-1"]["state"], told["N-2"]["state"]) == ("on the shelf", "refused")
    assert "N-1  jersey navy C  12.4 m" in treadle("rolls", "list", brand)


def test_a_released_lay_takes_its_own_cloth_and_the_rolls_planned_for_it(tmp_path: Path) -> None:
    brand = write_floor_brand(tmp_path / "brand")
    rows: list[dict[str, Any]] = [
        {"roll_id": name, "fabric_id": "jersey", "colour": colour, "length_m": "40", "width_mm": "1500"}
        for name, colour in (("R-1", "navy"), ("R-2", "navy"), ("R-3", "white"))
    ]
    treadle("rolls", "receive", brand, write(tmp_path / "delivery.csv", rows))
    lay = "WO-TEE1/lay-01"
    said = treadle("rolls", "lay", brand, lay)
    assert [one.partition(",")[0] for one in said.splitlines()] == [
        "R-1: 37.44 m of TEE1-navy", "R-2: 37.44 m of TEE1-navy",
    ]  # fmt: skip
    assert "is cut in navy, and it is white" in str(refused("rolls", "issue", brand, "R-3", "--to", lay, "--instead"))
    assert treadle("rolls", "lay", brand, lay, "--issue").count(lay) == 4, "given out, and then so told"
    told = {one["roll_id"]: one["issued_to"] for one in json.loads(treadle("rolls", "list", brand, "--json"))}
    assert (told["R-1"], told["R-2"], told["R-3"]) == (lay, lay, "")
    assert "no released lay X" in str(refused("rolls", "lay", brand, "X"))


def test_what_cannot_be_booked_is_refused_with_every_reason(brand: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"roll_id": "Q-1", "fabric_id": "silk", "colour": "navy", "length_m": "40"},
        {"roll_id": "Q-2", "fabric_id": "jersey", "colour": "navy", "length_m": "-4"},
    ]
    said = str(refused("rolls", "receive", brand, write(brand.parent / "bad.csv", rows)))
    assert "silk is no cloth" in said
    assert "length_m" in said
    assert "Q-1" not in shelf(brand)
    assert "is no fault" in str(refused("rolls", "inspect", brand, "N-1", "--fault", "slub"))
    assert "beyond" in str(refused("rolls", "inspect", brand, "N-1", "--fault", "slub@99=10"))
    assert "no roll X" in str(refused("rolls", "back", brand, "X", "--left", "1"))
    assert "are left of a roll" in str(refused("rolls", "back", brand, "N-1", "--left", "99"))


def refused(*words: object) -> BaseException:
    from typer.testing import CliRunner

    from treadle.cli import build_app

    run = CliRunner().invoke(build_app(), [str(one) for one in words])
    assert run.exit_code == 1
    assert run.exception is not None
    return run.exception
