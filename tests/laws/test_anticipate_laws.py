"""Laws of a forecast on made histories, each of which a fault of the past broke."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate
from treadle.anticipate.answer import tell
from treadle.anticipate.boosting import Growth
from treadle.anticipate.learning import LEAST_ROUNDS, dated, draw, gather, grow_mean, sample_of
from treadle.anticipate.reading import read_panel
from treadle.anticipate.states import family_of

MONDAY = np.datetime64("2025-03-03")


def history_of(units: np.ndarray, first: np.datetime64 = MONDAY, days: int = 7, names: str = "s") -> pa.Table:
    """All cells (S, T) as rows."""
    count, periods = units.shape
    return pa.table(
        {
            "sku": np.repeat([f"{names}{one:04d}" for one in range(count)], periods),
            "date": np.tile(first + days * np.arange(periods), count),
            "units": units.ravel().astype(float),
        }
    )


def shop(rng: np.random.Generator, path: np.ndarray, count: int = 120) -> np.ndarray:
    """Poisson units (S, T) around levels that differ, all along one path (T,)."""
    return rng.poisson(np.exp(rng.normal(1.6, 0.8, count))[:, None] * path[None, :])


def totals(told: pa.Table, ahead: int) -> np.ndarray:
    return np.asarray(told["mean"].to_numpy().reshape(-1, ahead))


@pytest.mark.parametrize("weeks", [16, 70])
def test_after_all_series_halved_four_weeks_ago_the_total_is_the_new_one(weeks: int) -> None:
    path = np.where(np.arange(weeks) >= weeks - 4, 0.5, 1.0)
    units = shop(np.random.default_rng(1), path)
    mean = totals(anticipate(history_of(units), horizon=4, every="week"), 4)
    new = units[:, -4:].sum()
    assert mean.sum() == pytest.approx(new, rel=0.10)


@pytest.mark.parametrize(("first", "feast"), [("2025-09-22", slice(9, 13)), ("2025-03-03", slice(8, 10))])
def test_the_month_after_a_doubled_feast_is_as_the_month_before(first: str, feast: slice) -> None:
    path = np.ones(13)
    path[feast] = 2.0
    units = shop(np.random.default_rng(2), path)
    start = np.datetime64(first)
    horizon = 6
    mean = totals(anticipate(history_of(units, start), horizon=horizon, every="week"), horizon)
    before = units[:, feast.start - 4 : feast.start].sum()
    after = mean[:, horizon - 4 :].sum()
    assert after == pytest.approx(before, rel=0.15)


def test_a_common_weekday_pattern_is_reproduced() -> None:
    week = np.array([0.6, 0.7, 0.8, 0.9, 1.2, 1.6, 1.2])
    units = shop(np.random.default_rng(3), week[np.arange(100) % 7], 80)
    mean = totals(anticipate(history_of(units, days=1), horizon=7, every="day"), 7).sum(axis=0)
    told = mean / mean.mean()
    assert np.abs(told - week[(100 + np.arange(7)) % 7]).max() < 0.1


def test_one_series_a_thousand_times_as_large_does_not_move_the_others() -> None:
    units = shop(np.random.default_rng(4), np.ones(30), 150)
    plain = totals(anticipate(history_of(units), horizon=4, every="week"), 4)
    units[7] *= 1000
    giant = totals(anticipate(history_of(units), horizon=4, every="week"), 4)
    others = np.arange(150) != 7
    assert giant[others].sum() == pytest.approx(plain[others].sum(), rel=0.02)
    moved = np.abs(giant[others].sum(axis=1) - plain[others].sum(axis=1))
    assert moved.sum() / plain[others].sum() < 0.05


def test_every_series_copied_ten_times_gives_the_same_forecasts() -> None:
    units = shop(np.random.default_rng(5), np.ones(24), 60)
    plain = totals(anticipate(history_of(units), horizon=3, every="week"), 3)
    often = totals(anticipate(history_of(np.tile(units, (10, 1))), horizon=3, every="week"), 3)
    assert np.abs(often.reshape(10, 60, 3) - often[:60]).max() < 1e-6
    assert often[:60].sum() == pytest.approx(plain.sum(), rel=0.03)


def test_used_trees_are_no_running_mean_and_the_league_tells_how_many() -> None:
    units = shop(np.random.default_rng(6), np.ones(30), 100)
    league = tell(history_of(units), horizon=4, every="week").league.to_pylist()
    trees = [row for row in league if row["model"] == "trees"]
    assert trees and all(row["rounds"] >= LEAST_ROUNDS >= 30 for row in trees)
    assert all(row["rounds"] == 0 for row in league if row["model"] != "trees")


def test_a_column_with_one_value_per_date_is_refused() -> None:
    rng = np.random.default_rng(7)
    path = np.exp(rng.normal(0.0, 0.5, 34))
    units = shop(rng, path[:30], 100)
    table = history_of(units)
    line, week = (axis.ravel() for axis in np.indices((100, 34)))
    known = pa.table({"sku": np.array([f"s{one:04d}" for one in line]), "date": MONDAY + 7 * week,
                      "heat": path[week], "own": rng.random(len(line))})  # fmt: skip
    panel = read_panel(table, None, known, ahead=4, every="week")
    rows = gather(panel, family_of(panel), draw(panel, 1, 30, 10_000, rng))
    refused = {rows.names[place] for place in dated(rows)}
    assert "heat_at_target" in refused
    assert "own_at_target" not in refused and "horizon" not in refused and "log_base" not in refused
    trees = grow_mean(sample_of(panel, rows, np.ones(34), 30), rows.names, Growth(rounds=20), 0)
    other = rows.matrix.copy()
    other[:, rows.names.index("heat_at_target")] += 1.0
    assert np.array_equal(trees.raw(rows.matrix), trees.raw(other))
