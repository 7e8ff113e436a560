"""Rolls: spreadings worked by hand, every plan checked from the outlines, the best of all orders on small shelves."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import pytest

from treadle.cut.bundles import bundles_of, verify_bundles
from treadle.cut.nest import marker_key
from treadle.cut.rolls import plan_rolls
from treadle.cut.splices import MarkerCloth, marker_cloth
from treadle.cut.spread import Order, RollCosts, spread
from treadle.cut.verify_rolls import verify_rolls
from treadle.terms.budget import Budget
from treadle.terms.cutting import Lay, Marker, MarkerPiece, MarkerRequest, Placement
from treadle.terms.policy import ClothPolicy
from treadle.terms.rolls import ClothNeed, Fault, Roll

END_MM = 20


def marker_of(*boxes: tuple[int, int, int, int], width: int = 1000) -> Marker:
    """A marker of rectangles, each (x, y, length, height)."""
    pieces = tuple(
        MarkerPiece(
            piece_id=f"p{at}",
            size="M",
            outline=((0.0, 0.0), (float(long), 0.0), (float(long), float(high)), (0.0, float(high))),
            copies=1,
        )
        for at, (_, _, long, high) in enumerate(boxes)
    )
    request = MarkerRequest(pieces=pieces, width_mm=float(width))
    placements = tuple(
        Placement(piece_index=at, copy=0, x_mm=float(x), y_mm=float(y), rotation_deg=0.0)
        for at, (x, y, _, _) in enumerate(boxes)
    )
    length = max(x + long for x, _, long, _ in boxes)
    area = sum(long * high for _, _, long, high in boxes)
    return Marker(
        marker_id=marker_key(request),
        request=request,
        placements=placements,
        length_mm=float(length),
        efficiency=area / (length * width),
        made_by="hand",
    )


#: Two garments one after the other, the second beginning 100 mm before the first ends: 2,000 mm.
TWO = marker_of((0, 0, 1050, 500), (950, 500, 1050, 500), (0, 500, 940, 500), (1060, 0, 940, 500))
COSTS = RollCosts(cloth_cents_per_mm=0.5)


def roll(name: str, length: int, shade: str = "A", *faults: Fault, width: int = 1000) -> Roll:
    return Roll(
        roll_id=name, fabric_id="jersey", colour="red", length_mm=length, width_mm=width, shade=shade, faults=faults
    )


def need(plies: int, length: int = 2000, lay: str = "lay") -> ClothNeed:
    return ClothNeed(lay_id=lay, option_id="red", marker_id="m", plies=plies, length_mm=length)


def planned(needs: list[ClothNeed], rolls: list[Roll], marker: Marker = TWO, work: int = 200, costs: RollCosts = COSTS):  # type: ignore[no-untyped-def]
    cloths = {"m": marker_cloth(marker, round(marker.length_mm))}
    plan = plan_rolls(needs, cloths, rolls, costs, end_mm=END_MM, budget=Budget(work=work))
    assert verify_rolls(plan, needs, {"m": marker}, rolls, end_mm=END_MM) == ()
    return plan


def test_splice_places_are_where_every_piece_lies_in_one_cloth() -> None:
    """New cloth may begin at 950 if the old reaches 1,050 (the first front), or at 1,060 likewise (10 mm of waste)."""
    cloth = marker_cloth(TWO, 2000)
    assert (cloth.starts_mm, cloth.reaches_mm) == ((0, 950, 1060), (0, 1050, 2000))
    assert cloth.splice(1049) is None
    assert cloth.splice(1050) == (950, 1050)


def test_a_tail_is_spliced_into_the_next_roll_of_its_shade() -> None:
    """A roll of 9,200 mm gives four plies of 2,020; its last 1,120 mm carry a fifth ply to 1,050 (and its ends), which
    goes on at 950 in the next roll: 1,070 mm of it. Nothing but 50 mm and the overlap of 100 and its ends is lost."""
    plan = planned([need(6)], [roll("one", 9_200), roll("two", 9_000)], work=4)
    told = [(one.roll_id, one.first_ply, one.last_ply, one.from_mm, one.to_mm) for one in plan.stretches]
    assert told == [
        ("one", 1, 4, 0, 8080),
        ("one", 5, 5, 8080, 9150),
        ("two", 5, 5, 0, 1070),
        ("two", 6, 6, 1070, 3090),
    ]
    assert plan.splices == 1
    assert plan.lost_mm == 50 + 100 + END_MM
    assert [use.remnants for use in plan.uses] == [(), ((3090, 9000),)]


def test_shades_are_not_joined_in_a_ply() -> None:
    plan = planned([need(6)], [roll("one", 9_200, "A"), roll("two", 9_000, "B")])
    assert plan.splices == 0
    assert plan.shortages == ()


def test_a_fault_between_the_pieces_is_left_where_it_is_and_one_in_a_piece_is_cut_out() -> None:
    """The only cloth that no piece covers lies from 940 to 950 above 500 mm; a fault there in the first ply costs
    nothing, over the whole width the ply is cut off before it."""
    spot = Fault(from_mm=END_MM // 2 + 942, to_mm=END_MM // 2 + 948, across_from_mm=600, across_to_mm=700)
    whole = replace(spot, across_from_mm=None, across_to_mm=None)
    borne = planned([need(4)], [roll("one", 8_080, "A", spot)])
    assert borne.shortages == ()
    assert borne.lost_mm == 0
    cut = planned([need(4)], [roll("one", 8_080, "A", whole)])
    assert [one.plies for one in cut.shortages] == [1]
    assert min(one.from_mm for one in cut.stretches) >= whole.to_mm


def test_what_is_missing_says_why() -> None:
    assert [(one.plies, one.cause) for one in planned([need(3)], []).shortages] == [(3, "no cloth")]
    narrow = planned([need(3)], [roll("one", 9_000, width=900)])
    assert [(one.plies, one.cause) for one in narrow.shortages] == [(3, "too narrow")]
    short = planned([need(3)], [roll("one", 5_000)], costs=replace(COSTS, policy=ClothPolicy(splice_cents=1e9)))
    assert [(one.plies, one.missing_mm, one.cause) for one in short.shortages] == [(1, 2020, "too short")]


def test_a_ply_is_held_back_where_the_leftover_is_then_worth_keeping() -> None:
    """Two rolls of 4,500 for three plies: two from one and one from the other loses 460 mm (kept: 2,480); the search
    must not do worse than the best of all ways."""
    plan = planned(
        [need(3)], [roll("one", 4_500), roll("two", 4_500)], costs=replace(COSTS, policy=ClothPolicy(splice_cents=1e9))
    )
    assert plan.cost_cents == pytest.approx(2 * COSTS.policy.roll_cents + 460 * 0.5 + COSTS.policy.remnant_cents)


def shelves(seed: int) -> tuple[list[ClothNeed], list[Roll]]:
    chance = random.Random(seed)
    rolls = []
    for at in range(chance.randint(1, 9)):
        length, faults, place = chance.randint(1_000, 30_000), [], 0
        for _ in range(chance.randint(0, 3)):
            place += chance.randint(0, 8_000)
            end = place + chance.randint(1, 200)
            if end < length:
                low = None if chance.random() < 0.5 else chance.randint(0, 900)
                faults.append(
                    Fault(from_mm=place, to_mm=end, across_from_mm=low, across_to_mm=None if low is None else low + 40)
                )
                place = end
        width = chance.choice((1000, 1000, 1040, 960))
        rolls.append(roll(f"r{at}", length, chance.choice("AAB"), *faults, width=width))
    needs = [need(chance.randint(1, 20), lay=f"lay{at}") for at in range(chance.randint(1, 3))]
    return needs, rolls


@pytest.mark.parametrize("seed", range(60))
def test_every_plan_passes_the_independent_check(seed: int) -> None:
    needs, rolls = shelves(seed)
    plan = planned(needs, rolls, work=40)
    laid = sum(one.plies for one in needs) - sum(one.plies for one in plan.shortages)
    assert plan.net_mm == laid * (2000 + END_MM)


def test_the_check_sees_every_rule_broken() -> None:
    fault = Fault(from_mm=5_000, to_mm=5_100)
    needs, rolls = [need(6)], [roll("one", 9_200, "A", fault), roll("two", 9_000)]
    plan = planned(needs, rolls)
    first = plan.stretches[0]

    def rules(stretch: object) -> set[str]:
        changed = replace(plan, stretches=(stretch, *plan.stretches[1:]))
        found = verify_rolls(changed, needs, {"m": TWO}, rolls, end_mm=END_MM)
        return {one.rule for one in found}

    assert "comes off the shelf" in str(rules(replace(first, roll_id="none")))
    assert "a stretch has its roll's shade" in rules(replace(first, shade="B"))
    assert "a ply is laid once" in rules(replace(first, last_ply=first.last_ply + 1))
    assert "every ply is laid or short" in rules(replace(first, first_ply=first.last_ply))
    assert "a piece lies in one cloth" in rules(replace(first, until_mm=1_500))
    assert "a stretch holds what it covers and its ends" in rules(replace(first, to_mm=first.to_mm - 1))
    assert "no piece has a fault" in rules(
        replace(first, roll_id="one", from_mm=4_000, to_mm=4_000 + first.to_mm - first.from_mm)
    )
    narrow = verify_rolls(plan, needs, {"m": TWO}, [replace(one, width_mm=900) for one in rolls], end_mm=END_MM)
    assert {one.rule for one in narrow} == {"cloth is wide enough"}


def best_of_all(needs: list[ClothNeed], rolls: list[Roll], cloths: dict[str, MarkerCloth]) -> float:
    """The least cost over every order of lays and rolls, every set of rolls that hold back and every set unspliced."""
    count = len(rolls)
    sets = [frozenset(at for at in range(count) if mask >> at & 1) for mask in range(2**count)]
    return min(
        spread(needs, cloths, rolls, Order(lays, order, held, plain), COSTS, END_MM).cents
        for lays in permutations(range(len(needs)))
        for order in permutations(range(count))
        for held in sets
        for plain in sets
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_the_best_order_of_small_shelves(seed: int) -> None:
    chance = random.Random(seed)
    rolls = [roll(f"r{at}", chance.randint(5_000, 14_000), chance.choice("AB")) for at in range(3)]
    needs = [need(chance.randint(2, 5), lay="one"), need(chance.randint(1, 4), lay="two")]
    cloths = {"m": marker_cloth(TWO, 2000)}
    plan = planned(needs, rolls, work=600)
    assert plan.cost_cents == pytest.approx(best_of_all(needs, rolls, cloths), abs=0.01)


def test_bundles_part_where_the_shade_changes() -> None:
    lay = Lay(lay_id="lay", marker_id="m", ratio={"M": 1}, plies={"red": 6, "blue": 2}, length_mm=2000)
    shades = {("lay", "red"): ["A", "A", "A", "A", "B"]}
    bundles = bundles_of([lay], most_units=3, shades=shades)
    assert [(one.shade, one.first_ply, one.last_ply) for one in bundles] == [
        ("A", 1, 2), ("A", 3, 4), ("B", 5, 5), ("", 6, 6), ("", 7, 8),
    ]  # fmt: skip
    assert verify_bundles([lay], bundles, 3, shades) == ()
    assert {one.rule for one in verify_bundles([lay], bundles_of([lay], most_units=3), 3, shades)} == {
        "a bundle has one shade"
    }
