"""What stock brings when nothing more is ordered: the other side of every decision on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from treadle.decide.case_arrays import case_arrays
from treadle.decide.curve import option_curves
from treadle.decide.price import worth_of_units
from treadle.terms.buy import BuyCase
from treadle.terms.policy import BuyPolicy


def stock_worth_cents(
    cases: Sequence[BuyCase], units: Mapping[str, int], policy: BuyPolicy, seed: int
) -> dict[str, int]:
    """What given units of stock by SKU are expected to bring until the end of their option, in cents by option.

    Sales before another buy could arrive count as those after it; pieces that are left bring their salvage. Drawn as
    the buy is, without a second order.
    """
    if not cases:
        return {}
    bare = tuple(_without_stock(case) for case in cases)
    arrays = case_arrays(bare)
    curves = option_curves(arrays.chunks(policy, seed), arrays.money, len(bare))
    held = np.array([units.get(size.sku, 0) for case in bare for size in case.sizes], dtype=np.int64)
    brings = np.bincount(arrays.option_of_sku, worth_of_units(curves, held, arrays.option_of_sku), minlength=len(bare))
    return {case.option_id: round(cents) for case, cents in zip(bare, brings.tolist(), strict=True)}


def _without_stock(case: BuyCase) -> BuyCase:
    """The case with empty shelves and all its demand, that before the buy's arrival among it."""
    before = case.demand_before_units
    return replace(
        case,
        sizes=tuple(replace(size, on_hand_units=0, on_order_units=0) for size in case.sizes),
        demand_units=tuple(units + before for units in case.demand_units),
        demand_mean_units=case.demand_mean_units + before,
        demand_before_units=0.0,
        again_cents=None,
        early_units=(),
    )
