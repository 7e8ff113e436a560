"""Files given alone are read whatever they are: the same table in every form gives the same rows."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from treadle.errors import InputError
from treadle.plant.given_tables import read_given_tables

ROWS = [["sku", "颜色", "period_start", "units"], ["T-1", "红", "2026-01-05", "7"], ["T-2", "'=1+1", "2026-01-12", "0"]]
TOLD = [{"sku": "T-1", "颜色": "红", "period_start": "2026-01-05", "units": "7"},
        {"sku": "T-2", "颜色": "=1+1", "period_start": "2026-01-12", "units": "0"}]  # fmt: skip


def text(mark: str = ",", end: str = "\n") -> str:
    return end.join(mark.join(row) for row in ROWS) + end


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(path)


def written(folder: Path, form: str) -> Path:
    path = folder / f"history.{form.split(' ')[0]}"
    if form == "xlsx":
        workbook(path)
    elif form == "csv.gz":
        path.write_bytes(gzip.compress(text().encode()))
    elif form == "zip":
        with zipfile.ZipFile(path, "w") as pack:
            pack.writestr("history.csv", text().encode("gb18030"))
    elif form == "jsonl":
        path.write_text(
            "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).replace("'=", "=")
        )
    elif form == "parquet":
        pq.write_table(pa.Table.from_pylist(TOLD), path)
    elif form == "csv sep":
        path.write_text("sep=;\n" + text(";"), encoding="utf-8")
    elif form == "csv cr":
        path.write_bytes(text(end="\r").encode())
    else:
        path.write_bytes(text("\t" if "utf-16" in form else ",").encode(form.split(" ")[1]))
    return path


FORMS = ["csv utf-8", "csv utf-8-sig", "csv gb18030", "txt utf-16", "csv sep", "csv cr", "csv.gz", "zip", "xlsx",
         "jsonl", "parquet"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_in_every_form(tmp_path: Path, form: str) -> None:
    table = read_given_tables({"history": written(tmp_path, form), "products": None})
    assert table["products"] is None and table["history"] is not None
    assert table["history"].to_pylist() == TOLD


def test_all_files_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("second")
    book.save(tmp_path / "two.xlsx")
    (tmp_path / "deep.jsonl").write_text('{"sku": {"a": 1}}\n')
    (tmp_path / "page.csv").write_text("<html><p>Please sign in</p></html>")
    files = {name.split(".")[0]: tmp_path / name for name in ("two.xlsx", "deep.jsonl", "page.csv", "gone.csv")}
    with pytest.raises(InputError) as told:
        read_given_tables(files)
    said = str(told.value)
    assert len(told.value.problems) == 4, said
    assert "2 sheets" in said and "a list or an object" in said and "HTML page" in said and "does not exist" in said
