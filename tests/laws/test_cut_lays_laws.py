"""Laws of cut plans: every unit cut, spares, plies and lengths within their limits, sums right, the same plan again."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.cut.lays import Lengths, plan_lays
from treadle.cut.verify_lays import verify_lays
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy

SIZES = ("S", "M", "L")


@st.composite
def orders(draw: st.DrawFn) -> CutOrder:
    colours = draw(st.integers(1, 3))
    options = tuple(f"colour-{at}" for at in range(colours))
    keys = [(option, size) for option in options for size in SIZES]
    demand = {key: draw(st.integers(0, 60)) for key in keys}
    worth = {key: (draw(st.floats(0, 2000)), draw(st.floats(0, 500))) for key in keys} if draw(st.booleans()) else {}
    return CutOrder(
        cut_order_id="CO", style_id="tee", option_ids=options, sizes=SIZES, demand=demand, worth_cents=worth
    )


@st.composite
def cloths(draw: st.DrawFn) -> tuple[Fabric, CutPolicy]:
    fabric = Fabric(
        fabric_id="jersey",
        width_mm=1500,
        price_per_m_cents=draw(st.sampled_from([300, 900])),
        max_plies=draw(st.sampled_from([15, 40])),
        max_lay_length_mm=draw(st.sampled_from([2_500, 6_000])),
        end_loss_mm=draw(st.sampled_from([0, 25])),
    )
    costs = CutPolicy(
        marker_cents=draw(st.sampled_from([0, 800])),
        lay_setup_cents=draw(st.sampled_from([0, 1500])),
        max_garments_per_marker=draw(st.integers(1, 5)),
        max_over_share=draw(st.sampled_from([0.0, 0.1])),
        least_over_units=draw(st.integers(0, 2)),
        min_plies=draw(st.sampled_from([1, 1, 4])),
    )
    return fabric, costs


def lengths_of(ragged_mm: int) -> Lengths:
    """Lengths of made nestings: the area at 85 % and an end that differs from mix to mix."""
    area = np.array([0.9e6, 1.0e6, 1.15e6])

    def ask(mix: tuple[int, ...]) -> float:
        return float(np.dot(mix, area)) / 1500.0 / 0.85 + 40.0 + (7 * mix[0] + 3 * mix[1] + 5 * mix[2]) % 5 * ragged_mm

    return Lengths(area_mm2=area, width_mm=1500.0, name="t", sizes=SIZES, ask=ask if ragged_mm else None)


@settings(max_examples=15, deadline=None)
@given(order=orders(), cloth=cloths(), ragged_mm=st.sampled_from([0, 12]), most_drawn=st.integers(0, 6))
def test_a_cut_plan_keeps_every_rule(
    order: CutOrder, cloth: tuple[Fabric, CutPolicy], ragged_mm: int, most_drawn: int
) -> None:
    fabric, costs = cloth
    plan = plan_lays(order, fabric, costs, lengths=lengths_of(ragged_mm), table_length_mm=8_000, most_drawn=most_drawn)
    assert verify_lays(order, fabric, costs, plan, 8_000) == ()
    if costs.min_plies == 1:
        assert plan.status != "infeasible", "lays of single garments always meet an order"


def test_an_order_whose_rest_makes_no_lay_is_told_to_be_infeasible() -> None:
    """Sixteen pieces, lays of four to fifteen plies, none over: after fifteen nothing can be laid."""
    order = CutOrder(
        cut_order_id="CO", style_id="tee", option_ids=("A",), sizes=SIZES, demand={("A", "L"): 16}, worth_cents={},
    )  # fmt: skip
    fabric = Fabric(fabric_id="jersey", width_mm=1500, price_per_m_cents=300, max_plies=15, max_lay_length_mm=800)
    costs = CutPolicy(max_garments_per_marker=1, max_over_share=0.0, least_over_units=0, min_plies=4)
    for most_drawn in (0, 3):
        plan = plan_lays(order, fabric, costs, lengths=lengths_of(0), table_length_mm=8_000, most_drawn=most_drawn)
        assert verify_lays(order, fabric, costs, plan, 8_000) == ()


@settings(max_examples=3, deadline=None)
@given(order=orders(), cloth=cloths(), seed=st.integers(0, 3))
def test_the_same_order_and_seed_have_the_same_plan(
    order: CutOrder, cloth: tuple[Fabric, CutPolicy], seed: int
) -> None:
    fabric, costs = cloth
    first, second = (
        plan_lays(order, fabric, costs, lengths=lengths_of(12), table_length_mm=8_000, seed=seed) for _ in range(2)
    )
    assert first == second
