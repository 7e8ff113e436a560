"""A plan as its user meets it: the same again, killed half-way, read as a page and a workbook, asked why."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from in_process import run_treadle
from openpyxl import load_workbook
from small_brand import QUICK, small_tables

from treadle.settings import settings_template
from treadle.storage.folder_writing import write_folder

HOSTILE = {"TEE1-navy": "<script>alert(1)</script>", "TEE1-white": "=1+1"}


def apart(*words: object) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "treadle", *map(str, words)], capture_output=True, text=True, timeout=1200, check=False
    )


def bytes_of(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planned brand whose colours are hostile text."""
    folder = tmp_path_factory.mktemp("plan") / "brand"
    tables = small_tables()
    colours = [
        HOSTILE.get(row["option_id"], row["colour"])
        for row in tables["products"].select(["option_id", "colour"]).to_pylist()
    ]
    at = tables["products"].column_names.index("colour")
    tables["products"] = tables["products"].set_column(at, "colour", pa.array(colours))
    write_folder(folder, settings_template(QUICK), tables, has_workbook=False)
    done = apart("plan", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_same_folder_and_seed_give_the_same_bytes_in_another_process(planned: Path) -> None:
    done = run_treadle("plan", planned, "--out", planned / "again")
    assert done.returncode == 0, done.stderr
    assert bytes_of(planned / "plan") == bytes_of(planned / "again")


def test_a_plan_killed_half_way_leaves_a_folder_that_plans_as_before(planned: Path) -> None:
    for seconds in (1.5, 5.0):
        running = subprocess.Popen(
            [sys.executable, "-m", "treadle", "plan", str(planned), "--out", str(planned / "killed")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert run_treadle("check", planned).returncode == 0
    done = run_treadle("plan", planned, "--out", planned / "killed")
    assert done.returncode == 0, done.stderr
    assert bytes_of(planned / "plan") == bytes_of(planned / "killed")


class Page(HTMLParser):
    """Anchors, links and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src", "xlink:href") and value:
                self.links.append(value)


def test_the_page_stands_alone_and_its_links_lead_somewhere(planned: Path) -> None:
    text = (planned / "plan" / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert "script" not in page.tags
    assert "&lt;script&gt;alert(1)" in text
    outside = [link for link in page.links if not link.startswith("#") and not link.startswith("data:")]
    assert outside == []
    assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == []
    assert not re.search(r"url\((?!['\"]?#)", text)
    for section in ("decisions", "schedule", "options", "cutting", "sewing", "league", "back"):
        assert section in page.ids


def test_the_workbook_is_frozen_formatted_and_holds_names_not_formulas(planned: Path) -> None:
    book = load_workbook(planned / "plan" / "plan.xlsx")
    assert book.sheetnames[:3] == ["Today", "Plan", "Buy"]
    buy = book["Buy"]
    heads = [cell.value for cell in buy[1]]
    assert {"option", "S", "M", "L", "units", "decision", "note"} <= set(heads)
    for sheet in book.worksheets:
        assert sheet.freeze_panes
    cells = [row[heads.index("colour")] for row in buy.iter_rows(min_row=2)]
    evil = [cell for cell in cells if cell.value == "=1+1"]
    assert evil
    assert all(
        cell.data_type != "f"
        for sheet in load_workbook(planned / "plan" / "plan.xlsx", data_only=False).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not (sheet.title == "Buy" and str(cell.value).startswith(("=SUM(", "=SUBTOTAL(")))
    )
    assert buy.cell(row=2, column=heads.index("cost") + 1).number_format == "#,##0.00"


def test_explain_leads_from_a_line_to_its_signals(planned: Path) -> None:
    rows = pq.read_table(planned / "plan" / "parquet" / "buy.parquet").to_pylist()
    line = next(row for row in rows if row["units"])
    said = run_treadle("explain", planned / "plan", line["line_id"])
    assert said.returncode == 0, said.stderr
    for word in (line["line_id"], line["cut_order_id"], "Forecast by", "What was seen", "promised", "fingerprint"):
        assert word in said.stdout
    zero = next((row for row in rows if not row["units"]), None)
    if zero is not None:
        assert run_treadle("explain", planned / "plan", zero["line_id"]).returncode == 0


def test_explain_of_an_unknown_line_names_the_nearest(planned: Path) -> None:
    rows = pq.read_table(planned / "plan" / "parquet" / "buy.parquet").to_pylist()
    said = run_treadle("explain", planned / "plan", rows[0]["line_id"] + "x")
    assert said.returncode == 1
    assert rows[0]["line_id"] in said.stderr
    assert "Traceback" not in said.stderr


def test_every_number_of_the_tables_adds_up(planned: Path) -> None:
    """Units bought are the units of the work orders (with spare plies), garments of the lays, and cost of the plan."""
    out = planned / "plan" / "parquet"
    tables = {path.stem: pq.read_table(path).to_pylist() for path in out.glob("*.parquet")}
    values = {row["name"]: row["value"] for row in tables["plan"]}
    assert sum(row["units"] for row in tables["buy"]) == int(values["buy_units"])
    assert sum(row["cost_cents"] for row in tables["buy"]) == int(values["buy_cost_cents"])
    made: dict[str, int] = {}
    for row in tables["work_order_units"]:
        made[row["sku"]] = made.get(row["sku"], 0) + row["units"]
    assert all(made.get(row["sku"], 0) >= row["units"] for row in tables["buy"] if row["is_made"])
    garments = sum(row["plies"] * row["garments_per_ply"] for row in tables["lays"])
    assert garments == sum(row["units_cut"] for row in tables["cut_plans"]) == sum(made.values())
    pieces = {row["marker_id"]: row["pieces"] for row in tables["markers"]}
    drawn: dict[str, int] = {}
    for row in tables["placements"]:
        drawn[row["marker_id"]] = drawn.get(row["marker_id"], 0) + 1
    assert drawn == pieces


def test_a_plan_of_an_earlier_day_does_not_know_what_came_later(tmp_path: Path) -> None:
    """The same day planned from a folder that ends there and from one that goes on: the same tables."""
    tables, whole = small_tables(), tmp_path / "whole"
    quick = {**QUICK, "nest.nest_moves": 5, "cut.max_garments_per_marker": 3}
    write_folder(whole, settings_template(quick), tables, has_workbook=False)
    cut_day = "2026-08-31"
    keep = pa.array([day < cut_day for day in tables["signals"]["happened_at"].to_pylist()])
    tables["signals"] = tables["signals"].filter(keep)
    write_folder(tmp_path / "short", settings_template(quick), tables, has_workbook=False)
    for folder in (whole, tmp_path / "short"):
        done = run_treadle("plan", folder, "--as-of", cut_day)
        assert done.returncode == 0, done.stderr
    for name in ("buy", "forecast", "history", "work_orders"):
        first, second = (
            pq.read_table(one / "plan" / "parquet" / f"{name}.parquet") for one in (whole, tmp_path / "short")
        )
        assert first.equals(second), name
