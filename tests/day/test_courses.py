"""Courses and test orders from a day's own tables: stock, receipts, seasons and first sales are what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest

from treadle.day.cases import buy_cases
from treadle.day.courses import courses
from treadle.decide.buy import decide_buy
from treadle.plant.plan_tables.courses import course_tables
from treadle.plant.test_orders import propose_tests
from treadle.terms.plan import Plan, Seen
from treadle.terms.policy import BuyPolicy, PlanPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name
from treadle.terms.schedule import Schedule
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand, Receipt

MONDAY = date(2026, 3, 2)
OPTIONS = {"runs": None, "stays": MONDAY + timedelta(days=27), "new": None, "over": MONDAY - timedelta(days=1)}


def snapshot() -> Snapshot:
    """'runs' sells with 10 left, 'stays' has 300 and four weeks, 'new' has nothing, 'over' has 9 and no season."""
    cost = {name: 3000 if name == "new" else 1000 for name in OPTIONS}
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("M",)),),
        styles=tuple(Style(style_id=name, category="dress", size_scale_id="one") for name in OPTIONS),
        options=tuple(
            Option(option_id=name, style_id=name, colour="red", price_cents=4000, season_end=end,
                   cost_breaks=(CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=cost[name]),),
                   minimum_units=50 if name == "new" else 0)
            for name, end in OPTIONS.items()
        ),
        skus=tuple(Sku(sku=f"{name}-M", option_id=name, size="M") for name in OPTIONS),
    )  # fmt: skip
    nothing = pa.table({"sku": pa.array([], pa.string()), "from_day": pa.array([], pa.date32())})
    return Snapshot(
        as_of=MONDAY, currency="EUR", time_zone="UTC", catalogue=catalogue, places=(), factories=(), fabrics={},
        patterns={}, bulletins={}, signals=nothing, in_stock=nothing, price_plan=nothing,
        on_hand=tuple(OnHand(sku=f"{name}-M", place_id="W", units=units)
                      for name, units in (("runs", 10), ("stays", 250), ("over", 9))),
        receipts=(Receipt(order_id="P", sku="stays-M", place_id="W", units=50, due_day=MONDAY + timedelta(days=9)),),
    )  # fmt: skip


def forecast(policy: Policy) -> pa.Table:
    """Twenty a week of each option; 'new' may as well sell nothing or twice as much."""
    rows = []
    for name in OPTIONS:
        for week in range(policy.plan.horizon_weeks):
            row = {"option_id": name, "week_start": MONDAY + timedelta(days=7 * week), "sum_mean": 20.0 * (week + 1)}
            for level in QUANTILE_LEVELS:
                factor = 2 * level if name == "new" else 0.9 + 0.2 * level
                row[quantile_name(level, "sum_")] = 20.0 * (week + 1) * factor
            rows.append(row)
    return pa.Table.from_pylist(rows)


def tables(policy: Policy) -> dict[str, pa.Table]:
    sold = {"runs": 90.0, "stays": 30.0, "new": 0.0, "over": 5.0}
    history = [{"option_id": name, "sold_units": units, "returned_units": 0.0} for name, units in sold.items()]
    sizes = [{"option_id": name, "sku": f"{name}-M", "size": "M", "share": 1.0, "strength": 50.0} for name in OPTIONS]
    return {
        "option_history": pa.Table.from_pylist(history),
        "forecast": forecast(policy),
        "size_curves": pa.Table.from_pylist(sizes),
        "options": pa.table({"option_id": list(sold), "sold_units": list(sold.values())}),
    }


def plan(policy: Policy) -> Plan:
    """A plan of the snapshot up to its buy: nothing is cut."""
    facts, made = snapshot(), tables(policy)
    cases = buy_cases(facts, made["option_history"], made["forecast"], made["size_curves"], policy)
    seen = Seen(
        history=pa.table({}), option_history=made["option_history"], forecast=made["forecast"], league=pa.table({}),
        size_curves=made["size_curves"], signal_counts={},
    )  # fmt: skip
    return Plan(
        plan_id="plan", facts="facts", as_of=facts.as_of, currency=facts.currency, policy=policy,
        catalogue=facts.catalogue, seen=seen, cases=cases, buy=decide_buy(cases), courses=(), cut_plans=(), markers={},
        balances=(), demands=(),
        schedule=Schedule(origin_day=facts.as_of, work_orders=(), slots=(), cost_cents={}, status="optimal"),
    )  # fmt: skip


def test_every_option_gets_its_course_with_weeks_of_cover() -> None:
    policy, seen = Policy(plan=PlanPolicy(bought_in_lead_days=14)), snapshot()
    made = tables(policy)
    cases = buy_cases(seen, made["option_history"], made["forecast"], made["size_curves"], policy)
    found = courses(seen, policy, cases, decide_buy(cases), made["option_history"], made["forecast"])
    told = course_tables(seen.as_of, found)
    rows = {row["option_id"]: row for row in told["courses"].to_pylist()}
    assert {name: row["course"] for name, row in rows.items()} == {
        "runs": "scale", "stays": "stop", "new": "start", "over": "stop",
    }  # fmt: skip
    assert (rows["runs"]["weeks_of_cover"], rows["runs"]["weeks_left"]) == (0.5, 10)
    assert (rows["stays"]["weeks_of_cover"], rows["stays"]["weeks_left"]) == (15.0, 4)
    assert (rows["stays"]["available_units"], rows["over"]["weeks_left"]) == (300, 0)
    weeks = told["markdowns"].to_pylist()
    assert [row["week_start"] for row in weeks] == [MONDAY + timedelta(days=7 * week) for week in range(4)]
    assert {row["option_id"] for row in weeks} == {"stays"} and weeks[0]["price_cents"] < 4000
    assert weeks[-1]["left_units"] + sum(row["sold_units"] for row in weeks) == 300


def test_an_options_own_salvage_stands_before_the_brands() -> None:
    policy, seen, made = Policy(buy=BuyPolicy(salvage_share=0.2)), snapshot(), tables(Policy())
    own = replace(seen.catalogue.options[0], salvage_share=0.4)
    seen = replace(seen, catalogue=replace(seen.catalogue, options=(own, *seen.catalogue.options[1:])))
    cases = buy_cases(seen, made["option_history"], made["forecast"], made["size_curves"], policy)
    assert [case.salvage_cents for case in cases[:2]] == [1600, 800]


def test_where_another_order_can_follow_the_first_is_smaller() -> None:
    seen, made = snapshot(), tables(Policy())
    bought = {}
    for days in (0, 7, 21):
        policy = Policy(plan=PlanPolicy(bought_in_lead_days=14, order_again_days=days))
        cases = buy_cases(seen, made["option_history"], made["forecast"], made["size_curves"], policy)
        bought[days] = {
            case.option_id: sum(line.units for line in decide_buy(cases).lines if line.option_id == case.option_id)
            for case in cases
        }
        (runs, *_) = cases
        if days:
            assert runs.again_cents == 1000
            # Twenty a week, eight weeks to serve from the second on: a week of them comes before the next order.
            assert abs(runs.early_units[9] / runs.demand_units[9] - days / 56) < 1e-9
    assert bought[7]["runs"] < bought[21]["runs"] < bought[0]["runs"]
    assert bought[7]["new"] < bought[0]["new"]


def test_another_order_can_follow_once_a_smallest_one_is_wanted_again() -> None:
    policy = Policy(plan=PlanPolicy(bought_in_lead_days=14, order_again_days=7))
    made = tables(Policy())

    def early_share(units: int, style_units: int) -> float | None:
        """Of what is needed from the third week to the tenth, what comes before the next order; None: none follows."""
        seen = snapshot()
        own = replace(seen.catalogue.options[0], minimum_units=units)
        style = replace(seen.catalogue.styles[0], minimum_units=style_units)
        seen = replace(
            seen, catalogue=replace(seen.catalogue, options=(own, *seen.catalogue.options[1:]),
                                    styles=(style, *seen.catalogue.styles[1:])),
        )  # fmt: skip
        case = buy_cases(seen, made["option_history"], made["forecast"], made["size_curves"], policy)[0]
        return None if case.again_cents is None else case.early_units[9] / case.demand_units[9]

    # Twenty a week, eight weeks: 60 are wanted again after three of them, 200 never.
    assert early_share(0, 0) == pytest.approx(1 / 8)
    assert early_share(60, 0) == pytest.approx(3 / 8) == early_share(0, 60)
    assert early_share(10, 0) == pytest.approx(1 / 8)
    assert early_share(200, 0) is None


def test_only_what_never_sold_is_tested() -> None:
    policy = Policy(plan=PlanPolicy(bought_in_lead_days=14))
    told = propose_tests(snapshot(), plan(policy), budget_cents=200_000, test_weeks=2, sizes=[10, 30])
    (order,) = told.orders
    assert order.option_id == "new" and order.units in (10, 30) and order.cost_cents == order.units * 3000
    assert order.go_units is not None and 0 < order.go_units <= order.units
    poor = propose_tests(snapshot(), plan(policy), budget_cents=29_000, test_weeks=2, sizes=[10, 30])
    assert poor.orders[0].units == 0 and poor.orders[0].reason.code == "test.budget"
