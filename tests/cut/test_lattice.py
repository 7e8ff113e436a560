"""Stripes, plaids and faults: match points on the repeat, nothing over a fault, by hand and on drafted garments."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_key, marker_request, nest
from treadle.cut.verify_marker import verify_marker
from treadle.errors import InputError
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, MarkerPiece, MarkerRequest

CLOTH = Fabric(fabric_id="check", width_mm=1600, price_per_m_cents=500, selvedge_mm=15)


def square(side: float, copies: int, **more: object) -> MarkerPiece:
    outline = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    return MarkerPiece(piece_id="square", size="M", outline=outline, copies=copies, rotations_deg=(0.0,), **more)  # type: ignore[arg-type]


def test_matched_squares_begin_on_the_stripe_by_hand() -> None:
    """Squares of 250 mm on stripes every 100: four side by side, the next four 300 mm on, not 250."""
    request = MarkerRequest(pieces=(square(250, 8, match_mm=(0.0, 0.0)),), width_mm=1030, repeat_mm=(100.0, 0.0))
    marker = nest(request, Budget(work=50))
    assert verify_marker(marker) == ()
    assert {round(put.x_mm) for put in marker.placements} == {0, 300}
    assert marker.length_mm == pytest.approx(550)


def test_a_match_point_inside_the_piece_is_what_lies_on_the_stripe() -> None:
    request = MarkerRequest(pieces=(square(250, 1, match_mm=(30.0, 0.0)),), width_mm=1030, repeat_mm=(100.0, 0.0))
    marker = nest(request, Budget(work=10))
    assert marker.placements[0].x_mm == pytest.approx(70)


def test_a_fault_is_gone_round_by_hand() -> None:
    """A fault at the start over the lower half: the square lies above it; over the whole width: behind it."""
    above = MarkerRequest(pieces=(square(400, 1),), width_mm=1000, defects=((100.0, 100.0, 150.0, 150.0),))
    marker = nest(above, Budget(work=10))
    assert (marker.placements[0].x_mm, 150 <= marker.placements[0].y_mm <= 175) == (0, True)
    behind = nest(replace(above, defects=((100.0, 0.0, 150.0, 1000.0),)), Budget(work=10))
    assert 150 <= behind.placements[0].x_mm <= 175
    assert verify_marker(marker) == verify_marker(behind) == ()


@settings(max_examples=15)
@given(
    repeat=st.tuples(st.sampled_from([0.0, 37.5, 80.0, 210.0]), st.sampled_from([0.0, 55.0, 160.0])),
    spacing=st.sampled_from([0.0, 4.0]),
    faults=st.lists(
        st.tuples(st.integers(0, 2500), st.integers(0, 1500), st.integers(1, 80), st.integers(1, 80)), max_size=3
    ),
    kind=st.sampled_from(["tshirt", "trousers"]),
)
def test_every_marker_on_a_repeat_passes_the_independent_check(repeat, spacing, faults, kind) -> None:  # type: ignore[no-untyped-def]
    cloth = replace(CLOTH, repeat_along_mm=repeat[0], repeat_across_mm=repeat[1], spacing_mm=spacing)
    request = marker_request(draft_pattern(kind, ["S", "M"]), {"S": 1, "M": 1}, cloth)
    defects = tuple((float(x), float(y), float(x + w), float(y + h)) for x, y, w, h in faults)
    marker = nest(replace(request, defects=defects), Budget(work=30))
    assert verify_marker(marker) == ()


def test_more_work_is_never_longer_and_the_same_request_is_the_same_marker() -> None:
    request = marker_request(draft_pattern("tshirt", ["S", "M"]), {"S": 1, "M": 2}, replace(CLOTH, repeat_along_mm=60))
    short, long = nest(request, Budget(work=60)), nest(request, Budget(work=600))
    assert long.length_mm <= short.length_mm
    assert nest(request, Budget(work=60)).placements == short.placements
    assert marker_key(request) != marker_key(replace(request, repeat_mm=(61.0, 0.0)))


def test_the_check_sees_a_piece_off_the_stripe_and_one_on_a_fault() -> None:
    request = MarkerRequest(pieces=(square(250, 2, match_mm=(0.0, 0.0)),), width_mm=1030, repeat_mm=(100.0, 0.0))
    marker = nest(request, Budget(work=10))
    put = marker.placements[0]
    moved = replace(marker, placements=(replace(put, x_mm=put.x_mm + 3.0), *marker.placements[1:]))
    assert "matched pieces lie on the repeat" in {one.rule for one in verify_marker(moved)}
    faulty = replace(marker, request=replace(request, defects=((10.0, 10.0, 20.0, 20.0),)))
    assert "no piece has a fault" in {one.rule for one in verify_marker(faulty)}


def test_shades_in_sections_stay_on_the_repeat_and_faults_beside_them_are_refused() -> None:
    cloth = replace(CLOTH, repeat_along_mm=90, shade_mm=2_000)
    request = marker_request(draft_pattern("tshirt", ["M"]), {"M": 4}, cloth)
    marker = nest(request, Budget(work=60))
    assert verify_marker(marker) == ()
    with pytest.raises(InputError, match="not both"):
        nest(replace(request, defects=((0.0, 0.0, 5.0, 5.0),)), Budget(work=10))


def test_the_command_draws_stripes_and_faults(tmp_path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "m.svg"
    asked = ["nest", "tshirt", "--ratio", "M:1", "--repeat", "80,0", "--defect", "200,300,240,340", "--moves", "20",
             "--out", str(out)]  # fmt: skip
    told = CliRunner().invoke(build_app(), asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "checked" in told.output
    assert out.read_text().count("<title>fault</title>") == 1
    assert out.read_text().count('stroke="#b197fc"') > 5
