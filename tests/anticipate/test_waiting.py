"""Series that wait for their first sale: who comes next, how many come, and when nothing can be said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.reading import read_panel
from treadle.anticipate.traits import traits_of
from treadle.anticipate.waiting import Waiting, never_sold, waiting_of

MONTHS = 8


def range_that_comes(count: int = 900) -> tuple[pa.Table, pa.Table, np.ndarray]:
    """A history in which dresses come before boots, products, and the kind (count,) of each."""
    rng = np.random.default_rng(7)
    is_dress = rng.random(count) < 0.5
    first = rng.geometric(np.where(is_dress, 0.25, 0.05))
    line, month = np.nonzero(np.arange(MONTHS)[None, :] >= first[:, None])
    names = np.array([f"i{one:03d}" for one in range(count)])
    days = np.array([f"2023-{1 + one:02d}-01" for one in range(MONTHS)], dtype="datetime64[D]")
    history = pa.table({"sku": names[line], "date": days[month], "units": 1.0 + rng.poisson(9.0, len(line))})
    return history, pa.table({"sku": names, "kind": np.where(is_dress, "dress", "boot")}), is_dress


def test_what_is_likelier_to_come_gets_more_and_the_average_is_kept() -> None:
    history, products, is_dress = range_that_comes()
    panel = read_panel(history, products, None, ahead=2, every="month")
    lines = np.flatnonzero(never_sold(panel))
    found = waiting_of(panel, traits_of(panel), lines, 0)
    assert found is not None
    assert found.share.mean() == pytest.approx(1.0)
    of = dict(zip(products["sku"].to_pylist(), is_dress, strict=True))
    dress = np.array([of[panel.skus[one]] for one in lines])
    assert found.share[dress].min() > 2.0 * found.share[~dress].max()
    assert found.level == pytest.approx(10.0 * found.come, rel=0.1)


def test_together_no_more_come_than_came_before() -> None:
    history, products, _ = range_that_comes()
    told = anticipate(history, products, horizon=1, every="month")
    seen = set(history["sku"].to_pylist())
    waiting = [row for row in told.to_pylist() if row["sku"] not in seen]
    panel = read_panel(history, products, None, ahead=1, every="month")
    last = [np.flatnonzero(row > 0)[0] == MONTHS - 2 for row in panel.units if (row > 0).any()]
    came = 10.0 * sum(last)  # in the last month, of about a tenth more that waited
    assert 0.3 * came < sum(row["mean"] for row in waiting) < 1.3 * came


def test_of_those_still_waiting_the_same_part_comes_each_period() -> None:
    found = Waiting(lines=np.array([0]), share=np.ones(1), come=0.5, level=4.0)
    assert found.ahead(np.array([8.0, 2.0, 0.0])).tolist() == pytest.approx([4.0, 3.0, 1.5])


def test_where_few_came_nothing_is_said() -> None:
    history, products, _ = range_that_comes(count=60)
    panel = read_panel(history, products, None, ahead=1, every="month")
    assert waiting_of(panel, traits_of(panel), np.flatnonzero(never_sold(panel)), 0) is None
