"""The how-to of a factory planner's week, run line by line in a planned brand."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.board_rows import board_rows
from treadle.plant.schedule import kept_schedule

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "factory-week.md"


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the planned brand, beside which the commands run."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mybrand"))
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def names(folder: Path) -> dict[str, str]:
    """What the page calls orders, lines, factories and days, as this brand calls them."""
    made = kept_schedule(folder)
    assert made is not None
    usable = {(one.bulletin_id, one.line_id) for one in made.balances if one.status == "balanced"}
    bulletin = {one.work_order_id: one.bulletin_id for one in made.demands}
    row, line = next(
        (row, f"{factory.factory_id}/{line.line_id}")
        for row in board_rows(made)
        for factory in made.factories
        for line in factory.sewing_lines
        if (bulletin[row.order_id], line.line_id) in usable
        and f"{factory.factory_id}/{line.line_id}" != f"{row.factory_id}/{row.line_id}"
        and row.units >= factory.minimum_units
    )
    factory = next(one for one in made.factories if one.factory_id == line.split("/")[0])
    ahead = (made.schedule.origin_day + timedelta(days=at) for at in range(7, 30))
    days = [day for day in ahead if factory.calendar.spans(day)][:5]
    told = [date(2026, 10, day).isoformat() for day in (7, 8, 9, 12)]
    found = dict(zip(told, (day.isoformat() for day in (days[0], days[1], days[3], days[4])), strict=True))
    return {**found, "WO-TEE1-2026W42": row.order_id, "L1": line, "L2": line, "F1": factory.factory_id}


def test_the_how_to_says_what_happens(brand: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    assert len(lines) == 11
    known, said = names(brand), {}
    for line in lines:
        words = [known.get(word, word) for word in shlex.split(line)][1:]
        done = CliRunner().invoke(build_app(), words)
        said[line] = done.output
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    first, *_ = lines
    assert known["WO-TEE1-2026W42"][:6] in said[first]
    dry, move = (said[line] for line in lines if line.startswith("treadle move"))
    assert "Nothing was written" in dry and "1 change written" in move
    assert "Nothing is changed" in said["treadle board mybrand --read board.xlsx"]
