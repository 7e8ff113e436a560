"""What moved a number between two plans: nothing is said to have moved that reads the same on both."""

from __future__ import annotations

import pyarrow as pa

from treadle.decide.changes import changes
from treadle.terms.entry import PlannedOption
from treadle.terms.reason import Reason

LAST = PlannedOption(
    option_id="a", units=40, serve_mean_units=170.2, on_hand_units=10, on_order_units=0, price_cents=3000
)


def why(**now: object) -> Reason:
    row = {"option_id": "a", "units": 20, "serve_mean_units": 170.2, "on_hand_units": 10, "on_order_units": 0,
           "price_cents": 3000} | now  # fmt: skip
    return Reason.from_text(changes([LAST], pa.Table.from_pylist([row]), ())["reason"][0].as_py())


def test_demand_that_reads_the_same_did_not_move_most() -> None:
    assert why(serve_mean_units=170.4).code == "change.limits"
    assert why(serve_mean_units=150.0).code == "change.demand"


def test_a_price_counts_before_a_trickle_of_demand_and_stock_by_its_pieces() -> None:
    assert why(serve_mean_units=170.4, price_cents=2500).code == "change.price"
    assert why(serve_mean_units=168.0, on_hand_units=30).code == "change.stock"


def test_what_moved_the_other_way_is_no_cause_however_large() -> None:
    # Twenty fewer: more demand cannot be why, five more in stock can.
    assert why(serve_mean_units=190.0, on_hand_units=15).code == "change.stock"
    assert why(serve_mean_units=190.0).code == "change.other_way"
    assert why(units=60, serve_mean_units=150.0, on_order_units=-8).code == "change.order"
