"""The how-to of finding factories, run line by line: a list taken in, an order offered, answered by sheet and link."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from sourcing_desk import first_sku, on, release
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.receive import Delivery, receive
from treadle.plant.source.desk import sourcing_books
from treadle.plant.source.links import link_token
from treadle.plant.source.offers import offer_held, offer_order
from treadle.plant.source.pairs import quote
from treadle.plant.source.profiles import known_factories
from treadle.terms.offer import ACCEPTED
from treadle.terms.supplier import PriceStep
from treadle.words import label

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "find-the-factory.md"
ORDER, MOMENT = "BI-BAG01-2026W20", "2026-03-02T09:00"
#: Commands that stand at no moment, and files of the page that are not here.
TIMELESS, ELSEWHERE = ("take", "makers", "quantity"), ("score", "split")


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the planned brand with an order that is bought in, and a sourcing office's list beside it."""
    folder = Path(shutil.copytree(planned_brand, tmp_path / "mybrand"))
    shutil.copytree(planned_brand, tmp_path / "otherbrand")
    book = openpyxl.Workbook()
    for row in (
        ["Suppliers SS26"], [], ["Factory", "Country", "MOQ (pcs)", "Lead time", "Capacity min/week", "Certs"],
        ["Anh Duong", "Vietnam", "150 pcs", "6 weeks", "60,000 / week", "BSCI; GOTS"],
        ["Porto Malhas", "PT", "≥ 50", "3-4 weeks", "9.500", "OEKO-TEX 100"],
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "supplier overview.xlsx")
    style, sku = first_sku(folder)
    release(sourcing_books(folder, author="me", at=MOMENT), ORDER, style, {sku: 600})
    home = Path.cwd()
    os.chdir(tmp_path)
    yield folder
    os.chdir(home)


def fill(path: Path, **told: object) -> None:
    """What the factory writes into the sheet."""
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for name, value in told.items():
            if row[0].value == label(f"reply.{name}"):
                row[1].value = value
    book.save(path.with_name(f"Re {path.name}"))


def test_the_how_to_says_what_happens(brand: Path) -> None:
    style, _ = first_sku(brand)
    lines = re.findall(r"^    treadle (source .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told: dict[str, str] = {}
    for line in lines:
        words = [style if word == "TEE01" else word for word in shlex.split(line)]
        if words[1] in ELSEWHERE:
            continue
        at = [] if words[1] in TIMELESS else ["--at", MOMENT]
        done = CliRunner().invoke(build_app(), [*words, *at])
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
        told[words[1]] = done.output
        if words[1] == "sheet":
            fill(Path("order.xlsx"), answer="counter", day="2026-05-20", new_price="4.05", question="Which navy?")
    assert "2 factories were taken in" in told["take"] and "500: 4.20" in told["quote"]
    assert "approved" in told["approve"] and "at most" in told["makers"]
    assert "anh-duong: open, 600 pieces at 4.20" in told["offer"] and "/order/BRAND/" in told["offer"]
    assert "countered" in told["reply"] and "accepted, 600 pieces at 4.05" in told["judge"]
    assert "0 asked again" in told["ask-again"] and "19-4024" in told["offers"]
    assert "2,430.00" in told["factory"] and "Take 337 at 8.00" in told["quantity"]
    books = sourcing_books(brand, author="me", at=MOMENT)
    assert offer_held(books, ORDER, "anh-duong").state.state == ACCEPTED and books.ledger.audit() == ()


def test_answered_by_its_link_received_and_scored(brand: Path) -> None:
    """The other way of answering, to the end: what came late counts against the factory that committed to a day."""
    pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
    from fastapi.testclient import TestClient

    from treadle.api.served import Served
    from treadle.plant.serving import open_brands
    from treadle.plant.source.profiles import take_sheet
    from treadle.web.site import create_site

    take_sheet(brand, Path("supplier overview.xlsx"))
    now = sourcing_books(brand, author="me")
    style, sku = first_sku(brand)
    for name, cents in (("anh-duong", 400), ("porto-malhas", 700)):
        quote(now, name, style, (PriceStep(from_units=1, piece_cents=cents),))
    later = now.today.replace(year=now.today.year + 1)
    release(now, "BI-NEXT", style, {sku: 300}, later)
    offer = offer_order(now, "BI-NEXT").offer
    served = open_brands([brand])
    page = TestClient(create_site(Served(brands=dict(served))))
    path = f"/order/{next(iter(served))}/{link_token(now, offer)}"
    assert "BI-NEXT" in page.get(path).text
    shown = page.post(path, data={"form": "answer", "answer": "accept", "day": later.isoformat()})
    assert shown.status_code == 200 and "accepted" in shown.text
    receive(brand, [Delivery(order_id="BI-NEXT", day=later.replace(year=later.year + 1))], author="me")
    after = on(replace(now, author="me"), f"{later.year + 2}-12-31")
    scores = known_factories(after).scores
    assert scores["anh-duong"].orders == 1 and scores["porto-malhas"].orders == 0
    assert scores["anh-duong"].on_time_share.mean < scores["porto-malhas"].on_time_share.mean
