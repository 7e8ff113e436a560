"""`treadle release --dry-run`: what the edits do to profit, cash, load and promises is said; nothing is written."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.books import ledger_of
from treadle.plant.release import release_plan
from treadle.plant.what_if import preview_release
from treadle.plant.written_plan import read_plan
from treadle.settings import read_settings


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Path:
    """The brand with its workbook edited: an eighth less of the option that most is bought of."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "brand"))
    work = load_workbook(folder / "plan" / "plan.xlsx")
    sheet = work["Buy"]
    heads = [cell.value for cell in sheet[1]]
    sizes = range(heads.index("colour") + 1, heads.index("units"))
    row = max(
        sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1), key=lambda one: sum(one[at].value or 0 for at in sizes)
    )
    for at in sizes:
        row[at].value = None if row[at].value is None else row[at].value - row[at].value // 8
    row[heads.index("note")].value = "too dear"
    work.save(folder / "edited.xlsx")
    return folder


def files(folder: Path) -> dict[str, str]:
    """Every file with the digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


def test_a_preview_tells_profit_cash_load_and_promises_and_writes_nothing(brand: Path) -> None:
    before, head = files(brand), ledger_of(brand, read_settings(brand)).head()
    words = ["release", str(brand), str(brand / "plan"), "--edited", str(brand / "edited.xlsx"), "--dry-run"]
    done = CliRunner().invoke(build_app(), words)
    assert done.exit_code == 0, done.output
    for word in ("the plan", "as edited", "expected profit", "cash", "load", "last promise", "left at the end"):
        assert word in done.output
    assert "Nothing was released." in done.output
    assert files(brand) == before and ledger_of(brand, read_settings(brand)).head() == head
    assert not (brand / "plan" / "released").exists()


def test_what_a_preview_says_is_what_a_release_does(brand: Path) -> None:
    (plan, edited), currency, unfit = preview_release(brand, brand / "plan", brand / "edited.xlsx")
    assert currency == "EUR" and unfit == ()
    assert edited.units < plan.units and edited.cost_cents < plan.cost_cents and edited.minutes < plan.minutes
    assert plan.cash_cents - edited.cash_cents == plan.cost_cents - edited.cost_cents
    assert edited.left_units < plan.left_units and edited.sell_out_chance >= plan.sell_out_chance
    made = read_plan(brand / "plan")
    assert (plan.units, plan.cost_cents) == (sum(line.units for line in made.buy.lines), made.buy.spent_cents)
    found = release_plan(brand, brand / "plan", brand / "edited.xlsx")
    assert found.plan is not None
    assert (edited.units, edited.cost_cents) == (sum(line.units for line in found.plan.buy.lines),
                                                 found.plan.buy.spent_cents)  # fmt: skip
    assert edited.expected_profit_cents == found.plan.buy.profit_cents
    assert edited.orders == len(found.plan.schedule.work_orders)
