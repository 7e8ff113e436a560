"""Read, grade and write the pieces of a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Polygon

from treadle.connectors.pattern_dxf import read_pattern_dxf
from treadle.connectors.pattern_file import Held, PatternFile
from treadle.connectors.pattern_json import pattern_json, read_pattern_json
from treadle.connectors.pattern_svg import read_pattern_svg
from treadle.cut.draft import draft_pattern
from treadle.cut.grade import Growth, grade_pattern
from treadle.errors import InputError, Problem
from treadle.storage.pattern_rows import piece_row
from treadle.terms.cutting import Pattern, Piece, of_material
from treadle.terms.tables.making import PIECES


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPattern:
    """A pattern, what was mended or assumed in its file, and what the file holds."""

    pattern: Pattern
    findings: tuple[Problem, ...] = ()
    inventory: tuple[Held, ...] = ()


def read_pattern(source: str, sizes: Sequence[str], rules: Path | None = None) -> ReadPattern:
    """The pattern of a file (.dxf, .json, .svg), or an example pattern such as 'tshirt' in these sizes.

    `rules` is the grade rule table of a .dxf; by default it is looked for beside it. Raises `NotFoundError`, and
    `InputError` with all that is wrong with the file.
    """
    ending = Path(source).suffix.lower()
    if rules is not None and ending != ".dxf":
        raise InputError.single("--rules", "a grade rule table goes with a .dxf file", "Leave it out")
    if ending == ".dxf":
        return _told(read_pattern_dxf(Path(source), rules=rules))
    if ending == ".json":
        return _told(read_pattern_json(Path(source)))
    if ending == ".svg":
        return _told(read_pattern_svg(Path(source)))
    return ReadPattern(pattern=draft_pattern(source, list(sizes)))


def _told(read: PatternFile) -> ReadPattern:
    return ReadPattern(pattern=read.pattern, findings=read.findings, inventory=read.inventory)


def pieces_of(pattern: Pattern, material: str = "", category: str = "") -> tuple[Pattern, tuple[str, ...]]:
    """The pieces of a material and category (empty: all), and the materials where several are taken together.

    Raises `InputError` where there are none.
    """
    found = of_material(pattern, material, category)
    if not found.pieces:
        have = sorted({piece.material or "(none)" for piece in pattern.pieces})
        kinds = sorted({piece.category or "(none)" for piece in pattern.pieces})
        asked = f"material {material!r}" if material else f"category {category!r}"
        remedy = f"Materials are {', '.join(have)}; categories {', '.join(kinds)}"
        raise InputError.single(pattern.pattern_id, f"no piece is of {asked}", remedy)
    several = tuple(sorted({piece.material for piece in found.pieces if piece.material}))
    return found, several if len(several) > 1 else ()


def area_mm2(piece: Piece) -> float:
    """Area of a piece without what is cut out of it."""
    shape = Polygon(piece.outline)
    for mark in piece.marks:
        if mark.kind == "cutout" and Polygon(mark.points).is_valid:
            shape = shape.difference(Polygon(mark.points))
    return float(shape.area)


def grade(pattern: Pattern, sizes: Sequence[str], *, along_mm: float = 0.0, across_mm: float = 0.0) -> Pattern:
    """The pattern in all `sizes`, small to large: those that it lacks are graded.

    From one size its pieces grow by `along_mm` and `across_mm` of the grain a size. Raises `InputError` where sizes
    cannot be graded.
    """
    growth = Growth(along_mm, across_mm) if along_mm or across_mm else None
    try:
        return grade_pattern(pattern, list(sizes), growth)
    except ValueError as error:
        remedy = "Name sizes that it has, in order; with one size add --grow-along and --grow-across"
        raise InputError.single("--grade", str(error), remedy) from None


def pattern_text(pattern: Pattern) -> str:
    """The pattern as JSON text, as `read_pattern` reads it again."""
    return pattern_json(pattern)


def pattern_rows(pattern: Pattern) -> tuple[tuple[str, ...], list[list[object]]]:
    """The pattern as the table `pieces` of a brand's folder: columns, and a row for each piece and size."""
    return PIECES.names, [piece_row(pattern.pattern_id, piece) for piece in pattern.pieces]
