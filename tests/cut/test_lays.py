"""Lays: small orders worked by hand, limits, causes, the same plan again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treadle.cut.draft import draft_pattern
from treadle.cut.lay_build import build_lays
from treadle.cut.lay_curve import apportioned, lay_costs
from treadle.cut.lay_model import relax
from treadle.cut.lay_ratios import all_ratios, count_ratios, demand_ratios
from treadle.cut.lays import Lengths, lay_problem, lays_cents, lays_of, plan_lays
from treadle.cut.nest import marker_request, nest
from treadle.cut.verify_lays import verify_lays
from treadle.terms.budget import Budget
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Marker
from treadle.terms.policy import CutPolicy

FABRIC = Fabric(fabric_id="jersey", width_mm=1000, price_per_m_cents=1000, end_loss_mm=0, max_plies=50)
#: Money only for fabric and 10.00 for each marker; no spare units.
COSTS = CutPolicy(
    marker_cents=1000,
    lay_setup_cents=0,
    spread_cents_per_m=0.0,
    cut_cents_per_m=0.0,
    max_over_share=0.0,
    least_over_units=0,
    max_garments_per_marker=4,
)
TABLE_MM = 12_000


def order_of(*rows: tuple[int, ...], sizes: tuple[str, ...] = ("S", "M"), **more: object) -> CutOrder:
    """An order with one row of units per colour."""
    options = tuple(f"colour-{at}" for at in range(len(rows)))
    demand = {(one, size): units for one, row in zip(options, rows) for size, units in zip(sizes, row)}
    return CutOrder(
        cut_order_id="CO-1",
        style_id="tee",
        option_ids=options,
        sizes=sizes,
        demand=demand,
        worth_cents=more.get("worth", {}),  # type: ignore[arg-type]
    )


def sums(order: CutOrder, mm_per_garment: float = 500.0) -> Lengths:
    """Marker lengths that are sums of the garments'."""
    count = len(order.sizes)
    return Lengths(area_mm2=np.full(count, mm_per_garment * 1000.0), width_mm=1000.0, name="t", sizes=order.sizes)


def plan_of(order: CutOrder, fabric: Fabric = FABRIC, costs: CutPolicy = COSTS) -> CutPlan:
    plan = plan_lays(order, fabric, costs, lengths=sums(order), table_length_mm=TABLE_MM)
    assert verify_lays(order, fabric, costs, plan, TABLE_MM) == ()
    return plan


def test_one_marker_serves_sizes_and_colours_in_proportion() -> None:
    """10 S and 20 M, 5 S and 10 M: S + 2 M in 10 and 5 plies; 45 garments × 0.5 m × 10.00 + one marker 10.00."""
    plan = plan_of(order_of((10, 20), (5, 10)))
    assert [dict(lay.ratio) for lay in plan.lays] == [{"S": 1, "M": 2}]
    assert dict(plan.lays[0].plies) == {"colour-0": 10, "colour-1": 5}
    assert plan.lays[0].length_mm == 1500
    assert plan.fabric_m == pytest.approx(22.5)
    assert (plan.cost_cents, plan.status, plan.gap_share) == (23_500, "optimal", 0.0)


def test_without_a_search_every_size_is_cut_exactly_from_its_own_marker() -> None:
    """10 S and 20 M, 5 S and 10 M: two markers of one garment, 15 and 30 plies: 45 × 0.5 m × 10.00 + 2 × 10.00."""
    order = order_of((10, 20), (5, 10))
    plan = plan_of(order, costs=replace(COSTS, lay_rounds=0))
    assert plan.cut_units == order.demand
    assert plan.cost_cents == 24_500
    assert plan.cost_cents >= plan_of(order).cost_cents
    assert 0 <= plan.gap_share < 0.1


def test_two_markers_where_one_cannot_be_exact() -> None:
    """7 S and 5 M share no factor: two markers (20.00) and 12 × 5.00 of fabric are the least."""
    plan = plan_of(order_of((7, 5)))
    assert len(plan.lays) == 2
    assert (plan.cost_cents, plan.status) == (8_000, "optimal")


