"""Pattern files: pieces, sizes, units, halves, grain; what real files get wrong is mended and told, or refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from shapely.geometry import Polygon

from treadle.connectors.cutter import hpgl_outlines, iso_cut_outlines, marker_hpgl, marker_iso_cut
from treadle.connectors.dxf_outline import joined_outline
from treadle.connectors.pattern_dxf import read_pattern_dxf
from treadle.connectors.pattern_file import PatternFile
from treadle.cut.nest import marker_request, nest
from treadle.errors import InputError, NotFoundError
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Pattern, of_material

BOX = [(0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0)]


def written(path: Path, *pieces: dict[str, Any], units: str | None = "METRIC") -> Path:
    """A DXF file of our own: one block per piece with `lines` on layer 1 and, as given, fold, grain and texts."""
    drawing = ezdxf.new("R12")
    space = drawing.modelspace()
    for text in ("Style Name: BOX", "Sample Size: M", *([f"Units: {units}"] if units else [])):
        space.add_text(text, dxfattribs={"layer": "1"})
    for number, told in enumerate(pieces):
        block = drawing.blocks.new(f"B{number}")
        for line in told.get("lines", [[*BOX, BOX[0]]]):
            block.add_polyline2d(line, dxfattribs={"layer": "1"})
        for name, layer in (("fold", "6"), ("grain", "7")):
            if name in told:
                block.add_line(*told[name], dxfattribs={"layer": layer})
        for name in ("Piece Name", "Size", "Quantity"):
            if name in told:
                block.add_text(f"{name}: {told[name]}", dxfattribs={"layer": "1"})
        space.add_blockref(f"B{number}", (0, 0))
    drawing.saveas(path)
    return path


def piece(name: str = "FRONT", size: str = "M", **more: Any) -> dict[str, Any]:
    return {"Piece Name": name, "Size": size, "Quantity": "2", "grain": ((10, 50), (200, 50))} | more


def areas(read: PatternFile) -> dict[tuple[str, str], float]:
    return {(one.piece_id, one.size): Polygon(one.outline).area for one in read.pattern.pieces}


def said(read: PatternFile) -> str:
    return "\n".join(map(str, read.findings))


def test_a_sound_file_is_read_without_a_word(tmp_path: Path) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(), piece("SLEEVE", Quantity="1,1")))
    assert (read.style_name, read.sample_size, read.units, read.findings) == ("BOX", "M", "METRIC", ())
    front, sleeve = read.pattern.pieces
    assert sorted(front.outline) == sorted(BOX)
    assert (front.quantity, front.is_pair, sleeve.quantity, sleeve.is_pair) == (2, False, 2, True)


def test_inches_become_millimetres(tmp_path: Path) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(lines=[[(0, 0), (10, 0), (10, 5), (0, 5), (0, 0)]],
                                                               grain=((1, 1), (8, 1))), units="ENGLISH"))  # fmt: skip
    assert areas(read)["FRONT", "M"] == pytest.approx(50 * 25.4**2)


def test_units_that_are_not_named_are_guessed_and_told(tmp_path: Path) -> None:
    small = piece(lines=[[(0, 0), (10, 0), (10, 5), (0, 5), (0, 0)]], grain=((1, 1), (8, 1)))
    read = read_pattern_dxf(written(tmp_path / "box.dxf", small, units=None))
    assert read.units == "ENGLISH"
    assert "taken for inches" in said(read)


def test_lines_in_any_order_and_direction_make_one_outline(tmp_path: Path) -> None:
    sides = [[BOX[0], BOX[1]], [BOX[3], BOX[2]], [BOX[2], BOX[1]], [BOX[3], BOX[0]]]
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(lines=sides)))
    assert areas(read)["FRONT", "M"] == pytest.approx(60_000)
    assert read.findings == ()


def test_a_half_piece_is_unfolded_about_its_mirror_line(tmp_path: Path) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(fold=((0, 0), (300, 0)))))
    assert areas(read)["FRONT", "M"] == pytest.approx(120_000, rel=1e-3)
    assert "unfolded" in said(read)


def test_a_mirror_line_through_a_whole_piece_changes_nothing(tmp_path: Path) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(fold=((0, 100), (300, 100)))))
    assert areas(read)["FRONT", "M"] == pytest.approx(60_000)


def test_the_grain_is_turned_along_the_fabric(tmp_path: Path) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(grain=((50, 10), (50, 190)))))
    low_x, low_y, high_x, high_y = Polygon(read.pattern.pieces[0].outline).bounds
    assert (high_x - low_x, high_y - low_y) == (pytest.approx(200), pytest.approx(300))


def test_small_faults_are_mended_and_told_once_for_all_sizes(tmp_path: Path) -> None:
    gap = [[BOX[0], BOX[1], BOX[1], BOX[2], BOX[3], (0.0, 4.0)]]
    bare = {"Piece Name": "FRONT", "lines": gap}
    read = read_pattern_dxf(written(tmp_path / "box.dxf", bare | {"Size": "S"}, bare | {"Size": "M"}))
    lines = said(read).splitlines()
    assert len(lines) == 4
    assert any("gap of 4.0 mm" in one and "sizes S, M" in one for one in lines)
    assert any("repeats points" in one for one in lines)
    assert any("no grain line" in one for one in lines)
    assert any("quantity is not named" in one for one in lines)


def test_a_quantity_named_in_one_size_holds_for_all(tmp_path: Path) -> None:
    bare = {key: value for key, value in piece(size="S").items() if key != "Quantity"}
    read = read_pattern_dxf(written(tmp_path / "box.dxf", bare, piece()))
    assert [one.quantity for one in read.pattern.pieces] == [2, 2]


def test_labels_as_seamly_writes_them_say_how_often_a_piece_is_cut(tmp_path: Path) -> None:
    """Blocks named after pieces, outline (1), sew line (14), turn points (2), grain (7), and the lines of a label."""
    drawing = ezdxf.new("R12")
    drawing.modelspace().add_text("Units: METRIC", dxfattribs={"layer": "1"})
    for name, label in (("Front_yoke", "Fabric, Cut 2 mirrored"), ("Facing", "Cut 1 on fold from lining")):
        block = drawing.blocks.new(name)
        for layer in ("1", "14", "84"):
            block.add_polyline2d([*BOX, BOX[0]], dxfattribs={"layer": layer})
        for corner in BOX:
            block.add_point(corner, dxfattribs={"layer": "2"})
        block.add_line((10, 50), (200, 50), dxfattribs={"layer": "7"})
        for at, text in enumerate((name.replace("_", " "), label, "Ann, size 40")):
            block.add_text(text, dxfattribs={"layer": "1", "insert": (50, 90 - 10 * at)})
        drawing.modelspace().add_blockref(name, (0, 0))
    drawing.saveas(tmp_path / "yoke.dxf")
    read = read_pattern_dxf(tmp_path / "yoke.dxf")
    yoke, facing = read.pattern.pieces
    assert (yoke.piece_id, yoke.quantity, yoke.is_pair, yoke.material) == ("Front_yoke", 2, True, "")
    assert (facing.quantity, facing.is_pair, facing.material) == (1, False, "lining")
    assert "cut on the fold, and no mirror line shows where" in said(read)


def test_what_cannot_be_mended_is_told_all_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path / "bad.dxf",
        piece("OPEN", lines=[[BOX[0], BOX[1], BOX[2]]]),
        piece("CROSS", lines=[[(0, 0), (300, 200), (300, 0), (0, 200), (0, 0)]]),
        piece("TWICE"),
        piece("TWICE"),
    )
    with pytest.raises(InputError) as caught:
        read_pattern_dxf(path)
    stops = [str(one) for one in caught.value.problems if one.stops_plan]
    assert len(stops) == 3
    for part in (
        "OPEN (size M): its outline is open",
        "CROSS (size M): its outline crosses",
        "TWICE (size M): it appears",
    ):
        assert any(part in one for one in stops), part


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_pattern_dxf(tmp_path / "absent.dxf")
    (tmp_path / "text.dxf").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="not a DXF file"):
        read_pattern_dxf(tmp_path / "text.dxf")
    ezdxf.new("R12").saveas(tmp_path / "empty.dxf")
    with pytest.raises(InputError, match="layer 1"):
        read_pattern_dxf(tmp_path / "empty.dxf")


def test_the_largest_loop_is_the_outline() -> None:
    hole = [(50.0, 50.0), (60.0, 50.0), (60.0, 60.0), (50.0, 50.0)]
    found = joined_outline([hole, [*BOX, BOX[0]]])
    assert set(found.points) == set(BOX)
    assert "further lines" in found.mended[0][0]


@pytest.mark.parametrize(
    ("name", "pieces", "sizes"),
    [("WM SLIM TANK.DXF", 2, 14), ("MEN CLASSIC TEE.DXF", 7, 15), ("simple.DXF", 4, 14), ("clo-pattern.dxf", 9, 1)],
)
def test_files_of_real_systems_are_read_whole(shared_data: Path, name: str, pieces: int, sizes: int) -> None:
    read = read_pattern_dxf(shared_data / "factory" / "dxf_patterns" / name)
    assert len({one.piece_id for one in read.pattern.pieces}) == pieces
    assert len(read.pattern.sizes()) == sizes
    assert len(read.pattern.pieces) == pieces * sizes
    by_piece: dict[str, list[float]] = defaultdict(list)
    for one in read.pattern.pieces:
        by_piece[one.piece_id].append(Polygon(one.outline).area)
    for found in by_piece.values():
        assert all(later >= 0.999 * earlier for earlier, later in pairwise(found))
        assert 500.0 < found[0] < 2e6, "a piece of a garment, in mm²"


def test_the_two_forms_of_one_style_agree(shared_data: Path) -> None:
    folder = shared_data / "factory" / "dxf_patterns"
    aama, astm = (areas(read_pattern_dxf(folder / f"GMX1016S18_{form}.DXF")) for form in ("AAMA", "ASTM"))
    assert aama.keys() == astm.keys()
    assert all(abs(aama[key] / astm[key] - 1) < 0.005 for key in aama)


def drawn(path: Path, *texts: str, entities: Any = None, space: Any = None, **told: Any) -> Path:
    """A file of one block whose texts are given word for word; `entities` and `space` draw more."""
    drawing = ezdxf.new("R12")
    for text in ("Style Name: BOX", "Units: METRIC", *told.get("style", ())):
        drawing.modelspace().add_text(text, dxfattribs={"layer": "1"})
    block = drawing.blocks.new("B")
    block.add_polyline2d([*told.get("ring", BOX), told.get("ring", BOX)[0]], dxfattribs={"layer": "1"})
    block.add_line((10, 50), (200, 50), dxfattribs={"layer": "7"})
    for text in texts:
        block.add_text(text, dxfattribs={"layer": "1"})
    if entities is not None:
        entities(block)
    drawing.modelspace().add_blockref("B", (0, 0), dxfattribs=told.get("insert", {}))
    if space is not None:
        space(drawing)
    drawing.saveas(path)
    return path


@pytest.mark.parametrize(
    ("fold", "area"),
    [
        (((-90, 0), (390, 0)), 120_000),
        (((0, 1.2), (300, 1.2)), 120_000),
        (((40, 0), (260, 0)), 120_000),
        (((0, 60), (300, 60)), 60_000),
    ],
)
def test_a_mirror_line_may_overshoot_or_lie_beside_the_edge(tmp_path: Path, fold: Any, area: float) -> None:
    read = read_pattern_dxf(written(tmp_path / "box.dxf", piece(fold=fold)))
    assert areas(read)["FRONT", "M"] == pytest.approx(area, rel=1e-3)
    assert ("unfolded" in said(read)) == (area > 100_000)
    assert ("not used" in said(read)) == (area < 100_000)


def test_a_quarter_is_unfolded_twice_and_its_hole_is_cut_out(tmp_path: Path) -> None:
    ring = [(50.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0), (0.0, 50.0), (50.0, 50.0)]

    def folds(block: Any) -> None:
        for fold in (((50, 0), (300, 0)), ((0, 50), (0, 300))):
            block.add_line(*fold, dxfattribs={"layer": "6"})
        block.add_point((200, 200), dxfattribs={"layer": "13"})

    read = read_pattern_dxf(drawn(tmp_path / "q.dxf", "Piece Name: SKIRT", "Size: M", entities=folds, ring=ring))
    (skirt,) = read.pattern.pieces
    assert Polygon(skirt.outline).area == pytest.approx(600 * 600, rel=1e-3)
    assert [mark.kind for mark in skirt.marks].count("drill") == 4
    (hole,) = [mark for mark in skirt.marks if mark.kind == "cutout"]
    assert Polygon(hole.points).area == pytest.approx(100 * 100, rel=1e-2)
    assert "a quarter of it was drawn" in said(read)


LOPSIDED = [(0.0, 0.0), (300.0, 0.0), (260.0, 200.0), (0.0, 120.0)]


@pytest.mark.parametrize(
    ("quantity", "ring", "counts", "words"),
    [
        ("2", LOPSIDED, (2, 1), "taken for 1 as drawn and 1 mirrored"),
        ("2,0", LOPSIDED, (2, 0), ""),
        ("2", BOX, (2, 0), ""),
        ("3", LOPSIDED, (3, 0), "cut the same way round"),
        ("0,1", LOPSIDED, (1, 1), ""),
        ("2,1", LOPSIDED, (3, 1), ""),
        ("1 PAIR", LOPSIDED, (2, 1), ""),
        ("1L 1R", LOPSIDED, (2, 1), ""),
        ("some", LOPSIDED, (1, 0), "taken for 1"),
    ],
)
def test_left_and_right_are_cut_as_the_file_says(
    tmp_path: Path, quantity: str, ring: Any, counts: tuple[int, int], words: str
) -> None:
    path = drawn(tmp_path / "leg.dxf", "Piece Name: LEG", "Size Name: M", f"QTY: {quantity}", ring=ring)
    read = read_pattern_dxf(path)
    (leg,) = read.pattern.pieces
    assert (leg.quantity, leg.mirrored) == counts
    assert words in said(read) and bool(words) == bool(read.findings)
    request = marker_request(read.pattern, {"M": 2}, Fabric(fabric_id="c", width_mm=1500, price_per_m_cents=1))
    mirrored = sum(one.copies for one in request.pieces if one.is_mirrored)
    assert (sum(one.copies for one in request.pieces), mirrored) == (2 * counts[0], 2 * counts[1])


def test_what_is_marked_in_a_piece_reaches_plot_and_cutter(tmp_path: Path) -> None:
    def inside(block: Any) -> None:
        block.add_polyline2d([(100, 80), (160, 80), (160, 120), (100, 80)], dxfattribs={"layer": "11"})
        block.add_point((300, 100), dxfattribs={"layer": "4"})
        block.add_point((200, 150), dxfattribs={"layer": "13"})
        block.add_line((20, 20), (80, 20), dxfattribs={"layer": "8"})
        block.add_line((0, 0), (9, 9), dxfattribs={"layer": "77"})
        block.add_text("cut on the cross", dxfattribs={"layer": "15", "insert": (30, 30)})

    read = read_pattern_dxf(drawn(tmp_path / "b.dxf", "Piece Name: F", "Size: M", "Quantity: 1,0", entities=inside))
    (front,) = read.pattern.pieces
    assert [mark.kind for mark in front.marks] == ["notch", "internal", "cutout", "drill", "text"]
    held = {one.what: one.use for one in read.inventory}
    assert held["layer 11, cutout marks"] == "carried to the plot and the cutter file"
    assert held["layer 77"] == "not read" and "layer 77" in said(read)
    request = marker_request(read.pattern, {"M": 1}, Fabric(fabric_id="c", width_mm=1500, price_per_m_cents=1))
    marker = nest(request, Budget(work=20))
    plotted, cut = hpgl_outlines(marker_hpgl(marker)), iso_cut_outlines(marker_iso_cut(marker))
    assert [len(stroke) for stroke in plotted] == [4, 2, 2, 3, 2, 2]
    assert [len(stroke) for stroke in cut] == [2, 3, 4], "notch and hole before the outline; the line is not cut"
    assert marker_iso_cut(marker).count("M43") == 1
    hole = next(stroke for stroke in cut if len(stroke) == 3)
    assert Polygon(cut[-1]).contains(Polygon(hole))


RULES = """ASTM/D13 Proposal 1 Version: D 6673-10
UNITS: METRIC
GRADE RULE TABLE: OWN
NUMBER OF SIZES: 3
SIZE LIST: XL S M
SAMPLE SIZE: M
RULE: DELTA 1
 0.0, 0.0  0.0, 0.0 0.0, 0.0
