"""Filling shops: units are conserved, room and reserves kept, loops are plain sums, moves gain what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.anticipate.shop_shares import shop_means
from treadle.replenish.filling import sales_of
from treadle.replenish.moves import moved_units, net_stock, position
from treadle.replenish.prepacks import PackCosts, best_pack
from treadle.replenish.shops import (
    OptionShops,
    ShopsGiven,
    ShopsPolicy,
    fill_shops,
    key_sizes,
    move_between,
    wanted_of,
)
from treadle.terms.shop import GoodsMoved, Move, MoveArrived, MoveLine
from treadle.terms.stock import OnHand

DAY = date(2026, 3, 2)
PLAIN = ShopsPolicy()


def option(mean: list[list[float]], stock: list[list[int]], warehouse: list[int], **more: object) -> OptionShops:
    sizes = len(warehouse)
    told = {"reserve": np.zeros(sizes, np.int64), "online": np.zeros(sizes), "life": 1.0, "deviation": 0.4, **more}
    return OptionShops(
        option_id="O", skus=tuple("SML"[:sizes]), stock=np.array(stock, dtype=np.int64), mean=np.array(mean),
        warehouse=np.array(warehouse, dtype=np.int64), pack=np.ones(sizes, np.int64), **told,  # type: ignore[arg-type]
    )  # fmt: skip


def given_shops(count: int, room: int = 10**6, display: int = 1) -> ShopsGiven:
    return ShopsGiven(room=np.full(count, room), display=np.full(count, display), is_open=np.ones(count, np.bool_))


def sent_of(case: OptionShops, shops: ShopsGiven, policy: ShopsPolicy = PLAIN) -> np.ndarray[tuple[int, int], np.dtype]:
    found = fill_shops([case], shops, policy, seed=1)
    table = np.zeros_like(case.stock)
    table[found.shop, found.size] += found.units
    return table


def slow_sales(stock: list[int], wanted: list[list[int]], keys: list[bool]) -> float:
    """The rule by its words: sizes are wanted evenly; the first key size that runs out ends the display."""
    total = 0.0
    for path in wanted:
        end = 1.0
        for have, want, is_key in zip(stock, path, keys, strict=True):
            if is_key and want > have:
                end = min(end, (have + 0.5) / (want + 0.5) if have else 0.0)
        total += sum(min(have, want * end) for have, want in zip(stock, path, strict=True))
    return total / len(wanted)


@given(st.lists(st.integers(0, 6), min_size=3, max_size=3),
       st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=1, max_size=5),
       st.lists(st.booleans(), min_size=3, max_size=3))  # fmt: skip
def test_the_loop_is_the_rule(stock: list[int], wanted: list[list[int]], keys: list[bool]) -> None:
    fast = sales_of(np.array(stock, dtype=np.int64), np.array(wanted, dtype=np.int32), np.array(keys))
    assert fast == pytest.approx(slow_sales(stock, wanted, keys))


cases = st.integers(1, 5).flatmap(
    lambda shops: st.tuples(
        st.lists(st.lists(st.floats(0, 6), min_size=3, max_size=3), min_size=shops, max_size=shops),
        st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=shops, max_size=shops),
        st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(0, 40), st.integers(0, 3),
        st.lists(st.integers(0, 10), min_size=3, max_size=3),
    )
)  # fmt: skip


@given(cases)
@settings(max_examples=40)
def test_nothing_is_sent_that_is_not_there_or_does_not_fit(
    told: tuple[list[list[float]], list[list[int]], list[int], int, int, list[int]],
) -> None:
    mean, stock, warehouse, room, display, reserve = told
    one = option(mean, stock, warehouse, reserve=np.array(reserve, dtype=np.int64), life=3.0)
    other = replace(one, option_id="P", mean=one.mean[::-1].copy())
    shops = given_shops(len(mean), room, display)
    found = fill_shops([one, other], shops, PLAIN, seed=2)
    both = fill_shops([one, other], shops, PLAIN, seed=2, workers=2)
    assert all(np.array_equal(getattr(found, name), getattr(both, name)) for name in ("shop", "size", "units", "extra"))
    for at in (0, 1):
        mine = found.option == at
        sent = np.bincount(found.size[mine], found.units[mine], minlength=3)
        assert (sent <= np.maximum(np.array(warehouse) - reserve, 0)).all()
    taken = np.bincount(found.shop, found.units, minlength=len(mean))
    held = 2 * np.array(stock).sum(axis=1)
    assert (taken <= np.maximum(room - held, 0)).all()
    assert (found.units > 0).all()


def test_goods_go_where_they_sell_and_nowhere_else() -> None:
    case = option([[4, 4, 4], [0.1, 0.1, 0.1], [0, 0, 0]], [[0] * 3] * 3, [10, 10, 10])
    sent = sent_of(case, given_shops(3))
    assert sent[0].sum() > sent[1].sum() and sent[2].sum() == 0
    closed = replace(given_shops(3), is_open=np.array([False, True, True]))
    assert sent_of(case, closed)[0].sum() == 0


def test_a_display_is_whole_or_not_at_all_and_without_key_sizes_single_pieces_go() -> None:
    case = option([[3, 3, 3]], [[0, 0, 0]], [0, 9, 9])
    assert sent_of(case, given_shops(1, display=2)).sum() == 0, "one key size is not to be had"
    found = fill_shops([replace(case, warehouse=np.array([9, 9, 9]))], given_shops(1, display=2), PLAIN, seed=1)
    assert (np.bincount(found.size, found.units) >= 2).all() and 1 in found.why.tolist()
    there = fill_shops([replace(case, stock=np.array([[2, 2, 2]]))], given_shops(1, display=2), PLAIN, seed=1)
    assert 1 not in there.why.tolist(), "what is whole needs no display"
    loose = fill_shops([case], given_shops(1, display=0), replace(PLAIN, key_share=1.1), seed=1)
    assert set(loose.why.tolist()) == {0}
    keys = fill_shops([option([[9, 9, 9]], [[1, 1, 1]], [30, 30, 30])], given_shops(1), PLAIN, seed=1)
    assert 2 in keys.why.tolist(), "all key sizes together, where each alone adds nothing"


def test_online_and_scarcity_keep_pieces_back() -> None:
    case = option([[1, 1, 1]] * 3, [[0] * 3] * 3, [9, 9, 9])
    plain = sent_of(case, given_shops(3)).sum()
    assert sent_of(replace(case, online=np.array([30.0, 30.0, 30.0])), given_shops(3)).sum() < plain
    assert sent_of(replace(case, life=8.0), given_shops(3)).sum() < plain


def test_a_full_shop_has_a_price_and_takes_what_adds_most() -> None:
    many = [replace(option([[rate] * 3, [rate] * 3], [[0] * 3] * 2, [50, 50, 50]), option_id=str(at))
            for at, rate in enumerate((0.5, 1.0, 2.0, 4.0))]  # fmt: skip
    shops = replace(given_shops(2), room=np.array([12, 10**6]))
    found = fill_shops(many, shops, PLAIN, seed=1)
    assert found.prices[0] > 0 and found.prices[1] == 0
    at_first = found.shop == 0
    assert found.units[at_first].sum() <= 12
    assert found.units[at_first & (found.option == 3)].sum() > found.units[at_first & (found.option == 0)].sum()


def test_moves_gain_what_they_say_and_a_closing_shop_gives_all_that_sells_elsewhere() -> None:
    case = option([[0.2, 0.2, 0.2], [6, 6, 6]], [[5, 5, 5], [1, 1, 1]], [0, 0, 0])
    found = move_between([case], given_shops(2), PLAIN, seed=3)
    assert found.units.sum() > 0 and set(found.giver.tolist()) == {0}
    after = case.stock.copy()
    np.subtract.at(after, (found.giver, found.size), found.units)
    np.add.at(after, (found.taker, found.size), found.units)
    assert after.sum() == case.stock.sum() and (after >= 0).all()
    wanted, keys = wanted_of(case, 3, 0), key_sizes(case, PLAIN)
    gained = sum(sales_of(after[at], wanted[at], keys) - sales_of(case.stock[at], wanted[at], keys) for at in (0, 1))
    assert found.extra.sum() == pytest.approx(gained, abs=1e-6)
    alike = option([[2, 2, 2], [2, 2, 2]], [[3, 3, 3], [3, 3, 3]], [0, 0, 0])
    assert move_between([alike], given_shops(2), PLAIN, seed=3).units.sum() == 0
    closes = move_between([alike], given_shops(2), PLAIN, seed=3, gives_all=np.array([True, False]))
    assert closes.units.sum() > 0 and closes.is_closing.all() and set(closes.taker.tolist()) == {1}


def test_a_pack_pays_where_shops_want_alike_and_not_where_they_differ() -> None:
    alike = np.tile(np.array([1, 2, 2, 1]), (20, 1))
    found = best_pack(alike, PackCosts())
    assert found.ratio == (1, 2, 2, 1) and found.packs.sum() == 20 and found.loose.sum() == 0
    assert found.cost_cents == 20 * 40 + 500 and found.saved_cents == 20 * (6 * 15 - 40) - 500
    apart = np.array([[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 3]])
    assert best_pack(apart, PackCosts()).packs.sum() == 0


@given(st.lists(st.tuples(st.sampled_from("WAB"), st.sampled_from("WAB"), st.integers(1, 9), st.integers(0, 12),
                          st.sampled_from([None, 0, 1])), max_size=8), st.integers(0, 20))  # fmt: skip
def test_pieces_are_conserved_by_moves(told: list[tuple[str, str, int, int, int | None]], ahead: int) -> None:
    """What lies somewhere, is on its way or was lost is what was counted, whatever moved since and came."""
    counted = [OnHand(sku="K", place_id=place, units=100, mark=f"{place}:100") for place in "WAB"]
    moves = []
    for number, (source, target, units, after, short) in enumerate(told):
        if source != target:
            line = MoveLine(sku="K", units=units, from_mark=f"{source}:100", to_mark=f"{target}:100")
            sent = GoodsMoved(from_place_id=source, to_place_id=target, day=DAY, lines=(line,),
                              arrives_on=DAY + timedelta(days=after))  # fmt: skip
            came = None if short is None else MoveArrived(day=DAY + timedelta(days=after), units={"K": units - short})
            moves.append(Move(move_id=str(number), sent=sent, arrived=came))
    found = position(counted, moves, DAY + timedelta(days=ahead))
    lost = sum(moved_units(moves).values())
    assert sum(found.there.values()) + sum(found.coming.values()) + lost == 300


def test_a_count_of_later_holds_what_moved_before_it() -> None:
    line = MoveLine(sku="K", units=4, from_mark="W:10", to_mark="A:0")
    move = Move(move_id="m", sent=GoodsMoved(from_place_id="W", to_place_id="A", day=DAY, lines=(line,),
                                             arrives_on=DAY))  # fmt: skip
    before = [OnHand(sku="K", place_id="W", units=10, mark="W:10"), OnHand(sku="K", place_id="A", units=0, mark="A:0")]
    assert position(before, [move], DAY).there == {("W", "K"): 6, ("A", "K"): 4}
    anew = [OnHand(sku="K", place_id="W", units=6, mark="W:6"), OnHand(sku="K", place_id="A", units=4, mark="A:4")]
    assert position(anew, [move], DAY).there == {("W", "K"): 6, ("A", "K"): 4}
    dated = [replace(one, counted_on=DAY + timedelta(days=1)) for one in anew]
    assert position(dated, [move], DAY).there == {("W", "K"): 6, ("A", "K"): 4}


def test_all_places_together_hold_each_piece_once() -> None:
    line = MoveLine(sku="K", units=4, from_mark="W:10", to_mark="A:0")
    sent = GoodsMoved(from_place_id="W", to_place_id="A", day=DAY, lines=(line,), arrives_on=DAY + timedelta(days=2))
    move = Move(move_id="m", sent=sent)

    def total(warehouse: str, shop: str, day: date) -> int:
        counted = [OnHand(sku="K", place_id=place, units=int(mark.partition(":")[2]), mark=mark)
                   for place, mark in (("W", warehouse), ("A", shop))]  # fmt: skip
        return sum(one.units for one in net_stock(counted, [move], day))

    there = DAY + timedelta(days=3)
    assert total("W:10", "A:0", there) == 10 and total("W:6", "A:4", there) == 10, "neither counted anew, or both"
    assert total("W:6", "A:0", DAY) == 10, "on its way it is in no count"
    assert total("W:10", "A:4", there) == 10, "counted where it came, and where it left not yet"


def test_shares_add_up_and_new_shops_are_like_the_one_they_are_named_after() -> None:
    sold = np.zeros((2, 4, 3))
    sold[:, 0] = [[20, 30, 10], [2, 2, 2]]
    sold[:, 1] = 1.0
    curve = np.array([[0.3, 0.5, 0.2], [0.3, 0.5, 0.2]])
    every = np.ones(4, np.bool_)
    found = shop_means(np.array([10.0, 5.0]), curve, sold, np.array([0, 0]), [None, None, 0, None], every)
    assert found.sum(axis=(1, 2)) == pytest.approx([10.0, 5.0])
    by_shop = found.sum(axis=(0, 2))
    assert by_shop[2] > by_shop[3] and by_shop[0] > by_shop[1]
    shut = shop_means(
        np.array([10.0, 5.0]), curve, sold, np.array([0, 0]), [None] * 4, np.array([True, True, False, True])
    )
    assert shut[:, 2].sum() == 0 and shut.sum(axis=(1, 2)) == pytest.approx([10.0, 5.0])
