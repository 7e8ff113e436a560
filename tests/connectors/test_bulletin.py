"""Bulletins as factories write them: read as they are, totals left out, sections as branches, machines as the limit."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from treadle.connectors.bulletin import ReadBulletin, read_bulletin_file
from treadle.errors import InputError
from treadle.plant.balance import balance, work_of_file

PLAIN = "no,operation,machine,smv\n1,hem,FL,0.5\n2,side seam,OL,0.7\n"


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> ReadBulletin:
    path = tmp_path / "style.csv"
    path.write_bytes(text.encode(encoding))
    return read_bulletin_file(path)


def said(found: ReadBulletin) -> str:
    return "\n".join(map(str, found.findings))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PLAIN, "utf-8"),
        (PLAIN, "utf-16"),
        (PLAIN.replace("\n", "\r"), "utf-8"),
        ("sep=;\n" + PLAIN.replace(",", ";"), "utf-8"),
        (PLAIN.replace(",", ";").replace(".", ","), "utf-8"),
        ("MAKER LTD,,,\nStyle: 7,,,\n,,,\n" + PLAIN, "utf-8"),
        ("Sl. No;Operation Description;Type of M/C;S.A.M\n1;hem;FL;0,5\n2;side seam;OL;0,7\n", "cp1252"),
        ("序号,工序名称,设备,标准工时(秒)\n1,下摆,FL,30\n2,侧缝,OL,42\n", "gb18030"),
    ],
)
def test_a_list_is_read_whatever_its_form(tmp_path: Path, text: str, encoding: str) -> None:
    found = read(tmp_path, text, encoding).bulletin
    assert found.smv_minutes == pytest.approx(1.2)
    assert [one.machine for one in found.operations] == ["FL", "OL"]


def test_totals_are_left_out_and_a_wrong_one_is_doubted(tmp_path: Path) -> None:
    right = read(tmp_path, PLAIN + ",Total SMV,,1.2\n")
    assert right.bulletin.smv_minutes == pytest.approx(1.2) and "row 4 is a total, left out" in said(right)
    assert "come to" not in said(right)
    assert "the total of row 4 is 1.9, the operations come to 1.20" in said(
        read(tmp_path, PLAIN + ",Grand total,,1.9\n")
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("3,pack,OL,nan", 'row 4, column smv: "nan" is not a number'),
        ("3,pack,OL,inf", '"inf" is not a number'),
        ("3,pack,OL,1e3", '"1e3" is not a number'),
        ("3,pack,OL,-1", "SMV is above zero"),
        ("3,pack,,0.4", "operation 'pack' names no machine"),
    ],
)
def test_a_row_that_is_wrong_stops_with_its_place(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, f"{PLAIN}{row}\n")
    assert words in str(caught.value)


def test_sections_are_branches_that_meet_in_assembly(tmp_path: Path) -> None:
    text = (
        "Description,Machine,SMV,Work aid,Operator\nCOLLAR,,,,\nrun collar,SNLS,0.5,,A\nturn collar,-,0.3,,A\n"
        "FRONT,,,,\nhem front,FL,0.4,folder,B\nASSEMBLY,,,,\n"
        "set collar,SNLS,0.8,,A\nFINISHING,,,,\ntrim,Manual,0.2,,B\n"
    )
    found = read(tmp_path, text)
    run, turn, hem, sew, trim = found.bulletin.operations
    assert (turn.machine, hem.machine, trim.machine) == ("MANUAL", "FL+folder", "MANUAL")
    assert hem.predecessors == () and turn.predecessors == (run.operation_id,)
    assert set(sew.predecessors) == {turn.operation_id, hem.operation_id}
    assert trim.predecessors == (sew.operation_id,)
    assert (run.component, trim.component) == ("COLLAR", "FINISHING")
    assert "sections COLLAR, FRONT are worked side by side until ASSEMBLY" in said(found)
    assert "columns Operator are not read" in said(found)


def test_a_workbook_with_a_summary_limits_the_machines(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["MAKER LTD"], ["Buyer", "X"], [], ["No", "Operation", "M/C Type", "SAM"], [1, "hem", "FL", 0.6],
        [2, "close", "OL", 0.6], [3, "neck", "OL", 0.6], [None, "Total", None, 1.8], [],
        ["Machine summary"], ["FL", 1], ["OL", 1], ["Total", 2],
    ):  # fmt: skip
        sheet.append(row)
    book.create_sheet("costs").append(["cut", 3])
    path = tmp_path / "style.xlsx"
    book.save(path)
    found = read_bulletin_file(path)
    assert found.machines == {"FL": 1, "OL": 1}
    assert "machines of the summary are the limit: FL 1, OL 1" in said(found) and "costs is not" in said(found)
    work = work_of_file(path, people=2)
    made = balance(work.bulletin, work.line())
    assert made.minutes_per_unit >= 1.2 - 1e-9, "one overlock does both of its operations"


def test_files_that_are_no_bulletin_are_refused(tmp_path: Path) -> None:
    for name, raw, words in (
        ("a.csv", b"a,b\n1,2\n", "names the operation and its minutes"),
        ("a.csv", b"operation,smv\nhem,0.5\n", "no column for the machine"),
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04rest", "not readable as a workbook"),
        ("a.xls", b"<html><table></table></html>", "web page"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "not readable as a workbook"),
    ):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(InputError, match=words):
            read_bulletin_file(tmp_path / name)
