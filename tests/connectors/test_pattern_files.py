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
from treadle.connectors.pattern_file import PatternFile
from treadle.connectors.pattern_json import pattern_json, read_pattern_json
from treadle.connectors.pattern_svg import read_pattern_svg
from treadle.connectors.svg_path import path_points
from treadle.cut.draft import draft_pattern
from treadle.cut.grade import Growth, grade_pattern, size_places
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
    assert read_pattern_json(path).pattern == odd


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
    for words in ("a M has no simple outline", "piece 2 has no 'outline'", "c M cannot be cut 3 times in mirrored",
                  "d M has no rotation, or a tilt", "d M is there twice"):  # fmt: skip
        assert words in text
    with pytest.raises(NotFoundError):
        read_pattern_json(tmp_path / "none.json")


def test_a_drawing_is_read_in_millimetres_with_its_grain_along_the_cloth(tmp_path: Path) -> None:
    """40 cm over 200 units: 2 mm each; y runs up; the strap's grain, drawn upright, lies along x."""
    path = tmp_path / "bag.svg"
    path.write_text(BAG)
    flap, strap = read_pattern_svg(path).pattern.pieces
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
        ('<svg><path id="x" d="M0 0 B 5 5 10 0 z"/></svg>', "command 'B' is not one that a path has"),
        (
            '<svg><g transform="bend(2)" id="g"/><path id="x" d="M0 0 L5"/></svg>',
            r"g: it is moved by a transform[\s\S]*too few",
        ),
        (
            '<svg><path id="x" data-qauntity="2" d="M0 0 L50 0 50 50 z"/></svg>',
            "data-qauntity is not known. Did you mean qu",
        ),
        ('<svg><path id="x" data-quantity="nan" d="M0 0 L50 0 50 50 z"/></svg>', "data-quantity is nan"),
        ("<svg><rect/></svg>", "no closed line that is a piece"),
        ("<svg", "it is not an SVG"),
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
    assert spans == {"S": [90, 80], "M": [100, 100], "XL": [120, 140]}


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


def read_drawing(tmp_path: Path, inner: str, head: str = 'width="900mm" viewBox="0 0 900 600"') -> PatternFile:
    path = tmp_path / "d.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inner}</svg>')
    return read_pattern_svg(path)


SHEET = '<path id="front" data-size="M" d="M0 0H300V200H20Z"/>'


@pytest.mark.parametrize(
    ("inner", "pieces"),
    [
        ('<rect id="band" data-size="M" x="9" y="300" width="250" height="40"/>', {"band": 10_000}),
        ('<polyline id="p" data-size="M" points="0,300 90,300 90,390 0,390 0,300"/>', {"p": 8_100}),
        ('<g transform="translate(0 300) scale(2)"><rect id="b" data-size="M" width="40" height="30"/></g>',
         {"b": 4_800}),
        ('<g style="transform: scale(3)"><rect id="b" data-size="M" y="90" width="40" height="30"/></g>',
         {"b": 10_800}),
        ('<svg y="300" width="200" height="100" viewBox="0 0 20 10">'
         '<rect id="b" data-size="M" width="9" height="9"/></svg>',
         {"b": 8_100}),
        ('<defs><path id="d" d="M0 0H90V90Z"/></defs><use id="u" href="#d" y="300" data-size="M"/>', {"d": 4_050}),
        ('<path id="c" data-size="M" d="M0 300h200v200h-200z M50 350h100v100h-100z"/>', {"c": 40_000}),
        ('<defs><marker><path d="M0 0L90 50L0 90Z"/></marker></defs>', {}),
        ('<g style="display:none"><path id="old" data-size="M" d="M0 300H90V390Z"/></g>', {}),
        ('<style>.off{display:none}</style><path class="off" data-size="M" d="M0 300H90V390Z"/>', {}),
        ('<path id="arrow" data-size="M" d="M0 300L90 350L180 300"/>', {}),
        ('<path id="sew" d="M30 20H280V180H40Z"/><circle cx="100" cy="100" r="5"/>', {}),
        ('<rect width="900" height="600"/>', {}),
    ],
)  # fmt: skip
def test_every_element_is_used_or_named(tmp_path: Path, inner: str, pieces: dict[str, float]) -> None:
    read = read_drawing(tmp_path, SHEET + inner)
    found = {one.piece_id: Polygon(one.outline).area for one in read.pattern.pieces}
    assert found == pytest.approx({"front": 58_000} | pieces)
    assert sum(one.count for one in read.inventory) >= 2


def test_holes_of_a_path_are_cut_out_and_marks_are_carried(tmp_path: Path) -> None:
    told = (
        '<path id="c" data-size="M" d="M0 0h200v200h-200z M50 50h100v100h-100z"/>'
        '<path data-mark="notch" d="M0 90h6"/><circle data-mark="drill" cx="20" cy="30" r="3"/>'
    )
    (one,) = read_drawing(tmp_path, told).pattern.pieces
    assert [(mark.kind, len(mark.points)) for mark in one.marks] == [("cutout", 4), ("notch", 2), ("drill", 1)]


@pytest.mark.parametrize(
    ("head", "millimetres", "words"),
    [
        ('width="900mm" viewBox="0 0 900 600"', 300.0, ""),
        ('width="900px" viewBox="0 0 900 600"', 300 * 25.4 / 96, "no garment's size"),
        ('width="450pt" viewBox="0 0 900 600"', 150 * 25.4 / 72, "no garment's size"),
        ('width="18in" viewBox="0 0 900 600"', 152.4, ""),
        ('width="900" viewBox="0 0 900 600"', 300 * 25.4 / 96, "names no unit"),
        ('width="100%" viewBox="0 0 900 600"', 300.0, "says nothing of its scale"),
        ("", 300.0, "it has no width"),
    ],
)
def test_a_drawing_has_its_own_scale(tmp_path: Path, head: str, millimetres: float, words: str) -> None:
    read = read_drawing(tmp_path, SHEET, head)
    assert max(x for x, _ in read.pattern.pieces[0].outline) == pytest.approx(millimetres, abs=1e-3)
    said = "\n".join(map(str, read.findings))
    assert words in said and bool(words) == bool(said)