def test_a_spare_unit_is_cut_where_it_saves_a_marker() -> None:
    """7 S and 6 M with one spare allowed: S + M seven times (14 × 5.00 + 10.00 = 80.00) beats two markers (85.00)."""
    plan = plan_of(order_of((7, 6)), costs=replace(COSTS, least_over_units=1))
    assert [dict(lay.ratio) for lay in plan.lays] == [{"S": 1, "M": 1}]
    assert dict(plan.cut_units) == {("colour-0", "S"): 7, ("colour-0", "M"): 7}
    assert (plan.cost_cents, plan.status) == (8_000, "optimal")


def test_the_spare_ply_goes_to_the_size_worth_most() -> None:
    """One unit each in M and L, one spare allowed in each, worth 9.00 in L (its cloth costs 5.00) and 1.00 in M."""
    order = order_of((4, 4), sizes=("M", "L"), worth={("colour-0", "M"): (100.0,), ("colour-0", "L"): (900.0,)})
    plan = plan_of(order, costs=replace(COSTS, marker_cents=0, least_over_units=1))
    assert dict(plan.cut_units) == {("colour-0", "M"): 4, ("colour-0", "L"): 5}


def test_high_stacks_are_parted_and_each_is_set_up() -> None:
    """90 plies on a cloth that takes 50: two lays of one marker, 45 each."""
    plan = plan_of(order_of((90,), sizes=("M",)), costs=replace(COSTS, max_garments_per_marker=1, lay_setup_cents=300))
    assert [lay.total_plies for lay in plan.lays] == [45, 45]
    assert len({lay.marker_id for lay in plan.lays}) == 1
    assert plan.cost_cents == 90 * 500 + 1000 + 2 * 300


def test_a_garment_longer_than_the_table_has_a_cause() -> None:
    order = order_of((5, 5))
    plan = plan_lays(order, FABRIC, COSTS, lengths=sums(order, 13_000.0), table_length_mm=TABLE_MM)
    assert (plan.status, plan.reason.code, plan.lays) == ("infeasible", "cut.too_long", ())
    assert verify_lays(order, FABRIC, COSTS, plan, TABLE_MM) == ()


def test_too_few_units_for_the_least_plies_has_a_cause() -> None:
    order = order_of((3, 2))
    plan = plan_lays(order, FABRIC, replace(COSTS, min_plies=10), lengths=sums(order), table_length_mm=TABLE_MM)
    assert (plan.status, plan.reason.code) == ("infeasible", "cut.no_lays")


def test_an_order_of_nothing_is_cut_already() -> None:
    order = order_of((0, 0))
    plan = plan_lays(order, FABRIC, COSTS, lengths=sums(order), table_length_mm=TABLE_MM)
    assert (plan.status, plan.lays, plan.reason.code) == ("optimal", (), "cut.nothing")


def ragged(mix: tuple[int, ...]) -> float:
    """A made nesting: 88 % efficient, worse for odd numbers of garments, and 40 mm of ragged end."""
    garments = sum(mix)
    return 1000.0 * (0.45 * mix[0] + 0.55 * mix[1]) / (0.88 if garments % 2 == 0 else 0.84) + 40.0


def nested(order: CutOrder, asked: list[tuple[int, ...]]) -> Lengths:
    def ask(mix: tuple[int, ...]) -> float:
        asked.append(mix)
        return ragged(mix)

    return Lengths(area_mm2=np.array([0.45e6, 0.55e6]), width_mm=1000.0, name="t", sizes=order.sizes, ask=ask)


