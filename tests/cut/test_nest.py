"""The nester on cases whose answer is known, and what it promises of every marker."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import QUICK_MOVES, marker_key, marker_request, nest
from treadle.cut.verify_marker import verify_marker
from treadle.errors import InputError
from treadle.problems.strip_packing import plain_request, plain_solution
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, MarkerPiece, MarkerRequest

CLOTH = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=500, selvedge_mm=15)


def square(side: float, copies: int, **more: object) -> MarkerPiece:
    outline = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    return MarkerPiece(piece_id="square", size="M", outline=outline, copies=copies, **more)  # type: ignore[arg-type]


def test_squares_fill_the_width_exactly() -> None:
    marker = nest(MarkerRequest(pieces=(square(250, 8),), width_mm=1000), Budget(work=400))
    assert marker.length_mm == pytest.approx(500, abs=0.01)
    assert marker.efficiency == pytest.approx(1.0, abs=1e-4)
    assert marker.made_by == "own"


def test_triangles_interlock_only_when_they_may_turn() -> None:
    outline = ((0.0, 0.0), (600.0, 0.0), (0.0, 1000.0))
    triangle = MarkerPiece(piece_id="gore", size="M", outline=outline, copies=2)
    free = nest(MarkerRequest(pieces=(triangle,), width_mm=1000), Budget(work=400))
    fixed = nest(MarkerRequest(pieces=(replace(triangle, rotations_deg=(0.0,)),), width_mm=1000), Budget(work=400))
    assert free.length_mm == pytest.approx(600, abs=1)
    assert fixed.length_mm == pytest.approx(1200, abs=1)
    assert {put.rotation_deg for put in fixed.placements} == {0.0}


def test_pieces_a_hair_too_wide_for_each_other_are_not_laid_as_boxes() -> None:
    """Tall and middle pieces are wider together than the cloth by less than the search lets pass, so that every layout
    it finds has them across each other: then they are taken apart anew, instead of each piece in a row of boxes."""

    def board(side: float, copies: int) -> MarkerPiece:
        outline = ((0.0, 0.0), (300.0, 0.0), (300.0, side), (0.0, side))
        return MarkerPiece(piece_id="board", size=str(side), outline=outline, copies=copies, rotations_deg=(0.0,))

    boards = (board(600.1, 4), board(400.0, 2), board(399.0, 4))
    marker = nest(MarkerRequest(pieces=boards, width_mm=1000), Budget(work=60))
    assert marker.length_mm == pytest.approx(1500, abs=1)


def test_spacing_keeps_pieces_apart_but_not_from_the_edge() -> None:
    marker = nest(MarkerRequest(pieces=(square(245, 8),), width_mm=1000, spacing_mm=6.0), Budget(work=400))
    assert verify_marker(marker) == ()
    assert marker.length_mm == pytest.approx(496, abs=0.5)


def test_a_pair_is_one_piece_and_its_mirror() -> None:
    request = marker_request(draft_pattern("tshirt", ["M"]), {"M": 3}, CLOTH)
    sleeves = [piece for piece in request.pieces if piece.piece_id == "sleeve"]
    assert [(piece.is_mirrored, piece.copies) for piece in sleeves] == [(False, 3), (True, 3)]
    assert request.width_mm == 1570


def test_one_way_cloth_keeps_every_piece_in_one_direction() -> None:
    request = marker_request(draft_pattern("tshirt", ["M"]), {"M": 2}, replace(CLOTH, is_one_way=True))
    marker = nest(request, Budget(work=QUICK_MOVES))
    assert {put.rotation_deg for put in marker.placements} == {0.0}
    assert verify_marker(marker) == ()


def test_same_request_same_marker_and_more_moves_are_not_worse_here() -> None:
    request = marker_request(draft_pattern("tshirt", ["S", "M", "L"]), {"S": 1, "M": 2, "L": 1}, CLOTH)
    quick = nest(request, Budget(work=QUICK_MOVES))
    long = nest(request, Budget(work=600))
    assert nest(request, Budget(work=600)) == long
    assert long.length_mm <= quick.length_mm
    assert long.efficiency > 0.80


def test_stored_placements_are_taken_again_unless_they_fail_the_check() -> None:
    request = MarkerRequest(pieces=(square(250, 8),), width_mm=1000)
    marker = nest(request, Budget(work=100))
    again = nest(request, Budget(work=1), stored=marker.placements)
    assert (again.made_by, again.placements) == ("stored", marker.placements)
    broken = (replace(marker.placements[0], x_mm=marker.placements[1].x_mm), *marker.placements[1:])
    assert nest(request, Budget(work=100), stored=broken[:-1]).made_by == "own"


def test_keys_tell_requests_apart() -> None:
    one = MarkerRequest(pieces=(square(250, 8),), width_mm=1000)
    assert marker_key(one) == marker_key(replace(one))
    assert len({marker_key(r) for r in (one, replace(one, width_mm=1001), replace(one, seed=1))}) == 3


def test_bad_pieces_are_all_named() -> None:
    bow = MarkerPiece(piece_id="bow", size="M", outline=((0, 0), (10, 10), (10, 0), (0, 10)), copies=1)
    line = MarkerPiece(piece_id="line", size="M", outline=((0, 0), (10, 0)), copies=1)
    with pytest.raises(InputError) as error:
        nest(MarkerRequest(pieces=(bow, line), width_mm=100), Budget(work=10))
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="wider than the fabric"):
        nest(MarkerRequest(pieces=(square(200, 1),), width_mm=100), Budget(work=10))
    with pytest.raises(InputError, match="no pieces of size XL"):
        marker_request(draft_pattern("tshirt", ["M"]), {"XL": 1}, CLOTH)


def test_sparrow_is_checked_and_compacted() -> None:
    pytest.importorskip("spyrrow")
    request = marker_request(draft_pattern("tshirt", ["M"]), {"M": 2}, replace(CLOTH, spacing_mm=2.0), nester="sparrow")
    end = time.monotonic() + 4.0
    marker = nest(request, Budget(work=100, left=lambda: end - time.monotonic()))
    assert verify_marker(marker) == ()
    assert marker.made_by == "sparrow"


def test_plain_problem_in_its_own_unit(tmp_path: Path) -> None:
    told = {
        "name": "four",
        "strip_height": 2.0,
        "items": [
            {
                "id": 7,
                "demand": 4,
                "allowed_orientations": [0.0],
                "shape": {"data": [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]},
            }
        ],
    }
    request, factor = plain_request(told, "four.json", 0, "own")
    answer = plain_solution(nest(request, Budget(work=100)), factor, 2.0)
    assert answer["length"] == pytest.approx(2.0, abs=1e-5)
    assert {put["item"] for put in answer["placements"]} == {7}
    from benchmarks.checks.nest import check

    path = tmp_path / "four.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert check(path, answer) == []
    answer["placements"][0] |= {"x": 0.5, "y": 0.5}
    assert any("overlap" in one for one in check(path, answer))


def test_plain_problem_with_many_faults_names_them() -> None:
    with pytest.raises(InputError) as error:
        plain_request({"strip_height": 0, "items": [{"id": 1}, 3]}, "x.json", 0, "own")
    said = str(error.value)
    assert len(error.value.problems) == 4
    for part in ("strip_height is 0", "item 1 has no 'shape'", "item 1 has no 'demand'", "item 2 is 3, not an object"):
        assert part in said


@pytest.mark.parametrize("name", ["albano", "fu"])
def test_public_instances_pass_the_independent_check(shared_data: Path, name: str) -> None:
    from benchmarks.checks.nest import check

    path = shared_data / "factory" / "nesting" / f"{name}.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    request, factor = plain_request(told, path.name, 0, "own")
    answer = plain_solution(nest(request, Budget(work=600)), factor, told["strip_height"])
    assert check(path, answer) == []
    best = {"albano": 9692.056, "fu": 30.843}[name]
    assert answer["length"] <= 1.15 * best
