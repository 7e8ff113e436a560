"""A receipt that is taken back leaves its order as if it had not been, whatever else came; the books still add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from track_cases import entry, placed, received

from treadle.settle.batches import owed_lines
from treadle.terms.corrected import still_standing
from treadle.terms.correction import LineTakenBack, ReceiptTakenBack
from treadle.terms.entry import Entry, Received
from treadle.track.books import unbalanced_books
from treadle.track.orders import fold_orders, unbalanced

UNITS = st.integers(0, 30)
COMES = st.tuples(UNITS, UNITS, st.integers(0, 3))


def numbered(entries: list[Entry]) -> list[Entry]:
    return [replace(one, number=at, key=f"k{at}") for at, one in enumerate(entries, 1)]


def undone(told: Entry, **more: Any) -> Entry:
    assert isinstance(told.body, Received)
    lines = tuple(
        LineTakenBack(sku=one.sku, units=one.units, rejected_units=one.rejected_units) for one in told.body.lines
    )
    body = ReceiptTakenBack(receipt_key=told.key, reason="so it is", day=told.body.day, lines=lines, **more)
    return replace(entry("receipt taken back", body), key=f"u{told.key}", number=100)


@given(came=st.lists(COMES, min_size=1, max_size=5), which=st.integers(0, 4))
def test_an_order_is_as_if_the_receipt_had_not_been(came: list[tuple[int, int, int]], which: int) -> None:
    entries = numbered([placed(), *(received(S=(s, bad), X=(x, 0)) for s, x, bad in came)])
    told = entries[1 + which % len(came)]
    corrected = [*entries, undone(told)]
    without = [one for one in entries if one is not told]
    (order,), (plain,) = fold_orders(corrected).values(), fold_orders(without).values()
    assert {one.sku: one for one in order.lines} == {one.sku: one for one in plain.lines if one.ordered_units
                                                     or one.received_units or one.rejected_units}  # fmt: skip
    assert sorted(map(repr, order.arrived)) == sorted(map(repr, plain.arrived)) and order.terms == plain.terms
    assert order.check() == unbalanced([order], corrected) == ()
    assert unbalanced_books(corrected, [order]) == unbalanced_books(without, [plain])
    assert list(still_standing(corrected)) == without
    assert owed_lines(corrected, {}) == owed_lines(without, {})


def test_the_last_one_opens_the_order_again() -> None:
    first, last = received(S=(10, 0)), received(M=(5, 0), is_last=True)
    entries = numbered([placed(cost_cents=3000, factory_id=""), first, last])
    before, closed = (next(iter(fold_orders(entries[:at]).values())) for at in (2, 3))
    assert closed.is_closed and closed.terms.cost_cents == 1500
    taken = undone(entries[2], reopened={"M": 15}, terms=before.terms, reopens=True, counted_day=date(2026, 3, 21))
    (order,) = fold_orders([*entries, taken]).values()
    assert replace(order, counted_day=before.counted_day) == before
    assert {line.sku: line.open_units for line in order.lines} == {"S": 0, "M": 20}
