"""Patterns as JSON and SVG, graded and shown: by hand, back and forth, and every broken piece named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Polygon
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.connectors.pattern_json import pattern_json, read_pattern_json
from treadle.connectors.pattern_svg import path_points, read_pattern_svg
from treadle.cut.draft import draft_pattern
from treadle.cut.grade import Growth, grade_pattern
from treadle.cut.nest import marker_request, nest
from treadle.cut.verify_marker import verify_marker
from treadle.errors import InputError, NotFoundError
from treadle.report.pieces_picture import pieces_svg
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Pattern, Piece

CLOTH = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=500)
BAG = """<svg xmlns="http://www.w3.org/2000/svg" width="40cm" viewBox="0 0 200 100">
 <path id="flap" data-size="M" data-quantity="2" data-pair="yes" data-match="10,0" d="M0 0 h150 V60 l-150 20 z"/>
 <g><polygon id="strap" data-size="M" data-grain="90" data-rotations="0" points="0,0 10,0 10,90 0,90"/></g>
</svg>"""


def test_a_pattern_goes_to_json_and_back(tmp_path: Path) -> None:
    pattern = draft_pattern("tshirt", ["S", "M"])
    odd = replace(pattern, pieces=(*pattern.pieces[:-1], replace(pattern.pieces[-1], tilt_deg=2.0, match_mm=None)))
    path = tmp_path / "tee.json"
    path.write_text(pattern_json(odd), encoding="utf-8")
    assert read_pattern_json(path) == odd


def test_every_broken_piece_of_a_json_is_named(tmp_path: Path) -> None:
    cross = [[0, 0], [10, 10], [10, 0], [0, 10]]
    whole = [[0, 0], [10, 0], [10, 10]]
    told = {"pieces": [
        {"piece_id": "a", "size": "M", "outline": cross}, {"piece_id": "b", "size": "M"},
        {"piece_id": "c", "size": "M", "outline": whole, "quantity": 3, "is_pair": True},
        {"piece_id": "d", "size": "M", "outline": whole, "tilt_deg": 60},
        {"piece_id": "d", "size": "M", "outline": whole},
    ]}  # fmt: skip
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(told))
    with pytest.raises(InputError) as caught:
        read_pattern_json(path)
    text = str(caught.value)
    for words in ("a M has no simple outline", "piece 2 cannot be read", "c M cannot be cut 3 times in mirrored pairs",
                  "d M has no rotation, or a tilt", "d M is there twice"):  # fmt: skip
        assert words in text
    with pytest.raises(NotFoundError):
        read_pattern_json(tmp_path / "none.json")


def test_a_drawing_is_read_in_millimetres_with_its_grain_along_the_cloth(tmp_path: Path) -> None:
    """40 cm over 200 units: 2 mm each; y runs up; the strap's grain, drawn upright, lies along x."""
    path = tmp_path / "bag.svg"
    path.write_text(BAG)
    flap, strap = read_pattern_svg(path).pieces
    assert flap.outline == ((0.0, 0.0), (300.0, 0.0), (300.0, -120.0), (0.0, -160.0))
    assert (flap.piece_id, flap.size, flap.quantity, flap.is_pair, flap.match_mm) == ("flap", "M", 2, True, (10.0, 0.0))
    spans = np.ptp(np.array(strap.outline), axis=0)
    assert spans.tolist() == pytest.approx([180.0, 20.0])
    assert strap.rotations_deg == (0.0,)


def test_curves_of_a_path_end_where_they_say() -> None:
    points = path_points("M 0,0 C 0,10 10,10 10,0 q5,-5 10 0 H30 v10 L0 10Z")
    assert points[0] == (0.0, 0.0)
    assert (10.0, 0.0) in points and (20.0, 0.0) in points
    assert points[-3:] == [(30.0, 0.0), (30.0, 10.0), (0.0, 10.0)]
    middle = points[8]
    assert middle == pytest.approx((5.0, 7.5))


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        ('<svg><path id="x" d="M0 0 A 5 5 0 0 1 10 0 z"/></svg>', "command 'A' is not read"),
        ('<svg><path id="x" d="M0 0 L5 0 5 5 z M9 9 L10 9"/></svg>', "more than one line"),
        ('<svg><g transform="scale(2)" id="g"/><path id="x" d="M0 0 L5"/></svg>', "g is moved by a transform"),
        ("<svg><rect/></svg>", "no path or polygon"),
        ("<svg", "it is no SVG"),
    ],
)
def test_what_a_drawing_does_wrong_is_said(tmp_path: Path, drawing: str, words: str) -> None:
    path = tmp_path / "bad.svg"
    path.write_text(drawing)
    with pytest.raises(InputError, match=words):
        read_pattern_svg(path)


