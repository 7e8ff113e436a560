from __future__ import annotations

import numpy as np
import pytest

from treadle.replenish.order import decide_orders, wait_for_order, weeks_needed
from treadle.replenish.stock import Terms

VN2 = Terms(lead_weeks=2, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)


def _steady(units: float, weeks: int, paths: int = 4) -> np.ndarray:
    return np.full((1, paths, weeks), units)


def _order(paths: np.ndarray, on_hand: float, coming: list[float], terms: Terms = VN2) -> int:
    receipts = np.zeros((1, paths.shape[2]))
    receipts[0, : len(coming)] = coming
    return int(decide_orders(paths, np.array([on_hand]), receipts, terms).units[0])


def test_an_order_covers_the_weeks_between_its_arrival_and_the_next() -> None:
    weeks = weeks_needed(VN2)
    assert _order(_steady(5, weeks), on_hand=0, coming=[5, 5]) == 5
    twice = Terms(lead_weeks=2, review_weeks=2, shortage_cost=1.0, holding_cost=0.2)
    assert _order(_steady(5, weeks_needed(twice)), on_hand=0, coming=[5, 5], terms=twice) == 10


def test_demand_of_an_empty_shelf_is_lost_and_not_made_up_later() -> None:
    # Ten units are wanted in each waiting week and nothing is there: an order-up-to rule would order 30.
    assert _order(_steady(10, weeks_needed(VN2)), on_hand=0, coming=[0, 0]) == 10


def test_what_is_left_after_the_waiting_weeks_is_not_ordered_again() -> None:
    # 20 on hand, 5 arrive in week 2, 5 sold a week: 15 are left when the order arrives, three weeks' worth.
    assert _order(_steady(5, weeks_needed(VN2)), on_hand=20, coming=[0, 5]) == 0
    # 12 on hand, nothing comes: 2 are left, 3 are wanted.
    assert _order(_steady(5, weeks_needed(VN2)), on_hand=12, coming=[0, 0]) == 3


def test_a_receipt_in_the_week_of_arrival_counts() -> None:
    assert _order(_steady(5, weeks_needed(VN2)), on_hand=0, coming=[5, 5, 4]) == 1


def test_the_smallest_order_that_covers_the_critical_share_when_all_is_sold_each_week() -> None:
    # Demand 1 to 10, equally likely and anew each week; 1 / 1.2 of 10 = 8.33, so 9 would be the newsvendor's order;
    # what is left can be used by the next week whose level is 9 as well, so holding costs one week only.
    rng = np.random.default_rng(0)
    paths = rng.integers(1, 11, (1, 40_000, 5)).astype(float)
    terms = Terms(lead_weeks=0, review_weeks=1, shortage_cost=1.0, holding_cost=0.2)
    assert _order(paths, on_hand=0, coming=[], terms=terms) == 9


def test_a_unit_that_may_lie_for_weeks_is_worth_less_than_the_newsvendor_thinks() -> None:
    # One unit sells every third week on average: the second unit would wait long, the newsvendor ignores it.
    rng = np.random.default_rng(1)
    paths = rng.poisson(0.25, (1, 20_000, 5)).astype(float)
    dear = Terms(lead_weeks=0, review_weeks=1, shortage_cost=1.0, holding_cost=0.3)
    assert np.quantile(paths[0, :, 0], 1.0 / 1.3, method="inverted_cdf") == 0
    assert _order(paths, on_hand=0, coming=[], terms=dear) == 0
    cheap = Terms(lead_weeks=0, review_weeks=1, shortage_cost=1.0, holding_cost=0.05)
    assert _order(paths, on_hand=0, coming=[], terms=cheap) == 1


def test_waiting_weeks_by_hand() -> None:
    paths = np.array([[[4.0, 1.0], [0.0, 9.0]]])
    left = wait_for_order(paths, np.array([3.0]), np.array([[2.0, 5.0]]), 2)
    # 3 + 2 - 4 = 1, + 5 - 1 = 5; and 3 + 2 - 0 = 5, + 5 - 9 = 1.
    assert left.tolist() == [[5.0, 1.0]]


def test_chance_of_an_empty_shelf_by_hand() -> None:
    paths = np.zeros((1, 4, 5))
    paths[0, :, 0] = [0, 2, 2, 9]
    terms = Terms(lead_weeks=0, review_weeks=1, shortage_cost=1.0, holding_cost=0.5)
    decision = decide_orders(paths, np.zeros(1), np.zeros((1, 5)), terms)
    # A third unit would be sold on one path in four only, and lie on the others.
    assert decision.units.tolist() == [2]
    assert decision.stock_out.tolist() == [0.25]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lead_weeks": -1}, "lead-weeks is -1"),
        ({"review_weeks": 0}, "review-weeks is 0"),
        ({"shortage_cost": float("nan")}, "shortage-cost is nan"),
        ({"holding_cost": 0.0}, "holding-cost is 0.0"),
    ],
)
def test_terms_out_of_range_are_named(change: dict[str, float], said: str) -> None:
    usual: dict[str, float] = {"lead_weeks": 2, "review_weeks": 1, "shortage_cost": 1.0, "holding_cost": 0.2}
    problems = Terms(**(usual | change)).problems()  # type: ignore[arg-type]
    assert [problem.what for problem in problems] == [said]
