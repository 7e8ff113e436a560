"""Where a plan has many orders, each different marker is drawn once, its work goes where cloth is, and no plan of few
orders changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import log2
from typing import Any

import numpy as np
import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.lay_quick import LEAST_WIDTH, WIDE_ORDERS, WIDTH, by_worth, quick_lays, width_for
from treadle.cut.lays import Lengths, lay_problem
from treadle.cut.many_orders import (
    FULL_MARKERS,
    FULL_ORDERS,
    LEAST_MARKERS,
    LEAST_SHARE,
    LOSS_OF_HALF,
    STEP,
    markers_for,
    shared_work,
    told_shares,
)
from treadle.cut.nest import marker_key, marker_request, nest
from treadle.cut.nesters.begun import like
from treadle.cut.verify_lays import verify_lays
from treadle.cut.verify_marker import verify_marker
from treadle.day import cutting_many
from treadle.day.cutting_many import ManyCut, cut_many
from treadle.day.cutting_room import CuttingRoom, SameCloth, cut_cloth, cut_policy
from treadle.day.plan import own_nester
from treadle.engine.local import LocalEngine
from treadle.terms.budget import Budget, Silence
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Marker, MarkerPiece, MarkerRequest, Placement
from treadle.terms.policy import CutPolicy, NestPolicy, Policy

SIZES = ("S", "M", "L")
FABRIC = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=600)
POLICY = Policy(nest=NestPolicy(nest_moves=60))
TABLE_MM = 9_000


def order_of(name: str, *rows: tuple[int, ...]) -> CutOrder:
    """An order whose rows are units of each size in a colour."""
    colours = tuple(f"{name}-{at}" for at in range(len(rows)))
    wanted = {(one, size): units for one, row in zip(colours, rows, strict=True) for size, units in zip(SIZES, row)}
    return CutOrder(cut_order_id=name, style_id="TEE", option_ids=colours, sizes=SIZES, demand=wanted)


CLOTH = SameCloth(
    orders=(order_of("A", (10, 20, 10)), order_of("B", (10, 20, 10), (5, 10, 5)), order_of("C", (7, 13, 9))),
    pattern=draft_pattern("tshirt", list(SIZES)), fabric=FABRIC, table_length_mm=TABLE_MM, policy=POLICY,
    draw=own_nester(POLICY),
)  # fmt: skip


@pytest.fixture(scope="module")
def done() -> ManyCut:
    return cut_many([CLOTH], LocalEngine(workers=1), Silence())


def test_every_order_is_cut_by_the_rules_and_every_marker_passes_its_check(done: ManyCut) -> None:
    costs = cut_policy(POLICY, CLOTH.pattern, FABRIC, SIZES)
    for order in CLOTH.orders:
        plan = done.plans[order.cut_order_id]
        assert plan.status == "feasible" and plan.lays
        assert verify_lays(order, FABRIC, costs, plan, TABLE_MM, done.markers) == ()
    used = {lay.marker_id for plan in done.plans.values() for lay in plan.lays}
    assert used == set(done.markers)
    assert all(not verify_marker(one) for one in done.markers.values())


def test_a_shared_marker_is_the_one_that_is_drawn_alone_with_its_work(done: ManyCut) -> None:
    for marker in done.markers.values():
        assert marker == nest(marker.request, Budget(work=POLICY.nest.nest_moves))
    once = [lay.marker_id for plan in done.plans.values() for lay in plan.lays]
    assert len(once) > len(set(once)), "orders of like sizes share a marker"


def test_each_different_marker_is_drawn_once_whatever_the_orders(done: ManyCut) -> None:
    asked: list[MarkerRequest] = []

    def draw(request: MarkerRequest) -> Marker:
        asked.append(request)
        return own_nester(POLICY)(request)

    twice = tuple(replace(one, cut_order_id=f"{one.cut_order_id}-again") for one in CLOTH.orders)
    cloth = replace(CLOTH, orders=(*CLOTH.orders, *twice), draw=draw)
    found = cut_many([cloth], LocalEngine(workers=1), Silence())
    # Three drawings teach the line of lengths, whatever is used of them.
    assert len(asked) == 3 + len(found.markers)
    for order in CLOTH.orders:
        first, second = found.plans[order.cut_order_id], found.plans[f"{order.cut_order_id}-again"]
        assert [(one.ratio, one.length_mm) for one in first.lays] == [(one.ratio, one.length_mm) for one in second.lays]


@pytest.mark.parametrize("is_cut_again", [False, True])
def test_two_lists_of_sizes_share_the_markers_that_hold_the_same(
    is_cut_again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sizes S to L in orders of both lists: a marker of one name is one drawing, whoever cuts from it;
    orders whose lays do not fit are cut from it too."""
    if is_cut_again:
        plain = cutting_many._plan

        def refused(cloth: SameCloth, order: CutOrder, *rest: Any) -> CutPlan | None:
            return None if order.cut_order_id.endswith("wide") else plain(cloth, order, *rest)

        monkeypatch.setattr(cutting_many, "_plan", refused)
    monkeypatch.setattr(
        cutting_many, "shared_work", lambda metres, orders: {one: (1.0, 0.25)[one[0]] for one in metres}
    )
    wide = replace(
        CLOTH,
        pattern=draft_pattern("tshirt", [*SIZES, "XXL"]),
        orders=tuple(
            replace(one, cut_order_id=f"{one.cut_order_id}-wide", sizes=(*SIZES, "XXL")) for one in CLOTH.orders
        ),
    )
    done = cut_many([CLOTH, wide], LocalEngine(workers=1), Silence())
    for cloth in (CLOTH, wide):
        costs = cut_policy(POLICY, cloth.pattern, FABRIC, cloth.orders[0].sizes)
        for order in cloth.orders:
            plan = done.plans[order.cut_order_id]
            assert plan.lays and verify_lays(order, FABRIC, costs, plan, TABLE_MM, done.markers) == ()
    used = [{lay.marker_id for order in cloth.orders for lay in done.plans[order.cut_order_id].lays}
            for cloth in (CLOTH, wide)]  # fmt: skip
    assert used[0] & used[1], "some markers serve both"


