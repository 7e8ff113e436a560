"""Options that nothing is made of because stock covers them: without it they would be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from treadle.decide.apart import best_apart
from treadle.decide.case_arrays import case_arrays
from treadle.decide.curve import asked_to_earn, option_curves
from treadle.terms.buy import BuyCase
from treadle.terms.policy import BuyPolicy

Ints = NDArray[np.int64]


def covered(cases: Sequence[BuyCase], units: Ints, policy: BuyPolicy, seed: int) -> frozenset[str]:
    """Of the options of which none are made (units: (n_option,)), those that would be made had they no stock."""
    bare = [
        replace(case, sizes=tuple(replace(size, on_hand_units=0, on_order_units=0) for size in case.sizes))
        for case, made in zip(cases, units.tolist(), strict=True)
        if not made and any(size.on_hand_units + size.on_order_units for size in case.sizes)
    ]
    if not bare:
        return frozenset()
    arrays = case_arrays(bare)
    told = option_curves(arrays.chunks(policy, seed), arrays.money, len(bare), arrays.firm_units)
    curves = asked_to_earn(told, policy.least_return)
    every, nothing = np.arange(len(bare)), np.zeros(len(bare))
    found, _ = best_apart(curves, arrays.costs, every, 0.0, nothing, nothing)
    return frozenset(case.option_id for case, made in zip(bare, found.units.tolist(), strict=True) if made)
