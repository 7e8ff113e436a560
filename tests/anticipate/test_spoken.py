"""The planner's own numbers stand in the league, with what could be known when they were said."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from treadle.anticipate.answer import tell
from treadle.anticipate.periods import Periods
from treadle.anticipate.spoken import PLANNER, Spoken
from treadle.errors import InputError

MONDAY = date(2024, 1, 1)


def day(number: int) -> int:
    return (MONDAY - date(1970, 1, 1)).days + number


def test_units_over_days_fill_the_weeks_they_cover() -> None:
    grid = Periods(every="week", first_day=np.datetime64(MONDAY), seen=6, ahead=2)
    one = np.array([0])
    told = Spoken.of(one, np.array([day(7)]), np.array([day(23)]), np.array([day(5)]), np.array([34.0]), grid)
    # days 7 to 23 are weeks 1 and 2 and three days of week 3, which they do not fill
    assert told.target.tolist() == [1, 2]
    assert told.units.tolist() == [14.0, 14.0]
    assert told.made.tolist() == [1, 1]  # said on day 5: known when week 1 began


def history() -> pa.Table:
    rng = np.random.default_rng(4)
    level = rng.uniform(5, 40, 40)
    rows = [
        {"sku": f"K{line}", "date": MONDAY + timedelta(weeks=week), "units": int(rng.poisson(level[line]))}
        for line in range(40)
        for week in range(40)
    ]
    return pa.Table.from_pylist(rows)


def planner(error: float, said_before: int) -> pa.Table:
    """Numbers off by a factor for the last ten weeks, said some days before each week."""
    rows = [
        {"sku": row["sku"], "date": row["date"], "units": row["units"] * error,
         "said_on": row["date"] - timedelta(days=said_before)}
        for row in history().to_pylist()
        if row["date"] >= MONDAY + timedelta(weeks=30)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def league(numbers: pa.Table) -> dict[str, dict[str, float]]:
    told = tell(history(), planner=numbers, horizon=4, every="week").league
    return {row["model"]: row for row in told.filter(pc.equal(told["stage"], "settled")).to_pylist()}


def test_a_planner_who_knows_is_seen_to_know_and_one_who_doubles_is_seen_to_double() -> None:
    knows, doubles = league(planner(1.0, 28)), league(planner(2.0, 28))
    assert knows[PLANNER]["wape"] == pytest.approx(0.0, abs=1e-6)
    assert knows["naive, where the planner spoke"]["rows"] == knows[PLANNER]["rows"] > 100
    assert doubles[PLANNER]["bias"] == pytest.approx(1.0)
    assert doubles[PLANNER]["wape"] > doubles["chosen, where the planner spoke"]["wape"]


def test_what_is_said_after_the_fact_does_not_count() -> None:
    assert PLANNER not in league(planner(1.0, -8))


def test_a_broken_table_is_refused_with_all_its_rows() -> None:
    broken = pa.table(
        {"sku": ["K1", "K2"], "date": ["2024-09-02", "soon"], "units": ["-3", "4"], "said_on": ["x", "y"]}
    )
    with pytest.raises(InputError) as told:
        tell(history(), planner=broken, horizon=4, every="week")
    assert {(one.row, one.column) for one in told.value.problems} == {
        (2, "units"),
        (2, "said_on"),
        (3, "date"),
        (3, "said_on"),
    }


def test_sums_by_attribute_and_an_unknown_one() -> None:
    products = pa.table({"sku": [f"K{line}" for line in range(40)], "style": [f"S{line // 4}" for line in range(40)]})
    told = tell(history(), products, by=("style",), horizon=3, every="week")
    assert told.totals is not None
    sums = {
        level: told.totals.filter(pc.equal(told.totals["level"], level))["mean"].to_numpy().sum()
        for level in ("all", "style")
    }
    assert sums["all"] == pytest.approx(told.forecast["mean"].to_numpy().sum(), rel=1e-6)
    assert sums["style"] == pytest.approx(sums["all"], rel=1e-6)
    with pytest.raises(InputError, match="brand"):
        tell(history(), products, by=("brand",), horizon=3, every="week")
