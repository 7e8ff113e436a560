"""Latent demand against a truth that was hidden: shelves of a simulated brand run empty, and the total comes back."""

from __future__ import annotations

import numpy as np
import pytest
from sense_censoring import censored_brand

from treadle.sense import unconstrain
from treadle.terms.policy import CensorPolicy


@pytest.mark.parametrize("seed", range(6))
def test_total_true_demand_is_recovered_within_five_percent_where_sales_are_off_by_twenty(seed: int) -> None:
    made = censored_brand(np.random.default_rng(seed))
    found = unconstrain(made.history, catalogue=made.catalogue)
    sold, demand = found["sold_units"].to_numpy(), found["demand_units"].to_numpy()
    total = float(made.wanted.sum())
    assert float(sold.sum()) <= 0.8 * total
    assert float(demand.sum()) == pytest.approx(total, rel=0.05)
    assert np.abs(demand - made.wanted).sum() < 0.5 * np.abs(sold - made.wanted).sum()
    hidden = found["in_stock_share"].to_numpy() < 0.5
    low, high = found["demand_low"].to_numpy()[hidden], found["demand_high"].to_numpy()[hidden]
    wanted = made.wanted[hidden]
    assert 0.75 <= np.mean((wanted >= low) & (wanted <= high)) <= 0.90  # nominal 80 %, on whole units


def test_without_substitution_neighbours_are_counted_twice() -> None:
    made = censored_brand(np.random.default_rng(11), to_size=0.3, to_colour=0.2)
    total = float(made.wanted.sum())

    def off(policy: CensorPolicy) -> float:
        found = unconstrain(made.history, catalogue=made.catalogue, policy=policy)
        return float(np.sum(found["demand_units"].to_numpy())) / total - 1.0

    assert abs(off(CensorPolicy())) < 0.05 < off(CensorPolicy(is_substitution_on=False))
