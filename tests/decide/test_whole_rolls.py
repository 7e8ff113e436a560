"""Whole rolls in the buy: cost breaks against the cost worked out piece by piece, and what the buy makes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from decide_cases import one_case
from hypothesis import given
from hypothesis import strategies as st

from treadle.decide import decide_buy
from treadle.decide.apart import cost_of
from treadle.decide.case_arrays import option_costs
from treadle.decide.roll_breaks import MOST_ROLLS, roll_breaks
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak

PLAIN = (CostBreak(from_units=1, setup_cents=5_000, cost_per_piece_cents=1_200),
         CostBreak(from_units=100, setup_cents=6_000, cost_per_piece_cents=1_000))  # fmt: skip


def plainly(units: int, breaks: tuple[CostBreak, ...], roll_units: int, shelf_units: int, left_cents: float) -> float:
    """Cost of an order, and what is left on the last roll begun for it."""
    held = [one for one in breaks if one.from_units <= units][-1]
    rolls = -(-max(units - shelf_units, 0) // roll_units)
    unused = rolls * roll_units - max(units - shelf_units, 0)
    return held.setup_cents + held.cost_per_piece_cents * units + unused * left_cents / roll_units


@given(units=st.integers(1, 700), roll_units=st.integers(1, 90), shelf=st.integers(0, 150), left=st.integers(0, 40_000))
def test_breaks_charge_exactly_what_is_left_on_the_last_roll(
    units: int, roll_units: int, shelf: int, left: int
) -> None:
    left_cents = float(left // roll_units * roll_units)  # whole cents a piece: no rounding
    if left_cents / roll_units > 1_000:
        return
    breaks = roll_breaks(PLAIN, roll_units=roll_units, shelf_units=shelf, left_cents=left_cents)
    assert [one.from_units for one in breaks] == sorted({one.from_units for one in breaks})
    case = replace(one_case(shares=(1.0,)), cost_breaks=breaks)
    told = float(cost_of(option_costs([case]), np.array([0]), np.array([units]))[0])
    if units <= shelf + MOST_ROLLS * roll_units:
        assert told == pytest.approx(plainly(units, PLAIN, roll_units, shelf, left_cents), abs=1.5)
    else:
        held = PLAIN[1] if units >= 100 else PLAIN[0]
        assert told == pytest.approx(held.setup_cents + held.cost_per_piece_cents * units + left_cents / 2, abs=1.0)


def test_a_buy_goes_to_the_end_of_a_roll_where_that_pays() -> None:
    """Demand even on 20 to 180 asks for 126.7 pieces; a roll serves 64, so two rolls end at 128."""
    breaks = roll_breaks(PLAIN[:1], roll_units=64, shelf_units=0, left_cents=20_000.0)
    case = replace(one_case(shares=(1.0,)), cost_breaks=breaks, roll_units=64)
    plan = decide_buy([case], policy=BuyPolicy(least_return=0.0, draws=2000))
    assert plan.lines[0].units == 128
    assert plan.lines[0].reason.code == "buy.whole_roll"
    assert plan.lines[0].reason.fact("roll_units") == 64


def test_no_roll_is_begun_for_a_few_pieces_more() -> None:
    """120 pieces of cloth are on the shelf: a further roll would leave nearly all of it behind."""
    breaks = roll_breaks(PLAIN[:1], roll_units=60, shelf_units=120, left_cents=30_000.0)
    case = replace(one_case(shares=(1.0,)), cost_breaks=breaks, roll_units=60, shelf_units=120)
    plan = decide_buy([case], policy=BuyPolicy(least_return=0.0, draws=2000))
    assert plan.lines[0].units == 120
    assert plan.lines[0].reason.code == "buy.shelf_cloth"
