"""A brand whose language is Chinese: page, workbook and commands are Chinese, and the edited workbook is released."""

from __future__ import annotations

import html
import io
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from getpass import getuser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from small_brand import QUICK, small_tables

from treadle.cli import main
from treadle.connectors.containers import READ_ENDINGS
from treadle.errors import InputError
from treadle.plant.ledger import look_into
from treadle.settings import settings_template
from treadle.storage.edited_book import read_book
from treadle.storage.folder_writing import write_folder
from treadle.terms.schema import OUTPUTS
from treadle.terms.tables import TABLES

#: Latin words that are no English: names of methods, files and commands, and the currency.
KNOWN = {"SKU", "WAPE", "TSB", "Croston", "EUR", "treadle", "WO", "lay", "csv", "options",
         "left_out"}  # fmt: skip
WORD = re.compile(r"[A-Za-z]+")
HAN = re.compile(r"[一-鿿]")


def run(*words: object) -> tuple[int, str]:
    """How a command ends, and all that it prints, run as its user runs it."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(out):
        patch.setenv("COLUMNS", "400")  # no name is broken over two lines
        patch.setattr(sys, "argv", ["treadle", *map(str, words)])
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def treadle(*words: object) -> str:
    """What a command prints, which must end well."""
    code, text = run(*words)
    assert code == 0, text
    return text


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
    summary = (brand / "said.txt").read_text("utf-8").replace(str(brand), "")
    assert english_in(summary, brand) <= {"plan", "report", "html", "xlsx"}
    line = read_book(brand / "plan" / "plan.xlsx").planned
    explained = treadle("explain", brand / "plan", next(iter(line)))
    assert english_in(explained, brand) == set()
    assert "需满足的需求" in explained
    assert english_in(treadle("promise", brand), brand) == set()
    for command in BEFORE.split("\n")[1:-1]:
        code, text = said(command, b=brand)
        assert (code, untold(text, brand)) == (0, set()), (command, text)
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
    said = treadle("release", brand, brand / "plan", "--edited", book)
    assert f"其中 {len(edits)} 行按修改后的数量" in said
    assert english_in(said.replace(str(brand), ""), brand) <= {"plan", "released"}
    assert (brand / "plan" / "released" / "plan.xlsx").is_file()
    assert "下单" in load_workbook(brand / "plan" / "released" / "plan.xlsx").sheetnames


#: Commands before the release.
BEFORE = """
check {b}
test-orders {b} {b}/plan --budget 500
postpone {b} {b}/plan
"""
#: Commands after the release, in their order; {b} is the folder, {o} and {p} two orders, {k} a SKU of the first.
DAY = """
lay {b}/plan --tickets {b}/tickets.pdf
balance {b} --style TEE1
balance {b} --style TEE1 --line L1 --what-if --floaters 1 --learning-rate 0.9 --moves 200
flow {b} --style TEE1 --line L1 --lots 30 --moves 200 --out {b}/flow.svg
balance {b} --style TEE1 --line L1 --moves 200 --out {b}/line.svg --layout {b}/layout.svg
lay {b}/plan --out {b}/lays.svg
pieces tshirt --sizes S,M --out {b}/pieces.svg
sampling --series {b}/lots.csv
bundles {b}
trace {b} {o}
epcis out {b} {b}/events.json
epcis check {b}/events.json
epcis in {b} {b}/events.json
webhooks {b}
init {b}/second
export {b} products --out {b}/out.csv
ledger {b}
ledger {b} --check
audit {b}
receive {b} {o} --units {k}=5 --rejected {k}=1
receive {b} {p} --none
finish {b} {o} --stage cut
amend {b} {o} --units {k}=9 --reason 少要 --yes
close {b} {p} --reason 不要了
ledger {b} {o}
overrides {b}
collect {b}
import {b} {b}/sales.csv --as signals --preview
import {b} {b}/sales.csv --as signals
undo {b} 1
"""
#: What a planner gets wrong on any day.
WRONG = """
inspect {b} {o} --lot 5
receive {b} {o} --units Q=5,M=x
receive {b} {o} --units Q=5
receive {b} NONE
receive {b}
amend {b} {o} --units {k}=1 --due 2020-01-01 --reason x
amend {b} {o} --reason x
amend {b} {o} --line L9 --reason x
close {b} NONE --reason x
finish {b} {o} --stage dry
release {b} {b}/nowhere
release {b} {b}/plan
release {b} {b}/plan --edited {b}/none.xlsx
undo {b} 99
what-if {b}
what-if {b} --line X --units 3
balance {b} --style NONE
balance {b} --style TEE1 --line L7
flow {b} --style TEE1 --line L1 --lots x
export {b} NONE --out {b}/o.csv
export {b} products --out {b}/o.doc
import {b} {b}/none.csv
import {b} {b}/sales.csv --as none
import {b} {b}/odd.bin
plan {b} --as-of 2001-01-01
explain {b}/plan X/Y/Z
test-orders {b} {b}/plan --budget 5 --sizes x
lay {b}/plan --order NONE
check {b}
"""
#: Words that have no Chinese: tables and columns, formats and their endings, what is to be typed, values of files.
HOUSE = {
    *(word for name in (*OUTPUTS, *TABLES) for word in WORD.findall(name)),
    *(word for table in TABLES.values() for name in table.names for word in WORD.findall(name)),
    *(ending.strip(".") for ending in READ_ENDINGS),
    "toml", "pdf", "svg", "xlsx", "bin", "soon", "wide", "root", getuser(),
}  # fmt: skip


def said(command: str, **names: object) -> tuple[int, str]:
    """How a command of the lists ends, and what it prints."""
    return run(*(one.format(**names) for one in command.split()))


def untold(text: str, brand: Path) -> set[str]:
    """English in what a command prints, beside names, options and commands to be typed."""
    plain = re.sub(r"treadle [a-z-]+|what-if|--[a-z-]+|WO-\S+|[/.]\S+|\b\w+\.\w+", " ", text.replace(str(brand), ""))
    return {word for word in english_in(plain, brand) - HOUSE if word.islower() or word.istitle()}


def test_every_command_and_every_refusal_is_chinese(brand: Path) -> None:
    said("release {b} {b}/plan", b=brand)  # as edited it is released already
    first, second, *_ = sorted(order.order_id for order in look_into(brand).orders)
    sku = look_into(brand, first).orders[0].lines[0].sku
    names = {"b": brand, "o": first, "p": second, "k": sku}
    rows = "kind,sku,happened_at,units,price\norder,{k},2026-09-20,1,20\norder,{k},soon,1,20\norder,,2026-09-20,x,20\n"
    (brand / "sales.csv").write_text(rows.format(**names))
    (brand / "lots.csv").write_text("lot_id,lot_units,found_units\nL1,500,2\nL2,500,9\n")
    (brand / "odd.bin").write_bytes(bytes(range(256)))
    found = {}
    for command in DAY.split("\n")[1:-1]:
        code, text = said(command, **names)
        assert code == 0, (command, text)
        found[command] = untold(text, brand)
    with (brand / "tables" / "stock.csv").open("a") as table:
        table.write("NONE,x,-3\n")
    for command in WRONG.split("\n")[1:-1]:
        code, text = said(command, **names)
        assert code != 0 and HAN.search(text), (command, text)
        found[command] = untold(text, brand)
    assert {command: words for command, words in found.items() if words} == {}
