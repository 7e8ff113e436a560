"""Deliveries from a file: rows of one order and note together, every broken row named."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from treadle.errors import InputError, NotFoundError
from treadle.plant.receive import read_deliveries


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_rows_of_one_order_and_note_are_one_delivery(tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", "order_id;sku;units;rejected;day;note_id;is_last",
                   "WO-1;S;8;2;2026-03-20;N1;no", "WO-1;M;20;;2026-03-20;N1;yes",
                   "WO-1;M;1;;2026-03-21;N2;")  # fmt: skip
    first, second = read_deliveries(file)
    assert (first.units, first.rejected, first.is_last) == ({"S": 8, "M": 20}, {"S": 2, "M": 0}, True)
    assert (first.day, first.note_id, second.note_id, second.units) == (date(2026, 3, 20), "N1", "N2", {"M": 1})


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Order_ID", "SKU", "Units", "Day"])
    book.active.append(["WO-1", "S", 8, datetime(2026, 3, 20)])
    book.save(tmp_path / "in.xlsx")
    (found,) = read_deliveries(tmp_path / "in.xlsx")
    assert (found.order_id, found.units, found.day) == ("WO-1", {"S": 8}, date(2026, 3, 20))


def test_every_broken_row_is_named(tmp_path: Path) -> None:
    file = written(tmp_path / "in.csv", "order_id,sku,units,day,is_last", "WO-1,S,many,2026-03-20,", "WO-1,,4,20.3.,",
                   ",S,4,,perhaps", "WO-2,S,1,,", "WO-2,S,1,,")  # fmt: skip
    with pytest.raises(InputError) as raised:
        read_deliveries(file)
    assert [(one.row, one.column) for one in raised.value.problems] == [
        (2, "units"), (3, "sku"), (3, "day"), (4, "order_id"), (4, "is_last"), (6, "order_id, day, note_id, sku"),
    ]  # fmt: skip


def test_no_file_no_rows_and_no_columns_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_deliveries(tmp_path / "none.csv")
    with pytest.raises(InputError, match="it needs units"):
        read_deliveries(written(tmp_path / "in.csv", "order_id,sku", "WO-1,S"))
    with pytest.raises(InputError, match="no rows"):
        read_deliveries(written(tmp_path / "in.csv", "order_id,sku,units"))
    with pytest.raises(InputError, match="no rows"):
        read_deliveries(written(tmp_path / "in.xlsx", "no workbook"))


def test_a_file_of_a_german_spreadsheet_is_the_same_delivery(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("Bestellnummer;SKU;Menge;Datum\r\nWO-1;Größe S;1.250;20.03.2026\r\n".encode("cp1252"))
    (found,) = read_deliveries(path)
    assert (found.units, found.day) == ({"Größe S": 1250}, date(2026, 3, 20))
