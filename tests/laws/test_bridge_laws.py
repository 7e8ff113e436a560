"""Every row of the bridge, of the costs and of the curves adds up, on random small brands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.day.cases import buy_cases
from treadle.decide.buy import decide_buy
from treadle.decide.crowd import moved_case, withheld_case
from treadle.plant.plan_tables.bridge import PARTS, bridge_rows, cost_rows, curve_rows
from treadle.terms.cutting import CutPlan
from treadle.terms.plan import Plan, Seen
from treadle.terms.policy import BuyPolicy, PlanPolicy, Policy
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.quantity import QUANTILE_LEVELS, quantile_name
from treadle.terms.reason import Reason
from treadle.terms.schedule import Schedule, WorkOrderDemand
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import OnHand, Receipt

MONDAY = date(2026, 3, 2)
SIZES = ("S", "M", "L")
NEED = ("after_season_units", "returned_units", "before_units")
STEPS = (
    "risk_units", "least_return_units", "break_units", "minimum_units", "style_minimum_units", "budget_units",
    "minutes_units", "own_units",
)  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A random brand's plan up to its cutting, on made forecasts: some options end, are moved or withheld."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    names = [f"o{at}" for at in range(draw(st.integers(1, 6)))]
    catalogue = Catalogue(
        size_scales=(SizeScale(size_scale_id="three", sizes=SIZES),),
        styles=tuple(
            Style(style_id=f"s{at}", category="dress", size_scale_id="three", minimum_units=int(rng.integers(0, 80)))
            for at in range(3)
        ),
        options=tuple(
            Option(
                option_id=name, style_id=f"s{at // 2}", colour="red", price_cents=int(rng.integers(1500, 6000)),
                season_end=MONDAY + timedelta(days=int(rng.integers(0, 120))) if rng.random() < 0.5 else None,
                minimum_units=int(rng.integers(0, 60)),
                cost_breaks=(
                    CostBreak(from_units=1, setup_cents=int(rng.integers(0, 9000)), cost_per_piece_cents=1000),
                    CostBreak(from_units=60, setup_cents=0, cost_per_piece_cents=int(rng.integers(800, 1000))),
                ),
            )
            for at, name in enumerate(names)
        ),
        skus=tuple(Sku(sku=f"{name}-{size}", option_id=name, size=size) for name in names for size in SIZES),
    )  # fmt: skip
    nothing = pa.table({"sku": pa.array([], pa.string()), "from_day": pa.array([], pa.date32())})
    snapshot = Snapshot(
        as_of=MONDAY, currency="EUR", time_zone="UTC", catalogue=catalogue, places=(), factories=(), fabrics={},
        patterns={}, bulletins={}, signals=nothing, in_stock=nothing, price_plan=nothing,
        on_hand=tuple(
            OnHand(sku=one.sku, place_id="W", units=int(rng.integers(0, 30))) for one in catalogue.skus
        ),
        receipts=tuple(
            Receipt(order_id="P", sku=one.sku, place_id="W", units=int(rng.integers(1, 30)),
                    due_day=MONDAY + timedelta(days=int(rng.integers(1, 60))))
            for one in catalogue.skus if rng.random() < 0.3
        ),
    )  # fmt: skip
    policy = Policy(
        plan=PlanPolicy(bought_in_lead_days=int(rng.integers(0, 60))),
        buy=BuyPolicy(draws=32, least_return=float(rng.choice([0.0, 0.1, 0.5]))),
    )
    told = []
    for name in names:
        pace, width = rng.uniform(0, 20), rng.uniform(0, 0.9)
        for week in range(policy.plan.horizon_weeks):
            mean = pace * (week + 1)
            row: dict[str, Any] = {"option_id": name, "week_start": MONDAY + timedelta(days=7 * week), "sum_mean": mean}
            told.append(row | {quantile_name(q, "sum_"): mean * (1 - width + 2 * width * q) for q in QUANTILE_LEVELS})
    history = pa.Table.from_pylist(
        [{"option_id": name, "sold_units": 50.0, "returned_units": float(rng.integers(0, 25))} for name in names]
    )
    curves = pa.Table.from_pylist(
        [{"option_id": one.option_id, "sku": one.sku, "size": one.size, "share": share, "strength": 40.0}
         for one, share in zip(catalogue.skus, rng.dirichlet(np.ones(3), len(names)).ravel().tolist(), strict=True)]
    )  # fmt: skip
    made = buy_cases(snapshot, history, pa.Table.from_pylist(told), curves, policy)
    cases = tuple(
        withheld_case(case, 900, 500) if kind < 0.15 else moved_case(case, 0.8) if kind < 0.4 else case
        for case, kind in zip(made, rng.random(len(made)), strict=True)
    )
    budget = draw(st.one_of(st.none(), st.integers(0, 400_000)))
    buy = decide_buy(cases, budget_cents=budget, policy=policy.buy)
    if draw(st.booleans()):
        buy = replace(buy, steps={})
    cut = {(line.option_id, line.size): line.units + int(rng.integers(0, 4)) for line in buy.lines if line.units}
    lays = CutPlan(cut_order_id="C", style_id="s0", fabric_id="twill", lays=(), cut_units=cut, fabric_m=31.7,
                   cost_cents=44_001, status="feasible", gap_share=0.0, reason=Reason(code="cut.planned"))  # fmt: skip
    demand = WorkOrderDemand(work_order_id="C", style_id="s0", bulletin_id="", due_day=MONDAY,
                             units={f"{option_id}-{size}": units for (option_id, size), units in cut.items()},
                             spread_and_cut_minutes=0.0)  # fmt: skip
    seen = Seen(history=nothing, option_history=history, forecast=nothing, league=nothing, size_curves=curves,
                signal_counts={})  # fmt: skip
    return Plan(
        plan_id="plan", facts="facts", as_of=MONDAY, currency="EUR", policy=policy, catalogue=catalogue, seen=seen,
        cases=cases, buy=buy, courses=(), cut_plans=(lays,) if cut else (), markers={}, balances=(), demands=(demand,),
        schedule=Schedule(origin_day=MONDAY, work_orders=(), slots=(), cost_cents={}, status="optimal"),
        cloth_cents={"twill": 777},
    )  # fmt: skip


def tenths(value: Any) -> int:
    """A figure in whole tenths; fails where it has more places than are shown."""
    assert abs(value * 10 - round(value * 10)) < 1e-6
    return round(value * 10)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_table_adds_up(plan: Plan) -> None:
    rows = bridge_rows(plan)
    assert [row["option_id"] for row in rows] == [*(case.option_id for case in plan.cases), ""]
    for row in rows:
        at = {name: tenths(value) for name, value in row.items() if name != "option_id"}
        assert at["forecast_units"] - sum(at[name] for name in NEED) + at["siblings_units"] == at["need_units"]
        assert at["on_hand_units"] - at["sold_before_units"] == at["stock_left_units"]
        assert 0 <= at["sold_before_units"] <= at["on_hand_units"]  # never more than there is
        assert (
            at["need_units"] - at["stock_left_units"] - at["on_order_units"] + at["sold_ahead_units"] == at["gap_units"]
        )
        assert at["gap_units"] + sum(at[name] for name in STEPS) == at["buy_units"]
        assert at["buy_units"] + at["spare_units"] == at["order_units"]
        assert at["least_return_units"] <= 0
        assert at["returned_units"] >= -2  # tenths that rounding leaves over
    figures: list[Any] = rows
    for name in figures[-1].keys() - {"option_id"}:
        assert sum(tenths(row[name]) for row in figures[:-1]) == tenths(figures[-1][name])
    assert rows[-1]["buy_units"] == sum(line.units for line in plan.buy.lines)
    costs: list[Any] = cost_rows(plan)
    for row in costs:
        assert sum(row[name] for name in PARTS) == row["cost_cents"]
    if costs:
        assert costs[-1]["cost_cents"] == sum(row["cost_cents"] for row in costs[:-1]) >= plan.buy.spent_cents
        assert costs[-1]["units"] == rows[-1]["order_units"]
        assert costs[-1]["material_cents"] == round(31.7 * 777)
        assert costs[-1]["material_cents"] + costs[-1]["cutting_cents"] == 44_001


@settings(max_examples=30, deadline=None)
@given(plans())
def test_a_curve_says_what_the_plan_says_and_peaks_at_the_critical_point(plan: Plan) -> None:
    bought: dict[str, list[int]] = {}
    for line in plan.buy.lines:
        total = bought.setdefault(line.option_id, [0, 0, 0])
        for at, more in enumerate((line.units, line.cost_cents, line.expected_profit_cents)):
            total[at] += more
    rows: list[Any] = curve_rows(plan)
    least = [row for row in rows if row["point"] == "least"]
    rows = [row for row in rows if row["point"] != "least"]
    assert {row["option_id"] for row in rows} == {name for name, (units, _, _) in bought.items() if units}
    cases = {case.option_id: case for case in plan.cases}
    for row in least:
        assert bought[row["option_id"]][0] == 0 and row["is_orderable"]
        assert row["units"] >= max(cases[row["option_id"]].option_minimum_units, 1)
    for name in {row["option_id"] for row in rows}:
        mine = {row["point"]: row for row in rows if row["option_id"] == name and row["point"] != "price_break"}
        plan_row = mine["plan"]
        assert [plan_row["units"], plan_row["cost_cents"]] == bought[name][:2]
        assert abs(plan_row["expected_profit_cents"] - bought[name][2]) <= 3  # a cent a size
        best = mine.get("critical", plan_row)["expected_profit_cents"]
        assert all(row["expected_profit_cents"] <= best + 1 for row in mine.values() if row["is_orderable"])
