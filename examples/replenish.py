"""Replenish: which shop gets which size of what the warehouse still has."""

from __future__ import annotations

import numpy as np

from treadle.replenish.display import draw_wanted
from treadle.replenish.refill import OptionAtShops, refill
from treadle.words import say

SIZES = ("S", "M", "L")
SHOPS = ("Lyon", "Porto", "Gent")


def main() -> None:
    """Print the shipments. M is the key size: a shop without it stops showing the option."""
    weekly = np.array([[2.0, 4.0, 3.0], [1.0, 2.0, 1.5], [0.5, 1.0, 0.7]])
    mean = np.repeat(weekly[:, None, :], 2, axis=1)
    case = OptionAtShops(
        option_id="shirt-white",
        warehouse_id="warehouse",
        shop_ids=SHOPS,
        skus=tuple(f"shirt-white-{size}" for size in SIZES),
        stock=np.array([[2, 1, 0], [3, 0, 2], [1, 4, 2]]),
        wanted=draw_wanted(mean, 0.3, 200, np.random.default_rng(5)),
        warehouse=np.array([6, 9, 7]),
        is_key=np.array([False, True, False]),
        pack_units=np.array([1, 1, 1]),
        display_units=np.array([0, 1, 0]),
        reserve_units=np.array([1, 1, 1]),
    )
    for sent in refill(case):
        print(f"{sent.units} x {sent.sku} to {sent.to_place_id}: {say(sent.reason)}")


if __name__ == "__main__":
    main()
