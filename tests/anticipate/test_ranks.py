"""An order is learned as an order: attributes that rise are seen, ties stay ties, and the total is the forecast's."""

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.ranks import in_order, ranked
from treadle.anticipate.reading import read_panel

MONTHS = np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")


def _ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values, kind="stable")).astype(float)


def _shop(count: int = 500, months: int = 9) -> tuple[pa.Table, pa.Table, np.ndarray]:
    """Views of items whose level moves with their kind, one kind after the other in fashion; history of all but the
    last month, products, and the last month's expected views."""
    rng = np.random.default_rng(5)
    kind = rng.integers(0, 12, count)
    level = np.exp(rng.normal(2.5, 1.0, count))
    # A kind's fashion goes on: what rose last month rises again, by steps that are the kind's own.
    fashion = np.outer(rng.normal(0.0, 0.6, 12), np.arange(months) - months / 2)
    expected = level[:, None] * np.exp(np.clip(fashion[kind], -3, 3))
    units = rng.poisson(rng.gamma(1.0, 1.0, expected.shape) * expected)
    item, month = np.nonzero(units[:, :-1] > 0)
    names = np.array([f"item {place}" for place in range(count)])
    history = pa.table({"sku": names[item], "date": MONTHS[month], "units": units[item, month]})
    products = pa.table({"sku": names, "kind": [f"kind {one}" for one in kind]})
    return history, products, expected[:, -1]


def test_the_means_are_laid_in_the_order_of_the_scores_and_ties_share() -> None:
    laid = in_order(np.array([4.0, 1.0, 9.0, 2.0]), np.array([0.3, 0.9, 0.1, 0.5]))
    assert laid.tolist() == [2.0, 9.0, 1.0, 4.0]
    tied = in_order(np.array([4.0, 1.0, 9.0]), np.array([1.0, 1.0, 1.0]))
    assert tied.tolist() == pytest.approx([14 / 3] * 3)


def test_next_months_order_is_nearer_than_last_months() -> None:
    history, products, expected = _shop()
    told = anticipate(history, products, horizon=1, every="month", seed=1)
    mean = dict(zip(told["sku"].to_pylist(), told["mean"].to_pylist()))
    last = dict.fromkeys(mean, 0.0)
    days = history["date"].to_pylist()
    for sku, day, units in zip(history["sku"].to_pylist(), days, history["units"].to_pylist()):
        if day == max(days):
            last[sku] = float(units)
    names = products["sku"].to_pylist()
    truth = _ranks(expected)
    ours, naive = (np.corrcoef(_ranks(np.array([of[sku] for sku in names])), truth)[0, 1] for of in (mean, last))
    assert ours > naive + 0.1, (ours, naive)
    quantiles = np.array([told[name].to_pylist() for name in told.column_names if name.startswith("q")])
    assert (np.diff(quantiles, axis=0) >= 0).all()


def test_only_the_next_month_alone_is_asked_for_an_order() -> None:
    history, products, _ = _shop(40)
    assert read_panel(history, products, None, ahead=1, every="month").periods.is_next_month
    assert not read_panel(history, products, None, ahead=2, every="month").periods.is_next_month
    few = read_panel(history, products, None, ahead=1, every="month")
    assert ranked(few, np.arange(few.count), 0) is None
