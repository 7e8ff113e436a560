"""The end of a season known ahead is the end of demand, and no want of it before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.reading import read_panel

MONDAY = np.datetime64("2025-01-06")


def shop(weeks: int = 20, count: int = 40) -> pa.Table:
    rng = np.random.default_rng(1)
    line, week = (axis.ravel() for axis in np.indices((count, weeks)))
    units = rng.poisson(8.0, len(line)).astype(float)
    units[(line < 10) & (week >= 14)] = 0.0
    names = np.array([f"s{one:02d}" for one in line])
    return pa.table({"sku": names, "date": MONDAY + 7 * week, "units": units})


def ends() -> pa.Table:
    """Ten that ended with week 13, ten that end with the fourth day of the second coming week, the others never."""
    day = np.full(40, "NaT", dtype="datetime64[D]")
    day[:10] = MONDAY + 7 * 14 - 1
    day[10:20] = MONDAY + 7 * 21 + 3
    return pa.table({"sku": [f"s{one:02d}" for one in range(40)], "season_end": pa.array(day)})


def test_nothing_is_expected_after_the_end_and_part_of_the_last_week() -> None:
    told = anticipate(shop(), ends(), horizon=4, every="week", cumulative=True)
    mean = told["mean"].to_numpy().reshape(40, 4)
    assert (mean[:10] == 0).all()
    assert (mean[10:20, 2:] == 0).all()
    assert mean[10:20, 1].sum() == pytest.approx(4 / 7 * mean[20:, 1].mean() * 10, rel=0.1)
    assert mean[20:].mean() == pytest.approx(8.0, rel=0.1)
    running = told["sum_q95"].to_numpy().reshape(40, 4)
    assert np.array_equal(running[10:20, 1], running[10:20, 3])
    assert (told["q95"].to_numpy().reshape(40, 4)[10:20, 2:] == 0).all()


def test_weeks_after_the_end_say_nothing_unless_something_was_sold() -> None:
    panel = read_panel(shop(), ends(), None, ahead=4, every="week")
    assert panel.exposure[:10, 14:].sum() == 0 and panel.exposure[:10, :14].min() == 1
    late = ends().set_column(1, "season_end", pa.array(np.full(40, MONDAY + 7 * 5)))
    panel = read_panel(shop(), late, None, ahead=4, every="week")
    assert panel.exposure[20:].min() == 1 and panel.on_sale.min() == 1
