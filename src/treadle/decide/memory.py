"""Decisions that a planner took in earlier plans, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from treadle.terms.buy import BuyCase
from treadle.terms.decision import Remembered
from treadle.terms.entry import Decided
from treadle.terms.policy import Policy
from treadle.terms.snapshot import Snapshot


def remembered(snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase]) -> tuple[Remembered, ...]:
    """The newest decision on every line of the range, by line.

    A decision stands until the day that was said with it, else for `decision_days`, and while the demand that is
    expected has not moved beyond `decision_moved_share`: up, where it was for less, down, where it was for more.
    """
    expected = {case.option_id: expected_units(case) for case in cases}
    newest: dict[str, Decided] = {}
    for one in snapshot.decisions:
        newest[one.sku] = one
    found = []
    for sku, one in newest.items():
        known = snapshot.catalogue.sku.get(sku)
        if known is None or known.option_id not in expected or one.units == one.planned_units:
            continue
        now = expected[known.option_id]
        moved = now / one.demand_units - 1.0 if one.demand_units > 0 else 0.0
        until = one.until or one.decided_on + timedelta(days=policy.buy.decision_days)
        against = moved if one.units < one.planned_units else -moved
        limit = one.moved_share or policy.buy.decision_moved_share
        state = "ended" if snapshot.as_of > until else "overtaken" if against > limit else "stands"
        found.append(Remembered(decided=one, state=state, until=until, moved_share=moved))
    return tuple(sorted(found, key=lambda one: one.decided.line_id))


def held_back(decisions: Sequence[Remembered]) -> Mapping[str, Remembered]:
    """By SKU, the decisions for less that stand: their lines are not proposed again."""
    return {
        one.decided.sku: one
        for one in decisions
        if one.state == "stands" and one.decided.units < one.decided.planned_units
    }


def expected_units(case: BuyCase) -> float:
    """What is expected of an option over the horizon, whatever else is on offer beside it."""
    return (case.demand_mean_units + case.demand_before_units) / case.crowd_factor