def test_lays_have_true_lengths_and_no_mix_is_drawn_twice() -> None:
    order, asked = order_of((31, 45), (12, 20)), list[tuple[int, ...]]()
    costs = replace(COSTS, least_over_units=2)
    lengths = nested(order, asked)
    plan = plan_lays(order, FABRIC, costs, lengths=lengths, table_length_mm=TABLE_MM, most_drawn=6)
    assert verify_lays(order, FABRIC, costs, plan, TABLE_MM) == ()
    assert len(asked) == len(set(asked)) <= 3 + 6 + 2
    for lay in plan.lays:
        mix = tuple(lay.ratio[size] for size in order.sizes)
        assert lay.length_mm == int(np.ceil(ragged(mix)))
    before = len(asked)
    plan_lays(order, FABRIC, costs, lengths=lengths, table_length_mm=TABLE_MM, most_drawn=0)
    assert len(asked) == before, "a second order of the pattern uses what is drawn"


def test_the_same_order_has_the_same_plan() -> None:
    order = order_of((31, 45, 17), (12, 20, 9), sizes=("S", "M", "L"))
    first, second = (plan_of(order, costs=replace(COSTS, least_over_units=1)) for _ in range(2))
    assert first == second


def test_the_check_sees_every_kind_of_harm() -> None:
    order = order_of((10, 20))
    plan = plan_of(order)
    lay = plan.lays[0]

    def rules(**change: object) -> set[str]:
        hurt = replace(plan, **change)  # type: ignore[arg-type]
        return {one.rule for one in verify_lays(order, FABRIC, COSTS, hurt, TABLE_MM)}

    short = replace(lay, plies={"colour-0": 9})
    assert "every unit wanted is cut" in rules(lays=(short,))
    assert "lays yield the cut units" in rules(lays=(short,))
    assert "spare units keep their limit" in rules(lays=(replace(lay, plies={"colour-0": 11}),))
    assert "a lay has not too many plies" in rules(lays=(replace(lay, plies={"colour-0": 51}),))
    assert "a lay fits the table and the cloth" in rules(lays=(replace(lay, length_mm=12_001),))
    assert "a lay holds what was ordered" in rules(lays=(replace(lay, ratio={"S": 1, "M": 2, "XL": 1}),))
    assert "a marker has not too many garments" in rules(lays=(replace(lay, ratio={"S": 2, "M": 4}),))
    assert "a marker has one ratio and one length" in rules(
        lays=(lay, replace(lay, lay_id="other", ratio={"S": 1, "M": 1}))
    )
    assert "each lay has its own id" in rules(lays=(lay, lay))
    assert rules(fabric_m=1.0) == {"metres are plies by length and end loss"}
    assert rules(cost_cents=1) == {"cost is the sum of its parts"}
    assert rules(status="infeasible") == {"what is infeasible is not cut"}
    missing = verify_lays(order, FABRIC, COSTS, plan, TABLE_MM, markers={})
    assert {one.rule for one in missing} == {"every marker is drawn"}


def test_mixes_are_listed_once_each() -> None:
    mixes = all_ratios(3, 4)
    assert mixes is not None
    assert len(mixes) == count_ratios(3, 4) == 34
    assert len({tuple(mix) for mix in mixes.tolist()}) == 34
    assert mixes.sum(axis=1).max() == 4


def test_mixes_of_the_demand_follow_it() -> None:
    mixes = {tuple(mix) for mix in demand_ratios(np.array([[10, 20, 10]]), 4, 50).tolist()}
    assert (1, 2, 1) in mixes
    assert all(0 < sum(mix) <= 4 for mix in mixes)


