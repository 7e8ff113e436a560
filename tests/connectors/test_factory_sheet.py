"""Lists of factories as sourcing offices keep them: read as they are, and doubted where a cell can be read two ways."""

from pathlib import Path

import openpyxl
import pytest

from treadle.connectors.factory_sheet import read_factory_sheet
from treadle.errors import InputError


def sheet(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEADS = ["Factory", "Country", "MOQ (pcs)", "Lead time", "Capacity min/week", "CMT price per minute",
         "Machines / operations", "Certs", "OS ID", "Remarks"]  # fmt: skip


def test_title_units_spans_and_lists(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "list.xlsx", ["Supplier overview SS26"], [], HEADS,
        ["Anh Duong Garment Co., Ltd", "Vietnam", "500 pcs", "45 days", "12,000 / week", 0.11,
         "Overlock; flat lock, screen print", "BSCI; GOTS", "VN2021250D1DTN7", "good for tees"],
        ["Porto Malhas", "PT", "≥ 150", "4-5 weeks", "9.500", "€ 0,32", "overlock", "OEKO-TEX 100", "123", ""],
        [], ["Total", None, None],
    )  # fmt: skip
    found = read_factory_sheet(path)
    first, second = found.rows
    assert first["factory_id"] == "anh-duong-garment-co-ltd" and first["line"] == 4
    assert (first["minimum_units"], first["lead_days"], first["free_minutes"]) == ("500", "45", "12000")
    assert first["capabilities"] == "overlock flat-lock screen-print" and first["certificates"] == "bsci gots"
    assert first["os_id"] == "VN2021250D1DTN7"
    assert (second["minimum_units"], second["lead_days"], second["free_minutes"]) == ("150", "35", "9500")
    assert second["minute_cost"] == "0.32" and "os_id" not in second
    doubted = {(one.row, one.column) for one in found.doubts}
    assert doubted == {(None, "Remarks"), (5, "lead_days"), (5, "minute_cost"), (5, "os_id")}


def test_other_languages_and_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "fabriken.csv"
    path.write_bytes(
        "Lieferant;Land;Mindestmenge;Lieferzeit;Zoll\nNähwerk Süd;DE;1.000;6 Wochen;12 %\n".encode("cp1252")
    )
    (row,) = read_factory_sheet(path).rows
    assert row["factory_id"] == "nähwerk-süd" and row["minimum_units"] == "1000"
    assert row["lead_days"] == "42" and row["duty_share"] == "0.12"
    path.write_text("供应商,起订量,交期\n华海制衣,3千,30天\n", encoding="utf-8")
    (row,) = read_factory_sheet(path).rows
    assert row["minimum_units"] == "3000" and row["lead_days"] == "30"


def test_without_a_column_of_names(tmp_path: Path) -> None:
    path = sheet(tmp_path / "x.xlsx", ["MOQ", "Lead time"], [100, 30])
    with pytest.raises(InputError, match="no column names the factories"):
        read_factory_sheet(path)
