"""What can be read and is not likely is told, never refused; what cannot be is refused with its range."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from desk import Desk

from treadle.problems.cut_order import read_cut_order
from treadle.problems.factory import read_factory
from treadle.storage.doubts import far_days
from treadle.storage.plain_rows import PlainRows, judged_cells
from treadle.terms.tables import TABLES

PRODUCT = {"style_id": "T", "option_id": "T-r", "size": "S", "size_scale_id": "abc", "category": "tops", "price": "20"}
PIECE = {"pattern_id": "P", "size": "M", "piece_id": "front", "outline": "0,0 600,0 600,300"}
CLOTH = {"fabric_id": "jersey", "width_mm": "1600", "price_per_m": "4"}
OPERATION = {
    "bulletin_id": "B",
    "operation_id": "1",
    "name": "hem",
    "machine": "OL",
    "skill": "OL",
    "smv_minutes": "0.5",
}
OPERATOR = {"factory_id": "F", "line_id": "L", "operator_id": "Ann", "skill": "OL", "efficiency": "0.9"}
FACTORY = {"factory_id": "F", "minute_cost": "0.2"}
TABLE = {"factory_id": "F", "table_id": "1"}


def judged(table: str, *rows: dict[str, str], currency: str = "EUR") -> PlainRows:
    """Rows as a file of that table; their keys are made different where they are not."""
    numbered = [{**row, "line": at} for at, row in enumerate(rows, start=2)]
    return judged_cells(numbered, TABLES[table], f"{table}.csv", currency=currency)


def skus(*prices: str, **more: str) -> list[dict[str, str]]:
    return [{**PRODUCT, **more, "sku": f"K{at}", "price": price} for at, price in enumerate(prices)]


@pytest.mark.parametrize(("table", "row", "said"), [
    ("pieces", PIECE | {"outline": "0,0 15,0 15,9"}, "column outline: 15 is not likely; usual is 20 to 3,000 mm"),
    ("pieces", PIECE | {"outline": "0,0 0,4100 900,0"}, "4,100 is not likely"),
    ("fabrics", CLOTH | {"width_mm": "160"}, "Is it in cm or inches"),
    ("fabrics", CLOTH | {"max_lay_length_mm": "120"}, "12 m are 12000 mm"),
    ("bulletins", OPERATION | {"smv_minutes": "45"}, "Are these seconds? 45 seconds are 0.75 minutes"),
    ("operators", OPERATOR | {"efficiency": "1.9"}, "80 per cent is 0.80"),
    ("factories", FACTORY | {"overtime_premium_share": "2.5"}, "Is it in per cent? 50 per cent is 0.5"),
    ("factories", FACTORY | {"transport_days": "300"}, "usual is 0 to 120 days"),
    ("closed_days", {"factory_id": "F", "day": "1997-05-01"}, "1997-05-01 lies outside the years 2000 to 2060"),
])  # fmt: skip
def test_a_number_that_is_not_likely_is_kept_and_told(table: str, row: dict[str, str], said: str) -> None:
    found = judged(table, row)
    assert not found.problems and len(found.rows) == 1
    assert [one.row for one in found.doubts] == [2] and said in str(found.doubts[0])


@pytest.mark.parametrize(("table", "row", "said"), [
    ("cutting_tables", TABLE | {"spread_m_per_minute": "1e-300"}, "is below 0.1. Write 0.1 to 500 m/minute"),
    ("operators", OPERATOR | {"efficiency": "1e300"}, "is above 2. Write 0.01 to 2 (1 = standard speed"),
    ("operators", OPERATOR | {"efficiency": "80"}, "Is it in per cent? 80 per cent is 0.80"),
    ("factories", FACTORY | {"transport_days": "999999"}, "is above 730. Write 0 to 730 days"),
    ("factories", FACTORY | {"changeover_minutes": "1000000000"}, "is above 14,400. Write 0 to 14,400 minutes"),
    ("factories", FACTORY | {"startup_shares": "0.5 80"}, "is above 1. Write 0.01 to 1"),
    ("bulletins", OPERATION | {"smv_minutes": "1e-9"}, "is below 0.001. Write 0.001 to 240 minutes"),
    ("fabrics", CLOTH | {"width_mm": "1"}, "is below 50. Write 50 to 6,000 mm"),
    ("fabrics", CLOTH | {"max_plies": "100000"}, "is above 2,000. Write 1 to 2,000 plies"),
    ("pieces", PIECE | {"outline": "0,0 90000,0 5,5"}, "is above 50,000. Write above 0 to 50,000 mm"),
    ("pieces", PIECE | {"rotations_deg": "0 900"}, "is above 360"),
    ("sewing_lines", {"factory_id": "F", "line_id": "L", "machines": "OL:99999"}, "is above 5,000"),
    ("budget", {"from_day": "2026-03-01", "to_day": "2026-02-01", "amount": "9"}, "the span ends before it begins"),
])  # fmt: skip
def test_a_number_that_cannot_be_is_refused_with_its_range(table: str, row: dict[str, str], said: str) -> None:
    found = judged(table, row)
    assert not found.rows and said in "\n".join(map(str, found.problems))


def test_cents_among_money_are_seen_by_style_by_category_and_by_all() -> None:
    (one,) = judged("products", *skus("19.90", "19.90", "1990", "19.90")).doubts
    assert (one.row, one.column) == (4, "price") and "of the same style (19.9 in the middle)" in one.what
    (one,) = judged("products", *skus("19.90", "24.90", "0.20")).doubts
    assert one.row == 4 and "less than 1/15 of all others" in one.what
    apart = [row | {"style_id": f"S{at}", "sku": f"S{at}"} for at, row in enumerate(skus("20", "45", "5990", "30"))]
    assert [one.row for one in judged("products", *apart).doubts] == [4]
    # Socks and coats are of one brand; a whole table in cents is seen by its middle.
    assert not judged("products", *skus("4", "9", "20", "49", "120", "300")).doubts
    (whole,) = judged("products", *skus("1990", "2490", "2990")).doubts
    assert "the middle of price of table products is 2,490" in whole.what
    assert not judged("products", *skus("1990", "2490", "2990"), currency="JPY").doubts


def test_a_cost_above_its_price_and_a_bulletin_in_seconds_are_told() -> None:
    (one,) = judged("products", skus("20")[0] | {"unit_cost": "26"}).doubts
    assert "a piece costs more than it is sold for (unit_cost 26)" in one.what
    seconds = [
        OPERATION | {"operation_id": str(at), "smv_minutes": str(cell)} for at, cell in enumerate((12, 9, 14, 8))
    ]
    (whole,) = judged("bulletins", *seconds).doubts
    assert "of bulletin B is 10.5 (4 rows)" in whole.what and "seconds" in whole.remedy


def test_a_day_years_beyond_all_others_is_told() -> None:
    rows = [{"order_id": "o", "sku": f"K{at}", "place_id": "h", "units": "5", "due_day": f"2026-03-{at:02d}"}
            for at in range(1, 9)]  # fmt: skip
    rows[5]["due_day"] = "2036-03-06"
    (one,) = judged("on_order", *rows).doubts
    assert one.row == 7 and "2036-03-06 lies years beyond all others" in one.what
    seasons = [(date(year, 3, 1), 20) for year in (2023, 2024, 2025)]
    assert not far_days(seasons)


def test_import_preview_and_check_say_the_same(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    head = "sku,style_id,option_id,size,size_scale_id,category,price,unit_cost"
    lines = [f"K{at},T,T-r,{at},abc,tops,{price},{cost}" for at, (price, cost) in
             enumerate((("19.90", "7"), ("19.90", "7"), ("1990", "7"), ("19.90", "31")))]  # fmt: skip
    file = desk.file("range.csv", "\n".join([head, *lines]))
    said = (
        "range.csv, row 4, column price: 1,990 is more than 15 times all others of the same style (19.9 in the middle)"
    )
    costly = "range.csv, row 5, column unit_cost: a piece costs more than it is sold for (unit_cost 31)"
    assert desk.run("import", str(desk.folder), str(file), "--as", "products", "--preview") == 0
    assert said in desk.said and costly in desk.said
    assert desk.bring(file, _as="products") == 0 and f"note: {said}" in desk.said and costly in desk.said
    acts = desk.file("acts.csv", "signal_id,happened_at,kind,sku,price\na,2026-02-01,order,K0,1990\n")
    assert desk.bring(acts, _as="signals") == 0
    assert "acts.csv, row 2, column price: 1,990 is far from the list price 19.90" in desk.said
    assert "range.csv" not in desk.said  # an import tells of its own rows
    desk.run("check", str(desk.folder))
    assert f"note: {said}" in desk.said and "far from the list price" in desk.said


def test_files_of_one_command_are_judged_by_the_same_rules(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    shift = {"weekday": 0, "start": "08:00", "end": "16:00"}
    plant = {"factory_id": "F", "shifts": [shift], "tables": ["T"], "lines": [{"line_id": "L", "people": 4}],
             "minute_cost_cents": 20, "transport_days": 300}  # fmt: skip
    order = {"work_order_id": "A", "style_id": "S", "units": 90, "due_day": "2026-05-20", "cut_minutes": 30}
    told = {"origin_day": "2026-05-04", "factories": [plant], "orders": [order], "minutes_per_unit": {"S": {"L": 90}}}
    doubts = "\n".join(map(str, read_factory(told, "f.json").doubts))
    assert "transport_days is 300, which is not likely" in doubts
    assert "minutes_per_unit of S L is 90, which is not likely; usual is 0.001 to 60 minutes" in doubts
    lay = {"sizes": ["M"], "demand_pieces": [30], "yards_per_garment": [44.0], "lay_length_max_yards": 90}
    assert "yards_per_garment of M is 44" in str(read_cut_order(lay, "l.json").doubts[0])
    pattern = {
        "pattern_id": "bag",
        "pieces": [{"piece_id": "flap", "size": "M", "outline": [[0, 0], [12, 0], [12, 9]]}],
    }
    file = desk.file("bag.json", json.dumps(pattern))
    assert desk.run("nest", str(file), "--ratio", "M:1", "--width", "160", "--moves", "5") == 0
    assert "no garment's size" in desk.said and "column width_mm: 160 is not likely" in desk.said
    bulletin = desk.file("b.csv", "Operation,Machine,SMV\nhem,OL,45\nside,OL,30\n")
    assert desk.run("balance", str(bulletin), "--people", "2") == 0 and "Are these seconds?" in desk.said
    day = desk.file("day.csv", "Operation,Machine,SMV\nhem,OL,0.5\npack,OL,900\n")
    assert desk.run("balance", str(day), "--people", "2") == 1 and "day.csv, row 3, column smv_minutes" in desk.said
    panels = desk.file("p.csv", "ORDER ID;Panel-ID;Width (mm);Length mm;Copies\nA;front;12;500;1\n", "utf-16")
    assert desk.run("gang", str(panels), "--width", "1000") == 0 and "width_mm: 12 is not likely" in desk.said
