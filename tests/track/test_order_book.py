"""Orders folded from entries, worked out by hand: TEE-S 10 and TEE-M 20 were ordered."""

from __future__ import annotations

from datetime import date

import pytest
from track_cases import amended, closed, entry, orders_of, placed, received

from treadle.terms.entry import StageFinished
from treadle.track.orders import fold_orders, unbalanced


def books(order_id: str, *entries: object) -> list[tuple[str, int, int, int, int, int]]:
    """SKU, ordered, received, rejected, cancelled and open units of each line."""
    (order,) = [one for one in orders_of(*entries) if one.order_id == order_id]
    assert order.check() == ()
    return [
        (one.sku, one.ordered_units, one.received_units, one.rejected_units, one.cancelled_units, one.open_units)
        for one in order.lines
    ]


def test_in_parts_and_short_stays_open() -> None:
    told = books("WO-1", placed(), received(S=(4, 0)), received(S=(3, 0), M=(20, 0)))
    assert told == [("S", 10, 7, 0, 0, 3), ("M", 20, 20, 0, 0, 0)]


def test_what_was_rejected_is_still_owed() -> None:
    assert books("WO-1", placed(), received(S=(8, 2), M=(20, 0))) == [("S", 10, 8, 2, 0, 2), ("M", 20, 20, 0, 0, 0)]


def test_the_last_of_it_cancels_what_is_short() -> None:
    (order,) = orders_of(placed(), received(is_last=True, S=(8, 0), M=(20, 0)))
    assert [(one.cancelled_units, one.open_units) for one in order.lines] == [(2, 0), (0, 0)]
    assert order.state == "closed"
    assert dict(order.terms.units) == {"S": 8, "M": 20}


def test_more_than_ordered_is_over_and_so_is_what_nobody_ordered() -> None:
    (order,) = orders_of(placed(), received(S=(13, 0), M=(20, 0), L=(2, 0)))
    assert [(one.sku, one.over_units, one.open_units) for one in order.lines] == [("S", 3, 0), ("M", 0, 0), ("L", 2, 0)]
    assert order.state == "received"
    assert order.check() == ()


def test_less_is_cancelled_and_more_is_ordered_on_top() -> None:
    told = books("WO-1", placed(), amended(S=10, M=5), amended(S=12, M=8))
    assert told == [("S", 12, 0, 0, 0, 12), ("M", 23, 0, 0, 15, 8)]


def test_cancelled_before_anything_came() -> None:
    (order,) = orders_of(placed(), amended(S=0, M=0))
    assert (order.state, order.cancelled_units, order.open_units) == ("cancelled", 30, 0)


def test_what_comes_after_the_close_is_over() -> None:
    (order,) = orders_of(placed(), received(S=(10, 0)), closed(), received(M=(5, 0)))
    assert [(one.over_units, one.cancelled_units) for one in order.lines] == [(0, 0), (5, 20)]
    assert order.check() == ()


def test_a_supplier_is_not_paid_for_what_never_came_a_factory_of_ours_is() -> None:
    bought = orders_of(placed(factory_id="", cost_cents=30_000), received(S=(10, 0)), closed())[0]
    made = orders_of(placed(cost_cents=30_000), received(S=(10, 0)), closed())[0]
    assert (bought.terms.cost_cents, made.terms.cost_cents) == (10_000, 30_000)


def test_a_stage_is_finished_once() -> None:
    done = entry("stage finished", StageFinished(stage="cut"))
    assert orders_of(placed(), done, done)[0].finished_stages == ("cut",)


def test_entries_about_no_order_and_orders_placed_twice_are_no_books() -> None:
    with pytest.raises(ValueError, match="no order WO-1"):
        fold_orders([received(S=(1, 0))])
    with pytest.raises(ValueError, match="placed before"):
        fold_orders([placed(), placed()])


def test_a_state_that_forgot_a_receipt_does_not_balance() -> None:
    entries = [placed(), received(S=(4, 0))]
    assert unbalanced(orders_of(*entries), entries) == ()
    (found,) = unbalanced(orders_of(placed()), entries)
    assert (found.where, found.found) == ("WO-1 S", "0 in the order, 4 in its receipts")


def test_overdue_is_open_and_past_its_promise() -> None:
    (order,) = orders_of(placed())
    assert [order.is_overdue(date(2026, 3, day)) for day in (18, 19, 20)] == [False, False, True]
    assert not orders_of(placed(), closed())[0].is_overdue(date(2026, 4, 1))
