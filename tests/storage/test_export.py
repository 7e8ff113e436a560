"""A table written as it is held: what goes out comes in again, and a history tells every version once."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from folders import example_folder, text_table, tiny_folder
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import NotFoundError
from treadle.plant.export import export_table
from treadle.plant.import_ import import_files
from treadle.settings import settings_template
from treadle.storage.example_brand import example_tables
from treadle.storage.folder_writing import write_folder
from treadle.terms.tables import TABLES


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_table_of_a_brand_goes_out_and_comes_in_again(tmp_path: Path, ending: str) -> None:
    tables = dict(example_tables())
    tables["signals"] = tables["signals"].slice(tables["signals"].num_rows - 1000)
    folder = tmp_path / "brand"
    write_folder(folder, settings_template(), tables, has_workbook=False)
    files = []
    for table in TABLES:
        out = tmp_path / "out" / f"{table}.{ending}"
        if export_table(folder, table, out).rows:
            files.append(out)
    assert len(files) > 10
    fresh = tmp_path / "fresh"
    write_folder(fresh, settings_template(), {}, has_workbook=False)
    for file in files:
        entry = import_files(fresh, [file], table=file.stem).entries[0]
        assert entry.set_aside_rows == 0 and entry.kept_rows == entry.read_rows > 0, file.stem
    for file in files:
        again = tmp_path / f"again.{ending}"
        export_table(fresh, file.stem, again)
        assert again.read_bytes() == file.read_bytes(), file.stem


def test_what_was_exported_is_what_is_there(tmp_path: Path) -> None:
    folder = example_folder(tmp_path / "brand")
    for table in ("products", "factories", "signals"):
        out = tmp_path / f"{table}.csv"
        export_table(folder, table, out)
        entry = import_files(folder, [out], table=table).entries[0]
        assert entry.repeated_rows == entry.read_rows > 0, table


def test_a_corrected_row_is_held_once_and_both_versions_are_history(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    header = "sku,style_id,option_id,colour,size,size_scale_id,category,price,unit_cost"
    for number, price in enumerate(("21.00", "19.50")):
        file = tmp_path / f"prices{number}.csv"
        file.write_text(f"{header}\nT-red-S,T,T-red,red,S,letters,tee,{price},6.50\n", encoding="utf-8")
        import_files(folder, [file], table="products")
    out = tmp_path / "held.csv"
    assert export_table(folder, "products", out).rows == 2
    held = {row["sku"]: row for row in pv.read_csv(out).to_pylist()}
    assert held["T-red-S"]["price"] == 19.5 and held["T-red-M"]["price"] == 20.0
    assert held["T-red-M"]["neck"] == "crew"
    every = tmp_path / "every.parquet"
    assert export_table(folder, "products", every, history=True).rows == 4
    told = [
        (row["sku"], float(row["price"]), row["version"], row["import_number"], row["file"], row["is_held"])
        for row in pq.read_table(every).to_pylist()
    ]
    assert told == [
        ("T-red-S", 20.0, 0, 0, "tables/products.csv", False),
        ("T-red-S", 21.0, 1, 1, "prices0.csv", False),
        ("T-red-S", 19.5, 2, 2, "prices1.csv", True),
        ("T-red-M", 20.0, 0, 0, "tables/products.csv", True),
    ]


def test_the_command_says_what_it_wrote_and_what_it_left_out(tmp_path: Path) -> None:
    signals = text_table(
        "signal_id,happened_at,kind,sku,units", "s1,2026-01-05,order,T-red-S,1", "s2,soon,order,T-red-S,1"
    )
    folder = tiny_folder(tmp_path / "b", signals=signals)
    out = tmp_path / "signals.csv"
    done = CliRunner().invoke(build_app(), ["export", str(folder), "signals", "--out", str(out)])
    assert "1 row of signals" in done.output and "1 row with problems left out" in done.output
    empty = tmp_path / "rolls.csv"
    export_table(folder, "rolls", empty)
    assert empty.read_text(encoding="utf-8").startswith("roll_id,")
    with pytest.raises(NotFoundError, match="no table 'product'"):
        export_table(folder, "product", out)
