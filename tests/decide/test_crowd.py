"""Options that take from one another, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from decide_cases import one_case

from treadle.decide.buy import decide_buy
from treadle.decide.crowd import Crowd, moved_case, offered_shares, withheld_case

#: Three options of one style; two of them and a fourth share a category with it.
CROWD = Crowd(
    elasticity=np.array([0.5, 0.0]),
    group=np.array([[0, 0, 0, 1], [0, 0, 0, 0]]),
    reference=np.array([[1.0, 2.0, 2.0, 1.0], [4.0, 4.0, 4.0, 4.0]]),
)


def test_demand_moves_with_the_crowd_beside_an_option() -> None:
    factors = CROWD.factors(np.array([1.0, 1.0, 0.0, 1.0]))
    # crowds with the option itself: 2, 2, 3, 1 against 1, 2, 2, 1
    assert factors == pytest.approx([2**-0.5, 1.0, 1.5**-0.5, 1.0])


def test_an_option_takes_what_its_siblings_would_sell_without_it() -> None:
    taken = CROWD.taken(np.array([1.0, 1.0, 0.0, 1.0]), np.array([1000.0, 400.0, 0.0, 900.0]))
    # without the first the second has a crowd of 1 instead of 2: sqrt(2) as much
    assert taken == pytest.approx([400.0 * (2**0.5 - 1), 1000.0 * (2**0.5 - 1), 0.0, 0.0])


def test_an_elasticity_of_one_shares_what_there_is() -> None:
    crowd = Crowd(elasticity=np.array([1.0]), group=np.zeros((1, 4), dtype=int), reference=np.full((1, 4), 4.0))
    for many in (1, 2, 4):
        offered = np.r_[np.ones(many), np.zeros(4 - many)]
        assert float((25.0 * np.minimum(crowd.factors(offered), 3.0) * offered).sum()) == pytest.approx(
            100.0 if many > 1 else 75.0  # a factor of 4 is held at 3
        )


def test_supply_over_demand_is_how_far_an_option_is_on_offer() -> None:
    cases = [one_case("a", mean=100, stock=(10, 10, 5)), one_case("b", mean=100, style_id="other")]
    offered, without = offered_shares(cases, decide_buy(cases))
    assert without == pytest.approx([0.25, 0.0])
    assert (offered >= 0.9).all()


def test_a_withheld_option_says_what_it_would_take() -> None:
    plan = decide_buy([withheld_case(one_case("a"), 5000.0, 1200.0), moved_case(one_case("b"), 1.4)])
    assert all(line.units == 0 for line in plan.lines if line.option_id == "a")
    reason = plan.option_reasons["a"]
    assert (reason.code, reason.fact("taken_cents"), reason.fact("forgone_cents")) == ("buy.none_siblings", 5000, 1200)
    assert plan.option_reasons["b"].fact("crowd_factor") == 1.4
    assert sum(line.units for line in plan.lines) > 1.3 * sum(line.units for line in decide_buy([one_case("b")]).lines)
