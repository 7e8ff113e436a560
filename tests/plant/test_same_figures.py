"""The books tie: tables, page, workbook and the way back say the same figures, and each sum is one."""

from __future__ import annotations

import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from treadle.plant.written_plan import plan_tables_of
from treadle.report.way_back import way_back
from treadle.terms.schema import OUTPUTS

Rows = list[dict[str, Any]]
PARTS = ("setup_cents", "material_cents", "cutting_cents", "making_cents")


class Page(HTMLParser):
    """The tables of a page with the id that stands nearest before each, as rows of texts; texts by card."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._id, self._cell = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._id = dict(attrs).get("id") or self._id
        if tag == "table":
            self.tables.append((self._id, []))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1][1]:
            self.tables[-1][1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.tables[-1][1][-1][-1] += data

    def of(self, anchor: str) -> list[list[list[str]]]:
        return [rows for one, rows in self.tables if one == anchor]


def number(text: str) -> float:
    return float(text.replace(",", "").replace("·", "0").replace("+", "").replace("−", "-") or 0)


@pytest.fixture(scope="module")
def tables(planned_brand: Path) -> dict[str, Rows]:
    return {name: table.to_pylist() for name, table in plan_tables_of(planned_brand / "plan").items()}


@pytest.fixture(scope="module")
def page(planned_brand: Path) -> Page:
    return Page((planned_brand / "plan" / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(planned_brand: Path) -> dict[str, list[tuple[Any, ...]]]:
    work = load_workbook(planned_brand / "plan" / "plan.xlsx")
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in work.worksheets}


@pytest.mark.parametrize(("name", "sheet"), [("bridge", "Bridge"), ("costs", "Costs")])
def test_bridge_and_costs_are_the_same_on_the_page_and_in_the_workbook(
    name: str, sheet: str, tables: dict[str, Rows], page: Page, book: dict[str, list[tuple[Any, ...]]]
) -> None:
    columns = [one.name for one in OUTPUTS[name].columns]
    cents = {one for one in columns if one.endswith("_cents")}
    said = {row["option_id"]: [row[one] / 100 if one in cents else row[one] for one in columns[1:]]
            for row in tables[name]}  # fmt: skip
    assert len(said) > 2
    assert {row[0] or "": list(row[1:]) for row in book[sheet][1:]} == said
    (shown,) = (rows for rows in page.of("bridge") if len(rows[0]) == len(columns))
    on_page = [[number(cell) for cell in row[1:]] for row in shown[1:]]
    assert on_page[0] == said[""], "all together comes first"
    for row in on_page[1:]:
        assert row in list(said.values())


def test_money_is_material_cutting_making_and_set_ups_everywhere(
    tables: dict[str, Rows], page: Page, book: dict[str, list[tuple[Any, ...]]], planned_brand: Path
) -> None:
    spare: dict[str, int] = defaultdict(int)
    for line in tables["buy"]:
        spare[line["option_id"]] += line["cost_cents"] + line["spare_cost_cents"]
    for row in tables["costs"]:
        assert sum(row[part] for part in PARTS) == row["cost_cents"]
        assert row["cost_cents"] == (spare[row["option_id"]] if row["option_id"] else sum(spare.values()))
    lines = [line for line in tables["buy"] if line["units"]]
    whole = plan_tables_of(planned_brand / "plan")
    for option_id in {line["option_id"] for line in lines}:
        line_id = next(line["line_id"] for line in lines if line["option_id"] == option_id)
        said = next(text for step in way_back(whole, line_id) for text in step.lines if "= cost" in text)
        parts, cost = said.rsplit("= cost", 1)
        summed = sum(round(100 * number(one)) for one in re.findall(r"-?[\d,]+\.\d\d", parts))
        assert summed == round(100 * number(re.findall(r"[\d,]+\.\d\d", cost)[0])) == spare[option_id]


def test_the_way_back_says_the_bridge_of_the_option(tables: dict[str, Rows], planned_brand: Path) -> None:
    whole = plan_tables_of(planned_brand / "plan")
    heads = {one.heading: one.name for one in OUTPUTS["bridge"].columns}
    for row in (one for one in tables["bridge"] if one["option_id"]):
        line_id = next(line["line_id"] for line in tables["buy"] if line["option_id"] == row["option_id"])
        step = next(one for one in way_back(whole, line_id) if any(cells[0] == "forecast" for cells in one.rows))
        said = {heads[cells[0]]: number(cells[1]) for cells in step.rows if cells[0] in heads}
        assert {"forecast_units", "need_units", "gap_units", "buy_units", "order_units"} <= set(said)
        assert said == {name: row[name] for name in said}


def test_sizes_across_add_up_and_are_the_lines_everywhere(
    tables: dict[str, Rows], page: Page, book: dict[str, list[tuple[Any, ...]]]
) -> None:
    units: dict[str, dict[str, int]] = defaultdict(dict)
    for line in tables["buy"]:
        units[line["option_id"]][line["size"]] = line["units"]
    options = {row["option_id"]: row for row in tables["options"]}
    heads, *rows = book["Buy"]
    wide = {str(row[0]): dict(zip(heads, row, strict=True)) for row in rows if row[0]}
    assert set(wide) == set(units)
    for option_id, row in wide.items():
        assert {size: row[size] for size in units[option_id]} == units[option_id]
        assert row["cost"] == options[option_id]["cost_cents"] / 100
    lines = {row[0]: row for row in book["Lines"][1:]}
    at = book["Lines"][0].index("units")
    assert {name: row[at] for name, row in lines.items()} == {line["line_id"]: line["units"] for line in tables["buy"]}
    for style_id in {row["style_id"] for row in tables["options"]}:
        (shown,) = page.of(f"style-{style_id}")
        sizes = shown[0][1:-3]
        mine = [row for row in options.values() if row["style_id"] == style_id]
        for row in mine:
            told = next(one for one in shown[1:] if one[0] == (row["colour"] or row["option_id"]))
            assert {size: int(number(cell)) for size, cell in zip(sizes, told[1:-3], strict=True) if cell} == units[
                row["option_id"]
            ]
            assert [number(cell) for cell in told[-3:]] == [
                row["units"], row["cost_cents"] / 100, row["expected_profit_cents"] / 100,
            ]  # fmt: skip
            assert sum(units[row["option_id"]].values()) == row["units"]
        if len(mine) > 1:
            assert number(shown[-1][-3]) == sum(row["units"] for row in mine)
            assert round(100 * number(shown[-1][-2])) == sum(row["cost_cents"] for row in mine)


def test_what_to_do_is_the_same_everywhere_and_its_money_is_the_plans(
    tables: dict[str, Rows], page: Page, book: dict[str, list[tuple[Any, ...]]]
) -> None:
    (shown, *_) = page.of("today")
    asked = tables["actions"][:10]
    assert [[number(cell) for cell in row[3:]] for row in shown[1:]] == [
        [row[name] / 100 for name in ("done_cents", "undone_cents", "worth_cents")] for row in asked
    ]
    assert [row[1] for row in shown[1:]] == [row["name"] for row in asked]
    heads, *rows = book["Today"]
    at = heads.index("worth")
    assert [round(100 * row[at]) for row in rows] == [row["worth_cents"] for row in tables["actions"]]
    orders = [row for row in tables["actions"] if row["action"] == "order"]
    bought = [line for line in tables["buy"] if line["units"]]
    assert sum(row["worth_cents"] for row in orders) == sum(line["expected_profit_cents"] for line in bought)
    assert sum(row["cost_cents"] for row in orders) == sum(line["cost_cents"] for line in tables["buy"])
    gains = {row["option_id"]: row["worth_cents"] for row in tables["actions"] if row["action"] == "mark_down"}
    stops = {row["option_id"] for row in tables["courses"] if row["reason"].startswith("course.stop_markdown")}
    assert set(gains) == stops


def test_the_curve_at_the_plan_is_the_plan(tables: dict[str, Rows]) -> None:
    options = {row["option_id"]: row for row in tables["options"]}
    told = [row for row in tables["curves"] if row["point"] == "plan"]
    assert {row["option_id"] for row in told} == {name for name, row in options.items() if row["units"]}
    for row in told:
        mine = options[row["option_id"]]
        assert (row["units"], row["cost_cents"]) == (mine["units"], mine["cost_cents"])
        assert abs(row["expected_profit_cents"] - mine["expected_profit_cents"]) <= 10


def test_demand_and_what_came_over_cover_the_sales_in_every_table(tables: dict[str, Rows]) -> None:
    told = {"sold_units", "demand_units", "came_over_units"}
    found = [name for name, rows in tables.items() if rows and told <= set(rows[0])]
    assert {"history", "option_history", "options"} <= set(found)
    for name in found:
        for row in tables[name]:
            assert row["demand_units"] + row["came_over_units"] >= row["sold_units"] - 0.002, (name, row)
    for column in told:
        sums = {name: sum(row[column] for row in tables[name]) for name in ("history", "option_history", "options")}
        assert sums["history"] == pytest.approx(sums["option_history"])
        assert sums["options"] == pytest.approx(sums["option_history"], abs=0.002 * len(tables["options"]))
