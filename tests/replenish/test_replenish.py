from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from replenish_cases import sold_weeks, stock_of

from treadle.errors import InputError
from treadle.plant.replenish import replenish_tables
from treadle.replenish.stock import Terms
from treadle.terms.schema import OUT_KINDS, OUTPUTS

VN2 = Terms(lead_weeks=2, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)


def test_orders_follow_the_means_and_the_stock() -> None:
    empty = replenish_tables(sold_weeks(), None, stock_of(), VN2).table()
    assert empty.column_names == ["sku", "site", "units"]
    units = empty.column("units").to_pylist()
    # The newsvendor's order for a Poisson week of mean 1 … 12 is 2 … 15; forecasts err a little.
    assert [abs(got - want) <= 3 for got, want in zip(units, (2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15))] == [True] * 12
    for field in empty.schema:
        assert field.type == OUT_KINDS[OUTPUTS["replenishment"].column(field.name).kind][0]
    full = replenish_tables(sold_weeks(), None, stock_of(on_hand=200), VN2).table()
    assert full.column("units").to_pylist() == [0] * 12


def test_the_same_tables_and_seed_give_the_same_orders() -> None:
    one = replenish_tables(sold_weeks(), None, stock_of(), VN2, seed=4).table()
    two = replenish_tables(sold_weeks(), None, stock_of(), VN2, seed=4).table()
    assert one.equals(two)


def test_rows_come_in_the_order_of_the_stock_file_and_only_its_pairs() -> None:
    stock = stock_of().take([7, 2, 11])
    table = replenish_tables(sold_weeks(), None, stock, VN2).table()
    assert table.column("sku").to_pylist() == ["003", "001", "005"]
    assert table.column("site").to_pylist() == ["B", "A", "B"]


def test_a_pair_without_history_leans_on_its_sku_at_other_sites() -> None:
    history = sold_weeks(pairs=11)
    whole = replenish_tables(history, None, stock_of(pairs=12), VN2).table().column("units").to_pylist()
    assert len(whole) == 12
    assert whole[11] >= 1


def test_history_without_sites() -> None:
    history = sold_weeks().filter(pa.compute.equal(sold_weeks().column("site"), "A")).drop_columns("site")
    stock = pa.table({"sku": ["003", "000"], "on_hand": [0, 0]})
    table = replenish_tables(history, None, stock, VN2).table()
    assert table.column_names == ["sku", "units"]
    assert table.column("units").to_pylist()[0] > table.column("units").to_pylist()[1]


def test_problems_of_all_tables_and_options_come_together() -> None:
    stock = pa.table({"sku": ["a", "a"], "site": ["A", "A"], "on_hand": ["x", "1"]})
    history = pa.table({"sku": ["a"], "site": ["A"], "date": ["soon"], "units": ["-1"]})
    terms = Terms(lead_weeks=-1, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)
    with pytest.raises(InputError) as caught:
        replenish_tables(history, None, stock, terms)
    said = str(caught.value)
    for part in ("lead-weeks is -1", "history, row 2, column date", "comes 2 times", "stock, row 2, column on_hand"):
        assert part in said


def test_the_command_reads_files_and_writes_one(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from treadle.cli import build_app
    from treadle.storage.plain_files import write_plain_file

    write_plain_file(tmp_path / "history.csv", sold_weeks())
    write_plain_file(tmp_path / "stock.parquet", stock_of())
    told = [
        "replenish", "--history", str(tmp_path / "history.csv"), "--stock", str(tmp_path / "stock.parquet"),
        "--lead-weeks", "2", "--review-weeks", "1", "--shortage-cost", "1", "--holding-cost", "0.2",
        "--out", str(tmp_path / "orders.csv"),
    ]  # fmt: skip
    result = CliRunner().invoke(build_app(), told)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader((tmp_path / "orders.csv").open()))
    assert [row["sku"] for row in rows] == [f"{pair // 2:03d}" for pair in range(12)]
    assert all(row["units"].isdigit() for row in rows)
    direct = replenish_tables(sold_weeks(), None, stock_of(), VN2).table()
    assert [int(row["units"]) for row in rows] == direct.column("units").to_pylist()
