"""A brand from one wide sheet: headings over two rows, merged cells, totals, and the how-to line by line."""

from __future__ import annotations

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import ezdxf
import pytest
from desk import Desk
from openpyxl import Workbook

from treadle.connectors.wide_sheet import is_wide, read_wide
from treadle.settings import settings_template

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "one-wide-sheet.md"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, currency="EUR")


def range_book(path: Path, title: str = "Spring range, stock on hand") -> Path:
    """The sheet of the how-to with headings over two rows and merged styles and prices."""
    book = Workbook()
    sheet = book.active
    rows: list[list[object]] = [
        [title], [],
        ["Style", "Colour", "Type", "Sizes", "", "", "", "Total", "Retail", "", "Pattern", "Fabric", "Bulletin"],
        ["", "", "", "S", "M", "L", "XL", "", "Price", "Cost", "", "", ""],
        ["TEE1", "white", "T-shirt", 4, 6, 5, 2, 17, 29.9, 8.1, "mytee", "jersey", "tshirt"],
        ["", "black", "", 3, 6, 5, 0, 14, "", "", "mytee", "jersey", "tshirt"],
        ["TEE2", "navy", "T-shirt", 1, 2, 2, "", 5, 39.9, 10, "", "", ""],
        ["Total", "", "", 8, 14, 12, 2, 36, "", "", "", "", ""],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for merged in ("D3:G3", "I3:J3", "A3:A4", "A5:A6", "C5:C6", "I5:I6", "J5:J6"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


def pattern_file(path: Path) -> Path:
    """A body and two sleeves in four sizes."""
    drawing = ezdxf.new("R12")
    space = drawing.modelspace()
    for text in ("Style Name: mytee", "Units: METRIC", "Sample Size: M"):
        space.add_text(text, dxfattribs={"layer": "1"})
    for place, size in enumerate(("S", "M", "L", "XL")):
        for name, wide, high, often in (("FRONT", 480, 680, 1), ("BACK", 480, 700, 1), ("SLEEVE", 380, 220, 2)):
            block = drawing.blocks.new(f"{name}-{size}")
            x, y = wide + 20 * place, high + 10 * place
            block.add_polyline2d([(0, 0), (x, 0), (x, y), (0, y), (0, 0)], dxfattribs={"layer": "1"})
            block.add_line((x / 2, 50), (x / 2, y - 50), dxfattribs={"layer": "7"})
            for word, value in (("Piece Name", name), ("Size", size), ("Quantity", often)):
                block.add_text(f"{word}: {value}", dxfattribs={"layer": "1"})
            space.add_blockref(f"{name}-{size}", (0, 0))
    drawing.saveas(path)
    return path


def order_export(path: Path) -> Path:
    """Eight weeks of a shop's orders."""
    lines = [
        "Name,Email,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Source"
    ]
    for day in range(56):
        option, price = (("TEE1-white", 29.9), ("TEE1-black", 29.9), ("TEE2-navy", 39.9))[day % 3]
        sku = f"{option}-{'SML'[day // 3 % 3]}"
        moment = f"{date(2026, 1, 5) + timedelta(day)} 10:00:00 +0100"
        lines.append(f"#{day},c{day}@shop.example,EUR,{2 * price:.2f},{moment},2,Tee,{price:.2f},{sku},web")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_how_to_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    range_book(tmp_path / "range.xlsx"), order_export(tmp_path / "orders_export.csv")
    pattern_file(tmp_path / "mytee.dxf")
    block = re.search(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    lines = [shlex.split(line)[1:] for line in block.group(1).splitlines()]
    assert [line[0] for line in lines] == ["init", "import", "plan"]
    for line in lines:
        assert desk.run(*line) == 0, desk.said
        if line[0] == "init":
            quick = {"nest.nest_moves": 30, "schedule.schedule_work": 0.3}
            (tmp_path / "mybrand" / "treadle.toml").write_text(settings_template(quick))
        if line[0] == "import":
            for said in ("36 pieces in stock", "rows of totals were left out: 8", "112 pieces ordered, 3,708.80",
                         "2 of 3 options have a pattern", "columns of totals were left out: Total"):  # fmt: skip
                assert said in desk.said, desk.said
    assert "Plan of 2026-03-02" in desk.said or "Plan of 2026-03-01" in desk.said, desk.said
    assert (tmp_path / "mybrand" / "plan" / "plan.xlsx").is_file()


def test_a_two_row_heading_and_merged_cells(desk: Desk) -> None:
    assert desk.run("import", str(desk.folder), str(range_book(desk.home / "range.xlsx"))) == 0, desk.said
    found = desk.rows("products", "sku", "option_id", "size_scale_id", "category", "price_cents", "unit_cost_cents")
    assert len(found) == 11 and ("TEE1-black-XL", "TEE1-black", "S-XL", "T-shirt", 2990, 810) in found
    assert not [one for one in found if one[0] == "TEE2-navy-XL"]
    scale = sorted((float(str(place)), size) for place, size in desk.rows("size_scales", "place", "size"))
    assert [size for _, size in scale] == ["S", "M", "L", "XL"]
    assert sum(int(str(units)) for (units,) in desk.rows("stock", "units")) == 36
    before = sorted(desk.rows("stock", "sku", "units"))
    assert desk.run("import", str(desk.folder), str(desk.home / "range.xlsx")) == 0
    assert sorted(desk.rows("stock", "sku", "units")) == before


def test_pieces_that_say_not_what_they_are_are_asked_about(desk: Desk) -> None:
    file = range_book(desk.home / "range.xlsx", "Spring range")
    assert desk.run("import", str(desk.folder), str(file)) == 1
    assert "it holds 36 pieces and does not say what they are" in desk.said and "--as wide:signals" in desk.said
    assert desk.bring(file, _as="wide:products") == 0 and desk.rows("stock", "sku") == []
    assert desk.bring(file, _as="wide:coats") == 1 and "--as wide:stock" in desk.said


def test_an_order_sheet_as_text_becomes_orders(desk: Desk) -> None:
    text = ("Order form Spring;;;;;\nDate: 2026-02-03;;;;;\n;;;;;\nArticle;Color;Customer;36;38;40;Pcs;RRP\n"
            "Dresses;;;;;;;\nD1;red;Ann;1;2;;3;50,00\nD1;red;Bob;;4;;5;50,00\n;;;1;6;;7;\n")  # fmt: skip
    assert desk.run("import", str(desk.folder), str(desk.file("form.csv", text))) == 0, desk.said
    assert desk.pieces() == 7 and "its sizes add up to 4, its Pcs says 5" in desk.said
    assert "rows of totals were left out: 8" in desk.said
    assert {row[0] for row in desk.rows("products", "category")} == {"Dresses"}
    assert {str(row[0])[:10] for row in desk.rows("signals", "happened_at")} == {"2026-02-03"}
    assert (
        desk.bring(desk.file("again.csv", text + "D1;blue;Ann;1;;;1;50,00\n"), _as="wide") == 0 and desk.pieces() == 8
    )


def test_a_purchase_order_becomes_goods_under_way(desk: Desk) -> None:
    text = ("Purchase order 4711;;;;;;\nDate: 2026-05-15;;;;;;\nStyle;Colour;S;M;L;Total;Cost;Price\n"
            "TEE;red;10;20;10;40;8,10;20\nTEE;blue;5;5;;10;8,10;20\nTotal;;15;25;10;50;;\n")  # fmt: skip
    assert desk.run("import", str(desk.folder), str(desk.file("po.csv", text))) == 0, desk.said
    coming = desk.rows("on_order", "sku", "units", "due_day", "place_id")
    told = (("blue", "M", 5), ("blue", "S", 5), ("red", "L", 10), ("red", "M", 20), ("red", "S", 10))
    due = date(2026, 5, 15)
    assert sorted(coming) == [(f"TEE-{colour}-{size}", units, due, "warehouse") for colour, size, units in told]
    (order,) = {row[0] for row in desk.rows("on_order", "order_id")}
    assert "4711" in str(order) and "50 pieces in on_order" in desk.said
    # The same order with other numbers replaces, and is shown by check with old and new.
    later = text.replace("red;10;20;10;40", "red;10;25;10;45").replace("15;25;10;50", "15;30;10;55")
    assert desk.run("import", str(desk.folder), str(desk.file("po.csv", later))) == 0
    assert sum(int(str(units)) for (units,) in desk.rows("on_order", "units")) == 55
    desk.run("check", str(desk.folder))
    assert "units 20 → 25" in desk.said


def rows(*lines: str) -> list[tuple[int, list[str]]]:
    return [(number, line.split("|")) for number, line in enumerate(lines, start=1)]


def test_what_is_no_wide_sheet() -> None:
    assert not is_wide(rows("Style|Colour|Qty|Price", "T1|white|4|30", "T2|white|5|30"))
    assert not is_wide(rows("Week|1|2|3", "sales|4|5|6"))
    assert not is_wide(rows("Receipt|SKU|Subtotal|Tax|Paid", "1||20|4|24", "1|T1|20|4|24"))
    assert is_wide(rows("Style|One size|Price", "CAP|3|10"))


def test_two_blocks_marks_and_a_row_without_a_style() -> None:
    sheet = read_wide("a", rows("Style|Colour|S|M|Price", "T1|white|x|-|10", "|||7|", "Style|Colour|30/32|32/32|Price",
                                "J1|blue|1|2|60", "Total||9|9|"))  # fmt: skip
    assert [(row.option, row.scale) for row in sheet.rows] == [
        (("T1", "white"), ("S", "M")), (("J1", "blue"), ("30/32", "32/32")),
    ]  # fmt: skip
    assert [line for line, _, _ in sheet.refused] == [3]
    assert any("row 6 calls itself a total and is not the sum" in note for note in sheet.notes)
