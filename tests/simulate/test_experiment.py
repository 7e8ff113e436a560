"""The experiment: resumable, paired, and treadle's policy on a season."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from treadle.engine.local import LocalEngine
from treadle.report.value_page import bars_svg, curves_svg, value_page
from treadle.simulate import experiment
from treadle.simulate.experiment import LEADS, MINIMA, cover_weeks, curve_arms, interval, paired, run, value_arms
from treadle.simulate.floor import SMALL, FloorSettings, fabric_m
from treadle.simulate.market import MarketSettings
from treadle.simulate.policies import LEVEL_PIECES, again_days, moved_on
from treadle.simulate.value import curve_table, speed_table, value_tables
from treadle.simulate.world import SimulatedWorld
from treadle.terms.forecast import OPTION_FORECAST

MARKET = MarketSettings(options=9, weeks=14, past_weeks=14, markdown_weeks=3, mean_customers=200.0)


def test_an_interval_is_that_of_student() -> None:
    # t(0.975, 2 degrees) = 4.3027, standard deviation 1, three values
    middle, low, high = interval([1.0, 2.0, 3.0])
    assert middle == 2.0
    assert high - 2.0 == pytest.approx(4.302653 / math.sqrt(3))
    assert 2.0 - low == pytest.approx(high - 2.0)
    assert interval([5.0]) == (5.0, -math.inf, math.inf)
    assert paired([{"profit": 3.0}, {"profit": 5.0}], [{"profit": 1.0}, {"profit": 2.0}], "profit")[0] == 2.5


def plain_arms() -> list[experiment.Arm]:
    return [arm for arm in value_arms(MARKET) if arm.policy in ("plain", "season", "hindsight") and not arm.cover_weeks]


def test_an_experiment_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = LocalEngine(workers=1)
    arms = plain_arms()
    first = run(arms, [1], tmp_path, engine)
    lived = []
    real = experiment.live_season
    monkeypatch.setattr(experiment, "live_season", lambda season: (lived.append(season.seed), real(season))[1])
    both = run(arms, [1, 2], tmp_path, engine)
    assert set(lived) == {2}
    assert all(both[name][0] == first[name][0] for name in first)
    # hindsight is above every rule that it is measured against
    for name in first:
        assert both["hindsight"][0]["profit"] >= both[name][0]["profit"]


def test_the_value_report_tells_every_arm(tmp_path: Path) -> None:
    engine = LocalEngine(workers=1)
    results = run(plain_arms(), [1, 2],
                  tmp_path, engine)  # fmt: skip
    for name in ("treadle 1000/15", "treadle 100/7", "treadle without signals 100/7"):
        results[name] = results["plain rule 100/7"]
    tables = value_tables(results)
    worth = {row["what"]: row for row in tables["differences"].to_pylist()}
    assert worth["decisions, at 100 pieces and 7 days"]["profit_difference"] == 0.0
    fast = worth["the fast factory, under the plain rule"]
    assert fast["low"] <= fast["profit_difference"] <= fast["high"]
    assert {row["arm"] for row in tables["regret"].to_pylist()} == set(results) - {"hindsight"}
    page = value_page(tables, 2)
    assert page.count("<svg") == 2
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_curves_are_told_over_least_orders_and_lead_times() -> None:
    results = {arm.name: [{"profit": 80.0}, {"profit": 90.0}] for arm in curve_arms()}
    results["hindsight"] = [{"profit": 100.0}, {"profit": 100.0}]
    results["treadle 100/60"] = [{"profit": 40.0}, {"profit": 50.0}]
    table = curve_table(results)
    rows = {(row["curve"], row["value"], row["policy"]): row for row in table.to_pylist()}
    assert len(rows) == 2 * (len(MINIMA) + len(LEADS))
    assert rows["lead", 60, "treadle"]["share_of_hindsight"] == pytest.approx(0.45)
    assert rows["minimum", 1000, "plain"]["share_of_hindsight"] == pytest.approx(0.85)
    drawn = ElementTree.fromstring(curves_svg(table))
    assert len(drawn.findall(".//{*}circle")) == len(rows)


def test_seconds_are_told_by_decision_and_stage() -> None:
    results = {"60 options": [{"profit": 1.0, "seconds_sense": 20.0}, {"profit": 1.0, "seconds_sense": 40.0}]}
    assert speed_table(results, 10).to_pylist() == [
        {"range": "60 options", "stage": "sense", "seconds_per_decision": 3.0}
    ]


def test_what_a_factory_takes_at_least_sets_how_often_it_is_asked() -> None:
    assert [again_days(one) for one in (100, 1000)] == [10, 21]
    assert [cover_weeks(one) for one in (100, 1000)] == [4, 8]
    assert again_days(50) < again_days(100) < again_days(300)


def test_bars_keep_names_harmless() -> None:
    assert "<script>" not in bars_svg("x", [("<script>", 1.0, 0.5, 1.5)])


def test_more_garments_in_a_marker_take_less_fabric() -> None:
    import numpy as np

    assert fabric_m(np.array([0])) == 0.0
    assert fabric_m(np.array([60])) == pytest.approx(60 * 1.58)
    assert fabric_m(np.array([61])) == pytest.approx(61 * 1.49)


def forecast(weeks: int) -> pa.Table:
    from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name

    row = {"option_id": "S000", "mean": 10.0, "model": "m", "reason": "r"}
    row |= {quantile_name(level): 10.0 * (0.5 + level) for level in QUANTILE_LEVELS}
    monday = SimulatedWorld(MARKET, FloorSettings(), SMALL, 0).first_day
    rows = [
        row | {"horizon": h, "week_start": monday + timedelta(days=7 * (h - 1)), "sum_mean": 10.0 * h}
        | {quantile_name(level, "sum_"): 10.0 * h * (0.5 + level) for level in QUANTILE_LEVELS}
        for h in range(1, weeks + 1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, OPTION_FORECAST)


def test_a_forecast_moves_on_and_its_level_follows_sales() -> None:
    world = SimulatedWorld(MARKET, FloorSettings(), SMALL, 0)
    world.wait(world.first_day)
    snapshot = replace(world.see(world.first_day), as_of=world.first_day + timedelta(days=14))
    moved = moved_on(forecast(5), snapshot, 2)
    # nothing was sold where 20 were expected
    factor = LEVEL_PIECES / (20 + LEVEL_PIECES)
    assert moved["horizon"].to_pylist() == [1, 2, 3]
    assert moved["mean"].to_pylist() == pytest.approx([10 * factor] * 3)
    assert moved["sum_mean"].to_pylist() == pytest.approx([10 * factor, 20 * factor, 30 * factor])
    assert moved["sum_q95"].to_pylist() == pytest.approx([14.5 * factor, 29 * factor, 43.5 * factor])
    assert moved_on(forecast(5), snapshot, 0).equals(forecast(5))