RULE: DELTA 7
 24.0, 10.0
 -12.0, -5.0
 0.0, 0.0
END
"""


def numbered(block: Any) -> None:
    for number, at in ((1, BOX[0]), (1, BOX[3]), (7, BOX[1]), (7, BOX[2])):
        block.add_text(f"# {number}", dxfattribs={"layer": "1", "insert": at})
    block.add_point((300, 100), dxfattribs={"layer": "13"})


def test_a_rule_table_grades_by_the_names_of_sizes(tmp_path: Path) -> None:
    style = ("Sample Size: M", "Grade Rule Table: OWN")
    path = drawn(tmp_path / "g.dxf", "Piece Name: F", "Size: M", "Quantity: 1", entities=numbered, style=style)
    alone = read_pattern_dxf(path)
    assert alone.pattern.sizes() == ("M",)
    assert "names grade rule table OWN, and no rule table lies beside it" in said(alone)
    (tmp_path / "own.RUL").write_text(RULES)
    read = read_pattern_dxf(path)
    spans = {one.size: max(x for x, _ in one.outline) for one in read.pattern.pieces}
    assert spans == pytest.approx({"M": 300.0, "XL": 324.0, "S": 288.0})
    assert areas(read)["F", "XL"] == pytest.approx(324 * 200)
    drill = {one.size: one.marks[0].points[0] for one in read.pattern.pieces}
    assert drill["XL"][0] == pytest.approx(324.0) and drill["S"][0] == pytest.approx(288.0)
    (tmp_path / "own.RUL").write_text(RULES.replace("0.0, 0.0\nEND", "1.0, 0.0\nEND"))
    with pytest.raises(InputError, match="sample size M moves in rule 7"):
        read_pattern_dxf(path)


@pytest.mark.parametrize(
    ("units", "ring", "longest", "words"),
    [
        ("CM", [(0, 0), (60, 0), (60, 20), (0, 20)], 600.0, ""),
        ("Inches", [(0, 0), (20, 0), (20, 9), (0, 9)], 508.0, ""),
        ("METRIC", [(0, 0), (60, 0), (60, 20), (0, 20)], 60.0, "no garment's size"),
        ("ENGLISH", [(0, 0), (600, 0), (600, 200), (0, 200)], 15_240.0, "no garment's size"),
    ],
)
def test_units_are_read_as_they_are_called_and_doubted_by_size(
    tmp_path: Path, units: str, ring: Any, longest: float, words: str
) -> None:
    lines = [[*ring, ring[0]]]
    read = read_pattern_dxf(written(tmp_path / "u.dxf", piece(lines=lines, grain=((0, 1), (15, 1))), units=units))
    assert max(x for x, _ in read.pattern.pieces[0].outline) == pytest.approx(longest)
    assert words in said(read) and bool(words) == bool(read.findings)


def test_inserts_that_scale_or_mirror_and_blocks_that_are_missing(tmp_path: Path) -> None:
    def lost(drawing: Any) -> None:
        drawing.modelspace().add_blockref("SLEEVE", (0, 0))

    names = ("Piece Name: F", "Size: M", "Quantity: 1,0")
    turned = drawn(tmp_path / "a.dxf", *names, ring=LOPSIDED, insert={"xscale": -2.0, "yscale": 2.0}, space=lost)
    read = read_pattern_dxf(turned)
    assert areas(read)["F", "M"] == pytest.approx(4 * Polygon(LOPSIDED).area)
    for words in ("scales it by 2", "mirrors it", "block SLEEVE is placed in the drawing and is not in the file"):
        assert words in said(read)


def test_a_graded_file_that_is_broken_in_a_size_gives_the_others(tmp_path: Path) -> None:
    broken = piece("BACK", "L", lines=[[BOX[0], BOX[1], BOX[2]]])
    whole = [piece(name, size) for size in ("M", "L") for name in ("FRONT", "BACK")][:3]
    read = read_pattern_dxf(written(tmp_path / "g.dxf", *whole, broken))
    assert read.pattern.sizes() == ("M",)
    assert "piece BACK (size L): its outline is open by 361 mm: these sizes are left out" in said(read)


def test_a_stripe_and_a_plaid_line_meet_in_the_match_point(tmp_path: Path) -> None:
    def lines(block: Any) -> None:
        block.add_line((0, 40), (300, 40), dxfattribs={"layer": "9"})
        block.add_line((70, 0), (70, 200), dxfattribs={"layer": "10"})

    read = read_pattern_dxf(drawn(tmp_path / "s.dxf", "Piece Name: F", "Size: M", "Quantity: 1", entities=lines))
    assert read.pattern.pieces[0].match_mm == (70.0, 40.0)


def test_materials_choose_pieces(tmp_path: Path) -> None:
    path = drawn(tmp_path / "m.dxf", "Piece Name: F", "Size: M", "Quantity: 1", "FABRIC: Rib", "Category: NECK")
    (one,) = read_pattern_dxf(path).pattern.pieces
    assert (one.material, one.category) == ("Rib", "NECK")
    pattern = Pattern(pattern_id="p", pieces=(one, replace(one, piece_id="G", material="self")))
    assert [piece.piece_id for piece in of_material(pattern, "rib").pieces] == ["F"]


def test_marks_that_only_some_sizes_have_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "g.dxf", piece(size="S", Quantity="1,1"), piece(size="M", Quantity="1,1"))
    drawing = ezdxf.readfile(path)
    drawing.blocks.get("B1").add_point((300, 100), dxfattribs={"layer": "4"})
    drawing.saveas(path)
    assert "piece FRONT (size S): size M has 1 notch mark, and these sizes fewer" in said(read_pattern_dxf(path))
