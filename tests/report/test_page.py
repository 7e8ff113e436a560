"""The page and the workbook of a plan: hostile names stay names, every link leads somewhere, emptiness is said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from treadle.report.page import build_page
from treadle.report.sheets import SHEETS, sheet_label
from treadle.report.workbook import write_workbook
from treadle.terms.reason import Reason
from treadle.terms.schema import OUTPUTS
from treadle.words import label

HOSTILE = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x","y")'
NONE = Reason.of("buy.none").to_text()
WEEK = date(2026, 3, 2)
PLAN = {
    "as_of": "2026-03-02", "currency": "EUR", "seed": "0", "seen_fingerprint": "f", "plan_id": "p",
    "policy": "{}", "nester": "own",
    "buy_units": "5", "buy_cost_cents": "1234", "expected_profit_cents": "500", "work_orders": "1",
    "work_orders_late": "0", "work_orders_at_risk": "0", "work_orders_infeasible": "1", "fabric_m": "0",
}  # fmt: skip
NAMES = ("changes", "buy", "options", "size_curves", "limits", "work_orders", "load", "slots", "option_history",
         "forecast", "cut_plans", "lays", "stations", "balances", "league", "calibration", "markers", "rising",
         "totals", "unmet_searches", "intent", "open_to_buy", "courses", "markdowns", "spreading", "rolls_used",
         "cloth_short", "materials", "on_order", "decisions", "bridge", "costs", "curves", "actions")  # fmt: skip


def empty() -> dict[str, pa.Table]:
    """The tables of a plan in which there was nothing to decide."""
    plan = pa.table({"name": list(PLAN), "value": list(PLAN.values())})
    return {"plan": plan} | {name: pa.table({}) for name in NAMES}


def hostile() -> dict[str, pa.Table]:
    """One option whose names attack the page, one line of it, and its order that cannot be made."""
    option = {
        "option_id": HOSTILE, "name": HOSTILE, "style_name": HOSTILE, "style_id": "S", "category": "c",
        "colour": HOSTILE, "price_cents": 2000,
        "sold_units": 3.0, "demand_units": 4.0, "came_over_units": 0.0, "in_stock_share": 0.5,
        "forecast_mean_units": 6.0,
        "serve_mean_units": 6.0, "serve_q10_units": 2.0, "serve_q50_units": 6.0, "serve_q90_units": 9.0,
        "before_units": 0.0, "on_hand_units": 1, "on_order_units": 0, "units": 5, "cost_cents": 1234,
        "expected_profit_cents": 500, "model": "m", "forecast_reason": "", "assumptions": HOSTILE, "reason": NONE,
    }  # fmt: skip
    line = {
        "line_id": "L-1", "style_id": "S", "option_id": HOSTILE, "colour": FORMULA, "sku": "K", "size": "M", "units": 5,
        "due_day": WEEK, "cost_cents": 1234, "spare_units": 0, "spare_cost_cents": 0, "expected_profit_cents": 500,
        "at_stake_cents": 900, "is_made": True, "cut_order_id": "W-1", "assumptions": "", "reason": NONE,
    }  # fmt: skip
    why = Reason.of("infeasible.below_minimum", units=5, factory=HOSTILE, minimum_units=50).to_text()
    order = {
        "work_order_id": "W-1", "cut_order_id": "W-1", "style_id": "S", "factory_id": "", "line_id": "", "units": 5,
        "due_day": WEEK,
        "planned_day": None, "promise_day": None, "late_days": 0, "status": "infeasible", "cost_cents": 0,
        "factory_reason": "", "line_reason": "", "late_reason": why, "promise_reason": "",
    }  # fmt: skip
    ahead = {"option_id": HOSTILE, "week_start": WEEK, "mean": 6.0}
    ahead |= {name: float(at) for at, name in enumerate(("q05", "q10", "q25", "q50", "q75", "q90", "q95"))}
    size = {"option_id": HOSTILE, "sku": "K", "size": "M", "share": 1.0, "strength": 1.0, "basis": HOSTILE}
    rows = {"options": option, "buy": line, "work_orders": order, "forecast": ahead, "size_curves": size}
    return empty() | {name: pa.Table.from_pylist([row]) for name, row in rows.items()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_that_attack_the_page_are_shown_as_names(language: str) -> None:
    page = build_page(hostile(), {}, language)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<th ") == page.count('<th scope="col"') > 5


def test_every_link_of_the_page_leads_somewhere_and_ids_are_unique() -> None:
    page = build_page(hostile(), {})
    ids = re.findall(r'\bid="([^"]+)"', page)
    links = re.findall(r'<a href="#([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "order-W-1" in links
    assert set(links) <= set(ids)
    assert "cutting" not in links  # nothing is cut in this plan


def test_an_order_that_cannot_be_made_is_said_with_its_cause() -> None:
    page = build_page(hostile(), {})
    assert "cannot be made." in page
    assert "5 units are below the 50" in page


def test_a_line_leads_back_to_its_numbers_and_its_order() -> None:
    page = build_page(hostile(), {})
    assert "<code>L-1</code>" in page
    assert "Demand to serve 6.0 (2 to 9), on hand 1, on order 0" in page


def test_goods_go_by_their_names_before_their_ids() -> None:
    tables = hostile()
    option = tables["options"].to_pylist()[0] | {"option_id": "TRO02-black", "name": "black trousers TRO02"}
    option |= {"style_id": "TRO02", "style_name": "trousers TRO02", "units": 0}
    size = tables["size_curves"].to_pylist()[0] | {"option_id": "TRO02-black", "sku": "TRO02-black-M"}
    change = {"option_id": "TRO02-black", "units_before": 1, "units_now": 5, "reason": NONE}
    order = {"order_id": "WO-1", "style_id": "TRO02", "status": "in time", "open_units": 4, "promise_day": WEEK,
             "comes_q50_day": WEEK, "comes_q90_day": WEEK, "reason": NONE}  # fmt: skip
    decision = {"line_id": "2026-03-02/TRO02-black/M", "sku": "TRO02-black-M", "status": "stands", "reason": NONE}
    bridge = {one.name: 1.0 for one in OUTPUTS["bridge"].columns} | {"option_id": "TRO02-black"}
    whole = bridge | {"option_id": ""}
    costs = [{one.name: 100 for one in OUTPUTS["costs"].columns} | {"option_id": one} for one in ("TRO02-black", "")]
    rows = {"options": [option], "size_curves": [size], "changes": [change], "on_order": [order],
            "decisions": [decision], "bridge": [bridge, whole], "costs": costs}  # fmt: skip
    page = build_page(tables | {name: pa.Table.from_pylist(told) for name, told in rows.items()}, {})
    named = 'black trousers TRO02<br><span class="id">TRO02-black</span>'
    for part in ("changes", "bridge"):
        assert named in page.partition(f'id="{part}"')[2], part
    assert page.count(named) >= 3, "changes, bridge, costs"
    assert 'trousers TRO02<br><span class="id">WO-1</span>' in page.partition('id="on-order"')[2]
    assert 'black trousers TRO02<br><span class="id">2026-03-02/TRO02-black/M</span>' in page


def test_charts_are_told_to_those_who_cannot_see_them() -> None:
    page = build_page(hostile(), {})
    assert 'aria-label="Expected share of each size: M 100%"' in page
    assert "6 units expected" in page


def test_what_customers_did_is_shown_with_its_record() -> None:
    rising = {
        "kind": "search", "name": HOSTILE, "week_start": WEEK, "before_per_week": 2.0, "now_per_week": 14.0,
        "rise": 7.0, "chance": 1e-6, "since_week": WEEK, "demand_rise": 1.0,
        "sales_since_week": None, "ahead_days": None,
    }  # fmt: skip
    record = {
        "kind": "search", "false_alarm_share": 0.05, "lists": 26, "lists_with_any": 3, "demand_rises": 2,
        "seen_in_time": 1, "seen_earlier": 1, "median_ahead_days": 14.0,
    }  # fmt: skip
    unmet = {
        "query": "linen jumpsuit", "why": "not in range", "asks_for": "", "missing": "garment=jumpsuit",
        "fitting_options": 0, "searches_now": 261.0, "searches_before": 161.0, "unled_share": 1.0,
    }  # fmt: skip
    left_out = [{"rule": "robot"}, {"rule": "robot"}, {"rule": "double post"}]
    rows = {"rising": [rising], "rising_record": [record], "unmet_searches": [unmet], "left_out": left_out}
    page = build_page(hostile() | {name: pa.Table.from_pylist(each) for name, each in rows.items()}, {})
    assert "search: &lt;script&gt;" in page and "not up yet" in page
    assert "3 of 26 weekly lists held any (where nothing rises 5% would)" in page and "14 days ahead" in page
    assert "garment=jumpsuit" in page
    assert "double post 1, robot 2" in page
    assert '<a href="#signals">' in page


def test_an_empty_plan_is_a_page_that_says_so() -> None:
    page = build_page(empty(), {})
    assert "Nothing to make." in page
    assert "Every order is promised by its due day." in page


def test_the_workbook_keeps_a_formula_as_text_and_money_as_numbers(tmp_path: Path) -> None:
    tables = hostile()
    for sheet in SHEETS:
        if not tables[sheet.table].num_rows:
            tables[sheet.table] = pa.table({name: pa.array([], pa.string()) for name in sheet.columns})
    tables["forecast"] = pa.table({name: pa.array([], pa.string()) for name in _columns("forecast")})
    write_workbook(tmp_path / "plan.xlsx", tables)
    book = load_workbook(tmp_path / "plan.xlsx")
    first, *others = (label(sheet_label(sheet)) for sheet in SHEETS)
    assert book.sheetnames == [first, "Plan", "Buy", *others, "treadle"]
    buy = book["Buy"]
    cells = {head.value: cell for head, cell in zip(buy[1], buy[2], strict=True)}
    assert cells["colour"].value == HOSTILE
    lines = {head.value: cell for head, cell in zip(book["Lines"][1], book["Lines"][2], strict=True)}
    assert (lines["colour"].value, lines["colour"].data_type) == (FORMULA, "s")
    assert all(cell.data_type != "f" for cell in book["Bridge"][1]), "= need is a heading"
    assert cells["cost"].value == 12.34
    assert cells["cost"].number_format == "#,##0.00"
    assert cells["decision"].value == "approve"
    assert (buy.freeze_panes, buy["E1"].value, buy["E2"].value, buy["F2"].value) == ("C2", "M", 5, "=SUM(E2:E2)")


def _columns(table: str) -> tuple[str, ...]:
    return next(sheet.columns for sheet in SHEETS if sheet.table == table)
