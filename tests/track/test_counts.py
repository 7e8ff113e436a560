"""Counts that only an arrival explains: ten TEE S and twenty M are open, 4 and 6 were counted on 2 March."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from track_cases import orders_of, placed, received

from treadle.terms.order import Order
from treadle.track.counts import questions

COUNTED = date(2026, 3, 2)


def counted(*orders: Order, **units: int) -> tuple[Order, ...]:
    return tuple(replace(order, counts={"S": 4, "M": 6, **units}, counted_day=COUNTED) for order in orders)


def sold(**units: int) -> dict[str, dict[date, int]]:
    return {sku: {date(2026, 3, 10): count, date(2026, 2, 27): 99} for sku, count in units.items()}


def test_a_count_that_rose_by_the_order_is_asked_about() -> None:
    # 4 + 6 were there, 3 + 5 were sold, so 1 + 1 should be there; 11 + 21 are
    (found,) = questions(counted(*orders_of(placed())), {"S": 11, "M": 21}, sold(S=3, M=5))
    assert dict(found.risen_units) == {"S": 10, "M": 20}
    assert (found.counted_units, found.sold_units, found.now_units) == (10, 8, 32)


def test_what_was_sold_down_or_strays_is_not() -> None:
    orders = counted(*orders_of(placed()))
    assert questions(orders, {"S": 1, "M": 1}, sold(S=3, M=5)) == ()
    assert questions(orders, {"S": 3, "M": 3}, sold(S=3, M=5)) == ()


def test_a_part_that_is_less_than_half_of_what_is_open_is_not() -> None:
    orders = counted(*orders_of(placed()))
    assert questions(orders, {"S": 11, "M": 1}, sold(S=3, M=5)) == ()
    assert questions(orders, {"S": 11, "M": 7}, sold(S=3, M=5))[0].risen_units == {"S": 10, "M": 6}


def test_what_was_received_or_never_counted_is_not() -> None:
    whole = counted(*orders_of(placed(), received(S=(10, 0), M=(20, 0))))
    assert questions(whole, {"S": 99, "M": 99}, {}) == ()
    assert questions(orders_of(placed()), {"S": 99, "M": 99}, {}) == ()


def test_a_rise_is_given_to_the_order_that_was_promised_first() -> None:
    orders = counted(*orders_of(placed("WO-2", promise_day=date(2026, 3, 25)), placed("WO-1")))
    found = questions(orders, {"S": 14, "M": 26}, {})
    assert [one.order_id for one in found] == ["WO-1"]
    both = questions(orders, {"S": 24, "M": 46}, {})
    assert [one.order_id for one in both] == ["WO-1", "WO-2"]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))
def test_no_more_is_explained_than_is_open_or_rose(now_s: int, now_m: int, gone: int) -> None:
    orders = counted(*orders_of(placed("WO-1"), placed("WO-2")))
    for sku, now in (("S", now_s), ("M", now_m)):
        found = questions(orders, {"S": now_s, "M": now_m}, sold(S=gone, M=gone))
        explained = sum(one.risen_units.get(sku, 0) for one in found)
        assert explained <= max(now - {"S": 4, "M": 6}[sku] + gone, 0)
        assert all(one.risen_units.get(sku, 0) <= {"S": 10, "M": 20}[sku] for one in found)
