"""The laws of a forecast table, whatever the history."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from treadle.anticipate import anticipate
from treadle.cli import build_app
from treadle.errors import InputError

MONDAY = datetime.date(2025, 1, 6)


def day(week: int) -> datetime.date:
    return MONDAY + datetime.timedelta(weeks=week)


def history(weeks: int = 30, seed: int = 1) -> pa.Table:
    """Twelve SKUs at two sites, some launched later, all written as text that must come back letter for letter."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "sku": f"{one:03d}", "site": site, "date": day(week), "units": float(rng.poisson(3 + one % 4)),
            "in_stock": float(rng.choice([1.0, 0.5])), "price": 20.0, "views": float(rng.poisson(40)),
        }
        for one in range(12)
        for site in ("A", "B")
        for week in range(one % 3, weeks)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def products() -> pa.Table:
    rows: list[dict[str, Any]] = [
        {"sku": f"{one:03d}", "site": site, "colour": "red"} for one in range(12) for site in "AB"
    ]
    rows.append({"sku": "0007", "site": "A", "colour": "blue", "launch_day": day(31)})
    return pa.Table.from_pylist([{"launch_day": None, **row} for row in rows])


def quantiles_of(table: pa.Table, prefix: str = "q") -> np.ndarray:
    names = [name for name in table.column_names if name.startswith(prefix)]
    return np.column_stack([table[name].to_numpy() for name in names])


@pytest.fixture(scope="module")
def forecast() -> pa.Table:
    return anticipate(history(), products(), horizon=4, every="week", cumulative=True)


def test_one_row_per_pair_and_period_in_time_order(forecast: pa.Table) -> None:
    keys = list(zip(*(forecast[name].to_pylist() for name in ("sku", "site", "date")), strict=True))
    assert len(keys) == len(set(keys)) == 25 * 4
    assert {date for _, _, date in keys} == {day(week) for week in range(30, 34)}
    assert "000" in forecast["sku"].to_pylist()
    assert "0007" in forecast["sku"].to_pylist()


def test_values_are_finite_not_negative_and_rise_along_the_levels(forecast: pa.Table) -> None:
    for prefix in ("q", "sum_q"):
        values = quantiles_of(forecast, prefix)
        assert values.shape[1] == 19
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (np.diff(values, axis=1) >= 0).all()
    assert (forecast["mean"].to_numpy() >= 0).all()


def test_a_launch_inside_the_horizon_has_nothing_before_its_period(forecast: pa.Table) -> None:
    new = {row["date"]: row for row in forecast.to_pylist() if row["sku"] == "0007"}
    assert new[day(30)]["mean"] == 0.0
    assert new[day(30)]["q95"] == 0.0
    assert new[day(31)]["mean"] > 0.0


def test_running_means_add_up(forecast: pa.Table) -> None:
    rows = [row for row in forecast.to_pylist() if row["sku"] == "003" and row["site"] == "B"]
    assert rows[-1]["sum_mean"] == pytest.approx(sum(row["mean"] for row in rows), rel=1e-6)


def test_the_same_tables_and_seed_give_the_same_forecast() -> None:
    first, second = (anticipate(history(), horizon=3, every="week", seed=5) for _ in range(2))
    assert first.equals(second)


def test_arrow_pandas_and_polars_are_the_same() -> None:
    arrow = anticipate(history(), horizon=2, every="week")
    assert anticipate(history().to_pandas(), horizon=2, every="week").equals(arrow)
    assert anticipate(pl.from_arrow(history()), horizon=2, every="week").equals(arrow)
    assert isinstance(arrow.to_pandas(), pd.DataFrame)


def test_zero_rows_are_the_same_as_missing_rows() -> None:
    whole = history().to_pandas()
    whole.loc[whole["sku"] == "004", "units"] = 0.0
    whole["in_stock"] = 1.0
    whole = whole.drop(columns=["price", "views"])
    gone = whole[(whole["sku"] != "004") | (whole["date"] == whole["date"].min()) | (whole["date"] == day(1))]
    assert anticipate(whole, horizon=2, every="week").equals(anticipate(gone, horizon=2, every="week"))


def test_all_problems_of_all_tables_are_told_at_once() -> None:
    bad = pa.table({"sku": ["a", "a", "b"], "date": ["2025-01-06", "2025-01-06", "soon"], "units": ["1", "2", "many"]})
    with pytest.raises(InputError) as told:
        anticipate(bad, horizon=2, every="week")
    text = str(told.value)
    assert "soon" in text
    assert "many" in text


def test_a_duplicate_key_names_its_rows() -> None:
    twice = pa.table({"sku": ["a", "b", "a"], "date": ["2025-01-06"] * 3, "units": [1, 2, 3]})
    with pytest.raises(InputError, match=r"2|4"):
        anticipate(twice, horizon=2, every="week")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_command_writes_what_the_function_returns(tmp_path: Path, ending: str) -> None:
    table = history()
    pq.write_table(table, tmp_path / "history.parquet")
    out = tmp_path / f"out.{ending}"
    words = ["anticipate", "--history", str(tmp_path / "history.parquet"), "--horizon", "2", "--every", "week"]
    done = CliRunner().invoke(build_app(), [*words, "--quantiles", "0.1,0.5,0.9", "--out", str(out)])
    assert done.exit_code == 0, done.output
    expected = anticipate(table, horizon=2, every="week", quantiles=(0.1, 0.5, 0.9))
    if ending == "parquet":
        assert pq.read_table(out).equals(expected)
    else:
        read = pd.read_csv(out, dtype={"sku": str, "site": str})
        assert read["sku"].tolist() == expected["sku"].to_pylist()
        assert read.columns.tolist() == ["sku", "site", "date", "mean", "q10", "q50", "q90"]