def test_two_processes_cut_the_same(done: ManyCut) -> None:
    assert cut_many([CLOTH], LocalEngine(workers=2), Silence()) == done


def test_what_is_too_long_for_the_table_is_told_as_it_is_for_a_few_orders() -> None:
    cloth = replace(CLOTH, orders=CLOTH.orders[:1], table_length_mm=300)
    (plan,) = cut_many([cloth], LocalEngine(workers=1), Silence()).plans.values()
    assert (plan.status, plan.reason.code) == ("infeasible", "cut.too_long")


def test_without_a_search_each_size_has_a_marker_of_its_own() -> None:
    policy = replace(POLICY, cut=CutPolicy(lay_rounds=0))
    cloth = replace(CLOTH, orders=CLOTH.orders[:1], policy=policy)
    (plan,) = cut_many([cloth], LocalEngine(workers=1), Silence()).plans.values()
    (alone,) = cut_cloth(cloth).plans
    assert [(one.ratio, one.plies) for one in plan.lays] == [(one.ratio, one.plies) for one in alone.lays]


def test_a_plan_of_many_orders_says_so_and_one_of_few_does_not() -> None:
    """Half of the cloth is cut from a marker with a quarter of the work, two halvings of it."""
    (told,) = told_shares(99, {"a": 50.0, "b": 50.0}, {"a": 1.0, "b": 0.25})
    assert told.fact("least_share") == 0.25 and told.fact("most_share") == 1.0
    assert told.fact("more_cloth_share") == pytest.approx(LOSS_OF_HALF)
    assert told_shares(99, {}, {}) == ()


def test_markers_with_all_of_their_work_are_not_said_to_share_it(done: ManyCut) -> None:
    (told,) = done.limits
    assert told.code == "cut.built_lays" and told.fact("orders") == 3 and told.fact("markers") == len(done.markers)


def test_shares_by_hand() -> None:
    many, least = 10_000, int(LEAST_MARKERS)
    # As many markers as there is full work for get all of it.
    assert shared_work(dict.fromkeys(range(least), 5.0), many) == dict.fromkeys(range(least), 1.0)
    # Twice as many with as much cloth each get half.
    assert set(shared_work(dict.fromkeys(range(2 * least), 5.0), many).values()) == {0.5}
    # One from which nearly all is cut gets all of its own and leaves the rest to the others.
    shares = shared_work({"large": 1e6, **{str(at): 1.0 for at in range(2 * (least - 1))}}, many)
    assert shares.pop("large") == 1.0 and set(shares.values()) == {0.5}


