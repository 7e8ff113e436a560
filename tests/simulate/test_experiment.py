"""The experiment: resumable, paired, and treadle's policy on a season."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from treadle.day.plan import buy_day, plan_day
from treadle.engine.local import LocalEngine
from treadle.report.value_page import bars_svg, curves_svg, value_page
from treadle.schedule.work_in_progress import released_demands
from treadle.simulate import experiment
from treadle.simulate.experiment import (
    LEADS,
    MINIMA,
    cover_weeks,
    curve_arms,
    interval,
    paired,
    run,
    signal_arms,
    value_arms,
)
from treadle.simulate.floor import SMALL, FloorSettings, fabric_m
from treadle.simulate.live import live
from treadle.simulate.market import MarketSettings
from treadle.simulate.policies import TreadlePolicy, policy_of
from treadle.simulate.range import DAY_ZERO
from treadle.simulate.value import best_constants, curve_table, speed_table, value_tables
from treadle.simulate.world import Orders, SimulatedWorld
from treadle.terms.policy import PlanPolicy
from treadle.terms.schema import OUTPUTS

BEST_CONSTANTS = {"best constant rule 1000/15", "best constant rule 100/7"}
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
    first = run(arms, [1], tmp_path, engine, engine)
    lived = []
    real = experiment.live_season
    monkeypatch.setattr(experiment, "live_season", lambda season: (lived.append(season.seed), real(season))[1])
    both = run(arms, [1, 2], tmp_path, engine, engine)
    assert set(lived) == {2}
    assert all(both[name][0] == first[name][0] for name in first)
    # hindsight is above every rule that it is measured against
    for name in first:
        assert both["hindsight"][0]["profit"] >= both[name][0]["profit"]


def assert_described(table: pa.Table, name: str) -> None:
    """Its columns are those of the described table, in their order, and hold what their kinds say."""
    assert table.schema.names == OUTPUTS[name].arrow.names
    assert [field.type for field in table.schema] == [field.type for field in OUTPUTS[name].arrow]


def test_the_value_report_tells_every_arm(tmp_path: Path) -> None:
    engine = LocalEngine(workers=1)
    results = run(plain_arms(), [1, 2],
                  tmp_path, engine, engine)  # fmt: skip
    for name in ("treadle 1000/15", "treadle 100/7", "treadle without signals 100/7"):
        results[name] = results["plain rule 100/7"]
    tables = value_tables(results)
    worth = {row["what"]: row for row in tables["differences"].to_pylist()}
    assert worth["decisions, at 100 pieces and 7 days"]["profit_difference"] == 0.0
    fast = worth["the fast factory, under the best constant rules"]
    assert fast["low"] <= fast["profit_difference"] <= fast["high"]
    assert {row["arm"] for row in tables["regret"].to_pylist()} == (set(results) | BEST_CONSTANTS) - {"hindsight"}
    for name, table in tables.items():
        assert_described(table, f"simulated_{name}")
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
    assert_described(table, "simulated_curves")
    drawn = ElementTree.fromstring(curves_svg(table))
    assert len(drawn.findall(".//{*}circle")) == len(rows)


def test_seconds_are_told_by_decision_and_stage() -> None:
    results = {"60 options": [{"profit": 1.0, "seconds_sense": 20.0}, {"profit": 1.0, "seconds_sense": 40.0}]}
    assert_described(speed_table(results, 10), "simulated_speed")
    assert speed_table(results, 10).to_pylist() == [
        {"range": "60 options", "stage": "sense", "seconds_per_decision": 3.0}
    ]


def test_the_plain_rule_covers_more_weeks_where_more_must_be_ordered() -> None:
    assert [cover_weeks(one) for one in (100, 1000)] == [4, 8]


def test_bars_keep_names_harmless() -> None:
    assert "<script>" not in bars_svg("x", [("<script>", 1.0, 0.5, 1.5)])


def test_more_garments_in_a_marker_take_less_fabric() -> None:
    import numpy as np

    assert fabric_m(np.array([0])) == 0.0
    assert fabric_m(np.array([60])) == pytest.approx(60 * 1.58)
    assert fabric_m(np.array([61])) == pytest.approx(61 * 1.49)


def test_the_best_constant_rule_is_chosen_of_all_covers_at_a_factory() -> None:
    profits = {"plain rule 1000/15": 5.0, "plain rule, cover 2 1000/15": 7.0, "plain rule 100/7": 9.0,
               "plain rule, cover 11 100/7": 8.0}  # fmt: skip
    results = {name: [{"profit": profit}, {"profit": profit}] for name, profit in profits.items()}
    assert best_constants(results) == {"1000/15": "plain rule, cover 2 1000/15", "100/7": "plain rule 100/7"}


def test_who_sees_no_signals_lives_the_same_season_at_every_strength() -> None:
    blind = {arm.name: arm for arm in (*value_arms(MARKET), *signal_arms((0.0, 0.4), MARKET)) if arm.policy == "blind"}
    assert len(blind) == 3
    assert len({replace(arm, name="") for arm in blind.values()}) == 1


def test_treadle_lives_the_plan_of_a_day_and_its_orders_are_seen_as_a_folder_shows_them() -> None:
    world = SimulatedWorld(MARKET, FloorSettings(), SMALL, 0)
    policy = policy_of(SMALL, MARKET)
    treadle = TreadlePolicy(engine=LocalEngine(workers=1), policy=policy)
    assert policy.plan == replace(PlanPolicy(), lead_days=7, bought_in_lead_days=7, has_findings=False)
    days = [DAY_ZERO - timedelta(days=7), DAY_ZERO]
    decided = live(world, days, treadle)
    plan = plan_day(world.see(DAY_ZERO), policy, LocalEngine(workers=1))
    assert decided[0].released
    seen = world.see(DAY_ZERO)
    sent = {order.work_order_id: order.units for one in decided for order in one.released}
    assert {order.order_id: order.terms.units for order in seen.orders} == sent
    assert {demand.work_order_id for demand in released_demands(seen)} == {one.order_id for one in seen.orders}
    promised = {one.work_order_id: max(one.promise_day, one.due_day) for one in decided[0].released}
    assert {one.order_id: one.due_day for one in seen.receipts if one.order_id in promised} == promised
    # a work order that waits behind others is promised for later
    first, last = (pick(plan.schedule.work_orders, key=lambda one: one.planned_day) for pick in (min, max))
    assert first.promise_day <= last.promise_day


def test_findings_and_a_search_left_out_change_no_number_of_the_buy() -> None:
    world = SimulatedWorld(MARKET, FloorSettings(), SMALL, 0)
    world.wait(DAY_ZERO - timedelta(days=7))
    snapshot = world.see(DAY_ZERO - timedelta(days=7))
    policy = policy_of(SMALL, MARKET)
    plain = buy_day(snapshot, policy, LocalEngine(workers=1))
    told = buy_day(snapshot, replace(policy, plan=replace(policy.plan, has_findings=True)), LocalEngine(workers=1))
    assert plain.buy == told.buy and plain.seen.forecast.equals(told.seen.forecast)
    assert "rising" in told.seen.findings and "rising" not in plain.seen.findings


def test_what_will_come_is_shown_on_the_day_it_was_told_for_and_stays_on_order_when_late() -> None:
    world = SimulatedWorld(MARKET, FloorSettings(late_fabric_chance=1.0, late_fabric_days=60.0), SMALL, 1)
    world.wait(world.first_day)
    world.do(Orders(units={"S000-M": 40, "S000-L": 10}))
    due = world.first_day + timedelta(days=7)
    assert {(one.sku, one.units, one.due_day) for one in world.see(world.first_day).receipts} == {
        ("S000-M", 40, due), ("S000-L", 10, due)
    }  # fmt: skip
    later = due + timedelta(days=7)
    world.wait(later)
    late = world.see(later).receipts
    assert sum(one.units for one in late) == 50
    assert all(one.due_day > later for one in late)
