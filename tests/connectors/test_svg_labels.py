"""Drawings in the forms of FreeSewing and Seamly: pieces, names, counts, grainlines and folds by their labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from treadle.connectors.pattern_file import PatternFile
from treadle.connectors.pattern_svg import read_pattern_svg
from treadle.terms.cutting import Piece

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?><svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:freesewing="http://freesewing.org/namespaces/freesewing" '
    'freesewing="3.0.0" width="900mm" height="800mm" viewBox="0 0 900 800"><style type="text/css"><![CDATA[ '
    ".fabric{stroke-width:1} ]]></style><script><![CDATA[]]></script><defs>"
    '<marker id="grainlineFrom" orient="auto"><path d="M 0,4 L 12,0 C 10,2 10,6 12,8 z"/></marker></defs>'
    '<g id="fs-container">'
)
#: Half a front of 200 mm by 400 mm on a fold along its left edge, with its seam line within; and a sleeve with cuts of
#: two cloths.
SHIRT = (
    HEAD
    + """
<!-- Start of group #fs-stack-shirt.front -->
<g id="fs-stack-shirt.front" transform="translate(10, 20)"><g id="fs-stack-shirt.front-part-shirt.front">
 <path class="fabric" d="M 0,10 L 190,10 L 190,390 L 0,390 z" id="fs-1"/>
 <path class="fabric sa" d="M 0,0 L 200,0 L 200,400 L 0,400 z" id="fs-2"/>
 <path class="note" marker-start="url(#cutonfoldFrom)" marker-end="url(#cutonfoldTo)" id="fs-3"
   d="M 0,20 L 15,20 L 15,380 L 0,380"/><text><textPath xlink:href="#fs-3" startOffset="50%"><tspan
   class="center fill-note">Cut on fold / Grainline</tspan></textPath></text>
 <path class="note" marker-start="url(#grainlineFrom)" marker-end="url(#grainlineTo)" d="M 100,50 L 100,350" id="fs-4"/>
 <text class="text-4xl fill-note font-bold" x="60" y="100"><tspan>1</tspan></text>
 <text class="text-lg fill-current font-bold" x="60" y="108"><tspan>Front</tspan></text>
 <text class="text-md fill-current" x="60" y="116"><tspan>Cut 1 on the fold from main fabric </tspan></text>
</g></g>
<g id="fs-stack-shirt.sleeve" transform="translate(400, 20)"><g id="fs-stack-shirt.sleeve-part-shirt.sleeve">
 <path class="fabric sa" d="M 0,0 L 300,0 L 260,200 L 60,200 z" id="fs-5"/>
 <path class="note" marker-start="url(#grainlineFrom)" marker-end="url(#grainlineTo)" d="M 150,10 L 150,190" id="fs-6"/>
 <text class="text-md" x="60" y="116"><tspan>Cut 2 mirrored from main fabric </tspan></text>
 <text class="text-md" x="60" y="124"><tspan>Cut 1 from lining </tspan></text>
</g></g><!-- end of group --></g></svg>"""
)
#: Qt's writer, as Seamly uses it: groups without names, sizes in mm, texts in the pieces.
SEAMLY = """<svg width="210mm" height="297mm" viewBox="0 0 793.7 1122.5" xmlns="http://www.w3.org/2000/svg"
 version="1.2" baseProfile="tiny"><title>Layout</title><desc>Made by Seamly2D</desc><defs></defs>
<g fill="none" stroke="black" stroke-width="1"><g fill="none" stroke="#000000" transform="matrix(1,0,0,1,20,20)">
<path vector-effect="none" d="M0,0 L400,0 L400,300 L0,300 L0,0"/></g>
<g fill="#000000" transform="matrix(1,0,0,1,20,20)"><text fill="#000000" xml:space="preserve" x="60" y="80"
 font-family="Arial" font-size="24">Front yoke</text><text x="60" y="110">Fabric, Cut 2 on fold</text></g>
<g fill="none" transform="matrix(1,0,0,1,20,20)"><path d="M200,50 L200,250"/></g></g></svg>"""


def read(tmp_path: Path, text: str) -> PatternFile:
    path = tmp_path / "drawing.svg"
    path.write_text(text)
    return read_pattern_svg(path)


def spans(piece: Piece) -> tuple[int, int]:
    xs, ys = zip(*piece.outline, strict=True)
    return round(max(xs) - min(xs)), round(max(ys) - min(ys))


@pytest.fixture
def shirt(tmp_path: Path) -> PatternFile:
    return read(tmp_path, SHIRT)


def test_parts_of_freesewing_are_pieces_with_their_counts(shirt: PatternFile) -> None:
    found = {piece.piece_id: piece for piece in shirt.pattern.pieces}
    assert list(found) == ["shirt.front", "shirt.sleeve", "shirt.sleeve lining"]
    front, sleeve, lining = found.values()
    # The grain runs down the drawing, and lies along x in the piece; the front is whole, with its seam allowance.
    assert spans(front) == (400, 400) and (front.quantity, front.is_pair) == (1, False)
    assert spans(sleeve) == (200, 300) and (sleeve.quantity, sleeve.is_pair, sleeve.material) == (2, True, "")
    assert (lining.quantity, lining.is_pair, lining.material) == (1, False, "lining")


def test_what_was_used_of_the_drawing_is_told(shirt: PatternFile) -> None:
    held = {(one.what, one.use): one.count for one in shirt.inventory}
    assert held["pieces on a fold", "unfolded"] == 1
    assert held["grainlines and folds by their arrows", "read"] == 3
    assert held["texts that say how often a piece is cut", "read"] == 3
    assert any("1 closed lines within pieces" in str(one) for one in shirt.findings)  # the seam line


def test_texts_of_seamly_name_and_count_the_piece_they_lie_in(tmp_path: Path) -> None:
    found = read(tmp_path, SEAMLY)
    (piece,) = found.pattern.pieces
    assert piece.piece_id == "Front yoke" and piece.quantity == 2
    assert spans(piece) == (round(400 * 210 / 793.7), round(300 * 210 / 793.7))
    said = "\n".join(map(str, found.findings))
    assert "cut on the fold, and no line shows where" in said and "open lines are not pieces" in said


@pytest.mark.parametrize(("text", "count", "is_pair", "material"), [
    ("Cut 2 mirrored from lining", 2, True, "lining"), ("Couper 4 en miroir dans doublure", 4, True, "doublure"),
    ("Schneide 2 gespiegelt aus Futter", 2, True, "Futter"), ("裁2 左右", 2, True, ""), ("cut: x3", 3, False, ""),
])  # fmt: skip
def test_counts_in_the_languages_of_their_makers(
    tmp_path: Path, text: str, count: int, is_pair: bool, material: str
) -> None:
    drawn = SEAMLY.replace("Fabric, Cut 2 on fold", text)
    (piece,) = read(tmp_path, drawn).pattern.pieces
    assert (piece.quantity, piece.is_pair, piece.material) == (count, is_pair, material)