def test_the_work_of_all_falls_smoothly_with_the_orders_down_to_the_least() -> None:
    assert markers_for(1) == markers_for(FULL_ORDERS) == FULL_MARKERS and markers_for(10_000) == LEAST_MARKERS
    all_of_them = [markers_for(orders) for orders in range(FULL_ORDERS, 1_000)]
    assert all(more >= fewer >= 0.95 * more for more, fewer in pairwise(all_of_them)), "no order makes a step"


@pytest.mark.parametrize("seed", range(20))
def test_shares_follow_cloth_and_come_to_no_more_than_the_shared_work(seed: int) -> None:
    rng = np.random.default_rng(seed)
    metres = {at: float(rng.lognormal(3, 1.5)) for at in range(int(rng.integers(1, 400)))}
    orders = int(rng.integers(1, 400))
    shares = shared_work(metres, orders)
    ranked = sorted(metres, key=lambda at: metres[at])
    assert [shares[at] for at in ranked] == sorted(shares.values())
    assert all(LEAST_SHARE <= share <= 1.0 for share in shares.values())
    above = [share for share in shares.values() if share > LEAST_SHARE]
    assert sum(above) <= markers_for(orders) + 1e-6
    assert all(abs(log2(share) / log2(STEP) - round(log2(share) / log2(STEP))) < 1e-4 for share in above)
    if len(metres) <= LEAST_MARKERS:
        assert set(shares.values()) == {1.0}


def test_a_ply_is_laid_where_its_spare_pieces_are_worth_more_than_its_cloth() -> None:
    """Nine pieces of each size: one ply more than the order wants where spares sell, and none where they do not."""
    costs = cut_policy(POLICY, CLOTH.pattern, FABRIC, SIZES)
    plain = order_of("A", (9, 9, 9))
    worth = {("A-0", size): (3_000.0,) for size in SIZES}
    lengths = Lengths(area_mm2=np.array([CLOTH.pattern.area_mm2(one) for one in SIZES]), width_mm=FABRIC.usable_mm,
                      name="tee", sizes=SIZES, known_line=(1.2, 20.0))  # fmt: skip
    cut = {}
    for order in (plain, replace(plain, worth_cents=worth)):
        found = quick_lays(lay_problem(order, FABRIC, costs, TABLE_MM), lengths, WIDTH)
        assert found is not None
        cut[bool(order.worth_cents)] = sum(sum(plies) * sum(mix) for mix, plies in found.best.items())
        before = by_worth(found, found.best)
        assert before == found.best, "no step is left that pays"
    assert cut == {False: 27, True: 30}


def test_the_more_orders_the_fewer_part_plans() -> None:
    assert width_for(1) == width_for(WIDE_ORDERS) == WIDTH
    assert width_for(10 * WIDE_ORDERS) == LEAST_WIDTH


def test_a_marker_of_less_work_is_another_marker_and_gets_so_much() -> None:
    whole = marker_request(CLOTH.pattern, {"S": 1, "M": 1}, FABRIC)
    for marker in (CuttingRoom(cloth=replace(CLOTH, work_share=0.5)).marker({"S": 1, "M": 1}),):
        assert marker.request.work_share == 0.5
        assert marker_key(marker.request) != marker_key(whole)
        alone = nest(replace(marker.request, work_share=1.0), Budget(work=30))
        assert marker.placements == alone.placements


def test_a_piece_that_may_lie_at_any_angle_begins_at_the_one_it_lay_at() -> None:
    square = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))

    def request(*rotations_deg: float) -> MarkerRequest:
        piece = MarkerPiece(piece_id="P", size="M", outline=square, copies=1, rotations_deg=rotations_deg)
        return MarkerRequest(pieces=(piece,), width_mm=500.0)

    there = Placement(piece_index=0, copy=0, x_mm=200.0, y_mm=200.0, rotation_deg=30.0)
    for rotations, angle in (((), 30.0), ((0.0, 30.0), 30.0), ((90.0, 270.0), 90.0)):
        drawn = Marker(
            marker_id="M", request=request(*rotations), placements=(there,), length_mm=400.0, efficiency=0.1,
            made_by="hand",
        )  # fmt: skip
        (put,) = like(request(*rotations), drawn)
        assert put.rotation_deg == angle
