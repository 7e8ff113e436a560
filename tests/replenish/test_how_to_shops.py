"""The how-to of shops, run line by line in a planned brand that gets shops."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from shop_brand import with_shops
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.books import ledger_of
from treadle.settings import read_settings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "shops.md"


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Iterator[Path]:
    """A planned brand with three shops, beside which the commands run."""
    rules, stores = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    folder = with_shops(planned_brand, tmp_path / "mybrand", rules=rules.partition("\n")[2])
    (tmp_path / "stores.csv").write_text(stores, encoding="utf-8")
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def test_shops_are_filled_as_the_page_says(brand: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    found = []
    for line in (line for block in blocks for line in block.splitlines() if line):
        words = [str(brand) if word == "mybrand" else word for word in shlex.split(line)[1:]]
        done = CliRunner().invoke(build_app(), words)
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
        found.append((line, done.output))

    def said(part: str) -> list[str]:
        return [told for line, told in found if part in line]

    assert "sales added" in said("plan --shop")[0]
    assert len(list(Path("sheets").iterdir())) >= 4
    first, again = said(" send")
    assert "left warehouse for shop1" in first and first.count("pieces") >= again.count("pieces")
    owed, less = said(" owed galerie")
    assert "owed 720.00" in owed and "owed 648.00" in less
    assert ledger_of(brand, read_settings(brand)).audit() == ()
