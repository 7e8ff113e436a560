"""What part of the units sold comes back."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from treadle.terms.policy import BuyPolicy


def return_rates(option_history: pa.Table, policy: BuyPolicy) -> dict[str, float]:
    """Share of sold units that come back, by option, shrunk towards the brand's own, which is under ''."""
    prior = policy.return_prior_units
    sold: dict[str, float] = defaultdict(float)
    back: dict[str, float] = defaultdict(float)
    for option_id, units, returns in zip(
        option_history["option_id"].to_pylist(),
        option_history["sold_units"].to_pylist(),
        option_history["returned_units"].to_pylist(),
        strict=True,
    ):
        sold[option_id] += units
        back[option_id] += returns
    brand = min(sum(back.values()) / max(sum(sold.values()), 1.0), 0.95)
    rates = {
        option_id: min((back[option_id] + brand * prior) / (units + prior), 0.95) for option_id, units in sold.items()
    }
    return {"": brand, **rates}
