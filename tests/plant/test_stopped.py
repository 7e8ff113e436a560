"""Whoever asks for work can end it: progress is told, and nothing half-written stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.errors import Stopped
from treadle.plant.import_ import import_files
from treadle.plant.init import init_folder
from treadle.plant.nest import nest_pattern
from treadle.plant.pieces import read_pattern
from treadle.plant.plan import plan_folder
from treadle.terms.budget import stoppable
from treadle.terms.cutting import Fabric


class Told:
    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []

    def step(self, name: str, done: int, total: int) -> None:
        self.steps.append((name, done, total))


def test_work_ends_between_steps_once_no_time_is_left() -> None:
    told, seconds = Told(), iter([5.0, 1.0, 0.0])
    watched = stoppable(told, lambda: next(seconds))
    watched.step("sewing", 0, 3)
    watched.step("sewing", 1, 3)
    with pytest.raises(Stopped, match="sewing, 2 of 3"):
        watched.step("sewing", 2, 3)
    assert told.steps == [("sewing", 0, 3), ("sewing", 1, 3), ("sewing", 2, 3)]
    stoppable(told, lambda: 0.0).step("sewing", 3, 3)  # what is done is done


def test_a_plan_and_an_import_stop_and_leave_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Stopped):
        plan_folder(folder, left=lambda: 0.0)
    more = tmp_path / "more.csv"
    rows = "".join(f"n{at},2026-01-05,order,TEE-01-navy-M,1\n" for at in range(2000))
    more.write_text("signal_id,happened_at,kind,sku,units\n" + rows, encoding="utf-8")
    with pytest.raises(Stopped):
        import_files(folder, [more], table="signals", left=lambda: 0.0)
    assert {path: path.read_bytes() for path in before} == before
    assert not list((folder / ".treadle").glob("journal/*"))
    assert import_files(folder, [more], table="signals").entries[0].read_rows == 2000


def test_a_search_answers_with_its_best(tmp_path: Path) -> None:
    pattern = read_pattern("tshirt", ["M"]).pattern
    cloth = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=0)
    assert nest_pattern(pattern, {"M": 1}, cloth, moves=20).length_mm > 0
