"""Scenarios as they are written, and their consequences by hand on a plan of nothing but bought-in goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from treadle.decide.buy import decide_buy
from treadle.errors import InputError
from treadle.plant.consequences import consequences, other_demands
from treadle.plant.what_if import days_of, read_scenario
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.plan import Plan, Seen
from treadle.terms.policy import Policy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.snapshot import Snapshot
from treadle.terms.what_if import Scenario

DAY = date(2026, 3, 2)
LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
NAMES = ("a", "b")


def plan_of_two(*, is_made: bool = False) -> tuple[Snapshot, Plan]:
    """Two options of one size, demand even on 20 to 180, price 30, cost 12 a piece, what is left brings 3."""
    made = {"pattern_id": "P", "bulletin_id": "B", "fabric_id": "F"} if is_made else {}
    price = (CostBreak(from_units=1, setup_cents=0, cost_per_piece_cents=1200),)
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("M",)),),
        styles=tuple(Style(style_id=f"s-{name}", category="dress", size_scale_id="one", **made) for name in NAMES),
        options=tuple(
            Option(option_id=name, style_id=f"s-{name}", colour="red", price_cents=3000, cost_breaks=price)
            for name in NAMES
        ),
        skus=tuple(Sku(sku=f"{name}-M", option_id=name, size="M") for name in NAMES),
    )
    nothing = pa.table({"sku": pa.array([], pa.string()), "from_day": pa.array([], pa.date32())})
    snapshot = Snapshot(
        as_of=DAY, currency="EUR", time_zone="UTC", catalogue=catalogue, places=(), factories=(), fabrics={},
        patterns={}, bulletins={}, signals=nothing, in_stock=nothing, price_plan=nothing, on_hand=(), receipts=(),
    )  # fmt: skip
    cases = tuple(
        BuyCase(
            option_id=name, style_id=f"s-{name}", sizes=(SizeCase(sku=f"{name}-M", size="M", share=1.0),),
            demand_levels=LEVELS, demand_units=tuple(20 + 160 * level for level in LEVELS), demand_mean_units=100.0,
            size_strength=500.0, price_cents=3000, cost_breaks=price, salvage_cents=300, holding_cents=0.0, due_day=DAY,
        )
        for name in NAMES
    )  # fmt: skip
    policy = Policy()
    seen = Seen(history=nothing, option_history=nothing, forecast=nothing, league=nothing, size_curves=nothing,
                signal_counts={})  # fmt: skip
    plan = Plan(
        plan_id="p", facts="f", as_of=DAY, currency="EUR", policy=policy, catalogue=catalogue, seen=seen, cases=cases,
        buy=decide_buy(cases, policy=policy.buy), courses=(), cut_plans=(), markers={}, balances=(), demands=(),
        schedule=Schedule(origin_day=DAY, work_orders=(), slots=(), cost_cents={}, status="optimal"),
    )  # fmt: skip
    return snapshot, plan


def test_an_empty_scenario_is_the_plan() -> None:
    snapshot, plan = plan_of_two()
    found = consequences(snapshot, plan, Scenario(name="the plan"))
    assert (found.units, found.cost_cents) == (sum(line.units for line in plan.buy.lines), plan.buy.spent_cents)
    assert found.short_units == 0.0  # nothing is wanted before the goods are there
    assert found.expected_profit_cents == plan.buy.profit_cents and found.broken == ()


def test_half_of_it_costs_half_and_is_sold_out_more_often() -> None:
    snapshot, plan = plan_of_two()
    whole = consequences(snapshot, plan, Scenario(name="the plan"))
    half = consequences(snapshot, plan, Scenario(name="half", scale=0.5))
    assert half.cost_cents == 1200 * half.units and abs(half.units - whole.units / 2) <= 1
    assert half.sell_out_chance > whole.sell_out_chance and half.left_units < whole.left_units
    # demand even on 20..180: of 60 all are sold three times in four, and half of what lies below is left: 40²/(2 × 160)
    sixty = consequences(snapshot, plan, Scenario(name="60", units={"s-a/a/M": 60, "s-b/b/M": 0}))
    assert sixty.sell_out_chance == pytest.approx(0.75, abs=0.02)
    assert sixty.left_units == pytest.approx(5.0, abs=0.5)


def test_a_budget_decides_anew_and_named_lines_say_what_they_break() -> None:
    snapshot, plan = plan_of_two()
    tight = consequences(snapshot, plan, Scenario(name="tight", budget_cents=120_000))
    assert 110_000 < tight.cost_cents <= 120_000 and tight.broken == ()
    over = consequences(snapshot, plan, Scenario(name="over", budget_cents=120_000, units={"s-a/a/M": 500}))
    assert any("budget" in rule for rule in over.broken) and over.budget_left_cents is not None
    assert over.budget_left_cents < 0


def test_cutting_follows_the_units_and_spares_stay() -> None:
    _, plan = plan_of_two(is_made=True)
    units = {line.sku: line.units for line in plan.buy.lines}
    demand = WorkOrderDemand(work_order_id="CO", style_id="s-a", bulletin_id="B", due_day=DAY,
                             units={"a-M": units["a-M"] + 2}, spread_and_cut_minutes=100.0)  # fmt: skip
    plan = replace(plan, demands=(demand,))
    half = replace(plan.buy, lines=tuple(replace(line, units=line.units // 2) for line in plan.buy.lines))
    first, new = other_demands(plan, half)
    assert first.units == {"a-M": units["a-M"] // 2 + 2}
    assert first.spread_and_cut_minutes == pytest.approx(100.0 * first.total_units / (units["a-M"] + 2))
    assert (new.work_order_id, new.units) == ("NEW-s-b", {"b-M": units["b-M"] // 2})


def test_a_scenario_is_read_as_it_is_written() -> None:
    found = read_scenario("tight = budget 20000; line s/a/M 40; without F2; late PO-7 2w; capacity 0.9; scale 0.5")
    assert found == Scenario(name="tight", budget_cents=2_000_000, units={"s/a/M": 40}, without=("F2",),
                             late_days={"PO-7": 14}, capacity_share=0.9, scale=0.5)  # fmt: skip
    assert (days_of("3d"), days_of("3"), days_of("soon")) == (3, 3, None)


def test_all_that_is_not_understood_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_scenario("odd=budget much; line 7")
    assert "budget much" in str(caught.value) and "line 7" in str(caught.value)