def test_a_repeated_piece_is_cut_once_more_and_a_turned_one_mirrored(tmp_path: Path) -> None:
    twice = read_drawing(tmp_path, SHEET + '<use href="#front" x="400"/>').pattern.pieces[0]
    assert (twice.quantity, twice.mirrored) == (2, 0)
    turned = read_drawing(tmp_path, SHEET + '<use href="#front" transform="translate(800) scale(-1 1)"/>')
    assert (turned.pattern.pieces[0].quantity, turned.pattern.pieces[0].mirrored) == (2, 1)


@pytest.mark.parametrize(("told", "mirrored"), [("Yes", 1), ("no", 0), ("FALSE", 0), (None, 1)])
def test_a_lopsided_piece_of_two_is_a_pair_unless_the_drawing_says_not(
    tmp_path: Path, told: str | None, mirrored: int
) -> None:
    pair = "" if told is None else f'data-pair="{told}"'
    read = read_drawing(tmp_path, f'<path id="f" data-size="M" data-quantity="2" {pair} d="M0 0H300V200H120Z"/>')
    assert (read.pattern.pieces[0].quantity, read.pattern.pieces[0].mirrored) == (2, mirrored)
    assert bool(read.findings) == (told is None)


def test_sheets_of_outlines_without_attributes_are_read(tmp_path: Path) -> None:
    """Parts in groups, a cut line about each sew line, arrows and notes, as sewing programs export them."""
    part = (
        '<g id="stack-{name}" transform="translate({x},20)"><g id="part-{name}">'
        '<path id="fs-{x}1" class="fabric" d="M 0,0 L 200,0 C 210,50 210,100 200,150 L 0,150 z"/>'
        '<path id="fs-{x}2" class="fabric sa" d="M -10,-10 L 210,-10 C 225,50 225,100 210,160 L -10,160 z"/>'
        '<path id="fs-{x}3" class="note" d="M 50,10 L 50,140"/><text>{name}</text>'
        '<use xlink:href="#notch" x="9" y="9"/>'
        "</g></g>"
    )
    sheet = (
        '<defs><g id="notch"><circle r="3"/></g></defs>'
        + part.format(name="front", x=0)
        + part.format(name="back", x=300)
    )
    head = 'xmlns:xlink="http://www.w3.org/1999/xlink" width="900mm" viewBox="0 0 900 600"'
    read = read_drawing(tmp_path, sheet, head)
    assert [one.piece_id for one in read.pattern.pieces] == ["front", "back"]
    assert all(Polygon(one.outline).bounds[2] - Polygon(one.outline).bounds[0] > 220 for one in read.pattern.pieces)
    said = "\n".join(map(str, read.findings))
    assert "4 closed lines within pieces" in said and "open lines are not pieces" in said


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', "defines entities"),
        ("<svg>" + "<g>" * 400 + "</g>" * 400 + "</svg>", "nested too deep"),
        ('<svg><g id="a"><use href="#a"/><use href="#a"/></g></svg>', "repeats"),
        ('<svg><path d="M0 0L1e300 0L5 5Z"/></svg>', "nowhere"),
        ("<html/>", "its root is html"),
    ],
)
def test_a_drawing_that_is_a_trap_is_refused(tmp_path: Path, drawing: str, words: str) -> None:
    (tmp_path / "t.svg").write_text(drawing)
    with pytest.raises(InputError, match=words):
        read_pattern_svg(tmp_path / "t.svg")


def test_sizes_grow_by_their_names_not_by_their_places() -> None:
    body = Pattern(pattern_id="p", pieces=(square("36", 100), square("38", 104)))
    assert [one.outline[2][0] for one in grade_pattern(body, ["36", "38", "44"]).pieces] == pytest.approx(
        [100, 104, 116]
    )
    assert size_places(["XS", "M", "3XL"]) == {"XS": -2.0, "M": 0.0, "3XL": 4.0}
    assert size_places(["petite", "tall"]) == {"petite": 0.0, "tall": 1.0}
    for wrong in (["M", "S"], ["40", "38"], ["M", "M"]):
        with pytest.raises(ValueError, match=r"is not larger|named twice"):
            size_places(wrong)


def test_a_specification_of_panels_becomes_pieces(tmp_path: Path) -> None:
    """A panel of 20 by 30 cm whose top is half a circle cut in, its grain along its height."""
    panel = {
        "vertices": [[0, 0], [20, 0], [20, 30], [0, 30]],
        "edges": [{"endpoints": [0, 1]}, {"endpoints": [1, 2]},
                  {"endpoints": [2, 3], "curvature": {"type": "circle", "params": [10, 0, 0]}}, {"endpoints": [3, 0]}],
    }  # fmt: skip
    path = tmp_path / "x_specification.json"
    path.write_text(json.dumps({"pattern": {"panels": {"f": panel}}, "properties": {"units_in_meter": 100}}))
    read = read_pattern_json(path)
    (one,) = read.pattern.pieces
    assert Polygon(one.outline).area == pytest.approx(60_000 - np.pi * 100**2 / 2, rel=0.01)
    assert np.ptp(np.array(one.outline), axis=0).tolist() == pytest.approx([300, 200])
    assert "no seam allowance" in str(read.findings[0])
