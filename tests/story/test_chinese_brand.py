"""A brand whose language is Chinese: page, workbook and commands are Chinese, and the edited workbook is released."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from small_brand import QUICK, small_tables

from treadle.errors import InputError
from treadle.settings import settings_template
from treadle.storage.edited_book import read_book
from treadle.storage.folder_writing import write_folder

#: Latin words that are no English: names of methods, files and commands, and the currency.
KNOWN = {"SKU", "WAPE", "TSB", "Croston", "EUR", "treadle", "WO", "lay", "csv", "options",
         "left_out"}  # fmt: skip
WORD = re.compile(r"[A-Za-z]+")


def treadle(*words: object) -> str:
    """What a command prints, which must end well."""
    wide = {**os.environ, "COLUMNS": "400"}  # no name is broken over two lines
    done = subprocess.run(
        [sys.executable, "-m", "treadle", *map(str, words)], capture_output=True, text=True, timeout=600, check=False,
        env=wide,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chinese") / "brand"
    settings = settings_template({**QUICK, "brand.language": "zh"})
    write_folder(folder, settings, small_tables(), has_workbook=False)
    (folder / "said.txt").write_text(treadle("plan", folder), encoding="utf-8")
    return folder


def names_of(brand: Path) -> set[str]:
    """Every Latin word of the brand's own tables."""
    return {word for table in (brand / "tables").glob("*.csv") for word in WORD.findall(table.read_text("utf-8"))}


def english_in(text: str, brand: Path) -> set[str]:
    """Latin words of a text that are neither the brand's own nor known; identifiers in hex are none."""
    plain = re.sub(r"\b[0-9a-f]{12,}\b|\b20\d\dW\d\d\b|[A-Za-z_]+\.csv|\d+x\d+", " ", text)
    plain = re.sub(r"(?<=[A-Z])x\d", " ", plain)
    return {word for word in WORD.findall(plain) if len(word) > 1} - names_of(brand) - KNOWN


def test_the_page_holds_no_english_beside_names(brand: Path) -> None:
    text = (brand / "plan" / "report.html").read_text("utf-8")
    told = " ".join(re.findall(r'aria-label="([^"]*)"', text))
    body = re.sub(r"<style.*?</style>|<code>.*?</code>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert english_in(html.unescape(f"{body} {told}"), brand) == set()
    assert "决定" in body and "每周件数" in body


def test_the_workbook_holds_no_english_beside_names(brand: Path) -> None:
    book = load_workbook(brand / "plan" / "plan.xlsx")
    cells = [
        cell for sheet in book.worksheets if sheet.title != "treadle" for row in sheet.iter_rows(values_only=True)
        for cell in row if isinstance(cell, str) and not cell.startswith("=")
    ]  # fmt: skip
    texts = " ".join([*(name for name in book.sheetnames if name != "treadle"), *cells])
    assert english_in(re.sub(r"设置 \S+", " ", texts), brand) <= {"zh"}


def test_commands_speak_chinese(brand: Path) -> None:
    said = (brand / "said.txt").read_text("utf-8").replace(str(brand), "")
    assert english_in(said, brand) <= {"plan", "report", "html", "xlsx"}
    line = read_book(brand / "plan" / "plan.xlsx").planned
    explained = treadle("explain", brand / "plan", next(iter(line)))
    assert english_in(explained, brand) == set()
    assert "需满足的需求" in explained
    assert english_in(treadle("promise", brand), brand) == set()
    beside = treadle("what-if", brand, "--scale", "0.5")
    assert english_in(beside, brand) == set() and "售罄概率" in beside


def edited(brand: Path, name: str, decision: str) -> tuple[Path, str]:
    """The workbook with its first bought line rejected in these words, under another name."""
    book = load_workbook(brand / "plan" / "plan.xlsx")
    sheet = book["下单"]
    heads = [cell.value for cell in sheet[1]]
    row = sheet[2]
    row[heads.index("审批")].value = decision
    row[heads.index("备注")].value = "太贵"
    book.save(brand / name)
    return brand / name, str(row[0].value)


def test_what_is_no_decision_is_told_with_the_words_of_the_sheet(brand: Path) -> None:
    book, _ = edited(brand, "wrong.xlsx", "也许")
    with pytest.raises(InputError, match=r"sheet 下单.*审批.*Write 批准 or 否决"):
        read_book(book)


def test_a_workbook_edited_in_chinese_is_read_and_released(brand: Path) -> None:
    book, option_id = edited(brand, "edited.xlsx", "否决")
    edits = read_book(book).edits
    assert edits and {line_id.split("/")[1] for line_id in edits} == {option_id}
    assert all(one.is_rejected and one.note == "太贵" for one in edits.values())
    assert f"{len(edits)} line" in treadle("release", brand, brand / "plan", "--edited", book)
    assert (brand / "plan" / "released" / "plan.xlsx").is_file()
    assert "下单" in load_workbook(brand / "plan" / "released" / "plan.xlsx").sheetnames
