"""What a planner's own number was worth, by hand: a piece sells at 30.00, costs 12.00 and brings 3.00 left over."""

from __future__ import annotations

import pytest

from treadle.decide.override import Outcome, Override, override_worth


def outcome(sold: float, left: float, demand: tuple[float, float, float]) -> Outcome:
    return Outcome(
        sold_units=sold, left_units=left, demand_low=demand[0], demand_units=demand[1], demand_high=demand[2],
        price_cents=3000, cost_cents=1200, salvage_cents=300,
    )  # fmt: skip


def override(planned: int, units: int) -> Override:
    return Override(line_id="L", sku="K", planned_units=planned, units=units)


def test_more_than_proposed_that_was_sold_earns_its_margin() -> None:
    # 50 instead of 40, all sold: ten pieces more at 30 - 12
    found = override_worth(override(40, 50), outcome(50, 0, (50, 55, 60)))
    assert found.worth_cents == found.low_cents == found.high_cents == 10 * 1800
    assert found.proposed_sold_units == 40


def test_more_than_proposed_that_is_left_costs_what_it_does_not_bring() -> None:
    found = override_worth(override(40, 50), outcome(35, 15, (30, 35, 40)))
    assert found.worth_cents == 10 * (300 - 1200)


def test_less_than_proposed_saves_where_nobody_wanted_it_and_loses_where_somebody_did() -> None:
    saved = override_worth(override(60, 40), outcome(35, 5, (35, 35, 35)))
    assert saved.worth_cents == 20 * (1200 - 300)
    missed = override_worth(override(60, 40), outcome(40, 0, (40, 52, 70)))
    # of the 20 pieces 12 would have been sold (0 to 20): 20 x 12.00 saved, 12 x 30.00 and 8 x 3.00 forgone
    assert missed.worth_cents == 20 * 1200 - 12 * 3000 - 8 * 300
    assert missed.low_cents == 20 * 1200 - 20 * 3000
    assert missed.high_cents == 20 * 1200 - 20 * 300
    assert missed.proposed_sold_units == 52


@pytest.mark.parametrize("units", [0, 40, 90])
def test_the_proposed_number_itself_is_worth_nothing(units: int) -> None:
    found = override_worth(override(units, units), outcome(30, 4, (20, 30, 50)))
    assert (found.worth_cents, found.low_cents, found.high_cents) == (0, 0, 0)
