from __future__ import annotations

import numpy as np
import pytest

from treadle.errors import InputError
from treadle.replenish.display import draw_wanted, expected_sales
from treadle.replenish.refill import OptionAtShops, RefillPolicy, refill
from treadle.replenish.transfer import transfers


def _wanted(*sizes: list[float]) -> np.ndarray:
    """One path: units wanted to the end of each week, by size."""
    weekly = np.array(sizes, dtype=float).T
    return np.concatenate([np.zeros((1, len(sizes))), np.cumsum(weekly, axis=0)])[None]


def _case(
    stock: list[list[int]], wanted: list[np.ndarray], warehouse: list[int], *, key: list[bool] | None = None,
    packs: list[int] | None = None, display: list[int] | None = None, reserve: list[int] | None = None,
    online: np.ndarray | None = None,
) -> OptionAtShops:  # fmt: skip
    sizes = len(warehouse)
    return OptionAtShops(
        option_id="shirt-red",
        warehouse_id="W",
        shop_ids=tuple("ABCDEFGH"[: len(stock)]),
        skus=tuple(f"shirt-red-{size}" for size in "SML"[:sizes]),
        stock=np.array(stock, dtype=np.int64),
        wanted=np.stack(wanted),
        warehouse=np.array(warehouse, dtype=np.int64),
        is_key=np.array(key or [False] * sizes),
        pack_units=np.array(packs or [1] * sizes, dtype=np.int64),
        display_units=np.array(display or [0] * sizes, dtype=np.int64),
        reserve_units=np.array(reserve or [0] * sizes, dtype=np.int64),
        online=online,
    )


def _sent(case: OptionAtShops, least_gain: float = 0.25) -> dict[tuple[str, str], int]:
    found = refill(case, RefillPolicy(least_gain=least_gain))
    assert [line.check() for line in found] == [[]] * len(found)
    return {(line.to_place_id, line.sku[-1]): line.units for line in found}


def test_the_option_leaves_the_display_when_its_key_size_is_out() -> None:
    # Size M, the key, sells 4 a week: 2 units are gone at the middle of week 1, when S has sold 1 of its 2 a week.
    wanted = _wanted([2, 2], [4, 4])
    stock = np.array([[5.0, 2.0]])
    assert expected_sales(stock, wanted, np.array([False, True])).tolist() == [3.0]
    assert expected_sales(stock, wanted, np.array([False, False])).tolist() == [6.0]
    assert expected_sales(np.array([[5.0, 0.0]]), wanted, np.array([False, True])).tolist() == [0.0]
    assert expected_sales(np.array([[5.0, 99.0]]), wanted, np.array([False, True])).tolist() == [12.0]


def test_units_go_where_they_sell() -> None:
    case = _case([[0], [3], [0]], [_wanted([3]), _wanted([3]), _wanted([2])], [4])
    assert _sent(case) == {("A", "S"): 3, ("C", "S"): 1}
    # More than is wanted stays in the warehouse.
    assert _sent(_case([[0], [3], [0]], [_wanted([3]), _wanted([3]), _wanted([2])], [40])) == {
        ("A", "S"): 3, ("C", "S"): 2
    }  # fmt: skip


def test_a_side_size_alone_is_not_sent_to_a_broken_display() -> None:
    # Shop B has no M, the key size, and none is left: its S would never be shown.
    wanted = [_wanted([2], [2]), _wanted([9], [2])]
    case = _case([[0, 2], [0, 0]], wanted, [5, 0], key=[False, True])
    assert _sent(case) == {("A", "S"): 2}


def test_two_key_sizes_are_sent_together() -> None:
    # Neither key size adds anything alone; both together open the display.
    case = _case([[0, 0]], [_wanted([2], [2])], [2, 2], key=[True, True])
    assert _sent(case) == {("A", "S"): 2, ("A", "M"): 2}


def test_packs_go_whole() -> None:
    case = _case([[1], [0]], [_wanted([6]), _wanted([4])], [10], packs=[4])
    assert _sent(case) == {("A", "S"): 4, ("B", "S"): 4}
    # Two units are left in the warehouse, no whole pack.


