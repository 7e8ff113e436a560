"""The how-to of selling ahead, run line by line in a planned brand: one campaign fills and ships, another fails."""

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
from treadle.terms.campaign import Campaign

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "sell-ahead.md"


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the planned brand, beside which the commands run."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mybrand"))
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def test_the_how_to_says_what_happens(brand: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    said: list[str] = []
    for line in lines:
        words = [str(brand) if word == "mybrand" else word for word in shlex.split(line)[1:]]
        done = CliRunner().invoke(build_app(), words)
        said.append(done.output)
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    told = dict(zip(lines, said, strict=True))
    assert "not worth opening" in said[0]
    first, again = (told[line] for line in lines if " pay ann-1" in line)
    assert first == again, "the same payment again changes nothing"
    assert "expected in the end" in next(told[line] for line in lines if " forecast " in line)
    assert "In production for: spring" in next(told[line] for line in lines if " release " in line)
    settled, failed = (next(told[line] for line in lines if part in line) for part in ("settled", "status autumn"))
    assert "spring (teal Midi dress DRE1): settled" in settled and "held 0.00" in settled
    assert "failed" in failed and "owed back 59.90" in failed
    assert "paid back 59.90" in said[-1]
    ledger = ledger_of(brand, read_settings(brand))
    assert ledger.audit() == ()
    spring, autumn = (held.state for held in ledger.states(Campaign))
    assert spring.count_units >= 30 and spring.money().earned_cents > 0
    assert autumn.money().refunded_cents == 5990
