"""A first sale is no launch where a history begins within the life of a range."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.first_sales import as_stood, is_crowd, stood_before
from treadle.anticipate.reading import read_panel

MONDAY = np.datetime64("2023-03-06")


def range_of(count: int = 300, weeks: int = 13) -> np.ndarray:
    """Units of a range that stood before the grid: rates from one in seven weeks to five a week."""
    rng = np.random.default_rng(4)
    return rng.poisson(np.exp(rng.uniform(-2.0, 1.6, count))[:, None], (count, weeks)).astype(float)


def rows_from_first_sale(units: np.ndarray) -> pa.Table:
    line, week = np.nonzero(np.cumsum(units, axis=1) > 0)
    names = np.array([f"s{one:04d}" for one in range(len(units))])
    return pa.table({"sku": names[line], "date": MONDAY + 7 * week, "units": units[line, week]})


def test_a_slow_seller_stood_and_one_that_sells_every_week_was_launched() -> None:
    units = range_of()
    units[0] = 0.0
    units[0, 9] = 1.0
    units[1] = 0.0
    units[1, 6:] = 4.0
    start = (units > 0).argmax(axis=1)
    stood = stood_before(units, start, np.ones(len(units), dtype=bool), 4)
    assert stood[0] and not stood[1]
    assert stood[units[:, 0] > 0].sum() == 0
    undated = np.ones(len(units), dtype=bool)
    undated[0] = False
    assert not stood_before(units, start, undated, 4)[0]


def test_a_range_that_is_launched_bit_by_bit_did_not_stand() -> None:
    rng = np.random.default_rng(5)
    launch = rng.integers(0, 13, 400)
    units = np.where(np.arange(13)[None, :] >= launch[:, None], rng.poisson(3.0, (400, 13)) + 1.0, 0.0)
    start = (units > 0).argmax(axis=1)
    assert not is_crowd(start, 4)
    assert not stood_before(units, start, np.ones(400, dtype=bool), 4).any()


def test_rows_from_the_first_sale_on_tell_the_same_as_rows_of_all_weeks() -> None:
    """The law: leaving out the zeros before a first sale changes little of what is told."""
    units = range_of()
    units = units[units.any(axis=1)]
    names = np.array([f"s{one:04d}" for one in range(len(units))])
    whole = pa.table({"sku": np.repeat(names, 13), "date": np.tile(MONDAY + 7 * np.arange(13), len(units)),
                      "units": units.ravel()})  # fmt: skip
    told = [anticipate(one, horizon=4, every="week", quantiles=(0.5,)) for one in (rows_from_first_sale(units), whole)]
    means = [dict(zip(one["sku"].to_pylist(), one["mean"].to_pylist())) for one in told]
    few, all_weeks = (np.array([one[name] for name in names.tolist()]) for one in means)
    assert few.sum() == pytest.approx(all_weeks.sum(), rel=0.05)
    slow = units.sum(axis=1) <= 2
    assert few[slow].sum() == pytest.approx(all_weeks[slow].sum(), rel=0.25)
    panel = read_panel(rows_from_first_sale(units), None, None, ahead=4, every="week")
    assert (as_stood(panel).start == 0).mean() > 0.95
    assert as_stood(panel).exposure[as_stood(panel).start == 0].all()
