"""Pictures of markers, and plotter files that give the geometry back."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from shapely.geometry import Polygon

from treadle.connectors.cutter import hpgl_outlines, iso_cut_outlines, marker_hpgl, marker_iso_cut
from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request, nest
from treadle.cut.verify_marker import placed_polygon
from treadle.errors import InputError
from treadle.report.marker_pdf import marker_pdf
from treadle.report.marker_picture import marker_svg
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Marker


@pytest.fixture(scope="module")
def marker() -> Marker:
    cloth = Fabric(fabric_id="twill", width_mm=1500, price_per_m_cents=700)
    return nest(marker_request(draft_pattern("trousers", ["S", "L"]), {"S": 1, "L": 1}, cloth), Budget(work=60))


def test_svg_shows_every_piece_once_and_says_the_figures(marker: Marker) -> None:
    root = ElementTree.fromstring(marker_svg(marker))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}polygon")) == len(marker.placements)
    assert f"{marker.efficiency:.1%}" in root.attrib["aria-label"]
    assert marker_svg(marker, title="a < b & c").count("a &lt; b &amp; c") == 2


def test_pdf_has_the_same_bytes_twice_and_pages_for_long_markers(marker: Marker) -> None:
    small = marker_pdf(marker, 0.1)
    assert small.startswith(b"%PDF")
    assert small == marker_pdf(marker, 0.1)
    assert b"D:2000" in small or b"CreationDate" not in small
    with pytest.raises(ValueError, match="scale"):
        marker_pdf(marker, 2.0)


def test_hpgl_gives_the_outlines_back(marker: Marker) -> None:
    outlines = hpgl_outlines(marker_hpgl(marker))
    assert len(outlines) == len(marker.placements)
    for put, outline in zip(marker.placements, outlines):
        drawn = placed_polygon(marker.request.pieces[put.piece_index], put)
        assert Polygon(outline).symmetric_difference(drawn).area <= 0.03 * drawn.length


def test_hpgl_with_relative_moves_is_refused() -> None:
    with pytest.raises(InputError, match="relative"):
        hpgl_outlines("IN;PR;PD10,10;")


def test_a_cutter_file_gives_the_outlines_back_from_left_to_right(marker: Marker) -> None:
    outlines = iso_cut_outlines(marker_iso_cut(marker))
    wanted = [placed_polygon(marker.request.pieces[put.piece_index], put) for put in marker.placements]
    assert len(outlines) == len(wanted)
    left = list(wanted)
    for outline in outlines:
        cut = Polygon(outline)
        nearest = max(left, key=lambda one: one.intersection(cut).area)
        assert nearest.symmetric_difference(cut).area < 0.01 * nearest.length
        left.remove(nearest)
    ends = [max(x for x, _ in outline) for outline in outlines]
    assert ends == sorted(ends)


def test_a_cutter_file_keeps_a_missing_coordinate_and_lifts_the_knife() -> None:
    text = "G71*G90*N1*M15*X0Y0*M14*X1000*Y500*X0*Y0*M15*N2*X5000Y0*M14*X6000Y100*M15*M0*"
    assert iso_cut_outlines(text) == (((0, 0), (10, 0), (10, 5), (0, 5)), ((50, 0), (60, 1)))


@pytest.mark.parametrize("code", ["G70", "G91"])
def test_a_cutter_file_in_inches_or_relative_moves_is_refused(code: str) -> None:
    with pytest.raises(InputError, match=code):
        iso_cut_outlines(f"{code}*N1*M15*X0Y0*M14*X1000*M15*")


def test_a_chinese_sheet_is_drawn_in_a_font_that_has_its_letters(marker: Marker) -> None:
    told = marker_pdf(marker, 0.1, language="zh")
    assert b"STSong-Light" in told and b"STSong-Light" not in marker_pdf(marker, 0.1)
    assert told == marker_pdf(marker, 0.1, language="zh")
