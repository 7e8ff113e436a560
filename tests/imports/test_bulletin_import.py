"""A bulletin as a factory writes it comes into the brand's table as `treadle balance` reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk

ENGLISH = ("MAKER LTD,,,\nStyle: TEE,,,\nSl No,Operation Description,M/C Type,SAM\nCOLLAR,,,\n1,run,SNLS,0.5\n"
           "2,turn,-,0.3\nASSEMBLY,,,\n3,set,OL,0.8\n,Total SMV,,1.6\n")  # fmt: skip
CHINESE = "款号：TEE,,,\n序号,工序名称,机器,标准工时(分)\n1,合肩,四线包缝,0.5\n2,上领,平车,0.8\n合计,,,1.3\n"


@pytest.mark.parametrize(("text", "encoding", "machines", "smv"), [
    (ENGLISH, "utf-8", ["SNLS", "MANUAL", "OL"], 1.6), (CHINESE, "gb18030", ["四线包缝", "平车"], 1.3),
])  # fmt: skip
def test_it_is_recognised_and_its_rows_are_those_of_the_table(
    tmp_path: Path, text: str, encoding: str, machines: list[str], smv: float
) -> None:
    desk = Desk(tmp_path)
    file = desk.file("tee.csv", text, encoding)
    assert desk.run("import", str(desk.folder), str(file)) == 0, desk.said
    assert "a bulletin of a factory (90% sure" in desk.said and "total" in desk.said
    rows = desk.rows("bulletins", "bulletin_id", "machine", "smv_minutes")
    assert [machine for _, machine, _ in rows] == machines and {one for one, _, _ in rows} == {"tee"}
    assert sum(float(str(minutes)) for _, _, minutes in rows) == pytest.approx(smv)


def test_minutes_in_seconds_are_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = desk.file("tee.csv", ENGLISH.replace("0.5", "30").replace("0.3", "18").replace("0.8", "48"))
    assert desk.bring(file, _as="bulletins") == 0 and "Are these seconds?" in desk.said
