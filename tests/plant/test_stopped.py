"""Whoever asks for work can end it: progress is told, and nothing half-written stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.errors import Stopped
from treadle.plant.backup import back_up, restore
from treadle.plant.balance import balance, balance_everywhere, float_people, what_helps, work_of_folder
from treadle.plant.demo import make_demo
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


def test_a_backup_and_a_demo_stop_and_leave_nothing(tmp_path: Path) -> None:
    folder, file = tmp_path / "brand", tmp_path / "b.tar.gz"
    init_folder(folder, only_factory=True)
    with pytest.raises(Stopped, match="backing up"):
        back_up(folder, file, left=lambda: 0.0)
    with pytest.raises(Stopped, match="making a brand"):
        make_demo(tmp_path / "demo", left=lambda: 0.0)
    told = Told()
    back_up(folder, file, progress=told)
    assert told.steps[-1][1:] == (len(told.steps) - 1,) * 2
    with pytest.raises(Stopped, match="restoring"):
        restore(file, tmp_path / "again", left=lambda: 0.0)
    assert {path.name for path in tmp_path.iterdir()} == {"brand", "b.tar.gz"}


def test_a_balance_tells_how_far_it_is_and_answers_at_once_where_no_time_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    work = work_of_folder(folder, "TEE1")
    line = work.line("L1")
    told = Told()
    rushed = balance(work.bulletin, line, moves=10**9, policy=work.policy, progress=told, left=lambda: 0.0)
    assert rushed.status == "balanced"
    everywhere = balance_everywhere(work, moves=10**9, progress=told, left=lambda: 0.0)
    assert len(everywhere) == len(work.lines)
    what_helps(work.bulletin, line, rushed, moves=10**9, policy=work.policy, progress=told, left=lambda: 0.0)
    float_people(work.bulletin, line, 1, moves=10**9, policy=work.policy, progress=told, left=lambda: 0.0)
    named = {name: (done, total) for name, done, total in told.steps}
    assert set(named) == {"balancing lines", "trying what helps", "choosing floaters"}
    assert all(done == total for done, total in named.values())


def test_a_search_answers_with_its_best(tmp_path: Path) -> None:
    pattern = read_pattern("tshirt", ["M"]).pattern
    cloth = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=0)
    assert nest_pattern(pattern, {"M": 1}, cloth, moves=20).length_mm > 0