def test_the_least_display_comes_whole_or_not_at_all() -> None:
    wanted = [_wanted([1], [1]), _wanted([3], [3])]
    scarce = _case([[0, 0], [0, 0]], wanted, [3, 3], display=[2, 2])
    sent = _sent(scarce)
    assert sent == {("B", "S"): 3, ("B", "M"): 3}
    enough = _case([[0, 0], [0, 0]], wanted, [9, 9], display=[2, 2])
    assert _sent(enough) == {("A", "S"): 2, ("A", "M"): 2, ("B", "S"): 3, ("B", "M"): 3}


def test_the_reserve_stays_and_online_demand_keeps_its_units() -> None:
    assert _sent(_case([[0]], [_wanted([9])], [6], reserve=[4])) == {("A", "S"): 2}
    # Two paths of online demand, 1 and 5: the fifth unit kept sells online in half of the cases only.
    online = np.array([[1.0], [5.0]])
    shop = np.concatenate([_wanted([2]), _wanted([2])])
    # A unit sent adds 1 in the shop; kept, units 2 to 5 add 0.5: the shop gets both.
    assert _sent(_case([[0]], [shop], [5], online=online)) == {("A", "S"): 2}
    certain = np.array([[5.0], [5.0]])
    assert _sent(_case([[0]], [shop], [5], online=certain)) == {}


def test_a_unit_that_hardly_adds_waits_in_the_warehouse() -> None:
    # Sold on one path in five.
    wanted = np.concatenate([_wanted([1])] + [_wanted([0])] * 4)
    assert _sent(_case([[0]], [wanted], [3])) == {}
    assert _sent(_case([[0]], [wanted], [3]), least_gain=0.1) == {("A", "S"): 1}


def test_transfers_bring_what_lies_to_where_it_sells_above_the_threshold() -> None:
    wanted = [_wanted([1]), _wanted([4])]
    case = _case([[5], [1]], wanted, [0])
    (line,) = transfers(case, least_extra_units=2.0)
    assert (line.from_place_id, line.to_place_id, line.units) == ("A", "B", 3)
    assert line.extra_units == pytest.approx(3.0)
    assert transfers(case, least_extra_units=3.5) == ()


def test_a_broken_display_gives_all_it_has() -> None:
    # A has lost its key size M for good; B has M and could sell the S.
    case = _case([[4, 0], [1, 5]], [_wanted([4], [4]), _wanted([5], [5])], [0, 0], key=[False, True])
    (line,) = transfers(case, least_extra_units=1.0)
    assert (line.from_place_id, line.to_place_id, line.sku, line.units) == ("A", "B", "shirt-red-S", 4)


def test_goods_do_not_travel_in_circles() -> None:
    rng = np.random.default_rng(0)
    wanted = draw_wanted(rng.uniform(0, 2, (5, 3, 3)), 0.4, 40, rng)
    stock = rng.integers(0, 7, (5, 3)).tolist()
    case = _case(stock, list(wanted), [0, 0, 0], key=[False, True, False])
    moved = transfers(case, least_extra_units=0.5)
    assert moved
    assert not {line.from_place_id for line in moved} & {line.to_place_id for line in moved}
    assert all(line.units >= 1 and line.check() == [] for line in moved)


def test_a_case_that_contradicts_itself_is_told_whole() -> None:
    good = _case([[0]], [_wanted([9])], [6])
    bad = OptionAtShops(
        option_id="x", warehouse_id="W", shop_ids=("A",), skus=("x-S",), stock=good.stock, wanted=good.wanted,
        warehouse=np.array([-1]), is_key=np.array([True, False]), pack_units=np.array([0]),
        display_units=np.array([0]), reserve_units=np.array([0]),
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        refill(bad)
    assert len(caught.value.problems) == 3


def test_drawn_demand_rises_and_has_its_mean() -> None:
    wanted = draw_wanted(np.full((1, 2, 2), 3.0), 0.5, 20_000, np.random.default_rng(1))
    assert wanted.shape == (1, 20_000, 3, 2)
    assert (np.diff(wanted, axis=2) >= 0).all()
    assert wanted[0, :, 2].mean(axis=0) == pytest.approx([6.0, 6.0], rel=0.02)
    # Sizes of a path rise together: covariance of two sizes over two weeks = 0.25 × 6 × 6.
    assert np.cov(wanted[0, :, 2].T)[0, 1] == pytest.approx(9.0, rel=0.1)
