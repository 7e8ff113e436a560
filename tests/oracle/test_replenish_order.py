"""The order against a plain simulation of every candidate, one path and one week at a time."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.replenish.order import TAIL_WEEKS, decide_orders, weeks_needed
from treadle.replenish.stock import Terms


def _levels(paths: np.ndarray, terms: Terms) -> dict[int, float]:
    found = {}
    for week in range(terms.lead_weeks + terms.review_weeks, paths.shape[1], terms.review_weeks):
        weeks = paths[:, week : week + terms.review_weeks]
        costs = [_plain_cost(weeks, level, terms) for level in range(int(weeks.sum(axis=1).max()) + 1)]
        found[week] = float(np.argmin(np.round(costs, 9)))
    return found


def _plain_cost(weeks: np.ndarray, level: int, terms: Terms) -> float:
    total = 0.0
    for path in weeks:
        shelf = float(level)
        for demand in path:
            sold = min(shelf, demand)
            shelf -= sold
            total += terms.shortage_cost * (demand - sold) + terms.holding_cost * shelf
    return total


def _cost(
    paths: np.ndarray, on_hand: float, receipts: np.ndarray, terms: Terms, levels: dict[int, float], units: int
) -> float:
    total = 0.0
    for path in paths:
        shelf = on_hand
        for week, demand in enumerate(path):
            shelf += receipts[week]
            if week == terms.lead_weeks:
                shelf += units
            if week in levels:
                shelf = max(shelf, levels[week])
            sold = min(shelf, demand)
            shelf -= sold
            if week >= terms.lead_weeks:
                total += terms.shortage_cost * (demand - sold) + terms.holding_cost * shelf
    return total / len(paths)


@pytest.mark.parametrize("seed", range(12))
def test_no_other_order_is_clearly_cheaper(seed: int) -> None:
    rng = np.random.default_rng(seed)
    terms = Terms(
        lead_weeks=int(rng.integers(0, 4)),
        review_weeks=int(rng.integers(1, 4)),
        shortage_cost=float(rng.uniform(0.2, 3.0)),
        holding_cost=float(rng.uniform(0.1, 0.6)),
    )
    weeks = weeks_needed(terms)
    assert weeks == terms.lead_weeks + terms.review_weeks + TAIL_WEEKS
    paths = rng.negative_binomial(2, 0.35, (3, 30, weeks)).astype(float)
    on_hand = rng.integers(0, 12, 3).astype(float)
    receipts = rng.integers(0, 5, (3, weeks)).astype(float)
    units = decide_orders(paths, on_hand, receipts, terms).units
    for pair in range(3):
        levels = _levels(paths[pair], terms)
        costs = [_cost(paths[pair], on_hand[pair], receipts[pair], terms, levels, q) for q in range(60)]
        assert costs[units[pair]] <= costs[units[pair] + 1] + 1e-9
        assert costs[units[pair]] <= min(costs) * 1.005
