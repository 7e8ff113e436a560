"""A played floor sent through the API as fast as it takes it: what is told there is the hidden truth."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the extra 'client' is not installed")
import pyarrow.parquet as pq
from on_a_port import served
from typer.testing import CliRunner

import treadle
from treadle.cli import build_app
from treadle.plant.bundles import tie_bundles
from treadle.plant.floor import look_at_floor
from treadle.plant.play_floor import play_floor
from treadle.plant.release import release_plan


def test_a_floor_is_played_through_the_api(planned_brand: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    release_plan(folder, folder / "plan", author="Mira")
    tie_bundles(folder, author="Mira")
    played = play_floor(folder, days=14, seed=5)
    with served(folder) as at:
        env = {"TREADLE_SERVER": at.url, "TREADLE_KEY": at.key("station")}
        done = CliRunner().invoke(build_app(), ["scan", str(played.scans)], env=env)
        assert done.exit_code == 0, done.output
        assert "new scans" in done.stdout
        with treadle.Client(at.url, at.key("station")) as brand:
            row = {"scan_id": "x", "bundle_id": "b", "kind": "finnish", "happened_at": "2026-03-02T08:00:00Z"}
            told = brand.send_scans([row])
        assert [one.scan_id for one in told.refused] == ["x"]
    orders = pq.read_table(played.truth / "floor_orders.parquet").to_pylist()
    found = {one.order_id: (one.sewn_units, one.scrap_units) for one in look_at_floor(folder).floor.orders}
    assert found == {one["order_id"]: (one["sewn_units"], one["scrap_units"]) for one in orders}
    assert any(sewn for sewn, _ in found.values())
