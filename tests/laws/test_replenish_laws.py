from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.replenish.order import decide_orders, weeks_needed
from treadle.replenish.stock import Terms

terms_of = st.builds(
    Terms,
    lead_weeks=st.integers(0, 4),
    review_weeks=st.integers(1, 3),
    shortage_cost=st.floats(0.0, 5.0),
    holding_cost=st.floats(0.05, 2.0),
)


def _paths(terms: Terms, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(1, 0.2, (2, 40, weeks_needed(terms))).astype(float)


@settings(max_examples=40, deadline=None)
@given(terms=terms_of, seed=st.integers(0, 99), on_hand=st.integers(0, 40), more=st.integers(1, 20))
def test_more_on_hand_never_means_more_to_order(terms: Terms, seed: int, on_hand: int, more: int) -> None:
    paths = _paths(terms, seed)
    nothing = np.zeros((2, paths.shape[2]))
    few = decide_orders(paths, np.full(2, float(on_hand)), nothing, terms).units
    many = decide_orders(paths, np.full(2, float(on_hand + more)), nothing, terms).units
    # Past the next arrival the cost is only nearly convex, so a unit of slack is allowed.
    assert (many <= few + 1).all()


@settings(max_examples=40, deadline=None)
@given(terms=terms_of, seed=st.integers(0, 99), factor=st.floats(1.1, 4.0))
def test_dearer_shortage_never_means_less_to_order(terms: Terms, seed: int, factor: float) -> None:
    paths = _paths(terms, seed)
    nothing = np.zeros((2, paths.shape[2]))
    dearer = Terms(
        lead_weeks=terms.lead_weeks,
        review_weeks=1,
        shortage_cost=terms.shortage_cost * factor,
        holding_cost=terms.holding_cost,
    )
    usual = Terms(
        lead_weeks=terms.lead_weeks,
        review_weeks=1,
        shortage_cost=terms.shortage_cost,
        holding_cost=terms.holding_cost,
    )
    less = decide_orders(paths, np.zeros(2), nothing, usual)
    more = decide_orders(paths, np.zeros(2), nothing, dearer)
    assert (less.units >= 0).all()
    # Later orders rise with the shortage cost too, so a unit of slack is allowed.
    assert (more.units >= less.units - 1).all()
    assert ((less.stock_out >= 0) & (less.stock_out <= 1)).all()


@settings(max_examples=20, deadline=None)
@given(terms=terms_of, seed=st.integers(0, 99))
def test_pairs_are_decided_apart(terms: Terms, seed: int) -> None:
    paths = _paths(terms, seed)
    nothing = np.zeros((2, paths.shape[2]))
    both = decide_orders(paths, np.array([3.0, 0.0]), nothing, terms).units
    second = decide_orders(paths[1:], np.zeros(1), nothing[1:], terms).units
    assert both[1] == second[0]
