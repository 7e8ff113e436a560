"""Trying new factories within a limit of risk, and thousands of factories screened with a bound over all."""

from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks.tasks import explore

from treadle.source.check import verify_split
from treadle.source.explore import Risk, drawn_scores, explored_split
from treadle.source.score import score_factories
from treadle.source.screening import screened_split
from treadle.source.split import split_orders
from treadle.terms.sourcing import FactoryProfile, KeptOrder, OrderToPlace, SplitPlan

DAY = date(2026, 3, 2)


def orders(count: int, seed: int = 0) -> list[OrderToPlace]:
    rng = np.random.default_rng(seed)
    return [
        OrderToPlace(order_id=f"O{at}", style_id=f"S{at}", units=int(rng.integers(200, 600)), minutes_per_unit=10.0,
                     due_day=DAY + timedelta(days=int(rng.integers(30, 70))), late_cents=10.0)
        for at in range(count)
    ]  # fmt: skip


def factories(count: int, seed: int = 0) -> list[FactoryProfile]:
    rng = np.random.default_rng(seed)
    return [
        FactoryProfile(factory_id=f"F{at:03d}", free_minutes=(float(rng.uniform(2000, 9000)),), minimum_units=50,
                       lead_days=int(rng.integers(10, 40)), minute_cents=float(rng.lognormal(2.6, 0.35)))
        for at in range(count)
    ]  # fmt: skip


def record(name: str, count: int) -> list[KeptOrder]:
    return [
        KeptOrder(factory_id=name, order_id=f"{name}-{at}", promised_day=date(2026, 1, 1),
                  received_day=date(2026, 1, 2), ordered_units=100, accepted_units=99)
        for at in range(count)
    ]  # fmt: skip


def test_new_factories_have_no_more_than_their_share() -> None:
    """Two known ones and four new ones that ask less: they would have all, and have a tenth."""
    plants = factories(6)
    plants = [
        FactoryProfile(factory_id=one.factory_id, free_minutes=(90_000.0,), minimum_units=1, lead_days=10,
                       minute_cents=20.0 if at < 2 else 10.0)
        for at, one in enumerate(plants)
    ]  # fmt: skip
    kept = [one for at in range(2) for one in record(f"F00{at}", 12)]
    scores = score_factories(kept, [one.factory_id for one in plants])
    asked = orders(8)
    total = sum(one.units for one in asked)

    def to_new(plan: SplitPlan) -> float:
        return sum(one.units for one in plan.lines if one.factory_id > "F001") / total

    assert to_new(split_orders(asked, plants, scores, as_of=DAY)) == 1.0
    for seed in range(4):
        plan = explored_split(asked, plants, scores, (), as_of=DAY, risk=Risk(share=0.1), seed=seed)
        assert plan == explored_split(asked, plants, scores, (), as_of=DAY, risk=Risk(share=0.1), seed=seed)
        assert 0 < to_new(plan) <= 0.1 and not plan.unplaced
        assert len({one.factory_id for one in plan.lines if one.factory_id > "F001"}) <= 2
    assert to_new(explored_split(asked, plants, scores, (), as_of=DAY, risk=Risk(share=0.0), seed=1)) == 0


def test_draws_are_of_what_is_not_known() -> None:
    """Proven factories are what they are; a new one's draws scatter around its score as doubt does."""
    scores = score_factories(record("OLD", 12), ["OLD", "NEW"])
    rng = np.random.default_rng(0)
    drawn = [drawn_scores(scores, rng, proven_orders=6) for _ in range(400)]
    assert all(one["OLD"] == scores["OLD"] for one in drawn)
    days = np.array([one["NEW"].late_days.centre_days for one in drawn])
    new = scores["NEW"].middle_days
    assert np.median(days) == pytest.approx(new.centre_days, abs=0.5)
    assert np.quantile(np.abs(days - new.centre_days), 0.5) == pytest.approx(0.72 * new.scale_days, rel=0.2)


@pytest.mark.parametrize("seed", range(2))
def test_screening_costs_what_all_at_once_cost_and_its_bound_is_under_it(seed: int) -> None:
    """20 orders over 60 factories: the bound of the few is a bound of all, and their split is close to that of all."""
    asked, plants = orders(20, seed), factories(60, seed)
    scores = score_factories((), [one.factory_id for one in plants])
    whole = split_orders(asked, plants, scores, as_of=DAY)
    found = screened_split(asked, plants, scores, as_of=DAY)
    assert not verify_split(found.plan, asked, plants, as_of=DAY)
    assert found.kept < found.factories == 60
    assert found.plan.bound_cents <= whole.cost_cents and found.plan.bound_cents <= found.plan.cost_cents
    assert found.plan.bound_cents <= whole.bound_cents + 1
    assert found.plan.cost_cents <= 1.01 * whole.cost_cents
    assert found.plan.bound_cents >= 0.97 * whole.bound_cents


def test_a_single_year_tells_its_regret_and_why_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "YEARS", 1)
    told = explore.row(0, lambda *_: None)
    assert not told["met"] and "one year tells no interval" in told["note"]
    assert told["treadle"]["regret_cents"] > 0
    assert all(one["interval_cents"] is None for one in told["peers"].values())
    monkeypatch.setattr(explore, "YEARS", 2)
    told = explore.row(0, lambda *_: None)
    assert told["note"] == "" and all(len(one["interval_cents"]) == 2 for one in told["peers"].values())
