"""Where a plan has many orders, the work on their markers goes where cloth is, and no plan of few orders changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.many_orders import FULL_ORDERS, LEAST_SHARE, STEP, told_shares, with_few_rounds, work_shares
from treadle.cut.nest import marker_key, marker_request, nest
from treadle.day.cutting import SameCloth, cut_cloth
from treadle.day.plan import own_nester
from treadle.terms.budget import Budget
from treadle.terms.cutting import CutOrder, Fabric
from treadle.terms.policy import CutPolicy, NestPolicy, Policy

FABRIC = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=600)


def test_few_orders_get_all_the_work_and_as_many_rounds_as_the_settings_say() -> None:
    assert work_shares({"a": (5e6, FULL_ORDERS - 1), "b": (1.0, 1)}) == {"a": 1.0, "b": 1.0}
    assert with_few_rounds(Policy(), FULL_ORDERS) == Policy()
    assert [with_few_rounds(Policy(cut=CutPolicy(lay_rounds=told)), 500).cut.lay_rounds for told in (4, 0)] == [1, 0]


def test_many_orders_by_hand() -> None:
    # Twice as many orders as get full work, half of them with three times the cloth: shares of 0.75 and 0.25 at first.
    shares = work_shares({"large": (3.0 * FULL_ORDERS, FULL_ORDERS), "small": (1.0 * FULL_ORDERS, FULL_ORDERS)})
    assert shares == {"large": 0.8, "small": 0.3}
    # With a hundred times the cloth the large ones are full and nothing is left: the least for the small ones.
    assert work_shares({"large": (100.0 * FULL_ORDERS, FULL_ORDERS), "small": (1.0, FULL_ORDERS)}) == {
        "large": 1.0, "small": LEAST_SHARE,
    }  # fmt: skip


def test_a_plan_of_many_orders_says_so_and_one_of_few_does_not() -> None:
    for orders, codes in ((FULL_ORDERS, []), (2 * FULL_ORDERS, ["cut.many_orders"])):
        told = told_shares(orders, list(work_shares({"a": (4.0 * orders, orders)}).values()))
        assert [one.code for one in told] == codes
    assert told[0].fact("least_share") == told[0].fact("most_share") == 0.5


@pytest.mark.parametrize("seed", range(20))
def test_shares_follow_cloth_and_come_to_the_work_of_full_orders(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cloths = {str(at): (float(rng.lognormal(10, 1.5)), int(rng.integers(1, 60))) for at in range(12)}
    shares = work_shares(cloths)
    means = {name: area / orders for name, (area, orders) in cloths.items()}
    ranked = sorted(cloths, key=lambda name: means[name])
    assert [shares[name] for name in ranked] == sorted(shares.values())
    assert all(LEAST_SHARE <= share <= 1.0 for share in shares.values())
    orders = sum(count for _, count in cloths.values())
    spent = sum(shares[name] * cloths[name][1] for name in cloths)
    if orders > FULL_ORDERS:
        # Rounding up to a step and the least share are all that may come on top.
        assert FULL_ORDERS - 1e-6 <= spent <= FULL_ORDERS + (STEP + LEAST_SHARE) * orders


def test_a_marker_of_less_work_is_another_marker_and_gets_so_much() -> None:
    whole = marker_request(draft_pattern("tshirt", ["S", "M"]), {"S": 1, "M": 1}, FABRIC)
    order = CutOrder(cut_order_id="W", style_id="TEE", option_ids=("TEE-red",), sizes=("S", "M"),
                     demand={("TEE-red", "S"): 12, ("TEE-red", "M"): 24})  # fmt: skip
    policy = Policy(nest=NestPolicy(nest_moves=100))
    cloth = SameCloth(orders=(order,), pattern=draft_pattern("tshirt", ["S", "M"]), fabric=FABRIC,
                      table_length_mm=12_000, policy=with_few_rounds(policy, 500), draw=own_nester(policy),
                      work_share=0.1)  # fmt: skip
    done = cut_cloth(cloth)
    assert done.plans[0].status in ("optimal", "feasible")
    for marker in done.markers.values():
        assert marker.request.work_share == 0.1
        assert marker_key(marker.request) != marker_key(whole)
        alone = nest(replace(marker.request, work_share=1.0), Budget(work=10))
        assert marker.placements == alone.placements
