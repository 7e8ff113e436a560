"""Pattern files: pieces, sizes, units, halves, grain; what real files get wrong is mended and told, or refused."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from shapely.geometry import Polygon

from treadle.connectors.dxf_outline import joined_outline
from treadle.connectors.pattern_dxf import PatternFile, read_pattern_dxf
from treadle.errors import InputError, NotFoundError

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
    for part in ("OPEN (size M): its outline is open", "CROSS (size M): its outline crosses", "TWICE (size M): it is"):
        assert any(part in one for one in stops), part


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_pattern_dxf(tmp_path / "absent.dxf")
    (tmp_path / "text.dxf").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="no DXF file"):
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
