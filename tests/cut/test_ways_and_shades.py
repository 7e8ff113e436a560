"""Cloth that limits a marker: nap by garment, doubled cloth, tubes, and garments of one shade."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.garments import garments_of, in_sections, is_near, shade_spans
from treadle.cut.nest import QUICK_MOVES, is_symmetrical, marker_key, marker_request, nest
from treadle.cut.verify_marker import verify_marker
from treadle.day.cutting_room import SameCloth, cut_cloth
from treadle.day.plan import own_nester
from treadle.errors import InputError
from treadle.terms.budget import Budget
from treadle.terms.cutting import CutOrder, Fabric, Pattern, Piece
from treadle.terms.policy import NestPolicy, Policy

CLOTH = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=500, selvedge_mm=15)
TSHIRT = draft_pattern("tshirt", ["S", "M", "L"])
QUICK = Budget(work=QUICK_MOVES)


def drawn(ratio: dict[str, int], cloth: Fabric, pattern: Pattern = TSHIRT):  # type: ignore[no-untyped-def]
    marker = nest(marker_request(pattern, ratio, cloth), QUICK)
    assert verify_marker(marker) == ()
    return marker


def test_a_garment_faces_one_way_and_half_of_them_the_other() -> None:
    marker = drawn({"M": 3, "S": 1}, replace(CLOTH, is_garment_way=True))
    assert marker.request.garments == (("S", 0, 1), ("M", 0, 2), ("M", 1, 1))
    turned: dict[tuple[str, int, int], set[float]] = {}
    for put, key in zip(marker.placements, garments_of(marker), strict=True):
        turned.setdefault(key, set()).add(put.rotation_deg)
    assert len(turned) == 4
    assert all(len(angles) == 1 for angles in turned.values())
    assert {min(turned[key]) for key in turned if key[1] == 1} == {180.0}


def test_every_garment_has_all_of_its_pieces() -> None:
    marker = drawn({"M": 2, "L": 1}, replace(CLOTH, shade_mm=5_000))
    held = Counter()
    for put, key in zip(marker.placements, garments_of(marker), strict=True):
        piece = marker.request.pieces[put.piece_index]
        held[key, piece.piece_id, piece.is_mirrored] += 1
    for size, number in (("M", 0), ("M", 1), ("L", 0)):
        wanted = {(one.piece_id, one.is_mirrored): one.copies for one in
                  marker_request(TSHIRT, {size: 1}, CLOTH).pieces}  # fmt: skip
        mine = {key[1:]: count for key, count in held.items() if key[0] == (size, 0, number)}
        assert mine == wanted


def test_garments_in_order_along_the_cloth_are_the_nearest_of_all() -> None:
    """Against every way of giving three garments their front, back and first sleeve."""
    marker = drawn({"M": 3}, replace(CLOTH, shade_mm=50_000))
    spans = {}
    for index, piece in enumerate(marker.request.pieces[:3]):
        ends = []
        for put in marker.placements:
            if put.piece_index == index:
                xs = [x for x, _ in piece.outline] if put.rotation_deg == 0 else [-x for x, _ in piece.outline]
                ends.append((put.x_mm + min(xs), put.x_mm + max(xs)))
        spans[index] = ends[:3]
    fixed = spans[0]

    def longest(second: tuple[int, ...], third: tuple[int, ...]) -> float:
        groups = [(fixed[k], spans[1][second[k]], spans[2][third[k]]) for k in range(3)]
        return max(max(b for _, b in group) - min(a for a, _ in group) for group in groups)

    best = min(longest(a, b) for a in permutations(range(3)) for b in permutations(range(3)))
    by_middle = {index: sorted(range(3), key=lambda at: sum(spans[index][at])) for index in spans}
    ours = max(
        max(spans[index][by_middle[index][k]][1] for index in spans)
        - min(spans[index][by_middle[index][k]][0] for index in spans)
        for k in range(3)
    )
    widths = [b - a for ends in spans.values() for a, b in ends]
    assert ours <= best + max(widths) - min(widths) + 1e-6


def test_a_marker_is_drawn_in_sections_where_shades_ask_for_it() -> None:
    free = drawn({"M": 4, "S": 2}, CLOTH)
    loose = drawn({"M": 4, "S": 2}, replace(CLOTH, shade_mm=20_000))
    near = drawn({"M": 4, "S": 2}, replace(CLOTH, shade_mm=1_700))
    assert loose.length_mm == pytest.approx(free.length_mm)
    assert max(shade_spans(loose).values()) > 1_700
    assert max(shade_spans(near).values()) <= 1_700
    assert near.length_mm >= free.length_mm
    assert marker_key(near.request) != marker_key(loose.request) != marker_key(free.request)


def test_sections_hold_all_garments_once() -> None:
    request = marker_request(TSHIRT, {"M": 4, "S": 2, "L": 1}, replace(CLOTH, is_garment_way=True, shade_mm=900))
    for sections in range(1, 9):
        parts = in_sections(request, sections)
        assert sum(count for part in parts for _, _, count in part.garments) == 7
        held = Counter()
        for part in parts:
            for piece in part.pieces:
                held[piece.piece_id, piece.size, piece.is_mirrored, piece.way] += piece.copies
        assert held == {(one.piece_id, one.size, one.is_mirrored, one.way): one.copies for one in request.pieces}


def test_a_length_that_no_garment_keeps_is_refused_with_the_least_there_is() -> None:
    with pytest.raises(InputError, match="shade_mm allows 300"):
        nest(marker_request(TSHIRT, {"M": 2}, replace(CLOTH, shade_mm=300)), QUICK)


def test_the_check_sees_a_garment_strewn_over_the_cloth() -> None:
    marker = drawn({"M": 4}, replace(CLOTH, shade_mm=20_000))
    tight = replace(marker, request=replace(marker.request, shade_mm=1_000.0))
    assert not is_near(tight)
    assert {one.rule for one in verify_marker(tight)} == {"pieces of a garment lie near each other"}


def test_doubled_cloth_gives_a_pair_from_one_place() -> None:
    """Half the width less one selvedge; one sleeve is placed for two, and of a front that is symmetrical one for two
    garments."""
    request = marker_request(TSHIRT, {"M": 2}, replace(CLOTH, spread="folded"))
    assert request.width_mm == 1600 / 2 - 15
    copies = {piece.piece_id: piece.copies for piece in request.pieces}
    plain = Counter()
    for piece in marker_request(TSHIRT, {"M": 2}, CLOTH).pieces:
        plain[piece.piece_id] += piece.copies
    assert {name: 2 * count for name, count in copies.items()} == plain
    assert {piece.is_mirrored for piece in request.pieces} == {False}
    assert marker_request(TSHIRT, {"M": 2}, replace(CLOTH, spread="tubular")).width_mm == 1600


def test_doubled_cloth_refuses_what_is_neither_a_pair_nor_symmetrical() -> None:
    slanted = Piece(piece_id="flap", size="M", outline=((0, 0), (300, 0), (200, 150), (0, 100)))
    with pytest.raises(InputError, match="flap M is neither a pair nor symmetrical"):
        marker_request(Pattern(pattern_id="bag", pieces=(slanted,)), {"M": 2}, replace(CLOTH, spread="folded"))
    assert not is_symmetrical(slanted.outline)
    assert is_symmetrical(((0, 0), (300, 20), (300, 80), (0, 100)))


@pytest.mark.parametrize("spread", ["folded", "tubular"])
def test_an_order_is_cut_from_doubled_cloth_with_every_rule_checked(spread: str) -> None:
    order = CutOrder(
        cut_order_id="W-1", style_id="TEE", option_ids=("TEE-red",), sizes=("S", "M"),
        demand={("TEE-red", "S"): 12, ("TEE-red", "M"): 25},
    )  # fmt: skip
    cloth = replace(CLOTH, spread=spread, max_plies=20, width_mm=1600 if spread == "folded" else 800)
    done = cut_cloth(
        SameCloth(orders=(order,), pattern=TSHIRT, fabric=cloth, table_length_mm=9_000, policy=Policy(),
                  draw=own_nester(Policy(nest=NestPolicy(nest_moves=60))))
    )  # fmt: skip
    plan = done.plans[0]
    assert plan.status in ("optimal", "feasible")
    assert all(lay.total_plies <= 10 for lay in plan.lays)
    opened = cut_cloth(
        SameCloth(orders=(order,), pattern=TSHIRT, fabric=replace(CLOTH, max_plies=20), table_length_mm=9_000,
                  policy=Policy(), draw=own_nester(Policy(nest=NestPolicy(nest_moves=60))))
    ).plans[0]  # fmt: skip
    # Half the width nests worse, and an odd garment cuts its single pieces twice: never less cloth, and not much more.
    assert opened.fabric_m <= plan.fabric_m <= 1.4 * opened.fabric_m
