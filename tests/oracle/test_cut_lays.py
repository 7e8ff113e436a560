"""Lays against enumeration: on tiny orders every set of mixes and plies is tried."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from treadle.cut.lays import Lengths, plan_lays, spare_worth_cents
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy

OPTIONS, SIZES = ("red", "blue"), ("S", "M")
FABRIC = Fabric(
    fabric_id="f", width_mm=1000, price_per_m_cents=700, max_plies=6, max_lay_length_mm=1_700, end_loss_mm=30
)


def true_length(mix: tuple[int, ...]) -> float:
    """A made nesting that is no sum of its garments'."""
    return 480.0 * mix[0] + 560.0 * mix[1] - 35.0 * min(mix) + 25.0


def enumerated_cents(order: CutOrder, costs: CutPolicy) -> float:
    """Least cost less worth of spares over every choice of at most two lays per mix and three lays in all."""
    most = costs.max_garments_per_marker
    mixes = [
        mix
        for mix in product(range(most + 1), repeat=2)
        if 0 < sum(mix) <= most and np.ceil(true_length(mix)) <= FABRIC.max_lay_length_mm
    ]
    wanted = np.array([[order.demand[one, size] for size in SIZES] for one in OPTIONS])
    limit = wanted + np.where(
        wanted > 0, np.maximum(np.floor(wanted * costs.max_over_share), costs.least_over_units), 0
    )
    stacks = [(a, b) for a in range(7) for b in range(7 - a) if a + b >= max(1, costs.min_plies)]
    columns = [
        (mix, np.outer(plies, mix), _lay_cents(costs, mix, sum(plies)))
        for mix in mixes
        for plies in stacks
        if (np.outer(plies, mix) <= limit).all()
    ]
    best = float("inf")
    for count in (1, 2, 3):
        for chosen in combinations_with_replacement(columns, count):
            units = sum((one[1] for one in chosen), np.zeros((2, 2), dtype=int))
            if (units < wanted).any() or (units > limit).any():
                continue
            cents = sum(one[2] for one in chosen) + costs.marker_cents * len({one[0] for one in chosen})
            cut = {(one, size): int(units[i, j]) for i, one in enumerate(OPTIONS) for j, size in enumerate(SIZES)}
            best = min(best, cents - spare_worth_cents(order, cut))
    return best


def _lay_cents(costs: CutPolicy, mix: tuple[int, ...], plies: int) -> float:
    length = float(np.ceil(true_length(mix)))
    spread = (FABRIC.price_per_m_cents + costs.spread_cents_per_m) * plies * (length + FABRIC.end_loss_mm) / 1000.0
    return spread + costs.lay_setup_cents + costs.cut_cents_per_m * length / 1000.0


@pytest.mark.parametrize("seed", range(6))
def test_an_optimal_plan_costs_what_enumeration_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    demand = {(one, size): int(rng.integers(0, 6)) for one in OPTIONS for size in SIZES}
    worth = {key: (float(rng.integers(0, 500)), 50.0) for key in demand} if seed % 2 else {}
    order = CutOrder(cut_order_id="CO", style_id="s", option_ids=OPTIONS, sizes=SIZES, demand=demand, worth_cents=worth)
    costs = CutPolicy(
        marker_cents=int(rng.integers(0, 900)), max_garments_per_marker=3, max_over_share=0.0, least_over_units=1
    )
    lengths = Lengths(area_mm2=np.array([0.45e6, 0.5e6]), width_mm=1000.0, name="t", sizes=SIZES, ask=true_length)
    plan = plan_lays(order, FABRIC, costs, lengths=lengths, table_length_mm=2_000, most_drawn=20)
    best = enumerated_cents(order, costs)
    found = plan.cost_cents - spare_worth_cents(order, plan.cut_units)
    assert len(plan.lays) <= 3, "the enumeration looks at three lays"
    assert found >= best - 1.0, "nothing is cheaper than everything"
    assert found * (1.0 - plan.gap_share) <= best + 1.0 + 2e-4 * abs(best), "the gap that is told holds"
    if plan.status == "optimal":
        assert found <= best + 1.0 + 2e-4 * abs(best)


def test_most_tiny_orders_are_proved() -> None:
    """The proof is not given away: with lengths that are sums, tiny orders end optimal."""
    proved = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        demand = {(one, size): int(rng.integers(1, 9)) for one in OPTIONS for size in SIZES}
        order = CutOrder(cut_order_id="CO", style_id="s", option_ids=OPTIONS, sizes=SIZES, demand=demand)
        lengths = Lengths(area_mm2=np.array([0.45e6, 0.5e6]), width_mm=1000.0, name="t", sizes=SIZES)
        costs = CutPolicy(max_garments_per_marker=3)
        proved += plan_lays(order, FABRIC, costs, lengths=lengths, table_length_mm=2_000).status == "optimal"
    assert proved >= 7
