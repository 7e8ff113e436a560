"""The how-to of the network, run line by line on a part of the demo: sold ahead, made, bought in, sent, paid."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.books import ledger_of
from treadle.plant.source.desk import sourcing_books
from treadle.plant.source.links import link_token
from treadle.plant.source.offers import offer_held
from treadle.settings import read_settings
from treadle.terms.campaign import Campaign
from treadle.words import label

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "network-day.md"
ORDER = "BI-TEE08-2026W39"


@pytest.fixture
def brand(small_demo: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the demo's part, beside which the commands run."""
    folder = Path(shutil.copytree(small_demo, tmp_path / "treadle-demo"))
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def answer_by_mail(place: Path) -> None:
    """What the factory writes into the sheet."""
    book = openpyxl.load_workbook(place / "order.xlsx")
    for row in book.active.iter_rows():
        for name, value in {"answer": "counter", "day": "2026-09-29"}.items():
            if row[0].value == label(f"reply.{name}"):
                row[1].value = value
    book.save(place / "Re order.xlsx")


def report_by_link(brand: Path) -> str:
    """What the factory presses on the page behind its link; the page's text afterwards."""
    pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
    from fastapi.testclient import TestClient

    from treadle.api.served import Served
    from treadle.plant.serving import open_brands
    from treadle.web.site import create_site

    served = open_brands([brand])
    page = TestClient(create_site(Served(brands=dict(served))))
    now = sourcing_books(brand, author="me", at="2026-09-20T09:00")
    path = f"/order/{next(iter(served))}/{link_token(now, offer_held(now, ORDER, 'lakeside').state)}"
    assert ORDER in page.get(path).text
    shown = page.post(path, data={"form": "progress", "stage": "shipped"})
    assert shown.status_code == 200, shown.text
    return shown.text


def test_the_how_to_says_what_happens(brand: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line]
    said: list[str] = []
    for line in lines:
        if " source offers " in line:
            assert "shipped" in report_by_link(brand)
        words = [word.replace(brand.name, str(brand), 1) for word in shlex.split(line)[1:]]
        done = CliRunner().invoke(build_app(), words)
        said.append(done.output)
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
        if " source sheet " in line:
            answer_by_mail(brand.parent)

    def told(part: str) -> str:
        return next(one for line, one in zip(lines, said, strict=True) if part in line)

    assert "worth opening" in told("propose") and "filled" in told("simulate tees")
    assert "failed" in told("simulate dresses") and "owed back 0.00" in told("refund dresses")
    assert "in production" in told("status tees") and "bought in" in told("release ")
    assert "countered" in told("source reply") and "2026-09-29" in told("source judge")
    assert "shipped" in told("source offers")
    assert "left warehouse for harbour" in told("shops treadle-demo send")
    again = max(at for at, line in enumerate(lines) if line.endswith("shops treadle-demo plan"))
    assert "Nothing moves" in said[again]
    assert "The books balance" in told("audit")
    with Path("before.csv").open() as before, Path("after.csv").open() as after:
        assert [*csv.reader(before)] != [*csv.reader(after)]
    ledger = ledger_of(brand, read_settings(brand))
    assert ledger.audit() == ()
    tees, dresses = (ledger.state(Campaign, name).state.money() for name in ("tees", "dresses"))  # type: ignore[union-attr]
    assert tees.earned_cents > 0 and tees.held_cents == 0
    assert dresses.refunded_cents == dresses.paid_cents > 0
