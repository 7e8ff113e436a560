"""Which new options of a written plan to try with how many pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from treadle.decide.demand import even_probabilities, quantile_units
from treadle.decide.test_order import TestCase, plan_tests
from treadle.plant.written_plan import read_current_plan
from treadle.terms.buy import BuyCase
from treadle.terms.outlook import outlooks
from treadle.terms.plan import Plan
from treadle.terms.policy import Policy
from treadle.terms.snapshot import Snapshot
from treadle.terms.test_order import TestPlan


def order_tests(
    folder: Path, plan: Path, *, budget_cents: int, test_weeks: int = 2, sizes: Sequence[int] = (20, 40, 60, 100, 200)
) -> TestPlan:
    """Test the options that have never sold where their first sales teach most for the money.

    All tests together cost at most `budget_cents`; a test has one of `sizes` pieces and sells for `test_weeks` before
    it is decided on. Raises as `read_current_plan` does.
    """
    snapshot, made = read_current_plan(folder, plan)
    return propose_tests(snapshot, made, budget_cents=budget_cents, test_weeks=test_weeks, sizes=sizes)


#: Equally likely levels that stand for an option's forecast.
LEVELS = 32


def propose_tests(
    snapshot: Snapshot,
    plan: Plan,
    *,
    budget_cents: int,
    test_weeks: int,
    sizes: Sequence[int],
) -> TestPlan:
    """Which options without any sales, stock or receipts to test, and with how many of `sizes` pieces.

    `snapshot` is what the plan was made from. A test is on the shelf when the plan's own buy would be; it sells for
    `test_weeks`, and an order decided on it comes a lead time later.
    """
    policy = plan.policy
    sums = plan.seen.option_history.group_by("option_id").aggregate([("sold_units", "sum")])
    sold = {row["option_id"] for row in sums.to_pylist() if row["sold_units_sum"] > 0}
    ahead = outlooks(plan.seen.forecast)
    asked = []
    for case in plan.cases:
        is_there = any(size.on_hand_units + size.on_order_units for size in case.sizes)
        if case.option_id in sold or is_there or case.demand_mean_units <= 0:
            continue
        first = (case.due_day - snapshot.as_of).days
        lead = first / 7
        weeks = [lead, lead + test_weeks, 2 * lead + test_weeks]
        until = [ahead[case.option_id].mean_until(min(week, policy.plan.horizon_weeks)) for week in weeks]
        whole = max(ahead[case.option_id].mean_until(_last_week(snapshot, policy, case)) - until[0], 1e-9)
        test_share = min((until[1] - until[0]) / whole, 1.0)
        first_break = snapshot.catalogue.option[case.option_id].cost_breaks[0]
        asked.append(
            TestCase(
                option_id=case.option_id,
                levels=tuple(_levels(case)),
                test_share=test_share,
                wait_share=max(min((until[2] - until[1]) / whole, 1.0 - test_share), 0.0),
                price_cents=case.price_cents,
                cost_breaks=case.cost_breaks,
                minimum_units=case.option_minimum_units,
                left_cents=case.salvage_cents - case.holding_cents,
                piece_cents=first_break.cost_per_piece_cents,
                setup_cents=first_break.setup_cents,
            )
        )
    return plan_tests(asked, sizes, budget_cents)


def _last_week(snapshot: Snapshot, policy: Policy, case: BuyCase) -> float:
    """Weeks from the plan's day to the end of the option's sales or of the horizon."""
    end = snapshot.as_of + timedelta(days=7 * policy.plan.horizon_weeks)
    season_end = snapshot.catalogue.option[case.option_id].season_end
    if season_end is not None:
        end = min(end, season_end + timedelta(days=1))
    return max((end - snapshot.as_of).days / 7, 0.0)


def _levels(case: BuyCase) -> list[float]:
    """Equally likely levels of the demand that the option's first order can serve."""
    levels = np.asarray(case.demand_levels)
    units = np.asarray(case.demand_units, dtype=np.float64)[None, :]
    found: list[float] = quantile_units(levels, units, even_probabilities(LEVELS))[0].tolist()
    return found
