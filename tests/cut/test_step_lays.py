"""Stepped lays: the fewest spreads by hand and against every grouping, and what they do to a plan."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.step_lays import fewest_spreads
from treadle.cut.verify_lays import verify_lays
from treadle.day.cutting_room import SameCloth, cut_cloth
from treadle.day.plan import own_nester
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy, NestPolicy, Policy

QUICK = Policy(nest=NestPolicy(nest_moves=60))


def test_lays_share_a_table_by_hand() -> None:
    assert fewest_spreads([6000, 5000, 4000, 3000], 9000, 3) == [(0, 3), (1, 2)]
    assert fewest_spreads([3000, 3000, 3000], 9000, 2) == [(0,), (1, 2)]
    assert fewest_spreads([9500, 1000, 1000], 9000, 3) == [(0,), (1, 2)]


def fewest(lengths: list[int], table: int, most: int, spreads: tuple[tuple[int, int], ...] = ()) -> int:
    """The fewest spreads by trying every place of every lay."""
    if not lengths:
        return len(spreads)
    found = [fewest(lengths[1:], table, most, (*spreads, (lengths[0], 1)))]
    for at, (used, count) in enumerate(spreads):
        if used + lengths[0] <= table and count < most:
            grown = (*spreads[:at], (used + lengths[0], count + 1), *spreads[at + 1 :])
            found.append(fewest(lengths[1:], table, most, grown))
    return min(found)


@pytest.mark.parametrize("seed", range(20))
def test_spreads_are_as_few_as_any_grouping(seed: int) -> None:
    chance = random.Random(seed)
    lengths = [chance.randint(500, 8000) for _ in range(chance.randint(1, 7))]
    most = chance.randint(1, 4)
    groups = fewest_spreads(lengths, 9000, most)
    assert sorted(at for group in groups for at in group) == list(range(len(lengths)))
    assert all(sum(lengths[at] for at in group) <= 9000 and len(group) <= most for group in groups)
    assert len(groups) == fewest(lengths, 9000, most)


def test_many_lays_are_grouped_too() -> None:
    groups = fewest_spreads([2000] * 20, 9000, 8)
    assert [len(group) for group in groups] == [4] * 5


def test_a_plan_with_steps_costs_its_set_ups_less_and_passes_the_check() -> None:
    order = CutOrder(
        cut_order_id="W-1", style_id="TEE", option_ids=("TEE-red",), sizes=("S", "M", "L"),
        demand={("TEE-red", "S"): 13, ("TEE-red", "M"): 41, ("TEE-red", "L"): 22},
    )  # fmt: skip
    fabric = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=600, max_lay_length_mm=4_000, max_plies=12)
    cloth = SameCloth(
        orders=(order,), pattern=draft_pattern("tshirt", ["S", "M", "L"]), fabric=fabric, table_length_mm=12_000,
        policy=QUICK, draw=own_nester(QUICK),
    )  # fmt: skip
    plain = cut_cloth(cloth).plans[0]
    stepped = cut_cloth(replace(cloth, policy=replace(QUICK, cut=CutPolicy(lays_per_spread=4)))).plans[0]
    spreads = {lay.spread_id or lay.lay_id for lay in stepped.lays}
    assert len(plain.lays) == len(stepped.lays) > len(spreads)
    assert plain.cost_cents - stepped.cost_cents == (len(plain.lays) - len(spreads)) * Policy().cut.lay_setup_cents
    costs = CutPolicy(max_garments_per_marker=8, max_over_share=0.05, lays_per_spread=4)
    assert verify_lays(order, fabric, costs, stepped, 12_000) == ()
    tight = {one.rule for one in verify_lays(order, fabric, costs, stepped, 4_500)}
    assert "a spread fits the table" in tight
