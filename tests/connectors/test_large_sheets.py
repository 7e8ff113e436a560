"""Sheets of more than 50,000 rows: read whole; what is written is whole where it is read back, and else said."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from treadle.connectors.sheets import SheetReader
from treadle.report import workbook
from treadle.report.sheets import SHEETS
from treadle.terms.schema import OUTPUTS

ROWS = 60_003
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def large_book(path: Path) -> Path:
    """A workbook of one sheet, written by hand: a heading and ROWS rows of a text and a number."""
    cells = ''.join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>K{at}</t></is></c><c r="B{at}"><v>{at}</v></c></row>'
        for at in range(2, ROWS + 2)
    )  # fmt: skip
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c>'
    head += '<c r="B1" t="inlineStr"><is><t>units</t></is></c></row>'
    office = f'<Relationship Id="r1" Type="{SPACE}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(office),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{SPACE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
                           "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            f'<Relationship Id="r1" Type="{SPACE}/worksheet" Target="worksheets/sheet1.xml"/>'),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{head}{cells}</sheetData></worksheet>',
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def test_a_sheet_of_many_rows_is_read_whole(tmp_path: Path) -> None:
    read = SheetReader(path=large_book(tmp_path / "large.xlsx"))
    assert read.columns() == ["sku", "units"]
    batches = list(read.batches())
    assert sum(batch.rows.num_rows for batch in batches) == ROWS
    last = batches[-1].rows.slice(batches[-1].rows.num_rows - 1).to_pylist()[0]
    assert last == {"sku": f"K{ROWS + 1}", "units": str(ROWS + 1), "line": ROWS + 1}


def test_lines_to_be_bought_are_whole_and_other_sheets_say_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
    tables = {one.table: OUTPUTS[one.table].arrow.empty_table() for one in SHEETS}
    for name in ("buy", "options"):
        schema = OUTPUTS[name].arrow
        plain = {"string": "", "bool": False, "int64": 0, "double": 0.0, "date32[day]": date(2026, 3, 1)}
        tables[name] = pa.table({field.name: [plain[str(field.type)]] * 8 for field in schema}, schema=schema)
    tables["buy"] = tables["buy"].set_column(
        tables["buy"].schema.get_field_index("line_id"), "line_id", pa.array([f"T/r/{at}" for at in range(8)])
    )
    told = {"plan_id": "p", "as_of": "2026-03-01", "policy": "{}"}
    tables["plan"] = pa.table({"name": list(told), "value": list(told.values())})
    workbook.write_workbook(tmp_path / "plan.xlsx", tables)
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book["Lines"].max_row == 1 + 8 and book["Buy"].max_row == 1 + 1 + 1  # the option and its sums
    assert any("5 further rows" in str(cell.value) for row in book["Options"].iter_rows() for cell in row)
