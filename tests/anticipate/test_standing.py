"""How series stood before a month: worked by hand, told of attributes not seen together, blind to what came after."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate.panel import Panel
from treadle.anticipate.reading import read_panel
from treadle.anticipate.standing import DRAWN, Together, cohorts, means_of, shapes, shares_of

MONTHS = np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]")


def _panel(units: np.ndarray, **kinds: list[str]) -> Panel:
    """A panel of items with attributes, in the order given."""
    names = np.array([f"item {place:04d}" for place in range(len(units))])
    item, month = np.nonzero(units > 0)
    history = pa.table({"sku": names[item], "date": MONTHS[month], "units": units[item, month].astype(float)})
    panel = read_panel(history, pa.table({"sku": names, **kinds}), None, ahead=1, every="month")
    return panel.take(np.array([panel.skus.index(name) for name in names]))


def test_shapes_are_those_worked_by_hand() -> None:
    # Every month has the same total, so that shares are units.
    units = np.array([[6, 6, 0, 3], [2, 0, 8, 3], [0, 2, 0, 2]])
    panel = _panel(units, kind=["a", "b", "c"])
    told = shapes(panel, shares_of(panel), 4)
    logs = np.log1p(units)
    assert told[:, 0] == pytest.approx(logs[:, 3], abs=1e-6) and told[:, 2] == pytest.approx(logs[:, 1], abs=1e-6)
    # Smoothed by half from each one's first month.
    late = 0.5 * (0.5 * logs[2, 1]) + 0.5 * logs[2, 3]
    assert told[2, 4] == pytest.approx(late, abs=1e-6)
    # The two of three share the upper places, the one of two has the lowest.
    assert told[:, 6] == pytest.approx([2.0 / 3.0, 2.0 / 3.0, 0.5 / 3.0])
    assert told[:, 7].tolist() == [1, 2, 1] and told[:, 8].tolist() == [3, 3, 2]
    assert told[0, 9] == pytest.approx(logs[0].mean(), abs=1e-6) and told[2, 9] == pytest.approx(logs[2].sum() / 3)
    assert told[:, 12].tolist() == [4, 2, 3]


def test_means_are_against_all_and_drawn_to_them() -> None:
    codes, values = np.array([0, 0, 1, -1, 1]), np.array([3.0, 1.0, 0.0, 0.0, 100.0])
    told = means_of(codes, values, np.array([True, True, True, True, False]))
    assert told == pytest.approx(np.array([2, 2, -1, -1, -1]) / np.array([2, 2, 1, 1, 1]) * np.array([2, 2, 1, 1, 1])
                                 / (np.array([2, 2, 1, 1, 1]) + DRAWN))  # fmt: skip


def test_values_together_tell_a_change_that_none_had_shown_together() -> None:
    rng = np.random.default_rng(2)
    colour, cut = rng.integers(0, 2, 800), rng.integers(0, 2, 800)
    rises = np.exp(0.8 * colour - 0.8 * cut)
    units = rng.poisson(np.column_stack([np.full(800, 40.0), np.full(800, 40.0), 40.0 * rises]))
    both = (colour == 1) & (cut == 1)
    units[both, :2] = 0
    units[both, 2] = 0
    units[np.flatnonzero(both)[:1], 0] = 1
    panel = _panel(units, colour=[f"c{one}" for one in colour], cut=[f"k{one}" for one in cut])
    groups = {name: codes for name, codes in panel.groups.items() if name in ("colour", "cut")}
    change = Together(groups).told(panel, np.log1p(panel.units), 3)[:, 0]
    means = [change[(colour == one) & (cut == other)].mean() for one, other in ((0, 1), (1, 1), (0, 0), (1, 0))]
    assert means[0] < -0.6 and means[3] > 0.6, means
    assert abs(means[1] - means[2]) < 0.15, means


def test_nothing_that_came_after_is_told() -> None:
    rng = np.random.default_rng(4)
    units = rng.poisson(np.exp(rng.normal(1.0, 1.0, (300, 1))) * np.ones((1, 8)))
    panel = _panel(units, kind=[f"kind {one}" for one in rng.integers(0, 9, 300)])
    later = panel.units.copy()
    later[:, 5:] = later[rng.permutation(300), 5:]
    other = replace(panel, units=later)
    groups = {"kind": panel.groups["kind"]}

    def told(one: Panel) -> np.ndarray:
        logs = np.log1p(one.units)
        return np.column_stack([
            shapes(one, shares_of(one), 5), Together(groups).told(one, logs, 5), cohorts(one, logs, 5, groups),
        ])  # fmt: skip

    assert np.array_equal(told(panel), told(other), equal_nan=True)
