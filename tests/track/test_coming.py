"""When a late order will come: by hand, against simulation, and nothing open is ever lost."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from track_cases import PROMISE, closed, orders_of, placed, received

from treadle.terms.policy.scheduling import PLAIN_PROMISES
from treadle.track.coming import PARTS, Record, coming, records

TODAY = date(2026, 4, 1)


def test_a_brand_without_a_record_waits_as_the_prior_says() -> None:
    record = records((), TODAY)["*"]
    prior = PLAIN_PROMISES.overdue_orders
    assert (record.orders, record.days) == (prior, prior * PLAIN_PROMISES.overdue_days)
    # half of three events in 21 days: 21 * (2 ** (1 / 3) - 1)
    assert record.wait_days(0.5) == pytest.approx(21 * (2 ** (1 / 3) - 1))


def test_quantiles_are_those_of_an_exponential_whose_rate_is_gamma() -> None:
    record = Record(orders=4.0, days=30.0)
    rng = np.random.default_rng(0)
    waits = rng.exponential(1.0 / rng.gamma(4.0, 1.0 / 30.0, 400_000))
    for share in (0.1, 0.5, 0.9):
        assert record.wait_days(share) == pytest.approx(np.quantile(waits, share), rel=0.02)


def test_a_factory_that_was_always_late_is_waited_for_longer_than_one_that_was_not() -> None:
    late = [received(f"L{at}", PROMISE + timedelta(days=20), S=(10, 0), M=(20, 0)) for at in range(4)]
    soon = [received(f"Q{at}", PROMISE + timedelta(days=2), S=(10, 0), M=(20, 0)) for at in range(4)]
    slow = [placed(f"L{at}", factory_id="SLOW") for at in range(4)]
    quick = [placed(f"Q{at}", factory_id="QUICK") for at in range(4)]
    orders = orders_of(*slow, *quick, *late, *soon)
    known = records(orders, TODAY)
    assert known["SLOW"].wait_days(0.5) > known["*"].wait_days(0.5) > known["QUICK"].wait_days(0.5)
    # by hand: four late orders of 20 days and the brand's rate as three more
    brand = (3 + 8) / (21 + 4 * 20 + 4 * 2)
    assert (known["SLOW"].orders, known["SLOW"].days) == (pytest.approx(7), pytest.approx(80 + 3 / brand))


def test_an_order_still_out_lengthens_the_wait_the_longer_it_is_late() -> None:
    orders = orders_of(placed())
    waits = [records(orders, PROMISE + timedelta(days=late))["NEAR"].wait_days(0.5) for late in (1, 10, 60)]
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_in_time_it_is_counted_from_the_later_of_promise_and_due() -> None:
    found = coming(orders_of(placed(), received(S=(4, 0))), PROMISE, "HOME")
    assert [(one.sku, one.units, one.due_day) for one in found] == [
        ("S", 6, date(2026, 3, 20)), ("M", 20, date(2026, 3, 20)),
    ]  # fmt: skip


def test_late_it_is_counted_in_parts_over_its_distribution() -> None:
    found = coming(orders_of(placed()), TODAY, "HOME")
    assert sum(one.units for one in found) == 30
    days = sorted({one.due_day for one in found})
    assert len(days) == PARTS
    assert days[0] > TODAY - timedelta(days=1)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 50), st.integers(-20, 40), st.booleans()), min_size=1, max_size=6
    ),
    st.integers(-10, 60),
)
def test_nothing_open_is_lost_and_nothing_is_counted_twice(told: list[tuple[int, int, int, bool]], late: int) -> None:
    entries = []
    for at, (ordered, came, day, is_closed) in enumerate(told):
        entries.append(placed(f"W{at}", {"S": ordered, "M": 3}))
        entries.append(received(f"W{at}", PROMISE + timedelta(days=day), S=(came, 0)))
        entries += [closed(f"W{at}")] if is_closed else []
    orders, as_of = orders_of(*entries), PROMISE + timedelta(days=late)
    found = coming(orders, as_of, "HOME")
    for order in orders:
        for line in order.lines:
            units = sum(one.units for one in found if (one.order_id, one.sku) == (order.order_id, line.sku))
            assert units == line.open_units
    assert all(one.units > 0 and one.due_day >= min(as_of, PROMISE) for one in found)
