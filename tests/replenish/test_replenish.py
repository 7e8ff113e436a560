from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from replenish_cases import sold_weeks, stock_of

from treadle.day.replenish import replenish_tables
from treadle.errors import InputError
from treadle.replenish.doubt import USUAL, Doubt, draw_paths, fit_doubt
from treadle.replenish.features import Describer, Points
from treadle.replenish.foresee import coming, learn, lessons
from treadle.replenish.past import DemandHistory
from treadle.replenish.stock import Terms

VN2 = Terms(lead_weeks=2, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)


def _history(weeks: int = 70) -> DemandHistory:
    rng = np.random.default_rng(5)
    units = rng.poisson(np.linspace(0.5, 9.0, 20)[:, None], (20, weeks)).astype(float)
    share = (rng.random((20, weeks)) > 0.15).astype(float)
    groups = {"by_sku": np.arange(20) // 4, "kind": np.arange(20) % 3}
    return DemandHistory(units=units, share=share, first_day=np.datetime64("2023-01-02"), groups=groups)


def test_orders_follow_the_means_and_the_stock() -> None:
    empty = replenish_tables(sold_weeks(), None, stock_of(), VN2).table()
    assert empty.column_names == ["sku", "site", "units"]
    units = empty.column("units").to_pylist()
    # The newsvendor's order for a Poisson week of mean 1 … 12 is 2 … 15; forecasts err a little.
    assert [abs(got - want) <= 3 for got, want in zip(units, (2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15))] == [True] * 12
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


def test_features_look_at_nothing_after_their_now() -> None:
    history = _history()
    points = Points(line=np.arange(20), now=np.full(20, 60), ahead=np.full(20, 3))
    later = DemandHistory(
        units=np.where(np.arange(70) >= 60, 99.0, history.units),
        share=np.where(np.arange(70) >= 60, 1.0, history.share),
        first_day=history.first_day,
        groups=history.groups,
    )
    one, two, cut = (Describer(each).describe(points) for each in (history, later, history.until(60)))
    np.testing.assert_array_equal(one.matrix, two.matrix)
    np.testing.assert_array_equal(one.matrix, cut.matrix)
    np.testing.assert_array_equal(one.level, cut.level)


def test_lessons_are_weeks_with_a_full_shelf_that_are_already_over() -> None:
    history = _history()
    points = lessons(history, 30, np.random.default_rng(0))
    assert (points.target < 70).all()
    assert (points.now >= 30).all()
    assert (history.share[points.line, points.target] == 1.0).all()
    assert len(lessons(history, 30, np.random.default_rng(0), most=100).line) == 100


def test_too_little_to_learn_from_leaves_the_levels() -> None:
    history = _history().until(8)
    foresight = learn(history, lambda answers, target, weight, seed: pytest.fail("nothing to grow on"), 0)
    mean = coming(history, foresight, 3)
    assert mean.shape == (20, 3)
    assert np.corrcoef(mean[:, 0], np.linspace(0.5, 9.0, 20))[0, 1] > 0.9


def test_doubt_is_found_again_where_it_is_known() -> None:
    rng = np.random.default_rng(2)
    true = Doubt(level_deviation=0.4, shape=3.0, power=0.0)
    mean = np.repeat(np.exp(rng.normal(1.0, 1.0, (4000, 1))), 4, axis=1)
    units = draw_paths(mean, true, 1, rng)[:, 0]
    pair = np.repeat(np.arange(4000), 4)
    found = fit_doubt(mean.ravel(), units.ravel(), pair, np.zeros(16000, dtype=np.int64), 4000)
    assert found.level_deviation == pytest.approx(0.4, abs=0.05)
    assert found.shapes(np.array([3.0]))[0] == pytest.approx(3.0, rel=0.25)
    assert fit_doubt(mean.ravel()[:50], units.ravel()[:50], pair[:50], pair[:50], 4000) == USUAL


def test_a_restless_pair_is_told_from_a_calm_one() -> None:
    rng = np.random.default_rng(3)
    mean = rng.uniform(6.0, 10.0, (200, 100))
    calm = draw_paths(mean[:100], Doubt(level_deviation=0.01, shape=20.0, power=0.0), 1, rng)[:, 0]
    restless = draw_paths(mean[100:], Doubt(level_deviation=0.01, shape=2.0, power=0.0), 1, rng)[:, 0]
    units = np.concatenate([calm, restless])
    pair, now = np.repeat(np.arange(200), 100), np.tile(np.arange(100), 200)
    found = fit_doubt(mean.ravel(), units.ravel(), pair, now, 200)
    assert found.unrest is not None
    assert found.unrest[:100].mean() < 0.7
    assert found.unrest[100:].mean() > 1.3


def test_paths_have_the_mean_and_the_spread_they_were_told() -> None:
    doubt = Doubt(level_deviation=0.3, shape=4.0, power=0.0)
    paths = draw_paths(np.array([[6.0, 2.0]]), doubt, 200_000, np.random.default_rng(0))[0]
    assert paths.mean(axis=0) == pytest.approx([6.0, 2.0], rel=0.02)
    # Var = m + m² ((1 + 0.09)(1 + 1/4) − 1); covariance = 0.09 m₁ m₂.
    assert paths[:, 0].var() == pytest.approx(6 + 36 * (1.09 * 1.25 - 1), rel=0.03)
    assert np.cov(paths.T)[0, 1] == pytest.approx(0.09 * 12, rel=0.05)


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