def square(size: str, side: float, *more: tuple[float, float]) -> Piece:
    return Piece(piece_id="body", size=size, outline=((0, 0), (side, 0), (side, side), *more, (0, side)))


def test_sizes_between_and_beyond_two_are_on_their_line() -> None:
    pattern = Pattern(pattern_id="p", pieces=(square("S", 100), square("L", 120)))
    graded = grade_pattern(pattern, ["XS", "S", "M", "L", "XL"])
    assert [one.outline[2][0] for one in graded.pieces] == pytest.approx([90, 100, 110, 120, 130])
    assert graded.of_size("S") == pattern.of_size("S")


def test_one_size_grows_by_what_is_asked() -> None:
    graded = grade_pattern(Pattern(pattern_id="p", pieces=(square("M", 100),)), ["S", "M", "XL"], Growth(10, 20))
    spans = {one.size: np.ptp(np.array(one.outline), axis=0).tolist() for one in graded.pieces}
    assert spans == {"S": [90, 80], "M": [100, 100], "XL": [110, 120]}


def test_what_cannot_be_graded_is_named() -> None:
    odd = Pattern(pattern_id="p", pieces=(square("S", 100), square("L", 120, (60.0, 130.0))))
    with pytest.raises(ValueError, match="S has 4 points and L 5"):
        grade_pattern(odd, ["S", "M", "L"])
    with pytest.raises(ValueError, match="body: it has size S only"):
        grade_pattern(Pattern(pattern_id="p", pieces=(square("S", 100),)), ["S", "M"])


def test_a_drafted_size_is_near_the_one_graded_between_its_neighbours() -> None:
    drafted = draft_pattern("tshirt", ["S", "M", "L"])
    graded = grade_pattern(Pattern(pattern_id="t", pieces=drafted.of_size("S") + drafted.of_size("L")), ["S", "M", "L"])
    for one, other in zip(drafted.of_size("M"), graded.of_size("M"), strict=True):
        assert Polygon(other.outline).area == pytest.approx(Polygon(one.outline).area, rel=0.03)


def test_a_tilt_is_tried_and_never_exceeded() -> None:
    pieces = tuple(replace(one, tilt_deg=3.0) for one in draft_pattern("tshirt", ["M"]).pieces)
    request = marker_request(Pattern(pattern_id="t", pieces=pieces), {"M": 1}, CLOTH)
    assert set(request.pieces[0].rotations_deg) == {0.0, 357.0, 358.5, 1.5, 3.0, 180.0, 177.0, 178.5, 181.5, 183.0}
    marker = nest(request, Budget(work=60))
    assert verify_marker(marker) == ()


def test_the_sheet_shows_every_piece_in_every_size() -> None:
    pattern = draft_pattern("shirt", ["S", "M", "L"])
    assert pieces_svg(pattern).count("<polygon") == len(pattern.pieces)


def test_the_commands_read_convert_grade_and_nest(tmp_path: Path) -> None:
    (tmp_path / "bag.svg").write_text(BAG)
    run = CliRunner()
    told = run.invoke(
        build_app(),
        [
            "pieces",
            str(tmp_path / "bag.svg"),
            "--grade",
            "S,M,L",
            "--grow-along",
            "10",
            "--out",
            str(tmp_path / "b.json"),
        ],
        catch_exceptions=False,
    )
    assert told.exit_code == 0, told.output
    assert "S, dm²" in told.output
    nested = run.invoke(build_app(), ["nest", str(tmp_path / "b.json"), "--ratio", "S:1,L:2"], catch_exceptions=False)
    assert nested.exit_code == 0, nested.output
    assert "9 pieces" in nested.output
    wrong = run.invoke(build_app(), ["pieces", str(tmp_path / "bag.svg"), "--grade", "S,M"])
    assert "say how much it grows" in str(wrong.exception)
