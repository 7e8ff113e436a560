"""Laws of the buy, on random brands."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.decide import check_buy, decide_buy
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak

POLICY = BuyPolicy(least_return=0.0, draws=64)


@st.composite
def brands(draw: st.DrawFn, minima: bool = True) -> list[BuyCase]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    levels = tuple(np.round(np.arange(0.1, 1.0, 0.1), 2).tolist())
    cases = []
    for at in range(draw(st.integers(1, 8))):
        piece = int(rng.integers(300, 3000))
        units = np.sort(rng.gamma(2.0, rng.uniform(1, 60), len(levels)))
        shares = rng.dirichlet(np.ones(3))
        cases.append(
            BuyCase(
                option_id=f"o{at}",
                style_id=f"s{at // 2}",
                sizes=tuple(
                    SizeCase(
                        sku=f"o{at}-{s}", size=str(s), share=float(shares[s]), on_hand_units=int(rng.integers(0, 9))
                    )
                    for s in range(3)
                ),
                demand_levels=levels,
                demand_units=tuple(units.tolist()),
                demand_mean_units=float(units.mean()),
                size_strength=float(rng.uniform(5, 300)),
                price_cents=int(piece * rng.uniform(0.8, 4.0)),
                cost_breaks=(
                    CostBreak(
                        from_units=1, setup_cents=int(rng.integers(0, 9000)) * minima, cost_per_piece_cents=piece
                    ),
                    CostBreak(from_units=60, setup_cents=0, cost_per_piece_cents=piece - int(piece * 0.1) * minima),
                ),
                salvage_cents=int(piece * rng.uniform(0, 0.6)),
                holding_cents=float(rng.uniform(0, 30)),
                due_day=date(2026, 9, 7) + timedelta(days=7 * int(rng.integers(0, 3))),
                option_minimum_units=int(rng.integers(0, 60)) * minima,
                style_minimum_units=int(rng.integers(0, 90)) * minima,
                smv_minutes=float(rng.uniform(0, 20)),
            )
        )
    return cases


@settings(max_examples=40, deadline=None)
@given(brands(), st.integers(0, 400_000), st.floats(0, 4000))
def test_no_rule_is_ever_broken(cases: list[BuyCase], budget_cents: int, minutes: float) -> None:
    plan = decide_buy(cases, budget_cents=budget_cents, capacity_minutes=minutes, policy=POLICY)
    assert check_buy(plan, cases) == ()
    assert plan.profit_cents >= 0


@settings(max_examples=30, deadline=None)
@given(brands(), st.lists(st.floats(0, 2000), min_size=3, max_size=3))
def test_weekly_minutes_are_kept(cases: list[BuyCase], weeks: list[float]) -> None:
    days = [(date(2026, 9, 7) + timedelta(days=7 * at), minutes) for at, minutes in enumerate(weeks)]
    plan = decide_buy(cases, capacity_minutes=days, policy=POLICY)
    assert check_buy(plan, cases) == ()


@settings(max_examples=30, deadline=None)
@given(brands(minima=False), st.integers(0, 200_000), st.integers(1, 200_000))
def test_more_budget_never_brings_less(cases: list[BuyCase], budget_cents: int, more_cents: int) -> None:
    less = decide_buy(cases, budget_cents=budget_cents, policy=POLICY)
    more = decide_buy(cases, budget_cents=budget_cents + more_cents, policy=POLICY)
    dearest_unit = max(case.price_cents for case in cases)
    assert more.profit_cents >= less.profit_cents - dearest_unit


@settings(max_examples=30, deadline=None)
@given(brands(), st.integers(0, 200_000), st.integers(0, 200_000))
def test_a_wider_limit_never_lowers_the_bound(cases: list[BuyCase], budget_cents: int, more_cents: int) -> None:
    less = decide_buy(cases, budget_cents=budget_cents, policy=POLICY)
    more = decide_buy(cases, budget_cents=budget_cents + more_cents, policy=POLICY)
    assert more.bound_cents >= less.bound_cents - 1, "bounds are told in whole cents"
