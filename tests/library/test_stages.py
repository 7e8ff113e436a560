"""Each stage alone on plain frames gives what its command gives, whatever kind of frame it is given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import treadle

HISTORY = {
    "sku": ["A"] * 30 + ["B"] * 30,
    "date": [str(day.date()) for day in pd.date_range("2025-01-06", periods=30, freq="W-MON")] * 2,
    "units": [10 + week % 3 for week in range(30)] + [2] * 30,
}
BULLETIN = {"name": ["join", "hem"], "machine": ["overlock", "coverstitch"], "smv_minutes": [1.0, 0.5]}
ORDER = {
    "sizes": ["S", "M"],
    "demand_pieces": [40, 80],
    "yards_per_garment": [1.0, 1.1],
    "lay_length_max_yards": 12,
}


@pytest.mark.parametrize("as_frame", [dict, pa.table, pd.DataFrame, pl.DataFrame], ids=["dict", "arrow", "pd", "pl"])
def test_any_frame_gives_the_same_forecast(as_frame: type) -> None:
    told = treadle.forecast(as_frame(HISTORY), horizon=2)
    known = treadle.forecast(pa.table(HISTORY), horizon=2)
    assert told.to_arrow().equals(known.to_arrow())
    assert told.summary().startswith("2 SKUs, 2 weeks")
    assert sorted(told.to_pandas().sku.unique()) == sorted(told.to_polars()["sku"].unique()) == ["A", "B"]


def test_a_forecast_is_the_commands(tmp_path: Path) -> None:
    pd.DataFrame(HISTORY).to_csv(tmp_path / "history.csv", index=False)
    told = treadle.forecast(tmp_path / "history.csv", horizon=2)
    command = [
        sys.executable,
        "-m",
        "treadle",
        "anticipate",
        "--history",
        "history.csv",
        "--horizon",
        "2",
        "--every",
        "week",
    ]
    subprocess.run([*command, "--out", "ahead.parquet"], cwd=tmp_path, check=True, capture_output=True)
    written = pd.read_parquet(tmp_path / "ahead.parquet")
    assert written["mean"].tolist() == told.to_pandas()["mean"].tolist()


def test_a_frame_with_an_index_of_its_own_is_read_without_it() -> None:
    frame = pd.DataFrame(HISTORY).sample(frac=1.0, random_state=1)
    assert treadle.forecast(frame, horizon=1).to_arrow().num_rows == 2


def test_all_problems_of_all_frames_are_told() -> None:
    wrong = {"sku": ["A", "A"], "date": ["2025-01-06", "soon"], "units": [1, -3]}
    with pytest.raises(treadle.InputError) as caught:
        treadle.forecast(wrong, horizon=1)
    assert len(caught.value.problems) >= 2


def test_what_is_no_table_is_said() -> None:
    with pytest.raises(treadle.InputError, match="cannot be read as a table"):
        treadle.forecast(3, horizon=1)


def test_stock_orders_rise_with_what_a_shortage_costs() -> None:
    stock = {"sku": ["A", "B"], "on_hand": [0, 0]}
    cheap, dear = (
        treadle.order_stock(HISTORY, stock, lead_weeks=1, shortage_cost=cost, holding_cost=1.0) for cost in (0.2, 20.0)
    )
    assert sum(dear.to_pandas().units) > sum(cheap.to_pandas().units)


def test_a_line_is_balanced_and_shown() -> None:
    line = treadle.balance_line(BULLETIN, people=3)
    assert sum(len(row.split()) for row in line.to_pandas().operators) == 3
    assert "<svg" in line.plot().svg
    with pytest.raises(treadle.InputError, match="people"):
        treadle.balance_line(BULLETIN)


def test_lays_cut_the_order(tmp_path: Path) -> None:
    lays = treadle.plan_lays(ORDER)
    table = lays.to_pandas()
    assert len(table) and (table.plies > 0).all()
    saved = lays.plot().save(tmp_path / "lays.svg")
    assert saved.read_text(encoding="utf-8").startswith("<svg")


def test_a_name_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(AttributeError, match="it offers"):
        treadle.predict  # noqa: B018


def test_importing_treadle_loads_nothing_heavy() -> None:
    code = "import sys, treadle; print(sorted({'numpy', 'pyarrow', 'pandas', 'cattrs', 'typer'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
