"""An order told in any order of arrival, with any repeats, is one order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.collect.shopify_payloads import BEGAN, SHOP, life, refund

from treadle.connectors.shopify_orders import read_telling, signal_rows
from treadle.terms.shop_order import ShopOrder, ShopOrderTold

Telling = tuple[ShopOrderTold, datetime]


@st.composite
def lives(draw: st.DrawFn) -> list[ShopOrderTold]:
    refunds = [
        refund(100 + at, 20 + at, {place: 1}, kind=draw(st.sampled_from(["return", "cancel", "no_restock"])))
        for at, place in enumerate(draw(st.lists(st.integers(0, 1), max_size=2)))
    ]
    edits = draw(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple), max_size=2))
    told = life(is_cancelled=draw(st.booleans()), refunds=refunds, edits=edits)
    return [one for topic, payload in told if (one := read_telling(topic, payload, SHOP)) is not None]


def folded(tellings: list[Telling]) -> ShopOrder:
    state = ShopOrder(order_id=tellings[0][0].order_id, shop=SHOP)
    for told, at in tellings:
        state = state.joined(told, at)
    return state


def rows(order: ShopOrder) -> list[dict[str, Any]]:
    return sorted(signal_rows(order), key=lambda one: str(one["signal_id"]))


@given(st.data())
def test_any_arrival_gives_the_same_order_and_the_same_signals(data: st.DataObject) -> None:
    tellings = [
        (told, BEGAN + timedelta(hours=data.draw(st.integers(0, 99)))) for told in data.draw(lives())
    ]  # fmt: skip
    straight = folded(tellings)
    repeats = data.draw(st.lists(st.sampled_from(tellings), max_size=4))
    mixed = data.draw(st.permutations([*tellings, *repeats]))
    assert folded(mixed) == straight
    assert rows(folded(mixed)) == rows(straight)


@given(st.data())
def test_a_telling_again_at_a_later_time_changes_nothing(data: st.DataObject) -> None:
    tellings = [(told, BEGAN) for told in data.draw(lives())]
    again = [(told, BEGAN + timedelta(days=9)) for told, _ in data.draw(st.permutations(tellings))]
    assert folded([*tellings, *again]) == folded(tellings)


@given(lives())
def test_no_piece_is_given_back_that_was_not_sold_but_by_their_own_word(told: list[ShopOrderTold]) -> None:
    """Sold, returned and cancelled pieces are those of the newest state; what is cancelled was not returned before."""
    order = folded([(one, BEGAN) for one in told])
    assert order.sale is not None
    found = rows(order)
    sold = sum(row["units"] for row in found if row["kind"] == "order")
    assert sold == sum(line.units for line in order.sale.lines)
    ids = [row["signal_id"] for row in found]
    assert len(ids) == len(set(ids))
    cancelled = sum(row["units"] for row in found if row["kind"] == "cancel")
    if order.sale.cancelled_at is not None:
        assert cancelled <= sold


@given(st.data())
def test_a_signal_that_was_made_is_made_again_whatever_comes(data: st.DataObject) -> None:
    """So that in the lake its newest version takes the place of the one before."""
    tellings = [(one, BEGAN) for one in data.draw(st.permutations(data.draw(lives())))]
    last = {row["signal_id"] for row in rows(folded(tellings))}
    for count in range(1, len(tellings)):
        assert {row["signal_id"] for row in rows(folded(tellings[:count]))} <= last
