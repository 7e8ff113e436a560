"""What becomes of units that are bought: how likely they sell out, and how many are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from treadle.decide.case_arrays import case_arrays
from treadle.terms.buy import BuyCase
from treadle.terms.policy import BuyPolicy


def sold_out_and_left(
    cases: Sequence[BuyCase], units: Mapping[str, int], policy: BuyPolicy, seed: int
) -> tuple[float, float]:
    """The chance that a bought line sells to its last piece (lines weighed by their units), and units expected to be
    left of what is bought; by the courses of demand that the buy is decided on. 0 where nothing is bought."""
    if not cases:
        return 0.0, 0.0
    arrays = case_arrays(cases)
    bought = np.array([units.get(size.sku, 0) for case in cases for size in case.sizes], dtype=np.int64)
    left, chance = 0.0, 0.0
    for sku, _, _, need in arrays.chunks(policy, seed):
        over = np.maximum(bought[sku][:, None] - need, 0)
        left += float(over.mean(axis=1).sum())
        chance += float((over == 0).mean(axis=1) @ bought[sku])
    total = int(bought.sum())
    return (chance / total if total else 0.0), left
