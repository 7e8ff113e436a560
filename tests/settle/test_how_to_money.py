"""The how-to of money, run line by line in a planned brand."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.books import ledger_of
from treadle.settings import read_settings

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the planned brand, beside which the commands run."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mybrand"))
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def run(page: str, brand: Path) -> list[tuple[str, str]]:
    """Every command of a page with what it said."""
    text = (PAGES / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    found = []
    for line in (line for block in blocks for line in block.splitlines() if line):
        words = [word.replace("mybrand", str(brand), 1) if word.startswith("mybrand") else word
                 for word in shlex.split(line)[1:]]  # fmt: skip
        done = CliRunner().invoke(build_app(), words)
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
        found.append((line, done.output))
    return found


def table(page: str, number: int) -> str:
    return re.findall(r"```csv\n(.*?)```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL)[number]


def said(found: list[tuple[str, str]], part: str) -> list[str]:
    return [told for line, told in found if part in line]


def test_money_is_followed_as_the_page_says(brand: Path) -> None:
    Path("october.csv").write_text(table("settle.md", 0), encoding="utf-8")
    found = run("settle.md", brand)
    assert "Lowest in the week of" in said(found, "cash mybrand")[1] and Path("curve.csv").is_file()
    assert "willow-0001" in said(found, " state willow")[0]
    assert "open 0.00" in said(found, " pay willow-0001")[0]
    assert "2 were sent back and are not paid" in said(found, " owed willow")[0]
    first, again = said(found, " bank ")
    assert "settles willow-0002" in first and "known already" in again and "left aside" in first
    assert Path("willow-0002.pdf").read_bytes().startswith(b"%PDF")
    assert "gains" in said(found, " early ")[0]
    assert "As it was signed" in said(found, "check-loan-file")[0]
    assert ledger_of(brand, read_settings(brand)).audit() == ()
