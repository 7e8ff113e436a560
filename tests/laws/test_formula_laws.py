"""Laws of cells that look like formulas: none is written, all are read back as they were, numbers stay."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from treadle.cli.output import csv_text
from treadle.plant.given_tables import read_given_tables
from treadle.storage.folder_csv import read_table
from treadle.storage.folder_writing import write_folder
from treadle.storage.lake import open_duckdb
from treadle.storage.plain_files import write_plain_file
from treadle.terms.formula_tables import guarded_table, unguarded_table
from treadle.terms.formulas import guarded, unguarded
from treadle.terms.tables import TABLES

RISKY = ("=1+1", '=HYPERLINK("x")', "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\tx", "\rx", "'=1", "''@x", "-", "'")
TEXTS = st.one_of(
    st.sampled_from((*RISKY, "-5", "+3.50", "it's", "white")),
    st.text(alphabet=st.sampled_from("=+-@\t\r' a1.,%"), max_size=8),
)


def is_formula(cell: str) -> bool:
    return (
        cell[:1] in ("=", "+", "-", "@", "\t", "\r")
        and not cell[1:].replace(".", "").replace(",", "").strip("%").isdigit()
    )


@given(TEXTS)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not is_formula(guarded(text)) and unguarded(guarded(text)) == text


@given(st.lists(st.one_of(st.none(), TEXTS), max_size=6))
def test_a_table_comes_back_and_its_numbers_are_not_touched(texts: list[str | None]) -> None:
    table = pa.table({"=name": pa.array(texts, pa.string()), "units": pa.array([-3] * len(texts), pa.int64())})
    found = guarded_table(table)
    assert found["units"].equals(table["units"]) and found.column_names == ["'=name", "units"]
    assert unguarded_table(found).equals(table)


@given(st.lists(st.tuples(TEXTS, st.integers(-9, 9)), max_size=5))
def test_what_commands_write_as_text(rows: list[tuple[str, int]]) -> None:
    found = list(csv.reader(io.StringIO(csv_text(["name", "units"], rows), newline="")))[1:]
    assert [(unguarded(name), int(units)) for name, units in found] == rows
    assert not any(is_formula(name) for name, _ in found)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(RISKY), min_size=1, max_size=4))
def test_a_plain_file_is_read_as_it_was_written(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_plain_file(path, pa.table({"sku": texts, "units": ["-1"] * len(texts)}))
        read = read_given_tables({"a": path})["a"]
        assert (
            read is not None and read["sku"].to_pylist() == texts and read["units"].to_pylist() == ["-1"] * len(texts)
        )


def test_a_brand_of_hostile_names_is_written_without_a_formula(tmp_path: Path) -> None:
    names = ["=1+1", "@SUM(A1)", "-2+3"]
    rows = pa.table({"place_id": names, "kind": ["warehouse"] * 3, "name": ["+x", "'=y", "plain"]})
    write_folder(tmp_path / "b", "", {"places": rows})
    with (tmp_path / "b" / "tables" / "places.csv").open(newline="") as file:
        assert not any(is_formula(cell) for line in csv.reader(file) for cell in line)
    book = load_workbook(tmp_path / "b" / "brand.xlsx")
    assert not any(cell.data_type == "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    with open_duckdb("UTC") as connection:
        read = read_table(connection, tmp_path / "b", TABLES["places"])[0]
    assert read["place_id"].to_pylist() == names and read["name"].to_pylist() == ["+x", "'=y", "plain"]