def test_lays_are_checked_against_their_drawings() -> None:
    """True markers of an example garment: the plan holds; with the drawings exchanged, or a piece lost, not."""
    order = order_of((12, 20), (4, 6))
    fabric = replace(FABRIC, width_mm=1600)
    costs = replace(COSTS, least_over_units=1)
    pattern = draft_pattern("tshirt", ["S", "M"])
    markers: dict[tuple[int, ...], Marker] = {}

    def ask(mix: tuple[int, ...]) -> float:
        request = marker_request(pattern, dict(zip(order.sizes, mix, strict=True)), fabric)
        markers[mix] = nest(request, Budget(work=40))
        return markers[mix].length_mm

    lengths = Lengths(area_mm2=np.array([0.9e6, 1.0e6]), width_mm=1600.0, name="tee", sizes=order.sizes, ask=ask)
    plan = plan_lays(order, fabric, costs, lengths=lengths, table_length_mm=TABLE_MM, most_drawn=3)
    drawn = {Lengths.marker_name("tee", order.sizes, mix): marker for mix, marker in markers.items()}
    assert plan.lays
    assert verify_lays(order, fabric, costs, plan, TABLE_MM, drawn) == ()
    name = plan.lays[0].marker_id
    ask((1, 0) if plan.lays[0].ratio["M"] else (0, 1))
    other = markers[(1, 0) if plan.lays[0].ratio["M"] else (0, 1)]
    wrong = verify_lays(order, fabric, costs, plan, TABLE_MM, drawn | {name: other})
    assert {one.rule for one in wrong} & {"a drawing has the sizes of its ratio", "a drawing holds whole garments"}
    lost = replace(drawn[name], placements=drawn[name].placements[1:])
    assert verify_lays(order, fabric, costs, plan, TABLE_MM, drawn | {name: lost})


def test_built_lays_are_those_worked_by_hand() -> None:
    """10 S and 20 M: S + 2 M in 10 plies; one marker, and nothing is left over."""
    problem = lay_problem(order_of((10, 20)), FABRIC, COSTS, TABLE_MM)
    ratios = all_ratios(2, 4)
    assert ratios is not None
    lengths = sums(order_of((10, 20)))
    relaxed = relax(problem, ratios, lengths.estimate(ratios), np.arange(len(ratios)))
    assert relaxed is not None
    assert build_lays(problem, lengths, ratios, relaxed) == {(1, 2): (10,)}


@given(st.lists(st.integers(0, 40), min_size=3, max_size=5), st.integers(2, 5), st.floats(0.0, 0.1))
@settings(max_examples=25, deadline=None)
def test_built_lays_cut_all_that_is_wanted_within_the_limits(row: list[int], most: int, over_share: float) -> None:
    row[0] += 1
    sizes = tuple(f"S{at}" for at in range(len(row)))
    costs = replace(COSTS, max_garments_per_marker=most, max_over_share=over_share, least_over_units=1)
    order = order_of(tuple(row), sizes=sizes)
    problem, lengths = lay_problem(order, FABRIC, costs, TABLE_MM), sums(order)
    ratios = all_ratios(len(row), most)
    assert ratios is not None
    ratios = ratios[problem.most_plies_by(ratios).sum(axis=1) > 0]
    relaxed = relax(problem, ratios, lengths.estimate(ratios), np.arange(len(ratios)))
    assert relaxed is not None
    built = build_lays(problem, lengths, ratios, relaxed)
    cut = sum(np.array(mix) * plies[0] for mix, plies in built.items())
    spare = np.asarray(cut) - problem.demand[0]
    assert (spare >= 0).all() and (spare <= problem.over_most[0]).all()
    assert all(sum(mix) <= most for mix in built)
    plan = lays_of(order, built, problem.most_plies, lengths)
    metres = sum(one.total_plies * one.length_mm for one in plan) / 1000.0
    assert lays_cents(plan, FABRIC, costs, metres) >= relaxed.cost_cents - 1.0, "no lays lie below the relaxation"


def test_a_curve_counts_markers_as_plans_do() -> None:
    """Few garments of three sizes: the curve and the plan of lays agree at every quantity to 2 %."""
    sizes = ("S", "M", "L")
    shares = order_of((250, 500, 250), sizes=sizes)
    units = (7, 24, 40, 90, 310)
    curve = lay_costs(shares, FABRIC, COSTS, sums(shares), TABLE_MM, units)
    for at in curve:
        row = tuple(int(one) for one in apportioned(np.array([1.0, 2.0, 1.0]), at.units))
        assert at.cost_cents == pytest.approx(plan_of(order_of(row, sizes=sizes)).cost_cents, rel=0.02)
