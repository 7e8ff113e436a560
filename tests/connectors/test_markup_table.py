"""Pages and XML named `.xls`, as shops and factories export them: read where they hold a plain table."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.connectors.containers import kind_of
from treadle.connectors.grid import read_grids
from treadle.connectors.markup_table import page_tables
from treadle.connectors.sheets import read_cells, sheet_names
from treadle.errors import InputError

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><style>td{mso:x}</style>
<title>no cell</title></head><body><table><tr><td>logo</td></tr></table>
<table border=1><tr><th colspan=2>货号</th><th>数量<th>日期</tr>
<tr><td rowspan=2>K-1<td>红<td>00012<td>2026-03-01</tr><tr><td>蓝<td>7<td>2026&#45;03-02
<tr><td colspan=3>K&nbsp;2<br>b</td><td></td></tr></table></body></html>"""
BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="s1"/></Styles><Worksheet ss:Name="May"><Table ss:ExpandedColumnCount="3">
<Row><Cell><Data ss:Type="String">sku</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">units</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">K-1</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">5</Data></Cell>
</Row></Table></Worksheet><Worksheet ss:Name="June"><Table><Row><Cell><Data>a</Data></Cell><Cell><Data>b</Data></Cell>
</Row><Row><Cell ss:MergeAcross="1"><Data>text</Data></Cell></Row></Table></Worksheet></Workbook>"""


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "report.xls") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_the_table_of_a_page_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    path = written(tmp_path, PAGE, "gb18030")
    assert kind_of(path) == "sheets" and sheet_names(path) == ["table 2"]
    assert read_cells(path, "table 2") == [
        ["货号", "货号", "数量", "日期"], ["K-1", "红", "00012", "2026-03-01"], ["K-1", "蓝", "7", "2026-03-02"],
        ["K 2 b", "K 2 b", "K 2 b", ""],
    ]  # fmt: skip
    assert read_grids(path)[0].rows[1] == (2, ("K-1", "红", "00012", "2026-03-01"))


def test_sheets_of_an_xml_workbook_are_read_with_their_empty_rows_and_cells(tmp_path: Path) -> None:
    path = written(tmp_path, BOOK)
    assert page_tables(path)["May"] == [["sku", "", "units"], ["", "", ""], ["", "", ""], ["K-1", "", "5"]]
    assert page_tables(path)["June"] == [["a", "b"], ["text", "text"]]


@pytest.mark.parametrize(("text", "said"), [
    ("<html><p>Please sign in</p></html>", "this is an HTML page named .xls"),
    ("<html><table><tr><td>only</td><td>headings</td></tr></table></html>", "holds no table with rows"),
    ("<?xml version='1.0'?><orders><order id='1'/></orders>", "this is an XML file named .xls"),
])  # fmt: skip
def test_a_page_without_a_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        kind_of(written(tmp_path, text))


def test_entities_and_spans_without_end_are_no_bombs(tmp_path: Path) -> None:
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><html><table><tr><td>&b;<td>1<tr><td>2<td>3"
    assert page_tables(written(tmp_path, laughs))["table 1"] == [["&b;", "1"], ["2", "3"]]
    spans = (
        "<table>" + "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 9 + "</tr><tr><td>1</td><td>2</td></tr></table>"
    )
    with pytest.raises(InputError, match="more than 3,000,000 cells"):
        page_tables(written(tmp_path, spans, name="spans.xls"))
